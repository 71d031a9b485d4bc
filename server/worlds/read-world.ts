import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { World } from "../roleplay/world/world.ts";
import { issueDetail, type WorldIssue } from "../roleplay/world/world-issue.ts";
import type { SheetVersions } from "../stage/staging.ts";
import { WORLD_PARTS } from "./sheet-files.ts";
import type { SheetName } from "./world-shelf.ts";
import { worldChecks } from "./world-checks.ts";
import { readYamlFile, type PlaceOf, type YamlFile } from "./yaml-file.ts";

const PERSONA_LIMIT = 256;
/** A world with warnings for its author, or every problem found; each begins with `file:line:column`. */
export type WorldRead =
  | {
      readonly ok: true;
      readonly world: World;
      readonly warnings: readonly string[];
      readonly versions: SheetVersions;
    }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads `scene.yaml`, `personas/*.yaml`, and `things.yaml`, `life.yaml` and `story.yaml` where they are, in a world's
 * folder. Personas' file names do not matter; their ids do.
 */
export async function readWorld(folder: string): Promise<WorldRead> {
  let names: string[];
  try {
    names = (await readdir(join(folder, "personas")))
      .filter((name) => /\.ya?ml$/.test(name) && !name.startsWith("."))
      .sort();
  } catch {
    return refused([
      `${folder}: there is no folder 'personas' to read; a world is a folder with scene.yaml and personas/*.yaml`,
    ]);
  }
  if (names.length > PERSONA_LIMIT) {
    return refused([
      `${folder}: personas has ${names.length} files, and at most ${PERSONA_LIMIT} are read`,
    ]);
  }
  const there = new Set(await readdir(folder));
  const parts = WORLD_PARTS.map((part) => `${part}.yaml`).filter(
    (name) => name === "scene.yaml" || there.has(name),
  );
  const paths = [...parts, ...names.map((name) => join("personas", name))];
  const files = await Promise.all(
    paths.map(async (path) => ({
      path,
      read: await readYamlFile(join(folder, path), join(folder, path)),
    })),
  );
  const broken = files.flatMap(({ read }) => (read.ok ? [] : [read.problem]));
  if (broken.length > 0) return refused(broken);
  return checkFiles(files);
}

function checkFiles(files: readonly { path: string; read: YamlFile }[]): WorldRead {
  const sheets: { readonly sheet: SheetName; readonly text: string }[] = [];
  const places = new Map<string, PlaceOf>();
  const problems: string[] = [];
  const parts = new Map<SheetName["part"], { placeOf: PlaceOf; version: string }>();
  const spoken = new Map<string, string>();
  for (const { path, read } of files) {
    if (!read.ok) continue;
    const part =
      dirname(path) === "." ? WORLD_PARTS.find((one) => path === `${one}.yaml`) : undefined;
    if (part !== undefined) {
      parts.set(part, read);
      sheets.push({ sheet: { part }, text: read.text });
      continue;
    }
    const key = idOf(read.value) ?? basename(path).replace(/\.ya?ml$/, "");
    const first = places.get(key);
    if (first === undefined) {
      sheets.push({ sheet: { part: "persona", id: key }, text: read.text });
      spoken.set(key, read.version);
      places.set(key, read.placeOf);
    } else {
      problems.push(
        `${read.placeOf(["id"], "value")}: id: found '${key}' again; expected an id of its own (first at ${first(["id"], "value")})`,
      );
    }
  }
  const located = (issue: WorldIssue) => {
    const { where } = issue;
    const placeOf =
      where.part === "persona" ? places.get(where.key) : parts.get(where.part)?.placeOf;
    return `${placeOf?.(issue.path, issue.at) ?? ""}: ${issueDetail(issue)}`;
  };
  const check = worldChecks.of(sheets);
  if (check.ok && problems.length === 0) {
    const part = (name: SheetName["part"]) => parts.get(name)?.version ?? null;
    const versions: SheetVersions = {
      scene: part("scene"),
      things: part("things"),
      life: part("life"),
      story: part("story"),
      personas: Object.fromEntries(spoken),
    };
    return { ok: true, world: check.world, warnings: check.warnings.map(located), versions };
  }
  const errors = check.ok ? [] : check.issues.filter(({ severity }) => severity === "error");
  return refused([...problems, ...errors.map(located)]);
}

function idOf(value: unknown): string | undefined {
  const id = typeof value === "object" && value !== null && "id" in value ? value.id : undefined;
  return typeof id === "string" && id !== "" && id.length <= 80 ? id : undefined;
}

function refused(problems: readonly string[]): WorldRead {
  return { ok: false, problems };
}
