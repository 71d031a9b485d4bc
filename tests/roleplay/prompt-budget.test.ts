import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Audience, Observation } from "../../server/roleplay/observation.ts";
import { fitPrompt } from "../../server/roleplay/prompt/prompt-budget.ts";
import { CONVERSATION_START } from "../../server/roleplay/prompt/prompt-history.ts";
import { buildPrompt } from "../../server/roleplay/prompt/prompt.ts";
import {
  createTokenGauge,
  estimatePrompt,
  estimateTokens,
} from "../../server/roleplay/prompt/token-estimate.ts";
import { privateTextOf } from "../../server/roleplay/utterance.ts";
import { bram, orchard, orla } from "./orchard.ts";

const partsOf = (observations: readonly Observation[]) => ({
  persona: orla,
  scene: orchard,
  others: [bram],
  observations,
});

const drawnTalk = fc.array(
  fc.record({
    who: fc.constantFrom("Wen", "Ilo", "own", "world"),
    text: fc.string({ minLength: 1, maxLength: 80 }),
  }),
  { minLength: 1, maxLength: 60 },
);

function talkOf(drawn: readonly { who: string; text: string }[]): Observation[] {
  return drawn.map(({ who, text }, index) => {
    const turnId = String(index);
    if (who === "world") return { kind: "environment", turnId, text };
    const said = [{ kind: "speech" as const, text }];
    if (who === "own") return { kind: "own", turnId, segments: said };
    return { kind: "heard", turnId, speaker: who, segments: said };
  });
}

describe("a budget of tokens", () => {
  test("[P33] the estimate is not below known counts of a byte-pair vocabulary", () => {
    // Counts of cl100k, an ancestor of Qwen's vocabulary, which has fewer Chinese words than any of today's.
    const counted: readonly [string, number][] = [
      ["The harbour was quiet, and nobody spoke of the light that had gone out.", 16],
      ["<role_action>wipes the counter</role_action>You're late, traveller.", 16],
      ["Order 1048576 sacks by 7:30.", 12],
      ["今夜风又大了，码头上一个人也没有。", 18],
    ];
    for (const [text, tokens] of counted)
      expect(estimateTokens(text)).toBeGreaterThanOrEqual(tokens);
  });

  test("[P33] what the endpoint counts corrects it, the highest of the last counts first", () => {
    const gauge = createTokenGauge();
    expect(gauge.factor).toBeGreaterThan(1);
    gauge.learn(1_000, 700);
    expect(gauge.factor).toBeCloseTo(0.721, 2);
    gauge.learn(1_000, 1_500);
    gauge.learn(1_000, 600);
    expect(gauge.factor).toBeGreaterThanOrEqual(1.5);
    gauge.learn(50, 400);
    gauge.learn(1_000, Number.NaN);
    expect(gauge.factor).toBeLessThan(1.6);
    gauge.refused(1_000, 3_000);
    expect(gauge.factor).toBeGreaterThan(3);
    for (let i = 0; i < 100; i++) gauge.learn(1_000, 900);
    expect(gauge.factor).toBeGreaterThan(3);
  });

  test("[P34] a prompt fits, the sheet stays whole, and what is left is the end of the talk", () => {
    fc.assert(
      fc.property(drawnTalk, fc.integer({ min: 0, max: 1_500 }), (drawn, room) => {
        const observations = talkOf(drawn);
        const parts = partsOf(observations);
        const bare = estimatePrompt(buildPrompt({ ...parts, observations: [] }));
        const budget = bare + room;
        const { prompt, from, tokens, cut, fits } = fitPrompt(parts, budget, estimatePrompt);
        expect(prompt.system).toBe(buildPrompt(parts).system);
        expect(prompt).toEqual(buildPrompt({ ...parts, observations: observations.slice(from) }));
        expect(prompt.messages[0]?.content.startsWith(CONVERSATION_START)).toBe(true);
        expect(tokens).toBe(estimatePrompt(prompt));
        expect(fits).toBe(tokens <= budget);
        expect(cut === null).toBe(from === 0);
        if (cut === null) return;
        expect(cut).toEqual({
          observations: from,
          tokensBefore: estimatePrompt(buildPrompt(parts)),
          tokensAfter: tokens,
          budget,
        });
        expect(cut.tokensBefore).toBeGreaterThan(budget);
        // The last line is never cut, and a line of several observations is not torn.
        expect(from).toBeLessThan(observations.length);
        const speaker = (one?: Observation) =>
          one?.kind === "heard" ? one.speaker : (one?.kind ?? "");
        expect(speaker(observations[from - 1])).not.toBe(speaker(observations[from]));
      }),
      { numRuns: 400 },
    );
  });

  test("[P34] a cut takes about half, so that the next one is far away", () => {
    const observations = talkOf(
      Array.from({ length: 80 }, (_, i) => ({
        who: i % 2 ? "own" : "Wen",
        text: `Line ${i} of the long talk at the hives.`,
      })),
    );
    const whole = estimatePrompt(buildPrompt(partsOf(observations)));
    const { from, cut } = fitPrompt(partsOf(observations), whole - 1, estimatePrompt);
    expect(from).toBeGreaterThanOrEqual(40);
    expect(from).toBeLessThanOrEqual(42);
    expect(cut?.tokensAfter).toBeLessThan(whole - 300);
  });

  test("[P34] what cannot fit says so and keeps the sheet and the last line", () => {
    const { prompt, fits } = fitPrompt(
      partsOf(
        talkOf([
          { who: "Wen", text: "old" },
          { who: "Ilo", text: "The last line." },
        ]),
      ),
      10,
      estimatePrompt,
    );
    expect(fits).toBe(false);
    expect(prompt.system).toContain("Orla Finch");
    expect(prompt.messages.at(-1)?.content).toContain("The last line.");
  });
});

describe("whispers", () => {
  const whispered: Observation[] = [
    {
      kind: "heard",
      turnId: "1",
      speaker: "Wen",
      from: "p-1",
      company: "open",
      segments: [{ kind: "speech", text: "Good evening." }],
    },
    {
      kind: "heard",
      turnId: "2",
      speaker: "Wen",
      from: "p-1",
      to: "orla-finch",
      company: "whisper",
      segments: [
        { kind: "action", text: "leans in" },
        { kind: "speech", text: "I poisoned the clover." },
      ],
    },
    {
      kind: "own",
      turnId: "3",
      to: "p-1",
      company: "whisper",
      segments: [
        { kind: "role-thinking", text: privateTextOf("Poison, then") },
        { kind: "speech", text: "Poison leaves traces." },
      ],
    },
    {
      kind: "recalled",
      turnId: "3",
      text: "Orla Finch remembers. Wen once said, “poison is cheap”",
      items: ["w/f1"],
      only: { with: "p-1", company: "whisper" },
    },
    {
      kind: "heard",
      turnId: "4",
      speaker: "Ilo",
      from: "p-2",
      company: "open",
      segments: [{ kind: "speech", text: "What did she say?" }],
    },
  ];
  const seen = (audience: Audience): string =>
    buildPrompt({ ...partsOf(whispered), audience })
      .messages.map(({ content }) => content)
      .join("\n");

  test("[P37] whoever else will hear the answer keeps a whisper's words, and the answer's, out of the prompt", () => {
    for (const [partner, hearers] of [
      ["p-2", ["p-2"]],
      ["p-1", ["p-1", "p-2"]],
      ["p-1", ["p-1", "bram-oduya"]],
      [null, ["p-2"]],
    ] as const) {
      const prompt = seen({ partner, hearers: new Set(hearers) });
      expect(prompt).not.toMatch(/poison/i);
      expect(prompt).toContain("Wen: Good evening.<role_action>whispers something");
      expect(prompt).toContain("Orla Finch: <role_action>whispers an answer");
      expect(prompt).toContain("Ilo: What did she say?");
    }
  });

  test("[P37] between the two nothing is held back", () => {
    const prompt = seen({ partner: "p-1", hearers: new Set(["p-1"]) });
    expect(prompt).toContain("I poisoned the clover.");
    expect(prompt).toContain("Poison leaves traces.");
    expect(prompt).toContain("poison is cheap");
  });
});
