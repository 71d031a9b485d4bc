import { itemsIn, namesOf, without, type Forgotten } from "../../roleplay/memory/forgetting.ts";
import type { Remembrance } from "../../roleplay/memory/memory.ts";
import { EpisodeLogError } from "../episode-log-error.ts";
import { openMemoryReader, openMemoryTable, type MemoryRow } from "./memory-table.ts";

/** What an operator does with the memory, beside a running server too: it takes edits up with its next look. */

type Kept = { readonly version: number; readonly remembrance: Remembrance };

/** All that is kept, oldest persona key first; nothing where there is no file yet. */
export function readMemory(file: string): Kept[] {
  let reader;
  try {
    reader = openMemoryReader(file);
  } catch (error) {
    if (error instanceof EpisodeLogError && error.code === "missing") return [];
    throw error;
  }
  try {
    return reader.all();
  } finally {
    reader.close();
  }
}

/** Puts remembrances in place of what is kept, or beside it; all or none. False if somebody wrote in between. */
export function putMemory(file: string, remembrances: readonly Remembrance[]): boolean {
  const kept = readMemory(file);
  const table = openMemoryTable(file);
  try {
    const rows = remembrances.map((one) => rowOf(one, kept));
    return table.write(rows).length === 0;
  } finally {
    table.close();
  }
}

/**
 * Erases everything of a subject in every persona's memory, and its words and name in memories of others, in the file
 * and its write-ahead log. Repeats until a running server has written nothing of it in between.
 */
export function forgetSubject(file: string, subject: string): Forgotten {
  const before = readMemory(file);
  const names = namesOf(
    subject,
    before.map(({ remembrance }) => remembrance),
  );
  const erased = new Set<string>();
  const cleaned = new Map<string, Forgotten["cleaned"][number]>();
  let items = 0;
  const table = openMemoryTable(file);
  try {
    for (let round = 0; round < 5; round++) {
      const kept = readMemory(file);
      const own = kept.filter(({ remembrance }) => remembrance.subject === subject);
      const touched = kept.flatMap(({ remembrance, version }) => {
        if (remembrance.subject === subject) return [];
        const left = without(remembrance, subject, names);
        const gone = itemsIn(remembrance) - itemsIn(left);
        const same = JSON.stringify(left) === JSON.stringify(remembrance);
        return same ? [] : [{ remembrance: left, version, gone }];
      });
      if (own.length === 0 && touched.length === 0) break;
      table.erase(own.map(({ remembrance }) => remembrance));
      for (const { remembrance } of own) {
        erased.add(remembrance.persona);
        items += itemsIn(remembrance);
      }
      table.write(touched.map(({ remembrance }) => rowOf(remembrance, kept)));
      for (const { remembrance, gone } of touched) {
        const { persona, subject: other } = remembrance;
        cleaned.set(`${persona} ${other}`, { persona, subject: other, items: gone });
        items += gone;
      }
    }
    table.scrub();
  } finally {
    table.close();
  }
  return { erased: [...erased], cleaned: [...cleaned.values()], items };
}

function rowOf(remembrance: Remembrance, kept: readonly Kept[]): MemoryRow {
  const { persona, subject, name, lastMet } = remembrance;
  const before = kept.find(
    (one) => one.remembrance.persona === persona && one.remembrance.subject === subject,
  );
  const version = before?.version ?? 0;
  return { persona, subject, name, version, lastMet, body: JSON.stringify(remembrance) };
}
