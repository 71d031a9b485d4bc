import * as z from "zod";
import { localized } from "../localized.ts";
import { CharacterName, idOf, Slug } from "../persona.ts";

/** What lies about in a scene and what can be done with it: `things.yaml` beside `scene.yaml`, never served as it is. */

/** A thing on the map or in someone's hands. */
export const Prop = z.strictObject({
  id: Slug,
  /** What everyone calls it. */
  name: localized(64),
  /** Other words that mean it, in any language, as they may stand in a persona's prose. */
  aliases: z.array(CharacterName).max(16).default([]),
  /** What anyone sees who looks at it. */
  description: localized(),
  /** Where it lies when the scene opens: a place's id. Exactly one of `place` and `holder`, or neither where another thing holds it. */
  place: idOf("place").optional(),
  /** Who has it when the scene opens: a persona's id. */
  holder: idOf("persona").optional(),
  /** The tile it lies on, where the middle of its place would be wrong. */
  tile: z.strictObject({ x: z.number().int().min(0), y: z.number().int().min(0) }).optional(),
  /** Can be carried, given and taken. */
  portable: z.boolean().default(true),
  /** Someone may sit on it. */
  seat: z.boolean().default(false),
  /** Can be opened; `locked` says what opens it. */
  opens: z.boolean().default(false),
  /** The prop that unlocks it; whoever opens it must hold that. */
  key: idOf("prop").optional(),
  /** Things inside it, out of sight until it is open. */
  holds: z.array(idOf("prop")).max(16).default([]),
  /** Kept out of sight by who holds it, until it is shown, handed over or laid down. */
  concealed: z.boolean().default(false),
  /** Whose it is: nobody else may take it or open it while the owner can see that. A persona's id. */
  owner: idOf("persona").optional(),
  /** What whoever is shown it, or opens it, or takes it, comes to know: ids of findings in `story.yaml`. */
  reveals: z.array(idOf("finding")).max(16).default([]),
  /** Who shows this to a persona reads that persona's thoughts for so many seconds. */
  mind_read: z.number().positive().max(600).optional(),
  /** The picture of it: a name in the game's own set; absent for a plain mark. */
  sprite: idOf("picture").optional(),
});
export type Prop = z.infer<typeof Prop>;

export const Things = z.strictObject({
  props: z.array(Prop).max(128).default([]),
  /** Verbs of this scene; absent for all that are known. */
  verbs: z.array(idOf("verb")).max(64).optional(),
});
export type Things = z.infer<typeof Things>;
