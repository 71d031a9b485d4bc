import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { languageTokens } from "../language-tokens.ts";
import { signal, type Of, type Signal, type Turn } from "./signal.ts";

/** What players did after a turn, without being asked: they left, or asked once more. */

/** In ms. */
const SOON = 30_000;
/** Two questions are the same from this likeness on: shared tokens over all tokens. */
const ALIKE = 0.6;
/** A question is looked for among so many of the player's last lines. */
const LINES_BACK = 8;

/** Leavings soon after a turn, over all players who heard it. Who leaves after the scene's end is left out. */
export function leavingSignals(events: readonly EpisodeEvent[]): Signal[] {
  const players = new Set<string>();
  const heardLast = new Map<string, Turn>();
  const leavings = new Map<Turn, number>();
  for (const event of events) {
    switch (event.type) {
      case "participant-joined":
        if (event.kind === "player") players.add(event.participant);
        break;
      case "turn":
        for (const listener of event.listeners) heardLast.set(listener, event);
        break;
      case "line":
        heardLast.delete(event.speaker);
        break;
      case "ending":
      case "episode-end":
        heardLast.clear();
        break;
      case "participant-left": {
        const turn = heardLast.get(event.participant);
        heardLast.delete(event.participant);
        if (turn === undefined || !players.has(event.participant)) break;
        const weight = 1 - Math.max(0, event.at - turn.at) / SOON;
        if (weight > 0) leavings.set(turn, (leavings.get(turn) ?? 0) + weight);
        break;
      }
      default:
    }
  }
  return [...leavings].map(([turn, weight]) => {
    const heard = turn.listeners.filter((id) => players.has(id)).length;
    return signal("left-after", turn, -weight / heard);
  });
}

/** Questions that a player asked once more, held against the last answer in between. */
export function askedAgainSignals(events: readonly EpisodeEvent[]): Signal[] {
  const asked = new Map<string, { readonly tokens: ReadonlySet<string>; answer: Turn | null }[]>();
  const found = new Map<Turn, number>();
  for (const event of events) {
    if (event.type === "turn" && event.instead === undefined) {
      for (const [player, questions] of asked) {
        if (!event.listeners.includes(player)) continue;
        if (event.addressee !== null && event.addressee !== player) continue;
        for (const question of questions) question.answer = event;
      }
    }
    if (event.type !== "line") continue;
    const tokens = questionIn(event);
    const before = asked.get(event.speaker) ?? [];
    if (tokens !== null) {
      for (const { tokens: earlier, answer } of before) {
        const likeness = shared(tokens, earlier);
        // Asked of somebody else, it is no second try.
        if (answer === null || likeness < ALIKE || !meant(event, answer.speaker)) continue;
        found.set(answer, Math.max(found.get(answer) ?? 0, likeness));
      }
    }
    const kept = { tokens: tokens ?? new Set<string>(), answer: null };
    asked.set(event.speaker, [...before, kept].slice(-LINES_BACK));
  }
  return [...found].map(([turn, likeness]) => signal("asked-again", turn, -likeness));
}

function meant({ addressee, listeners }: Of<"line">, persona: string): boolean {
  return addressee === null ? listeners.includes(persona) : addressee === persona;
}

const QUESTION = /[?？]|[吗呢][。！…]*$/u;

/** The tokens of a line that asks something; null for any other line. */
function questionIn({ segments }: Of<"line">): ReadonlySet<string> | null {
  const speech = segments.flatMap(({ kind, text }) => (kind === "speech" ? [text] : [])).join(" ");
  if (!QUESTION.test(speech.trim())) return null;
  const tokens = new Set(languageTokens(speech));
  return tokens.size === 0 ? null : tokens;
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = [...a].filter((token) => b.has(token)).length;
  return both / (a.size + b.size - both);
}
