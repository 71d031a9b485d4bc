import { recordsForTraining } from "./capabilities.ts";
import type { Capabilities, DialectTruth, Truth } from "./capabilities.ts";
import { DIALECTS } from "../endpoint-config.ts";
import type { Dialect } from "../endpoint-config.ts";

const ENGINE_NAMES: Readonly<Record<Capabilities["engine"], string>> = {
  vllm: "vLLM",
  sglang: "SGLang",
  "llama.cpp": "llama.cpp's server",
  ollama: "Ollama",
  understudy: "the understudy, a stand-in and no model",
  unknown: "an engine that does not say its name",
};

/** The engine as a person calls it. */
export function engineName({ engine }: Capabilities): string {
  return ENGINE_NAMES[engine];
}

const WORDS: readonly (readonly [keyof DialectTruth, string])[] = [
  ["streams", "streaming"],
  ["finishReason", "finish reason"],
  ["usage", "usage"],
  ["cachedTokens", "cached tokens"],
  ["promptIds", "prompt ids"],
  ["completionIds", "completion ids"],
  ["logprobs", "log-probabilities"],
  ["vendorFields", "sampling fields of open servers"],
  ["stops", "stop strings"],
  ["manyStops", "more than four of them"],
  ["stopNamed", "the one that stopped it"],
  ["prefill", "prefill continued"],
];

/** The verdict in a few plain lines, for a log. */
export function capabilityLines(capabilities: Capabilities): readonly string[] {
  const { models, contextLength, dialect } = capabilities;
  const shown = models.slice(0, 6).join(", ") + (models.length > 6 ? ", …" : "");
  const other = DIALECTS.find((one) => one !== dialect) ?? dialect;
  return [
    `endpoint: ${engineName(capabilities)}; context ${contextLength === null ? "not told" : `${contextLength} tokens`}; models: ${shown === "" ? "not told" : shown}`,
    dialectLine(capabilities, dialect, "in use"),
    dialectLine(capabilities, other, "not in use"),
    [
      `raw prompt ${capabilities.rawPrompt}`,
      `chat template ${capabilities.chatTemplate}`,
      `log-probabilities ${capabilities.logprobsMode}`,
      `priority ${capabilities.priority}`,
      `cache salt ${capabilities.cacheSalt}`,
      `recording for training ${recordsForTraining(capabilities)}`,
    ].join("; "),
  ];
}

function dialectLine(capabilities: Capabilities, dialect: Dialect, use: string): string {
  const truth = capabilities[dialect];
  const head = `${dialect} (${use})`;
  if (truth.works === "unknown") return `${head}: gave no answer that could be judged`;
  if (truth.works === "no") {
    const why =
      truth.streams === "no"
        ? ", it answers as a whole and not as a stream"
        : truth.finishReason === "no"
          ? ", its answers end without a finish reason"
          : "";
    return `${head}: does not work${why}`;
  }
  const named = (wanted: Truth) =>
    WORDS.filter(([fact]) => truth[fact] === wanted).map(([, word]) => word);
  const parts = [
    `works; yes: ${named("yes").join(", ")}`,
    ...(["no", "unknown"] as const)
      .map((truthWord) => ({ truthWord, words: named(truthWord) }))
      .filter(({ words }) => words.length > 0)
      .map(({ truthWord, words }) => `${truthWord}: ${words.join(", ")}`),
    ...(truth.reasoningField === "yes" ? ["a reasoning parser is on"] : []),
  ];
  return `${head}: ${parts.join("; ")}`;
}
