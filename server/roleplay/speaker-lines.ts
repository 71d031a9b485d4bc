import { fold, isLetter } from "./character-folding.ts";
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
];
const NOTHING: SpeakerFinding = { found: "nothing", units: [] };
const LONGEST_DRESS = 16;
const LONGEST_ASIDE = 60;

/** `self` and `others` are names and aliases as people write them. */
export function createSpeakerLines(
  self: readonly string[],
  others: readonly string[],
): SpeakerLines {
  const own = new Set(self.map(keyOf).filter((key) => key !== ""));
  const foreign = new Set(
    [...others, ...TRANSCRIPT].map(keyOf).filter((key) => key !== "" && !own.has(key)),
  );
  const names = [...own, ...foreign];
  let held: Unit[] = [];
  let looking = true;
  let key = "";
  let gap = false;
  let aside = false;
  let stopped = false;

  function look(): void {
    looking = true;
    key = "";
    gap = aside = false;
  }
  function release(): Unit[] {
    const units = held;
    held = [];
    looking = false;
    return units;
  }

  function letter(char: string): boolean {
    if (gap && key !== "") key += " ";
    gap = false;
    key += char;
    return names.some((name) => name.startsWith(key));
  }

  /** What a character does to the line's beginning: it may still be a speaker, it is one, or it is none. */
  function step(char: string): "maybe" | "speaker" | "none" {
    if (aside) {
      if (char === ")" || char === "）") aside = false;
      return held.length <= LONGEST_ASIDE + LONGEST_DRESS ? "maybe" : "none";
    }
    if (char === "") return "maybe";
    if (isLetter(char)) return letter(char) ? "maybe" : "none";
    const named = own.has(key) || foreign.has(key);
    if (char === ":") return named ? "speaker" : "none";
    if ((char === "(" || char === "（") && named) {
      aside = true;
      return "maybe";
    }
    if (char === "\n") return key === "" ? "maybe" : "none";
    if (key === "")
      return held.length <= LONGEST_DRESS && !/[.!?。！？,，]/u.test(char) ? "maybe" : "none";
    gap = true;
    return /[\s.'’_*"”\]」』】`]/u.test(char) ? "maybe" : "none";
  }

  return {
    push(unit) {
      const { char } = unit;
      if (!looking) {
        // A sentence that ends may be followed by someone else's line on the same line.
        const stop = /[.!?…。！？"”’」』）)]/u.test(char);
        if (char === "\n" || (stopped && char === " ") || /[。！？」』]/u.test(char)) look();
        if (char !== "" && char !== " ") stopped = stop;
        return { found: "nothing", units: [unit] };
      }
      held.push(unit);
      const verdict = [...(char === "" ? [""] : char)].reduce<"maybe" | "speaker" | "none">(
        (so_far, part) => (so_far === "maybe" ? step(part) : so_far),
        "maybe",
      );
      switch (verdict) {
        case "maybe":
          return NOTHING;
        case "none": {
          stopped = false;
          const units = release();
          if (char === "\n" || /[。！？]/u.test(char)) look();
          else stopped = /[.!?…]/u.test(char);
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

function keyOf(name: string): string {
  let key = "";
  let gap = false;
  for (const point of name) {
    for (const char of fold(point)) {
      if (!isLetter(char)) gap = true;
      else {
        if (gap && key !== "") key += " ";
        gap = false;
        key += char;
      }
    }
  }
  return key;
}
