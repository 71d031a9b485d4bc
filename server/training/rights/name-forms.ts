import { foldText } from "./folded-text.ts";
import {
  HAN_DOUBLE_SURNAMES,
  HAN_SURNAMES,
  NAME_PARTICLES,
  ORDINARY_WORDS,
} from "./ordinary-words.ts";

/** One way in which a name may stand in a text. */
export interface NameForm {
  /** A pattern over small folded letters. */
  readonly pattern: string;
  /** Longer ones are tried first. */
  readonly length: number;
  /** It is a word as well, and a name only with a capital. */
  readonly capital: boolean;
}

/** A letter or digit of a script that parts its words. */
const WORDLY = String.raw`[[\p{L}\p{N}_]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]]`;
/** What may stand between two words of a name. */
const BETWEEN = String.raw`[\s._·・\-]{0,3}`;

/** Every form of a name by which it is looked for: whole, its telling words alone, a Chinese given name. */
export function nameForms(name: string): NameForm[] {
  const small = foldText(name).small.trim();
  const words = small.split(/[\s._·・-]+/u).filter((word) => word !== "");
  if (words.length === 0) return [];
  const forms = new Map<string, NameForm>();
  const add = (parts: readonly string[], capital: boolean): void => {
    const whole = parts.join(" ");
    if (/^[\p{N}\p{P}\p{S}\s]*$/u.test(whole)) return;
    const pattern = bordered(parts);
    if (pattern !== null && !forms.has(pattern))
      forms.set(pattern, { pattern, length: whole.length, capital });
  };
  const ordinary = (word: string): boolean => ORDINARY_WORDS.has(word) || NAME_PARTICLES.has(word);
  add(words, words.every(ordinary));
  // Two of one name in a scene are told apart by a number, which nobody says.
  const called = words.filter((word, index) => index === 0 || !/^\d+$/u.test(word));
  if (called.length < words.length) add(called, called.every(ordinary));
  if (called.length > 1) {
    for (const word of called) {
      if (NAME_PARTICLES.has(word) || [...word].length < 2) continue;
      add([word], ordinary(word));
    }
  }
  for (const given of givenNames(small)) add([given], false);
  return [...forms.values()];
}

/** The given name of a Chinese full name, by which friends call each other. */
function givenNames(name: string): string[] {
  if (!/^\p{Script=Han}{3,4}$/u.test(name)) return [];
  const [first = "", second = ""] = name;
  if (HAN_DOUBLE_SURNAMES.has(first + second)) return name.length === 4 ? [name.slice(2)] : [];
  return name.length === 3 && HAN_SURNAMES.has(first) ? [name.slice(1)] : [];
}

/** Null for what cannot be told from ordinary letters. */
function bordered(words: readonly string[]): string | null {
  const whole = words.join("");
  // Han letters of a name may be spaced out; the spaces are part of it then.
  const body = words.map((word) =>
    /^\p{Script=Han}{2,}$/u.test(word)
      ? [...word].map(literal).join(String.raw`\s?`)
      : literal(word),
  );
  const letters = [...whole];
  if (letters.length === 1) {
    if (whole === "a" || whole === "i") return null;
    return String.raw`(?<![\p{L}\p{N}_])${body[0] ?? ""}(?![\p{L}\p{N}_])`;
  }
  const before = isHan(letters[0]) ? "" : `(?<!${WORDLY})`;
  // Of several of one name: `the Vogts' house`.
  const after = isHan(letters.at(-1)) ? "" : `(?:s(?='))?(?!${WORDLY})`;
  return before + body.join(BETWEEN) + after;
}

function isHan(letter: string | undefined): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(letter ?? "");
}

/** A pattern that fits this text alone. */
export function literal(text: string): string {
  return text.replace(/[\^$\\.*+?()[\]{}|/]/gu, "\\$&");
}
