import type { WorldShelf } from "../../worlds/world-shelf.ts";
import type { RunningGame } from "../running-game.ts";

/**
 * Tells the running game of every persona that was released or taken out, in the studio or by hand in its file, so that
 * it speaks by its new sheet from its next turn on, or leaves. Returns what ends this.
 */
export function recastReleases(
  shelf: WorldShelf,
  game: Pick<RunningGame, "recast" | "dismiss">,
): () => void {
  /** What the studio releases is sound as a whole; what was changed by hand need not be, and then changes nothing. */
  const sound = async (world: string, what: string) =>
    what === "released" || (await shelf.check(world, []))?.ok === true;
  return shelf.onChange(({ world, sheet, version, what, by }) => {
    if (sheet.part !== "persona" || what === "draft") return;
    const { id } = sheet;
    const who = by ?? "by hand";
    const told =
      version === null
        ? sound(world, what).then((may) => void (may && game.dismiss(world, id, who)))
        : shelf.persona(world, id, version).then(async (persona) => {
            if (persona !== null && (await sound(world, what)))
              game.recast(world, persona, version, who);
          });
    // The folder went away meanwhile; whoever looks at it next is told.
    void told.catch(() => {});
  });
}
