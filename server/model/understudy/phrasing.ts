import type { Language } from "../../../shared/protocol.ts";
import { ENGLISH_LINES } from "./phrasing.en.ts";
import { CHINESE_LINES } from "./phrasing.zh.ts";
import type { Dice } from "./seeded.ts";
import type { Temper, Voice } from "./voice.ts";

/** Stock wording by occasion and temper. Slots: {who} the partner, {me} the own name, {topic}, {thing}, {,} a form of address or nothing. */
export type Occasion =
  | "greet"
  | "meet"
  | "farewell"
  | "thanks"
  | "unknown"
  | "unknownTopic"
  | "guard"
  | "deflect"
  | "innocent"
  | "nameUnknown"
  | "sayName"
  | "hearName"
  | "ownName"
  | "mood"
  | "insult"
  | "threat"
  | "love"
  | "praise"
  | "apology"
  | "grief"
  | "request"
  | "helpOffer"
  | "agree"
  | "refuse"
  | "silence"
  | "statement"
  | "statementTopic"
  | "noMore"
  | "again"
  | "volunteer"
  | "memoryNone"
  | "memoryOwnNone"
  | "open"
  | "counter"
  | "admit"
  | "act"
  | "whereUnknown"
  | "npcReact"
  | "npcTopic"
  | "aloneHere"
  | "othersHere"
  | "crossTopic"
  | "foreignFact"
  | "wind"
  | "lightGone"
  | "knock"
  | "bell"
  | "arrival"
  | "environment"
  | "lead"
  | "known"
  | "moment"
  | "regret"
  | "afterTold"
  | "knowsPerson"
  | "nameless";

export type Lines = Readonly<
  Record<Occasion, Partial<Readonly<Record<Temper, readonly string[]>>>>
>;

export interface Slots {
  readonly who?: string;
  readonly me?: string;
  readonly topic?: string;
  readonly thing?: string;
}

/** Remembers what was already said, so that the same wording is not picked twice. */
export class Wording {
  private readonly said: string;
  private readonly lines: Lines;
  private readonly now: string[] = [];
  private readonly voice: Voice;
  private readonly dice: Dice;

  constructor(language: Language, voice: Voice, ownPast: readonly string[], dice: Dice) {
    this.lines = language === "zh" ? CHINESE_LINES : ENGLISH_LINES;
    this.said = ownPast.map(bare).join("\n");
    this.voice = voice;
    this.dice = dice;
  }

  /** A line for the occasion that has not been used; null when every one has. */
  pick(occasion: Occasion, slots: Slots = {}): string | null {
    const own = this.lines[occasion][this.voice.temper] ?? [];
    const plain = this.lines[occasion].plain ?? [];
    const fits = (line: string): boolean =>
      [...line.matchAll(/\{(\w+)\}/g)].every(
        ([, slot]) => STYLE.has(slot as string) || slotOf(slots, slot as string) !== "",
      ) && !this.isSpent(line);
    const pool = [
      ...this.dice.shuffled(own.filter(fits)),
      ...this.dice.shuffled(plain.filter(fits)),
    ];
    // The character's own wording is likelier, yet never the only one.
    const line =
      own.length > 0 && pool.length > 1 && this.dice.chance(0.25) ? pool.at(-1) : pool[0];
    if (line === undefined) return null;
    this.now.push(bare(line));
    return this.filled(line, slots);
  }

  /** True when these very words were spoken before, or are about to be. */
  wasSaid(text: string): boolean {
    const plain = bare(text);
    return plain !== "" && (this.said.includes(plain) || this.now.includes(plain));
  }

  note(text: string): void {
    this.now.push(bare(text));
  }

  private isSpent(line: string): boolean {
    const pieces = line
      .split(/\{[^}]*\}/)
      .map(bare)
      .filter((piece) => piece.length >= 4)
      .sort((a, b) => b.length - a.length);
    const telling = pieces[0];
    return (
      telling !== undefined &&
      (this.said.includes(telling) || this.now.some((said) => said.includes(telling)))
    );
  }

  private filled(line: string, slots: Slots): string {
    const address =
      this.voice.address !== "" && this.dice.chance(0.5) ? `, ${this.voice.address}` : "";
    return line
      .replace(/\{,\}/g, address)
      .replace(/\{yes\}/g, this.voice.yes)
      .replace(/\{self\}/g, this.voice.self)
      .replace(/\{you\}/g, this.voice.you)
      .replace(/\{(\w+)\}/g, (_, slot: string) => slotOf(slots, slot));
  }
}

const STYLE = new Set(["self", "you", "yes"]);

/** A slot's text; a capital slot (`{Topic}`) begins a sentence. */
function slotOf(slots: Slots, slot: string): string {
  const text = slots[slot.toLowerCase() as keyof Slots] ?? "";
  return /^[A-Z]/.test(slot) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** Letters alone, for comparing wording. */
export function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}
