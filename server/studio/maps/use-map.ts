import type { UsedMap, UseMap } from "../../../shared/studio/maps.ts";
import type { Language } from "../../../shared/protocol.ts";
import type { Ground } from "../../stage/ground.ts";
import { editSheet } from "../../worlds/sheet-edit.ts";
import { readYaml } from "../../worlds/yaml-file.ts";
import type { WorldShelf } from "../../worlds/world-shelf.ts";
import { json, problem, type StudioAnswer } from "../route.ts";
import { issueWords } from "../writing/issue-words.ts";
import type { MapsRoutesOptions } from "./maps-routes.ts";
import { SAID } from "./words.ts";

/** Which map a world's scene plays on. */

const SCENE = { part: "scene" } as const;

type Sheet = Readonly<Record<string, unknown>>;

/** What the scene's file and its draft name; null for a draft that is not there, and for what cannot be read. */
export async function mapsOfScene(
  shelf: Pick<WorldShelf, "read">,
  world: string,
): Promise<{ readonly file: string | null; readonly draft: string | null }> {
  const text = await shelf.read(world, SCENE);
  const named = (yaml: string | undefined | null) => {
    const sheet = yaml === undefined || yaml === null ? null : sheetOf(yaml);
    const map = sheet?.["map"];
    return typeof map === "string" ? map : sheet === null ? null : "bare-stage";
  };
  return { file: named(text?.yaml), draft: named(text?.draft?.yaml) };
}

/** Writes the map into the scene's sheet, as a draft or as what plays. */
export async function useMap(
  { shelf, maps, game, ground }: Pick<MapsRoutesOptions, "shelf" | "maps" | "game" | "ground">,
  world: string,
  { map, how, clear }: UseMap,
  language: Language,
  by: string,
): Promise<StudioAnswer> {
  const words = SAID[language];
  const kept = await maps.list(world);
  const text = await shelf.read(world, SCENE);
  if (kept === null || text === null) return problem("not-found", words.noWorld);
  if (!kept.some(({ name }) => name === map) && !(await game()).includes(map))
    return problem("not-found", words.noMap);
  if (how === "play" && text.draft !== null) return problem("conflict", words.draft);
  const before = text.draft?.yaml ?? text.yaml ?? "";
  const sheet = sheetOf(before);
  if (sheet === null) return problem("conflict", words.noScene);
  const floor = clear ? await ground(map) : null;
  const { cast, cleared } = withoutTiles(sheet["cast"], floor);
  const yaml = editSheet(before, { ...sheet, map, ...(cast === null ? {} : { cast }) });
  const from = { file: text.version, draft: text.draft?.version ?? null };
  const done =
    how === "draft"
      ? await shelf.draft(world, SCENE, yaml, by, from)
      : await shelf.release(world, SCENE, yaml, by, [], from);
  if (done.ok) return json({ world, map, how, cleared } satisfies UsedMap);
  if (done.code !== "unsound") {
    const code = done.code === "changed-outside" ? "conflict" : done.code;
    return problem(code, `${done.problem.charAt(0).toUpperCase()}${done.problem.slice(1)}`);
  }
  const errors = done.issues.filter(({ severity }) => severity === "error");
  return problem(
    "conflict",
    words.misplaced,
    errors.map((issue) => ({
      path: [...issue.path],
      message: `${castName(sheet, issue.path)}${issueWords(issue, language)}`,
    })),
  );
}

function sheetOf(yaml: string): Sheet | null {
  const read = readYaml(yaml);
  return read.ok && typeof read.value === "object" && read.value !== null
    ? (read.value as Sheet)
    : null;
}

/** The cast without the tiles that nobody can stand on; null where nothing is to be changed. */
function withoutTiles(cast: unknown, floor: Ground | null) {
  const cleared: string[] = [];
  if (floor === null || !Array.isArray(cast)) return { cast: null, cleared };
  const next = cast.map((entry: unknown) => {
    if (typeof entry !== "object" || entry === null) return entry;
    const { tile, ...rest } = entry as { tile?: unknown; persona?: unknown };
    const { x, y } = (tile ?? {}) as { x?: unknown; y?: unknown };
    if (typeof x !== "number" || typeof y !== "number" || !floor.blocked(x, y)) return entry;
    cleared.push(String(rest.persona));
    return rest;
  });
  return { cast: cleared.length === 0 ? null : next, cleared };
}

/** Whom an issue is about, where it is about somebody of the cast. */
function castName(sheet: Sheet, [list, index]: readonly (string | number)[]): string {
  const cast = sheet["cast"];
  if (list !== "cast" || typeof index !== "number" || !Array.isArray(cast)) return "";
  const persona: unknown = Reflect.get(Object(cast[index]), "persona");
  return typeof persona === "string" ? `${persona}: ` : "";
}
