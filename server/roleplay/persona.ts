import * as z from "zod";
import { LANGUAGES } from "../../shared/protocol.ts";
import { Lore } from "./lore/lore.ts";
import { ThinkingWish } from "./thinking/thinking-mode.ts";

/** A persona: what everyone may know of a character, and what it alone knows. Written as YAML, never served. */

const Line = z.string().trim().min(1).max(2_000);
const Prose = z.string().trim().max(20_000);
export const Slug = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    "must be lower-case letters, digits and dashes, such as 'mara-quill'",
  );

/** What an id names, so that a form can offer what there is. */
export type Named =
  | "persona"
  | "place"
  | "prop"
  | "verb"
  | "finding"
  | "question"
  | "secret"
  | "map"
  | "figure"
  | "picture"
  | "anything"
  | "name";

/** An id of something that is written elsewhere; a schema's metadata tells of what kind. */
export function idOf(names: Named) {
  return Slug.meta({ names });
}

/** A name as it may appear before a colon: one line, no brackets, no colon. 1 to 64 characters. */
export const CharacterName = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\n\r:：<>[\]|＜＞]+$/, "must be one line without colons, brackets or bars");

export const Secret = z.strictObject({
  id: Slug,
  /** The secret itself, in prose, third person. */
  text: Line,
  /** When the character would admit it, in prose; absent means never. */
  revealed_when: Line.optional(),
});
export type Secret = z.infer<typeof Secret>;

/** What every other character and every player may know. The only part that enters another persona's prompt. */
export const PublicFace = z.strictObject({
  appearance: Line,
  known: Line,
});
export type PublicFace = z.infer<typeof PublicFace>;

export const PrivateFace = z.strictObject({
  motivation: Prose.default(""),
  secrets: z.array(Secret).max(32).default([]),
  /** What the character does not know or cannot know, one sentence each. */
  knowledge_limits: z.array(Line).max(64).default([]),
});

/** A persona as its file is read; `parse` fills in what may be left out, and throws for what is wrong. */
export const Persona = z.strictObject({
  id: Slug,
  name: CharacterName,
  aliases: z.array(CharacterName).max(16).default([]),
  language: z.enum(LANGUAGES).default("en"),
  sprite: idOf("figure").optional(),
  public: PublicFace,
  private: PrivateFace.prefault({}),
  /** Who the character is, third person. */
  profile: Prose,
  /** What the character has lived through, third person. */
  experience: Prose.default(""),
  /** What it knows beside that, told to it when the talk touches it. */
  lore: Lore.optional(),
  /** How its author wants it played, such as a card's own instructions; above the rules of every turn, never instead. */
  direction: Prose.min(1).max(4_000).optional(),
  /** Lines in the character's own voice. */
  voice: z.array(Line).max(32).default([]),
  /** Others' names to what they are to this character. */
  relationships: z.record(CharacterName.meta({ names: "name" }), Line).default({}),
  /** Spoken when the model cannot answer; in the character's voice. */
  fallback_lines: z.array(Line).max(32).default([]),
  /** How it thinks before it speaks; absent for the server's own settings. */
  thinking: ThinkingWish.optional(),
  /** Spoken when the character has talked more than it may for now; in the character's voice. */
  weary_lines: z.array(Line).max(32).default([]),
  /** Shown at once while the character considers; an action without end mark, such as `turns the glass`. */
  waiting_gestures: z.array(Line).max(32).default([]),
});
export type Persona = z.infer<typeof Persona>;
