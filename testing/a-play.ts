import type { Acknowledgement, ParticipantId, SceneEvent } from "../shared/protocol.ts";
import { createDirector, type Director, type DirectorOptions } from "../server/stage/director.ts";
import type { Staging } from "../server/stage/staging.ts";
import { fakeClock, type FakeClock } from "./fake-clock.ts";
import { memoryLog, type MemoryLog } from "./memory-log.ts";
import { AS_TRAINED, seeded } from "./scene-builders.ts";
import { scriptedModel, type ScriptedModel } from "./scripted-model.ts";

/** What was told in one moment, and to whom. */
export interface ToldTo {
  readonly to: readonly ParticipantId[];
  readonly event: SceneEvent;
}

/** A running scene over a scripted model and a clock that moves when told, and what came of it. */
export interface Play {
  readonly clock: FakeClock;
  readonly model: ScriptedModel;
  readonly log: MemoryLog;
  readonly director: Director;
  readonly told: readonly ToldTo[];
  /** A player comes in; the name as others see it. */
  join(id: ParticipantId, name: string): string;
  /** A player says something; `to` chooses whom it is for. */
  say(id: ParticipantId, text: string, to?: ParticipantId): Acknowledgement;
  /** Puts a body on a tile. */
  stand(id: ParticipantId, x: number, y: number): void;
  /** Lets time pass in which bodies walk, as in a room. */
  live(ms: number): Promise<void>;
  heard(id: ParticipantId): SceneEvent[];
  /** What someone heard, a line each, the world's among them. */
  transcript(id: ParticipantId): string[];
  /** The turns personas took: who, to whom, by which rule. */
  turns(): string[];
  /** The last prompt that a persona was played from, as text. */
  promptOf(name: string): string;
}

/** What a test wants otherwise; a model of its own makes `Play.model` the one that nobody asks. */
export type PlayOptions = Partial<Omit<DirectorOptions, "scene" | "tell" | "clock">>;

/** Opens a scene for a test. A fault of whatever reacts to the scene is thrown. */
export function aPlay(scene: Staging, more: PlayOptions = {}): Play {
  const clock = fakeClock();
  const model = scriptedModel(clock);
  const log = memoryLog();
  const told: ToldTo[] = [];
  const director = createDirector({
    model,
    episodeLog: log,
    random: seeded(1),
    fault: (error) => {
      throw error;
    },
    ...more,
    scene,
    clock,
    tell: (batch) => {
      for (const { listeners, event } of batch) told.push({ to: [...listeners], event });
    },
    play: { ...AS_TRAINED, ...more.play },
  });
  return {
    clock,
    model,
    log,
    told,
    director,
    join: (id, name) => director.join({ id, name, language: "en" }),
    say: (id, text, to) => director.say(id, to === undefined ? { text } : { text, to }),
    stand(id, x, y) {
      const body = director.cast.bodies.get(id);
      if (body) Object.assign(body, { x, y, way: [] });
    },
    async live(ms) {
      for (let left = ms; left > 0; left -= 250) {
        director.step(Math.min(250, left));
        await clock.pass(Math.min(250, left));
      }
    },
    heard: (id) => told.filter(({ to }) => to.includes(id)).map(({ event }) => event),
    transcript: (id) =>
      director
        .snapshot(id)
        .entries.map((e) => `${e.name}: ${e.segments.map((s) => s?.text ?? "–").join(" ")}`),
    turns: () =>
      log.events.flatMap((e) =>
        e.type === "turn" ? [`${e.speaker} to ${e.addressee}: ${e.chosenBy}, ${e.outcome}`] : [],
      ),
    promptOf(name) {
      const asked = model.requests.findLast(({ prompt }) => prompt.system.includes(`are ${name}`));
      return JSON.stringify(asked?.prompt ?? null);
    },
  };
}
