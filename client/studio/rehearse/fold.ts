import type {
  FeedEvent,
  RehearsalView,
  SegmentView,
  TurnView,
} from "../../../shared/studio/rehearsal.ts";

/** A rehearsal with one more event of its feed. Pure; what it does not know of stays as it is. */
export function withEvent(view: RehearsalView, event: FeedEvent): RehearsalView {
  switch (event.type) {
    case "line":
      return { ...view, talk: [...view.talk, event.line] };
    case "begins": {
      const { turn } = event;
      if (turn.instead === null) return { ...view, talk: [...view.talk, turn] };
      const takes = view.takes[turn.instead] ?? [];
      return { ...view, takes: { ...view.takes, [turn.instead]: [...takes, turn] } };
    }
    case "block":
      return changed(view, event.turnId, (turn) => ({
        ...turn,
        segments: withBlock(turn.segments, event),
      }));
    case "retract":
      return changed(view, event.turnId, (turn) => ({
        ...turn,
        segments: turn.segments.filter(({ block }) => block !== event.block),
      }));
    case "turn":
      return changed(view, event.turn.turnId, () => event.turn);
    case "state":
      return { ...view, state: event.state };
    case "closed":
      return { ...view, state: { ...view.state, open: false, running: 0, playing: 0 } };
    case "anew":
      return view;
  }
}

function withBlock(
  segments: readonly SegmentView[],
  { block, channel, text, whole }: Extract<FeedEvent, { type: "block" }>,
): SegmentView[] {
  const at = segments.findIndex((one) => one.block === block);
  const before = segments[at];
  if (before === undefined)
    return text === "" ? [...segments] : [...segments, { channel, text, block }];
  const next = { channel, block, text: whole ? text : before.text + text };
  return segments.map((one, index) => (index === at ? next : one)).filter((one) => one.text !== "");
}

function changed(
  view: RehearsalView,
  turnId: string,
  change: (turn: TurnView) => TurnView,
): RehearsalView {
  if (view.talk.some((one) => one.kind === "turn" && one.turnId === turnId)) {
    const talk = view.talk.map((one) =>
      one.kind === "turn" && one.turnId === turnId ? change(one) : one,
    );
    return { ...view, talk };
  }
  for (const [original, takes] of Object.entries(view.takes)) {
    if (!takes.some((one) => one.turnId === turnId)) continue;
    const next = takes.map((one) => (one.turnId === turnId ? change(one) : one));
    return { ...view, takes: { ...view.takes, [original]: next } };
  }
  return view;
}
