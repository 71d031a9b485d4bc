import * as z from "zod";
import { isPattern, lorePattern } from "./lore-pattern.ts";

/** What a persona knows and says only when the talk touches it: kept beside its sheet, so that the sheet stays short. */

export const LORE_LIMITS = { entries: 400, keys: 32, key: 200, text: 4_000 } as const;

/** A word or name that calls lore up, or a pattern in slashes, as in `/skarn (light|tower)/i`. */
const LoreKey = z
  .string()
  .trim()
  .min(1)
  .max(LORE_LIMITS.key)
  .refine(
    (key) => !isPattern(key) || lorePattern(key) !== null,
    "must be a word, or a short pattern in slashes without look-around",
  );
const Keys = z.array(LoreKey).max(LORE_LIMITS.keys).default([]);

export const LoreEntry = z.strictObject({
  /** Tells entries apart in logs; their place in the list where it is left out. */
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "must be lower-case letters, digits and dashes")
    .optional(),
  /** Any one of these calls it up. */
  keys: Keys,
  /** If there are any, one of these must have been said too. */
  also: Keys,
  /** None of these may have been said. */
  unless: Keys,
  /** What the persona knows, in prose, third person. */
  text: z.string().trim().min(1).max(LORE_LIMITS.text),
  /** It stands in the sheet, whatever is talked of. */
  always: z.boolean().default(false),
  exact_case: z.boolean().default(false),
  /** How many of the last lines are looked through. */
  lines: z.number().int().min(1).max(20).default(4),
  /** Where not everything fits, the lower number goes first. */
  order: z.number().int().min(-1_000_000).max(1_000_000).default(100),
});
export type LoreEntry = z.infer<typeof LoreEntry>;

export const Lore = z.array(LoreEntry).max(LORE_LIMITS.entries);

/** The name of an entry in logs and in what a prompt holds. */
export function loreId(entry: LoreEntry, index: number): string {
  return `${LORE_MARK}${entry.id ?? index}`;
}

/** What the ids of recalled lore begin with; those of memories begin with a subject. */
const LORE_MARK = "lore/";
