import * as z from "zod";
import { createUtteranceParser, type ParsedUtterance } from "./utterance-parser.ts";

/** Hostile model outputs with the required safe result, and how one is tried in every cutting. */

export const LeakCase = z.looseObject({
  id: z.string(),
  chunks: z.array(z.string()),
  must_not_contain: z.array(z.string()).default([]),
  must_contain: z.array(z.string()).default([]),
  why: z.string().optional(),
  start: z.enum(["expected", "prefilled", "none"]).default("expected"),
  self: z.string().default("Mira"),
  others: z.array(z.string()).default(["Tomas", "Ayla"]),
  recent_private: z.array(z.string()).optional(),
  hidden: z.array(z.string()).optional(),
});
export type LeakCase = z.infer<typeof LeakCase>;

/** What went wrong in one cutting of one case. */
export interface LeakFailure {
  readonly id: string;
  readonly cutting: string;
  readonly problem: string;
}

/** Longer texts are not cut at every place in two: the random cuts stand for it. */
const EVERY_CUT_BELOW = 5_000;
const RANDOM_CUTS = 200;

/** Tries one case as given, joined, one unit at a time, at every two-way cut, and at seeded random cuts. */
export function tryCase(leak: LeakCase, random: () => number): LeakFailure[] {
  const failures: LeakFailure[] = [];
  const whole = leak.chunks.join("");
  const expected = everShown(leak, [whole]);
  const check = (cutting: string, chunks: readonly string[]) => {
    let shown: string;
    try {
      shown = everShown(leak, chunks);
    } catch (error) {
      failures.push({ id: leak.id, cutting, problem: `the parser threw: ${String(error)}` });
      return;
    }
    for (const problem of problemsOf(leak, shown)) failures.push({ id: leak.id, cutting, problem });
    if (shown !== expected) {
      const problem = `cut so, it shows ${JSON.stringify(shown)}; joined, it shows ${JSON.stringify(expected)}`;
      failures.push({ id: leak.id, cutting, problem });
    }
  };
  check("joined", [whole]);
  check("as given", leak.chunks);
  check("one unit at a time", whole.split(""));
  if (whole.length < EVERY_CUT_BELOW) {
    for (let at = 1; at < whole.length; at++)
      check(`cut at ${at}`, [whole.slice(0, at), whole.slice(at)]);
  }
  for (let n = 0; n < RANDOM_CUTS; n++) check(`random cut ${n}`, randomCut(whole, random));
  return failures;
}

/** All text that was ever visible, in order, actions and speech joined; what was retracted later counts too. */
export function everShown(leak: LeakCase, chunks: readonly string[]): string {
  let shown = "";
  const parser = createUtteranceParser({
    self: { name: leak.self, aliases: [] },
    others: leak.others,
    start: leak.start,
    ...(leak.recent_private ? { recentPrivate: leak.recent_private } : {}),
    ...(leak.hidden ? { hidden: leak.hidden } : {}),
    onPart: (part) => {
      if (part.type === "speech-delta" || part.type === "action-delta") shown += part.text;
    },
  });
  for (const chunk of chunks) parser.push(chunk);
  const parsed: ParsedUtterance = parser.end();
  // What the whole turn calls visible must have been shown.
  for (const segment of parsed.utterance.segments) {
    const visible = segment.kind === "speech" || segment.kind === "action";
    if (visible && !shown.includes(segment.text)) return `${shown}\u0000${segment.text}`;
  }
  return shown;
}

function problemsOf(leak: LeakCase, shown: string): string[] {
  const problems: string[] = [];
  for (const word of leak.must_not_contain) {
    if (word === "") continue;
    if (shown.includes(word) || bare(shown).includes(bare(word))) {
      problems.push(`shows ${JSON.stringify(word)} in ${JSON.stringify(shown)}`);
    }
  }
  for (const word of leak.must_contain) {
    if (!even(shown).includes(even(word))) {
      problems.push(`lacks ${JSON.stringify(word)} in ${JSON.stringify(shown)}`);
    }
  }
  return problems;
}

/** For what must not be there: without case, format characters and white space. An empty word matches nothing. */
function bare(text: string): string {
  const plain = text
    .normalize("NFKC")
    .replace(/[\p{Cf}\s]+/gu, "")
    .toLowerCase();
  return plain === "" ? "\u0000" : plain;
}

function even(text: string): string {
  return text.normalize("NFC").replace(/\s+/gu, " ");
}

function randomCut(text: string, random: () => number): string[] {
  const chunks: string[] = [];
  const most = 1 + Math.floor(random() * 24);
  for (let at = 0; at < text.length;) {
    const size = 1 + Math.floor(random() * most);
    chunks.push(text.slice(at, at + size));
    at += size;
  }
  return chunks;
}
