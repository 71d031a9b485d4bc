import type { Observation, Prompt } from "../observation.ts";
import { buildPrompt, type PromptParts } from "./prompt.ts";

/** What was cut from a prompt's history so that it fits; token counts are those the budget was kept by. */
export interface PromptCut {
  /** Observations dropped, the oldest ones. */
  readonly observations: number;
  readonly tokensBefore: number;
  readonly tokensAfter: number;
  readonly budget: number;
}

export interface FittedPrompt {
  readonly prompt: Prompt;
  /** How many of the oldest observations are left out; 0 for none. */
  readonly from: number;
  readonly tokens: number;
  readonly cut: PromptCut | null;
  /** False if the sheet and the last line alone are too long: nothing more may be cut. */
  readonly fits: boolean;
}

/**
 * A prompt of at most `budget` tokens by `count`. The sheet is never cut; the history loses its older half at once,
 * at the boundary of a line, until it fits, so that later prompts keep a long common beginning.
 */
export function fitPrompt(
  parts: PromptParts,
  budget: number,
  count: (prompt: Prompt) => number,
): FittedPrompt {
  const { observations } = parts;
  let from = 0;
  let prompt = buildPrompt(parts);
  const tokensBefore = count(prompt);
  let tokens = tokensBefore;
  while (tokens > budget) {
    const next = laterHalf(observations, from);
    if (next === from) break;
    from = next;
    prompt = buildPrompt({ ...parts, observations: observations.slice(from) });
    tokens = count(prompt);
  }
  const cut = from === 0 ? null : { observations: from, tokensBefore, tokensAfter: tokens, budget };
  return { prompt, from, tokens, cut, fits: tokens <= budget };
}

/**
 * Where the younger half of a history begins, counted from `from`: after at least half of its letters, where another
 * speaker's line begins. `from` itself when only the last line is left.
 */
export function laterHalf(observations: readonly Observation[], from: number): number {
  const sizes = observations.map(sizeOf);
  const half = sizes.slice(from).reduce((sum, size) => sum + size, 0) / 2;
  let passed = 0;
  let latest = from;
  for (let at = from + 1; at < observations.length; at++) {
    passed += sizes[at - 1] ?? 0;
    const [before, here] = [observations[at - 1], observations[at]];
    if (before === undefined || here === undefined || here.kind === "recalled") continue;
    if (speakerOf(before) === speakerOf(here)) continue;
    latest = at;
    if (passed >= half) return at;
  }
  return latest;
}

/** Lines of one speaker in a row are one line of the prompt. */
function speakerOf(observation: Observation): string {
  switch (observation.kind) {
    case "heard":
      return `heard ${observation.speaker}`;
    case "own":
      return "own";
    case "environment":
    case "recalled":
      return "environment";
    default:
      return observation satisfies never;
  }
}

function sizeOf(observation: Observation): number {
  switch (observation.kind) {
    case "heard":
      return observation.segments.reduce((sum, { text }) => sum + text.length, 16);
    case "own":
      // What a thought holds is no business of this file; that it stands there is counted.
      return observation.segments.reduce(
        (sum, segment) => sum + (segment.kind === "role-thinking" ? 80 : segment.text.length),
        16,
      );
    case "environment":
    case "recalled":
      return observation.text.length + 16;
    default:
      return observation satisfies never;
  }
}
