import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { EPISODE_FORMAT } from "../../stage/episode-event.ts";
import { writtenOut, type JudgedText } from "./judged-text.ts";
import type { Judge, OrderAsked, Verdict } from "./judge.ts";

/** Why a reward was given, principle by principle, in the case's own terms: `response` and `baseline`. */
export interface Evidence {
  readonly reward: 1 | 0 | -1;
  readonly why: Verdict["why"];
  readonly judge: {
    readonly model: string;
    readonly synthetic: boolean;
    /** The edition of the principles; null where the judge wrote its own. */
    readonly principles: string | null;
  };
  readonly response: { readonly sha256: string; readonly text: string };
  readonly baseline: {
    readonly sha256: string;
    /** The logged turn; null where the baseline came as a text. */
    readonly turn: string | null;
    /** Null where the log has it. */
    readonly text: string | null;
    /** What the data said of its origin. The judge never saw it. */
    readonly provenance: string | null;
  };
  readonly orders: readonly OrderEvidence[];
}

/** What one order gave. */
export interface OrderEvidence {
  readonly first: "response" | "baseline";
  readonly preferred: "response" | "baseline" | "tie" | null;
  readonly repaired: boolean;
  readonly problems: readonly string[];
  readonly principles: readonly {
    readonly name: string;
    readonly dimension: string;
    readonly level: string;
    readonly why: string;
    readonly response: string;
    readonly baseline: string;
    readonly reason: string;
    readonly winner: "response" | "baseline" | "tie";
  }[];
  readonly summary: string;
}

/** What of a case goes on record beside its verdict. */
export interface Judged {
  readonly response: JudgedText;
  readonly baseline: JudgedText;
  readonly turn: string | null;
  readonly provenance: string | null;
}

export function evidenceOf(judge: Judge, judged: Judged, verdict: Verdict): Evidence {
  const { model, synthetic, principles } = judge;
  const { turn, provenance } = judged;
  return {
    reward: verdict.reward,
    why: verdict.why,
    judge: { model, synthetic, principles: principles?.edition ?? null },
    response: { sha256: verdict.response, text: writtenOut(judged.response) },
    baseline: {
      sha256: verdict.baseline,
      turn,
      text: turn === null ? writtenOut(judged.baseline) : null,
      provenance,
    },
    orders: verdict.orders.map(orderEvidence),
  };
}

/** As the log keeps it, at the turn that was the baseline. The value is the response's, not the turn's. */
export function rewardOfEvidence(
  episodeId: string,
  turnId: string,
  at: number,
  evidence: Evidence,
): Extract<EpisodeEvent, { type: "reward" }> {
  return {
    v: EPISODE_FORMAT,
    episodeId,
    at,
    type: "reward",
    scope: "turn",
    target: turnId,
    name: "judge.response-against-turn",
    value: evidence.reward,
    bounds: [-1, 1],
    source: "judge",
    model: evidence.judge.model,
    synthetic: evidence.judge.synthetic,
    evidence: { ...evidence },
  };
}

function orderEvidence({
  first,
  preferred,
  repaired,
  problems,
  judgement,
}: OrderAsked): OrderEvidence {
  const head = { first, preferred, repaired, problems };
  if (judgement === null) return { ...head, principles: [], summary: "" };
  const swapped = first === "baseline";
  const chosen = new Map(
    Object.values(judgement.principle).map((one) => [one.principle_name.toLowerCase(), one]),
  );
  return {
    ...head,
    principles: judgement.analysis.principle_comparisons.map((row) => {
      const { cand_1_performance: one, cand_2_performance: two, winner } = row;
      const principle = chosen.get(row.principle_name.toLowerCase());
      return {
        name: row.principle_name,
        dimension: principle?.dimension_name ?? "",
        level: row.principle_level,
        why: principle?.reason_for_choosing ?? "",
        response: swapped ? two : one,
        baseline: swapped ? one : two,
        reason: row.comparison_reason,
        winner:
          winner === "tie" ? "tie" : (winner === "cand_1") === swapped ? "baseline" : "response",
      };
    }),
    summary: judgement.analysis.principle_summary,
  };
}
