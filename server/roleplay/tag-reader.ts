import { isLetter } from "./character-folding.ts";
import { couldBecome, meaningOf, type TagMeaning } from "./tag-names.ts";
import { createUnitReader, type Unit } from "./text-units.ts";

/** What a stream is made of, for the parser: characters, tags, and what must not be read any further. */
export type Token =
  | { readonly type: "unit"; readonly unit: Unit }
  | {
      readonly type: "tag";
      readonly close: boolean;
      readonly meaning: TagMeaning;
      readonly escaped: boolean;
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
/** Signs that may stand around a name without being part of it. */
const AROUND = new Set(["_", "-", "*", "~", '"', "'", "`", ".", "#", "\\"]);

export interface TagReader {
  push(text: string): void;
  end(): void;
}

/** Finds tags in a stream, whatever the chunks. Never holds more than `LONGEST_TAG` characters. */
export function createTagReader(take: (token: Token) => void): TagReader {
  const units = createUnitReader();
  let stage: "text" | "open" | "name" | "attributes" = "text";
  let held: Unit[] = [];
  let name = "";
  let close = false;
  let spaced = false;
  let spelled = false;
  /** In `attributes`: what was decided of the name, or null while the tag is of no known kind. */
  let decided: TagMeaning | null = null;
  let quote = "";
  let attributes = "";

  function begin(unit: Unit): void {
    stage = "open";
    held = [unit];
    name = "";
    close = spaced = spelled = false;
    decided = null;
    quote = attributes = "";
  }
  const raw = () => held.map((unit) => unit.raw).join("");
  const soft = () => held[0]?.soft === "open";

  function asText(): void {
    const text = held;
    held = [];
    stage = "text";
    for (const unit of text) take({ type: "unit", unit });
  }
  function asTag(meaning: TagMeaning): void {
    const token: Token = {
      type: "tag",
      close,
      meaning,
      escaped: held[0]?.escaped ?? false,
      raw: raw(),
    };
    held = [];
    stage = "text";
    take(token);
  }
  function as(type: "template" | "unreadable" | "partial"): void {
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
      case "markup":
        return asText();
      case "private": {
        if (meaning.known) return asTag(meaning);
        // `5 < x and y > 3` and guillemets are no tags; `<secret>` and `<plan b="1">` may well be.
        const words = attributes.trim() !== "" && !attributes.includes("=");
        return soft() || spaced || words ? asText() : asTag(meaning);
      }
    }
  }

  /** The name's first word is whole. */
  function wordEnd(unit: Unit): void {
    const meaning = meaningOf(name);
    if (meaning.kind === "private" && meaning.known && !close) {
      asTag(meaning);
      text(unit);
      return;
    }
    if (meaning.kind === "public" || (meaning.kind === "private" && meaning.known)) {
      decided = meaning;
      stage = "attributes";
      attribute(unit);
      return;
    }
    if (couldBecome(name) && (unit.char === " " || unit.char === "\n")) {
      spelled = true;
      held.push(unit);
      return;
    }
    if (meaning.kind !== "private" || soft()) {
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
      if (decided?.kind === "public") asTag(decided);
      else if (decided === null) asText();
      else as("partial");
      text(unit);
      return;
    }
    held.push(unit);
    if (quote !== "") {
      if (char === quote) quote = "";
    } else if ((char === '"' || char === "'") && attributes.trimEnd().endsWith("=")) quote = char;
    attributes += char;
    if (held.length >= LONGEST_TAG) as("unreadable");
  }

  function opened(unit: Unit): void {
    const { char } = unit;
    if (char === "<" || unit.soft === "open") {
      asText();
      begin(unit);
    } else if (char === "|" && !soft()) {
      held.push(unit);
      as("template");
    } else if ((char === "!" || char === "?") && !soft() && !spaced) {
      held.push(unit);
      as("unreadable");
    } else if (isLetter(char) && !/^\d/u.test(char)) {
      held.push(unit);
      name = char;
      stage = "name";
    } else if (char === "/" || char === "" || AROUND.has(char) || char === " " || char === "\n") {
      if (char === "/") close = true;
      if (char === " " || char === "\n") spaced = true;
      held.push(unit);
      if (held.length > 12) asText();
    } else {
      asText();
      text(unit);
    }
  }

  function named(unit: Unit): void {
    const { char } = unit;
    if (isLetter(char)) {
      held.push(unit);
      name += char;
      const lost = spelled && !couldBecome(name) && !isKnown(name);
      if (lost || name.length > LONGEST_NAME) {
        if (isKnown(name) && !close) asTag(meaningOf(name));
        else asText();
      }
    } else if (char === ">" || unit.soft === "close") {
      held.push(unit);
      finish();
    } else if (char === "<" || unit.soft === "open") {
      if (isKnown(name) && !close) asTag(meaningOf(name));
      else if (name.length > 1 && couldBecome(name)) as("partial");
      else asText();
      begin(unit);
    } else if (char === "" || char === "/" || AROUND.has(char)) {
      held.push(unit);
      if (held.length >= LONGEST_TAG) as("unreadable");
    } else wordEnd(unit);
  }

  function text(unit: Unit): void {
    if (unit.char === "<" || unit.soft === "open") begin(unit);
    else take({ type: "unit", unit });
  }

  function next(unit: Unit): void {
    switch (stage) {
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

  return {
    push: (chunk) => units.push(chunk, next),
    end() {
      units.end(next);
      if (held.length > 0) as("partial");
    },
  };
}

function isKnown(name: string): boolean {
  const meaning = meaningOf(name);
  return meaning.kind === "private" && meaning.known;
}
