import { plural } from "../../episodes/plural.ts";
import type { Rewritten } from "../../episodes/rewriting.ts";

/** What a command of rights touched, or would touch; it quotes nobody. */
export interface RightsReport {
  readonly command: "forget" | "retain";
  /** False for a dry run: then nothing was changed. */
  readonly done: boolean;
  /** What was asked for, in words. */
  readonly asked: string;
  readonly episodes: readonly TouchedEpisode[];
  /** Other files, with how many entries of each were erased or cleaned. */
  readonly files: readonly TouchedFile[];
  /** Files in which something of it was found afterwards, or could not be looked for. */
  readonly left: readonly { readonly file: string; readonly why: string }[];
  /** Places that copies were written to and that are no longer there; absent where nobody looked. */
  readonly missing?: readonly MissingPlace[];
  /** What no command can reach. */
  readonly notCovered: readonly string[];
}

export interface MissingPlace {
  readonly path: string;
  readonly kind: string;
  /** When something was written there, wall time in ms. */
  readonly at: number;
}

export interface TouchedEpisode extends Rewritten {
  readonly id: string;
  /** Records that changed or went, by their kind. */
  readonly kinds: Readonly<Record<string, number>>;
}

export interface TouchedFile {
  readonly file: string;
  readonly entries: number;
  readonly what: string;
}

/** Beyond the reach of a file's own command. */
export const NOT_COVERED: readonly string[] = [
  "models that were trained already",
  "exports that were given away or moved, unless their folder is named with --exports",
  "backups and snapshots of the data folder, and what the disk keeps of erased files",
  "the model server's own logs, if it keeps any",
  "what people told of themselves in words that nothing points to",
];

/** The report as lines for a person. */
export function reportLines(report: RightsReport): string[] {
  const { done, asked, episodes, files, left, missing = [], notCovered } = report;
  const sum = (of: (one: TouchedEpisode) => number): number =>
    episodes.reduce((total, one) => total + of(one), 0);
  const lines = [`${done ? "Done" : "Nothing was changed: this is what would be done"}. ${asked}`];
  for (const { id, records, gone, characters, kinds } of episodes) {
    const each = Object.entries(kinds).map(([kind, count]) => `${kind} ${count}`);
    lines.push(
      `  episode ${id}: ${plural(records, "record")} (${each.join(", ")}), ${gone} of them gone, ${characters} characters`,
    );
  }
  for (const { file, entries, what } of files) lines.push(`  ${file}: ${entries} ${what}`);
  if (episodes.length === 0 && files.every(({ entries }) => entries === 0))
    lines.push("  nothing was found");
  lines.push(
    `In all: ${plural(episodes.length, "episode")}, ${plural(
      sum(({ records }) => records),
      "record",
    )}, ${plural(
      sum(({ characters }) => characters),
      "character",
    )}.`,
  );
  for (const { file, why } of left) lines.push(`STILL THERE  ${file}: ${why}`);
  for (const { path, kind, at } of missing)
    lines.push(
      `NOT THERE  ${path}: ${kind} of ${new Date(at).toISOString().slice(0, 10)}; if it was moved, name it with --exports`,
    );
  lines.push("Not covered:", ...notCovered.map((what) => `  ${what}`));
  return lines;
}
