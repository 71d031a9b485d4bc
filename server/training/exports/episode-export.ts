import type { EpisodeReader, LoggedEvent } from "../../episodes/reader.ts";
import { withOne, type Counts } from "./counts.ts";
import { castOf } from "./cast.ts";
import { editedSample } from "./edited-sample.ts";
import { turnsOf, type Candidate } from "./episode-turns.ts";
import type { ExportOrder } from "./export-order.ts";
import { hashOf } from "./export-state.ts";
import type { FormatRun, RowOut } from "./format.ts";
import { leaveOut, type LeftOut } from "./left-out.ts";
import type { ConsentHistory, Pseudonyms, Rights } from "./rights-port.ts";
import type { Sample } from "./sample.ts";
import { whyNot } from "./selection.ts";
import { splitOf, type SplitName } from "./splits.ts";
import { surveyOf } from "./survey.ts";
import { createVeil } from "./veil.ts";
import { withHistory } from "./remembered.ts";

/** What an export does with each episode. */
export interface EpisodeWork {
  readonly reader: Pick<EpisodeReader, "events">;
  /** What was allowed in other episodes. */
  readonly history: () => Promise<ConsentHistory>;
  readonly order: ExportOrder;
  readonly rights: Rights;
  readonly pseudonyms: Pseudonyms;
  readonly run: FormatRun;
  readonly rowOut: RowOut;
  readonly counts: Counts;
  readonly assign?: (episode: string, persona: string, turnId: string) => SplitName;
}

/** Events of one episode that are kept rather than read twice, and the characters of text in them. */
const HELD = { events: 4_000, characters: 32 * 1024 * 1024 } as const;

/** Offers a format what one episode holds, and counts what it leaves out. `written` waits for the rows of each. */
export async function exportEpisode(
  work: EpisodeWork,
  id: string,
  length: number,
  written: () => Promise<void>,
): Promise<void> {
  const { reader, order, rights, pseudonyms, run, rowOut, counts } = work;
  const { included, exact } = order;
  const held: LoggedEvent[] = [];
  let characters = 0;
  let overflow = false;
  const surveyed = await surveyOf(
    upTo(reader.events(id), length),
    rights,
    (who, consented) => included.unconsented || consented.has(who),
    (logged) => {
      if (overflow) return;
      characters += sizeOf(logged);
      overflow = held.length >= HELD.events || characters > HELD.characters;
      if (overflow) held.length = 0;
      else held.push(logged);
    },
  );
  const { survey, allowed } = await withHistory(surveyed, rights, work.history);
  for (const notice of survey.notices) counts.notices = withOne(counts.notices, notice);
  if (survey.start !== null) counts.software = withOne(counts.software, survey.start.software);
  const veil = createVeil(survey, pseudonyms, rights, exact);
  const cast = castOf(survey).map((one) => one.id);
  const asked = new Set([
    ...survey.preferences.flatMap((one) => [one.chosen, one.rejected]),
    ...survey.edits.map(({ turnId }) => turnId),
  ]);
  const sides = new Map<string, Sample | LeftOut>();

  function sampleOf(candidate: Candidate): Sample | LeftOut {
    const { facts } = candidate;
    const reason = whyNot(facts, order.filters, included);
    if (reason !== null) return reason;
    const { turnId } = facts.turn;
    const split =
      work.assign?.(id, facts.persona.id, turnId) ??
      splitOf(order.split, id, facts.persona.id, cast);
    return split === null ? "held-apart" : candidate.sample(split);
  }

  const events = overflow ? upTo(reader.events(id), length) : held;
  for await (const found of turnsOf(events, survey, veil, allowed)) {
    const { turns, calls } = counts.tallies;
    if (found.kind === "call") {
      calls.seen += 1;
      leaveOut(calls, found.leftOut);
      continue;
    }
    const { candidate } = found;
    const { turnId } = candidate.facts.turn;
    turns.seen += 1;
    calls.seen += candidate.calls;
    const sample = sampleOf(candidate);
    if (asked.has(turnId) && run.pair !== undefined) sides.set(turnId, sample);
    if (typeof sample === "string") leaveOut(turns, sample);
    else if (run.turn === undefined) {
      if (!asked.has(turnId)) leaveOut(turns, "no-preference");
    } else if (atMost(order, counts) <= 0) leaveOut(turns, "beyond-max");
    else {
      counts.offered += 1;
      calls.taken += candidate.calls;
      run.turn(sample, rowOut);
      await written();
    }
  }
  if (run.pair === undefined) return;
  for (const preference of survey.preferences) {
    const { pairs } = counts.tallies;
    pairs.seen += 1;
    const { participant, chosen: better, rejected: worse } = preference;
    const [chosen, rejected] = [sides.get(better), sides.get(worse)];
    if (!included.unconsented && !survey.consented.has(participant)) {
      leaveOut(pairs, "unconsented");
    } else if (typeof chosen !== "object" || typeof rejected !== "object") {
      leaveOut(pairs, pairReason(chosen, rejected));
    } else if (!samePrompt(chosen, rejected)) leaveOut(pairs, "prompts-differ");
    else if (run.turn === undefined && atMost(order, counts) <= 0) leaveOut(pairs, "beyond-max");
    else {
      if (run.turn === undefined) counts.offered += 1;
      const pair = {
        id: hashOf([chosen.turn, rejected.turn, veil.player(participant)]).slice(0, 16),
        chosen,
        rejected,
        shownFirst: preference.shownFirst === better ? ("chosen" as const) : ("rejected" as const),
      };
      pairs.taken += 1;
      run.pair(pair, rowOut);
      await written();
    }
  }
  for (const { participant, turnId, segments } of survey.edits) {
    const { pairs } = counts.tallies;
    pairs.seen += 1;
    const rejected = sides.get(turnId);
    if (!included.unconsented && !survey.consented.has(participant)) {
      leaveOut(pairs, "unconsented");
    } else if (typeof rejected !== "object") leaveOut(pairs, pairReason(rejected, undefined));
    else if (run.turn === undefined && atMost(order, counts) <= 0) leaveOut(pairs, "beyond-max");
    else {
      if (run.turn === undefined) counts.offered += 1;
      const chosen = editedSample(rejected, segments, veil);
      const id = hashOf([chosen.turn, rejected.turn, veil.player(participant)]).slice(0, 16);
      pairs.taken += 1;
      // Its author had read how it was before writing how it should be.
      run.pair({ id, chosen, rejected, shownFirst: "rejected" }, rowOut);
      await written();
    }
  }
}

/** How many turns or pairs may still be offered. */
export function atMost({ filters }: ExportOrder, { offered }: Counts): number {
  return (filters.maxTurns ?? Number.POSITIVE_INFINITY) - offered;
}

function samePrompt(a: Sample, b: Sample): boolean {
  return JSON.stringify(a.messages) === JSON.stringify(b.messages);
}

function pairReason(a: Sample | LeftOut | undefined, b: Sample | LeftOut | undefined): LeftOut {
  const reasons = [a, b].filter((side) => typeof side === "string");
  return reasons.find((r) => r.includes("unconsented") || r === "synthetic") ?? "pair-incomplete";
}

/** Records that came after the export began are left to the next one. */
async function* upTo(
  events: AsyncIterable<LoggedEvent>,
  length: number,
): AsyncIterable<LoggedEvent> {
  for await (const logged of events) {
    if (logged.seq >= length) return;
    yield logged;
  }
}

/** About how many characters an event holds. */
function sizeOf({ event }: LoggedEvent): number {
  if (event.type !== "model-call") return 500;
  const { promptText, completionText, promptTokenIds } = event.call as {
    promptText?: string | null;
    completionText?: string;
    promptTokenIds?: readonly number[] | null;
  };
  return (
    2_000 +
    2 * (promptText?.length ?? 4_000) +
    (completionText?.length ?? 0) +
    8 * (promptTokenIds?.length ?? 0)
  );
}
