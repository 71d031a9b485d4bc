import { comparable, fold, isLetter } from "./character-folding.ts";
import { breaksLine, couldBecome, isSpelled, meaningOf, type TagMeaning } from "./tag-names.ts";
import { createUnitReader, type Unit } from "./text-units.ts";

/** What a stream is made of, for the parser: characters, tags, and what must not be read any further. */
export type Token =
  | { readonly type: "unit"; readonly unit: Unit }
  | {
      readonly type: "tag";
      readonly close: boolean;
      readonly meaning: TagMeaning;
      readonly escaped: boolean;
      /** It has attributes. */
      readonly attributed: boolean;
      readonly raw: string;
    }
  /** A chat-template token. */
  | { readonly type: "template"; readonly raw: string }
  /** A comment or declaration, or a tag that never ends: nothing after it can be trusted. */
  | { readonly type: "unreadable"; readonly raw: string }
  /** The beginning of a tag that was cut off. */
  | { readonly type: "partial"; readonly raw: string };

/** A tag that is longer than this, in characters, is none. */
const LONGEST_TAG = 256;
const LONGEST_NAME = 48;
const LONGEST_UNKNOWN = 80;
const DOUBLES = new Set(["<", " ", "\n", ""]);
/** Signs that may stand around a name without being part of it. */
const AROUND = new Set(["_", "-", "–", "*", "~", '"', "'", "`", ".", "#", "\\", ";"]);

const HAS_ATTRIBUTE = /[\p{L}\p{N}=]/u;

export interface TagReader {
  push(text: string): void;
  end(): void;
}

/**
 * Finds tags in a stream, whatever the chunks. Never holds more than `LONGEST_TAG` characters. Where `takeRun` is
 * given, plain text between tags may come to it in pieces of many characters instead of as units.
 */
export function createTagReader(
  take: (token: Token) => void,
  takeRun?: (run: string) => void,
): TagReader {
  const units = createUnitReader();
  let stage: "text" | "open" | "name" | "attributes" | "torn" = "text";
  let held: Unit[] = [];
  let name = "";
  /** The name's first word, while spaced letters may be spelling it out. */
  let word = "";
  let close = false;
  let spaced = false;
  let spelled = false;
  /** In `attributes`: what was decided of the name, or null while the tag is of no known kind. */
  let decided: TagMeaning | null = null;
  let quote = "";
  let attributes = "";
  /** Opening brackets beyond the first, and closing ones that may follow the tag. */
  let doubled = 0;
  let surplus = 0;
  /** The beginning of a name that another tag tore, as in `<sy<b></b>stem_note>`; null for none. */
  let torn: string | null = null;
  /** That beginning itself, while what tears it may still be no tag. */
  let before: Unit[] = [];
  let afterTag = false;

  function begin(unit: Unit): void {
    stage = "open";
    held = [unit];
    name = word = "";
    doubled = surplus = 0;
    close = spaced = spelled = false;
    decided = null;
    quote = attributes = "";
  }
  const raw = () => held.map((unit) => unit.raw).join("");
  const soft = () => held[0]?.soft === "open";

  function settleTorn(byTag: boolean): void {
    const units = before;
    before = [];
    if (units.length === 0) return;
    const name = torn ?? "";
    if (byTag || (name.length > 1 && couldBecome(name)))
      take({ type: "partial", raw: units.map((unit) => unit.raw).join("") });
    else for (const unit of units) take({ type: "unit", unit });
  }
  function asText(): void {
    settleTorn(false);
    const text = held;
    held = [];
    stage = "text";
    for (const unit of text) take({ type: "unit", unit });
  }
  function asTag(meaning: TagMeaning): void {
    settleTorn(true);
    const token: Token = {
      type: "tag",
      close,
      meaning,
      escaped: held[0]?.escaped ?? false,
      attributed: HAS_ATTRIBUTE.test(attributes),
      raw: raw(),
    };
    took();
    take(token);
  }
  /** Plain markup is shown, but nobody reads it: it parts no word and says none. */
  function asMarkup(): void {
    settleTorn(true);
    const whole = attributes.trim() === "" ? raw() : `<${close ? "/" : ""}${name}>`;
    const char = breaksLine(name) ? "\n" : "";
    took();
    take({ type: "unit", unit: { raw: whole, char, escaped: false, soft: null } });
  }
  function took(): void {
    held = [];
    stage = "text";
    surplus = doubled;
    if (doubled > 0) torn ??= "";
    afterTag = true;
  }
  function as(type: "template" | "unreadable" | "partial"): void {
    settleTorn(true);
    const token: Token = { type, raw: raw() };
    held = [];
    stage = "text";
    take(token);
  }

  /** The tag is whole: its closing bracket has come. */
  function finish(): void {
    const meaning = decided ?? meaningOf(name);
    switch (meaning.kind) {
      case "public":
        return asTag(meaning);
      case "template":
        return soft() ? asText() : as("template");
      case "markup": {
        if (soft()) return asText();
        if (attributes.trim() === "") return asMarkup();
        // `a <b and c> d`
        if (!attributes.includes("=")) return asText();
        const styled = meaningOf(comparable(name + attributes));
        return styled.kind === "private" && styled.known ? asTag(styled) : asMarkup();
      }
      case "private": {
        if (meaning.known) return asTag(meaning);
        // `5 < x and y > 3` and guillemets are no tags; `<secret>` and `<plan b="1">` may well be.
        if (soft() || spaced || /^\d/u.test(name)) return asText();
        if (attributes.trim() === "" || attributes.includes("=")) return asTag(meaning);
        // `<seed:think>`, `<her true thoughts>`
        const whole = meaningOf(comparable(name + attributes));
        return whole.kind === "private" && whole.known ? asTag(whole) : asText();
      }
    }
  }

  /** The name's first word is whole. */
  function wordEnd(unit: Unit): void {
    const meaning = meaningOf(name);
    if (couldBecome(name) && !isSpelled(name) && (unit.char === " " || unit.char === "\n")) {
      if (!spelled) word = name;
      spelled = true;
      held.push(unit);
      if (held.length >= LONGEST_UNKNOWN) as("partial");
      return;
    }
    if (meaning.kind === "public" || (meaning.kind === "private" && meaning.known)) {
      decided = meaning;
      stage = "attributes";
      attribute(unit);
      return;
    }
    if (meaning.kind === "template" || soft() || /^\d/u.test(name)) {
      asText();
      text(unit);
      return;
    }
    stage = "attributes";
    attribute(unit);
  }

  function attribute(unit: Unit): void {
    const { char } = unit;
    const ends = char === ">" || unit.soft === "close";
    if (quote === "" && ends) {
      held.push(unit);
      finish();
      return;
    }
    const cut = quote === "" && char === "<";
    const tooLong = decided === null && (char === "\n" || held.length >= LONGEST_UNKNOWN);
    if (cut || tooLong) {
      giveUp();
      text(unit);
      return;
    }
    held.push(unit);
    if (quote !== "") {
      if (char === quote) quote = "";
    } else if ((char === '"' || char === "'") && attributes.trimEnd().endsWith("=")) quote = char;
    attributes += char;
    if (held.length < LONGEST_TAG) return;
    if (opensPrivate()) giveUp();
    else as("unreadable");
  }

  const opensPrivate = () => decided?.kind === "private" && !close;
  /** The tag has no end: what opens privacy opens it all the same. */
  function giveUp(): void {
    if (decided === null) asText();
    else if (decided.kind === "public" || opensPrivate()) asTag(decided);
    else as("partial");
  }

  function opened(unit: Unit): void {
    const { char } = unit;
    if (char === "<" && held.length < 4 && !soft() && held.every(isDouble)) {
      held.push(unit); // `<<role_thinking>>`
      doubled += 1;
      spaced = false;
    } else if (unit.soft === "open" && held.length < 4 && !soft() && held.every(isBracket)) {
      held.push(unit); // `<‹role_thinking›>`
      doubled += 1;
    } else if (char === "<" || unit.soft === "open") {
      asText();
      begin(unit);
    } else if (char === "|" && !soft()) {
      held.push(unit);
      as("template");
    } else if ((char === "!" || char === "?") && !soft() && !spaced) {
      held.push(unit);
      as("unreadable");
    } else if (isLetter(char)) {
      held.push(unit);
      name = char;
      stage = "name";
    } else if (char === ">") {
      asText();
      text(unit);
    } else {
      if (char === "/") close = true;
      else if (char !== "" && !AROUND.has(char)) spaced = true;
      held.push(unit);
      if (held.length > 12) asText();
    }
  }

  function named(unit: Unit): void {
    const { char } = unit;
    if (isLetter(char)) {
      held.push(unit);
      name += char;
      const lost = spelled && !couldBecome(name) && !isSpelled(name);
      if (lost || name.length > LONGEST_NAME) {
        const known = [word, name].find(isKnown);
        if (known !== undefined) {
          decided = meaningOf(known);
          stage = "attributes";
        } else if (lost && meaningOf(word).kind === "markup" && !soft()) {
          attributes = ` ${name.slice(word.length)}`;
          name = word;
          stage = "attributes";
        } else asText();
      }
    } else if (char === ">" || unit.soft === "close") {
      held.push(unit);
      finish();
    } else if (char === "<" || unit.soft === "open") {
      if (isKnown(name) && !close) asTag(meaningOf(name));
      else if (char !== "<" || soft()) {
        if (name.length > 1 && couldBecome(name)) as("partial");
        else asText();
      } else {
        settleTorn(false);
        before = held;
        torn = name;
      }
      begin(unit);
    } else if (char === "" || char === "/" || AROUND.has(char)) {
      held.push(unit);
      if (held.length >= LONGEST_TAG) as("unreadable");
    } else wordEnd(unit);
  }

  function text(unit: Unit): void {
    if (surplus > 0 && unit.char === ">") surplus -= 1;
    else if (unit.char === "<" || unit.soft === "open") begin(unit);
    else if (torn !== null && afterTag) {
      stage = "torn";
      name = "";
      afterTag = false;
      tornOn(unit);
    } else takeText(unit);
  }
  /** Whether the rest of a torn name stands here. */
  function tornOn(unit: Unit): void {
    const { char } = unit;
    if (char === ">" || unit.soft === "close") {
      held.push(unit);
      const meaning = meaningOf((torn ?? "") + name);
      const ofUse = meaning.kind !== "markup" && (meaning.kind !== "private" || meaning.known);
      if (ofUse && name !== "") as("unreadable");
      else asText();
      return;
    }
    if (held.length < LONGEST_NAME && (isLetter(char) || char === "" || AROUND.has(char))) {
      held.push(unit);
      if (isLetter(char)) name += char;
      return;
    }
    asText();
    text(unit);
  }
  function takeText(unit: Unit): void {
    surplus = 0;
    afterTag = false;
    take({ type: "unit", unit });
  }

  function next(given: Unit): void {
    const unit = stage === "text" ? given : spoken(given);
    switch (stage) {
      case "torn":
        return tornOn(unit);
      case "text":
        return text(unit);
      case "open":
        return opened(unit);
      case "name":
        return named(unit);
      case "attributes":
        return attribute(unit);
    }
  }

  const runs = takeRun && {
    wanted: () => stage === "text" && (torn === null || !afterTag),
    take(run: string) {
      surplus = 0;
      afterTag = false;
      takeRun(run);
    },
  };

  return {
    push: (chunk) => units.push(chunk, next, runs),
    end() {
      const escape = units.end(next);
      if (escape !== "") {
        held.push({ raw: escape, char: "", escaped: true, soft: null });
        return as("partial");
      }
      if (held.length === 0) return;
      if (stage === "torn") {
        const whole = (torn ?? "") + name;
        return isKnown(whole) || couldBecome(whole) ? as("partial") : asText();
      }
      // `a < b.` at the end of a turn
      const number = /^\d+$/u.test(name);
      const harmless = (spaced || name.length === 1) && name !== "" && !couldBecome(name);
      if (number || (harmless && !isKnown(name))) asText();
      else as("partial");
    },
  };
}

/** `<<role_thinking>>`, `<‹role_thinking›>` */
function isBracket(unit: Unit): boolean {
  return unit.char === "<" || unit.soft === "open";
}
function isDouble(unit: Unit): boolean {
  return DOUBLES.has(unit.char) || unit.soft === "open";
}

/** In a tag, characters that only tell tags apart stand for the letters they copy. */
function spoken(unit: Unit): Unit {
  const code = unit.raw.codePointAt(0) ?? 0;
  if (code < 0xe0020 || code > 0xe007e) return unit;
  return { ...unit, char: fold(String.fromCharCode(code - 0xe0000)) };
}

function isKnown(name: string): boolean {
  const meaning = meaningOf(name);
  return meaning.kind === "private" && meaning.known;
}
