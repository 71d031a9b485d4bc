import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../stage/ports.ts";
import type { Ground } from "../stage/ground.ts";
import {
  FolderFault,
  isPlainName,
  listGuarded,
  readGuarded,
  readGuardedText,
} from "./guarded-folder.ts";
import { writeGuarded } from "./guarded-write.ts";
import { inTurn } from "./in-turn.ts";
import { groundIn, KEPT_MAP_LIMIT, keptMapSteps } from "./kept-ground.ts";
import { KEPT_MAP_NAME, readKeptMap, type KeptMap } from "./kept-map.ts";
import { readReleases, RELEASE_LIST_LIMIT, withRelease } from "./release-list.ts";
import { worldFolders, type WorldFoldersOptions } from "./world-folders.ts";

/** The maps that were brought into worlds: in a world's `maps/`, and what was taken out in `history/maps/`. */
export interface MapShelf {
  /** Null where there is no such world. */
  list(world: string): Promise<readonly ShelvedMap[] | null>;
  /** A map by its name, in whichever world it plays; null where none has it. */
  find(name: string): Promise<KeptMap | null>;
  picture(name: string): Promise<Uint8Array | null>;
  /** The floor of a map, also of one that was taken out: what was played on it can be looked at. */
  ground(name: string): Promise<Ground | null>;
  /** Whole or not at all. */
  keep(world: string, map: MapFilesToKeep, by: string): Promise<MapKept>;
  /** Takes a map out of play and keeps it in the history. */
  takeOut(world: string, name: string): Promise<MapKept>;
}

type MapFacts = Pick<KeptMap, "title" | "width" | "height" | "tile">;

export interface ShelvedMap extends MapFacts {
  readonly name: string;
  /** Who brought it in, and when in wall time in ms; null where the history does not say. */
  readonly by: string | null;
  readonly at: number | null;
}

export interface MapFilesToKeep {
  readonly name: string;
  readonly text: string;
  readonly png: Uint8Array;
}

export type MapKept =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly code: "not-found" | "too-large" | "too-many" | "failed";
      readonly problem: string;
    };

const PICTURE_LIMIT = 96 * 1024 * 1024;
/** Of one world. */
const MOST = 64;
const RELEASES = ["history", "maps", "releases.yaml"];

export function createMapShelf(
  options: WorldFoldersOptions & { readonly clock: Pick<Clock, "now"> },
): MapShelf {
  const oneAfterTheOther = inTurn();
  const known = new Map<string, { readonly written: string; readonly facts: MapFacts }>();
  const folderOf = async (world: string) =>
    isPlainName(world) ? ((await worldFolders(options)).get(world) ?? null) : null;

  async function textOf(name: string, steps: readonly string[]): Promise<string | null> {
    if (!KEPT_MAP_NAME.test(name)) return null;
    for (const folder of (await worldFolders(options)).values()) {
      const text = await readGuardedText(folder, steps, KEPT_MAP_LIMIT).catch(() => null);
      if (text !== null) return text;
    }
    return null;
  }

  /** What a list says of a map; its file is long, and read again only when it was written anew. */
  async function factsOf(folder: string, name: string): Promise<MapFacts | null> {
    const steps = keptMapSteps(name, "json");
    const path = join(folder, ...steps);
    const info = await lstat(path).catch(() => null);
    if (info === null) return null;
    const written = `${info.mtimeMs} ${info.size}`;
    const before = known.get(path);
    if (before?.written === written) return before.facts;
    const text = await readGuardedText(folder, steps, KEPT_MAP_LIMIT).catch(() => null);
    const map = text === null ? null : readKeptMap(text);
    if (map === null) return null;
    const { title, width, height, tile } = map;
    const facts = { title, width, height, tile };
    known.set(path, { written, facts });
    return facts;
  }

  async function namesIn(folder: string): Promise<string[]> {
    return (await listGuarded(folder, ["maps"], "files"))
      .filter((file) => file.endsWith(".json"))
      .map((file) => file.slice(0, -".json".length))
      .filter((name) => KEPT_MAP_NAME.test(name));
  }

  function writing(world: string, work: (folder: string) => Promise<MapKept>): Promise<MapKept> {
    return oneAfterTheOther(world, async (): Promise<MapKept> => {
      const folder = await folderOf(world);
      if (folder === null)
        return { ok: false, code: "not-found", problem: `there is no world '${world}'.` };
      try {
        return await work(folder);
      } catch (error) {
        if (!(error instanceof FolderFault)) throw error;
        const code = error.code === "too-large" ? "too-large" : "failed";
        return { ok: false, code, problem: `${error.message}.` };
      }
    });
  }

  return {
    async list(world) {
      const folder = await folderOf(world);
      if (folder === null) return null;
      const lines = readReleases(
        (await readGuardedText(folder, RELEASES, RELEASE_LIST_LIMIT * 2).catch(() => null)) ?? "",
      );
      const found: ShelvedMap[] = [];
      for (const name of await namesIn(folder)) {
        const facts = await factsOf(folder, name);
        if (facts === null) continue;
        const last = lines.findLast(({ sheet }) => sheet === `maps/${name}`);
        found.push({ name, ...facts, by: last?.by ?? null, at: last?.at ?? null });
      }
      return found;
    },
    async find(name) {
      const text = await textOf(name, keptMapSteps(name, "json"));
      return text === null ? null : readKeptMap(text);
    },
    async picture(name) {
      if (!KEPT_MAP_NAME.test(name)) return null;
      for (const folder of (await worldFolders(options)).values()) {
        // What has no text was never whole.
        if (!(await namesIn(folder)).includes(name)) continue;
        const steps = keptMapSteps(name, "png");
        const png = await readGuarded(folder, steps, PICTURE_LIMIT).catch(() => null);
        if (png !== null) return png;
      }
      return null;
    },
    async ground(name) {
      const text =
        (await textOf(name, keptMapSteps(name, "json"))) ??
        (await textOf(name, ["history", ...keptMapSteps(name, "json")]));
      return text === null ? null : groundIn(text);
    },
    keep: (world, { name, text, png }, by) =>
      writing(world, async (folder) => {
        const there = await namesIn(folder);
        if (there.length >= MOST && !there.includes(name))
          return {
            ok: false,
            code: "too-many",
            problem: `this world has ${MOST} maps already; take one out first.`,
          };
        const list = (await readGuardedText(folder, RELEASES, RELEASE_LIST_LIMIT * 2)) ?? "";
        const version = name.slice("map-".length, "map-".length + 12);
        const line = { at: options.clock.now(), by, sheet: `maps/${name}`, version };
        await writeGuarded(folder, [
          { steps: keptMapSteps(name, "png"), content: png },
          { steps: keptMapSteps(name, "json"), content: text },
          { steps: RELEASES, content: withRelease(list, line) },
        ]);
        return { ok: true };
      }),
    takeOut: (world, name) =>
      writing(world, async (folder) => {
        if (!KEPT_MAP_NAME.test(name) || !(await namesIn(folder)).includes(name))
          return { ok: false, code: "not-found", problem: "this world has no such map." };
        const files = await Promise.all(
          (["json", "png"] as const).map(async (ending) => {
            const steps = keptMapSteps(name, ending);
            const limit = ending === "json" ? KEPT_MAP_LIMIT : PICTURE_LIMIT;
            return { steps, content: await readGuarded(folder, steps, limit) };
          }),
        );
        await writeGuarded(folder, [
          ...files.map(({ steps, content }) => ({ steps: ["history", ...steps], content })),
          ...files.map(({ steps }) => ({ steps, content: null })),
        ]);
        return { ok: true };
      }),
  };
}
