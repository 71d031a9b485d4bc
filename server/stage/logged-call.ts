import * as z from "zod";
import { THINKING_MODES } from "../roleplay/thinking/thinking-mode.ts";
import { LANES, MODEL_FAILURES, PROFILES, type ModelCall } from "./ports.ts";

/**
 * A model call as it stands in a `model-call` event: the fields of `ModelCall` in ports.ts, for those who read a log.
 * What is not named here is kept. An event is not checked against it when it is written: a log takes any call.
 */

const Failure = z.enum(MODEL_FAILURES);
const text = (description: string) => z.string().meta({ description });
const textOrNull = (description: string) => z.string().nullable().meta({ description });

const Purpose = z
  .looseObject({
    lane: z
      .enum(LANES)
      .meta({ description: "How urgent it was. A call of the lane `ambient` is no turn." }),
    scene: text("The episode's id."),
    persona: text("The persona it was made for."),
    player: textOrNull("Whom it was for, by the subject that outlives a visit; null for nobody."),
  })
  .meta({ description: "Whose work the call was." });

const Thinking = z
  .looseObject({
    mode: z.enum(THINKING_MODES),
    phase: z.enum(["whole", "think", "speak"]).meta({
      description:
        "`whole`: thought and words in one call. `think`: a thought alone. `speak`: the words after a closed thought.",
    }),
    budget: z
      .number()
      .nullable()
      .meta({ description: "The hard cap on the thought, in tokens; null for none." }),
    after: textOrNull("The call whose thought this one continues, or whose words it speaks."),
    forced: text("The end of the prefill that no model wrote: never a sample of the policy."),
    trimmed: z.number().meta({
      description: "Characters cut from the end of the thought of `after` before it was continued.",
    }),
  })
  .meta({ description: "What the call is in its turn's thinking." });

const End = z
  .discriminatedUnion("status", [
    z.looseObject({
      status: z.literal("complete"),
      finishReason: z.enum(["stop", "length", "content-filter", "other"]),
    }),
    z.looseObject({
      status: z.literal("failed"),
      failure: Failure,
      retryAfter: z.number().optional(),
    }),
    z.looseObject({ status: z.literal("aborted") }),
  ])
  .meta({ description: "How it ended." });

const ms = z.number().nullable();
const Timing = z
  .looseObject({ startedAt: z.number(), headers: ms, firstText: ms, end: z.number() })
  .meta({
    description:
      "Wall time of the request, and from it to the headers, the first text and the end; in ms.",
  });

const Edge = z
  .looseObject({
    httpStatus: z.number().nullable(),
    detail: textOrNull("The cause of a failure in fixed words of ours, never the endpoint's."),
    reasoningLength: z
      .number()
      .meta({ description: "Characters that came in a reasoning field; they are not kept." }),
    controlTokensDefused: z
      .number()
      .meta({ description: "Openings of control tokens that were parted in the prompt." }),
    queued: z
      .number()
      .optional()
      .meta({ description: "How long it waited for a place at the endpoint, in ms." }),
    insteadOf: z
      .looseObject({ endpoint: z.string(), failure: Failure })
      .optional()
      .meta({ description: "The endpoint that failed this request before." }),
  })
  .meta({ description: "What was noticed on the way, for operators." });

const Provenance = z
  .looseObject({
    profile: z.enum(PROFILES).meta({
      description:
        "`capture`: sampled from the policy's own distribution. `play`: as it plays best.",
    }),
    exact: z.boolean().meta({ description: "Policy gradients may learn from it." }),
    responseId: textOrNull("The endpoint's own id of the answer."),
    bodyHash: text("SHA-256 of the body as sent, in hexadecimal."),
    weightsVersion: textOrNull(
      "The endpoint's word for the weights that answered, else the operator's.",
    ),
    lora: z.string().nullable().optional().meta({
      description:
        "The adapter that answered on top of the model: as the endpoint's list tells it, else the operator.",
    }),
    engine: z.string().nullable(),
    engineVersion: z.string().nullable(),
    logprobsMode: z.enum(["raw", "processed", "unknown"]).meta({
      description:
        "`raw`: before temperature and masks. `processed`: of the distribution that was sampled.",
    }),
    tokenizerHash: textOrNull("The operator's own words: which tokenizer the endpoint uses."),
    chatTemplateHash: textOrNull("The same of its chat template."),
  })
  .meta({ description: "Where the completion comes from; null for what nobody says." });

const Basis = z
  .looseObject({
    changes: z.number().meta({ description: "How often the persona's observations had changed." }),
    observations: z.number().meta({ description: "How many there were." }),
    partner: textOrNull("Whom the turn answers."),
    hearers: z.array(z.string()).meta({ description: "Who hears it beside the persona." }),
    prefill: text("What the answer of a whole call was begun with; empty for nothing."),
    shorter: z
      .boolean()
      .meta({ description: "The endpoint found it too long: its oldest lines were left out." }),
    sheets: z.number().optional().meta({
      description: "How often the sheets of the cast had changed since the scene opened.",
    }),
  })
  .meta({ description: "What the prompt was made of beside the persona's sheet." });

const Reading = z
  .looseObject({
    read: z
      .number()
      .meta({ description: "Characters of the completion that were read, from its beginning." }),
    parser: z
      .looseObject({
        start: z.enum(["expected", "prefilled", "none"]),
        others: z
          .array(z.string())
          .meta({ description: "Names that end a turn when they begin a line." }),
        guards: z
          .number()
          .meta({ description: "How often the persona had begun to guard what it thought." }),
      })
      .optional()
      .meta({ description: "Of a call that speaks: what the parser was told beside the sheet." }),
    overtaken: z
      .literal(true)
      .optional()
      .meta({ description: "More was said before anything was out." }),
    silenced: z.literal(true).optional().meta({
      description:
        "It was stopped by whoever watches over the scene; what was held back then was not shown.",
    }),
  })
  .meta({ description: "How the text of the call was read." });

const Quoted = z
  .array(
    z.looseObject({
      turnId: z.string(),
      text: z
        .string()
        .optional()
        .meta({ description: "As far as it was said, for a turn that still went on." }),
    }),
  )
  .meta({ description: "The lines that it quotes, oldest first." });
const began = text("What the answer was begun with; empty for nothing.");

/** See `AsideBasis` in ports.ts. */
export const Aside = z
  .discriminatedUnion("kind", [
    z.looseObject({
      kind: z.literal("next-speaker"),
      prefill: began,
      candidates: z.array(z.string()),
      players: z.array(z.string()),
      lines: Quoted,
    }),
    z.looseObject({
      kind: z.literal("environment"),
      prefill: began,
      place: textOrNull("The place that was looked at."),
      present: z.array(z.string()),
      lines: Quoted,
    }),
    z.looseObject({
      kind: z.literal("verb"),
      prefill: began,
      turnId: z.string(),
      action: z.number().meta({ description: "Which of the turn's actions, from 0." }),
      people: z.array(z.string()).meta({ description: "Who else was there." }),
      addressee: z.string().nullable(),
      own: z
        .literal(true)
        .optional()
        .meta({ description: "The game has verbs of its own, which no log holds." }),
    }),
    z.looseObject({
      kind: z.literal("reflection"),
      prefill: began,
      name: text("Whom it is about."),
      facts: z
        .array(
          z.union([
            z.looseObject({ turnId: z.string(), from: z.number(), length: z.number() }),
            z.looseObject({ text: z.string() }),
          ]),
        )
        .meta({
          description: "Sentences of lines that were heard here, or as they are remembered.",
        }),
      deeds: z.array(z.string()),
    }),
  ])
  .meta({ description: "What the prompt of a call that plays nobody was made of." });

/** A call with every field that ports.ts names; others are kept. */
export const LoggedCall = z.looseObject({
  callId: text("What a turn's `callId` names."),
  purpose: Purpose,
  thinking: Thinking,
  dialect: z.enum(["raw", "chat"]).meta({
    description: "`raw`: ChatML rendered here. `chat`: the endpoint's own template.",
  }),
  endpoint: text("The endpoint's base URL, without credentials."),
  requestedModel: z.string(),
  servedModel: textOrNull("The model that the endpoint said had answered."),
  synthetic: z.boolean().meta({ description: "True where a stand-in answered, and no model." }),
  systemFingerprint: z.string().nullable(),
  request: z
    .record(z.string(), z.unknown())
    .meta({ description: "The body as sent, without credentials." }),
  promptText: textOrNull("The prompt as one text; null where the endpoint rendered it."),
  promptTokenIds: z.array(z.number()).nullable(),
  completionText: text("Verbatim, before any parsing; without the prefill."),
  completionTokenIds: z.array(z.number()).nullable(),
  logprobs: z.array(z.number()).nullable().meta({ description: "Of the sampled tokens, in nats." }),
  finishReason: textOrNull("The endpoint's own word for why it stopped."),
  stopReason: z.union([z.string(), z.number()]).nullable(),
  usage: z.record(z.string(), z.unknown()).nullable(),
  end: End,
  timing: Timing,
  edge: Edge.optional(),
  provenance: Provenance.optional(),
  basis: Basis.optional(),
  reading: Reading.optional(),
  aside: Aside.optional(),
} satisfies { readonly [Field in keyof ModelCall]-?: z.ZodType });
export type LoggedCall = z.infer<typeof LoggedCall>;
