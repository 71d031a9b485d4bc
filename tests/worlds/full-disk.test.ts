import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createFolderShelf } from "../../server/worlds/folder-shelf.ts";
import { realDisk, type Disk } from "../../server/worlds/guarded-write.ts";
import type { SheetChange, WorldShelf } from "../../server/worlds/world-shelf.ts";

const root = mkdtempSync(join(tmpdir(), "dramatis-full-"));
afterAll(() => rmSync(root, { recursive: true }));

const SCENE = `id: ford
title: The Ford
world: the Ford
setting: A river in flood.
cast:
  - persona: ada
`;
const person = (id: string, name: string) => `id: ${id}
name: ${name}
public: { appearance: A ferrywoman, known: She rows. }
profile: ${name} rows.
`;
const scene = { part: "scene" } as const;
const ada = { part: "persona", id: "ada" } as const;
const ben = { part: "persona", id: "ben" } as const;

function aWorld(): string {
  const folder = join(mkdtempSync(join(root, "worlds-")), "ford");
  mkdirSync(join(folder, "personas"), { recursive: true });
  writeFileSync(join(folder, "scene.yaml"), SCENE);
  writeFileSync(join(folder, "personas/ada.yaml"), person("ada", "Ada"));
  return folder;
}

/** Every file below a folder, those too that no list shows. */
function filesIn(folder: string): Record<string, string> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    found
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]),
  );
}

/** A disk that fails once, at its nth deed from now on. */
function failing(code: string): { disk: Disk; failAt: (nth: number) => void; deeds: () => number } {
  let left = Infinity;
  let deeds = 0;
  const tried =
    <A extends unknown[], T>(deed: (...given: A) => Promise<T>) =>
    async (...given: A): Promise<T> => {
      deeds += 1;
      if (--left === 0) throw Object.assign(new Error(code), { code });
      return deed(...given);
    };
  const { mkdir, write, keep, rename, remove, sync } = realDisk;
  const disk: Disk = {
    mkdir: tried(mkdir),
    // A disk that fills up in the middle of a file.
    write: (path, content) =>
      tried(write)(path, content).catch(async (error: unknown) => {
        await write(path, content.slice(0, content.length / 2));
        throw error;
      }),
    keep: tried(keep),
    rename: tried(rename),
    remove: tried(remove),
    sync: tried(sync),
  };
  return {
    disk,
    failAt: (nth) => {
      left = nth;
      deeds = 0;
    },
    deeds: () => deeds,
  };
}

const both: readonly SheetChange[] = [
  { sheet: scene, yaml: `${SCENE}  - persona: ben\n` },
  { sheet: ben, yaml: person("ben", "Ben") },
  { sheet: ada, yaml: person("ada", "Ada").replace("Ada rows.", "Ada rows badly.") },
];

describe("a disk that fails", () => {
  const ways: readonly [string, (shelf: WorldShelf) => Promise<unknown>][] = [
    ["a draft", (shelf) => shelf.draft("ford", ada, person("ada", "Ada Lee"), "mia")],
    ["letting a draft go", (shelf) => shelf.discard("ford", ada)],
    ["a release of several sheets", (shelf) => shelf.releaseAll("ford", both, "mia")],
    [
      "a card",
      (shelf) =>
        shelf.releaseAll("ford", both.slice(0, 2), "mia", [
          { ending: "card.json", bytes: new Uint8Array(4_000) },
          { ending: "portrait.png", bytes: new Uint8Array(8_000) },
        ]),
    ],
  ];
  const codes = { ENOSPC: "the disk is full", EROFS: "read-only", EACCES: "read-only" } as const;
  describe.each(Object.entries(codes))("%s", (code, words) => {
    test.each(ways)("[ST49] %s is whole, or nothing of it is there", async (_what, deed) => {
      let failed = 0;
      for (let nth = 1; ; nth++) {
        const folder = aWorld();
        const { disk, failAt, deeds } = failing(code);
        const clock = { now: () => 0 };
        const shelf = createFolderShelf({ roots: [join(folder, "..")], clock, disk });
        await shelf.draft("ford", ada, person("ada", "Ada Lovelace"), "mia");
        const before = filesIn(folder);
        failAt(nth);
        const done = await deed(shelf);
        if (deeds() < nth) break;
        if ((done as { ok: boolean }).ok) {
          // It stood already: what failed was tidying up, or waiting for the folder's names.
          continue;
        }
        failed += 1;
        expect(done).toMatchObject({ code: "failed", problem: expect.stringContaining(words) });
        expect(filesIn(folder)).toEqual(before);
        // Once there is room, the same deed succeeds.
        expect(await deed(shelf)).toMatchObject({ ok: true });
      }
      expect(failed).toBeGreaterThan(0);
    });
  });
});

/** As root of a namespace of one's own a disk of 64 KB can be had; not every machine lets one. */
const alone = ["--user", "--map-root-user", "--mount"];
const may = spawnSync("unshare", [...alone, "mount", "-t", "tmpfs", "none", root]).status === 0;

test.skipIf(!may)("[ST49] on a real disk that is full nothing is lost, and it is said so", () => {
  const there = mkdtempSync(join(root, "small-"));
  const script = `
    mount -t tmpfs -o size=64k none '${there}' &&
    exec '${process.execPath}' --no-warnings '${resolve(import.meta.dirname, "on-a-full-disk.ts")}' '${there}'`;
  const ran = spawnSync("unshare", [...alone, "sh", "-c", script], { encoding: "utf8" });
  expect(ran.stderr).toBe("");
  expect(JSON.parse(ran.stdout)).toEqual({
    draft: expect.stringContaining("the disk is full"),
    release: expect.stringContaining("the disk is full"),
    same: true,
    afterwards: true,
  });
});
