import type { ModelCall } from "../../../stage/ports.ts";
import type { Format } from "../format.ts";
import type { Columns, Row } from "../row-file.ts";
import type { CallPart, Sample } from "../sample.ts";

/** Token by token: one row for each model call, from which the call can be had back. */

const COLUMNS = {
  index: "int",
  episode: "string",
  turn: "text",
  call: "text",
  after: "text",
  persona: "string",
  scene: "string",
  split: "string",
  turn_index: "int",
  outcome: "string",
  /** False for a try that failed or was overtaken: all of its mask is 0. */
  used: "boolean",
  /** False where names had to leave the text: then ids, log probabilities and mask are null. */
  exact: "boolean",
  synthetic: "boolean",
  consented: "boolean",
  recalled: "boolean",
  /** True where it was not played with players there, but taken again from an episode that was. */
  branch: "boolean",
  feedback: "string",
  preference: "string",
  rewards: "string",
  lane: "string",
  player: "string",
  mode: "string",
  phase: "string",
  budget: "int",
  forced: "string",
  trimmed: "int",
  dialect: "string",
  endpoint: "string",
  requested_model: "string",
  served_model: "string",
  system_fingerprint: "string",
  weights_version: "string",
  lora: "string",
  /** JSON; in the raw dialect its prompt is null and stands in `prompt_text`. */
  request: "text",
  prompt_text: "text",
  prompt_ids: { list: "int" },
  completion_text: "text",
  response_ids: { list: "int" },
  response_logprobs: { list: "double" },
  response_mask: { list: "int" },
  finish_reason: "string",
  stop_reason: "string",
  usage: "string",
  end: "string",
  started_at: "double",
  headers_ms: "double",
  first_text_ms: "double",
  end_ms: "double",
  edge: "string",
} as const satisfies Columns;

export const calls: Format = {
  name: "calls",
  about: "token-level parquet, one row for each model call, from which the call can be rebuilt",
  files: { "": { columns: COLUMNS } },
  tokens: true,
  template: false,
  masks:
    "response_mask is 0 for tokens of cut text and of tries that were not used; forced and prefilled text stands in the " +
    "prompt. Where the tokens of a cut end cannot be told apart, the mask errs towards 0.",
  open: () => ({
    turn(sample, out) {
      for (const part of sample.calls) {
        out.row("", sample, (index) => ({ index, ...callRow(sample, part) }));
      }
    },
  }),
};

function callRow(sample: Sample, part: CallPart): Row {
  const { call } = part;
  const { purpose, thinking, timing } = call;
  const { marks } = sample;
  return {
    episode: sample.episode,
    turn: sample.turn,
    call: part.id,
    after: part.after,
    persona: purpose.persona,
    scene: sample.scene,
    split: sample.split,
    turn_index: sample.turnIndex,
    outcome: sample.outcome,
    used: part.used,
    exact: part.exact,
    synthetic: call.synthetic,
    consented: marks.consented,
    recalled: marks.recalled,
    branch: marks.branch,
    feedback: marks.feedback,
    preference: marks.preference,
    rewards: marks.rewards.length === 0 ? null : JSON.stringify(marks.rewards),
    lane: purpose.lane,
    player: purpose.player,
    mode: thinking.mode,
    phase: thinking.phase,
    budget: thinking.budget,
    forced: thinking.forced,
    trimmed: thinking.trimmed,
    dialect: call.dialect,
    endpoint: call.endpoint,
    requested_model: call.requestedModel,
    served_model: call.servedModel,
    system_fingerprint: call.systemFingerprint,
    weights_version: call.provenance?.weightsVersion ?? null,
    lora: call.provenance?.lora ?? null,
    request: JSON.stringify(
      call.promptText !== null && call.request["prompt"] === call.promptText
        ? { ...call.request, prompt: null }
        : call.request,
    ),
    prompt_text: call.promptText,
    prompt_ids: call.promptTokenIds,
    completion_text: call.completionText,
    response_ids: call.completionTokenIds,
    response_logprobs: call.logprobs,
    response_mask: part.mask,
    finish_reason: call.finishReason,
    stop_reason: call.stopReason === null ? null : JSON.stringify(call.stopReason),
    usage: call.usage === null ? null : JSON.stringify(call.usage),
    end: JSON.stringify(call.end),
    started_at: timing.startedAt,
    headers_ms: timing.headers,
    first_text_ms: timing.firstText,
    end_ms: timing.end,
    edge: call.edge === undefined ? null : JSON.stringify(call.edge),
  };
}

/** The call that a row of `calls` was made of; ids in it are the row's pseudonyms. */
export function callOfRow(row: Row): ModelCall {
  const json = (text: unknown): unknown => (typeof text === "string" ? JSON.parse(text) : null);
  const request = json(row["request"]) as Record<string, unknown>;
  if (row["prompt_text"] !== null && request["prompt"] === null) {
    request["prompt"] = row["prompt_text"];
  }
  const call: Record<string, unknown> = {
    callId: row["call"],
    purpose: {
      lane: row["lane"],
      scene: row["episode"],
      persona: row["persona"],
      player: row["player"],
    },
    thinking: {
      mode: row["mode"],
      phase: row["phase"],
      budget: row["budget"],
      after: row["after"],
      forced: row["forced"],
      trimmed: row["trimmed"],
    },
    dialect: row["dialect"],
    endpoint: row["endpoint"],
    requestedModel: row["requested_model"],
    servedModel: row["served_model"],
    synthetic: row["synthetic"],
    systemFingerprint: row["system_fingerprint"],
    request,
    promptText: row["prompt_text"],
    promptTokenIds: row["prompt_ids"] ?? null,
    completionText: row["completion_text"],
    completionTokenIds: row["response_ids"] ?? null,
    logprobs: row["response_logprobs"] ?? null,
    finishReason: row["finish_reason"],
    stopReason: json(row["stop_reason"]),
    usage: json(row["usage"]),
    end: json(row["end"]),
    timing: {
      startedAt: row["started_at"],
      headers: row["headers_ms"],
      firstText: row["first_text_ms"],
      end: row["end_ms"],
    },
    ...(row["edge"] === null ? {} : { edge: json(row["edge"]) }),
  };
  return call as unknown as ModelCall;
}
