import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createCast } from "../../../server/stage/cast.ts";
import { castPersona, homeOf } from "../../../server/stage/placing.ts";
import { createFolderShelf } from "../../../server/worlds/folder-shelf.ts";
import { createMapGallery } from "../../../server/worlds/map-gallery.ts";
import { createMapShelf } from "../../../server/worlds/map-shelf.ts";
import { readStaging } from "../../../server/worlds/read-staging.ts";
import type { BroughtInMap, FoundMap, MapList, MapPlan } from "../../../shared/studio/maps.ts";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import { aStudio, KEYS } from "../a-studio.ts";
import { aMap, aMapsFiles, upload, type Files } from "./make.ts";

const SCENE = `# The town, as its maker wrote it.
id: town
title: The Town
world: a small town
setting: Noon.
cast:
  - persona: mara # the keeper
    tile: { x: 0, y: 0 }
`;
const MARA = `id: mara
name: Mara
profile: Mara keeps the bar.
public: { appearance: A woman in an apron., known: She keeps the bar. }
`;

/** A studio with one world, and a hand that asks it as somebody. */
async function aTown() {
  const studio = await aStudio();
  const folder = join(studio.dataDir, "town");
  mkdirSync(join(folder, "personas"), { recursive: true });
  writeFileSync(join(folder, "scene.yaml"), SCENE);
  writeFileSync(join(folder, "personas", "mara.yaml"), MARA);
  const { token } = await studio.signIn(KEYS.designer);
  const ask = async <T = unknown>(method: string, path: string, body?: unknown) => {
    const { status, text } = await studio.ask(`/studio/api${path}`, {
      method,
      token,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status, value: (text === "" ? null : JSON.parse(text)) as T };
  };
  const look = <T = FoundMap>(files: Files, query = "") =>
    send<T>(studio.port, `/studio/api/maps${query}`, token, upload(files));
  const bring = async (files: Files = aMapsFiles(), name = "Town") => {
    const { value } = await look(files);
    return ask<BroughtInMap>("POST", "/maps/town", { held: value.held, name });
  };
  const shelf = createMapShelf({ roots: [studio.dataDir], clock: studio.clock });
  return { studio, folder, ask, look, bring, shelf };
}

function send<T>(port: number, path: string, token: string, body: Uint8Array) {
  return new Promise<{ status: number; value: T }>((resolve, reject) => {
    const asking = request(
      {
        host: "127.0.0.1",
        port,
        path,
        method: "POST",
        agent: false,
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/octet-stream" },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, value: JSON.parse(text) as T }),
        );
      },
    );
    asking.on("error", reject);
    asking.end(body);
  });
}

const SETTLED = { map: "", how: "play", clear: true } as const;

test("[ST63] a map is looked at, brought in, chosen, played on, and taken out again", async () => {
  const { studio, folder, ask, look, shelf } = await aTown();
  const seen = await look(aMapsFiles());
  expect(seen.status).toBe(200);
  expect(seen.value).toMatchObject({ name: "town", width: 8, height: 6, tile: 16 });
  expect(Buffer.from(seen.value.picture, "base64").subarray(1, 4).toString()).toBe("PNG");
  // Looking writes nothing and serves nothing.
  expect(readdirSync(folder).toSorted()).toEqual(["personas", "scene.yaml"]);

  const brought = await ask<BroughtInMap>("POST", "/maps/town", {
    held: seen.value.held,
    name: "Town square",
  });
  expect(brought.status).toBe(201);
  const { map } = brought.value;
  expect(readdirSync(join(folder, "maps")).toSorted()).toEqual([`${map}.json`, `${map}.png`]);
  expect(readFileSync(join(folder, "history", "maps", "releases.yaml"), "utf8")).toContain(
    `"by":"designer","sheet":"maps/${map}"`,
  );
  const listed = await ask<MapList>("GET", "/maps");
  expect(listed.value.worlds).toEqual([
    {
      world: "town",
      title: "The Town",
      readOnly: false,
      map: "bare-stage",
      draft: null,
      maps: [
        expect.objectContaining({
          map,
          name: "Town square",
          width: 8,
          by: "designer",
          used: false,
        }),
      ],
    },
  ]);
  const sheet = await ask<{ choices: { map: unknown[] } }>(
    "GET",
    "/writing/worlds/town/sheets/scene",
  );
  expect(sheet.value.choices.map).toContainEqual({ id: map, name: "Town square" });

  const used = await ask("PUT", "/maps/town/map", { ...SETTLED, map });
  expect(used).toEqual({
    status: 200,
    value: { world: "town", map, how: "play", cleared: ["mara"] },
  });
  const scene = readFileSync(join(folder, "scene.yaml"), "utf8");
  expect(scene).toContain(`map: ${map}`);
  expect(scene).toContain("# The town, as its maker wrote it.");
  const staging = await readStaging(folder, studio.dataDir);
  if (!staging.ok) throw new Error(staging.problems.join("\n"));
  expect(staging.staging.ground.spots.get("mara")).toEqual({ x: 2, y: 2 });
  expect(staging.staging.ground.blocked(4, 3)).toBe(true);
  // Mara stands at her spot, and walks round the pond.
  const { ground } = staging.staging;
  const cast = createCast(ground, { hearing: 9, sight: 12 }, () => {});
  const [mara] = staging.staging.personas;
  const home = castPersona(cast, mara!, homeOf(staging.staging, "mara", 0));
  expect(home).toEqual({ x: 2, y: 2 });
  expect(cast.walkTo("mara", { x: 6, y: 3 })).toBe(true);
  const way = cast.bodies.get("mara")!.way.map(({ x, y }) => `${x} ${y}`);
  expect(way).not.toContain("4 3");
  cast.step(60_000);
  expect(cast.bodies.get("mara")).toMatchObject({ x: 6, y: 3 });

  expect((await ask("DELETE", `/maps/town/${map}`)).status).toBe(409);
  expect((await ask("PUT", "/maps/town/map", { ...SETTLED, map: "bare-stage" })).status).toBe(200);
  expect((await ask("DELETE", `/maps/town/${map}`)).status).toBe(200);
  expect(readdirSync(join(folder, "maps"))).toEqual([]);
  // What was played on it can be looked at still.
  expect((await shelf.ground(map))?.width).toBe(8);
  expect(await createMapGallery(shelf).find(`${map}.json`)).toBeNull();
  const changes = studio.audit().filter(({ did }) => did === "change");
  expect(changes.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /maps/town",
    "PUT /maps/town/map",
    "DELETE /maps/town/" + map,
    "PUT /maps/town/map",
    "DELETE /maps/town/" + map,
  ]);
});

test("[ST64] a world that does not fit the map is refused in words, in the caller's language, and nothing is written", async () => {
  const { studio, folder, ask, bring } = await aTown();
  const { map } = (await bring()).value;
  const choose = (more: object, query = "") =>
    ask<StudioProblem>("PUT", `/maps/town/map${query}`, { map, how: "play", ...more });
  const en = await choose({});
  expect(en.status).toBe(409);
  expect(en.value.message).toMatch(/in a wall or outside.*Move them.*clear their tiles/su);
  expect(en.value.details?.[0]).toMatchObject({ path: ["cast", 0, "tile"] });
  expect(en.value.details?.[0]?.message).toMatch(/^mara: .*0, 0 in a wall of the map/u);
  const zh = await choose({}, "?language=zh");
  expect(zh.value.message).toContain("墙里");
  expect(zh.value.details?.[0]?.message).toContain("第 0 列第 0 行");
  expect(readFileSync(join(folder, "scene.yaml"), "utf8")).toBe(SCENE);
  // The same rule holds for whoever writes the name into the sheet.
  const yaml = SCENE.replace("setting:", `map: ${map}\nsetting:`);
  const sheets = createFolderShelf({ roots: [studio.dataDir], clock: studio.clock });
  const released = (text: string) => sheets.release("town", { part: "scene" }, text, "somebody");
  for (const [text, why] of [
    [yaml, "tile 0, 0 in a wall of the map"],
    [yaml.replace("x: 0", "x: 80"), "tile 80, 0 outside the map"],
    [yaml.replace(map, `map-${"0".repeat(32)}`), "a map that this world does not have"],
  ] as const) {
    const done = await released(text);
    expect(done.ok).toBe(false);
    expect(done.issues.map(({ found }) => found)).toEqual([why]);
  }
  expect((await released(yaml.replace("x: 0, y: 0", "x: 3, y: 3"))).ok).toBe(true);
});

test("[ST63] a draft that is there is written on, and never released by choosing a map", async () => {
  const { folder, ask, bring } = await aTown();
  const { map } = (await bring()).value;
  expect((await ask("PUT", "/maps/town/map", { map, how: "draft", clear: true })).status).toBe(200);
  expect(readFileSync(join(folder, "scene.yaml"), "utf8")).toBe(SCENE);
  expect(readFileSync(join(folder, "drafts", "scene.yaml"), "utf8")).toContain(map);
  expect((await ask("PUT", "/maps/town/map", { ...SETTLED, map })).status).toBe(409);
  expect((await ask("DELETE", `/maps/town/${map}`)).status).toBe(409);
});

test("[ST62] a map is served only once it was brought in, without the names of its places", async () => {
  const { studio, ask, bring, shelf } = await aTown();
  const gallery = createMapGallery(shelf);
  const { map } = (await bring()).value;
  const served = await gallery.find(`${map}.json`);
  const file = JSON.parse(Buffer.from(served!.bytes).toString()) as { layers: { name: string }[] };
  expect(file.layers.map(({ name }) => name)).toEqual([
    "under-1",
    "under-2",
    "under-3",
    "over-4",
    "walls",
    "furniture",
  ]);
  expect((await gallery.find(`${map}.png`))?.type).toBe("image/png");
  for (const other of ["map-0.json", "../scene.yaml", `${map}.yaml`, `${map}.json/..`, ""])
    expect(await gallery.find(other)).toBeNull();
  const plan = await ask<MapPlan>("GET", `/maps/${map}/plan`);
  expect(plan.value.places.map(({ id }) => id)).toEqual(["the-bar"]);
  expect(plan.value.rows[3]).toBe("#...~..#");
  const { token } = await studio.signIn(KEYS.operator);
  expect((await studio.ask(`/studio/api/maps/${map}/plan`, { token })).status).toBe(200);
});

test("[ST63] what was brought is its designer's alone, and refusals come in the caller's language", async () => {
  const { studio, ask, look } = await aTown();
  const { value } = await look(aMapsFiles());
  const other = await studio.signIn(KEYS.everyone);
  const theirs = await studio.ask("/studio/api/maps/town", {
    method: "POST",
    token: other.token,
    body: JSON.stringify({ held: value.held, name: "x" }),
  });
  expect(theirs.status).toBe(404);
  await ask("DELETE", `/map-uploads/${value.held}`);
  expect((await ask("POST", "/maps/town", { held: value.held, name: "x" })).status).toBe(404);
  const isometric = aMapsFiles(aMap({ orientation: "isometric" }));
  const en = await look<StudioProblem>(isometric);
  expect([en.status, en.value.message.slice(0, 21)]).toEqual([400, "The map is isometric,"]);
  expect((await look<StudioProblem>(isometric, "?language=zh")).value.message).toContain("正交");
  const again = await look(aMapsFiles());
  const nowhere = await ask<StudioProblem>("POST", "/maps/no-world", {
    held: again.value.held,
    name: "x",
  });
  expect(nowhere.status).toBe(404);
});
