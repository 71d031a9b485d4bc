import type { LoggedEvent } from "../../episodes/reader.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { ModelCall } from "../../stage/ports.ts";
import { castOf } from "./cast.ts";
import type { LeftOut } from "./left-out.ts";
import type { Marks, Sample } from "./sample.ts";
import { sampleOf } from "./sample-making.ts";
import type { TurnFacts } from "./selection.ts";
import type { Survey } from "./survey.ts";
import type { Veil } from "./veil.ts";
import { createWhoseWords } from "../rights/whose-words.ts";
import type { Voice } from "../../roleplay/memory/voices.ts";

/** A turn that was looked at: what is known of it, and its sample once that is asked for. */
export interface Candidate {
  readonly facts: TurnFacts;
  readonly calls: number;
  sample(split: string): Sample | LeftOut;
}

/** What an episode holds, in order; calls that belong to no turn come by themselves. */
export type Found =
  | { readonly kind: "turn"; readonly candidate: Candidate }
  | { readonly kind: "call"; readonly leftOut: LeftOut };

/** Goes through an episode that was surveyed and gives its turns one by one; `allowed`: for words of earlier visits. */
export async function* turnsOf(
  events: AsyncIterable<LoggedEvent> | Iterable<LoggedEvent>,
  survey: Survey,
  veil: Veil,
  allowed: (voice: Voice) => boolean = () => false,
): AsyncIterable<Found> {
  const waiting = new Map<string, ModelCall[]>();
  const lent = new Map<string, ModelCall>();
  const words = createWhoseWords();
  const turnsTaken = new Map<string, number>();
  const names = new Map(castOf(survey).map(({ id, name }) => [id, name]));
  const judged = preferred(survey);
  const scene = sceneOf(survey);

  for await (const { event } of events) {
    words.take(event);
    switch (event.type) {
      case "model-call": {
        const call = callOf(event);
        if (event.discarded !== undefined) yield { kind: "call", leftOut: "discarded" };
        else if (call === null) yield { kind: "call", leftOut: "unreadable-call" };
        else if (call.purpose.lane === "ambient") yield { kind: "call", leftOut: "ambient" };
        else {
          waiting.set(event.turnId, [...(waiting.get(event.turnId) ?? []), call]);
          if (survey.lent.has(call.callId)) lent.set(call.callId, call);
        }
        break;
      }
      case "turn": {
        const { speaker, turnId } = event;
        const held = words.of(speaker);
        const recalledConsented = held.remembered.every(allowed);
        const calls = waiting.get(turnId) ?? [];
        waiting.delete(turnId);
        const turnIndex = turnsTaken.get(speaker) ?? 0;
        turnsTaken.set(speaker, turnIndex + 1);
        const facts: TurnFacts = {
          turn: event,
          persona: { id: speaker, name: names.get(speaker) ?? speaker },
          scene,
          models: calls.flatMap(({ requestedModel, servedModel }) =>
            servedModel === null ? [requestedModel] : [requestedModel, servedModel],
          ),
          feedback: survey.feedback.get(turnId) ?? null,
          synthetic: survey.start?.synthetic !== false || calls.some((call) => call.synthetic),
          consented: [...held.heard].every((who) => survey.consented.has(who)),
          recalled: held.recalls,
          recalledConsented,
          unnamed: held.unknown,
          rehearsal: survey.start?.origin === "rehearsal",
        };
        const find = (id: string): ModelCall | null =>
          calls.find(({ callId }) => callId === id) ?? lent.get(id) ?? null;
        const marks: Marks = {
          synthetic: facts.synthetic,
          consented: facts.consented && recalledConsented,
          recalled: facts.recalled,
          unnamed: facts.unnamed,
          rehearsal: facts.rehearsal,
          branch: survey.start?.branchOf !== undefined,
          feedback: facts.feedback,
          preference: judged.get(turnId) ?? null,
          rewards: (survey.rewards.get(turnId) ?? []).map(({ name, value, source, synthetic }) => ({
            name,
            value,
            source,
            synthetic,
          })),
        };
        yield {
          kind: "turn",
          candidate: {
            facts,
            calls: calls.length,
            sample: (split) => sampleOf({ facts, marks, turnIndex, split, calls, find, veil }),
          },
        };
        break;
      }
      default:
        break;
    }
  }
  for (const calls of waiting.values()) {
    for (const _ of calls) yield { kind: "call", leftOut: "unended" };
  }
}

function sceneOf({ start }: Survey): TurnFacts["scene"] {
  const { id, title } = (start?.scene ?? {}) as { id?: unknown; title?: unknown };
  return {
    id: typeof id === "string" ? id : null,
    title: typeof title === "string" ? title : null,
  };
}

function preferred({ edits, preferences }: Survey): ReadonlyMap<string, "chosen" | "rejected"> {
  const sides = new Map<string, "chosen" | "rejected">();
  for (const { turnId } of edits) sides.set(turnId, "rejected");
  for (const { chosen, rejected } of preferences) {
    sides.set(chosen, "chosen");
    sides.set(rejected, "rejected");
  }
  return sides;
}

/** The log keeps a call as it is; what older or foreign writers left out makes it no call. */
function callOf({ call }: Extract<EpisodeEvent, { type: "model-call" }>): ModelCall | null {
  const whole =
    typeof call["callId"] === "string" &&
    typeof call["completionText"] === "string" &&
    [call["thinking"], call["purpose"], call["request"], call["end"], call["timing"]].every(
      (part) => typeof part === "object" && part !== null,
    );
  return whole ? (call as unknown as ModelCall) : null;
}
