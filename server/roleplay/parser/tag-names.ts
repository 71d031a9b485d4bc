/** What a tag's name means, compared without case, marks, look-alikes and separators. */

export type TagMeaning =
  /** `family` says which closes balance which opens. */
  | { readonly kind: "private"; readonly family: string; readonly known: boolean }
  | { readonly kind: "public"; readonly channel: "action" | "speech" }
  /** Belongs to a chat template: ends the turn. */
  | { readonly kind: "template" }
  /** Plain markup: text like any other. */
  | { readonly kind: "markup" };

const LINE_BREAKING = new Set(
  "br,p,hr,div,li,ul,ol,tr,td,th,table,blockquote,pre,center,h1,h2,h3,h4,h5,h6".split(","),
);
const MARKUP = new Set([
  ...LINE_BREAKING,
  ..."b,i,em,strong,u,q,small,sub,sup,a,span,code,del,ins,mark,font,cite,kbd,tt,big".split(","),
  ..."strike,wbr,ruby,rt,rp,abbr,img".split(","),
]);
/** True for markup after which a line begins. */
export function breaksLine(name: string): boolean {
  return LINE_BREAKING.has(name);
}

const TEMPLATE = new Set([
  "s",
  "bos",
  "eos",
  "pad",
  "unk",
  "sep",
  "cls",
  "mask",
  "sys",
  "inst",
  "imend",
  "imstart",
  "imsep",
  "endoftext",
  "eotid",
  "eomid",
  "startheaderid",
  "endheaderid",
  "beginoftext",
  "endofturn",
  "startofturn",
  "endofsentence",
  "beginofsentence",
  "user",
  "assistant",
  "human",
]);
/** Words that mark a name as private wherever they stand in it. */
const PRIVATE_WORDS =
  /think|thought|thonk|reason|reflect|ponder|monolog|inner|internal|mind|secret|private|hidden|scratch|analy|cot$|meta|ooc|plan|memo|note|draft|intent|motiv|prompt|instruct|displaynone/u;

/** Reads a name that was folded to letters and digits alone. */
export function meaningOf(name: string): TagMeaning {
  const clear = unleet(name);
  if (/^roleactions?$/u.test(clear)) return { kind: "public", channel: "action" };
  if (/^rolespeech(?:es)?$/u.test(clear)) return { kind: "public", channel: "speech" };
  if (MARKUP.has(name)) return { kind: "markup" };
  if (TEMPLATE.has(clear)) return { kind: "template" };
  const known = /^(?:role|sys)/u.test(clear) || PRIVATE_WORDS.test(clear);
  return { kind: "private", family: familyOf(clear), known };
}

/** `system_think` closes `system_thinking`, `thinking` closes `think`. */
function familyOf(name: string): string {
  const stem = name.replace(/(?:thinking|thoughts?|thinks?|think)$/u, "think");
  return stem.replace(/^sys(?:tem)?think$/u, "systemthink");
}

export const SYSTEM_FAMILY = "systemthink";

/** Names that spaced-out letters may still be spelling. */
const SPELLED = [
  "systemthinking",
  "rolethinking",
  "roleaction",
  "rolespeech",
  "longrolethinking",
  "innerthinking",
  "thinking",
  "thought",
];

/** True while a name could still become one that matters; at least one letter. */
export function couldBecome(name: string): boolean {
  const clear = unleet(name);
  return clear !== "" && SPELLED.some((word) => word.startsWith(clear));
}

/** True for one of those names, whole. */
export function isSpelled(name: string): boolean {
  return SPELLED.includes(unleet(name));
}

/** Digits that stand for letters in a disguised name. */
function unleet(name: string): string {
  return name.replace(/[013457]/gu, (digit) => LEET[digit] ?? digit);
}
const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
};

/** True for the name of thinking, or one that begins with role or system. */
export function isKnownPrivate(name: string): boolean {
  const meaning = meaningOf(name);
  return meaning.kind === "private" && meaning.known;
}
