import { entitiesOf, type Entity, type ActionNames } from "./deed.ts";
import { ARTICLES, PREPOSITIONS } from "./english-function-words.ts";

/** An English action cut into words, marks, and the names of what is in the scene. */

export type Token = Word | Mark | Mention;
/** A word, lower-cased, straight apostrophes. */
interface Word {
  readonly type: "word";
  readonly text: string;
}
/** Punctuation. */
interface Mark {
  readonly type: "mark";
  readonly text: string;
}
/** A name of the scene's. */
export interface Mention {
  readonly type: "mention";
  /** The name's words as they stand, lower-cased. */
  readonly text: string;
  /** Everything that goes by that name. */
  readonly entities: readonly Entity[];
  /** "Gideon's". */
  readonly possessive: boolean;
  /** Only the last word of a longer name, which other things may share: `case` of `the leather case`. */
  readonly shortened: readonly string[] | null;
  /** A thing whose own name is "an orange": any of its kind is meant. */
  readonly common: boolean;
}

/** Names of a scene, ready to be found. */
export interface NameIndex {
  readonly byFirst: ReadonlyMap<string, readonly IndexedName[]>;
  /** Ids of things whose own name begins with "a". */
  readonly common: ReadonlySet<string>;
}
interface IndexedName {
  readonly words: readonly string[];
  readonly entities: Entity[];
  readonly capital: boolean;
  readonly shortened: readonly string[] | null;
}

const TOKEN =
  /[\p{L}\p{N}\p{M}]+(?:['’ʼ-][\p{L}\p{N}\p{M}]+)*['’](?![\p{L}\p{N}])|[\p{L}\p{N}\p{M}]+(?:['’ʼ-][\p{L}\p{N}\p{M}]+)*|[^\s\p{L}\p{N}\p{M}]/gu;
const TITLE = /^(?:mr|mrs|ms|dr|st|prof|capt|col|sgt|lt|sr|jr)$/u;

/** Words and marks of a text as they stand. Linear. */
function rawTokens(text: string): string[] {
  const raw = [...text.matchAll(TOKEN)].map(([token]) => token.replaceAll(/[’ʼ]/gu, "'"));
  return raw.filter(
    (token, at) => !(token === "." && TITLE.test((raw[at - 1] ?? "").toLowerCase())),
  );
}

/** Reads the names once, so that many actions can be searched for them. */
export function indexNames(names: ActionNames): NameIndex {
  const byFirst = new Map<string, IndexedName[]>();
  const add = (words: string[], entity: Entity, shortened: string[] | null): void => {
    const first = words[0]?.toLowerCase();
    if (first === undefined) return;
    const lower = words.map((word) => word.toLowerCase());
    const list = byFirst.get(first) ?? [];
    byFirst.set(first, list);
    const same = list.find((one) => one.words.join(" ") === lower.join(" "));
    const said = same?.entities.some(({ kind, id }) => kind === entity.kind && id === entity.id);
    if (said === true) return;
    // A shortened name gives way to a whole one.
    if (same && same.shortened === null && shortened !== null) return;
    if (same && (same.shortened === null) === (shortened === null)) same.entities.push(entity);
    else {
      if (same) list.splice(list.indexOf(same), 1);
      const capital =
        lower.length === 1 && entity.kind === "person" && /^\p{Lu}/u.test(words[0] ?? "");
      list.push({ words: lower, entities: [entity], capital, shortened });
    }
  };
  const all = entitiesOf(names);
  for (const { entity, names: called } of all)
    for (const name of called) add(withoutArticle(rawTokens(name)), entity, null);
  for (const { entity, names: called } of all) {
    if (entity.kind !== "prop") continue;
    for (const name of called) {
      const words = withoutArticle(rawTokens(name));
      if (words.length > 1 && words.every(isPlainInName))
        add(
          words.slice(-1),
          entity,
          words.slice(0, -1).map((word) => word.toLowerCase()),
        );
    }
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.words.length - a.words.length);
  const common = new Set(
    names.props
      .filter(({ names }) => names.some((name) => /^an? /iu.test(name)))
      .map(({ id }) => id),
  );
  return { byFirst, common };
}

/** "Key to the tower" is no tower, and "tin marked RICE" no rice. */
function isPlainInName(word: string, at: number): boolean {
  const lower = word.toLowerCase();
  const plain =
    !PREPOSITIONS.has(lower) && !ARTICLES.has(lower) && /^[\p{L}\p{N}'-]+$/u.test(lower);
  return plain && (at === 0 || !/(?:ed|ing)$/u.test(lower));
}

function withoutArticle(words: string[]): string[] {
  return /^(?:the|an?)$/iu.test(words[0] ?? "") && words.length > 1 ? words.slice(1) : words;
}

/** The tokens of an action; what is quoted is no part of it. */
export function readTokens(text: string, index: NameIndex): Token[] {
  const raw = rawTokens(withoutQuotations(text).replaceAll(/[\n\r\u2028\u2029]+/gu, " . "));
  const lower = raw.map((token) => token.toLowerCase());
  const tokens: Token[] = [];
  for (let at = 0; at < raw.length;) {
    const found = nameAt(raw, lower, at, index);
    if (found) {
      tokens.push(found.mention);
      at += found.length;
      continue;
    }
    const word = lower[at] ?? "";
    tokens.push(
      /^[\p{L}\p{N}]/u.test(word) ? { type: "word", text: word } : { type: "mark", text: word },
    );
    at++;
  }
  return tokens;
}

function nameAt(
  raw: readonly string[],
  lower: readonly string[],
  at: number,
  index: NameIndex,
): { mention: Mention; length: number } | null {
  const bare = (word: string) => word.replace(/'s?$/u, "");
  const candidates = [
    ...(index.byFirst.get(lower[at] ?? "") ?? []),
    ...(/'s?$/u.test(lower[at] ?? "") ? (index.byFirst.get(bare(lower[at] ?? "")) ?? []) : []),
  ];
  for (const { words, entities, capital, shortened } of candidates) {
    const last = words.length - 1;
    const fits = words.every((word, n) => {
      const token = lower[at + n] ?? "";
      return token === word || (n === last && bare(token) === word && token !== word);
    });
    if (!fits || (capital && !/^\p{Lu}/u.test(raw[at] ?? ""))) continue;
    // "An old man" is not the Old Man.
    if (
      entities.some(({ kind }) => kind === "person") &&
      /^(?:an?|another)$/u.test(lower[at - 1] ?? "")
    )
      continue;
    const possessive = (lower[at + last] ?? "") !== words[last];
    const text = words.join(" ");
    const common = entities.every(({ kind, id }) => kind === "prop" && index.common.has(id));
    return {
      mention: { type: "mention", text, entities, possessive, shortened, common },
      length: words.length,
    };
  }
  return null;
}

/** Speech that is told inside an action is not done. Unclosed quotation marks hide what follows them. */
function withoutQuotations(text: string): string {
  return text.replaceAll(
    /"[^"]*(?:"|$)|“[^”]*(?:”|$)|「[^」]*(?:」|$)|«[^»]*(?:»|$)|(?<![\p{L}\p{N}])['‘](?=[\p{L}])[^'‘’]*[,.!?…]['’](?![\p{L}])/gu,
    " , ",
  );
}
