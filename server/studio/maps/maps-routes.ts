import {
  BringInMap,
  MAP_UPLOAD_LIMIT,
  UseMap,
  type BroughtInMap,
  type FoundMap,
  type MapList,
  type MapPlan,
} from "../../../shared/studio/maps.ts";
import type { Choice } from "../../../shared/studio/writing.ts";
import type { Language } from "../../../shared/protocol.ts";
import type { Clock } from "../../stage/ports.ts";
import type { Ground } from "../../stage/ground.ts";
import { KEPT_MAP_NAME, titledMapText, type KeptMap } from "../../worlds/kept-map.ts";
import type { MapShelf } from "../../worlds/map-shelf.ts";
import type { WorldShelf } from "../../worlds/world-shelf.ts";
import { createHeldFiles } from "../cards/held-files.ts";
import { json, NO_BODY, problem, route, type StudioAnswer, type StudioRoute } from "../route.ts";
import type { MapPrinter, MapProof } from "./print-upload.ts";
import { mapsOfScene, useMap } from "./use-map.ts";
import { refusalWords, SAID } from "./words.ts";

/** Bringing Tiled maps in, choosing them for worlds, taking them out. */

export interface MapsRoutesOptions {
  readonly shelf: WorldShelf;
  readonly maps: MapShelf;
  /** Forgets what was served of a map. */
  readonly forget: (map: string) => void;
  /** Names of the game's own maps. */
  readonly game: () => Promise<readonly string[]>;
  /** The floor of any map. */
  readonly ground: (map: string) => Promise<Ground | null>;
  readonly print: MapPrinter;
  readonly clock: Pick<Clock, "elapsed">;
}

const DESIGNERS = ["designer"] as const;

type Held = Pick<MapProof, "name" | "text" | "png">;

export function mapsRoutes(options: MapsRoutesOptions): StudioRoute[] {
  const { maps, print, clock } = options;
  const held = createHeldFiles<Held>(clock);
  return [
    route({
      method: "GET",
      path: "/maps",
      roles: DESIGNERS,
      body: NO_BODY,
      handle: async () => json(await listOf(options)),
    }),
    route<Uint8Array>({
      method: "POST",
      path: "/maps",
      roles: DESIGNERS,
      body: { kind: "bytes", limit: MAP_UPLOAD_LIMIT + 128 * 1024 },
      changesNothing: true,
      async handle({ body, query, caller }) {
        const made = await print(body instanceof Uint8Array ? body : new Uint8Array());
        if (!made.ok) return problem("bad-request", refusalWords(made, languageOf(query)));
        const { name, text, png, tile, layers, plan, warnings, picture, bytes, file } = made;
        return json({
          held: held.hold(caller.name, { name, text, png }),
          name: nameOf(file),
          width: plan.width,
          height: plan.height,
          tile,
          layers,
          plan,
          warnings,
          picture,
          bytes,
        } satisfies FoundMap);
      },
    }),
    route({
      method: "DELETE",
      path: "/map-uploads/:held",
      roles: DESIGNERS,
      body: NO_BODY,
      handle({ params, caller }) {
        held.forget(caller.name, params["held"] ?? "");
        return json(null);
      },
    }),
    route({
      method: "POST",
      path: "/maps/:world",
      roles: DESIGNERS,
      body: { kind: "json", schema: BringInMap },
      async handle({ params, body, query, caller }) {
        const words = SAID[languageOf(query)];
        const found = held.find(caller.name, body.held);
        if (found === null) return problem("not-found", words.gone);
        const { world = "" } = params;
        const { name: map, png } = found;
        const text = titledMapText(found.text, body.name);
        const done = await maps.keep(world, { name: map, text, png }, caller.name);
        if (!done.ok) return refusedBy(done, words.noWorld);
        held.forget(caller.name, body.held);
        return json({ world, map, name: body.name } satisfies BroughtInMap, 201);
      },
    }),
    route({
      method: "PUT",
      path: "/maps/:world/map",
      roles: DESIGNERS,
      body: { kind: "json", schema: UseMap },
      handle: ({ params, body, query, caller }) =>
        useMap(options, params["world"] ?? "", body, languageOf(query), caller.name),
    }),
    takingRoute(options),
    planRoute(maps),
  ];
}

function takingRoute({ shelf, maps, forget }: MapsRoutesOptions): StudioRoute {
  return route({
    method: "DELETE",
    path: "/maps/:world/:map",
    roles: DESIGNERS,
    body: NO_BODY,
    async handle({ params, query }) {
      const { world = "", map = "" } = params;
      const words = SAID[languageOf(query)];
      const { file, draft } = await mapsOfScene(shelf, world);
      if (file === map || draft === map) return problem("conflict", words.inUse);
      const done = await maps.takeOut(world, map);
      if (!done.ok) return refusedBy(done, words.noMap);
      forget(map);
      return json(null);
    },
  });
}

/** Whoever sees who is where may know what the places are called. */
function planRoute(maps: Pick<MapShelf, "find">): StudioRoute {
  return route({
    method: "GET",
    path: "/maps/:map/plan",
    roles: ["designer", "operator", "exporter"],
    body: NO_BODY,
    async handle({ params, query }) {
      const { map = "" } = params;
      const found = KEPT_MAP_NAME.test(map) ? await maps.find(map) : null;
      return found === null
        ? problem("not-found", SAID[languageOf(query)].noMap)
        : json(planOf(found));
    },
  });
}

function planOf({ width, height, walls, bars, places, spots }: KeptMap): MapPlan {
  const signs = Array.from({ length: height }, () => Array.from({ length: width }, () => "."));
  const sign = (cells: readonly number[], is: string) => {
    for (const cell of cells) signs[Math.floor(cell / width)]?.splice(cell % width, 1, is);
  };
  sign(bars, "~");
  sign(walls, "#");
  return {
    width,
    height,
    rows: signs.map((row) => row.join("")),
    places: places.map((place) => ({ ...place, name: place.id })),
    spots: spots.map((spot) => ({ ...spot, name: spot.id })),
  };
}

async function listOf({ shelf, maps, game }: MapsRoutesOptions): Promise<MapList> {
  const worlds: MapList["worlds"][number][] = [];
  for (const { name: world, title, readOnly } of await shelf.worlds()) {
    const { file, draft } = await mapsOfScene(shelf, world);
    const kept = (await maps.list(world)) ?? [];
    worlds.push({
      world,
      title,
      readOnly,
      map: file,
      draft,
      maps: kept.map(({ name, title: called, ...one }) => ({
        map: name,
        name: called,
        ...one,
        used: file === name || draft === name,
      })),
    });
  }
  return { game: await game(), worlds };
}

/** A world's own maps as a form offers them. */
export async function choicesOfMaps(
  maps: Pick<MapShelf, "list">,
  world: string,
): Promise<readonly Choice[]> {
  const kept = (await maps.list(world)) ?? [];
  return kept.map(({ name: id, title }) => ({ id, name: title === "" ? id : title }));
}

function refusedBy(
  { code, problem: said }: { readonly code: string; readonly problem: string },
  missing: string,
): StudioAnswer {
  if (code === "not-found") return problem("not-found", missing);
  const sentence = `${said.charAt(0).toUpperCase()}${said.slice(1)}`;
  if (code === "too-large") return problem("too-large", sentence);
  return problem(code === "too-many" ? "conflict" : "failed", sentence);
}

/** What a map would be called by its file. */
function nameOf(file: string): string {
  const last = file.slice(file.lastIndexOf("/") + 1).replace(/\.[a-z]+$/iu, "");
  const words = last.replace(/[\p{C}_-]+/gu, " ").trim();
  return words.slice(0, 80) || "map";
}

function languageOf(query: URLSearchParams): Language {
  return query.get("language") === "zh" ? "zh" : "en";
}
