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
  /** How the sheets stood before each change of them so far, the oldest first. */
  readonly before: readonly EpisodeSheets[];
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
    before: [],
  };
}

/** A change of the cast's sheets: another one, one more, one fewer. */
export type SheetChange = Extract<EpisodeEvent, { type: "recast" | "admitted" | "control" }>;

/** The sheets after an event, with what they were before it; the same object where it changes none. */
export function sheetsAfter(sheets: EpisodeSheets, event: SheetChange): EpisodeSheets {
  const before = [...sheets.before, { ...sheets, before: [] }];
  const { personas } = sheets;
  switch (event.type) {
    case "control": {
      if (event.control !== "dismiss") return sheets;
      const gone = personas.filter(
        ({ id }) => event.participant === null || id === event.participant,
      );
      return gone.reduce((now, { id }): EpisodeSheets => {
        const left = now.personas.filter((one) => one.id !== id);
        return { ...now, personas: left, before: [...now.before, { ...now, before: [] }] };
      }, sheets);
    }
    case "recast":
    case "admitted": {
      const read = Persona.safeParse(event.persona);
      if (!read.success) return { ...sheets, before };
      const others = personas.map((one) => (one.id === read.data.id ? read.data : one));
      const isNew = event.type === "admitted";
      return {
        ...sheets,
        personas: isNew ? [...personas, read.data] : others,
        known:
          isNew && sheets.known ? { ...sheets.known, [read.data.id]: event.known } : sheets.known,
        before,
      };
    }
  }
}

/** The sheets as they stood after so many changes. */
export function sheetsAt(sheets: EpisodeSheets, changes: number): EpisodeSheets {
  return sheets.before[changes] ?? sheets;
}
