import type { LogTransaction } from "./log-tables.ts";
import { allEpisodes, endTimes, spokenCounts, startBodies } from "./log-queries.ts";
import type { EpisodeSummary } from "./reader.ts";

/** Episodes whose starts are read at a time: a start holds its whole scene. */
const STARTS = 64;

/** Every episode of a log in a line, in the order in which they began. */
export async function listEpisodes(transaction: LogTransaction): Promise<EpisodeSummary[]> {
  const rows = await allEpisodes(transaction);
  const ended = new Map((await endTimes(transaction)).map(({ episode, at }) => [episode, at]));
  const counts = await countsOf(transaction);
  const summaries: EpisodeSummary[] = [];
  for (let i = 0; i < rows.length; i += STARTS) {
    const some = rows.slice(i, i + STARTS);
    const starts = await startBodies(
      transaction,
      some.map(({ id }) => id),
    );
    for (const { id, records, first_at, last_at } of some) {
      summaries.push({
        id,
        ...startedWith(starts.get(id)),
        startedAt: first_at,
        endedAt: ended.get(id) ?? null,
        lastAt: last_at,
        ...(counts.get(id) ?? { turns: 0, lines: 0, outcomes: {} }),
        records,
      });
    }
  }
  return summaries;
}

interface Counts {
  turns: number;
  lines: number;
  outcomes: { [outcome: string]: number };
}

async function countsOf(transaction: LogTransaction): Promise<Map<string, Counts>> {
  const counts = new Map<string, Counts>();
  for (const { episode, type, outcome, n } of await spokenCounts(transaction)) {
    const count = counts.get(episode) ?? { turns: 0, lines: 0, outcomes: {} };
    counts.set(episode, count);
    if (type === "line") count.lines += n;
    else {
      count.turns += n;
      count.outcomes[String(outcome)] = n;
    }
  }
  return counts;
}

/** Read leniently, and not by the database: PostgreSQL's JSON refuses text that JSON itself allows. */
function startedWith(
  body: string | undefined,
): Pick<EpisodeSummary, "scene" | "model" | "synthetic" | "origin" | "branchOf"> {
  const start = objectIn(body);
  const scene = asObject(start["scene"]);
  const { model, synthetic } = start;
  const { episodeId, turnId } = asObject(start["branchOf"]);
  const isBranch = typeof episodeId === "string" && typeof turnId === "string";
  return {
    scene: textOf(scene["title"]) ?? textOf(scene["id"]),
    model: textOf(model),
    synthetic: typeof synthetic === "boolean" ? synthetic : null,
    ...(start["origin"] === "rehearsal" ? { origin: "rehearsal" as const } : {}),
    ...(isBranch ? { branchOf: { episodeId, turnId } } : {}),
  };
}

function objectIn(body: string | undefined): Record<string, unknown> {
  try {
    return asObject(JSON.parse(body ?? "null"));
  } catch {
    return {};
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
