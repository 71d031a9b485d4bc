import { isLetter } from "./character-folding.ts";
import { AROUND, rawOf, spoken, TagDraft } from "./tag-draft.ts";
import { couldBecome, isKnownPrivate, isSpelled, meaningOf, type TagMeaning } from "./tag-names.ts";
import type { Token } from "./tag-token.ts";
import { createUnitReader, unitOf, type Unit } from "./text-units.ts";
import { TornTag } from "./torn-tag.ts";

/** A tag that is longer than this, in characters, is none. */
const LONGEST_TAG = 256;
const LONGEST_NAME = 48;
const LONGEST_UNKNOWN = 80;
/** Before a tag's name. */
const LONGEST_LEAD = 12;

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
  const torn = new TornTag();
  let stage: "text" | "open" | "name" | "attributes" | "rest" = "text";
  let tag = new TagDraft(unitOf("<"));
  /** What may be the rest of a torn tag's name. */
  let rest: Unit[] = [];
  /** Closing brackets that may still follow the tag. */
  let surplus = 0;
  let afterTag = false;

  function begin(unit: Unit): void {
    stage = "open";
    tag = new TagDraft(unit);
    surplus = 0;
  }

  // What a draft turns out to be.

  function settle(byTag: boolean): void {
    for (const token of torn.settle(byTag)) take(token);
    stage = "text";
  }
  function asText(): void {
    settle(false);
    for (const unit of tag.held) take({ type: "unit", unit });
  }
  function asTag(meaning: TagMeaning): void {
    settle(true);
    surplus = tag.doubled;
    if (tag.doubled > 0) torn.tearBracket();
    afterTag = true;
    take(meaning.kind === "markup" ? tag.markup() : tag.token(meaning));
  }
  function as(type: "template" | "unreadable" | "partial"): void {
    settle(true);
    take({ type, raw: tag.raw });
  }
  /** The tag is whole: its closing bracket has come. */
  function finish(unit: Unit): void {
    tag.held.push(unit);
    const meaning = tag.whole();
    if (meaning === "text") asText();
    else if (meaning.kind === "template") as("template");
    else asTag(meaning);
  }
  /** The tag has no end: what opens privacy opens it all the same. */
  function giveUp(): void {
    const { decided } = tag;
    if (decided === null) asText();
    else if (decided.kind === "public" || tag.opensPrivate) asTag(decided);
    else as("partial");
  }

  // The stages of a tag.

  function opened(unit: Unit): void {
    const { char } = unit;
    if (tag.isDoubledBy(unit)) {
      tag.held.push(unit);
      tag.doubled += 1;
      tag.spaced = false;
    } else if (char === "<" || unit.soft === "open") {
      asText();
      begin(unit);
    } else if (char === "|" && !tag.soft) {
      tag.held.push(unit);
      as("template");
    } else if ((char === "!" || char === "?") && !tag.soft && !tag.spaced) {
      tag.held.push(unit);
      as("unreadable");
    } else if (isLetter(char)) {
      tag.held.push(unit);
      tag.name = char;
      stage = "name";
    } else if (char === ">") {
      asText();
      text(unit);
    } else {
      if (char === "/") tag.close = true;
      else if (char !== "" && !AROUND.has(char)) tag.spaced = true;
      tag.held.push(unit);
      if (tag.held.length > LONGEST_LEAD) asText();
    }
  }

  function named(unit: Unit): void {
    const { char } = unit;
    if (isLetter(char)) {
      tag.held.push(unit);
      tag.name += char;
      const lost = tag.spelled && !couldBecome(tag.name) && !isSpelled(tag.name);
      if (lost || tag.name.length > LONGEST_NAME) nameLost(lost);
    } else if (char === ">" || unit.soft === "close") finish(unit);
    else if (char === "<" || unit.soft === "open") {
      if (isKnownPrivate(tag.name) && !tag.close) asTag(meaningOf(tag.name));
      else if (char === "<" && !tag.soft) {
        settle(false);
        torn.tear(tag.name, tag.held);
      } else if (tag.name.length > 1 && couldBecome(tag.name)) as("partial");
      else asText();
      begin(unit);
    } else if (char === "" || char === "/" || AROUND.has(char)) {
      tag.held.push(unit);
      if (tag.held.length >= LONGEST_TAG) as("unreadable");
    } else wordEnd(unit);
  }
  /** The letters spell no name after all, or are too many. */
  function nameLost(spelling: boolean): void {
    const { word, name } = tag;
    const known = [word, name].find(isKnownPrivate);
    const markup = spelling && meaningOf(word).kind === "markup" && !tag.soft;
    if (known === undefined && !markup) return asText();
    stage = "attributes";
    if (known !== undefined) tag.decided = meaningOf(known);
    else {
      tag.attributes = ` ${name.slice(word.length)}`;
      tag.name = word;
    }
  }
  /** The name's first word is whole. */
  function wordEnd(unit: Unit): void {
    const { name } = tag;
    if (couldBecome(name) && !isSpelled(name) && (unit.char === " " || unit.char === "\n")) {
      if (!tag.spelled) tag.word = name;
      tag.spelled = true;
      tag.held.push(unit);
      if (tag.held.length >= LONGEST_UNKNOWN) as("partial");
      return;
    }
    const meaning = meaningOf(name);
    if (meaning.kind === "public" || (meaning.kind === "private" && meaning.known))
      tag.decided = meaning;
    else if (meaning.kind === "template" || tag.soft || /^\d/u.test(name)) {
      asText();
      text(unit);
      return;
    }
    stage = "attributes";
    attribute(unit);
  }

  function attribute(unit: Unit): void {
    const { char } = unit;
    if (!tag.quoted && (char === ">" || unit.soft === "close")) {
      finish(unit);
      return;
    }
    const cut = !tag.quoted && char === "<";
    const unknown = tag.decided === null;
    if (cut || (unknown && (char === "\n" || tag.held.length >= LONGEST_UNKNOWN))) {
      giveUp();
      text(unit);
      return;
    }
    tag.addAttribute(unit);
    if (tag.held.length < LONGEST_TAG) return;
    if (tag.opensPrivate) giveUp();
    else as("unreadable");
  }

  // Between tags.

  function text(unit: Unit): void {
    if (surplus > 0 && unit.char === ">") surplus -= 1;
    else if (unit.char === "<" || unit.soft === "open") begin(unit);
    else if (torn.isTorn && afterTag) {
      stage = "rest";
      rest = [];
      torn.beginRest();
      afterTag = false;
      restOf(unit);
    } else {
      surplus = 0;
      afterTag = false;
      take({ type: "unit", unit });
    }
  }
  /** The rest of a torn tag's name, perhaps. */
  function restOf(unit: Unit): void {
    if (torn.addRest(unit)) {
      rest.push(unit);
      return;
    }
    stage = "text";
    const ends = unit.char === ">" || unit.soft === "close";
    if (ends && torn.isWhole) take({ type: "unreadable", raw: rawOf([...rest, unit]) });
    else {
      for (const held of rest) take({ type: "unit", unit: held });
      text(unit);
    }
  }

  const stages = { open: opened, name: named, attributes: attribute, rest: restOf };
  function next(unit: Unit): void {
    if (stage === "text") text(unit);
    else stages[stage](spoken(unit));
  }

  const runs = takeRun && {
    wanted: () => stage === "text" && !(torn.isTorn && afterTag),
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
      if (stage === "rest") {
        stage = "text";
        if (torn.couldBeWhole) take({ type: "partial", raw: rawOf(rest) });
        else for (const unit of rest) take({ type: "unit", unit });
      } else if (stage !== "text") {
        if (tag.harmlessCut && escape === "") asText();
        else as("partial");
      }
      if (escape !== "") take({ type: "partial", raw: escape });
    },
  };
}
