import type { Prompt } from "../observation.ts";

/**
 * How many tokens a text is, guessed from its script and rather too high: a word of up to six letters is one token,
 * each three further letters one more; a digit, a mark and a line break are one each, a character of another script
 * 1.3, and what lies outside the basic plane three. On the project's own worlds in English and Chinese this is 0.99
 * to 1.6 times the count of the byte-pair vocabularies cl100k (an ancestor of Qwen's) and o200k.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [run] of text.matchAll(/\p{Script=Latin}+|[^\S\n]+|[\s\S]/gu)) {
    const first = run.codePointAt(0) ?? 0;
    if (first > 0xffff) tokens += 3;
    else if (/^\p{Script=Latin}/u.test(run)) tokens += Math.max(1, Math.ceil((run.length - 3) / 3));
    else if (/^[^\S\n]/u.test(run)) tokens += run.length > 1 ? 1 : 0;
    else tokens += first > 0x2e7f ? 1.3 : 1;
  }
  return Math.ceil(tokens);
}

/** What stands around each message in a template, and around the whole. */
const PER_MESSAGE = 6;
const PER_PROMPT = 16;

/** A prompt's tokens with the template around it, by `estimateTokens`. */
export function estimatePrompt({ system, messages, prefill }: Prompt): number {
  const texts = [system, ...messages.map(({ content }) => content), prefill];
  return texts.reduce((sum, text) => sum + estimateTokens(text) + PER_MESSAGE, PER_PROMPT);
}

/** Corrects the estimate by what an endpoint counted itself. */
export interface TokenGauge {
  /** True tokens for each estimated one, on the safe side. */
  readonly factor: number;
  /** An endpoint counted `counted` tokens where `estimated` were guessed. */
  learn(estimated: number, counted: number): void;
  /** An endpoint refused a prompt of `estimated` tokens that should have fitted into `allowed`: so it counts more. */
  refused(estimated: number, allowed: number): void;
}

/** Prompts smaller than this say little of the next one. */
const TELLING = 200;
/** How many of the last counts the factor is taken from, and the margin above the highest of them. */
const KEPT = 32;
const MARGIN = 1.03;
/** What is added to the estimate as long as nobody has counted. */
const UNCOUNTED = 1.1;

/** A gauge that begins a tenth above the estimate and then follows the highest of the last counts. */
export function createTokenGauge(): TokenGauge {
  const ratios: number[] = [];
  let floor = 0;
  return {
    get factor() {
      return ratios.length === 0
        ? Math.max(UNCOUNTED, floor)
        : Math.max(floor, MARGIN * Math.max(...ratios));
    },
    learn(estimated, counted) {
      if (!(estimated >= TELLING && counted > 0 && Number.isFinite(counted))) return;
      ratios.push(Math.min(4, Math.max(0.4, counted / estimated)));
      if (ratios.length > KEPT) ratios.shift();
    },
    refused(estimated, allowed) {
      if (estimated > 0) floor = Math.min(16, Math.max(floor, (MARGIN * allowed) / estimated));
    },
  };
}
