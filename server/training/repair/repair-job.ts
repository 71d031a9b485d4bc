import type { Journal } from "./journal.ts";
import type { Origin, OwnDialogue } from "./own-dialogue.ts";
import type { AskWriter, RepairItem, RepairTask } from "./repair-item.ts";
import { draftPlan, repairPlan } from "./repair-plan.ts";
import { repairRow, type RepairRow } from "./repair-row.ts";
import { runRepairs, type Progress, type RunEnd } from "./run-repairs.ts";

export interface RepairJob {
  readonly task: RepairTask;
  readonly dialogues: readonly OwnDialogue[];
  /** Turns without system thinking are drafted first. */
  readonly drafting: boolean;
  readonly writer: { readonly ask: AskWriter; readonly model: string; readonly synthetic: boolean };
  readonly journal: Journal;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly progress: (stage: "drafts" | "repairs", progress: Progress) => void;
}

/** What a job came to, in figures. */
export interface RepairEnd {
  readonly rows: readonly RepairRow[];
  readonly calls: number;
  /** Questions without an answer: the next run asks them again. 0 where the job is done. */
  readonly unanswered: number;
  readonly askedAgain: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Rows that were left, and parts of answers that were dropped, by reason. */
  readonly left: Readonly<Record<string, number>>;
  readonly dropped: Readonly<Record<string, number>>;
  /** Distinct orders of parts among the turns, and how many turns follow two others of the same order. */
  readonly patterns: { readonly distinct: number; readonly thirdInARow: number };
}

/** Does a whole task: drafts where there are any, then the repairs; rows by dialogue, in the order of its lines. */
export async function runRepairJob(job: RepairJob): Promise<RepairEnd> {
  const { task, dialogues, drafting, writer, journal, concurrency, signal } = job;
  const run = (stage: "drafts" | "repairs", items: readonly RepairItem[]): Promise<RunEnd> =>
    runRepairs(items, {
      ask: writer.ask,
      journal,
      concurrency,
      signal,
      progress: (progress) => job.progress(stage, progress),
    });

  const drafted = await run("drafts", drafting ? draftPlan(task, dialogues) : []);
  const drafts = new Map<OwnDialogue, Map<string, string>>();
  for (const { item, outcome } of drafted.finished) {
    const some = drafts.get(item.dialogue) ?? new Map<string, string>();
    drafts.set(item.dialogue, some);
    for (const { turn, after } of outcome.rows) if (turn !== null) some.set(turn, after);
  }
  const plan = repairPlan(task, dialogues, drafts);
  // What builds upon a draft that is still missing would be asked twice.
  const waiting = drafted.unanswered > 0;
  const end = await run("repairs", waiting ? [] : plan.items);

  const rows = [
    ...plan.ruled.map(({ dialogue, body }) => repairRow(task, dialogue, body, null)),
    ...end.finished.flatMap(({ item, outcome }) =>
      outcome.rows.map((body) =>
        repairRow(task, item.dialogue, body, {
          model: writer.model,
          synthetic: writer.synthetic,
          edition: item.edition,
          repaired: outcome.repaired,
        }),
      ),
    ),
  ];
  const finished = [...drafted.finished, ...end.finished].map(({ outcome }) => outcome);
  return {
    rows: inPlace(rows, dialogues),
    calls: drafted.calls + end.calls,
    unanswered: waiting ? drafted.unanswered + plan.items.length : end.unanswered,
    askedAgain: finished.filter(({ repaired }) => repaired).length,
    outcomes: counted(rows.map(({ outcome }) => outcome)),
    left: counted([
      ...rows.flatMap(({ outcome, why }) => (outcome === "left" && why !== null ? [why] : [])),
      ...drafted.finished.flatMap(({ outcome }) => (outcome.failed === null ? [] : ["no-draft"])),
    ]),
    dropped: added(finished.map(({ dropped }) => dropped)),
    patterns: patternsOf(inPlace(rows, dialogues)),
  };
}

function inPlace(rows: readonly RepairRow[], dialogues: readonly OwnDialogue[]): RepairRow[] {
  const places = new Map<string, number>();
  for (const { origin, character, lines } of dialogues) {
    for (const { id } of lines) places.set(keyOf(origin, character.id, id), places.size);
  }
  const place = ({ source, character, turn }: RepairRow): number =>
    places.get(keyOf(source, character, turn ?? "")) ?? places.size;
  return rows.toSorted((one, other) => place(one) - place(other));
}

function keyOf(origin: Origin, character: string, turn: string): string {
  const place =
    origin.kind === "episode" ? [origin.log, origin.episode] : [origin.file, origin.case];
  return JSON.stringify([...place, character, turn]);
}

function counted(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function added(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const [word, count] of counts.flatMap((one) => Object.entries(one))) {
    sum[word] = (sum[word] ?? 0) + count;
  }
  return sum;
}

function patternsOf(rows: readonly RepairRow[]): RepairEnd["patterns"] {
  const patterns = rows.map(({ details, character, source }): readonly [string, string] => {
    const { pattern } = details;
    return [keyOf(source, character, ""), typeof pattern === "string" ? pattern : ""];
  });
  const same = (at: number, before: number): boolean =>
    patterns[at]![1] !== "" &&
    patterns[at]![0] === patterns[at - before]?.[0] &&
    patterns[at]![1] === patterns[at - before]?.[1];
  return {
    distinct: new Set(patterns.map(([, pattern]) => pattern).filter((one) => one !== "")).size,
    thirdInARow: patterns.filter((_, at) => same(at, 1) && same(at, 2)).length,
  };
}
