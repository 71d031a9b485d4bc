import { pick, type Chance } from "./tag-disguises.ts";

/** Turns as a model should write them, with planted private words, for tests and for mutation. */

/** A block of a turn with its tags, or speech, which has none. */
export interface Piece {
  kind: "system" | "role" | "action" | "speech";
  open: string;
  text: string;
  close: string;
  /** No further operator may touch it. */
  fixed: boolean;
}

const SAID = [
  "The bridge is closed tonight.",
  "If 5 < 6, then come back, friend.",
  "I <3 this town 🔥.",
  "You read 《红楼梦》, I think.",
  "晚上好，请坐。",
  "It is a < b and c > d, no more.",
  "Well, 100% sure & ready.",
  "Come at 10:30 (if you must).",
] as const;
const DONE = ["folds her hands", "looks at the door", "倒茶", "lights the lamp"] as const;
/** What is thought, with a place for a planted word. */
export const THOUGHT = [
  "he must never learn of {} while the ice holds and the ferry still runs",
  "my brother hid {} below the mill, and nobody has asked me yet",
  "what if {} is found before the fair? I should leave at dawn",
  "我把 {} 藏在祠堂后面的井里，谁也不能知道这件事情",
  "Context: dusk.\nPlan: keep {} from the guest, then smile",
] as const;
const CONSONANTS = "bdfgklmnprvz";
/** A word nobody says; no letters that digits or other scripts stand in for matter to it. */
export function plantedWord(chance: Chance): string {
  let word = "xq";
  for (let i = 0; i < 6; i++) word += pick(chance, [...CONSONANTS] as [string, ...string[]]);
  return word;
}

/** A well-formed turn, as HER's models write it; its private words are added to `planted`. */
export function wellFormed(chance: Chance, planted: string[]): Piece[] {
  const thought = () => {
    const word = plantedWord(chance);
    planted.push(word);
    return pick(chance, THOUGHT).replace("{}", word);
  };
  const piece = (kind: Piece["kind"]): Piece => {
    if (kind === "speech")
      return { kind, open: "", text: pick(chance, SAID), close: "", fixed: false };
    const tag = { system: "system_thinking", role: "role_thinking", action: "role_action" }[kind];
    const text = kind === "action" ? pick(chance, DONE) : thought();
    return { kind, open: `<${tag}>`, text, close: `</${tag}>`, fixed: false };
  };
  const pieces = [piece("system")];
  for (let left = 1 + Math.floor(chance() * 4); left > 0; left--)
    pieces.push(piece(pick(chance, ["role", "action", "speech"])));
  return pieces;
}

/** The well-formed turn and what of it is visible, in order. */
export function politeTurn(chance: Chance): { text: string; visible: string[] } {
  const pieces = wellFormed(chance, []);
  const visible = pieces.filter(({ kind }) => kind === "speech" || kind === "action");
  return { text: textOf(pieces), visible: visible.map(({ text }) => text) };
}

/** The turn as a model would send it. */
export function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ open, text, close }) => open + text + close).join("");
}
