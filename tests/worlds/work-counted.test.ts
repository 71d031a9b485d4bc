import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { restageReleases } from "../../server/cli/restaging.ts";
import { readText } from "../../server/studio/writing/sheet-reading.ts";
import { worldFindings } from "../../server/studio/writing/world-findings.ts";
import { recastReleases } from "../../server/studio/writing/recasting.ts";
import { createFolderShelf } from "../../server/worlds/folder-shelf.ts";
import { readStaging } from "../../server/worlds/read-staging.ts";
import { worldChecks } from "../../server/worlds/world-checks.ts";

/** How often a world is checked: numbers, never times. */

const assets = resolve(import.meta.dirname, "../../assets");
const merrin = { part: "persona", id: "merrin-tace" } as const;

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((done) => setTimeout(done, 5));
}

let root = "";
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), "dramatis-counted-"))));
afterAll(() => rm(root, { recursive: true }));

async function played() {
  const folder = join(await mkdtemp(join(root, "worlds-")), "salt-lantern");
  await cp(join(assets, "worlds/salt-lantern"), folder, { recursive: true });
  const file = join(folder, "personas/merrin-tace.yaml");
  const shelf = createFolderShelf({
    roots: [],
    worlds: { "salt-lantern": folder },
    clock: { now: () => Date.now() },
    lookEvery: 60,
  });
  let recast = 0;
  let restaged = 0;
  const stops = [
    recastReleases(shelf, { recast: () => (recast += 1), admit: () => 0, dismiss: () => 0 }),
    restageReleases(
      shelf,
      "salt-lantern",
      () => readStaging(folder, assets),
      () => (restaged += 1),
      { after: (_ms, then) => (void setImmediate(then), () => {}) },
    ),
  ];
  // The first look at the folder is no news.
  await shelf.check("salt-lantern", []);
  return {
    shelf,
    file,
    yaml: await readFile(file, "utf8"),
    /** Once the running game and scenes that open later have the new sheet. */
    taken: (times: number) => until(() => recast >= times && restaged >= times),
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}

test("[ST48] a line is written, released, played, staged anew and looked at again with one check of its world", async () => {
  const { shelf, yaml, taken, stop } = await played();
  const before = worldChecks.made();
  const line = yaml.replace(/^profile: >-\n/mu, "$&  Today she counts.\n");
  expect(line).not.toBe(yaml);
  const look = () =>
    readText({
      shelf,
      world: "salt-lantern",
      sheet: merrin,
      yaml: line,
      language: "en",
      contextTokens: 8_192,
    });
  expect((await shelf.draft("salt-lantern", merrin, line, "mia")).ok).toBe(true);
  const drafted = await look();
  expect((await shelf.release("salt-lantern", merrin, line, "mia")).ok).toBe(true);
  await taken(1);
  expect(await look()).toEqual(drafted);
  const check = await shelf.check("salt-lantern", []);
  expect(worldChecks.made() - before).toBe(1);
  if (check?.ok !== true) throw new Error("the world is not sound");
  expect(worldFindings(check.world, 8_192)).toBe(worldFindings(check.world, 8_192));
  stop();
});

test("[ST48] a line that is changed by hand is played and staged anew with one check of its world", async () => {
  const { file, yaml, taken, stop } = await played();
  // The watch looks at the folder before it is changed.
  await new Promise((done) => setTimeout(done, 200));
  const before = worldChecks.made();
  await writeFile(file, yaml.replace(/^profile: >-\n/mu, "$&  Today she sings.\n"));
  await taken(1);
  expect(worldChecks.made() - before).toBe(1);
  stop();
});

test("[ST48] the same texts in another order are the same world, and another text is another", () => {
  const scene = { sheet: { part: "scene" }, text: "id: a" } as const;
  const one = { sheet: { part: "persona", id: "ada" }, text: "id: ada" } as const;
  const before = worldChecks.made();
  const first = worldChecks.of([scene, one]);
  expect(worldChecks.of([one, scene])).toBe(first);
  expect(worldChecks.of([scene, { ...one, text: "id: ada " }])).not.toBe(first);
  expect(worldChecks.of([scene, { ...one, sheet: { part: "persona", id: "eda" } }])).not.toBe(
    first,
  );
  expect(worldChecks.made() - before).toBe(3);
});
