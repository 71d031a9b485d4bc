import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "../../server/cli/seeded-random.ts";
import { inertText } from "../../server/roleplay/inert-text.ts";
import { foldText } from "../../server/training/rights/folded-text.ts";
import { createScrubber, PLACEHOLDERS } from "../../server/training/rights/scrubber.ts";
import { FRESH_NAMES, freshItems } from "./fresh.ts";
import * as made from "./made-up.ts";
import * as sentences from "./sentences.ts";

/** How much of what identifies somebody is found in a set made by chance, and what else is changed. */

export interface KindScore {
  readonly kind: string;
  readonly items: number;
  readonly found: number;
  /** Items whose sentence lost more than what was looked for. */
  readonly torn: number;
}

export interface Score {
  readonly kinds: readonly KindScore[];
  readonly innocent: { readonly texts: number; readonly changed: number };
  /** What was missed, torn or changed for nothing, with what came of it. */
  readonly faults: readonly string[];
}

interface Item {
  readonly kind: string;
  readonly text: string;
  readonly secret: string;
  /** The sentence's own words around the gap. */
  readonly around: readonly string[];
}

/** A part of the set: what the patterns were written with in view, what was held out, and what came after both. */
export type Half = "tuned" | "held" | "fresh";

/** Items of one part of the set. */
export function itemsOf(half: Half, count: number, seed: number): readonly Item[] {
  if (half === "fresh") return freshItems(count, seed);
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const [data, words, calls, names] =
    half === "tuned"
      ? [made.TUNED, sentences.TUNED, made.TUNED_CALLS, made.TUNED_NAMES]
      : [made.HELD, sentences.HELD, made.HELD_CALLS, made.HELD_NAMES];
  const kinds = Object.keys(data);
  return Array.from({ length: count }, (_, index) => {
    // Half of them names, the other half each kind of data in turn.
    const kind = index % 2 === 0 ? "name" : (kinds[(index >> 1) % kinds.length] ?? "email");
    const secret =
      kind === "name" ? pick(calls)(pick(names), random) : (data[kind]?.(random) ?? "");
    const sentence = pick(kind === "name" ? words.name : words.data);
    const said = sentence.replaceAll("{}", () => secret);
    // What players type is made inert before it is logged; what personas say is not.
    const text = random() < 0.5 && !sentence.includes("<") ? inertText(said) : said;
    return { kind, text, secret, around: sentence.split("{}") };
  });
}

/** What the authors of the delivered worlds wrote: nothing of it is about a player. */
function worldSentences(): string[] {
  const folder = join(import.meta.dirname, "../../assets/worlds");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yaml"))
    .toSorted()
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
    .filter((line) => line.trim() !== "");
}

const READ = /[\p{Script=Han}]{2,}|[[\p{L}\p{N}]--[\p{Script=Han}]]{3,}/gv;

/** The telling parts of a text, in plain small letters. */
const parts = (text: string): string[] => foldText(text).small.match(READ) ?? [];

/** Letters and digits alone: a date of short numbers has no telling part, and may stand there whole. */
const bare = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, "");

/** Words of what takes the place of something: they say nothing of what stood there. */
const PLACED = new Set(
  Object.values(PLACEHOLDERS).flatMap(({ en, zh }) => [...parts(en), ...parts(zh)]),
);

/** Items and innocent texts of one half, scrubbed with the whole roster of that half. */
export function scoreScrubbing(half: Half, count: number, seed: number): Score {
  const names = { tuned: made.TUNED_NAMES, held: made.HELD_NAMES, fresh: FRESH_NAMES }[half];
  const roster = names.map((name, index) => ({
    names: [name],
    by: { en: `Player ${index + 1}`, zh: `旅人${index + 1}` },
  }));
  const { scrub } = createScrubber(roster);
  const scores = new Map<string, { items: number; found: number; torn: number }>();
  const faults: string[] = [];
  for (const { kind, text, secret, around } of itemsOf(half, count, seed)) {
    const score = scores.get(kind) ?? { items: 0, found: 0, torn: 0 };
    scores.set(kind, score);
    score.items += 1;
    const result = scrub(text).text;
    const left = foldText(result).small;
    const own = new Set(around.flatMap(parts));
    const missed =
      (half === "fresh" && bare(left).includes(bare(foldText(secret).small))) ||
      parts(secret).some((part) => !own.has(part) && !PLACED.has(part) && left.includes(part));
    if (missed) faults.push(`${kind} missed  ${secret}  in  ${text}  gave  ${result}`);
    else score.found += 1;
    const torn = around.flatMap(parts).some((part) => !left.includes(part));
    if (torn) {
      score.torn += 1;
      faults.push(`${kind} torn  ${secret}  in  ${text}  gave  ${result}`);
    }
  }
  let changed = 0;
  const innocent = [...sentences.INNOCENT, ...worldSentences()];
  for (const text of innocent) {
    const result = scrub(text).text;
    if (result === text) continue;
    changed += 1;
    faults.push(`innocent  ${text}  gave  ${result}`);
  }
  return {
    kinds: [...scores].map(([kind, score]) => ({ kind, ...score })),
    innocent: { texts: innocent.length, changed },
    faults,
  };
}
