import { resolve } from "node:path";
import { readPrinciples } from "../../server/cli/read-principles.ts";
import type { Prompt } from "../../server/roleplay/observation.ts";
import type { Judge } from "../../server/training/rewards/judge.ts";
import type { PrincipleList } from "../../server/training/rewards/principles.ts";

/** A judge for tests: it answers as it is told and keeps every question. */

export const ROOT = resolve(import.meta.dirname, "../..");

type Side = "cand_1" | "cand_2" | "tie";

/** An answer in the required form. Each row is a principle's name and who wins it. */
export function judgementOf(
  better: Side,
  rows: readonly (readonly [name: string, winner: Side])[] = [
    ["Own voice", better],
    ["Specific", better],
    ["Economy", better],
  ],
): Record<string, unknown> {
  return {
    cand_1: "",
    cand_2: "",
    principle: Object.fromEntries(
      rows.map(([name], at) => [
        `Principle ${at + 1}`,
        {
          principle_name: name,
          dimension_name: "Character Development",
          principle_level: "sentence",
          main_content: "what it says",
          reason_for_choosing: "they differ in it",
        },
      ]),
    ),
    analysis: {
      principle_comparisons: rows.map(([name, winner]) => ({
        principle_name: name,
        principle_level: "sentence",
        cand_1_performance: "evidence of one",
        cand_2_performance: "evidence of two",
        comparison_reason: "clear",
        winner,
      })),
      overall_analysis: "all in all",
      principle_summary: "three to none",
    },
    better_response: better,
  };
}

export function fenced(judgement: unknown): string {
  return `\`\`\`json\n${JSON.stringify({ result: [judgement] }, null, 1)}\n\`\`\``;
}

/** The list that comes along. */
export async function ourPrinciples(): Promise<PrincipleList> {
  const read = await readPrinciples(null);
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return read.list;
}

/** What stands between the heading of a candidate and what follows it, without the marks of quotation. */
export function candidateIn(prompt: Prompt, which: 1 | 2): string {
  const content = prompt.messages[0]?.content ?? "";
  const section = content.split(`===Response Candidate ${which}===\n`)[1] ?? "";
  return (section.split("\n\n")[0] ?? "").replaceAll(/^\| /gmu, "");
}

/** A judge that prefers whichever candidate holds the word, in any order; a tie where both or neither do. */
export function judgeThatLikes(word: string): (prompt: Prompt) => string {
  return (prompt) => {
    const [one, two] = [
      candidateIn(prompt, 1).includes(word),
      candidateIn(prompt, 2).includes(word),
    ];
    return fenced(judgementOf(one === two ? "tie" : one ? "cand_1" : "cand_2"));
  };
}

export interface FakeJudge extends Judge {
  readonly asked: Prompt[];
}

/** Keeps what it is asked; `answer` may be a text, null for no answer, or a promise of either. */
export async function fakeJudge(
  answer: (prompt: Prompt, nth: number) => string | null | Promise<string | null>,
  options: { readonly own?: boolean; readonly synthetic?: boolean } = {},
): Promise<FakeJudge> {
  const asked: Prompt[] = [];
  return {
    asked,
    model: "judge of the test",
    synthetic: options.synthetic ?? false,
    principles: options.own === true ? null : await ourPrinciples(),
    async ask(prompt) {
      asked.push(prompt);
      return answer(prompt, asked.length);
    },
  };
}
