import { entitiesOf, type Entity, type ActionNames } from "./deed.ts";

/** A Chinese action with every name of the scene's as one sign, so that what surrounds it can be read. */

export interface ChineseIndex {
  /** Longer names first. */
  readonly names: readonly { readonly name: string; readonly entities: readonly Entity[] }[];
}

export interface ChineseClause {
  /** The clause, each name replaced by its sign. */
  readonly text: string;
  /** Ends a sentence. */
  readonly last: boolean;
}

export interface ChineseAction {
  readonly clauses: readonly ChineseClause[];
  /** What a sign stands for; empty for any other character. */
  entitiesOf(sign: string): readonly Entity[];
}

const FIRST_SIGN = 0xe000;
const SIGNS = 6_000;
const segmenter = new Intl.Segmenter("zh", { granularity: "word" });

/** Reads the names once, so that many actions can be searched for them. */
export function indexChinese(names: ActionNames): ChineseIndex {
  const found = new Map<string, Entity[]>();
  for (const { entity, names: called } of entitiesOf(names))
    for (const name of called) {
      const key = name.trim().toLowerCase();
      if (key === "") continue;
      const entities = found.get(key) ?? [];
      found.set(key, entities);
      if (!entities.some(({ kind, id }) => kind === entity.kind && id === entity.id))
        entities.push(entity);
    }
  const list = [...found].map(([name, entities]) => ({ name, entities }));
  return { names: list.sort((a, b) => b.name.length - a.name.length).slice(0, SIGNS) };
}

/** Finds the names and cuts the clauses; what is quoted is no part of the action. */
export function readClauses(action: string, index: ChineseIndex): ChineseAction {
  const plain = action
    .replaceAll(/[\u{E000}-\u{F8FF}]/gu, " ")
    .replaceAll(/“[^”]*(?:”|$)|「[^」]*(?:」|$)|『[^』]*(?:』|$)|"[^"]*(?:"|$)/gu, "，");
  const lower = plain.length === plain.toLowerCase().length ? plain.toLowerCase() : plain;
  const used: (readonly Entity[])[] = [];
  const signs = new Map<number, string>();
  const taken = new Uint8Array(plain.length);
  let words: readonly { start: number; end: number }[] | null = null;
  for (const { name, entities } of index.names) {
    let sign: string | null = null;
    for (let at = lower.indexOf(name); at !== -1; at = lower.indexOf(name, at + name.length)) {
      const end = at + name.length;
      if (taken.subarray(at, end).some((one) => one === 1)) continue;
      words ??= wordsOf(plain);
      if (insideLonger(plain, words, at, end)) continue;
      if (sign === null) {
        sign = String.fromCodePoint(FIRST_SIGN + used.length);
        used.push(entities);
      }
      taken.fill(1, at, end);
      signs.set(at, sign);
    }
  }
  let masked = "";
  for (let at = 0; at < plain.length; at++)
    masked += taken[at] === 1 ? (signs.get(at) ?? "") : (plain[at] ?? "");
  const clauses = masked
    .replaceAll(/\s+/gu, "")
    .split(/(?<=[，。；！？、,;!?：:—…（）()~～*])/u)
    .map((part) => ({
      text: part.replace(/[，。；！？、,;!?：:—…（）()~～*]+$/u, ""),
      last: /[。；！？;!?]$/u.test(part),
    }))
    .filter(({ text }) => text !== "");
  return {
    clauses,
    entitiesOf: (sign) => {
      const code = sign.codePointAt(0) ?? 0;
      return code < FIRST_SIGN ? [] : (used[code - FIRST_SIGN] ?? []);
    },
  };
}

function wordsOf(text: string): { start: number; end: number }[] {
  return [...segmenter.segment(text)].map(({ index, segment }) => ({
    start: index,
    end: index + segment.length,
  }));
}

/** Whether a name stands inside a longer word: `信` in `相信`, `Lin` in `Linden`. */
function insideLonger(
  text: string,
  words: readonly { start: number; end: number }[],
  at: number,
  end: number,
): boolean {
  const letter = /[\p{Script=Latin}\p{N}]/u;
  if (letter.test(text[at] ?? "") && letter.test(text[at - 1] ?? "")) return true;
  if (letter.test(text[end - 1] ?? "") && letter.test(text[end] ?? "")) return true;
  let low = 0;
  let high = words.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((words[middle]?.start ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  const word = words[low];
  return word !== undefined && word.end >= end && word.end - word.start > end - at;
}
