import type { WorldShelf } from "../../worlds/world-shelf.ts";
import type { RunningGame } from "../running-game.ts";

/**
 * Tells the running game of every persona that was released, in the studio or by hand in its file, so that it speaks by
 * its new sheet from its next turn on. Returns what ends this.
 */
export function recastReleases(shelf: WorldShelf, game: Pick<RunningGame, "recast">): () => void {
  return shelf.onChange(({ world, sheet, version, what, by }) => {
    if (sheet.part !== "persona" || version === null || what === "draft") return;
    void shelf
      .persona(world, sheet.id, version)
      .then(async (persona) => {
        // What was changed by hand need not be sound: what plays then stays as it is.
        if (persona === null) return;
        // What the studio releases is sound as a whole, or it is not released.
        const sound = what === "released" || (await shelf.check(world, []))?.ok === true;
        if (sound) game.recast(world, persona, version, by ?? "by hand");
      })
      .catch(() => {
        // The folder went away meanwhile; whoever looks at it next is told.
      });
  });
}
