import * as z from "zod";
import { localized } from "../localized.ts";
import { idOf, Slug } from "../persona.ts";

/** What is hidden in a scene, what counts as found out, and how it may end: `story.yaml`, never served as it is. */

/** Words of which at least one must have been said, in any language; a list of such lists wants one of each. */
const Words = z.array(z.string().trim().min(1).max(64)).min(1).max(32);

/** One thing to find out. */
export const Finding = z.strictObject({
  id: Slug,
  /** What the journal says once it is found; the finding's own words, without more than it gives away. */
  entry: localized(1_000),
  /** The secret whose admission is this finding, as `persona/secret`. Several where any of them will do. */
  secrets: z
    .array(
      z
        .string()
        .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, "must be 'persona-id/secret-id'")
        .meta({ names: "secret" }),
    )
    .max(8)
    .default([]),
  /** What the owner's own words must hold: one word of each list. Absent: judged by likeness to the secret. */
  signs: z.array(z.array(Words).min(1).max(8)).max(8).default([]),
});
export type Finding = z.infer<typeof Finding>;

/** A question that all players together try to answer. */
export const Question = z.strictObject({
  id: Slug,
  ask: localized(300),
  /** Found out when one finding of each list is known: `[[a], [b, c]]` is a and (b or c). */
  found_by: z
    .array(z.array(idOf("finding")).min(1).max(16))
    .min(1)
    .max(8),
});
export type Question = z.infer<typeof Question>;

/** How it may end. The first one whose conditions hold is played. */
export const Ending = z.strictObject({
  id: Slug,
  title: localized(120),
  text: localized(4_000),
  /** Questions that must be answered. */
  questions: z.array(idOf("question")).max(16).default([]),
  /** Answered questions in all, at least. */
  at_least: z.number().int().min(0).max(16).default(0),
  /** Findings that must be known. */
  findings: z.array(idOf("finding")).max(32).default([]),
  /** Played as soon as this deed is done and the rest holds; absent: when the scene's time is over. */
  on: z
    .strictObject({
      verb: idOf("verb"),
      target: idOf("anything").optional(),
      item: idOf("prop").optional(),
    })
    .optional(),
});
export type Ending = z.infer<typeof Ending>;

/** A line that is offered beside free typing. */
export const SuggestedLine = z.strictObject({
  text: localized(300),
  /** Offered while this persona is spoken to; absent for anyone. */
  to: idOf("persona").optional(),
  /** Offered only when all of these are known, and none of `until`. */
  knows: z.array(idOf("finding")).max(8).default([]),
  until: z.array(idOf("finding")).max(8).default([]),
});
export type SuggestedLine = z.infer<typeof SuggestedLine>;

export const Story = z.strictObject({
  /** What players try to do together. */
  goal: localized(600).optional(),
  questions: z.array(Question).max(16).default([]),
  findings: z.array(Finding).max(64).default([]),
  endings: z.array(Ending).max(16).default([]),
  suggestions: z.array(SuggestedLine).max(256).default([]),
});
export type Story = z.infer<typeof Story>;
