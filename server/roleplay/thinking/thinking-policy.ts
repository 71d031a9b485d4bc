import type { LineWeight } from "./line-weight.ts";
import type { ThinkingMode, ThinkingSettings, ThinkingWish } from "./thinking-mode.ts";

/** What the policy looks at. */
export interface ThinkingSituation {
  /** Of the line that is answered. */
  readonly weight: LineWeight;
  /** A player waits for the answer; otherwise personas talk among themselves. */
  readonly playerWaits: boolean;
  /** Characters of a thought that was begun ahead for this very line; 0 for none. */
  readonly thoughtAhead: number;
  /** Calls that wait for the endpoint. */
  readonly queued: number;
  /** Whether the persona's last turns, the newest first, began with an action. */
  readonly beganWithAction: readonly boolean[];
  /** Whether the model continues a prefill: without that only `full` can be done. */
  readonly continuesPrefill: boolean;
}

/** Why a mode was chosen; recorded with the turn. */
export const PLAN_REASONS = [
  "only-way",
  "asked-for",
  "thought-ahead",
  "small-talk",
  "busy",
  "minor",
  "grave",
  "plain",
  "among-personas",
] as const;
export type PlanReason = (typeof PLAN_REASONS)[number];

/** How one turn will be thought. */
export interface ThinkingPlan {
  readonly mode: ThinkingMode;
  /** The hard cap on what is still to be thought, in tokens; null for none. */
  readonly budget: number | null;
  /** Begin what is visible with an action. */
  readonly actionFirst: boolean;
  readonly why: PlanReason;
}

/** With more calls than this waiting, personas answer without thinking first. */
const BUSY = 16;
/** A thought shorter than this is none, in characters. */
const LEAST_THOUGHT = 40;

/** The settings of one persona in one scene: its own wish wins, then the scene's, then what holds for all. */
export function thinkingOf(
  settings: ThinkingSettings,
  ...wishes: readonly (ThinkingWish | undefined)[]
): ThinkingSettings {
  return wishes.reduce<ThinkingSettings>((held, wish) => {
    if (wish === undefined) return held;
    const { mode = held.mode, tier = held.tier, budget, ahead } = wish;
    return {
      ...held,
      mode,
      tier,
      budget: budget === undefined ? held.budget : { ...held.budget, plain: budget, grave: budget },
      ahead: ahead === false ? [] : held.ahead,
    };
  }, settings);
}

/** Chooses how a turn is thought. The same situation always gives the same plan. */
export function planThinking(
  settings: ThinkingSettings,
  situation: ThinkingSituation,
): ThinkingPlan {
  const { budget, tier } = settings;
  const { weight, playerWaits, queued } = situation;
  const grave = weight === "grave" || (tier === "main" && weight === "plain");
  const cap = playerWaits ? (grave ? budget.grave : budget.plain) : budget.talk;
  const ahead = situation.thoughtAhead >= LEAST_THOUGHT;
  const plan = (mode: ThinkingMode, why: PlanReason): ThinkingPlan => ({
    mode,
    budget: mode === "budget" ? cap : mode === "ahead" ? budget.continued : null,
    actionFirst: mode !== "full" && actsFirst(settings, situation),
    why,
  });

  if (!situation.continuesPrefill) return plan("full", "only-way");
  // Where nothing was thought ahead, the next best is to think now, as long as one may.
  if (settings.mode === "ahead") return plan(ahead ? "ahead" : "budget", "asked-for");
  if (settings.mode !== "auto") return plan(settings.mode, "asked-for");
  if (ahead) return plan("ahead", "thought-ahead");
  if (weight === "small-talk") return plan("reflex", "small-talk");
  if (queued > BUSY && !grave) return plan("reflex", "busy");
  if (!playerWaits) return plan("budget", "among-personas");
  if (tier === "minor" && !grave) return plan("reflex", "minor");
  return plan("budget", grave ? "grave" : "plain");
}

/** Never three times running, so that no one order of thought, deed and word takes over. */
function actsFirst(
  { actionFirst }: ThinkingSettings,
  { playerWaits, beganWithAction }: ThinkingSituation,
): boolean {
  return (
    actionFirst && playerWaits && !(beganWithAction[0] === true && beganWithAction[1] === true)
  );
}
