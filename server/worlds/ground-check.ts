import type { World } from "../roleplay/world/world.ts";
import type { WorldCheck } from "../roleplay/world/world-check.ts";
import type { IssuePath, WorldIssue } from "../roleplay/world/world-issue.ts";
import type { Ground, Point } from "../stage/ground.ts";
import { keptGround } from "./kept-ground.ts";
import { KEPT_MAP_NAME } from "./kept-map.ts";
import type { SheetFile } from "./sheet-files.ts";
import { worldChecks } from "./world-checks.ts";

/** Checks a world's sheets together with the map that was brought into its folder, where its scene names one. */
export async function checkFolder(
  folder: string,
  files: readonly Pick<SheetFile, "sheet" | "text">[],
): Promise<WorldCheck> {
  const check = worldChecks.of(files);
  if (!check.ok || !KEPT_MAP_NAME.test(check.world.scene.map)) return check;
  const ground = await keptGround(folder, check.world.scene.map);
  const issues = ground === null ? [NO_MAP] : groundIssues(check.world, ground);
  return issues.some(({ severity }) => severity === "error")
    ? { ok: false, issues: [...issues, ...check.warnings] }
    : { ...check, warnings: [...issues, ...check.warnings] };
}

const SCENE = { part: "scene" } as const;

const NO_MAP: WorldIssue = {
  severity: "error",
  where: SCENE,
  path: ["map"],
  at: "value",
  found: "a map that this world does not have",
  expected: "one that it has: bring it in again, or choose another",
};

/** Who and what a world puts where its map has no place for it. */
export function groundIssues({ scene, things }: World, ground: Ground): WorldIssue[] {
  const outside = ({ x, y }: Point) => x >= ground.width || y >= ground.height;
  const issue = (of: Omit<WorldIssue, "at">): WorldIssue => ({ at: "value", ...of });
  const misplaced = (tile: Point, path: IssuePath, part: "scene" | "things", where: string) =>
    issue({
      severity: "error",
      where: { part },
      path,
      found: `tile ${tile.x}, ${tile.y} ${where}`,
      expected: "a free tile of the map: move it there, or clear the tile",
    });
  return [
    ...scene.cast.flatMap(({ tile }, index) => {
      if (tile === undefined || !ground.blocked(tile.x, tile.y)) return [];
      const where = outside(tile) ? "outside the map" : "in a wall of the map";
      return [misplaced(tile, ["cast", index, "tile"], "scene", where)];
    }),
    // A thing may lie on a table, which nobody walks through.
    ...things.props.flatMap(({ tile }, index) =>
      tile === undefined || !outside(tile)
        ? []
        : [misplaced(tile, ["props", index, "tile"], "things", "outside the map")],
    ),
    ...scene.places.flatMap(({ id }, index) =>
      ground.places.has(id)
        ? []
        : [
            issue({
              severity: "warning",
              where: SCENE,
              path: ["places", index, "id"],
              found: `'${id}', which the map does not have`,
              expected:
                "a place of the map; without one, whoever belongs there stands at the entrance",
            }),
          ],
    ),
  ];
}
