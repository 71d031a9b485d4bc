import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { askedAgainSignals, leavingSignals } from "./company-signals.ts";
import { protocolSignals, repetitionSignals, sayDoSignals } from "./conduct-signals.ts";
import { editSignals, opinionSignals, type Edit } from "./opinion-signals.ts";
import type { Of, Signal, Turn } from "./signal.ts";

/**
 * All that play tells of the turns of one episode, from its events in order; `edits` are an author's beside those of the
 * events. Pure: the same events give the same signals.
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
    ...editSignals(byId, [...editsIn(all, byId), ...edits]),
    ...leavingSignals(all),
    ...askedAgainSignals(all),
    ...turns.flatMap(sayDoSignals),
    ...turns.flatMap(protocolSignals),
    ...repetitionSignals(turns),
  ];
}

/** How authors would have had turns in rehearsal, against how they were; system thinking is nobody's to edit. */
function editsIn(events: readonly EpisodeEvent[], turns: ReadonlyMap<string, Turn>): Edit[] {
  return events.flatMap((event) => {
    const turn = event.type === "edit" ? turns.get(event.turnId) : undefined;
    if (event.type !== "edit" || turn === undefined) return [];
    return [
      { turnId: event.turnId, before: wordsOf(turn.segments), after: wordsOf(event.segments) },
    ];
  });
}

function wordsOf(segments: readonly { readonly kind: string; readonly text: string }[]): string {
  return segments
    .flatMap(({ kind, text }) =>
      kind === "speech" || kind === "action" || kind === "role-thinking" ? [text] : [],
    )
    .join("\n");
}
