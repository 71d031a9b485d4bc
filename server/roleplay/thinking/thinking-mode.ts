import * as z from "zod";

/**
 * How HER's hidden thinking is done: `full` as trained, `budget` in a call of its own with a hard cap, `ahead` begun
 * before the line was spoken and continued with it, `reflex` not at all.
 */
export const THINKING_MODES = ["full", "budget", "ahead", "reflex"] as const;
export type ThinkingMode = (typeof THINKING_MODES)[number];

/** How much hangs on a persona: who is `minor` answers quickly, who is `main` takes care. */
export const TIERS = ["main", "supporting", "minor"] as const;
export type Tier = (typeof TIERS)[number];

/** What makes a persona think before it is spoken to. */
export const AHEAD_TRIGGERS = ["typing", "facing", "approach", "after-turn"] as const;
export type AheadTrigger = (typeof AHEAD_TRIGGERS)[number];

const Tokens = z.number().int().min(1).max(4_096);

/** What an author may decide of a persona's thinking, or of a whole scene's; the persona's own word wins. */
export const ThinkingWish = z.strictObject({
  /** `auto` lets the policy choose for each turn. */
  mode: z.enum(["auto", ...THINKING_MODES]).optional(),
  tier: z.enum(TIERS).optional(),
  /** The hard cap on a thought for which a player waits, in tokens. */
  budget: Tokens.optional(),
  /** Whether it may think before it is spoken to. */
  ahead: z.boolean().optional(),
});
export type ThinkingWish = z.infer<typeof ThinkingWish>;

/** What holds where no author decided. Budgets in tokens. */
export interface ThinkingSettings {
  readonly mode: "auto" | ThinkingMode;
  readonly tier: Tier;
  readonly budget: {
    /** A player waits, and little hangs on the answer. */
    readonly plain: number;
    /** A player waits, and much hangs on it. */
    readonly grave: number;
    /** Nobody waits: personas among themselves. */
    readonly talk: number;
    /** What a thought that was begun ahead may still add once the line is there. */
    readonly continued: number;
    /** A thought that is begun ahead. */
    readonly ahead: number;
  };
  /** What makes a persona think ahead; empty for nothing. */
  readonly ahead: readonly AheadTrigger[];
  /** Opens two answers of three with an action, so that something can be seen before the persona thinks to itself. */
  readonly actionFirst: boolean;
  /** At most this share of all generated tokens may be thrown away by thinking ahead. */
  readonly waste: number;
}

/**
 * Chosen for an endpoint of 40 tokens a second that answers after 150 ms: a plain thought then costs 0.6 s, a grave one
 * 0.7 s, and where the persona thinks to itself before its first word, that word still comes within two seconds.
 */
export const DEFAULT_THINKING: ThinkingSettings = {
  mode: "auto",
  tier: "supporting",
  budget: { plain: 20, grave: 24, talk: 160, continued: 12, ahead: 200 },
  ahead: AHEAD_TRIGGERS,
  actionFirst: true,
  waste: 0.12,
};
