import type { TurnOutcome } from "../../shared/protocol.ts";
import type { Terminator } from "../roleplay/parser/utterance-parser.ts";
import type { ModelCall, ModelFailure } from "./ports.ts";
import type { Spoken } from "./speaking.ts";

/** How a turn ended, and why where that is no plain `complete`: closed codes. */
export interface TurnVerdict {
  readonly outcome: TurnOutcome;
  readonly cause:
    | ModelFailure
    | Terminator
    | "length"
    | "content-filter"
    | "empty"
    | "repetition"
    | null;
}

export const CANCELLED: TurnVerdict = { outcome: "cancelled", cause: null };

/** Whether policy gradients may learn from a turn of these calls; no field where none says what it was sampled from. */
export function exactness(calls: readonly ModelCall[]): { exact?: boolean } {
  const wrote = calls.filter(({ completionText }) => completionText !== "");
  if (!calls.some(({ provenance }) => provenance !== undefined)) return {};
  return { exact: wrote.length > 0 && wrote.every(({ provenance }) => provenance?.exact === true) };
}

/** Terminators that merely mark where the model should have stopped: what came before is a whole turn. */
const NATURAL: ReadonlySet<Terminator> = new Set<Terminator>(["template-token", "other-speaker"]);

/** Judges what was spoken by how it ended: what is out stays, and a turn with nothing out needs authored words. */
export function judge({ end, parsed: { terminated }, visible, repetition }: Spoken): TurnVerdict {
  const short = visible ? "cut" : "fallback";
  if (repetition !== null) return { outcome: short, cause: "repetition" };
  if (terminated !== null) {
    return { outcome: visible && NATURAL.has(terminated) ? "complete" : short, cause: terminated };
  }
  switch (end.status) {
    case "failed":
      return { outcome: short, cause: end.failure };
    case "aborted":
      return CANCELLED;
    case "complete":
      if (end.finishReason === "length") return { outcome: short, cause: "length" };
      if (end.finishReason === "content-filter") return { outcome: short, cause: "content-filter" };
      return visible
        ? { outcome: "complete", cause: null }
        : { outcome: "fallback", cause: "empty" };
    default:
      return end satisfies never;
  }
}
