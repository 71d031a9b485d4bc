import type { Segment } from "../roleplay/utterance.ts";
import { act } from "./acting.ts";
import type { Forethought } from "./forethought.ts";
import type { HeardTurn } from "./hearing.ts";
import type { Mind, PendingAnswer } from "./mind.ts";
import { performTurn, type TurnLife } from "./npc-turn.ts";
import type { SceneContext } from "./scene-context.ts";
import { isSilent, standIn } from "./stand-in.ts";
import { learnTokens, promptNotes } from "./turn-prompt.ts";
import { turnRequest } from "./turn-request.ts";
import type { TurnStage } from "./turn-stage.ts";
import { companyOf } from "./voice.ts";

/** Brings one open turn to its one end: performed, observed by others, on record, told. */
export async function playTurn(
  context: SceneContext,
  forethought: Forethought,
  mind: Mind,
  turn: HeardTurn,
  answer: PendingAnswer,
  life: TurnLife,
): Promise<void> {
  const { persona } = mind;
  const { clock, hearing, telling, cast } = context;
  let firstVisible: number | null = null;

  const stage: TurnStage = {
    delta(segment, kind, text) {
      if (firstVisible === null) {
        firstVisible = clock.elapsed() - answer.since;
        cast.setStatus(persona.id, "speaking");
      }
      hearing.extend(turn, segment, kind, text);
      telling.tellDelta(turn.listeners, turn.turnId, segment, kind, text);
    },
    segmentEnd(segment, kind) {
      const text = turn.segments[segment]?.text;
      if (kind === "action" && text !== undefined) act(context, mind, turn, text);
    },
    retract(segment) {
      turn.segments[segment] = null;
      telling.tell(turn.listeners, { type: "turn-retract", turnId: turn.turnId, segment });
    },
  };

  const ready = context.memory.prepare(mind, {
    partner: turn.addressee,
    hearers: new Set(turn.listeners),
  });
  if (ready !== null) await ready;
  const ahead = await forethought.take(mind, answer.from);
  const performed = await performTurn(
    (thoughtAhead) => turnRequest(context, mind, turn, thoughtAhead),
    stage,
    context,
    life,
    ahead,
  );
  life.news(false);
  forethought.ledger.spent(performed.calls.slice(ahead.calls.length));
  const spoken = performed.needsFallback ? standIn(context, mind, turn, performed, stage) : [];
  const segments: readonly Segment[] = [...performed.segments, ...spoken];
  mind.silentTurns = isSilent(performed) ? mind.silentTurns + 1 : 0;
  mind.rememberOwn(turn.turnId, segments);
  shareWithOthers(context, mind, turn);

  const { outcome, cause, anomalies, calls, plan, renewed } = performed;
  if (firstVisible !== null) context.meter?.firstVisible(plan.mode, firstVisible);
  for (const [kind, times] of Object.entries(anomalies)) {
    if (times > 0) context.meter?.parseFailure(kind, times);
  }
  learnTokens(context, mind, calls);
  const logged = await context.chronicle.turn(
    {
      turnId: turn.turnId,
      speaker: turn.speaker,
      addressee: turn.addressee,
      whisper: turn.whisper,
      segments,
      outcome,
      cause,
      chosenBy: answer.rule,
      thinking: { mode: plan.mode, why: plan.why, renewed },
      anomalies,
      listeners: turn.listeners,
      trainable:
        outcome === "complete" && cause === null && Object.values(anomalies).every((n) => n === 0),
      timing: { firstVisible, end: clock.elapsed() - answer.since },
      ...promptNotes(mind, turn.turnId),
    },
    calls,
  );
  turn.state = outcome;
  telling.tell(turn.listeners, { type: "turn-end", turnId: turn.turnId, outcome, logged });
}

/** A fault of our own: the turn still ends, once. */
export function abandon(context: SceneContext, turn: HeardTurn): void {
  if (turn.state !== "open") return;
  turn.state = "failed";
  const { turnId, listeners } = turn;
  context.telling.tell(listeners, { type: "turn-end", turnId, outcome: "failed", logged: false });
}

/** Other personas in earshot observe what was shown, and only that. */
function shareWithOthers(context: SceneContext, mind: Mind, turn: HeardTurn): void {
  const segments = turn.segments.flatMap((s) => (s ? [{ kind: s.kind, text: s.text }] : []));
  if (segments.length === 0) return;
  for (const id of turn.listeners) {
    const other = context.minds.get(id);
    if (!other || other === mind) continue;
    const { turnId, name, speaker: from, addressee: to } = turn;
    const company = companyOf(turn, id);
    other.observe({ kind: "heard", turnId, speaker: name, segments, from, to, company });
  }
}
