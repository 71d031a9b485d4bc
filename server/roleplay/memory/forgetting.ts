import type { Remembrance } from "./memory.ts";
import { holdsVoice } from "./voices.ts";

/** What a forgetting took away. */
export interface Forgotten {
  /** Memories of the subject itself, erased whole, as persona keys. */
  readonly erased: readonly string[];
  /** Memories of others in which something of the subject stood. */
  readonly cleaned: readonly {
    readonly persona: string;
    readonly subject: string;
    readonly items: number;
  }[];
  /** Facts, lines and reflections that went with them. */
  readonly items: number;
}

/** Every name a subject went by, for finding what others said of it. */
export function namesOf(subject: string, all: readonly Remembrance[]): string[] {
  const own = all.filter((one) => one.subject === subject).map(({ name }) => name);
  const seen = all.flatMap(({ episodes }) =>
    episodes.flatMap(({ who }) => who.filter(({ id }) => id === subject).map(({ name }) => name)),
  );
  return [...new Set([...own, ...seen])].filter((name) => name.length > 1);
}

/** How many items are kept in a memory. */
export function itemsIn({ facts, episodes, reflections }: Remembrance): number {
  return (
    facts.length + reflections.length + episodes.reduce((sum, { lines }) => sum + lines.length, 0)
  );
}

/** A memory of someone else without what holds the subject's own words, and without sentences that name it. */
export function without(of: Remembrance, subject: string, names: readonly string[]): Remembrance {
  const telling = (text: string): boolean => names.some((name) => text.includes(name));
  return withoutVoices({ ...of, ...withoutNames(of, telling) }, new Set([subject]));
}

/** A memory of someone else without every item that holds words or deeds of these players, and without their ids. */
export function withoutVoices(of: Remembrance, players: ReadonlySet<string>): Remembrance {
  const stays = ({ whose }: Pick<Remembrance["facts"][number], "whose">): boolean =>
    !holdsVoice(whose, players);
  return {
    ...of,
    bond: { ...of.bond, reasons: of.bond.reasons.filter(stays) },
    facts: of.facts.filter(stays),
    reflections: of.reflections.filter(stays),
    episodes: of.episodes
      .map((episode) => ({
        ...episode,
        who: episode.who.filter(({ id }) => !players.has(id)),
        lines: episode.lines.filter((line) => !players.has(line.by) && stays(line)),
      }))
      .filter(({ lines }) => lines.length > 0),
  };
}

/** What of a memory names nobody. */
export function withoutNames(
  of: Remembrance,
  telling: (text: string) => boolean,
): Pick<Remembrance, "facts" | "reflections" | "episodes"> {
  return {
    facts: of.facts.filter(({ text }) => !telling(text)),
    reflections: of.reflections.filter(({ text }) => !telling(text)),
    episodes: of.episodes
      .map((episode) => ({
        ...episode,
        lines: episode.lines.filter(({ text }) => !telling(text)),
      }))
      .filter(({ lines }) => lines.length > 0),
  };
}
