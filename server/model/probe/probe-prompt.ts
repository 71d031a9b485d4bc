import type { Capabilities, Truth } from "./capabilities.ts";
import { askStreamed } from "./probe-call.ts";
import type { Caller, StreamedAnswer } from "./probe-call.ts";
import { probeBody } from "./probe-dialect.ts";
import type { FirstCall } from "./probe-dialect.ts";

/** What happens to a prompt on its way to the model, told by counting its tokens. */

/** A template's header and end are six tokens at least, and a letter is one or two with its mark of beginning. */
const LETTER_ALONE = 3;
/** What some templates of Qwen's write where HER's answer should begin. */
export const EMPTY_THOUGHT = "<think>\n\n</think>\n\n";

export interface BarePrompt {
  readonly rawPrompt: Capabilities["rawPrompt"];
  readonly logprobsMode: Capabilities["logprobsMode"];
}

/** Asks with a single letter, at two temperatures: a template shows in its length, and the mode in its probabilities. */
export async function probeBarePrompt(caller: Caller, first: FirstCall): Promise<BarePrompt> {
  const ask = (temperature: number) =>
    askStreamed(caller, "raw", { ...first.body, prompt: "a", temperature });
  const [plain, hot] = await Promise.all([
    ask(1),
    first.truth.logprobs === "yes" ? ask(2) : Promise.resolve(null),
  ]);
  const { promptTokens } = plain;
  return {
    rawPrompt:
      promptTokens === null
        ? "unknown"
        : promptTokens <= LETTER_ALONE
          ? "verbatim"
          : promptTokens > 2 * LETTER_ALONE
            ? "templated"
            : "unknown",
    logprobsMode: modeOf(plain, hot),
  };
}

/** The same question for an endpoint that has only chat. */
export async function probeChatMode(
  caller: Caller,
  first: FirstCall,
): Promise<Capabilities["logprobsMode"]> {
  if (first.truth.logprobs !== "yes") return "unknown";
  const ask = (temperature: number) =>
    askStreamed(caller, "chat", { ...first.body, temperature, top_logprobs: 1 });
  const [plain, hot] = await Promise.all([ask(1), ask(2)]);
  return modeOf(plain, hot);
}

/** Of the likeliest token: heat halves its distance to the others where the probabilities are those of sampling. */
function modeOf(plain: StreamedAnswer, hot: StreamedAnswer | null): Capabilities["logprobsMode"] {
  const [cool, warm] = [plain.firstLogprob, hot?.firstLogprob ?? null];
  if (cool === null || warm === null) return "unknown";
  const apart = Math.abs(cool - warm);
  if (apart > 0.2) return "processed";
  // Near certainty looks the same at any heat, unless it is the same to the last digit.
  const tells = Math.abs(cool) > 0.3 || (apart < 1e-6 && Math.abs(cool) > 0.01);
  return apart < 0.05 && tells ? "raw" : "unknown";
}

/** How many tokens our own ChatML has with this text behind its open header; null if nothing counts them. */
export async function countBehindHeader(
  caller: Caller,
  first: FirstCall,
  text: string,
): Promise<number | null> {
  const prompt = `${String(first.body["prompt"])}${text}`;
  return (await askStreamed(caller, "raw", { ...first.body, prompt })).promptTokens;
}

/** A prefill of one letter: alone behind the header it costs one token, and closed it costs more. */
export const PREFILL = "A";

/** Asks chat to continue the letter. */
export function askToContinue(caller: Caller, first: FirstCall): Promise<StreamedAnswer> {
  const body = probeBody(caller.config, "chat", { prefill: PREFILL, truth: first.truth });
  return askStreamed(caller, "chat", body);
}

/** The prompt's tokens in five forms; null where unknown. */
export interface PromptCounts {
  readonly raw: number | null;
  readonly rawWithLetter: number | null;
  readonly rawWithThought: number | null;
  readonly chat: number | null;
  readonly chatPrefilled: number | null;
}

/** Whether chat continues a prefill, and what its template adds. */
export function readTemplate(
  { raw, rawWithLetter, rawWithThought, chat, chatPrefilled }: PromptCounts,
  continued: StreamedAnswer,
): { prefill: Truth; chatTemplate: Capabilities["chatTemplate"] } {
  const thought = raw !== null && rawWithThought !== null ? rawWithThought - raw : null;
  const counted = raw !== null && rawWithLetter !== null ? rawWithLetter - raw : null;
  const plain: Capabilities["chatTemplate"] =
    chat === null || raw === null
      ? "unknown"
      : chat === raw
        ? "plain"
        : chat === rawWithThought
          ? "think-block"
          : "other";
  if (continued.fault !== null) {
    const refused = continued.fault.failure === "bad-request";
    return { prefill: refused ? "no" : "unknown", chatTemplate: plain };
  }
  if (chat === null || chatPrefilled === null) {
    return { prefill: spoken(continued.text), chatTemplate: plain };
  }
  const cost = chatPrefilled - chat;
  // Without a raw count a letter is taken for one token or two; to be closed costs it more.
  const letter = (tokens: number) =>
    counted === null ? tokens === 1 || tokens === 2 : tokens === counted;
  if (letter(cost)) {
    return { prefill: spoken(continued.text) === "no" ? "unknown" : "yes", chatTemplate: plain };
  }
  if (cost < 1) return { prefill: spoken(continued.text), chatTemplate: plain };
  const thinks = plain === "plain" && thought !== null && letter(cost - thought);
  return { prefill: "no", chatTemplate: thinks ? "think-block-before-prefill" : plain };
}

/** What the words themselves say: who continues `A` says B, and who was asked anew begins with A. */
function spoken(text: string): Truth {
  if (/^[\s,.-]*B/.test(text)) return "yes";
  return /^\s*A\b/.test(text) ? "no" : "unknown";
}
