import * as z from "zod";
import { LANGUAGES, LIMITS } from "./protocol.ts";

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
