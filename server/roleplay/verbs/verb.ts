import * as z from "zod";
import type { DeedRefusal } from "../../../shared/deeds.ts";
import { GESTURES, type ParticipantId } from "../../../shared/protocol.ts";
import { localized } from "../localized.ts";
import { Slug } from "../persona.ts";

/** A verb: a deed that the rules know, with the words by which prose means it. */

/** What must hold before a deed is done; checked in this order, and the first that fails is the refusal. */
export const NEEDS = [
  /** The target is in the scene. */
  "target-there",
  /** The actor sees the target. */
  "sees-target",
  /** The target is within `reach` tiles; a persona walks up to it first. */
  "near-target",
  /** The actor holds the item. */
  "holds-item",
  /** The item lies in reach, or someone in reach holds it and is willing. */
  "item-in-reach",
  /** The item can be carried. */
  "item-portable",
  /** The item is nobody's, or its owner does not see it. */
  "item-free",
  /** Nobody else sits there. */
  "seat-free",
  /** The target is unlocked, or the actor holds its key. */
  "unlocked",
] as const;
export type Need = (typeof NEEDS)[number];

/** What the rules do when a deed is done. A game's own verb gives a function instead. */
export const EFFECTS = [
  "none",
  "walk",
  "turn",
  "follow",
  "hand-over",
  "pick-up",
  "put-down",
  "show",
  "sit",
  "stand",
  "open",
  "close",
] as const;
export type Effect = (typeof EFFECTS)[number];

/** A deed before it is decided. */
export interface Attempt {
  readonly actor: ParticipantId;
  readonly verb: string;
  readonly target: string | null;
  readonly item: string | null;
}

/** What a game's own effect may look at and change; the server's state, never the model's word for it. */
export interface VerbWorld {
  /** Who holds a prop; null while it lies about. */
  holderOf(prop: string): ParticipantId | null;
  isOpen(prop: string): boolean;
  distance(a: string, b: string): number;
  /** Hands a prop to someone, or with null lays it down where its holder stands. */
  hand(prop: string, to: ParticipantId | null): void;
  setOpen(prop: string, open: boolean): void;
}

/** A game's own effect: null when it was done, else why it was refused. */
export type OwnEffect = (attempt: Attempt, world: VerbWorld) => DeedRefusal | null;

const Words = z.array(z.string().trim().min(1).max(40)).max(64).default([]);

export const Verb = z.strictObject({
  id: Slug,
  /** What a button says. */
  label: localized(64),
  /** What it is done to. */
  target: z.enum(["person", "place", "prop", "person-or-prop", "anything", "none"]).default("none"),
  /** Makes sense without its target too: one sits down, on whatever there is. */
  alone: z.boolean().default(false),
  /** Whether something held or lying about goes with it: what is given, taken or shown. */
  item: z.boolean().default(false),
  /**
   * How prose says it: base forms in English (`pick up`, `walk to`, `get to one's feet`), verbs in Chinese (`拿起`).
   * `…` stands for the thing where it comes inside: `put … on`, `把…挂上`.
   */
  words: z.strictObject({ en: Words, zh: Words }).prefault({}),
  needs: z.array(z.enum(NEEDS)).max(NEEDS.length).default([]),
  /** How near is near, in tiles. */
  reach: z.number().positive().max(64).default(2),
  effect: z
    .union([
      z.enum(EFFECTS),
      z.custom<OwnEffect>(
        (given) => typeof given === "function",
        "must be a known effect or a function",
      ),
    ])
    .default("none"),
  /** How the body looks while it is done. */
  gesture: z.enum(GESTURES).nullable().default(null),
  /** What those who see it observe: `{actor}`, `{target}` and `{item}` stand for names. */
  phrases: z.strictObject({
    done: localized(300),
    refused: localized(300),
  }),
  /** Who may: a verb for personas alone is an author's business, one for players alone never matches prose. */
  who: z.enum(["everyone", "players", "personas"]).default("everyone"),
});
export type Verb = z.infer<typeof Verb>;
/** A verb as a game or an author writes it; what has a default may be left out. */
export type VerbInput = z.input<typeof Verb>;
