import { describe, expect, test } from "vitest";
import { seededRandom } from "../../server/cli/seeded-random.ts";
import { createPrefixes } from "./speed-prefixes.ts";
import { hiddenLength, HIDDEN, replyTo, type Reply } from "./speed-reply.ts";

const CLOSE = "</system_thinking>";
const HEAD =
  "<|im_start|>system\nYou are Mara Quill from The Inn.<|im_end|>\n<|im_start|>user\nIlo: Good evening.<|im_end|>\n<|im_start|>assistant\n";

function reply(prefill: string, more: { stop?: string[]; maxTokens?: number } = {}): Reply {
  return replyTo(HEAD + prefill, { stop: [], maxTokens: 4_000, seed: 1, kind: "her", ...more });
}
const textOf = ({ tokens }: Reply) => tokens.map(({ text }) => text).join("");

describe("[J1] what the timed endpoint writes", () => {
  test("[J1] hidden thoughts are as long as HER's: 580 tokens in the mean, 77 at least", () => {
    const random = seededRandom(5);
    const lengths = Array.from({ length: 20_000 }, () => hiddenLength(random));
    const mean = lengths.reduce((sum, one) => sum + one, 0) / lengths.length;
    expect(Math.abs(mean - HIDDEN.mean)).toBeLessThan(5);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(HIDDEN.least);
  });
  test("[J1] a whole turn opens and closes its thought, and then says who speaks", () => {
    expect(textOf(reply(""))).toMatch(/^<system_thinking>[^<]+<\/system_thinking>Mara Quill: /u);
  });
  test("[J1] a stop text ends it, is paid for and is not sent", () => {
    const stopped = reply("<system_thinking>", { stop: [CLOSE] });
    expect(stopped).toMatchObject({ finish: "stop", stopped: CLOSE });
    expect(textOf(stopped)).not.toContain("<");
    expect(stopped.tokens.slice(-4).map(({ text }) => text)).toEqual(["", "", "", ""]);
  });
  test("[J1] a limit ends it after so many tokens", () => {
    const short = reply("<system_thinking>", { stop: [CLOSE], maxTokens: 20 });
    expect(short).toMatchObject({ finish: "length", stopped: null });
    expect(short.tokens).toHaveLength(20);
  });
  test("[J1] a thought that was begun is gone on with: what is there already is not thought again", () => {
    const whole = reply("<system_thinking>", { stop: [CLOSE] });
    const begun = reply(`<system_thinking>${"word ".repeat(60)}`, { stop: [CLOSE] });
    expect(whole.tokens.length - begun.tokens.length).toBe(60);
  });
  test("[J1] an action that stands open is closed, never opened again", () => {
    const text = textOf(reply(`<system_thinking>a${CLOSE}Mara Quill:<role_action>`));
    expect(text).toMatch(/^[^<]+<\/role_action>/u);
  });
  test("[J1] the same prompt always has the same answer", () => {
    expect(textOf(reply(""))).toBe(textOf(reply("")));
  });
});

test("[J2] a prompt's known beginning ends with the first byte that no prompt before it had", () => {
  const prefixes = createPrefixes();
  const prompt = "the same sixteen bytes and some more".repeat(8);
  prefixes.take(Buffer.from(prompt));
  expect(prefixes.known).toBe(0);
  prefixes.take(Buffer.from(`${prompt} and a new end`));
  expect(prefixes.known).toBe(Math.floor(prompt.length / 16) * 16);
  const before = prefixes.known;
  prefixes.take(Buffer.from(`X${prompt}`));
  expect(prefixes.known).toBe(before);
});
