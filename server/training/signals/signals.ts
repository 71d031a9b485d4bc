import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { askedAgainSignals, leavingSignals } from "./company-signals.ts";
import { protocolSignals, repetitionSignals, sayDoSignals } from "./conduct-signals.ts";
import { editSignals, opinionSignals, type Edit } from "./opinion-signals.ts";
import type { Of, Signal, Turn } from "./signal.ts";

/**
 * All that play tells of the turns of one episode, from its events in order; `edits` are an author's, where there are
 * any. Pure: the same events give the same signals.
 */
export function signalsOf(
  events: Iterable<EpisodeEvent>,
  { edits = [] }: { readonly edits?: readonly Edit[] } = {},
): Signal[] {
  const all = [...events];
  const turns = all.filter((event): event is Turn => event.type === "turn");
  const byId = new Map(turns.map((turn) => [turn.turnId, turn]));
  const opinions = all.filter(
    (event): event is Of<"feedback"> | Of<"preference"> =>
      event.type === "feedback" || event.type === "preference",
  );
  return [
    ...opinionSignals(byId, opinions),
    ...editSignals(byId, edits),
    ...leavingSignals(all),
    ...askedAgainSignals(all),
    ...turns.flatMap(sayDoSignals),
    ...turns.flatMap(protocolSignals),
    ...repetitionSignals(turns),
  ];
}
