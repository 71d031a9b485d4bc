import * as z from "zod";
import { THINKING_MODES } from "../../roleplay/thinking/thinking-mode.ts";
import { Aside } from "../../stage/logged-call.ts";
import type { ModelCall } from "../../stage/ports.ts";

/** The parts of a model call's record that replay needs; everything else in it is left as it is. */
const Facts = z.looseObject({
  callId: z.string(),
  dialect: z.enum(["raw", "chat"]),
  request: z.record(z.string(), z.unknown()),
  promptText: z.string().nullable(),
  completionText: z.string(),
  thinking: z.looseObject({
    mode: z.enum(THINKING_MODES),
    phase: z.enum(["whole", "think", "speak"]),
    budget: z.number().nullable(),
    after: z.string().nullable(),
    forced: z.string(),
    trimmed: z.number(),
  }),
  end: z.looseObject({ status: z.enum(["complete", "failed", "aborted"]) }),
  basis: z
    .looseObject({
      changes: z.number().int().min(0),
      observations: z.number().int().min(0),
      partner: z.string().nullable(),
      hearers: z.array(z.string()),
      prefill: z.string(),
      shorter: z.boolean(),
    })
    .optional(),
  reading: z
    .looseObject({
      read: z.number().int().min(0),
      parser: z
        .looseObject({
          start: z.enum(["expected", "prefilled", "none"]),
          others: z.array(z.string()),
          guards: z.number().int().min(0),
        })
        .optional(),
      overtaken: z.literal(true).optional(),
      silenced: z.literal(true).optional(),
    })
    .optional(),
  aside: Aside.optional(),
});

/** A call of the log in the form that the stage gave it; null for a record that is none. */
export function callFacts(call: unknown): ModelCall | null {
  return Facts.safeParse(call).success ? (call as ModelCall) : null;
}
