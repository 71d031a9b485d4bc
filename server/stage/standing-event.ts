import * as z from "zod";
import { Head, Made, Place, Segment } from "./event-head.ts";

/** Events that say how a scene stood: where everyone was, when a turn began, and what a branch was taken up with. */

/** The floor that a scene played on, as it was when the episode began. */
export const GroundRecord = z.strictObject({
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  /** Row by row, as runs of `.` free, `~` blocked for bodies, `|` walled for sight and voices, `#` both; `/` ends a row. */
  tiles: z.string(),
  places: z.array(
    z.strictObject({
      id: z.string(),
      x: z.number(),
      y: z.number(),
      width: z.number(),
      height: z.number(),
    }),
  ),
  spots: z.record(z.string(), Place),
});
export type GroundRecord = z.infer<typeof GroundRecord>;

const BodyRecord = z.strictObject({
  id: z.string(),
  x: z.number(),
  y: z.number(),
  facing: z.enum(["down", "up", "left", "right"]),
  /** The tile that a body walks to; absent for one that stands. */
  to: Place.optional(),
  sits: z.literal(true).optional(),
  /** Whom a body stays near. */
  follows: z.string().optional(),
});
export type BodyRecord = z.infer<typeof BodyRecord>;

const ThingRecord = z.strictObject({
  id: z.string(),
  x: z.number(),
  y: z.number(),
  holder: z.string().nullable(),
  inside: z.string().nullable(),
  concealed: z.boolean(),
  open: z.boolean(),
});
export type ThingRecord = z.infer<typeof ThingRecord>;
export const Things = z.array(ThingRecord);

/** Bodies whose place, facing or way is not what the records before say: written before what was decided by it. */
export const Places = z.strictObject({
  ...Head,
  ...Made,
  type: z.literal("places"),
  bodies: z.array(BodyRecord).min(1),
  /** The deed that changed them, where it was one; then these are all that it changed. */
  after: z.string().optional(),
});

/** A persona's turn begins: those who hear it are decided now, from where everyone stands. */
export const TurnBegan = z.strictObject({
  ...Head,
  ...Made,
  type: z.literal("turn-began"),
  turnId: z.string(),
  speaker: z.string(),
  addressee: z.string().nullable(),
  whisper: z.boolean(),
  /** Why this persona speaks: the rule that chose it. */
  rule: z.string(),
  /** True where nobody had asked it. */
  own: z.literal(true).optional(),
  /** Where its speaker stands; null for one without a body. */
  origin: Place.nullable(),
  /** For a retake: the turn that it says differently. */
  instead: z.string().optional(),
  /** For a retake: the player who asked. */
  asker: z.string().optional(),
});

const HeardRecord = z.strictObject({
  turnId: z.string(),
  speaker: z.string(),
  name: z.string(),
  kind: z.enum(["player", "persona", "environment"]),
  addressee: z.string().nullable(),
  whisper: z.boolean(),
  origin: Place.nullable(),
  listeners: z.array(z.string()),
  segments: z.array(Segment.extend({ kind: z.enum(["speech", "action"]) }).nullable()),
  part: z.enum(["begins", "aside"]).optional(),
});
export type HeardRecord = z.infer<typeof HeardRecord>;

/**
 * A branch is taken up where another episode stood: what stands in no other record of this one. What its minds observed
 * follows as they observe it again.
 */
export const TakenUp = z.strictObject({
  ...Head,
  type: z.literal("taken-up"),
  /** How many turns there had been. */
  turns: z.number().int().min(0),
  /** What each persona thought last, which must not be spoken. */
  thoughts: z.array(z.strictObject({ persona: z.string(), texts: z.array(z.string()) })),
  /** The talk that still hung in the air. */
  heard: z.array(HeardRecord),
  /** Things that were not where their author put them. */
  things: Things,
  /** Who sat on which thing. */
  seats: z.array(z.strictObject({ who: z.string(), on: z.string() })),
  /** Triggers that had fired. */
  triggers: z.array(z.string()),
  /** What players had found out. */
  found: z.array(z.strictObject({ participant: z.string(), finding: z.string() })),
});
