import { createHash } from "node:crypto";
import type { Clock, ModelCall, ModelEnd, ModelRequest, Profile } from "../stage/ports.ts";
import { countControlTokens } from "./chatml.ts";
import type { EndpointConfig } from "./endpoint-config.ts";
import type { Known, RequestBody } from "./request-body.ts";
import type { StreamChunk } from "./stream-chunk.ts";

const LONGEST_NOTE = 200;
const DEEPEST_USAGE = 4;

/** Gathers the record of one call while it runs. */
export interface CallRecord {
  headersCame(): void;
  /** Takes a chunk whose text is being handed on. */
  add(chunk: StreamChunk): void;
  /** Takes what may still come after the finish reason: the usage and the fingerprint, and no text. */
  addUsage(chunk: StreamChunk): void;
  close(end: ModelEnd, notes: { httpStatus: number | null; detail: string | null }): ModelCall;
}

/** Starts the record at the moment of the request. */
export function startCallRecord(
  config: EndpointConfig,
  request: ModelRequest,
  { body, promptText }: RequestBody,
  clock: Clock,
  known: Known | null = null,
): CallRecord {
  const startedAt = clock.now();
  const start = clock.elapsed();
  let headers: number | null = null;
  let firstText: number | null = null;
  const texts: string[] = [];
  const tokenIds: number[] = [];
  const logprobs: (number | null)[] = [];
  let promptTokenIds: readonly number[] | null = null;
  let everyTextHadIds = true;
  let reasoningLength = 0;
  let usage: Record<string, unknown> | null = null;
  let servedModel: string | null = null;
  let systemFingerprint: string | null = null;
  let weightsVersion: string | null = null;
  let responseId: string | null = null;
  let finishReason: string | null = null;
  let stopReason: string | number | null = null;

  function note<T extends string | number | null>(value: T): T | string {
    if (typeof value !== "string") return value;
    return (config.apiKey?.hideIn(value) ?? value).slice(0, LONGEST_NOTE);
  }

  function addUsage(chunk: StreamChunk): void {
    usage = chunk.usage ?? usage;
    systemFingerprint = chunk.systemFingerprint ?? systemFingerprint;
    weightsVersion = chunk.weightsVersion ?? weightsVersion;
  }

  return {
    addUsage,
    headersCame: () => {
      headers = clock.elapsed() - start;
    },
    add(chunk) {
      if (chunk.text !== "") {
        firstText ??= clock.elapsed() - start;
        texts.push(chunk.text);
        everyTextHadIds &&= chunk.tokenIds !== null;
      }
      for (const id of chunk.tokenIds ?? []) tokenIds.push(id);
      for (const logprob of chunk.logprobs ?? []) logprobs.push(logprob);
      promptTokenIds ??= chunk.promptTokenIds;
      reasoningLength += chunk.reasoning.length;
      servedModel ??= chunk.servedModel;
      responseId ??= chunk.responseId;
      addUsage(chunk);
      finishReason = chunk.finishReason ?? finishReason;
      stopReason = chunk.stopReason ?? stopReason;
    },
    close(end, { httpStatus, detail }) {
      // A series with a hole would be aligned with the wrong tokens: better none than that.
      const ids = everyTextHadIds && tokenIds.length > 0 ? tokenIds : null;
      const given = logprobs.filter((logprob) => logprob !== null);
      const whole = given.length > 0 && given.length === (ids ?? logprobs).length;
      const kept = whole && given.length === logprobs.length ? given : null;
      const profile = profileOf(config, request);
      return {
        callId: request.callId,
        purpose: request.purpose,
        thinking: request.thinking,
        dialect: config.dialect,
        endpoint: config.baseUrl,
        requestedModel: config.model,
        servedModel: note(servedModel),
        synthetic: config.synthetic,
        systemFingerprint: note(systemFingerprint),
        request: body,
        promptText,
        promptTokenIds,
        completionText: texts.join(""),
        completionTokenIds: ids,
        logprobs: kept,
        finishReason: note(finishReason),
        stopReason: note(stopReason),
        usage: usage === null ? null : figuresOf(usage),
        end,
        provenance: {
          profile,
          exact: profile === "capture" && promptTokenIds !== null && ids !== null && kept !== null,
          responseId: note(responseId),
          bodyHash: createHash("sha256").update(JSON.stringify(body)).digest("hex"),
          weightsVersion: note(weightsVersion) ?? config.word?.weightsVersion ?? null,
          lora: known?.capabilities.lora ?? config.word?.lora ?? null,
          engine: known?.capabilities.engine ?? null,
          engineVersion: known?.capabilities.engineVersion ?? null,
          logprobsMode: known?.capabilities.logprobsMode ?? "unknown",
          tokenizerHash: config.word?.tokenizerHash ?? null,
          chatTemplateHash: config.word?.chatTemplateHash ?? null,
        },
        timing: { startedAt, headers, firstText, end: clock.elapsed() - start },
        edge: {
          httpStatus,
          detail,
          reasoningLength,
          controlTokensDefused: countControlTokens(request.prompt),
        },
      };
    },
  };
}

/** What was asked for decides, not what the server is set to. */
function profileOf(config: EndpointConfig, { sampling, purpose }: ModelRequest): Profile {
  const own = sampling.temperature === 1 && sampling.topP === 1 && purpose.lane !== "ambient";
  return config.profile === "capture" && own ? "capture" : "play";
}

/** Usage is figures; words in it would be an endpoint's own text and are left out. */
function figuresOf(record: Record<string, unknown>, depth = 0): Record<string, unknown> {
  const kept: [string, unknown][] = [];
  for (const [key, value] of Object.entries(record)) {
    if (typeof value === "number" || typeof value === "boolean" || value === null) {
      kept.push([key, value]);
    } else if (typeof value === "object" && !Array.isArray(value) && depth < DEEPEST_USAGE) {
      kept.push([key, figuresOf({ ...value }, depth + 1)]);
    }
  }
  return Object.fromEntries(kept);
}
