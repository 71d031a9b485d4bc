import { existsSync } from "node:fs";
import { withoutNames, withoutVoices } from "../../../roleplay/memory/forgetting.ts";
import type { Remembrance } from "../../../roleplay/memory/memory.ts";
import { clearFreePages, openForWriting } from "../../../episodes/database.ts";
import { forgetSubject, putMemory, readMemory } from "../../../episodes/memory/memory-editing.ts";
import { MEMORY_FILE } from "../../../episodes/memory/memory-file.ts";
import type { Traces } from "./traces.ts";

/** Who is forgotten, as memories know it. */
interface Leaving {
  readonly subjects: readonly string[];
  /** Subjects and participants: whoever of them words are kept by. */
  readonly players: ReadonlySet<string>;
  readonly traces: Traces;
}

/**
 * Erases a player from what personas remember, others' memories included: what holds its words by their record, and what
 * holds them by the look of it. How many memories that concerns.
 */
export function forgetInMemory(file: string, leaving: Leaving, done: boolean): number {
  const { subjects } = leaving;
  if (!existsSync(file)) return 0;
  const kept = readMemory(file).map(({ remembrance }) => remembrance);
  const own = kept.filter(({ subject }) => subjects.includes(subject));
  const others = kept
    .filter(({ subject }) => !subjects.includes(subject))
    .map((one) => ({ one, left: cleaned(one, leaving) }))
    .filter(({ one, left }) => JSON.stringify(one) !== JSON.stringify(left));
  if (!done) return own.length + others.length;
  for (const subject of subjects) forgetSubject(file, subject);
  // Read anew: forgetting a subject cleans others' memories as well.
  const now = readMemory(file).map(({ remembrance }) => cleaned(remembrance, leaving));
  putMemory(file, now);
  const settings = { file, busyTimeoutMs: 200, maxFileBytes: null, alone: true };
  const db = openForWriting(settings, MEMORY_FILE);
  try {
    clearFreePages(db, file);
  } finally {
    db.close();
  }
  return own.length + others.length;
}

function cleaned(of: Remembrance, { players, traces }: Leaving): Remembrance {
  const telling = (text: string): boolean => traces.mask(text) !== text;
  const left = withoutVoices({ ...of, ...withoutNames(of, telling) }, players);
  const episodes = left.episodes.map((episode) => ({
    ...episode,
    who: episode.who.filter(({ name }) => !telling(name)),
  }));
  return { ...left, episodes };
}
