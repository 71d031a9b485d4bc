import type { ParticipantId } from "../../shared/protocol.ts";
import { waitingGestures } from "../roleplay/stock-lines.ts";
import type { HeardTurn } from "./hearing.ts";
import type { Mind, PendingAnswer } from "./mind.ts";
import type { Forethought } from "./forethought.ts";
import type { TurnLife } from "./npc-turn.ts";
import type { SceneContext } from "./scene-context.ts";
import { SILENCED } from "./silencing.ts";
import { abandon, playTurn } from "./turn-play.ts";

/** The personas' turns in one scene: who may start, one at a time each, and how each is brought to its one end. */
export interface Turns {
  /** Lets a persona answer: now if it is free, else after its running turn unless the line has gone stale. */
  offer(mind: Mind, answer: Omit<PendingAnswer, "since">): void;
  /** Someone speaks over a persona: what it says just now ends here. */
  interrupt(mind: Mind): void;
  /** What this persona says ends here, and what it meant to say is not said. */
  drop(mind: Mind): void;
  /** Someone left for good: what was meant for them alone is out of date. */
  forget(participant: ParticipantId): void;
  /** Cancels everything and resolves when every turn has ended. */
  close(): Promise<void>;
  readonly running: number;
}

/** When what is pending is due: answers in the order of their lines, and after them what nobody asked for. */
function dueAt(pending: PendingAnswer | null): number {
  const since = pending?.since ?? 0;
  return pending?.own ? since + Number.MAX_SAFE_INTEGER / 2 : since;
}

/** Called after a turn has ended and was logged, with what others could perceive of it. */
export type TurnDone = (mind: Mind, turn: HeardTurn) => void;

interface RunningTurn {
  readonly turn: HeardTurn;
  readonly finished: Promise<void>;
  readonly abort: AbortController;
  /** Aborts to tell the turn that there is more to answer; null while it takes nothing in any more. */
  news: AbortController | null;
}

export function createTurns(
  context: SceneContext,
  forethought: Forethought,
  done: TurnDone,
): Turns {
  const { cast, clock, play, random } = context;
  const active = new Map<Mind, RunningTurn>();
  /** Whose turns wait for a busy endpoint. */
  const patient = new Set<Mind>();
  let closed = false;

  /** A line that arrives while a persona still thinks becomes part of what it answers, if the same ears are meant. */
  function takeIn(mind: Mind, answer: Omit<PendingAnswer, "since">): boolean {
    const running = active.get(mind);
    if (running === undefined || running.news === null || running.abort.signal.aborted)
      return false;
    const { turn, news } = running;
    const silent = turn.segments.every((segment) => segment === null);
    const sameEars = turn.whisper
      ? answer.whisper && answer.from === turn.addressee
      : !answer.whisper;
    if (!silent || !sameEars || answer.own || !isPlayer(answer.from)) return false;
    news.abort();
    return true;
  }

  function isPlayer(id: ParticipantId | null): boolean {
    return id !== null && cast.bodies.get(id)?.kind === "player";
  }

  /** Whoever talks with its own kind, or to nobody, stops for a player. */
  function giveWay(mind: Mind, answer: Omit<PendingAnswer, "since">): void {
    const running = active.get(mind);
    if (running === undefined || answer.own || !isPlayer(answer.from)) return;
    if (!isPlayer(running.turn.addressee)) running.abort.abort();
  }

  function startWaiting(): void {
    const waiting = [...context.minds.values()]
      .filter((mind) => mind.pending !== null && mind.running === null)
      .sort((a, b) => dueAt(a.pending) - dueAt(b.pending));
    for (const mind of waiting) {
      const answer = mind.pending;
      if (closed || answer === null) continue;
      const stale = clock.elapsed() - answer.since > play.staleAfter;
      const gone = answer.from !== null && !cast.bodies.has(answer.from);
      if (stale || gone) mind.pending = null;
      else if (active.size < play.turnsAtOnce) start(mind, answer);
    }
  }

  function start(mind: Mind, answer: PendingAnswer): void {
    mind.pending = null;
    mind.turnsTaken += 1;
    const turn = open(context, mind, answer);
    const abort = new AbortController();
    mind.running = abort;
    const life: TurnLife = {
      cancel: abort.signal,
      news(wanted) {
        const news = new AbortController();
        const running = active.get(mind);
        if (running !== undefined) running.news = wanted ? news : null;
        return news.signal;
      },
      mayWait() {
        const others = [...context.minds.values()].some((one) => one !== mind && one.pending);
        if (others || patient.size > 0 || (context.model.queued?.() ?? 0) > 0) return false;
        patient.add(mind);
        return true;
      },
      within: play.turnWithin,
    };
    const finished = playTurn(context, forethought, mind, turn, answer, life)
      .catch(() => abandon(context, turn))
      .then(() => {
        mind.running = null;
        patient.delete(mind);
        mind.lastSpokeAt = clock.elapsed();
        active.delete(mind);
        cast.setStatus(mind.persona.id, "idle");
        if (closed) return;
        done(mind, turn);
        startWaiting();
      });
    active.set(mind, { turn, finished, abort, news: new AbortController() });
  }

  return {
    get running() {
      return active.size;
    },
    offer(mind, answer) {
      if (closed || context.holds.of(mind.persona.id) !== null) return;
      giveWay(mind, answer);
      if (takeIn(mind, answer)) return;
      mind.pending = { ...answer, since: clock.elapsed() };
      startWaiting();
    },
    interrupt(mind) {
      active.get(mind)?.abort.abort();
    },
    drop(mind) {
      mind.pending = null;
      active.get(mind)?.abort.abort(SILENCED);
    },
    forget(participant) {
      forethought.forget(participant);
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
      await forethought.close();
    },
  };

  function open(scene: SceneContext, mind: Mind, answer: PendingAnswer): HeardTurn {
    const { id, name } = mind.persona;
    const body = cast.bodies.get(id);
    const toOneAlone = answer.whisper && answer.from !== null;
    const listeners = toOneAlone ? new Set([id, answer.from]) : cast.earshot(id);
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
      ...(answer.own ? { part: "begins" as const } : {}),
      state: "open",
    };
    const { turnId: began, speaker: by, origin } = turn;
    scene.chronicle.began({
      turnId: began,
      speaker: by,
      addressee: answer.from,
      whisper: answer.whisper,
      rule: answer.rule,
      ...(answer.own ? { own: true as const } : {}),
      origin,
    });
    if (answer.from !== null) cast.face(id, answer.from);
    cast.setStatus(id, "considering");
    scene.hearing.keep(turn);
    scene.happenings.tell({ type: "turn-started", turn, mind });
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
