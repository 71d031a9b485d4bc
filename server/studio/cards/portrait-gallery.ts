import { createHash } from "node:crypto";
import type { Painter } from "../../pictures/painter.ts";
import type { WorldShelf } from "../../worlds/world-shelf.ts";

/** The portraits that the game page may show, by names that nobody guesses. What is in here is public. */
export interface PortraitGallery {
  /** Takes a token in, a PNG that was painted here, and gives its name. */
  hang(token: Uint8Array): string;
  /** A token's PNG; null where none has this name. */
  find(name: string): Uint8Array | null;
  /** Takes in the portraits of all worlds' personas that show one. */
  hangAll(
    shelf: Pick<WorldShelf, "worlds" | "sheets" | "persona" | "beside">,
    painter: Pick<Painter, "paint">,
  ): Promise<void>;
}

const MOST = 1_000;

export function createPortraitGallery(): PortraitGallery {
  const tokens = new Map<string, Uint8Array>();
  const gallery: PortraitGallery = {
    hang(token) {
      const name = portraitName(token);
      const oldest = tokens.keys().next().value;
      if (tokens.size >= MOST && oldest !== undefined && !tokens.has(name)) tokens.delete(oldest);
      tokens.set(name, token);
      return name;
    },
    find: (name) => tokens.get(name) ?? null,
    async hangAll(shelf, painter) {
      for (const { name: world } of await shelf.worlds()) {
        for (const { sheet } of (await shelf.sheets(world)) ?? []) {
          if (sheet.part !== "persona") continue;
          const persona = await shelf.persona(world, sheet.id, null);
          if (persona?.sprite?.startsWith("portrait-") !== true) continue;
          const bytes = await shelf.beside(world, sheet.id, "portrait.png").catch(() => null);
          if (bytes === null) continue;
          const made = await painter.paint({ as: "portrait", bytes });
          if (made.ok && made.token !== null) gallery.hang(made.token);
        }
      }
    },
  };
  return gallery;
}

/** The name under which a token is served: nobody guesses it, and it tells nothing but whether one has it. */
function portraitName(token: Uint8Array): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 32);
}

/** What a persona's `sprite` says when its picture is a portrait. */
export function portraitSprite(name: string): string {
  return `portrait-${name}`;
}
