import * as z from "zod";
import { CONSENT_PURPOSES, FEEDBACK_REASONS, LANGUAGES, LIMITS } from "./protocol.ts";

/** Zod schemas of what a client may send. Unknown keys are refused; lengths are bounded before any other work. */

const ParticipantId = z.string().min(1).max(64);
const Tile = z.number().int().min(0).max(1023);

export const SayMessage = z.strictObject({
  text: z.string().min(1).max(LIMITS.text),
  to: ParticipantId.optional(),
  whisper: z.boolean().optional(),
  interrupt: z.boolean().optional(),
});

export const TypingMessage = z.strictObject({ to: ParticipantId.optional() });

export const MoveMessage = z.strictObject({ x: Tile, y: Tile });

export const FaceMessage = z.strictObject({ target: ParticipantId });

const Id = z.string().min(1).max(64);
const TurnId = z.string().min(1).max(160);

export const ActMessage = z.strictObject({
  verb: Id,
  target: Id.optional(),
  item: Id.optional(),
});

export const FeedbackMessage = z.strictObject({
  turnId: TurnId,
  rating: z.enum(["up", "down"]),
  reasons: z.array(z.enum(FEEDBACK_REASONS)).max(FEEDBACK_REASONS.length).optional(),
});

export const RetakeMessage = z.strictObject({ turnId: TurnId });

export const PreferMessage = z.strictObject({ turnId: TurnId, over: TurnId });

export const ConsentMessage = z.strictObject({
  purpose: z.enum(CONSENT_PURPOSES),
  given: z.boolean(),
  notice: z.string().regex(/^[\w.-]{1,64}$/),
});

export const SyncMessage = z.strictObject({});

export const JoinOptions = z.object({
  name: z.string().max(200).optional(),
  key: z
    .string()
    .regex(/^[\w-]{16,64}$/)
    .optional(),
  language: z.enum(LANGUAGES).optional(),
  version: z.number().optional(),
});
