import type { Language } from "../shared/protocol.ts";

/**
 * Cuts speech that streams in into clauses that can be spoken one by one, in English and Chinese. The clauses put
 * together are the speech, letter for letter; the cuts do not depend on how the speech arrives.
 */

/** Ends of sentences, that need no space behind them in Chinese. */
const WIDE_END = /[。！？；…⋯]/u;
const NARROW_END = /[.!?;]/u;
/** Pauses within a sentence: a cut only when enough has been said to be worth a breath. */
const WIDE_PAUSE = /[，、：—]/u;
const NARROW_PAUSE = /[,:]/u;
/** What belongs to the words before it. */
const CLOSER = /["'”’»」』）)\]】》〉*]/u;
const SPACE = /\s/u;
const SPEAKABLE = /[\p{L}\p{N}]/u;
const HAN = /\p{Script=Han}/u;
const LOWER = /\p{Ll}/u;
const DIGIT = /\p{N}/u;

/** Short forms whose full stop ends nothing, whatever follows. */
const TITLES = new Set(
  "mr mrs ms mx dr prof st ste sr jr capt cpt lt col gen sgt cmdr adm rev fr hon pres gov sen rep no nos vol ch pp fig vs messrs mme mlle ft mt".split(
    " ",
  ),
);
/** Short forms that may also be the last word: they end a sentence when a capital follows. */
const SHORT = new Set("e.g i.e a.m p.m etc cf al approx dept est inc ltd co corp bros".split(" "));

/** How much a clause weighs before a pause may end it: letters, a Chinese character for two. */
const BREATH = 36;
/** No clause is longer, in UTF-16 code units: a voice must begin some time. */
const MOST = 240;

/** Takes speech in pieces and gives clauses as soon as they are known to be over. */
export class ClauseCutter {
  #held = "";

  /** More has been said. Returns the clauses that are over. */
  push(text: string): string[] {
    this.#held += text;
    const clauses: string[] = [];
    for (let end = endOf(this.#held, false); end > 0; end = endOf(this.#held, false)) {
      clauses.push(this.#held.slice(0, end));
      this.#held = this.#held.slice(end);
    }
    return clauses;
  }

  /** Nothing more will be said. Returns what is left, in clauses. */
  finish(): string[] {
    const clauses: string[] = [];
    while (this.#held !== "") {
      const end = endOf(this.#held, true) || this.#held.length;
      clauses.push(this.#held.slice(0, end));
      this.#held = this.#held.slice(end);
    }
    return clauses;
  }
}

/** The language that a clause is written in, as far as its letters tell; else the one given. */
export function languageOfClause(text: string, otherwise: Language): Language {
  const han = [...text].filter((char) => HAN.test(char)).length;
  const words = text.match(/\p{Script=Latin}+/gu)?.length ?? 0;
  if (han > 0 && han >= words) return "zh";
  return words > 1 || (words > 0 && han > 0) ? "en" : otherwise;
}

/** Where the first clause ends, the space behind it included. 0 while that is not known. */
function endOf(text: string, whole: boolean): number {
  let weight = 0;
  let speakable = false;
  for (let at = 0; at < text.length; at += 1) {
    if (at >= MOST) return forcedEnd(text);
    speakable ||= SPEAKABLE.test(letterAt(text, at));
    weight += HAN.test(letterAt(text, at)) ? 2 : 1;
    if (!speakable) continue;
    const mark = markAt(text, at, weight);
    if (mark === null) continue;
    const after = behind(text, at, mark);
    if (after >= MOST && text.length > MOST) return forcedEnd(text);
    /* What follows decides; while it has not come, nothing is decided. */
    if (after >= text.length) return whole ? text.length : 0;
    if (!whole && isHalf(text, after)) return 0;
    if (endsBefore(text, at, after, mark)) return after;
    at = Math.max(at, skipRun(text, at) - 1);
  }
  return 0;
}

type Mark = "wide" | "narrow" | "line";

function markAt(text: string, at: number, weight: number): Mark | null {
  const char = text[at] ?? "";
  if (char === "\n") return "line";
  if (WIDE_END.test(char)) return "wide";
  if (NARROW_END.test(char)) return "narrow";
  if (weight < BREATH) return null;
  if (WIDE_PAUSE.test(char)) return "wide";
  return NARROW_PAUSE.test(char) ? "narrow" : null;
}

/** Past the marks of one end, such as `?!` or `...`. */
function skipRun(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && isMark(text[end] ?? "")) end += 1;
  return end;
}

function isMark(char: string): boolean {
  return (
    WIDE_END.test(char) || NARROW_END.test(char) || WIDE_PAUSE.test(char) || NARROW_PAUSE.test(char)
  );
}

/** Past the marks, what closes them, and the space behind; marks that follow are no beginning either. */
function behind(text: string, at: number, mark: Mark): number {
  let end = mark === "line" ? at + 1 : skipRun(text, at);
  while (end < text.length && CLOSER.test(text[end] ?? "")) end += 1;
  for (;;) {
    let next = end;
    while (next < text.length && SPACE.test(text[next] ?? "")) next += 1;
    if (next >= text.length || !isMark(text[next] ?? "")) return next;
    end = next + 1;
  }
}

/** The whole character at a place, whatever it takes. */
function letterAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0);
}

/** Whether only the first half of a character has come. */
function isHalf(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return at === text.length - 1 && code >= 0xd800 && code <= 0xdbff;
}

function endsBefore(text: string, at: number, after: number, mark: Mark): boolean {
  const next = letterAt(text, after);
  if (mark !== "narrow") return !(isEllipsis(text, at) && LOWER.test(next));
  const run = skipRun(text, at);
  const spaced = after > run && SPACE.test(text[after - 1] ?? "");
  if (!spaced && !HAN.test(next)) return false;
  const char = text[at] ?? "";
  if (isEllipsis(text, at)) return !LOWER.test(next);
  if (char === ".") return !isShortForm(text.slice(0, at), next);
  const quoted = after > run && CLOSER.test(text[run] ?? "");
  return !(quoted && LOWER.test(next)) || NARROW_PAUSE.test(char);
}

function isEllipsis(text: string, at: number): boolean {
  return /^(?:…|⋯|\.{2})/u.test(text.slice(at, at + 2));
}

/** Whether a full stop belongs to the word before it. */
function isShortForm(before: string, next: string): boolean {
  const word = /[\p{L}.]+$/u.exec(before)?.[0] ?? "";
  const plain = word.toLowerCase();
  if (TITLES.has(plain) && word !== "") return plain !== "no" || DIGIT.test(next);
  if (/^\p{Lu}$/u.test(word)) return word !== "I" || LOWER.test(next);
  if (/^(?:\p{Lu}\.)+\p{Lu}$/u.test(word)) return true;
  if (SHORT.has(plain)) return !/\p{Lu}/u.test(next) && !HAN.test(next);
  /* A list's number at its beginning: "2. The key." */
  return /(?:^|\n)\s*\p{N}{1,2}$/u.test(before);
}

/** A clause that will not end is cut at its last space, and never within a character. */
function forcedEnd(text: string): number {
  const space = text.lastIndexOf(" ", MOST - 1);
  if (space > MOST / 2) return space + 1;
  const code = text.charCodeAt(MOST - 1);
  return code >= 0xd800 && code <= 0xdbff ? MOST - 1 : MOST;
}
