import * as z from "zod";
import type { Clock } from "../../stage/ports.ts";
import type { Dialect, EndpointConfig } from "../endpoint-config.ts";
import { EndpointFault, faultOfThrown } from "../failure-translation.ts";
import type { Fault } from "../failure-translation.ts";
import { readEvents } from "../event-reader.ts";
import { guardedFetch } from "../guarded-fetch.ts";
import { readChunk } from "../stream-chunk.ts";

/** What every call of a probe shares. */
export interface Caller {
  readonly config: EndpointConfig;
  readonly clock: Clock;
  /** For one call, in ms. */
  readonly patience: number;
  /** Ends every call. */
  readonly signal: AbortSignal;
}

/** One streamed answer, as far as a probe looks at it. Times in ms from the request. */
export interface StreamedAnswer {
  /** Null once a finish reason came. */
  readonly fault: Fault | null;
  readonly text: string;
  /** Chunks that brought text. */
  readonly pieces: number;
  readonly reasoning: boolean;
  readonly stopReason: string | number | null;
  readonly promptIds: boolean;
  /** Every piece of text came with its ids. */
  readonly completionIds: boolean;
  readonly logprobs: boolean;
  /** Of the likeliest first token, in nats; the chosen one's where no other is told. */
  readonly firstLogprob: number | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly usage: boolean;
  readonly cachedTokens: boolean;
  readonly fingerprint: string | null;
  readonly firstText: number | null;
  readonly end: number;
}

/** Sends one streamed call; never throws. */
export async function askStreamed(
  caller: Caller,
  dialect: Dialect,
  body: Record<string, unknown>,
): Promise<StreamedAnswer> {
  const { config, clock, patience, signal } = caller;
  const path = dialect === "raw" ? "completions" : "chat/completions";
  const start = clock.elapsed();
  const ours = new AbortController();
  let late = false;
  let hadHeaders = false;
  const cancel = clock.after(patience, () => {
    late = true;
    ours.abort();
  });
  const answer = startAnswer();
  let fault: Fault | null = { failure: "cut", detail: "no finish reason" };
  try {
    const response = await guardedFetch(config, clock)(`${config.baseUrl}/${path}`, {
      body: JSON.stringify(body),
      signal: AbortSignal.any([ours.signal, signal]),
    });
    hadHeaders = true;
    if (response.body === null) throw new EndpointFault({ failure: "cut", detail: "no body" });
    const events = readEvents(response.body, config.limits);
    for (let next = await events.next(); !next.done; next = await events.next()) {
      const event: unknown = next.value;
      const reading = readChunk(dialect, event);
      if (!reading.ok) throw new EndpointFault(reading.fault);
      const { chunk } = reading;
      answer.add(chunk, event, clock.elapsed() - start);
      if (chunk.finishReason !== null) fault = null;
    }
  } catch (error) {
    // What happens after the finish reason spoils nothing: only the usage was still to come.
    if (fault !== null) {
      fault =
        late || signal.aborted
          ? { failure: hadHeaders ? "timeout-idle" : "timeout-connect", detail: "deadline" }
          : faultOfThrown(error, hadHeaders);
    }
  } finally {
    cancel();
    ours.abort();
  }
  return { ...answer.read(), fault, end: clock.elapsed() - start };
}

type Chunk = Extract<ReturnType<typeof readChunk>, { ok: true }>["chunk"];

function startAnswer() {
  let text = "";
  let pieces = 0;
  let withIds = 0;
  let reasoning = false;
  let promptIds: readonly number[] | null = null;
  let stopReason: string | number | null = null;
  let logprobs = false;
  let firstLogprob: number | null = null;
  let usage: Record<string, unknown> | null = null;
  let fingerprint: string | null = null;
  let firstText: number | null = null;
  return {
    add(chunk: Chunk, event: unknown, at: number): void {
      if (chunk.text !== "") {
        firstText ??= at;
        text += chunk.text;
        pieces += 1;
        if ((chunk.tokenIds?.length ?? 0) > 0) withIds += 1;
      }
      reasoning ||= chunk.reasoning !== "";
      promptIds ??= chunk.promptTokenIds;
      stopReason = chunk.stopReason ?? stopReason;
      if ((chunk.logprobs?.length ?? 0) > 0) {
        logprobs = true;
        firstLogprob ??= likeliestFirst(event) ?? chunk.logprobs?.[0] ?? null;
      }
      usage = chunk.usage ?? usage;
      fingerprint = chunk.systemFingerprint ?? fingerprint;
    },
    read: () => ({
      text,
      pieces,
      reasoning,
      stopReason,
      promptIds: (promptIds?.length ?? 0) > 0,
      completionIds: pieces > 0 && withIds === pieces,
      logprobs,
      firstLogprob,
      promptTokens: figure(usage?.["prompt_tokens"]) ?? promptIds?.length ?? null,
      completionTokens: figure(usage?.["completion_tokens"]),
      usage: usage !== null,
      cachedTokens: CachedTokens.safeParse(usage).success,
      fingerprint,
      firstText,
    }),
  };
}

const CachedTokens = z.looseObject({
  prompt_tokens_details: z.looseObject({ cached_tokens: z.number() }),
});

function figure(value: unknown): number | null {
  return typeof value === "number" && value > 0 ? value : null;
}

const WithAlternatives = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        logprobs: z.looseObject({
          top_logprobs: z.array(z.record(z.string(), z.number()).nullable()).nullish().catch(null),
          content: z
            .array(z.looseObject({ top_logprobs: z.array(z.looseObject({ logprob: z.number() })) }))
            .nullish()
            .catch(null),
        }),
      }),
    )
    .min(1),
});

function likeliestFirst(event: unknown): number | null {
  const read = WithAlternatives.safeParse(event);
  if (!read.success) return null;
  const { top_logprobs: named, content } = read.data.choices[0]?.logprobs ?? {};
  const all = named?.[0]
    ? Object.values(named[0])
    : (content?.[0]?.top_logprobs.map(({ logprob }) => logprob) ?? []);
  return all.length === 0 ? null : Math.max(...all);
}
