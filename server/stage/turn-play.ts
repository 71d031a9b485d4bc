import type { Segment } from "../roleplay/utterance.ts";
import { act, gesture, sayDoOf, standing, type FinishedAction } from "./acting.ts";
import type { Forethought } from "./forethought.ts";
import type { HeardTurn } from "./hearing.ts";
import type { Mind, PendingAnswer } from "./mind.ts";
import { performTurn, type TurnLife, type TurnRequest } from "./npc-turn.ts";
import type { SceneContext } from "./scene-context.ts";
import { isSilent, standIn } from "./stand-in.ts";
import { learnTokens, promptNotes } from "./turn-prompt.ts";
import { turnRequest } from "./turn-request.ts";
import type { TurnStage } from "./turn-stage.ts";
import { exactness } from "./turn-verdict.ts";
import { companyOf, whisperSeen } from "./voice.ts";

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
  const actions: FinishedAction[] = [];

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
      const said = turn.segments[segment];
      if (!said) return;
      if (kind === "action") actions.push(gesture(context, mind, turn, segment, said.text));
      context.happenings.tell({ type: "segment", turn, mind, segment, said });
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
  let request: TurnRequest | null = null;
  const performed = await performTurn(
    (thoughtAhead) => (request = turnRequest(context, mind, turn, thoughtAhead, answer.mode)),
    stage,
    context,
    life,
    ahead,
  );
  life.news(false);
  forethought.ledger.spent(performed.calls.slice(ahead.calls.length));
  // Who was not asked may as well stay silent.
  const helpless = performed.needsFallback && answer.own !== true;
  const spoken = helpless ? standIn(context, mind, turn, performed, stage) : [];
  const segments: readonly Segment[] = [...performed.segments, ...spoken];
  mind.silentTurns = isSilent(performed) ? mind.silentTurns + 1 : 0;
  // Who sees what was done is decided from where everyone is by now.
  context.chronicle.standing();
  mind.rememberOwn(turn.turnId, segments);
  shareWithOthers(context, mind, turn);
  // Until its end a part of it may still be taken back.
  const stood = context.holds.still(persona.id) ? [] : standing(turn, actions, performed.outcome);
  const tried = act(context, mind, turn, stood);
  context.deeds.unclear(mind, stood);

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
      ...exactness(calls),
      gesture: turn.gesture,
      ...(mind.version === null ? {} : { version: mind.version }),
      timing: { firstVisible, end: clock.elapsed() - answer.since },
      ...promptNotes(mind, turn.turnId),
      ...sayDoOf(context, mind, turn, tried),
    },
    calls,
  );
  turn.state = outcome;
  turn.endedAt = clock.elapsed();
  if (request !== null && (outcome === "complete" || outcome === "cut"))
    context.keptTurns.keep({ turn, mind, request, ahead });
  telling.tell(turn.listeners, { type: "turn-end", turnId: turn.turnId, outcome, logged });
  if (!context.holds.still(persona.id)) context.mindReads.turnEnded(turn, performed);
}

/** A fault of our own: the turn still ends, once. */
export function abandon(context: SceneContext, turn: HeardTurn): void {
  if (turn.state !== "open") return;
  turn.state = "failed";
  turn.endedAt = context.clock.elapsed();
  const { turnId, listeners } = turn;
  context.telling.tell(listeners, { type: "turn-end", turnId, outcome: "failed", logged: false });
}

/** Other personas observe what was shown as far as they perceive it: words by ear, actions by eye. */
function shareWithOthers(context: SceneContext, mind: Mind, turn: HeardTurn): void {
  const segments = turn.segments.flatMap((s) => (s ? [{ kind: s.kind, text: s.text }] : []));
  if (segments.length === 0) return;
  const { turnId, name, speaker: from, addressee: to, origin, listeners } = turn;
  const seenBy = origin === null ? null : context.cast.perceivers("action", origin);
  for (const [id, other] of context.minds) {
    if (other === mind || (turn.whisper && !listeners.has(id))) continue;
    const perceived = segments.filter(({ kind }) =>
      kind === "speech" ? listeners.has(id) : (seenBy?.has(id) ?? listeners.has(id)),
    );
    if (perceived.length === 0) continue;
    const company = companyOf(turn, id);
    other.observe({ kind: "heard", turnId, speaker: name, segments: perceived, from, to, company });
  }
  if (turn.whisper) whisperSeen(context, turnId, turn);
}
