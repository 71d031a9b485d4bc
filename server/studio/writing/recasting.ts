import type { WorldShelf } from "../../worlds/world-shelf.ts";
import type { RunningGame } from "../running-game.ts";

/**
 * Tells the running game of every persona that was released or taken out, in the studio or by hand in its file, so that
 * it speaks by its new sheet from its next turn on, or leaves; and lets in who is released for the first time. Returns
 * what ends this.
 */
export function recastReleases(
  shelf: WorldShelf,
  game: Pick<RunningGame, "recast" | "admit" | "dismiss">,
): () => void {
  /** The place of a persona in the cast of a world that is sound; null for a world that is not, or does not cast it. */
  async function cast(world: string, id: string): Promise<{ readonly place?: string } | null> {
    const check = await shelf.check(world, []);
    const entry =
      check?.ok === true && check.world.scene.cast.find(({ persona }) => persona === id);
    if (entry === false || entry === undefined) return null;
    return entry.place === undefined ? {} : { place: entry.place };
  }
  /** Who was sent away stays away, whatever is released of it. */
  async function isNew(world: string, id: string): Promise<boolean> {
    const [, before] = await shelf.history(world, { part: "persona", id });
    return before === undefined || before.gone === true;
  }
  async function released(world: string, id: string, version: string, by: string): Promise<void> {
    const persona = await shelf.persona(world, id, version);
    if (persona === null || game.recast(world, persona, version, by) > 0) return;
    if (!(await isNew(world, id))) return;
    const entry = await cast(world, id);
    if (entry !== null) game.admit(world, persona, version, entry.place, by);
  }
  /** What was changed by hand need not be sound, and then changes nothing. */
  async function outside(world: string, id: string, version: string | null): Promise<void> {
    const persona = version === null ? null : await shelf.persona(world, id, version);
    if ((await shelf.check(world, []))?.ok !== true) return;
    if (version === null) game.dismiss(world, id, BY_HAND);
    else if (persona !== null) game.recast(world, persona, version, BY_HAND);
  }
  return shelf.onChange(({ world, sheet, version, what, by }) => {
    if (sheet.part !== "persona" || what === "draft") return;
    const { id } = sheet;
    if (what === "released" && version === null) return void game.dismiss(world, id, by ?? BY_HAND);
    const told =
      what === "released" && version !== null
        ? released(world, id, version, by ?? BY_HAND)
        : outside(world, id, version);
    // The folder went away meanwhile; whoever looks at it next is told.
    void told.catch(() => {});
  });
}

const BY_HAND = "by hand";
