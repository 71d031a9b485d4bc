import { plural } from "../../episodes/plural.ts";
import { EPISODE_FORMAT } from "../../stage/episode-event.ts";
import { TEMPLATE_FILE } from "./chat-template.ts";
import type { ExportOrder } from "./export-order.ts";
import type { Checkpoint } from "./counts.ts";
import type { Shard } from "./export-state.ts";

/** The layout of the manifest and of all rows, raised when either changes. */
export const EXPORT_FORMAT = 1;
export const MANIFEST_FILE = "manifest.json";

/**
 * What stands beside the rows: everything one has to know before training on them. It holds no time of its making, so
 * that the same log and order make the same bytes.
 */
export function manifestOf(
  order: ExportOrder,
  counted: Checkpoint,
  shards: readonly Shard[],
  beside: readonly { name: string; bytes: number; sha256: string }[],
  log: readonly { records: number }[],
): Record<string, unknown> {
  const { format, included, exact, split } = order;
  const { episodes, ...filters } = order.filters;
  const splits: Record<string, number> = {};
  for (const { stream, rows } of shards) splits[stream] = (splits[stream] ?? 0) + rows;
  return {
    v: EXPORT_FORMAT,
    format: format.name,
    about: format.about,
    versions: {
      export: EXPORT_FORMAT,
      events: EPISODE_FORMAT,
      node: process.version,
      playedBy: counted.software,
    },
    models: counted.models,
    // Which episodes were named is not told: their ids would undo the pseudonyms.
    asked: {
      filters: { ...filters, episodes: episodes?.length ?? 0 },
      included,
      exact,
      split,
      keepUnbalanced: order.keepUnbalanced,
    },
    log: {
      episodes: log.length,
      records: log.reduce((sum, { records }) => sum + records, 0),
      first: dayOf(counted.first),
      last: dayOf(counted.last),
    },
    counts: { episodes: counted.episodes, ...counted.tallies, rows: splits },
    marked: counted.marked,
    consent: {
      purpose: "training",
      statement: consentStatement(order, counted),
      notices: counted.notices,
      names: exact
        ? "Texts and tokens are as they were, with players' names; ids are pseudonyms."
        : "Players' names and ids are pseudonyms whose key was not kept with this export.",
    },
    licence: order.licence ?? "none named: ask whoever owns the worlds before passing this on",
    masks: format.masks,
    template: format.template ? TEMPLATE_FILE : null,
    files: [
      ...shards.map(({ name, stream, rows, bytes, sha256, holds }) => ({
        name,
        split: stream,
        rows,
        bytes,
        sha256,
        episodes: Object.keys(holds),
      })),
      ...beside,
    ],
  };
}

function consentStatement({ included }: ExportOrder, { marked }: Checkpoint): string {
  const without = marked["unconsented"] ?? 0;
  const synthetic = marked["synthetic"] ?? 0;
  const recalled = marked["recalled"] ?? 0;
  const rehearsed = marked["rehearsal"] ?? 0;
  return [
    without === 0
      ? "Everyone whose lines a turn could answer, or remembers, has allowed training on them."
      : `${without} turns hold words of players who did not allow training; they were asked for by name.`,
    ...(included.recalled && recalled > 0
      ? [`${recalled} turns hold memories whose speakers the log does not name.`]
      : []),
    ...(rehearsed > 0
      ? [`Rehearsed by designers, and not played: ${plural(rehearsed, "turn")}.`]
      : []),
    ...(synthetic > 0
      ? [`Played by a stand-in, and no model's: ${plural(synthetic, "turn")}.`]
      : []),
  ].join(" ");
}

function dayOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
