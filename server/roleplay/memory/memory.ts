import * as z from "zod";
import { withVoices } from "./earlier-memory.ts";
import { DEEDS } from "./deeds.ts";
import { Voices } from "./voices.ts";

/**
 * What one persona remembers of one subject (a player or another persona): plain data that a designer can read and
 * edit. Times are wall time in ms. Nothing is in here that the persona did not witness itself.
 */

export const MEMORY_FORMAT = 2;

/** How much of each kind is kept; the weakest and oldest leave first. */
export const MEMORY_LIMITS = {
  facts: 48,
  episodes: 16,
  lines: 10,
  reflections: 6,
  reasons: 12,
  text: 240,
} as const;

const Id = z.string().min(1).max(80);
const Text = z.string().min(1).max(400);
const Name = z.string().min(1).max(80);
const At = z.number().nonnegative();
const Company = z.enum(["open", "alone", "whisper"]);
/** Whose words or deeds an item comes from: decides who may use it, and goes with who is forgotten. */
const Whose = Voices.default(null);

/** Something the subject said, in its own words. */
export const Fact = z.strictObject({
  id: Id,
  at: At,
  text: Text,
  /** Who else heard it: others too, nobody, or nobody because it was whispered. Decides who may hear of it again. */
  company: Company.default("open"),
  /** How telling it is, 0 to 10; doubles its life in the memory at twice the weight. */
  weight: z.number().min(0).max(10).default(2),
  /** The line it was said in; null for one that a designer wrote. */
  turnId: z.string().max(200).nullable().default(null),
  whose: Whose,
});
export type Fact = z.infer<typeof Fact>;

/** One meeting, as far as it was heard in one kind of company. */
export const Episode = z.strictObject({
  id: Id,
  at: At,
  until: At,
  where: z.string().max(120),
  /** Everyone whose words are in it, the persona left out. */
  who: z.array(z.strictObject({ id: Id, name: Name })).max(12),
  lines: z
    .array(
      z.strictObject({
        by: Id,
        text: Text,
        turnId: z.string().max(200).nullable().default(null),
        whose: Whose,
      }),
    )
    .max(MEMORY_LIMITS.lines),
  company: Company.default("open"),
});
export type Episode = z.infer<typeof Episode>;

/** What the persona made of it all in a quiet hour. */
export const Reflection = z.strictObject({
  id: Id,
  at: At,
  text: Text,
  by: z.enum(["rules", "model", "designer"]),
  whose: Whose,
});
export type Reflection = z.infer<typeof Reflection>;

/** Where the two stand. Both scales run from -5 to 5; a reason names what happened and never quotes it. */
export const Bond = z.strictObject({
  warmth: z.number().min(-5).max(5).default(0),
  trust: z.number().min(-5).max(5).default(0),
  mood: z.enum(["even", "pleased", "moved", "stung", "wary"]).default("even"),
  moodAt: At.default(0),
  reasons: z
    .array(
      z.strictObject({
        at: At,
        what: z.enum(DEEDS),
        company: Company.default("open"),
        whose: Whose,
      }),
    )
    .max(MEMORY_LIMITS.reasons)
    .default([]),
});
export type Bond = z.infer<typeof Bond>;

const Kept = z.strictObject({
  v: z.literal(MEMORY_FORMAT),
  /** The persona whose memory this is: `id@world`. */
  persona: z.string().min(1).max(300),
  subject: Id,
  /** What the subject was called last. */
  name: Name,
  kind: z.enum(["player", "persona"]),
  firstMet: At,
  lastMet: At,
  /** Meetings, with at least ten minutes between two of them. */
  meetings: z.number().int().min(0).default(1),
  /** Counts the items made so far, for their ids. */
  made: z.number().int().min(0).default(0),
  bond: Bond.prefault({}),
  facts: z.array(Fact).max(MEMORY_LIMITS.facts).default([]),
  episodes: z.array(Episode).max(MEMORY_LIMITS.episodes).default([]),
  reflections: z.array(Reflection).max(MEMORY_LIMITS.reflections).default([]),
  /** The newest item that a reflection has looked at. */
  reflectedAt: At.default(0),
});
export type Remembrance = z.infer<typeof Kept>;

/** Reads what is kept; what an earlier version kept is brought up to this one. */
export const Remembrance = z.preprocess(withVoices, Kept);

/** A first meeting. */
export function stranger(
  { persona, subject, name, kind }: Pick<Remembrance, "persona" | "subject" | "name" | "kind">,
  at: number,
): Remembrance {
  const who = { persona, subject, name, kind };
  return Kept.parse({ v: MEMORY_FORMAT, ...who, firstMet: at, lastMet: at });
}

/** How strongly an item still stands after a time: its weight, halved every 30 days. */
export function strengthOf(
  item: { readonly at: number; readonly weight: number },
  now: number,
): number {
  return item.weight * 0.5 ** (Math.max(0, now - item.at) / (30 * 86_400_000));
}
