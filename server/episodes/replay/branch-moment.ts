import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { ModelCall } from "../../stage/ports.ts";
import type { Resumption } from "../../stage/resumption.ts";
import type { Staging } from "../../stage/staging.ts";
import type { LoggedEvent } from "../reader.ts";
import { standingAt } from "./branch-standing.ts";
import { callFacts } from "./call-facts.ts";
import type { Instead } from "./instead-words.ts";

type Of<T extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: T }>;

/** Where an episode stood around a turn, ready to go on from there. */
export interface Moment {
  readonly start: Of<"episode-start">;
  readonly turn: Of<"turn">;
  /** The world as it was played. */
  readonly staging: Staging;
  readonly standing: Omit<Resumption, "branchOf">;
  /** What came after, without what calls hold. */
  readonly later: readonly EpisodeEvent[];
}

/** When a turn was asked for, when it had ended, or when it would have ended with other words in place of its own. */
export type MomentOfTurn = "asked" | "ended" | Instead;

/** Reads an episode up to a moment of a turn, and what came after it; a text is why it cannot be branched there. */
export async function momentOf(
  events: AsyncIterable<LoggedEvent> | Iterable<LoggedEvent>,
  turnId: string,
  when: MomentOfTurn = "asked",
): Promise<Moment | string> {
  const kept: EpisodeEvent[] = [];
  let asked: ModelCall | null = null;
  let turn: Of<"turn"> | null = null;
  for await (const { event } of events) {
    // Prompts and completions are most of a log, and only one of them is needed.
    kept.push(event.type === "model-call" ? { ...event, call: {} } : event);
    if (event.type === "model-call" && event.turnId === turnId && event.discarded === undefined)
      asked = callFacts(event.call) ?? asked;
    if (event.type === "turn" && event.turnId === turnId) turn = event;
  }
  if (turn === null)
    return `there is no turn ${turnId} of a persona in this episode; open the episode and look for its id.`;
  if (when === "ended") {
    const end = kept.indexOf(turn) + 1;
    return standingAt(kept.slice(0, end), kept.slice(end), turn, { after: null });
  }
  const basis = asked?.basis;
  if (basis === undefined)
    return `turn ${turnId} holds no call with what its prompt was made of: it was played by an earlier version, or no model was asked.`;
  const cut = cutBefore(kept, turn, basis.changes);
  if (cut === null)
    return `the log could not keep all that ${turn.speaker} observed before turn ${turnId}; take an earlier turn.`;
  const around = when === "asked" ? { asked: basis } : { after: when };
  return standingAt(kept.slice(0, cut), kept.slice(cut), turn, around);
}

/** How many events had been when the turn's prompt was made: its persona's mind had changed so often, and it had begun. */
function cutBefore(
  events: readonly EpisodeEvent[],
  { turnId, speaker, instead }: Of<"turn">,
  changes: number,
): number | null {
  let so = 0;
  // A retake has the prompt of the turn that it says differently.
  let began = instead === undefined ? events.findIndex((e) => isStart(e, turnId)) : -1;
  if (began === -1 && changes === 0) began = events.findIndex((e) => e.type === "episode-start");
  for (const [at, event] of events.entries()) {
    if (so === changes && at > began) return at + sameMoment(events, at, speaker);
    if (event.type === "observed")
      so += event.minds.filter(({ persona }) => persona === speaker).length;
    if (event.type === "forgot" && event.participant === speaker) so += 1;
  }
  return so === changes ? events.length : null;
}

/** What others observed of the last thing that the persona did observe. */
function sameMoment(events: readonly EpisodeEvent[], from: number, speaker: string): number {
  const next = events.slice(from).findIndex((event) => {
    const others = event.type === "observed" && !event.minds.some((m) => m.persona === speaker);
    return !others || event.at !== events[from - 1]?.at;
  });
  return Math.max(0, next);
}

function isStart(event: EpisodeEvent, turnId: string): boolean {
  return event.type === "turn-began" && event.turnId === turnId;
}
