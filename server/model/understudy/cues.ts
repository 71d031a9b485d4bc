/** What the world tells a character alone, so that it speaks of its own accord: read as the stage writes it. */

const SUGGESTS = /(?:You might (?:say|answer): |你也许会[说答]：)“([^“”]{1,400})”/gu;
const QUIET =
  /It is quiet for a moment, and [^.]{1,64} is near\.|一时安静了下来，[^。]{1,64}就在近旁。/u;

const NEWCOMER = /Nobody has greeted [^.]{1,400} yet\.|还没有人招呼[^。]{1,400}。/u;

/** The line an author suggests to say, the last of several; null where there is none. */
export function suggestedIn(text: string): string | null {
  return [...text.matchAll(SUGGESTS)].at(-1)?.[1]?.trim() ?? null;
}

/** A quiet moment with somebody near: time for small talk. */
export function isQuietMoment(text: string): boolean {
  return QUIET.test(text);
}

/** Somebody came in and waits for a greeting. */
export function isNewcomer(text: string): boolean {
  return NEWCOMER.test(text);
}

/** True for what gives reason to speak, whatever was said before it. */
export function isCue(text: string): boolean {
  return suggestedIn(text) !== null || isQuietMoment(text);
}
