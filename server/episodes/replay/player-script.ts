import type { Language } from "../../../shared/protocol.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { Director } from "../../stage/director.ts";

/** What players did after the moment at which an episode is branched, to be done again in the branch. */

/** One thing that a player did; due once so many turns of personas have ended. */
export interface PlayersDeed {
  readonly after: number;
  /** After the one before it, in ms. */
  readonly pause: number;
  readonly event: Extract<
    EpisodeEvent,
    { type: "line" | "moved" | "participant-joined" | "participant-left" | "deed" }
  >;
}

/** Nobody waits for longer between two things that players do at once, in ms. */
const LONGEST_PAUSE = 3_000;

/** `later`: the episode's events after the moment; `players`: who was there at it. */
export function playersScript(
  later: readonly EpisodeEvent[],
  players: readonly string[],
): PlayersDeed[] {
  const known = new Set(players);
  const script: PlayersDeed[] = [];
  let ended = 0;
  let before: number | null = null;
  for (const event of later) {
    if (event.type === "turn" && event.instead === undefined) ended += 1;
    if (event.type === "participant-joined" && event.kind === "player")
      known.add(event.participant);
    const theirs =
      (event.type === "line" && known.has(event.speaker)) ||
      (event.type === "deed" && event.origin === "player") ||
      ((event.type === "moved" ||
        event.type === "participant-left" ||
        event.type === "participant-joined") &&
        known.has(event.participant));
    if (!theirs) continue;
    const pause = before === null ? 0 : Math.min(LONGEST_PAUSE, Math.max(0, event.at - before));
    // What was said while the turn was spoken that is taken again comes after it.
    script.push({ after: Math.max(1, ended), pause, event: event as PlayersDeed["event"] });
    before = event.at;
  }
  return script;
}

/** Does it by the rules of the scene; a text is why it could not be done here. */
export function doAgain(director: Director, event: PlayersDeed["event"]): string | null {
  const refused = (answer: { readonly ok: boolean; readonly refusal?: string }) =>
    answer.ok ? null : (answer.refusal ?? "refused");
  switch (event.type) {
    case "line": {
      const { speaker, addressee, whisper, segments } = event;
      const text = segments.map((segment) => segment.text).join(" ");
      const to = addressee === null ? {} : { to: addressee };
      return refused(director.say(speaker, { text, whisper, ...to }));
    }
    case "moved":
      return refused(director.move(event.participant, { x: event.x, y: event.y }));
    case "deed": {
      const { actor, verb, target, item } = event;
      const on = { ...(target === null ? {} : { target }), ...(item === null ? {} : { item }) };
      return refused(director.act(actor, { verb, ...on }));
    }
    case "participant-joined": {
      const { participant: id, name, language, subject } = event;
      const who: { id: string; name: string; language: Language; subject?: string } = {
        id,
        name,
        language: language === "zh" ? "zh" : "en",
      };
      director.join(typeof subject === "string" ? { ...who, subject } : who);
      return null;
    }
    case "participant-left":
      director.leave(event.participant);
      return null;
  }
}
