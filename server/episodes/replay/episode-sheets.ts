import { Persona } from "../../roleplay/persona.ts";
import type { KnownThing } from "../../roleplay/prompt/prompt-sections.ts";
import { Scene } from "../../roleplay/scene.ts";
import { Things } from "../../roleplay/things/things.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";

/** What an episode was played from, as its first record holds it: nothing is read from a world's files. */
export interface EpisodeSheets {
  readonly episodeId: string;
  readonly scene: Scene;
  /** In the order of the cast. */
  readonly personas: readonly Persona[];
  readonly things: Things;
  /** The things that each persona knew of, by its id; null in a log that does not say. */
  readonly known: Readonly<Record<string, readonly KnownThing[]>> | null;
}

type EpisodeStart = Extract<EpisodeEvent, { type: "episode-start" }>;

/** Null where the record holds no scene and personas of a form that this version knows. */
export function sheetsOf(start: EpisodeStart): EpisodeSheets | null {
  const scene = Scene.safeParse(start.scene);
  const personas = Persona.array().safeParse(start.personas);
  const things = Things.safeParse(start.beside?.["things"] ?? {});
  if (!scene.success || !personas.success || !things.success) return null;
  return {
    episodeId: start.episodeId,
    scene: scene.data,
    personas: personas.data,
    things: things.data,
    known: start.known ?? null,
  };
}
