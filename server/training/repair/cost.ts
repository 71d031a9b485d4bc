import { estimatePrompt } from "../../roleplay/prompt/token-estimate.ts";
import type { RepairItem } from "./repair-item.ts";

/** What a run asks for before any repair of an answer; tokens by the project's estimate. */
export interface RepairCost {
  readonly calls: number;
  /** If every answer had to be repaired. */
  readonly callsAtMost: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

export function costOf(
  items: readonly Pick<RepairItem, "prompt" | "expectedTokens">[],
): RepairCost {
  return {
    calls: items.length,
    callsAtMost: 2 * items.length,
    promptTokens: items.reduce((sum, { prompt }) => sum + estimatePrompt(prompt), 0),
    completionTokens: items.reduce((sum, { expectedTokens }) => sum + expectedTokens, 0),
  };
}

/** Two parts of one run together. */
export function addedCost(one: RepairCost, other: RepairCost): RepairCost {
  return {
    calls: one.calls + other.calls,
    callsAtMost: one.callsAtMost + other.callsAtMost,
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
  };
}
