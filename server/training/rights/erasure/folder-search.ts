import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";

/** Every file under a folder, or the file itself, whatever it is called; nothing where there is no such folder. */
export function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  if (statSync(folder).isFile()) return [folder];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** A text as its bytes may stand in a file: UTF-8, UTF-16 either way, and escaped as JSON may. */
export function formsOf(text: string): Buffer[] {
  const little = Buffer.from(text, "utf16le");
  const forms = [Buffer.from(text, "utf8"), little, Buffer.from(little).swap16()];
  const escaped = text.replace(/[^\x20-\x7e]/gu, (point) =>
    [...Array(point.length).keys()]
      .map((unit) => `\\u${point.charCodeAt(unit).toString(16).padStart(4, "0")}`)
      .join(""),
  );
  if (escaped !== text) {
    const upper = escaped.replace(
      /\\u[0-9a-f]{4}/gu,
      (code) => `\\u${code.slice(2).toUpperCase()}`,
    );
    forms.push(Buffer.from(escaped), Buffer.from(upper));
  }
  return forms;
}

const CHUNK = 4 * 1024 * 1024;

/** How many of these texts a file still holds, byte for byte, in any of their forms. */
export function countIn(file: string, texts: readonly string[]): number {
  const wanted = new Map(texts.map((text) => [text, formsOf(text)]));
  const longest = Math.max(0, ...[...wanted.values()].flat().map((form) => form.length));
  const handle = openSync(file, "r");
  const found = new Set<string>();
  try {
    const chunk = Buffer.alloc(CHUNK + longest);
    let held = 0;
    for (;;) {
      const length = readSync(handle, chunk, held, CHUNK, null);
      if (length === 0) break;
      const read = chunk.subarray(0, held + length);
      for (const [text, forms] of wanted)
        if (!found.has(text) && forms.some((form) => read.includes(form))) found.add(text);
      // What stands across the border is looked for again with the next chunk.
      held = Math.min(longest, read.length);
      read.copy(chunk, 0, read.length - held);
    }
  } finally {
    closeSync(handle);
  }
  return found.size;
}
