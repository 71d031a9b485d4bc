import type { Remembrance } from "./memory.ts";

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

/** A memory of someone else without the subject's own words, and without sentences that name it. */
export function without(of: Remembrance, subject: string, names: readonly string[]): Remembrance {
  const telling = (text: string): boolean => names.some((name) => text.includes(name));
  return {
    ...of,
    facts: of.facts.filter(({ text }) => !telling(text)),
    reflections: of.reflections.filter(({ text }) => !telling(text)),
    episodes: of.episodes
      .map((episode) => ({
        ...episode,
        who: episode.who.filter(({ id }) => id !== subject),
        lines: episode.lines.filter(({ by, text }) => by !== subject && !telling(text)),
      }))
      .filter(({ lines }) => lines.length > 0),
  };
}
