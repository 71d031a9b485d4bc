import type { Verdict } from "./judge.ts";
import type { Shape } from "./reward-request.ts";
import type { ResponseDiversity, RewardService } from "./reward-service.ts";

/** Rewards in the shape that a trainer reads, with what it should know of the judge and of its policy. */

/** Said wherever a stand-in judged. */
export const MEANS_NOTHING =
  "The understudy judged, a stand-in that understands nothing: these rewards mean nothing. Connect a model to judge.";

/** What an answer's data is called in the request, for messages. */
export function nameOfItem(shape: Shape, index: number): string {
  return LIST[shape](index);
}

/** The answer to a whole request; `asNumber`: the bare reward, for a trainer that takes nothing else. */
export function rewardAnswer(
  shape: Shape,
  verdicts: readonly Verdict[],
  service: Told,
  asNumber: boolean,
): unknown {
  if (shape === "openrlhf") return lists(verdicts, service);
  const [verdict] = verdicts;
  if (verdict === undefined) return null;
  const { reward, why } = verdict;
  return asNumber ? reward : { score: reward, why, ...notices(service) };
}

const LIST: Readonly<Record<Shape, (index: number) => string>> = {
  openrlhf: (index) => `labels[${index}]`,
  slime: () => "label",
  verl: () => "ground_truth",
};

type Told = Pick<RewardService, "judge" | "diversity">;

function lists(verdicts: readonly Verdict[], service: Told): Record<string, unknown> {
  const each = (value: (verdict: Verdict) => number) => verdicts.map(value);
  const { top1Share, entropyBits, collapse } = service.diversity;
  return {
    rewards: each(({ reward }) => reward),
    // OpenRLHF filters groups by scores between 0 and 1.
    scores: each(({ reward }) => (reward + 1) / 2),
    extra_logs: {
      judge_agreed: each(({ why }) => Number(why === "agreed")),
      judge_no_label: each(({ why }) => Number(why === "no-label")),
      judge_disagreed: each(({ why }) => Number(why === "orders-disagree")),
      nothing_said: each(({ why }) => Number(why === "nothing-said")),
      judge_synthetic: each(() => Number(service.judge.synthetic)),
      pattern_top1: each(() => top1Share),
      pattern_entropy_bits: each(() => entropyBits),
      pattern_collapse: each(() => Number(collapse)),
    },
    ...notices(service),
  };
}

function notices({ judge, diversity }: Told): Record<string, unknown> {
  const warning = warningOf(diversity);
  return {
    synthetic: judge.synthetic,
    ...(judge.synthetic ? { notice: MEANS_NOTHING } : {}),
    ...(warning === null ? {} : { warning }),
  };
}

function warningOf({ responses, top1Share, entropyBits, collapse, empty }: ResponseDiversity) {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  if (collapse && empty > 0.5) {
    return `${percent(empty)} of the last ${responses} responses hold nothing that may be judged. If they do not begin with system thinking, say so with --begins or in the label.`;
  }
  if (!collapse) return null;
  return `The policy collapses: ${percent(top1Share)} of the last ${responses} responses have one pattern, ${entropyBits.toFixed(2)} bits.`;
}
