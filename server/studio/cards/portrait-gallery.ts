import type { WorldShelf } from "../../worlds/world-shelf.ts";
import { portraitName, tokenOf } from "./portrait.ts";

/** The portraits that the game page may show, by names that nobody guesses. What is in here is public. */
export interface PortraitGallery {
  /** Takes a persona's portrait in and gives the name of its token; null for what is no picture. */
  hang(portrait: Uint8Array): string | null;
  /** A token's PNG; null where none has this name. */
  find(name: string): Uint8Array | null;
  /** Takes in the portraits of all worlds' personas that show one. */
  hangAll(shelf: Pick<WorldShelf, "worlds" | "sheets" | "persona" | "beside">): Promise<void>;
}

const MOST = 1_000;

export function createPortraitGallery(): PortraitGallery {
  const tokens = new Map<string, Uint8Array>();
  const gallery: PortraitGallery = {
    hang(portrait) {
      const token = tokenOf(portrait);
      if (token === null) return null;
      const name = portraitName(token);
      const oldest = tokens.keys().next().value;
      if (tokens.size >= MOST && oldest !== undefined && !tokens.has(name)) tokens.delete(oldest);
      tokens.set(name, token);
      return name;
    },
    find: (name) => tokens.get(name) ?? null,
    async hangAll(shelf) {
      for (const { name: world } of await shelf.worlds()) {
        for (const { sheet } of (await shelf.sheets(world)) ?? []) {
          if (sheet.part !== "persona") continue;
          const persona = await shelf.persona(world, sheet.id, null);
          if (persona?.sprite?.startsWith("portrait-") !== true) continue;
          const portrait = await shelf.beside(world, sheet.id, "portrait.png").catch(() => null);
          if (portrait !== null) gallery.hang(portrait);
        }
      }
    },
  };
  return gallery;
}
