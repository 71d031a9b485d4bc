import { comparable, isLetter } from "./character-folding.ts";
import type { Unit } from "./text-units.ts";

/** Finds lines that begin with a name and a colon, in any dress: bold, quoted, listed, full-width. */
export interface SpeakerLines {
  /** Takes the next visible character; gives back what may go on, or what was found. */
  push(unit: Unit): SpeakerFinding;
  /** A new segment begins: it begins a line. Gives back what was held. */
  restart(): readonly Unit[];
}

export type SpeakerFinding =
  | { readonly found: "nothing"; readonly units: readonly Unit[] }
  /** Nothing was held: the character itself may go on. */
  | { readonly found: "passes" }
  /** The persona's own name as a prefix: it is dropped; `units` stand before it. */
  | { readonly found: "self"; readonly units: readonly Unit[] }
  /** Someone else's line: the turn is over, but for what stands before it. */
  | { readonly found: "other"; readonly units: readonly Unit[] };

/** Nobody in a scene, but what models write when they go on with the transcript. */
const TRANSCRIPT = [
  "environment",
  "system",
  "user",
  "assistant",
  "human",
  "narrator",
  "player",
  "npc",
  "model",
  "环境",
  "旁白",
  "系统",
  "用户",
  "助手",
  "玩家",
  "人类",
].map(comparable);
/** After these a line may begin: a full stop, a break tag. */
const LINE_END = new Set(["\n", ".", "!", "?", "…", "...", "。", "！", "？", "」", "』", ">"]);
/** After these and a space, too: quotations and gestures. */
const QUOTE_END = new Set(['"', "”", "’", ")", "]", "】", "*"]);
const PASSES: SpeakerFinding = { found: "passes" };
const NOTHING: SpeakerFinding = { found: "nothing", units: [] };
/** Signs and list marks before a name. */
const LONGEST_DRESS = 32;
/** Dress, name and what stands between the name's letters. */
const LONGEST_HEAD = 160;
const LONGEST_ASIDE = 60;
/** How a line is counted: `1.`, `a)`, `iv.`, `10:30 pm`, `一、`. */
const LIST_MARK =
  /^(?:\d{1,4}(?:[ap]m)?|[a-z]|[ivx]{1,4}|[ap]m|[一二三四五六七八九十甲乙丙丁]{1,3})$/u;
const AFTER_MARK = new Set([".", ")", "]", "}", "】", "〕", ":", "、", "-", "–", "/"]);
/** `Tomas (softly):`, `Tomas *smiles*:` */
const ASIDES: Readonly<Record<string, string>> = {
  "(": ")",
  "[": "]",
  "{": "}",
  "【": "】",
  "〔": "〕",
};
const EMPHASIS = new Set("*_~`");

/** `self` and `others` are names and aliases as people write them. */
export function createSpeakerLines(
  self: readonly string[],
  others: readonly string[],
): SpeakerLines {
  const own = new Set(self.map(comparable).filter((key) => key !== ""));
  const foreign = new Set(
    [...others.map(comparable), ...TRANSCRIPT].filter((key) => key !== "" && !own.has(key)),
  );
  const names = [...own, ...foreign];
  let held: Unit[] = [];
  let looking = true;
  let key = "";
  /** What ends the aside that has begun after the name; empty outside. */
  let aside = "";
  let last = "";
  /** The last letter as it arrived. */
  let letter = "";
  let stopped = false;

  function look(): void {
    looking = true;
    key = aside = last = "";
  }
  function release(): Unit[] {
    const units = held;
    held = [];
    looking = false;
    return units;
  }
  const named = () => own.has(key) || foreign.has(key);

  /** What a character does to the line's beginning: it may still be a speaker, it is one, or it is none. */
  function step(char: string): "maybe" | "speaker" | "none" {
    if (aside !== "") {
      if (char === aside) aside = "";
      return held.length <= LONGEST_ASIDE + LONGEST_DRESS ? "maybe" : "none";
    }
    if (held.length > LONGEST_HEAD) return "none";
    if (char === "") return "maybe";
    const before = last;
    last = char;
    if (isLetter(char)) {
      letter = held.at(-1)?.raw ?? "";
      if (names.some((name) => name.startsWith(key + char))) key += char;
      else if (named() && EMPHASIS.has(before)) aside = before;
      else if (LIST_MARK.test(key + char)) key += char;
      else return "none";
      return "maybe";
    }
    if (named()) {
      if (char === ":") return "speaker";
      const close = ASIDES[char];
      if (close !== undefined) {
        aside = close;
        return "maybe";
      }
    } else if (isListMark(char)) {
      key = "";
      return "maybe";
    }
    if (char === ":") return "none";
    if (char === "\n") return key === "" ? "maybe" : "none";
    if (key === "") return held.length <= LONGEST_DRESS && !/[,，]/u.test(char) ? "maybe" : "none";
    return /[\s.'’_*"”\])}」』】〕`~#=|>–-]/u.test(char) ? "maybe" : "none";
  }
  /** What stands there is no beginning of a name but a number before one. */
  function isListMark(char: string): boolean {
    if (!LIST_MARK.test(key)) return false;
    if (AFTER_MARK.has(char)) return true;
    return char === " " && (/^\d/u.test(key) || !/\p{L}/u.test(letter));
  }

  function stepAll(chars: string): ReturnType<typeof step> {
    for (const char of chars) {
      const verdict = step(char);
      if (verdict !== "maybe") return verdict;
    }
    return "maybe";
  }

  /** What is held begins no line; what of it may begin the next one is looked at again. */
  function fail(): SpeakerFinding {
    const units = release();
    stopped = QUOTE_END.has(units.at(-1)?.char ?? "");
    const ends = units.findLastIndex((unit, at) => endsLine(unit, units[at - 1]));
    if (ends === -1) return { found: "nothing", units };
    const again = units.splice(ends + 1);
    look();
    for (const unit of again) {
      const finding = push(unit);
      if (finding.found === "passes") units.push(unit);
      else units.push(...finding.units);
      if (finding.found === "self" || finding.found === "other") return { ...finding, units };
    }
    return { found: "nothing", units };
  }

  function push(unit: Unit): SpeakerFinding {
    const { char } = unit;
    if (!looking) {
      if (isLetter(char)) {
        stopped = false;
        return PASSES;
      }
      // A sentence that ends may be followed by someone else's line on the same line.
      if (LINE_END.has(char) || (stopped && char === " ")) look();
      if (char !== "" && char !== " ") stopped = QUOTE_END.has(char);
      return PASSES;
    }
    held.push(unit);
    switch (char.length < 2 ? step(char) : stepAll(char)) {
      case "maybe":
        return NOTHING;
      case "none":
        return fail();
      case "speaker": {
        const mine = own.has(key);
        held = [];
        look();
        return { found: mine ? "self" : "other", units: [] };
      }
    }
  }

  return {
    push,
    restart() {
      const units = release();
      look();
      stopped = false;
      return units;
    },
  };
}

function endsLine(unit: Unit, before: Unit | undefined): boolean {
  return LINE_END.has(unit.char) || (unit.char === " " && QUOTE_END.has(before?.char ?? ""));
}
