import { expect, test } from "vitest";
import { figuresOf, fourGrams } from "../../solitude/figures.ts";
import { playAlone } from "../../solitude/solitude.ts";

test("[J22] a hundred turns without players: little is said twice, nobody answers itself, talks end", async () => {
  const run = await playAlone("salt-lantern");
  const figures = figuresOf(run.turns, run.minutes);
  expect(run.turns).toHaveLength(100);
  // Measured with seeds 1 to 3: 3 to 10 %.
  expect(figures.repeated).toBeLessThan(0.15);
  expect(Math.max(...figures.repeatedBy.values())).toBeLessThan(0.3);
  expect(figures.selfReplies).toBe(0);
  expect(figures.longestExchange).toBeLessThanOrEqual(5);
  expect(figures.silent).toBeLessThanOrEqual(5);
  expect(figures.perMinute).toBeLessThan(8);
}, 120_000);

test("[J22] what is counted: repeated words are found, and a talk with oneself is one", () => {
  const turn = { speaker: "a", name: "A", to: "b", rule: "addressed", at: 0 };
  const said = (text: string, more = {}) => ({ ...turn, text, ...more });
  expect(fourGrams("One two three four five.")).toEqual([
    "one two three four",
    "two three four five",
  ]);
  expect(fourGrams("水开了。茶")).toEqual(["水 开 了 茶"]);
  const again = figuresOf([said("one two three four"), said("One, two: three four!")], 1);
  expect(again.repeated).toBe(0.5);
  expect(again.selfReplies).toBe(1);
  expect(figuresOf([said("x"), said("y", { rule: "errand" })], 1).selfReplies).toBe(0);
});
