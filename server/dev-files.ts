import { join, resolve } from "node:path";
import { systemClock } from "./cli/system-clock.ts";
import { createPortraitGallery } from "./studio/cards/portrait-gallery.ts";
import { createFolderShelf } from "./worlds/folder-shelf.ts";
import { createMapGallery, type ServedFile } from "./worlds/map-gallery.ts";
import { createMapShelf } from "./worlds/map-shelf.ts";
import type { WorldFoldersOptions } from "./worlds/world-folders.ts";
import type { Clock } from "./stage/ports.ts";
import { DEFAULT_WORLD, worldFolder } from "./worlds/read-staging.ts";

/** What `npm run dev` serves of worlds: maps and portraits that were brought in, as `npm start` does. */

const root = resolve(import.meta.dirname, "..");

/** The file at a path of the page's own address, such as `/maps/map-….json`; null where there is none. */
export async function devFile(path: string): Promise<ServedFile | null> {
  const [, kind = "", name = ""] = /^\/(maps|portraits)\/([\w.-]{1,120})$/.exec(path) ?? [];
  if (kind === "maps") return opened().maps.find(name);
  const [, face = ""] = /^([0-9a-f]{32})\.png$/.exec(name) ?? [];
  if (kind !== "portraits" || face === "") return null;
  const { portraits, shelf } = opened();
  // What was brought in since is looked for once it is asked for.
  if (portraits.find(face) === null) await portraits.hangAll(shelf);
  const bytes = portraits.find(face);
  return bytes === null ? null : { bytes, type: "image/png" };
}

function open() {
  const named = process.env["DRAMATIS_SCENE"] ?? DEFAULT_WORLD;
  const assets = join(root, "assets");
  const played = worldFolder(named, assets);
  const folders: WorldFoldersOptions & { readonly clock: Clock } = {
    roots: [join(assets, "worlds")],
    worlds: played === null ? {} : { played: resolve(played) },
    clock: systemClock(),
  };
  return {
    shelf: createFolderShelf(folders),
    maps: createMapGallery(createMapShelf(folders)),
    portraits: createPortraitGallery(),
  };
}

let files: ReturnType<typeof open> | null = null;
const opened = () => (files ??= open());
