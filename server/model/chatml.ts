import type { Prompt } from "../roleplay/observation.ts";

/** HER's stop strings: a turn ends where another would begin. */
export const CHATML_STOPS = ["<|im_end|>", "<|im_start|>"] as const;

/**
 * Every control token of the ChatML family opens with `<|` (or its full-width kin), so no token survives once
 * none of these is left; a space cannot complete another.
 */
const LIVE_OPENING = /<(?=[|｜])/g;

/** Parts an opening that could start a control token. Text that holds none is returned as it is. */
export function defuse(text: string): string {
  return text.replace(LIVE_OPENING, "< ");
}

/**
 * How many openings of control tokens the prompt's texts hold. Text is made inert where it enters a scene, so
 * anything but 0 tells of a hole upstream.
 */
export function countControlTokens(prompt: Prompt): number {
  const texts = [prompt.system, ...prompt.messages.map((message) => message.content)];
  return [...texts, prompt.prefill].reduce(
    (count, text) => count + (text.match(LIVE_OPENING)?.length ?? 0),
    0,
  );
}

/** The prompt with every text defused; the same object's content where nothing had to be. */
export function defusePrompt(prompt: Prompt): Prompt {
  return {
    system: defuse(prompt.system),
    messages: prompt.messages.map(({ role, content }) => ({ role, content: defuse(content) })),
    prefill: defuse(prompt.prefill),
  };
}

/**
 * HER's raw layout: each message in ChatML, then the open assistant header and the prefill. No think block and no
 * line end after the prefill, as in HER's own evaluation.
 */
export function renderChatml(prompt: Prompt): string {
  const { system, messages, prefill } = defusePrompt(prompt);
  const closed = [{ role: "system", content: system }, ...messages].map(
    ({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`,
  );
  return `${closed.join("")}<|im_start|>assistant\n${prefill}`;
}
