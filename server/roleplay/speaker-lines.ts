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
  /** The persona's own name as a prefix: it is dropped. */
  | { readonly found: "self" }
  /** Someone else's line: the turn is over. */
  | { readonly found: "other" };

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
/** After these and a space, too. */
const QUOTE_END = new Set(['"', "”", "’", "）", ")"]);
const PASSES: SpeakerFinding = { found: "passes" };
const NOTHING: SpeakerFinding = { found: "nothing", units: [] };
const LONGEST_DRESS = 16;
/** Dress, name and what stands between the name's letters. */
const LONGEST_HEAD = 160;
const LONGEST_ASIDE = 60;

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
  let aside = false;
  let markup = false;
  let stopped = false;

  function look(): void {
    looking = true;
    key = "";
    aside = markup = false;
  }
  function release(): Unit[] {
    const units = held;
    held = [];
    looking = false;
    return units;
  }

  /** What a character does to the line's beginning: it may still be a speaker, it is one, or it is none. */
  function step(char: string): "maybe" | "speaker" | "none" {
    if (aside) {
      if (char === ")" || char === "）") aside = false;
      return held.length <= LONGEST_ASIDE + LONGEST_DRESS ? "maybe" : "none";
    }
    if (markup) {
      if (char === ">") markup = false;
      return held.length <= LONGEST_ASIDE && char !== "\n" ? "maybe" : "none";
    }
    if (char === "") return "maybe";
    if (isLetter(char)) {
      key += char;
      return names.some((name) => name.startsWith(key)) ? "maybe" : "none";
    }
    if (char === "<") {
      markup = true;
      return "maybe";
    }
    const named = own.has(key) || foreign.has(key);
    if (char === ":") return named ? "speaker" : "none";
    if ((char === "(" || char === "（") && named) {
      aside = true;
      return "maybe";
    }
    if (char === "\n") return key === "" ? "maybe" : "none";
    if (key === "") return held.length <= LONGEST_DRESS && !/[,，]/u.test(char) ? "maybe" : "none";
    return held.length <= LONGEST_HEAD && /[\s.'’_*"”\])}」』】〕`~#=|>-]/u.test(char)
      ? "maybe"
      : "none";
  }

  function stepAll(chars: string): ReturnType<typeof step> {
    for (const char of chars) {
      const verdict = step(char);
      if (verdict !== "maybe") return verdict;
    }
    return "maybe";
  }

  return {
    push(unit) {
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
      const verdict = char.length < 2 ? step(char) : stepAll(char);
      switch (verdict) {
        case "maybe":
          return NOTHING;
        case "none": {
          stopped = QUOTE_END.has(char);
          const units = release();
          if (LINE_END.has(char)) look();
          return { found: "nothing", units };
        }
        case "speaker": {
          const mine = own.has(key);
          held = [];
          look();
          return { found: mine ? "self" : "other" };
        }
      }
    },
    restart() {
      const units = release();
      look();
      stopped = false;
      return units;
    },
  };
}
