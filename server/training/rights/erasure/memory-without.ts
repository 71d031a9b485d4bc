import { existsSync } from "node:fs";
import { itemsIn } from "../../../roleplay/memory/forgetting.ts";
import type { Remembrance } from "../../../roleplay/memory/memory.ts";
import { clearFreePages, openForWriting } from "../../../episodes/database.ts";
import { forgetSubject, putMemory, readMemory } from "../../../episodes/memory/memory-editing.ts";
import { MEMORY_FILE } from "../../../episodes/memory/memory-file.ts";
import type { Traces } from "./traces.ts";

/** Erases a player from what personas remember, others' memories included; how many memories that concerns. */
export function forgetInMemory(
  file: string,
  { subjects, traces }: { subjects: readonly string[]; traces: Traces },
  done: boolean,
): number {
  if (!existsSync(file)) return 0;
  const kept = readMemory(file).map(({ remembrance }) => remembrance);
  const own = kept.filter(({ subject }) => subjects.includes(subject));
  const others = kept
    .filter(({ subject }) => !subjects.includes(subject))
    .map((one) => ({ one, left: cleaned(one, subjects, traces) }))
    .filter(({ one, left }) => JSON.stringify(one) !== JSON.stringify(left));
  if (!done) return own.length + others.length;
  for (const subject of subjects) forgetSubject(file, subject);
  // Read anew: forgetting a subject cleans others' memories as well.
  const now = readMemory(file).map(({ remembrance }) => cleaned(remembrance, subjects, traces));
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

function cleaned(of: Remembrance, subjects: readonly string[], traces: Traces): Remembrance {
  const telling = (text: string): boolean => traces.mask(text) !== text;
  const left: Remembrance = {
    ...of,
    facts: of.facts.filter(({ text }) => !telling(text)),
    reflections: of.reflections.filter(({ text }) => !telling(text)),
    episodes: of.episodes
      .map((episode) => ({
        ...episode,
        who: episode.who.filter(({ id, name }) => !subjects.includes(id) && !telling(name)),
        lines: episode.lines.filter(({ by, text }) => !subjects.includes(by) && !telling(text)),
      }))
      .filter(({ lines }) => lines.length > 0),
  };
  return itemsIn(left) === itemsIn(of) && left.episodes.length === of.episodes.length
    ? { ...of, episodes: left.episodes }
    : left;
}
