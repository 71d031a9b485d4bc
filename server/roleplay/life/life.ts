import * as z from "zod";
import { localized } from "../localized.ts";
import { idOf, Slug } from "../persona.ts";

/** What happens in a scene without a player's word: `life.yaml` beside `scene.yaml`, never served. */

const Line = z.string().trim().min(1).max(2_000);

/** When an authored trigger fires. Places, props, verbs, personas and findings by their ids. */
export const TriggerWhen = z.discriminatedUnion("on", [
  /** Somebody came into the scene. */
  z.strictObject({ on: z.literal("came-in") }),
  /** Somebody (a player, or the named persona) walked into a place. */
  z.strictObject({
    on: z.literal("entered"),
    place: idOf("place"),
    who: idOf("persona").optional(),
  }),
  /** A player's line, or with `who` a persona's, holds one of these words. */
  z.strictObject({
    on: z.literal("said"),
    words: z.array(Line).min(1).max(32),
    who: idOf("persona").optional(),
  }),
  /** A deed was done; absent fields match anything. */
  z.strictObject({
    on: z.literal("done"),
    verb: idOf("verb"),
    target: idOf("anything").optional(),
    item: idOf("prop").optional(),
  }),
  /** A finding of `story.yaml` was found by someone. */
  z.strictObject({ on: z.literal("found"), finding: idOf("finding") }),
  /** So many minutes after the scene opened. */
  z.strictObject({ on: z.literal("minutes"), minutes: z.number().positive().max(1_440) }),
  /** Nobody has spoken for so many seconds. */
  z.strictObject({ on: z.literal("silence"), seconds: z.number().min(5).max(3_600) }),
]);

export type TriggerWhen = z.infer<typeof TriggerWhen>;

/** What a trigger does, in order. */
export const TriggerDo = z.union([
  /** The world speaks: 1 to 3 sentences about what the world does, never about players or the cast. */
  z.strictObject({ environment: Line, place: idOf("place").optional() }),
  /** A persona has reason to speak: the cue is something that it alone notices; it answers whoever set it off. `says`: what it might say. */
  z.strictObject({ cue: Line, says: Line.optional(), persona: idOf("persona") }),
  /** A persona does something by the rules: a verb with its target and item. */
  z.strictObject({
    verb: idOf("verb"),
    persona: idOf("persona"),
    target: idOf("anything").optional(),
    item: idOf("prop").optional(),
  }),
]);

export type TriggerDo = z.infer<typeof TriggerDo>;

export const Trigger = z.strictObject({
  id: Slug,
  when: TriggerWhen,
  /** Fires again after so many seconds; absent means once in a scene. */
  again_after: z.number().min(1).max(86_400).optional(),
  do: z.array(TriggerDo).min(1).max(8),
});
export type Trigger = z.infer<typeof Trigger>;

/** What a persona does when nobody wants it, step by step and then from the start. */
export const Routine = z.strictObject({
  persona: idOf("persona"),
  /** Seconds between two steps, from and to. */
  every: z.tuple([z.number().min(5), z.number().max(3_600)]).default([25, 60]),
  steps: z
    .array(
      z.strictObject({
        go: idOf("place").optional(),
        verb: idOf("verb").optional(),
        target: idOf("anything").optional(),
        item: idOf("prop").optional(),
        /** What others see it do, third person without the name. */
        action: localized(400).optional(),
      }),
    )
    .min(1)
    .max(32),
});
export type Routine = z.infer<typeof Routine>;

/** Something that a persona would bring up with another persona on its own. */
export const Errand = z.strictObject({
  id: Slug,
  persona: idOf("persona"),
  /** Whom it wants to speak to. */
  with: idOf("persona"),
  /** What it has on its mind, second person, as a cue for itself alone. */
  cue: Line,
  /** What it might say, and what the other might answer: suggestions, for each alone. */
  says: Line.optional(),
  answer: Line.optional(),
  /** Not before so many minutes. */
  after_minutes: z.number().min(0).max(1_440).default(1),
});
export type Errand = z.infer<typeof Errand>;

export const Life = z.strictObject({
  triggers: z.array(Trigger).max(128).default([]),
  routines: z.array(Routine).max(64).default([]),
  errands: z.array(Errand).max(128).default([]),
  /** Personas greet who comes in: the nearest one that can see the door; false for none. */
  greets: z.boolean().default(true),
});
export type Life = z.infer<typeof Life>;
