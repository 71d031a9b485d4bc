import type { Dialect } from "../endpoint-config.ts";

/** What is known of one thing an endpoint may do. What could not be told is `unknown` and never taken for a yes. */
export type Truth = "yes" | "no" | "unknown";

/** The servers whose own ways are known; everything else is `unknown`. */
export type Engine = "vllm" | "sglang" | "llama.cpp" | "ollama" | "understudy" | "unknown";

/** What one dialect of an endpoint does. */
export interface DialectTruth {
  /** A tiny streamed call came to its end with a finish reason. */
  readonly works: Truth;
  /** Text comes in pieces and not as one whole. */
  readonly streams: Truth;
  readonly finishReason: Truth;
  /** The usage comes, in a chunk of its own or with the last one. */
  readonly usage: Truth;
  /** The usage says how much of the prompt was in the cache. */
  readonly cachedTokens: Truth;
  /** Token ids of the prompt, in a stream. */
  readonly promptIds: Truth;
  /** Token ids of every piece of text, in a stream. */
  readonly completionIds: Truth;
  readonly logprobs: Truth;
  /** Fields that only open inference servers know are taken, or at least not refused. */
  readonly vendorFields: Truth;
  readonly stops: Truth;
  /** More than four stop strings. */
  readonly manyStops: Truth;
  /** The answer names the stop string that ended it. */
  readonly stopNamed: Truth;
  /** A prefill is continued as it stands: neither closed, nor answered, nor parted from its header. */
  readonly prefill: Truth;
  /** Text comes in a reasoning field: a reasoning parser is on, and HER's own text disappears in it. */
  readonly reasoningField: Truth;
}

export const UNKNOWN_DIALECT: DialectTruth = {
  works: "unknown",
  streams: "unknown",
  finishReason: "unknown",
  usage: "unknown",
  cachedTokens: "unknown",
  promptIds: "unknown",
  completionIds: "unknown",
  logprobs: "unknown",
  vendorFields: "unknown",
  stops: "unknown",
  manyStops: "unknown",
  stopNamed: "unknown",
  prefill: "unknown",
  reasoningField: "unknown",
};

/** Everything that was found out of one endpoint. Closed words and numbers; of the endpoint's own text only model names. */
export interface Capabilities {
  readonly engine: Engine;
  /** As its own page says it, in letters, digits and points; null where it does not. */
  readonly engineVersion?: string | null;
  /** The model in use is an adapter on top of another: its name; null where the list says that it is none, or nothing. */
  readonly lora?: string | null;
  /** As the endpoint lists them, at most 32. */
  readonly models: readonly string[];
  readonly modelListed: Truth;
  /** Prompt and completion together, in tokens; null if the endpoint does not say. */
  readonly contextLength: number | null;
  /** The one in use. */
  readonly dialect: Dialect;
  readonly raw: DialectTruth;
  readonly chat: DialectTruth;
  /** `templated`: the model's template is put around a raw prompt, so that ChatML stands in it twice. */
  readonly rawPrompt: "verbatim" | "templated" | "unknown";
  /**
   * What the chat template makes of system and user: what HER was trained on (`plain`), with an empty think block
   * always or only before a prefill, or something else.
   */
  readonly chatTemplate:
    | "plain"
    | "think-block"
    | "think-block-before-prefill"
    | "other"
    | "unknown";
  /** `raw`: before temperature and masks. `processed`: of the distribution that was sampled. */
  readonly logprobsMode: "raw" | "processed" | "unknown";
  /** In which direction `priority` counts; `no` where it is off or ignored. */
  readonly priority: "lower-first" | "higher-first" | "no" | "unknown";
  readonly cacheSalt: Truth;
}

/** Where nothing has been found out yet. */
export function unknownCapabilities(dialect: Dialect): Capabilities {
  return {
    engine: "unknown",
    models: [],
    modelListed: "unknown",
    contextLength: null,
    dialect,
    raw: UNKNOWN_DIALECT,
    chat: UNKNOWN_DIALECT,
    rawPrompt: "unknown",
    chatTemplate: "unknown",
    logprobsMode: "unknown",
    priority: "unknown",
    cacheSalt: "unknown",
  };
}

/** Whether a prefill may be relied on: only where it was seen to be continued. */
export function continuesPrefill(capabilities: Capabilities): boolean {
  return capabilities[capabilities.dialect].prefill === "yes";
}

/** Whether calls can be recorded for training: ids of prompt and completion, and log-probabilities. */
export function recordsForTraining(capabilities: Capabilities): Truth {
  const { promptIds, completionIds, logprobs } = capabilities[capabilities.dialect];
  const all = [promptIds, completionIds, logprobs];
  if (all.includes("no")) return "no";
  return all.includes("unknown") ? "unknown" : "yes";
}
