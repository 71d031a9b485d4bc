import type { Acknowledgement, ParticipantId } from "../../../shared/protocol.ts";
import { waitingGestures } from "../../roleplay/stock-lines.ts";
import { gesture } from "../acting.ts";
import type { HeardTurn } from "../hearing.ts";
import type { Mind } from "../mind.ts";
import { performTurn, type PerformedTurn, type TurnLife } from "../npc-turn.ts";
import type { SceneContext } from "../scene-context.ts";
import type { TurnStage } from "../turn-stage.ts";
import { exactness } from "../turn-verdict.ts";
import type { KeptTurn } from "./kept-turns.ts";

/**
 * A turn said differently: asked for again with the prompt it had, by the same private way. Where nobody but the asker
 * heard the turn and the persona has not spoken since, the new one takes its place; otherwise it is for the asker's
 * eyes alone and changes nothing that happened.
 */
export interface Retakes {
  retake(player: ParticipantId, turnId: string): Acknowledgement;
  /** Which of two versions of one turn a player saw first; null if they are not two versions that it saw. */
  shownFirst(player: ParticipantId, a: string, b: string): string | null;
  /** Someone left for good: nobody waits for its retake. */
  left(player: ParticipantId): void;
  /** Stops what runs, and resolves when it has ended. */
  close(): Promise<void>;
}

/** Called when a retake has taken the place of a turn: from now on this is what was said. */
export type Replaced = (mind: Mind, turn: HeardTurn) => void;

/** Retakes of one turn. */
const AT_MOST = 2;
/** Turns and retakes of which is known that they are versions of each other. */
const REMEMBERED = 200;

interface Versions {
  /** The turn itself, then its retakes, in the order in which they were shown; ids. */
  readonly shown: string[];
  taken: number;
}

export function createRetakes(context: SceneContext, replaced: Replaced): Retakes {
  const { cast, chronicle, clock, hearing, keptTurns, minds, play, telling } = context;
  /** By the id of each version. */
  const versions = new Map<string, Versions>();
  const asking = new Map<ParticipantId, AbortController>();
  const running = new Set<Promise<void>>();
  let closed = false;

  /** True while the new turn may still take the old one's place. */
  function fits(mind: Mind, old: HeardTurn, asker: ParticipantId): boolean {
    const { turnId, speaker, listeners, whisper } = old;
    const others = [...listeners].some((id) => id !== speaker && id !== asker);
    // Of a whisper, others have seen that there was one, and nothing that a retake could change.
    const witnesses =
      !whisper &&
      [...minds.values()].some(
        (other) => other !== mind && other.observations.some((one) => one.turnId === turnId),
      );
    const spokeSince = mind.running !== null || hearing.lastOf(speaker) !== old;
    return !others && !witnesses && !spokeSince;
  }

  function start(asker: ParticipantId, kept: KeptTurn, asked: Versions): string {
    const { mind, request } = kept;
    const old = kept.turn;
    const body = cast.bodies.get(old.speaker);
    const gestures = waitingGestures(mind.persona);
    const inPlace = fits(mind, old, asker);
    const turn: HeardTurn = {
      turnId: context.nextTurnId(),
      speaker: old.speaker,
      name: old.name,
      kind: "persona",
      addressee: old.addressee,
      whisper: old.whisper,
      gesture: gestures[Math.floor(context.random() * gestures.length)] ?? "",
      origin: body ? { x: body.x, y: body.y } : old.origin,
      listeners: new Set([old.speaker, asker]),
      segments: [],
      state: "open",
      instead: asked.shown[0] ?? old.turnId,
    };
    const { turnId, speaker, name, addressee, whisper, gesture, instead = "" } = turn;
    chronicle.began({
      turnId: turn.turnId,
      speaker: turn.speaker,
      addressee: turn.addressee,
      whisper: turn.whisper,
      rule: "retake",
      origin: turn.origin,
      instead: turn.instead ?? old.turnId,
      asker,
    });
    hearing.keep(turn);
    telling.tell(turn.listeners, {
      type: "turn-start",
      turnId,
      speaker,
      name,
      addressee,
      whisper,
      gesture,
      instead,
    });
    const abort = new AbortController();
    asking.set(asker, abort);
    asked.taken += 1;
    const work = perform(asker, kept, turn, inPlace, abort.signal, { ...request, turnId })
      .catch(() => fail(turn))
      .then(() => {
        if (turn.segments.some((segment) => segment !== null)) {
          asked.shown.push(turnId);
          remember(turnId, asked);
        }
        if (asking.get(asker) === abort) asking.delete(asker);
        running.delete(work);
      });
    running.add(work);
    return turnId;
  }

  async function perform(
    asker: ParticipantId,
    kept: KeptTurn,
    turn: HeardTurn,
    inPlace: boolean,
    cancel: AbortSignal,
    asked: KeptTurn["request"],
  ): Promise<void> {
    const { mind, ahead } = kept;
    const began = clock.elapsed();
    let firstVisible: number | null = null;
    const stage: TurnStage = {
      delta(segment, kind, text) {
        firstVisible ??= clock.elapsed() - began;
        hearing.extend(turn, segment, kind, text);
        telling.tellDelta(turn.listeners, turn.turnId, segment, kind, text);
      },
      segmentEnd() {},
      retract(segment) {
        turn.segments[segment] = null;
        telling.tell(turn.listeners, { type: "turn-retract", turnId: turn.turnId, segment });
      },
    };
    const player = context.subjects.get(asker) ?? asker;
    const request = { ...asked, purpose: { ...asked.purpose, lane: "answer" as const, player } };
    const life: TurnLife = {
      cancel,
      news: () => new AbortController().signal,
      mayWait: () => false,
      within: play.turnWithin,
    };
    const performed = await performTurn(() => request, stage, context, life, ahead);
    const outcome = performed.needsFallback ? "failed" : performed.outcome;
    const whole = outcome === "complete" || outcome === "cut";
    const takesPlace = inPlace && whole && !cancel.aborted && fits(mind, kept.turn, asker);
    if (takesPlace) takePlace(kept, turn, performed);
    const calls = performed.calls.slice(ahead.calls.length);
    const logged = await chronicle.turn(
      {
        turnId: turn.turnId,
        speaker: turn.speaker,
        addressee: turn.addressee,
        whisper: turn.whisper,
        segments: performed.segments,
        outcome,
        cause: performed.cause,
        chosenBy: "retake",
        thinking: { mode: performed.plan.mode, why: performed.plan.why, renewed: 0 },
        anomalies: performed.anomalies,
        listeners: turn.listeners,
        trainable:
          outcome === "complete" &&
          performed.cause === null &&
          Object.values(performed.anomalies).every((n) => n === 0),
        ...exactness(performed.calls),
        gesture: turn.gesture,
        ...(request.version ? { version: request.version } : {}),
        timing: { firstVisible, end: clock.elapsed() - began },
        instead: turn.instead ?? kept.turn.turnId,
      },
      calls,
    );
    turn.state = outcome;
    turn.endedAt = clock.elapsed();
    // The next one may be asked for with the prompt that this one had.
    if (whole) keptTurns.keep({ ...kept, turn });
    telling.tell(turn.listeners, { type: "turn-end", turnId: turn.turnId, outcome, logged });
    if (!takesPlace) return;
    // What was done stays done, and nobody asks again until a persona does what they want: a retake only looks so.
    for (const [at, segment] of turn.segments.entries())
      if (segment?.kind === "action") gesture(context, mind, turn, at, segment.text);
    replaced(mind, turn);
  }

  function takePlace({ mind, turn: old }: KeptTurn, turn: HeardTurn, performed: PerformedTurn) {
    const own = mind.replaceOwn(old.turnId, turn.turnId, performed.segments);
    if (own !== null && old.addressee !== null)
      context.memory.saidInstead(mind.persona, old.addressee, old.turnId, own);
    old.replaced = true;
    turn.takesPlace = true;
  }

  function remember(turnId: string, asked: Versions): void {
    versions.set(turnId, asked);
    const oldest = versions.keys().next().value;
    if (versions.size > REMEMBERED && oldest !== undefined) versions.delete(oldest);
  }

  function fail(turn: HeardTurn): void {
    if (turn.state !== "open") return;
    turn.state = "failed";
    turn.endedAt = clock.elapsed();
    const { turnId, listeners } = turn;
    telling.tell(listeners, { type: "turn-end", turnId, outcome: "failed", logged: false });
  }

  return {
    retake(player, turnId) {
      const heard = hearing.find(turnId);
      if (closed) return { ok: false, refusal: "scene-closed" };
      if (heard?.kind !== "persona" || !heard.listeners.has(player))
        return { ok: false, refusal: "unknown-turn" };
      const kept = keptTurns.find(turnId);
      const away = !context.minds.has(heard.speaker) || context.holds.of(heard.speaker) !== null;
      if (kept === null || heard.state === "open" || away)
        return { ok: false, refusal: "not-possible" };
      if (asking.has(player)) return { ok: false, refusal: "too-fast", retryAfter: 1_000 };
      const asked = versions.get(turnId) ?? { shown: [turnId], taken: 0 };
      remember(turnId, asked);
      if (asked.taken >= AT_MOST) return { ok: false, refusal: "not-possible" };
      return { ok: true, turnId: start(player, kept, asked) };
    },
    shownFirst(player, a, b) {
      const all = versions.get(a);
      if (a === b || all === undefined || all !== versions.get(b)) return null;
      const both = [a, b].every((id) => hearing.find(id)?.listeners.has(player));
      return both ? (all.shown.find((id) => id === a || id === b) ?? null) : null;
    },
    left(player) {
      asking.get(player)?.abort();
    },
    async close() {
      closed = true;
      for (const abort of asking.values()) abort.abort();
      await Promise.all(running);
    },
  };
}
