import { episodeOfTurn, type Voice } from "./voices.ts";

/**
 * Brings a remembrance of format 1 up to format 2, which names whose words each item holds. A player's facts and lines
 * are its own words by what they are, from the episode that their turn's id names. Of all else nobody kept account: of
 * a persona's own lines, of what personas told each other, of reflections, deeds, and what a designer wrote.
 */
export function withVoices(given: unknown): unknown {
  if (!isRecord(given) || given["v"] !== 1) return given;
  const { subject, kind } = given;
  const own = (who: unknown, turnId: unknown): Voice[] | null => {
    const episode = typeof turnId === "string" ? episodeOfTurn(turnId) : null;
    return kind === "player" && who === subject && typeof who === "string" && episode !== null
      ? [{ who, in: episode }]
      : null;
  };
  return {
    ...given,
    v: 2,
    facts: each(given["facts"], (fact) => ({ ...fact, whose: own(subject, fact["turnId"]) })),
    episodes: each(given["episodes"], (episode) => ({
      ...episode,
      lines: each(episode["lines"], (line) => ({
        ...line,
        whose: own(line["by"], line["turnId"]),
      })),
    })),
  };
}

type Item = Readonly<Record<string, unknown>>;

function each(list: unknown, change: (item: Item) => unknown): unknown {
  return Array.isArray(list)
    ? list.map((item: unknown) => (isRecord(item) ? change(item) : item))
    : list;
}

function isRecord(value: unknown): value is Item {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
