import type { ModelCall } from "../../stage/ports.ts";

/**
 * Which sampled tokens of a call may be learned. What was prefilled or forced stands in the prompt and is never among
 * them; what is left to mask is the end of a thought that was cut before `next` went on with it.
 */
export function tokenMask(call: ModelCall, next: ModelCall | null, used: boolean): number[] | null {
  const sampled = call.completionTokenIds;
  if (sampled === null || sampled === undefined) return null;
  if (!used) return sampled.map(() => 0);
  const trimmed = next?.thinking.trimmed ?? 0;
  if (next === null || trimmed === 0) return sampled.map(() => 1);
  const kept = keptByTheNext(call, next) ?? sampled.length - mostTokensOf(call, trimmed);
  return sampled.map((_, at) => (at < kept ? 1 : 0));
}

/** How many of the sampled tokens stand in the next call's prompt as they were; null where its ids are not known. */
function keptByTheNext(call: ModelCall, next: ModelCall): number | null {
  const { promptTokenIds: before, completionTokenIds: sampled } = call;
  const after = next.promptTokenIds;
  if (!before || !sampled || !after || before.some((id, at) => after[at] !== id)) return null;
  let kept = 0;
  while (kept < sampled.length && after[before.length + kept] === sampled[kept]) kept += 1;
  return kept;
}

/** No token is shorter than a byte: so many at most spell the end that was cut, and the stop text after it. */
function mostTokensOf(call: ModelCall, trimmed: number): number {
  const { completionText, stopReason } = call;
  const cut = completionText.slice(Math.max(0, completionText.length - trimmed));
  const stop = typeof stopReason === "string" ? Buffer.byteLength(stopReason) : 1;
  return Buffer.byteLength(cut) + stop;
}
