import { environmentPrompt, readEnvironment } from "../../roleplay/life/environment-text.ts";
import type { Scene } from "../../roleplay/scene.ts";
import { placeAt } from "../ground.ts";
import { tileOf } from "../body.ts";
import { nameable, type SceneContext } from "../scene-context.ts";
import type { Voice } from "../voice.ts";
import { askAside, quoted, quotedLine } from "./aside-call.ts";

/** Where it is asked for, the model says now and then what the world does: where a player is, in a quiet moment. */
export interface EnvironmentVoice {
  stop(): void;
}

/** In ms: between two looks, and how long it must have been quiet. At most so many an hour. */
const LOOK = { least: 60_000, most: 150_000 } as const;
const QUIET = 15_000;
const AN_HOUR = 20;
const LINES = 8;

export function createEnvironmentVoice(context: SceneContext, voice: Voice): EnvironmentVoice {
  const { cast, chronicle, clock, happenings, hearing, minds, random, staging } = context;
  const closing = new AbortController();
  const asked: number[] = [];
  let count = 0;
  let lastVoice = clock.elapsed();
  let cancel = (): void => {};

  function wait(): void {
    cancel = clock.after(LOOK.least + (LOOK.most - LOOK.least) * random(), () => {
      wait();
      void look();
    });
  }

  async function look(): Promise<void> {
    const players = [...cast.bodies.values()].filter((b) => b.kind === "player" && b.connected);
    const at = players[Math.floor(random() * players.length)];
    while (asked.length > 0 && clock.elapsed() - (asked[0] ?? 0) > 3_600_000) asked.shift();
    const speaking = [...minds.values()].some(({ running }) => running !== null);
    const quiet = !speaking && clock.elapsed() - lastVoice > QUIET;
    if (at === undefined || !quiet || asked.length >= AN_HOUR) return;
    asked.push(clock.elapsed());
    count += 1;
    const origin = { x: at.x, y: at.y };
    const near = [...cast.perceivers("world", origin)];
    const place = placeAt(staging.ground, tileOf(at));
    const lines = hearing.shared(near, LINES);
    const text = await askAside(
      context,
      {
        callId: `${chronicle.episodeId}.environment-${count}`,
        participant: "environment",
        prompt: environmentPrompt({
          language: staging.scene.language,
          setting: staging.scene.setting,
          place: placeLine(staging.scene, place),
          present: near.map((id) => cast.bodies.get(id)?.name ?? ""),
          lines: lines.map(quoted),
        }),
        basis: { kind: "environment", place, present: near, lines: lines.map(quotedLine) },
        purpose: {
          lane: "ambient",
          scene: chronicle.episodeId,
          persona: "environment",
          player: null,
        },
        sampling: { temperature: 0.7, topP: 0.9, maxTokens: 120, stop: ["\n"] },
      },
      closing.signal,
    );
    // Whoever began to speak meanwhile is not to be drowned out.
    if (text === null || closing.signal.aborted || clock.elapsed() - lastVoice <= QUIET) return;
    const names = [...cast.bodies.keys()].flatMap((id) => nameable(context, id).names);
    const line = readEnvironment(text, names);
    if (line !== null) voice.environment(line, cast.perceivers("world", origin), origin);
  }

  const heard = ({ turn }: { turn: { kind: string } }) => {
    if (turn.kind !== "environment") lastVoice = clock.elapsed();
  };
  const stops = [
    happenings.on("line", heard),
    happenings.on("turn-started", heard),
    happenings.on("turn-ended", heard),
  ];
  wait();
  return {
    stop() {
      cancel();
      closing.abort();
      for (const stop of stops) stop();
    },
  };
}

/** What is to be seen at a place; empty where it has no name. */
export function placeLine({ places }: Pick<Scene, "places">, id: string | null): string {
  const place = places.find((one) => one.id === id);
  return place === undefined ? "" : `${place.name}. ${place.description}`;
}
