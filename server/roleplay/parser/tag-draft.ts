import { comparable, fold } from "./character-folding.ts";
import {
  breaksLine,
  couldBecome,
  isKnownPrivate,
  meaningOf,
  type TagMeaning,
} from "./tag-names.ts";
import type { Token } from "./tag-token.ts";
import type { Unit } from "./text-units.ts";

/** Signs that may stand around a name without being part of it. */
export const AROUND = new Set(["_", "-", "–", "*", "~", '"', "'", "`", ".", "#", "\\", ";"]);
const HAS_ATTRIBUTE = /[\p{L}\p{N}=]/u;
const DOUBLES = new Set(["<", " ", "\n", ""]);
/** Opening brackets of one tag, with what stands between them. */
const MOST_DOUBLED = 4;

/** A tag as far as it was read, from its bracket on. */
export class TagDraft {
  readonly held: Unit[];
  name = "";
  /** The name's first word, while spaced letters may be spelling it out. */
  word = "";
  close = false;
  /** Something stands before the name that stands in no tag. */
  spaced = false;
  spelled = false;
  /** What was decided of the name, or null while the tag is of no known kind. */
  decided: TagMeaning | null = null;
  attributes = "";
  /** Opening brackets beyond the first. */
  doubled = 0;
  #quote = "";

  constructor(first: Unit) {
    this.held = [first];
  }

  get raw(): string {
    return rawOf(this.held);
  }
  /** It began with a bracket that is only perhaps an angle bracket. */
  get soft(): boolean {
    return this.held[0]?.soft === "open";
  }
  get quoted(): boolean {
    return this.#quote !== "";
  }
  get opensPrivate(): boolean {
    return this.decided?.kind === "private" && !this.close;
  }

  /** Whether the bracket is one more of this tag's: `<<role_thinking>>`, `<‹role_thinking›>`. */
  isDoubledBy(unit: Unit): boolean {
    if (this.soft || this.held.length >= MOST_DOUBLED) return false;
    if (unit.char !== "<" && unit.soft !== "open") return false;
    return this.held.every(
      ({ char, soft }) =>
        char === "<" || soft === "open" || (unit.char === "<" && DOUBLES.has(char)),
    );
  }

  addAttribute(unit: Unit): void {
    const { char } = unit;
    this.held.push(unit);
    if (this.quoted) {
      if (char === this.#quote) this.#quote = "";
    } else if ((char === '"' || char === "'") && this.attributes.trimEnd().endsWith("="))
      this.#quote = char;
    this.attributes += char;
  }

  /** What the tag is now that its closing bracket has come. */
  whole(): TagMeaning | "text" {
    const meaning = this.decided ?? meaningOf(this.name);
    const plain = this.attributes.trim() === "";
    const valued = this.attributes.includes("=");
    const withAttributes = () => {
      const all = meaningOf(comparable(this.name + this.attributes));
      return all.kind === "private" && all.known ? all : null;
    };
    switch (meaning.kind) {
      case "public":
        return meaning;
      case "template":
        return this.soft ? "text" : meaning;
      case "markup":
        // `a <b and c> d`
        if (this.soft || (!plain && !valued)) return "text";
        return (plain ? null : withAttributes()) ?? meaning;
      case "private":
        if (meaning.known) return meaning;
        // `5 < x and y > 3` and guillemets are no tags; `<secret>` and `<plan b="1">` may well be.
        if (this.soft || this.spaced || /^\d/u.test(this.name)) return "text";
        // `<seed:think>`, `<her true thoughts>`
        return plain || valued ? meaning : (withAttributes() ?? "text");
    }
  }

  token(meaning: TagMeaning): Token {
    return {
      type: "tag",
      close: this.close,
      meaning,
      escaped: this.held[0]?.escaped ?? false,
      // Of a close with a bracket too many, what follows it may be an attribute still: it ends nothing.
      attributed: HAS_ATTRIBUTE.test(this.attributes) || (this.close && this.doubled > 0),
      raw: this.raw,
    };
  }
  /** Plain markup is shown, but nobody reads it: it parts no word and says none. Its attributes are dropped. */
  markup(): Token {
    const [open, end] = [this.held[0]?.raw ?? "", this.held.at(-1)?.raw ?? ""];
    const bare = `${open}${this.close ? "/" : ""}${this.name}${end}`;
    const raw = this.attributes.trim() === "" ? this.raw : bare;
    const char = breaksLine(this.name) ? "\n" : "";
    return { type: "unit", unit: { raw, char, escaped: false, soft: null } };
  }

  /** Where the text ends in it: `a < b.` is no tag that was cut off. */
  get harmlessCut(): boolean {
    const { name, spaced } = this;
    if (/^\d+$/u.test(name)) return true;
    return (
      (spaced || name.length === 1) && name !== "" && !couldBecome(name) && !isKnownPrivate(name)
    );
  }
}

/** The units as they arrived. */
export function rawOf(units: readonly Unit[]): string {
  return units.map(({ raw }) => raw).join("");
}

/** In a tag, characters that only tell tags apart stand for the letters they copy. */
export function spoken(unit: Unit): Unit {
  const code = unit.raw.codePointAt(0) ?? 0;
  if (code < 0xe0020 || code > 0xe007e) return unit;
  return { ...unit, char: fold(String.fromCharCode(code - 0xe0000)) };
}
