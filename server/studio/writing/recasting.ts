import type { WorldShelf } from "../../worlds/world-shelf.ts";
import { readYaml } from "../../worlds/yaml-file.ts";
import type { RunningGame } from "../running-game.ts";

/**
 * Tells the running game of every persona that was released or taken out, in the studio or by hand in its file, so that
 * it speaks by its new sheet from its next turn on, or leaves; and lets in whom a released scene newly casts. Returns what ends this.
 */
export function recastReleases(
  shelf: WorldShelf,
  game: Pick<RunningGame, "recast" | "admit" | "dismiss">,
): () => void {
  async function released(world: string, id: string, version: string, by: string): Promise<void> {
    const persona = await shelf.persona(world, id, version);
    if (persona !== null) game.recast(world, persona, version, by);
  }
  /** Lets in whom a scene casts that the scene before it did not: who was sent away stays away. */
  async function joined(world: string, version: string, by: string): Promise<void> {
    const history = await shelf.history(world, SCENE);
    const before = history[history.findIndex((one) => one.version === version) + 1];
    const text = before === undefined ? null : await shelf.released(world, SCENE, before.version);
    const check = await shelf.check(world, []);
    if (text === null || check?.ok !== true) return;
    const were = castIn(text);
    const sheets = (await shelf.sheets(world)) ?? [];
    for (const { persona: id, place } of check.world.scene.cast) {
      const persona = check.world.personas.find((one) => one.id === id);
      const sheet = sheets.find((one) => one.sheet.part === "persona" && one.sheet.id === id);
      if (were.has(id) || persona === undefined || sheet?.version == null) continue;
      game.admit(world, persona, sheet.version, place, by);
    }
  }
  /** What was changed by hand need not be sound, and then changes nothing. */
  async function outside(world: string, id: string, version: string | null): Promise<void> {
    const persona = version === null ? null : await shelf.persona(world, id, version);
    if ((await shelf.check(world, []))?.ok !== true) return;
    if (version === null) game.dismiss(world, id, BY_HAND);
    else if (persona !== null) game.recast(world, persona, version, BY_HAND);
  }
  return shelf.onChange(({ world, sheet, version, what, by }) => {
    if (sheet.part === "scene" && what === "released" && version !== null)
      return void joined(world, version, by ?? BY_HAND).catch(() => {});
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
const SCENE = { part: "scene" } as const;

/** The ids that a scene's text casts. */
function castIn(yaml: string): ReadonlySet<unknown> {
  const read = readYaml(yaml);
  const value: unknown = read.ok ? read.value : null;
  const cast = typeof value === "object" && value !== null && "cast" in value ? value.cast : [];
  const ids = (Array.isArray(cast) ? cast : []).map((entry: unknown) =>
    typeof entry === "object" && entry !== null && "persona" in entry ? entry.persona : null,
  );
  return new Set(ids);
}
