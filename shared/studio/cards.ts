import * as z from "zod";

/** Bringing characters in and taking them out: what the studio's page and its server say to each other. */

/** One field of a card and what becomes of it. */
export interface FoundField {
  readonly field:
    | "name"
    | "nickname"
    | "description"
    | "personality"
    | "scenario"
    | "first_mes"
    | "alternate_greetings"
    | "group_only_greetings"
    | "mes_example"
    | "character_book"
    | "system_prompt"
    | "post_history_instructions"
    | "depth_prompt"
    | "creator_notes"
    | "tags"
    | "creator"
    | "character_version"
    | "portrait";
  readonly becomes:
    | "name"
    | "alias"
    | "profile"
    | "experience"
    | "setting"
    | "opening"
    | "voice"
    | "lore"
    | "direction"
    | "picture"
    /** Kept in the card's own file, and in no prompt. */
    | "kept";
  /** The beginning of it, as it was written. */
  readonly text: string;
  /** In characters, or in entries of a list. */
  readonly size: number;
}

/** Something that whoever brings a file should know: a closed code, and a number or name for its sentence. */
export interface CardWarning {
  readonly code: CardWarningCode;
  readonly what?: string;
}
export const CARD_WARNINGS = [
  "ccv3-unreadable",
  "portrait-refused",
  "portrait-remote",
  "assets-left",
  "scripts-left",
  "remote-left",
  "macros-left",
  "html-left",
  "name-mended",
  "name-unusable",
  "name-taken",
  "name-alike",
  "profile-cut",
  "profile-empty",
  "lore-cut",
  "lore-off",
  "lore-keys-left",
  "lore-positions",
  "lore-always-cut",
  "direction-there",
  "no-world",
] as const;
export type CardWarningCode = (typeof CARD_WARNINGS)[number];

/** What was found in a card, field by field; nothing of it is written yet. */
export interface FoundCard {
  readonly kind: "card";
  /** Names what was brought until it is used or forgotten. */
  readonly held: string;
  readonly format: "png" | "json" | "charx";
  readonly version: 1 | 2 | 3;
  /** What it would be called, and what everyone might see of it; to be changed before it comes in. */
  readonly name: string;
  readonly appearance: string;
  readonly known: string;
  readonly language: "en" | "zh";
  readonly fields: readonly FoundField[];
  readonly greetings: readonly string[];
  readonly lore: { readonly entries: number; readonly taken: number };
  readonly warnings: readonly CardWarning[];
  /** Its tags, and those of them that say it is not for everybody. */
  readonly tags: readonly string[];
  readonly hints: readonly string[];
  /** A small PNG in base64; null where there is no picture. */
  readonly portrait: string | null;
}

/** What was found in a file of tales: CoSER's test set or a book of it, or rows of HER's dataset. */
export interface FoundTales {
  readonly kind: "tales";
  readonly held: string;
  readonly source: "coser-test" | "coser-book" | "her-rows";
  readonly title: string;
  /** The first of them. */
  readonly tales: readonly FoundTale[];
  readonly total: number;
}

export interface FoundTale {
  readonly index: number;
  readonly title: string;
  readonly setting: string;
  readonly people: readonly string[];
  readonly lines: number;
}

/** One tale, looked at. */
export interface TalePreview {
  readonly world: string;
  readonly title: string;
  readonly setting: string;
  readonly people: readonly {
    readonly id: string;
    readonly name: string;
    readonly known: string;
    readonly profile: string;
    readonly thoughts: boolean;
  }[];
  readonly notes: readonly string[];
}

export type Found = FoundCard | FoundTales;

const Line = z.string().trim().min(1).max(2_000);

/** What a designer chose for a card before it comes in. */
export const CardChoices = z.strictObject({
  name: z.string().trim().min(1).max(64),
  appearance: Line,
  known: Line,
  /** The card's own instructions may guide how it is played. */
  systemPrompt: z.boolean().default(false),
  postHistory: z.boolean().default(false),
  depthPrompt: z.boolean().default(false),
  /** The card's scenario becomes what the persona has lived through. */
  scenario: z.boolean().default(false),
  lore: z.boolean().default(true),
  portrait: z.boolean().default(true),
  /** Another persona has a name that looks the same, and that is meant. */
  alike: z.boolean().default(false),
});
export type CardChoices = z.infer<typeof CardChoices>;

export const BringIn = z.strictObject({
  held: z.string().max(80),
  choices: CardChoices,
  how: z.enum(["draft", "play"]),
  /** Whoever brings it in has looked at what it is and finds that it fits those who play here. */
  fits: z.boolean().default(false),
  place: z.string().max(63).optional(),
});
export type BringIn = z.infer<typeof BringIn>;

/** Where a card came in. */
export interface BroughtIn {
  readonly world: string;
  readonly persona: string;
  readonly version: string;
  readonly how: "draft" | "play";
  /** Open scenes that it stands in now. */
  readonly scenes: number;
  readonly notes: readonly string[];
}

/** A card or a tale as a world of its own. */
export const NewWorld = z.strictObject({
  held: z.string().max(80),
  /** The folder's name. */
  world: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "must be lower-case letters, digits and dashes"),
  choices: CardChoices.optional(),
  /** Which of a card's greetings opens it; absent for none. */
  greeting: z.number().int().min(0).max(200).optional(),
  /** For tales: which one, and whom of it; absent for everyone. */
  tale: z.number().int().min(0).optional(),
  people: z.array(z.string().max(80)).max(64).optional(),
  fits: z.boolean().default(false),
});
export type NewWorld = z.infer<typeof NewWorld>;

/** One of a tale's people into a world that is there. */
export const TalePeople = z.strictObject({
  held: z.string().max(80),
  tale: z.number().int().min(0),
  people: z.array(z.string().max(80)).min(1).max(64),
  how: z.enum(["draft", "play"]),
});
export type TalePeople = z.infer<typeof TalePeople>;

export const CARD_FORMATS = ["png", "json", "charx"] as const;
export type CardFormat = (typeof CARD_FORMATS)[number];

/** Where something can be brought in or taken out, and who is there. */
export interface CardPlaces {
  /** What plays in this server just now. */
  readonly playing: string;
  readonly worlds: readonly {
    readonly world: string;
    readonly personas: readonly {
      readonly id: string;
      readonly name: string;
      readonly hasCard: boolean;
      readonly hasPicture: boolean;
      readonly secrets: number;
    }[];
    readonly places: readonly { readonly id: string; readonly name: string }[];
  }[];
}
