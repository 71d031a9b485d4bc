import { nameKey } from "../character-names.ts";
import type { Persona } from "../persona.ts";
import type { WritingFinding } from "./writing-finding.ts";

/** What somebody is to somebody, as far as plain words tell. */
type Bond = "parent" | "child" | "sibling" | "spouse" | "stranger";

const WORDS: readonly (readonly [Bond, RegExp])[] = [
  [
    "stranger",
    /\b(?:(?:a |complete |total |perfect )?stranger to (?:her|him|them)|(?:is|a) (?:complete |total |perfect )?stranger|ha(?:s|d) never (?:met|seen|heard of) (?:her|him|them)|does not know (?:her|him|them) at all|never met)\b|素不相识|从未见过|不认识(?:她|他)|没见过(?:她|他)|陌生人|(?:是|个)生人/iu,
  ],
  [
    "sibling",
    /\b(?:(?:older|elder|younger|big|little|twin|half|own)[- ]?)*(?:sister|brother|twin|sibling)\b|(?:姐姐|妹妹|哥哥|弟弟|兄长|长姐|胞妹|胞弟|胞兄|双胞胎|亲兄弟|亲姐妹)/iu,
  ],
  ["spouse", /\b(?:husband|wife|spouse|married to)\b|丈夫|妻子|夫君|娘子|老婆|老公/iu],
  [
    "child",
    /\b(?:(?:older|elder|younger|only|little|own)[- ]?)*(?:son|daughter|child)\b|儿子|女儿|闺女/iu,
  ],
  ["parent", /\b(?:mother|father|mum|mom|dad|parent)\b|母亲|父亲|爹|娘亲|妈妈|爸爸/iu],
];

/** What the other one must say, if they say anything of that kind. */
const MIRROR: Readonly<Record<Bond, Bond>> = {
  parent: "child",
  child: "parent",
  sibling: "sibling",
  spouse: "spouse",
  stranger: "stranger",
};

/** Two sheets of one cast that cannot both be right about each other. */
export function relationshipFindings(personas: readonly Persona[]): WritingFinding[] {
  const found: WritingFinding[] = [];
  for (const [at, one] of personas.entries()) {
    for (const other of personas.slice(at + 1)) {
      const mine = bondTo(one, other);
      const theirs = bondTo(other, one);
      if (mine === null || theirs === null || MIRROR[mine.bond] === theirs.bond) continue;
      const facts = { name: one.name, other: other.name, says: mine.said, answers: theirs.said };
      const where = { part: "persona", key: one.id } as const;
      found.push({
        code: "contradicting-relationships",
        severity: "problem",
        where,
        path: ["relationships", mine.key],
        facts,
      });
    }
  }
  return found;
}

interface Told {
  readonly bond: Bond;
  /** The word that tells it. */
  readonly said: string;
  readonly key: string;
}

function bondTo(one: Persona, other: Persona): Told | null {
  const names = [other.name, ...other.aliases].map(nameKey);
  const entry = Object.entries(one.relationships).find(([name]) => names.includes(nameKey(name)));
  if (entry === undefined) return null;
  const [key, text] = entry;
  const own = [one.name, ...one.aliases];
  // The first sentence says what somebody is; the rest tells stories, with other people in them.
  const first = /^[\s\S]*?(?:[.!?](?=\s|$)|[。！？])/u.exec(text)?.[0] ?? text;
  for (const [bond, pattern] of WORDS) {
    const match = pattern.exec(first);
    if (match === null) continue;
    if (bond !== "stranger" && !isOwn(first, match.index, match[0], own)) return null;
    return { bond, said: match[0].trim().slice(0, 40), key };
  }
  return null;
}

/** Whether a word such as `sister` is about the two, and neither about somebody else nor a likeness or a denial. */
function isOwn(text: string, at: number, word: string, own: readonly string[]): boolean {
  const before = text.slice(0, at);
  const after = text.slice(at + word.length);
  if (
    /(?:\b(?:not|never|no longer|like|as|almost|half|than|step|foster|once|a kind of|in-law)|n['’]t)\s*(?:an?|the|her|his|their|own)?\s*$/iu.test(
      before,
    )
  )
    return false;
  if (/(?:像|当作?|如同?|好似|仿佛|不是|并非|前|未婚)(?:自己的?|是|亲)?[^，。]{0,4}$/u.test(before))
    return false;
  if (/^[- ]in[- ]law\b/iu.test(after) || /^\s+figure\b/iu.test(after)) return false;
  const of = /^\s+of\s+(?:the\s+)?([\p{L}'’ -]+)/iu.exec(after)?.[1];
  if (of !== undefined) return own.some((name) => of.toLowerCase().startsWith(name.toLowerCase()));
  const possessor = /([\p{L}'’. -]+?)['’]s\s+(?:[\p{L}-]+\s+)?$/u.exec(before)?.[1];
  if (possessor !== undefined)
    return own.some((name) => possessor.toLowerCase().endsWith(name.toLowerCase()));
  const zh = /([\p{Script=Han}]{1,6})的(?:亲|大|小|独生)?$/u.exec(before)?.[1];
  if (zh !== undefined)
    return own.some((name) => zh.endsWith(name)) || /(?:他|她|自己|我)$/u.test(zh);
  return (
    /\b(?:her|his|their|my|own)\s+(?:[\p{L}-]+\s+){0,2}$/iu.test(before) ||
    /\b(?:is|are|was)\s*$/iu.test(before) ||
    /\p{Script=Han}/u.test(word)
  );
}
