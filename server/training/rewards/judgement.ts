import * as z from "zod";
import type { Principle } from "./principles.ts";

/** What a judge answers, after HER's contract, and how strictly it is read. */

/** Whom a judge prefers. */
export const Winner = z.enum(["cand_1", "cand_2", "tie"]);
export type Winner = z.infer<typeof Winner>;

const Text = z.string().trim().min(1).max(8_000);
const Level = z.enum(["sentence", "session"]);
const Chosen = z.strictObject({
  principle_name: Text,
  dimension_name: Text,
  principle_level: Level,
  main_content: Text,
  reason_for_choosing: Text,
});
const Compared = z.strictObject({
  principle_name: Text,
  principle_level: Level,
  cand_1_performance: Text,
  cand_2_performance: Text,
  comparison_reason: Text,
  winner: Winner,
});

/** One judgement, in HER's words. The candidates' own texts may be left empty or out. */
export const Judgement = z.strictObject({
  cand_1: z.string().optional(),
  cand_2: z.string().optional(),
  principle: z.record(z.string().regex(/^Principle \d{1,2}$/u), Chosen),
  analysis: z.strictObject({
    principle_comparisons: z.array(Compared),
    overall_analysis: Text,
    principle_summary: Text,
  }),
  better_response: Winner,
});
export type Judgement = z.infer<typeof Judgement>;
const Wrapped = z.strictObject({ result: z.tuple([Judgement]) });

export type JudgementRead =
  | { readonly ok: true; readonly judgement: Judgement }
  /** Sentences that name places and never quote what stood there. */
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads a judge's whole answer: what it thought, then one json block. HER's labels come with and without the wrapper
 * `result`, and both are read. `principles` null: the judge wrote its own.
 */
export function readJudgement(
  answer: string,
  principles: readonly Principle[] | null,
): JudgementRead {
  const found = jsonIn(answer);
  if (typeof found === "string") return { ok: false, problems: [found] };
  const wrapped =
    typeof found.value === "object" && found.value !== null && "result" in found.value;
  const read = wrapped ? Wrapped.safeParse(found.value) : Judgement.safeParse(found.value);
  if (!read.success) return { ok: false, problems: read.error.issues.map(problemOf) };
  const judgement = "result" in read.data ? read.data.result[0] : read.data;
  const problems = [...countsAndNames(judgement, principles), ...order(judgement, principles)];
  return problems.length === 0 ? { ok: true, judgement } : { ok: false, problems };
}

/** The one json value after the thinking, or what is wrong. */
function jsonIn(answer: string): { readonly value: unknown } | string {
  const thought = answer.lastIndexOf("</think>");
  if (thought < 0 && /<think>/u.test(answer))
    return "the thinking never ends, and no json follows it";
  const said = answer.slice(thought < 0 ? 0 : thought + "</think>".length).trim();
  const blocks = [...said.matchAll(/```(?:json)?[ \t]*\r?\n?([\s\S]*?)```/gu)].map(
    ([, block]) => block,
  );
  if (blocks.length > 1) return "there is more than one fenced block; exactly one is expected";
  const json = blocks[0] ?? said;
  try {
    return { value: JSON.parse(json) as unknown };
  } catch {
    return blocks.length === 0
      ? "no fenced json block was found"
      : "the block is not JSON; are double quotes inside texts written as single ones?";
  }
}

/** What is read of an answer must be three to five principles, each once in either list; a tie may have fewer. */
function countsAndNames(
  { principle, analysis, better_response }: Judgement,
  principles: readonly Principle[] | null,
): string[] {
  const problems: string[] = [];
  const chosen = Object.values(principle).map((one) => one.principle_name.toLowerCase());
  const compared = analysis.principle_comparisons.map((one) => one.principle_name.toLowerCase());
  const least = better_response === "tie" ? 0 : 3;
  if (chosen.length < least || chosen.length > 5) {
    problems.push(`principle: ${chosen.length} principles; three to five are expected`);
  }
  if (new Set(chosen).size < chosen.length || new Set(compared).size < compared.length) {
    problems.push("a principle stands twice in one list");
  }
  if (!sameNames(chosen, compared)) {
    problems.push("principle and analysis.principle_comparisons do not name the same principles");
  }
  if (principles !== null) {
    const known = new Set(principles.map(({ name }) => name.toLowerCase()));
    if (!chosen.every((name) => known.has(name))) {
      problems.push("principle: a name that is not in the list of principles");
    }
  }
  return problems;
}

/** Negative principles come first and decide; and nobody is better who wins nothing. */
function order(
  { analysis, better_response: verdict }: Judgement,
  principles: readonly Principle[] | null,
): string[] {
  const rows = analysis.principle_comparisons;
  const problems: string[] = [];
  if (verdict !== "tie" && !rows.some(({ winner }) => winner === verdict)) {
    problems.push("better_response: the preferred candidate wins none of the principles");
  }
  if (principles === null) return problems;
  const negative = new Set(
    principles.flatMap(({ polarity, name }) =>
      polarity === "negative" ? [name.toLowerCase()] : [],
    ),
  );
  const isNegative = rows.map(({ principle_name }) => negative.has(principle_name.toLowerCase()));
  if (isNegative.some((yes, at) => yes && isNegative[at - 1] === false)) {
    problems.push("analysis.principle_comparisons: negative principles do not come first");
  }
  const winners = new Set(
    rows.flatMap(({ winner }, at) => (isNegative[at] === true && winner !== "tie" ? [winner] : [])),
  );
  const [only] = winners;
  if (winners.size === 1 && only !== verdict) {
    problems.push(
      "better_response: a negative principle was broken by one candidate, and the other one did not win",
    );
  }
  if (winners.size === 2 && verdict !== "tie") {
    problems.push("better_response: both candidates break negative principles, and it is no tie");
  }
  return problems;
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  const names = new Set(a);
  return a.length === b.length && b.every((name) => names.has(name));
}

function problemOf({ path, code }: z.core.$ZodIssue): string {
  const place = path
    .map((part) =>
      typeof part === "number" ? `[${part}]` : KNOWN.test(String(part)) ? String(part) : "?",
    )
    .join(".");
  return `${place === "" ? "the block" : place}: ${FAULTS[code ?? ""] ?? "not as required"}`;
}
const KNOWN = /^(?:[a-z_0-9]{1,40}|Principle \d{1,2})$/u;
const FAULTS: Readonly<Record<string, string>> = {
  invalid_type: "missing, or of another kind than required",
  invalid_value: "not one of the words that are allowed here",
  unrecognized_keys: "holds a field that is not part of the form",
  too_small: "empty",
  too_big: "too much",
  invalid_key: "principles are called Principle 1, Principle 2 and so on",
};
