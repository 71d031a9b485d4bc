import type * as z from "zod";
import type { AnswerFault } from "./repair-item.ts";

/** In UTF-16 units; a longer answer is none. */
const LONGEST = 256 * 1024;

export type JsonAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: AnswerFault; readonly problems: readonly string[] };

/**
 * Reads an answer that shall be one JSON value and nothing else, by a strict schema. What a writer thought before it
 * and a code fence around it are not held against it. Problems name places, never the text.
 */
export function readJsonAnswer<T>(answer: string, schema: z.ZodType<T>): JsonAnswer<T> {
  if (answer.length > LONGEST) {
    return { ok: false, why: "too-long", problems: ["the answer is far too long"] };
  }
  const bare = afterThinking(answer);
  const fenced = /^```(?:json)?\s*\n([\s\S]*?)\n?```$/iu.exec(bare);
  let json: unknown;
  try {
    json = JSON.parse(fenced?.[1] ?? bare);
  } catch {
    return {
      ok: false,
      why: "not-json",
      problems: ["the answer is not JSON, or not JSON alone"],
    };
  }
  const read = schema.safeParse(json);
  if (read.success) return { ok: true, value: read.data };
  const problems = read.error.issues
    .slice(0, 8)
    .map(({ path, code }) => `at ${path.map(String).join(".") || "the top"}: ${code}`);
  return { ok: false, why: "wrong-shape", problems };
}

const THINKING = /^[\s\S]*?<\/(?:think|thinking|system_think|system_thinking)>/iu;

/** The answer behind what was thought first. A close inside the JSON is a text of the JSON's own. */
function afterThinking(answer: string): string {
  let rest = answer.trim();
  while (!/^[{`]/u.test(rest)) {
    const thought = THINKING.exec(rest);
    if (thought === null) break;
    rest = rest.slice(thought[0].length).trim();
  }
  return rest;
}

/** What is wrong with the ids of a list that must name each of `expected` once; empty for nothing. */
export function idProblems(expected: readonly string[], given: readonly string[]): string[] {
  const problems: string[] = [];
  if (given.length !== expected.length) {
    problems.push(`expected exactly ${expected.length} entries, found ${given.length}`);
  }
  const missing = expected.filter((id) => !given.includes(id));
  const twice = given.filter((id, index) => given.indexOf(id) !== index);
  const unknown = given.filter((id) => !expected.includes(id));
  if (missing.length > 0) problems.push(`no entry for ${missing.join(", ")}`);
  if (twice.length > 0) problems.push(`${twice.length} ids stand twice`);
  if (unknown.length > 0) problems.push(`${unknown.length} ids were not asked for`);
  return problems;
}
