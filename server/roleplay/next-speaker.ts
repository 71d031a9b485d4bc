import { readAddress, type Nameable } from "./address.ts";
import { contentWords, relevance } from "./relevance.ts";

/**
 * Who answers a line, by rule: direct address, then an unanswered question, then relevance, then silence.
 * Never a player, never the one who just spoke; talk among personas winds down.
 */

/** A persona that heard the line. */
export interface Candidate extends Nameable {
  /** Tiles from the speaker. */
  readonly distance: number;
  /** What it is about: content words of its sheet. */
  readonly about: ReadonlySet<string>;
}

export interface SpokenLine {
  readonly speaker: string;
  readonly speakerIsPlayer: boolean;
  readonly text: string;
  /** Chosen by the speaker's own hand, not read from the words. */
  readonly addressee: string | null;
  readonly whisper: boolean;
}

export interface Situation {
  /** Personas that heard the line. */
  readonly candidates: readonly Candidate[];
  /** Players that heard it, the speaker not among them. */
  readonly players: readonly Nameable[];
  /** Whom the speaker's body faces, near enough to be meant. */
  readonly faced: string | null;
  /** Whom the speaker last talked with, recently. */
  readonly partner: string | null;
  /** Lines that personas have spoken since a player last did, or since one of them began the talk; this one included. */
  readonly personaLines: number;
  /** A persona began this talk of its own accord. */
  readonly begun?: boolean;
}

/** The rule that chose; `nobody` rules say why there is silence. */
export const SPEAKER_RULES = [
  "addressed",
  "called",
  "you-to-faced",
  "you-to-partner",
  "question",
  "greeting",
  "mentioned",
  "relevant",
  "alone-together",
] as const;
export type SpeakerRule = (typeof SPEAKER_RULES)[number];
export const SILENCE_RULES = [
  "to-a-player",
  "wound-down",
  "nobody-near",
  "nothing-to-say",
] as const;
export type SilenceRule = (typeof SILENCE_RULES)[number];

/** `unsure`: whoever else might speak as well, the likeliest first; absent where the rules are certain. */
export type Choice =
  | {
      readonly speaker: string;
      readonly rule: SpeakerRule;
      readonly unsure?: readonly [string, ...string[]];
    }
  | {
      readonly speaker: null;
      readonly rule: SilenceRule;
      readonly unsure?: readonly [string, ...string[]];
    };

/** So many lines of personas follow a player's before they leave room; so many has a talk they began themselves. */
export const WIND_DOWN = 3;
export const TALK_LENGTH = 5;
const RELEVANT = 2;

/** Chooses who answers; the same line and situation always give the same choice. */
export function chooseSpeaker(line: SpokenLine, situation: Situation): Choice {
  const candidates = situation.candidates.filter(({ id }) => id !== line.speaker);
  const persona = (id: string | null | undefined) =>
    candidates.find((c) => c.id === id)?.id ?? null;
  const player = (id: string | null | undefined) => situation.players.some((p) => p.id === id);
  if (candidates.length === 0) return { speaker: null, rule: "nobody-near" };
  const enough = situation.begun === true ? TALK_LENGTH : WIND_DOWN;
  if (!line.speakerIsPlayer && situation.personaLines >= enough) {
    return { speaker: null, rule: "wound-down" };
  }

  const chosen = persona(line.addressee);
  const reading = readAddress(line.text, [...candidates, ...situation.players]);
  const called = reading.called.map((id) => persona(id)).find((id) => id !== null) ?? null;
  if (line.speakerIsPlayer) {
    if (chosen !== null) return { speaker: chosen, rule: "addressed" };
    if (player(line.addressee)) return { speaker: null, rule: "to-a-player" };
  }
  // Among themselves an answer that only names whom it is for needs no answer of its own.
  const settled = situation.begun === true && situation.personaLines > 1 && !reading.asks;
  if (!line.speakerIsPlayer && settled) return { speaker: null, rule: "wound-down" };
  if (called !== null) return { speaker: called, rule: "called" };
  if (reading.called.some(player)) return { speaker: null, rule: "to-a-player" };

  // A persona's line that names nobody is meant for whom it answers: a player then has the word.
  if (!line.speakerIsPlayer) {
    const opens = situation.begun === true && situation.personaLines === 1;
    if (chosen !== null && (reading.asks || opens)) return { speaker: chosen, rule: "addressed" };
    return { speaker: null, rule: player(line.addressee) ? "to-a-player" : "nothing-to-say" };
  }

  if (!reading.toAll && (reading.saysYou || reading.asks)) {
    const faced = persona(situation.faced);
    if (faced !== null) return { speaker: faced, rule: "you-to-faced" };
    if (reading.saysYou && player(situation.faced)) return { speaker: null, rule: "to-a-player" };
    const partner = persona(situation.partner);
    if (partner !== null) return { speaker: partner, rule: "you-to-partner" };
    if (reading.saysYou && player(situation.partner)) return { speaker: null, rule: "to-a-player" };
  }
  const words = contentWords(line.text);
  const ranked = candidates
    .map((c) => ({ id: c.id, distance: c.distance, score: relevance(words, c.about) }))
    .sort((a, b) => b.score - a.score || a.distance - b.distance || (a.id < b.id ? -1 : 1));
  const nearest = ranked.toSorted((a, b) => a.distance - b.distance)[0]?.id ?? null;
  const mentioned = reading.mentioned.map((id) => persona(id)).find((id) => id !== null) ?? null;
  const spokenOf = reading.mentioned.filter((id) => persona(id) !== null);
  if (mentioned !== null)
    return { speaker: mentioned, rule: "mentioned", ...unsureAmong(spokenOf, 1) };
  if (reading.greets && nearest !== null) return { speaker: nearest, rule: "greeting" };
  const best = ranked[0];
  const equals = ranked.filter(({ score }) => score === best?.score).map(({ id }) => id);
  if (reading.asks && best)
    return { speaker: best.id, rule: "question", ...unsureAmong(equals, 2) };
  if (best && best.score >= RELEVANT)
    return { speaker: best.id, rule: "relevant", ...unsureAmong(equals, 2) };
  const faced = persona(situation.faced) ?? persona(situation.partner);
  if (situation.players.length === 0 && (faced ?? nearest) !== null) {
    return { speaker: faced ?? nearest ?? "", rule: "alone-together" };
  }
  const anyone = ranked.map(({ id }) => id);
  return { speaker: null, rule: "nothing-to-say", ...unsureAmong(anyone, 2) };
}

/** Who else might speak, where there are at least so many. */
function unsureAmong(ids: readonly string[], least: number): Pick<Choice, "unsure"> {
  const [first, ...rest] = ids;
  return first === undefined || ids.length < least ? {} : { unsure: [first, ...rest] };
}
