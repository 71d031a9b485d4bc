import type { ParticipantId, Snapshot } from "../../shared/protocol.ts";
import { createTokenGauge, type TokenGauge } from "../roleplay/prompt/token-estimate.ts";
import { createAnswering } from "./answering.ts";
import { createCast, type Cast, type Show } from "./cast.ts";
import { createChronicle } from "./chronicle.ts";
import { createForethought } from "./forethought.ts";
import { createHearing, type HeardTurn } from "./hearing.ts";
import { createIdleLife } from "./idle-life.ts";
import { createPassingMemory, createSceneMemory } from "./memory.ts";
import type { Embedder, MemoryStore } from "./memory.ts";
import { createMind, type Mind } from "./mind.ts";
import type { Availability, Clock, EpisodeLog, Meter, Model, Random, Tell } from "./ports.ts";
import { DEFAULT_PLAY, type PlaySettings, type SceneContext } from "./scene-context.ts";
import { castPersona } from "./placing.ts";
import { createPlayers, type Players } from "./players.ts";
import { createResting } from "./resting.ts";
import { createQuietHours } from "./quiet-hours.ts";
import type { Staging } from "./staging.ts";
import { BATCH, createTelling } from "./telling.ts";
import { createTurns } from "./turns.ts";
import { createVoice } from "./voice.ts";

/** Runs one scene: who hears what, who answers, and what is told to whom. Knows no network. */
export interface Director extends Players {
  readonly cast: Cast;
  /** Opens the scene: the episode begins and the opening lines are spoken. Called by the first `join`. */
  open(): void;
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
  /** Whether the model can be asked; absent where it always can. */
  readonly availability?: Availability;
  readonly episodeLog: EpisodeLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly tell: Tell;
  /** Told of every change of a body that others can see. */
  readonly show?: Show;
  readonly play?: Partial<PlaySettings>;
  readonly meter?: Meter;
  /** What personas remember from one visit to the next; without it they remember as long as the scene lasts. */
  readonly memory?: MemoryStore;
  readonly embedder?: Embedder | null;
  /** Shared by the scenes of one endpoint, so that each learns from all. */
  readonly gauge?: TokenGauge;
  readonly episodeId?: string;
  /** Recorded with the episode so that a run can be repeated. */
  readonly seed?: number;
  readonly software?: string;
  /** What is known of the model's endpoint, for the record; asked when the episode begins. */
  readonly endpoint?: () => Record<string, unknown>;
  /** The episode log stopped working; called once until it works again. */
  readonly logTrouble?: (error: unknown) => void;
  /** An end condition of the scene was met. */
  readonly ended?: () => void;
}

/** Creates the director of one scene; everything it needs of the world outside is an argument. */
export function createDirector(options: DirectorOptions): Director {
  const { scene: staging, model, clock, random, tell } = options;
  const { scene, personas, ground } = staging;
  const show = options.show ?? (() => {});
  const cast = createCast(ground, scene.hearing, show);
  const memory = createSceneMemory(
    staging,
    clock,
    options.memory ?? createPassingMemory(),
    options.embedder ?? null,
  );
  const minds = new Map<ParticipantId, Mind>(
    personas.map((p) => [p.id, createMind(p, (seen) => memory.witness(p, seen))]),
  );
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
    meter: options.meter ?? null,
    subjects: new Map(),
    memory,
    gauge: options.gauge ?? createTokenGauge(),
    nextTurnId: () => `${episodeId}.${(turnNumber += 1)}`,
  };
  const forethought = createForethought(context);
  const turns = createTurns(context, forethought, personaSpoke);
  const answering = createAnswering(context, turns);
  const voice = createVoice(context);
  const players = createPlayers(
    context,
    { voice, answering, turns, forethought },
    { open, isOpen: () => state === "open" },
  );
  const quiet = createQuietHours(context, () => turns.running);
  const idleLife = createIdleLife(staging, cast, minds, clock, random);

  const resting = createResting(options.availability, clock, (code, to) => {
    if (state === "open")
      telling.tell(to === undefined ? everyone() : new Set([to]), { type: "notice", code });
  });

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
      ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint() }),
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
    quiet.start();
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
    resting.stop();
    quiet.stop();
    void turns.close();
    void chronicle.end("end-condition");
    options.ended?.();
  }

  function personaSpoke(mind: Mind, turn: HeardTurn): void {
    if (state === "open") {
      answering.afterTurn(mind, turn);
      quiet.afterTurn(mind, turn);
    }
    const { addressee } = turn;
    if (addressee !== null && turn.listeners.has(addressee)) {
      forethought.begin(mind, addressee, "after-turn");
    }
    for (const end of scene.end) {
      if (end.when === "turns" && turnNumber >= end.turns) finish(end.text);
    }
  }

  return {
    cast,
    open,
    get turnsRunning() {
      return turns.running;
    },
    ...players,
    join(player) {
      const name = players.join(player);
      resting.greet(player.id);
      quiet.cameIn(player.id);
      return name;
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
      resting.stop();
      quiet.stop();
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
