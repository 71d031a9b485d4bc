import {
  LIMITS,
  type Acknowledgement,
  type FaceMessage,
  type Language,
  type MoveMessage,
  type ParticipantId,
  type Refusal,
  type SayMessage,
  type Snapshot,
} from "../../shared/protocol.ts";
import { inertName, inertText } from "../roleplay/inert-text.ts";
import { createAnswering } from "./answering.ts";
import { createCast, type Cast, type Show } from "./cast.ts";
import { createChronicle } from "./chronicle.ts";
import { createHearing, type HeardTurn } from "./hearing.ts";
import { createIdleLife } from "./idle-life.ts";
import { createMind, type Mind } from "./mind.ts";
import { WHISPER_REACH } from "./perception.ts";
import type { Clock, EpisodeLog, Model, Random, Tell } from "./ports.ts";
import { createRateLimit } from "./rate-limit.ts";
import { DEFAULT_PLAY, nameable, type PlaySettings, type SceneContext } from "./scene-context.ts";
import { castPersona, entranceOf, playerSprite } from "./placing.ts";
import type { Staging } from "./staging.ts";
import { BATCH, createTelling } from "./telling.ts";
import { createTurns } from "./turns.ts";
import { createVoice } from "./voice.ts";
import { worldWords } from "./world-words.ts";

/** Runs one scene: who hears what, who answers, and what is told to whom. Knows no network. */
export interface Director {
  readonly cast: Cast;
  /** Opens the scene: the episode begins and the opening lines are spoken. Called by the first `join`. */
  open(): void;
  /** Brings a player in; the name is made safe and unique. Returns the id's display name. */
  join(player: { id: ParticipantId; name: string; language: Language }): string;
  /** A player's connection dropped or came back; the body stays and goes on hearing. */
  connected(id: ParticipantId, connected: boolean): void;
  leave(id: ParticipantId): void;
  say(id: ParticipantId, message: SayMessage): Acknowledgement;
  move(id: ParticipantId, message: MoveMessage): Acknowledgement;
  face(id: ParticipantId, message: FaceMessage): Acknowledgement;
  /** All that a participant has heard so far. */
  snapshot(id: ParticipantId): Snapshot;
  /** Lets `ms` of walking pass. */
  step(ms: number): void;
  /** Cancels running turns, ends the episode, and resolves when both are done. */
  close(reason: string): Promise<void>;
  readonly turnsRunning: number;
  /** Sends what waits for the next batch, if there is a crowd to make that worth while. */
  flushForCrowd(): void;
}

export interface DirectorOptions {
  readonly scene: Staging;
  readonly model: Model;
  readonly episodeLog: EpisodeLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly tell: Tell;
  /** Told of every change of a body that others can see. */
  readonly show?: Show;
  readonly play?: Partial<PlaySettings>;
  readonly episodeId?: string;
  /** Recorded with the episode so that a run can be repeated. */
  readonly seed?: number;
  readonly software?: string;
  /** The episode log stopped working; called once until it works again. */
  readonly logTrouble?: (error: unknown) => void;
  /** An end condition of the scene was met. */
  readonly ended?: () => void;
}

/** Creates the director of one scene; everything it needs of the world outside is an argument. */
export function createDirector(options: DirectorOptions): Director {
  const { scene: staging, model, clock, random, tell } = options;
  const { scene, personas, ground } = staging;
  const words = worldWords(scene.language);
  const show = options.show ?? (() => {});
  const cast = createCast(ground, scene.hearing, show);
  const minds = new Map<ParticipantId, Mind>(personas.map((p) => [p.id, createMind(p)]));
  const hearing = createHearing();
  const telling = createTelling(tell, clock, () =>
    cast.bodies.size < BATCH.crowdFrom ? BATCH.few : BATCH.crowd,
  );
  const episodeId =
    options.episodeId ?? `${scene.id}-${clock.now().toString(36)}-${idPart(random)}`;
  const chronicle = createChronicle(
    episodeId,
    options.episodeLog,
    clock,
    options.logTrouble ?? (() => {}),
  );
  const play = { ...DEFAULT_PLAY, ...options.play };
  const limits = new Map<ParticipantId, () => number>();
  let turnNumber = 0;
  let state: "waiting" | "open" | "ended" | "closed" = "waiting";
  const timers: (() => void)[] = [];

  const context: SceneContext = {
    staging,
    minds,
    cast,
    hearing,
    telling,
    chronicle,
    model,
    clock,
    random,
    play,
    nextTurnId: () => `${episodeId}.${(turnNumber += 1)}`,
  };
  const turns = createTurns(context, personaSpoke);
  const answering = createAnswering(context, turns);
  const voice = createVoice(context);
  const idleLife = createIdleLife(staging, cast, minds, clock, random);

  for (const [index, persona] of personas.entries()) {
    castPersona(cast, staging, persona, index);
  }

  function everyone(): Set<ParticipantId> {
    return new Set(cast.bodies.keys());
  }

  function open(): void {
    if (state !== "waiting") return;
    state = "open";
    void chronicle.start({
      software: options.software ?? "dramatis",
      scene,
      personas: [...personas],
      model: model.description,
      synthetic: model.synthetic,
      seed: options.seed ?? 0,
    });
    for (const { speaker, text } of scene.opening) {
      const persona = minds.get(speaker)?.persona;
      if (speaker === "Environment" || !persona) {
        voice.environment(text, everyone(), null);
        continue;
      }
      const line = {
        speaker,
        name: persona.name,
        kind: "persona" as const,
        addressee: null,
        whisper: false,
        origin: null,
        listeners: everyone(),
      };
      voice.utter(line, [{ kind: "speech", text }]);
    }
    idleLife.start();
    for (const end of scene.end) {
      if (end.when === "minutes")
        timers.push(clock.after(end.minutes * 60_000, () => finish(end.text)));
    }
  }

  function finish(text: string): void {
    if (state !== "open") return;
    voice.environment(text, everyone(), null);
    telling.tell(everyone(), { type: "notice", code: "scene-ended" });
    state = "ended";
    idleLife.stop();
    void turns.close();
    void chronicle.end("end-condition");
    options.ended?.();
  }

  function personaSpoke(mind: Mind, turn: HeardTurn): void {
    if (state === "open") answering.afterTurn(mind, turn);
    for (const end of scene.end) {
      if (end.when === "turns" && turnNumber >= end.turns) finish(end.text);
    }
  }

  function refuse(refusal: Refusal, retryAfter?: number): Acknowledgement {
    return retryAfter === undefined ? { ok: false, refusal } : { ok: false, refusal, retryAfter };
  }

  return {
    cast,
    open,
    get turnsRunning() {
      return turns.running;
    },
    join({ id, name, language }) {
      open();
      const taken = [...cast.bodies.keys()].flatMap((other) => nameable(context, other).names);
      const safe = inertName(name, taken);
      const at = cast.freeTileNear(entranceOf(staging));
      cast.enter({
        id,
        name: safe,
        kind: "player",
        sprite: playerSprite(id),
        appearance: "",
        x: at.x,
        y: at.y,
        facing: "down",
        status: "idle",
        connected: true,
        way: [],
      });
      limits.set(id, createRateLimit(clock, LIMITS.sayEvery, LIMITS.sayBurst));
      hearing.admit(id, (origin) => cast.canHear(id, origin));
      void chronicle.joined({ participant: id, name: safe, kind: "player", language });
      const witnesses = cast.earshot(id);
      voice.environment(words.comesIn(safe), witnesses, at);
      return safe;
    },
    connected(id, connected) {
      cast.setConnected(id, connected);
    },
    leave(id) {
      const body = cast.bodies.get(id);
      if (!body) return;
      const witnesses = cast.earshot(id);
      witnesses.delete(id);
      cast.exit(id);
      limits.delete(id);
      answering.forget(id);
      turns.forget(id);
      void chronicle.left(id);
      if (state === "open")
        voice.environment(words.leaves(body.name), witnesses, { x: body.x, y: body.y });
    },
    say(id, message) {
      const body = cast.bodies.get(id);
      if (state !== "open" || !body) return refuse("scene-closed");
      const wait = limits.get(id)?.() ?? 0;
      if (wait > 0) return refuse("too-fast", wait);
      const text = inertText(message.text).trim();
      if (text === "") return refuse("empty");
      const whisper = message.whisper === true;
      const to = message.to ?? (whisper ? cast.faced(id) : null);
      if (to === id || (to !== null && !cast.bodies.has(to))) return refuse("unknown-target");
      if (whisper && to === null) return refuse("unknown-target");
      const reach = to === null || (whisper ? cast.distance(id, to) <= WHISPER_REACH : true);
      const audience = cast.earshot(id);
      if (!reach || (to !== null && !audience.has(to))) return refuse("out-of-reach");
      if (to !== null) cast.face(id, to);
      const listeners = whisper && to !== null ? new Set([id, to]) : audience;
      const line = {
        speaker: id,
        name: body.name,
        kind: "player" as const,
        addressee: to,
        whisper,
        origin: { x: body.x, y: body.y },
        listeners,
      };
      const turnId = voice.utter(line, [{ kind: "speech", text }]);
      if (to !== null) answering.talkedWith(id, to);
      answering.answer({ speaker: id, addressee: to, whisper, text }, listeners);
      return { ok: true, turnId };
    },
    move(id, { x, y }) {
      if (!cast.bodies.has(id)) return refuse("scene-closed");
      if (!cast.walkTo(id, { x, y })) return refuse("no-way-there");
      void chronicle.moved(id, x, y);
      return { ok: true };
    },
    face(id, { target }) {
      if (!cast.bodies.has(target) || target === id) return refuse("unknown-target");
      cast.face(id, target);
      return { ok: true };
    },
    snapshot(id) {
      return hearing.snapshot(id, telling.flush());
    },
    flushForCrowd() {
      if (cast.bodies.size >= BATCH.crowdFrom) telling.flush();
    },
    step(ms) {
      cast.step(ms);
    },
    async close(reason) {
      const wasOpen = state === "open";
      state = "closed";
      for (const cancel of timers) cancel();
      idleLife.stop();
      await turns.close();
      telling.flush();
      if (wasOpen) await chronicle.end(reason);
    },
  };
}

function idPart(random: Random): string {
  return Math.floor(random() * 36 ** 6)
    .toString(36)
    .padStart(6, "0");
}
