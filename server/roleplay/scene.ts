import * as z from "zod";
import { LANGUAGES } from "../../shared/protocol.ts";
import { ThinkingWish } from "./thinking/thinking-mode.ts";
import { idOf, Slug } from "./persona.ts";

/** A scene: where it plays, who is in it, how it opens and ends. Written as YAML, never served. */

const Line = z.string().trim().min(1).max(2_000);
const Prose = z.string().trim().max(20_000);

export const CastEntry = z.strictObject({
  /** A persona's id. */
  persona: idOf("persona"),
  /** The place where it stands when the scene opens. */
  place: idOf("place").optional(),
  /** The tile it stands on, where the map's spot for it, or the middle of its place, would be wrong. */
  tile: z.strictObject({ x: z.number().int().min(0), y: z.number().int().min(0) }).optional(),
});

export const Place = z.strictObject({
  /** The name of an object in the map's `places` layer. */
  id: Slug,
  name: Line,
  description: Prose.default(""),
});

/** An authored line that plays once when the scene opens. `Environment` speaks for the world. */
export const OpeningLine = z.strictObject({
  speaker: z.union([z.literal("Environment"), idOf("persona")]),
  text: Line,
});

export const EndCondition = z.discriminatedUnion("when", [
  z.strictObject({
    when: z.literal("minutes"),
    minutes: z.number().positive().max(1_440),
    text: Line,
  }),
  z.strictObject({ when: z.literal("turns"), turns: z.number().int().positive(), text: Line }),
]);

/** A scene as its file is read; `parse` fills in what may be left out, and throws for what is wrong. */
export const Scene = z.strictObject({
  id: Slug,
  title: Line,
  language: z.enum(LANGUAGES).default("en"),
  /** Where the story comes from: `You are {name} from {world}.` */
  world: Line,
  background: Prose.default(""),
  /** The current scenario, known to every character in it. */
  setting: Prose.min(1),
  topic: Line.optional(),
  cast: z.array(CastEntry).min(1).max(64),
  places: z.array(Place).max(64).default([]),
  /** A Tiled map under `assets/public/maps`, without its ending. */
  map: idOf("map").default("bare-stage"),
  /** Where players come in: a place's id. */
  entrance: idOf("place").optional(),
  opening: z.array(OpeningLine).max(16).default([]),
  end: z.array(EndCondition).max(8).default([]),
  /** How its personas think, where they do not say themselves. */
  thinking: ThinkingWish.optional(),
  max_players: z.number().int().min(1).max(500).default(50),
  /** How far a voice carries, in tiles; a wall between shortens it to a quarter. */
  hearing: z.number().positive().max(1_000).default(9),
  /** How far eyes see, in tiles; no wall is seen through. */
  sight: z.number().positive().max(1_000).default(12),
});
export type Scene = z.infer<typeof Scene>;
export type Place = z.infer<typeof Place>;
export type OpeningLine = z.infer<typeof OpeningLine>;
