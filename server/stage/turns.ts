import type { ParticipantId } from "../../shared/protocol.ts";
import { fallbackLines, waitingGestures } from "../roleplay/stock-lines.ts";
import type { Segment } from "../roleplay/utterance.ts";
import { act } from "./acting.ts";
import type { HeardTurn } from "./hearing.ts";
import type { Mind, PendingAnswer } from "./mind.ts";
import { performTurn, type PerformedTurn, type TurnStage } from "./npc-turn.ts";
import type { SceneContext } from "./scene-context.ts";
import { turnRequest } from "./turn-request.ts";

/** The personas' turns in one scene: who may start, one at a time each, and how each is brought to its one end. */
export interface Turns {
  /** Lets a persona answer: now if it is free, else after its running turn unless the line has gone stale. */
  offer(mind: Mind, answer: Omit<PendingAnswer, "since">): void;
  /** Someone left for good: what was meant for them alone is out of date. */
  forget(participant: ParticipantId): void;
  /** Cancels everything and resolves when every turn has ended. */
  close(): Promise<void>;
  readonly running: number;
}

/** Called after a turn has ended and was logged, with what others could perceive of it. */
export type TurnDone = (mind: Mind, turn: HeardTurn) => void;

/** Persona turns that show nothing, in a row, before an authored line is spoken instead of a silent gesture. */
const SILENT_TURNS = 3;

export function createTurns(context: SceneContext, done: TurnDone): Turns {
  const { cast, clock, play, random } = context;
  const active = new Map<Mind, { turn: HeardTurn; finished: Promise<void> }>();
  let closed = false;

  function startWaiting(): void {
    const waiting = [...context.minds.values()]
      .filter((mind) => mind.pending !== null && mind.running === null)
      .sort((a, b) => (a.pending?.since ?? 0) - (b.pending?.since ?? 0));
    for (const mind of waiting) {
      const answer = mind.pending;
      if (closed || answer === null) continue;
      const stale = clock.elapsed() - answer.since > play.staleAfter;
      if (stale || !cast.bodies.has(answer.from)) mind.pending = null;
      else if (active.size < play.turnsAtOnce) start(mind, answer);
    }
  }

  function start(mind: Mind, answer: PendingAnswer): void {
    mind.pending = null;
    const turn = open(context, mind, answer);
    const abort = new AbortController();
    mind.running = abort;
    const finished = run(context, mind, turn, answer, abort.signal)
      .catch(() => abandon(context, turn))
      .then(() => {
        mind.running = null;
        mind.lastSpokeAt = clock.elapsed();
        active.delete(mind);
        cast.setStatus(mind.persona.id, "idle");
        if (closed) return;
        done(mind, turn);
        startWaiting();
      });
    active.set(mind, { turn, finished });
  }

  return {
    get running() {
      return active.size;
    },
    offer(mind, answer) {
      if (closed) return;
      mind.pending = { ...answer, since: clock.elapsed() };
      startWaiting();
    },
    forget(participant) {
      for (const mind of context.minds.values()) {
        if (mind.pending?.from === participant) mind.pending = null;
      }
      for (const [mind, { turn }] of active) {
        const others = [...turn.listeners].some(
          (id) => id !== participant && cast.bodies.get(id)?.kind === "player",
        );
        if (turn.addressee === participant && (turn.whisper || !others)) mind.running?.abort();
      }
    },
    async close() {
      closed = true;
      for (const mind of active.keys()) mind.running?.abort();
      await Promise.all([...active.values()].map(({ finished }) => finished));
    },
  };

  function open(scene: SceneContext, mind: Mind, answer: PendingAnswer): HeardTurn {
    const { id, name } = mind.persona;
    const body = cast.bodies.get(id);
    const listeners = answer.whisper ? new Set([id, answer.from]) : cast.earshot(id);
    const gestures = waitingGestures(mind.persona);
    const turn: HeardTurn = {
      turnId: scene.nextTurnId(),
      speaker: id,
      name,
      kind: "persona",
      addressee: answer.from,
      whisper: answer.whisper,
      gesture: gestures[Math.floor(random() * gestures.length)] ?? "",
      origin: body ? { x: body.x, y: body.y } : null,
      listeners,
      segments: [],
      state: "open",
    };
    cast.face(id, answer.from);
    cast.setStatus(id, "considering");
    scene.hearing.keep(turn);
    const { turnId, speaker, addressee, whisper, gesture } = turn;
    scene.telling.tell(listeners, {
      type: "turn-start",
      turnId,
      speaker,
      name,
      addressee,
      whisper,
      gesture,
    });
    return turn;
  }
}

async function run(
  context: SceneContext,
  mind: Mind,
  turn: HeardTurn,
  answer: PendingAnswer,
  signal: AbortSignal,
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

  const performed = await performTurn(turnRequest(context, mind, turn), stage, context, signal);
  const spoken = performed.needsFallback ? standIn(context, mind, turn, performed, stage) : [];
  const segments: readonly Segment[] = [...performed.segments, ...spoken];
  mind.silentTurns = performed.cause === "empty" ? mind.silentTurns + 1 : 0;
  mind.rememberOwn(turn.turnId, segments);
  shareWithOthers(context, mind, turn);

  const { outcome, cause, anomalies, calls } = performed;
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
      anomalies,
      listeners: turn.listeners,
      trainable:
        outcome === "complete" && cause === null && Object.values(anomalies).every((n) => n === 0),
      timing: { firstVisible, end: clock.elapsed() - answer.since },
    },
    calls,
  );
  turn.state = outcome;
  telling.tell(turn.listeners, { type: "turn-end", turnId: turn.turnId, outcome, logged });
}

/** A fault of our own: the turn still ends, once. */
function abandon(context: SceneContext, turn: HeardTurn): void {
  if (turn.state !== "open") return;
  turn.state = "failed";
  const { turnId, listeners } = turn;
  context.telling.tell(listeners, { type: "turn-end", turnId, outcome: "failed", logged: false });
}

/** Authored words where the model's cannot be shown: a silent gesture for an empty answer, a line otherwise. */
function standIn(
  context: SceneContext,
  mind: Mind,
  turn: HeardTurn,
  performed: PerformedTurn,
  stage: TurnStage,
): Segment[] {
  const silent = performed.cause === "empty" && mind.silentTurns + 1 < SILENT_TURNS;
  const pool = silent ? waitingGestures(mind.persona) : fallbackLines(mind.persona);
  const text = pool[Math.floor(context.random() * pool.length)] ?? "";
  const kind = silent ? "action" : "speech";
  if (text === "") return [];
  stage.delta(turn.segments.length, kind, text);
  return [{ kind, text }];
}

/** Other personas in earshot observe what was shown, and only that. */
function shareWithOthers(context: SceneContext, mind: Mind, turn: HeardTurn): void {
  const segments = turn.segments.flatMap((s) => (s ? [{ kind: s.kind, text: s.text }] : []));
  if (segments.length === 0) return;
  for (const id of turn.listeners) {
    const other = context.minds.get(id);
    if (!other || other === mind) continue;
    other.observe({ kind: "heard", turnId: turn.turnId, speaker: turn.name, segments });
  }
}
