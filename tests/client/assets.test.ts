import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { buildAssets } from "../../assets/generator/build.ts";
import { readMapText } from "../../assets/generator/map-text.ts";
import { unpackPng } from "../../assets/generator/png.ts";
import { readWorld } from "../../server/worlds/read-world.ts";
import { readGround } from "../../server/stage/ground.ts";
import { findWay } from "../../server/stage/way.ts";

const PUBLIC = new URL("../../assets/public/", import.meta.url);
const built = buildAssets();
const kept = (path: string) => readFileSync(new URL(path, PUBLIC));

describe("generated assets", () => {
  test("[C18] every picture and map is the one that the generator makes", () => {
    for (const [path, bytes] of built) {
      const file = kept(path);
      if (path.endsWith(".png")) expect(unpackPng(file), path).toEqual(unpackPng(bytes));
      else expect(file.equals(bytes), path).toBe(true);
    }
  });

  test("[C18] nothing else lies among them but the licence", () => {
    const files = readdirSync(PUBLIC, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        `${entry.parentPath}/${entry.name}`.slice(PUBLIC.pathname.length).replace(/^\//, ""),
      );
    expect(files.toSorted()).toEqual(["LICENSE", ...built.keys()].toSorted());
  });

  test("[C20] every persona of a delivered world has its sheet and its portrait", () => {
    const worlds = new URL("../../assets/worlds/", import.meta.url);
    for (const world of readdirSync(worlds)) {
      for (const file of readdirSync(new URL(`${world}/personas/`, worlds))) {
        const name = file.replace(/\.yaml$/, "");
        expect(built.has(`sprites/${name}.png`), name).toBe(true);
        expect(built.has(`sprites/${name}-portrait.png`), name).toBe(true);
      }
    }
  });
});

test("[C18] every thing of a delivered world that names a picture has it, closed and open", async () => {
  const worlds = new URL("../../assets/worlds/", import.meta.url);
  for (const world of readdirSync(worlds)) {
    const read = await readWorld(fileURLToPath(new URL(world, worlds)));
    if (!read.ok) return expect.fail(read.problems.join("\n"));
    for (const { id, sprite } of read.world.things.props) {
      if (sprite !== undefined) expect(built.has(`props/prop-${sprite}.png`), id).toBe(true);
    }
  }
});

describe.each([...built.keys()].filter((path) => path.startsWith("maps/")))("%s", (path) => {
  const json = JSON.parse(kept(path).toString()) as { layers: { name: string }[] };
  const read = readGround(json);
  const ground = read.ok ? read.ground : null;

  test("[C19] has its layers", () => {
    const names = json.layers.map(({ name }) => name);
    for (const name of ["floor", "walls", "furniture", "over", "places", "spots"]) {
      expect(names).toContain(name);
    }
  });

  test("[C19] the server reads it, and every spot is reached from the entrance", () => {
    expect(read.ok ? "" : read.problem).toBe("");
    const entrance = ground?.spots.get("entrance");
    if (!ground || !entrance) return expect.fail("no entrance");
    const unreached = [...ground.spots].filter(([name, spot]) => {
      if (name === "entrance") return false;
      const way = findWay(ground, entrance, spot);
      const last = way?.at(-1);
      return last?.x !== spot.x || last.y !== spot.y;
    });
    expect(unreached).toEqual([]);
  });

  test("[C19] a body can stand where the text says so, and nowhere else", () => {
    const file = path.replace("maps/", "").replace(".json", ".txt");
    const source = new URL(`../../assets/generator/maps/${file}`, import.meta.url);
    const text = readMapText(readFileSync(source, "utf8"), file);
    for (const [at, { name, walk, opaque }] of text.cells.entries()) {
      const x = at % text.width;
      const y = Math.floor(at / text.width);
      expect(ground?.blocked(x, y), `${name} at ${x},${y}`).toBe(!walk);
      expect(ground?.walled(x, y), `${name} at ${x},${y}`).toBe(!walk && opaque);
    }
  });
});
