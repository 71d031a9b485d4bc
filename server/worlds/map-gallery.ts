import { servedMapText } from "./kept-map.ts";
import type { MapShelf } from "./map-shelf.ts";

/** The maps that a page may load, by names that are made of their bytes. What is in here is public. */
export interface MapGallery {
  /** `map-….json` or `map-….png`; null where no world plays on such a map. */
  find(file: string): Promise<ServedFile | null>;
  /** A map was taken out. */
  forget(name: string): void;
}

export interface ServedFile {
  readonly bytes: Uint8Array;
  readonly type: "application/json" | "image/png";
}

/** In bytes, of what is remembered. */
const REMEMBERED = 64 * 1024 * 1024;
const FILE = /^(map-[0-9a-f]{32})\.(json|png)$/;

export function createMapGallery(shelf: Pick<MapShelf, "find" | "picture">): MapGallery {
  const known = new Map<string, ServedFile>();
  let size = 0;
  async function made(name: string, ending: string): Promise<ServedFile | null> {
    if (ending === "png") {
      const bytes = await shelf.picture(name);
      return bytes === null ? null : { bytes, type: "image/png" };
    }
    const map = await shelf.find(name);
    if (map === null) return null;
    return { bytes: Buffer.from(servedMapText(map, name)), type: "application/json" };
  }
  return {
    async find(file) {
      const [, name = "", ending = ""] = FILE.exec(file) ?? [];
      if (name === "") return null;
      const before = known.get(file);
      if (before !== undefined) return before;
      const now = await made(name, ending);
      if (now === null) return null;
      known.set(file, now);
      size += now.bytes.length;
      for (const [oldest, { bytes }] of known) {
        if (size <= REMEMBERED || oldest === file) break;
        known.delete(oldest);
        size -= bytes.length;
      }
      return now;
    },
    forget(name) {
      for (const file of [`${name}.json`, `${name}.png`]) {
        size -= known.get(file)?.bytes.length ?? 0;
        known.delete(file);
      }
    },
  };
}
