import * as z from "zod";
import type { Dialect } from "./endpoint-config.ts";
import { faultOfErrorEvent } from "./failure-translation.ts";
import type { Fault } from "./failure-translation.ts";

/** What one event of a stream says, or a whole answer, in one form for all servers and both dialects. Only choice 0 is read. */
export interface StreamChunk {
  readonly text: string;
  /** Text in a reasoning field: private, never to be mixed with `text`. */
  readonly reasoning: string;
  readonly finishReason: string | null;
  readonly stopReason: string | number | null;
  readonly tokenIds: readonly number[] | null;
  readonly promptTokenIds: readonly number[] | null;
  /** Of the sampled tokens; a server that leaves one out writes null. */
  readonly logprobs: readonly (number | null)[] | null;
  readonly usage: Record<string, unknown> | null;
  readonly servedModel: string | null;
  readonly systemFingerprint: string | null;
  readonly responseId: string | null;
  /** As SGLang and its kin name the weights that answered. */
  readonly weightsVersion: string | null;
}

export type ChunkReading =
  | { readonly ok: true; readonly chunk: StreamChunk }
  | { readonly ok: false; readonly fault: Fault };

// Fields that only feed the record must not end a turn when they are odd; fields that make text must.
const Ids = z.array(z.number()).nullish().catch(null);
const Note = z.string().nullish().catch(null);
const Version = z.union([z.string(), z.number()]).nullish().catch(null);
const StopReason = z.union([z.string(), z.number()]).nullish().catch(null);
const Text = z.string().nullish();

const Delta = z.looseObject({ content: Text, reasoning: Note, reasoning_content: Note });

const Choice = z.looseObject({
  index: z.number().nullish(),
  text: Text,
  delta: Delta.nullish(),
  /** Where the answer comes whole. */
  message: Delta.nullish(),
  reasoning: Note,
  reasoning_content: Note,
  finish_reason: Text,
  stop_reason: StopReason,
  matched_stop: StopReason,
  token_ids: Ids,
  prompt_token_ids: Ids,
  logprobs: z
    .looseObject({
      token_logprobs: z.array(z.number().nullable()).nullish(),
      content: z.array(z.looseObject({ logprob: z.number().nullable() })).nullish(),
    })
    .nullish()
    .catch(null),
});

const Chunk = z.looseObject({
  id: Note,
  object: Note,
  error: z.unknown().optional(),
  model: Note,
  system_fingerprint: Note,
  prompt_token_ids: Ids,
  weight_version: Version,
  metadata: z.looseObject({ weight_version: Version }).nullish().catch(null),
  usage: z.record(z.string(), z.unknown()).nullish().catch(null),
  choices: z.array(Choice).nullish(),
});

/** Reads one parsed event. An error event in either form, or a shape that cannot be trusted, is a fault. */
export function readChunk(dialect: Dialect, event: unknown): ChunkReading {
  const read = Chunk.safeParse(event);
  if (!read.success) return { ok: false, fault: { failure: "malformed", detail: "chunk shape" } };
  const { data } = read;
  if (data.error !== undefined && data.error !== null) {
    return { ok: false, fault: faultOfErrorEvent(data.error) };
  }
  if (data.object === "error") return { ok: false, fault: faultOfErrorEvent(data) };

  const choice = data.choices?.find((one) => (one.index ?? 0) === 0);
  const delta = choice?.delta ?? choice?.message;
  const weights = data.metadata?.weight_version ?? data.weight_version ?? null;
  return {
    ok: true,
    chunk: {
      text: (dialect === "raw" ? choice?.text : delta?.content) ?? "",
      reasoning:
        (delta?.reasoning ?? delta?.reasoning_content) ||
        (choice?.reasoning ?? choice?.reasoning_content) ||
        "",
      finishReason: choice?.finish_reason ?? null,
      stopReason: choice?.stop_reason ?? choice?.matched_stop ?? null,
      tokenIds: choice?.token_ids ?? null,
      promptTokenIds: choice?.prompt_token_ids ?? data.prompt_token_ids ?? null,
      logprobs:
        // llama.cpp's server writes the form of chat in completions too.
        choice?.logprobs?.token_logprobs ??
        choice?.logprobs?.content?.map((token) => token.logprob) ??
        null,
      usage: data.usage ?? null,
      servedModel: data.model ?? null,
      systemFingerprint: data.system_fingerprint ?? null,
      responseId: data.id ?? null,
      weightsVersion: weights === null ? null : String(weights),
    },
  };
}
