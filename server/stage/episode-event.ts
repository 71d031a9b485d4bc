import * as z from "zod";
import { THINKING_MODES } from "../roleplay/thinking/thinking-mode.ts";
import { TURN_OUTCOMES } from "../../shared/protocol.ts";

/**
 * The episode log's events, version 1. Append-only; private text is in here and in no other store.
 * `seq` is given by the log: gap-free per episode, from 0. `at` is wall time in ms.
 */

export const EPISODE_FORMAT = 1;

const Segment = z.strictObject({
  kind: z.enum(["speech", "action", "role-thinking", "system-thinking", "unreleased"]),
  text: z.string(),
});
const Head = { v: z.literal(EPISODE_FORMAT), episodeId: z.string(), at: z.number() };

export const EpisodeStart = z.strictObject({
  ...Head,
  type: z.literal("episode-start"),
  software: z.string(),
  scene: z.unknown(),
  personas: z.array(z.unknown()),
  model: z.string(),
  synthetic: z.boolean(),
  seed: z.number(),
  /** What was known of the model's endpoint when the episode began. */
  endpoint: z.record(z.string(), z.unknown()).optional(),
});

export const ParticipantJoined = z.strictObject({
  ...Head,
  type: z.literal("participant-joined"),
  participant: z.string(),
  name: z.string(),
  kind: z.enum(["player", "persona"]),
  language: z.string(),
});

export const ParticipantLeft = z.strictObject({
  ...Head,
  type: z.literal("participant-left"),
  participant: z.string(),
});

/** A player's or the environment's whole line, as it was made inert and as listeners observed it. */
export const Line = z.strictObject({
  ...Head,
  type: z.literal("line"),
  turnId: z.string(),
  speaker: z.string(),
  addressee: z.string().nullable(),
  whisper: z.boolean(),
  segments: z.array(Segment),
  listeners: z.array(z.string()),
});

/** One exact model call: see `ModelCall` in ports.ts for units. */
export const ModelCallMade = z.strictObject({
  ...Head,
  type: z.literal("model-call"),
  turnId: z.string(),
  participant: z.string(),
  call: z.record(z.string(), z.unknown()),
  /** Why it came to nothing, for a call that thought ahead of a line; its `turnId` is then its own call's id. */
  discarded: z.string().optional(),
});

/** A persona's whole turn, private segments included, with who could hear it. */
export const TurnEnded = z.strictObject({
  ...Head,
  type: z.literal("turn"),
  turnId: z.string(),
  speaker: z.string(),
  addressee: z.string().nullable(),
  whisper: z.boolean(),
  segments: z.array(Segment),
  outcome: z.enum(TURN_OUTCOMES),
  cause: z.string().nullable(),
  callId: z.string().nullable(),
  /** Why this persona spoke: the rule that chose it. */
  chosenBy: z.string(),
  /** How it was thought, why so, and how often anew because more was said meanwhile. */
  thinking: z
    .strictObject({
      mode: z.enum(THINKING_MODES),
      why: z.string(),
      renewed: z.number().int().min(0),
    })
    .optional(),
  anomalies: z.record(z.string(), z.number()),
  listeners: z.array(z.string()),
  trainable: z.boolean(),
  /** From the line that was answered, in ms. */
  timing: z.strictObject({ firstVisible: z.number().nullable(), end: z.number() }),
  /** What came back to the persona before it spoke, and why; absent for nothing. */
  recalled: z
    .array(z.strictObject({ id: z.string(), why: z.array(z.record(z.string(), z.unknown())) }))
    .optional(),
  /** What was cut from its prompt's history for this turn; absent for nothing. Tokens by the estimate. */
  cut: z
    .strictObject({
      observations: z.number(),
      tokensBefore: z.number(),
      tokensAfter: z.number(),
      budget: z.number(),
    })
    .optional(),
});

/** Someone walked somewhere or was refused; positions in tiles. */
export const Moved = z.strictObject({
  ...Head,
  type: z.literal("moved"),
  participant: z.string(),
  x: z.number(),
  y: z.number(),
});

export const EpisodeEnd = z.strictObject({
  ...Head,
  type: z.literal("episode-end"),
  reason: z.string(),
});

export const EpisodeEvent = z.discriminatedUnion("type", [
  EpisodeStart,
  ParticipantJoined,
  ParticipantLeft,
  Line,
  ModelCallMade,
  TurnEnded,
  Moved,
  EpisodeEnd,
]);
export type EpisodeEvent = z.infer<typeof EpisodeEvent>;
