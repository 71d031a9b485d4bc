import * as z from "zod";

/** A player who said or did something: by what outlives its visits, or else as a participant, in one episode. */
export const Voice = z.strictObject({
  who: z.string().min(1).max(200),
  in: z.string().min(1).max(200),
});
export type Voice = z.infer<typeof Voice>;

/** So many at most are told apart; of what holds more nobody keeps account. */
export const MOST_VOICES = 64;

/** Whose words or deeds something comes from; empty for no player's, null where nobody kept account. */
export const Voices = z.array(Voice).max(MOST_VOICES).nullable();
export type Voices = readonly Voice[] | null;

/** Whose something is that was made of all of these; null where one of them is unknown, or they are too many. */
export function allVoices(parts: Iterable<Voices | undefined>): Voice[] | null {
  const found = new Map<string, Voice>();
  for (const part of parts) {
    if (part === null || part === undefined) return null;
    for (const voice of part) found.set(JSON.stringify([voice.who, voice.in]), voice);
  }
  return found.size > MOST_VOICES ? null : [...found.values()];
}

/** True if one of these players is among them. */
export function holdsVoice(voices: Voices | undefined, players: ReadonlySet<string>): boolean {
  return voices?.some(({ who }) => players.has(who)) ?? false;
}

/** The episode that a turn was played in, which its id begins with; null for ids of another form. */
export function episodeOfTurn(turnId: string): string | null {
  const end = turnId.lastIndexOf(".");
  return end > 0 ? turnId.slice(0, end) : null;
}
