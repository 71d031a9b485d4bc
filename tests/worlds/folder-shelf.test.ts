import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recastReleases } from "../../server/studio/writing/recasting.ts";
import { createFolderShelf } from "../../server/worlds/folder-shelf.ts";
import { YAML_FILE_LIMIT } from "../../server/worlds/yaml-file.ts";
import { readWorld } from "../../server/worlds/read-world.ts";
import { versionOf } from "../../server/worlds/version-of.ts";
import type { ShelfChange, WorldShelf } from "../../server/worlds/world-shelf.ts";

const SCENE = `# A ford, for tests.
id: ford
title: The Ford
world: the Ford
setting: A river in flood.
cast:
  - persona: ada
`;
const ADA = `id: ada
name: Ada
public: { appearance: A ferrywoman, known: She rows. }
profile: Ada rows. # every day
`;
const ada = { part: "persona", id: "ada" } as const;

let root = "";
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), "dramatis-shelf-"))));
afterAll(() => rm(root, { recursive: true }));

let now = Date.UTC(2026, 4, 1);
const clock = { now: () => (now += 1000) };

async function ford(
  lookEvery?: number,
): Promise<{ shelf: WorldShelf; folder: string; path: (name: string) => string }> {
  const worlds = await mkdtemp(join(root, "worlds-"));
  const folder = join(worlds, "ford");
  await mkdir(join(folder, "personas"), { recursive: true });
  await writeFile(join(folder, "scene.yaml"), SCENE);
  await writeFile(join(folder, "personas", "the ferry.yml"), ADA);
  const shelf = createFolderShelf({
    roots: [worlds],
    clock,
    ...(lookEvery === undefined ? {} : { lookEvery }),
  });
  return { shelf, folder, path: (name) => join(folder, name) };
}

describe("drafts and releases", () => {
  test("[ST40] a draft leaves what plays as it is; a release is the text to the letter, in the file it came from", async () => {
    const { shelf, folder, path } = await ford();
    const said = ADA.replace("Ada rows.", "Ada rows badly.");
    const drafted = await shelf.draft("ford", ada, said, "mia");
    expect(drafted.ok && drafted.version).toBe(versionOf(said));
    expect(await readFile(path("personas/the ferry.yml"), "utf8")).toBe(ADA);
    expect(await shelf.read("ford", ada)).toMatchObject({
      yaml: ADA,
      version: versionOf(ADA),
      draft: { yaml: said, by: "mia", of: versionOf(ADA), version: versionOf(said) },
    });
    expect(
      (await shelf.sheets("ford"))?.find(({ sheet }) => sheet.part === "persona"),
    ).toMatchObject({
      sheet: ada,
      title: "Ada",
      version: versionOf(ADA),
      hasDraft: true,
    });
    expect((await shelf.release("ford", ada, said, "mia")).ok).toBe(true);
    expect(await readFile(path("personas/the ferry.yml"), "utf8")).toBe(said);
    expect(await readdir(join(folder, "personas"))).toEqual(["the ferry.yml"]);
    expect((await shelf.read("ford", ada))?.draft).toBeNull();
    expect((await readWorld(folder)).ok).toBe(true);
  });

  test("[ST40] a draft need not be sound, nor even YAML, and a persona may be a draft alone", async () => {
    const { shelf } = await ford();
    const ben = { part: "persona", id: "ben" } as const;
    const kept = await shelf.draft("ford", ben, "name: [", "mia");
    expect(kept.ok && kept.issues.length).toBeGreaterThan(0);
    expect(await shelf.read("ford", ben)).toMatchObject({ yaml: null, version: null });
    expect((await shelf.sheets("ford"))?.map(({ title }) => title)).toContain("ben");
    expect((await shelf.discard("ford", ben)).ok).toBe(true);
    expect(await shelf.read("ford", ben)).toBeNull();
  });

  test("[ST42] only a world that stays sound is released, and what is wrong is told; nothing is written", async () => {
    const { shelf, folder } = await ford();
    const unsound = await shelf.release("ford", ada, ADA.replace("id: ada", "id: eda"), "mia");
    expect(unsound).toMatchObject({ ok: false, code: "unsound" });
    expect(unsound.issues.map(({ path }) => path)).toContainEqual(["id"]);
    const torn = await shelf.release("ford", ada, "id: ada\nname: [", "mia");
    expect(torn.issues[0]).toMatchObject({
      found: expect.stringMatching(/^line 2, column \d+: /u),
    });
    const huge = await shelf.release(
      "ford",
      ada,
      `${ADA}# ${"x".repeat(YAML_FILE_LIMIT)}\n`,
      "mia",
    );
    expect(huge).toMatchObject({ ok: false, code: "too-large" });
    expect(await readdir(folder)).toEqual(["personas", "scene.yaml"]);
  });

  test("[ST42] sheets that are sound only together are released together", async () => {
    const { shelf, folder } = await ford();
    const cast = SCENE.replace("  - persona: ada\n", "  - persona: ada\n  - persona: ben\n");
    const ben = ADA.replaceAll("ada", "ben").replaceAll("Ada", "Ben");
    expect((await shelf.release("ford", { part: "scene" }, cast, "mia")).ok).toBe(false);
    const both = await shelf.releaseAll(
      "ford",
      [
        { sheet: { part: "scene" }, yaml: cast },
        { sheet: { part: "persona", id: "ben" }, yaml: ben },
      ],
      "mia",
    );
    expect(both.ok).toBe(true);
    const read = await readWorld(folder);
    expect(read.ok && read.world.personas.map(({ name }) => name)).toEqual(["Ada", "Ben"]);
  });

  test("[ST42] a world is begun empty, drafted, and released when it is whole", async () => {
    const { shelf } = await ford();
    expect((await shelf.begin("mill")).ok).toBe(true);
    expect(await shelf.begin("mill")).toMatchObject({ ok: false, code: "changed-outside" });
    expect(await shelf.begin("../mill")).toMatchObject({ ok: false, code: "unsound" });
    expect((await shelf.worlds()).map(({ name }) => name)).toEqual(["ford", "mill"]);
    const whole = await shelf.releaseAll(
      "mill",
      [
        { sheet: { part: "scene" }, yaml: SCENE.replace("id: ford", "id: mill") },
        { sheet: ada, yaml: ADA },
      ],
      "mia",
    );
    expect(whole.ok).toBe(true);
    expect((await shelf.worlds())[1]).toMatchObject({ name: "mill", title: "The Ford" });
  });
});

describe("two writers, and changes made outside", () => {
  test("[ST43] whoever writes from an old text is told so and shown both; nothing is lost", async () => {
    const { shelf, path } = await ford();
    const from = { file: versionOf(ADA), draft: null };
    const mine = ADA.replace("Ada rows.", "Ada rows, says Mia.");
    const yours = ADA.replace("Ada rows.", "Ada rows, says Noa.");
    expect((await shelf.draft("ford", ada, mine, "mia", from)).ok).toBe(true);
    const second = await shelf.draft("ford", ada, yours, "noa", from);
    expect(second).toMatchObject({
      ok: false,
      code: "changed-outside",
      theirs: { draft: { yaml: mine, by: "mia" } },
    });
    const seen = { file: versionOf(ADA), draft: versionOf(mine) };
    expect((await shelf.draft("ford", ada, yours, "noa", seen)).ok).toBe(true);

    await writeFile(path("personas/the ferry.yml"), `${ADA}# by hand\n`);
    const now = await shelf.release("ford", ada, yours, "noa", [], { file: versionOf(ADA) });
    expect(now).toMatchObject({ code: "changed-outside", theirs: { yaml: `${ADA}# by hand\n` } });
    expect((await shelf.read("ford", ada))?.draft).toMatchObject({
      of: versionOf(ADA),
      yaml: yours,
    });
    const resolved = { file: versionOf(`${ADA}# by hand\n`), draft: versionOf(yours) };
    expect((await shelf.draft("ford", ada, yours, "noa", resolved)).ok).toBe(true);
    expect((await shelf.read("ford", ada))?.draft?.of).toBe(resolved.file);
    expect((await shelf.release("ford", ada, yours, "noa", [], resolved)).ok).toBe(true);
  });

  test("[ST43] of many who write at once from one text, one succeeds", async () => {
    const { shelf } = await ford();
    const from = { file: versionOf(ADA) };
    const tries = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        shelf.release("ford", ada, `${ADA}# ${index}\n`, `writer ${index}`, [], from),
      ),
    );
    expect(tries.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test.each([60, 3_600_000])(
    "[ST44] what is changed outside is told of, looked for every %i ms; what the shelf writes is no such change",
    async (every) => {
      const { shelf, path } = await ford(every);
      const heard: ShelfChange[] = [];
      const wait = async (count: number) => {
        for (let tries = 0; heard.length < count && tries < 300; tries++)
          await new Promise((resolve) => setTimeout(resolve, 20));
      };
      const stop = shelf.onChange((change) => heard.push(change));
      // The first look finds out what is there; without it nothing can be told from what was.
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect((await shelf.release("ford", ada, `${ADA}# one\n`, "mia")).ok).toBe(true);
      await writeFile(path("personas/the ferry.yml"), `${ADA}# two\n`);
      await wait(2);
      await rm(path("personas/the ferry.yml"));
      await wait(3);
      stop();
      expect(heard.map(({ what, version, by }) => [what, version, by])).toEqual([
        ["released", versionOf(`${ADA}# one\n`), "mia"],
        ["outside", versionOf(`${ADA}# two\n`), null],
        ["outside", null, null],
      ]);
    },
  );
});

describe("versions", () => {
  test("[ST45] every release is in the history with who and when, and a text changed outside is kept before it goes", async () => {
    const { shelf, path, folder } = await ford();
    const texts = ["one", "two", "three"].map((word) => `${ADA}# ${word}\n`);
    await shelf.release("ford", ada, texts[0]!, "mia");
    await writeFile(path("personas/the ferry.yml"), texts[1]!);
    await shelf.release("ford", ada, texts[2]!, "noa");
    await shelf.release("ford", ada, texts[0]!, "noa");
    const history = await shelf.history("ford", ada);
    const [first, second, third] = texts.map(versionOf);
    expect(history.map(({ version, by }) => [version, by])).toEqual([
      [first, "noa"],
      [third, "noa"],
      [second, null],
      [first, "mia"],
      [versionOf(ADA), null],
    ]);
    for (const text of [ADA, ...texts])
      expect(await shelf.released("ford", ada, versionOf(text))).toBe(text);
    expect(await shelf.released("ford", ada, "../../scene")).toBeNull();
    const lines = await readFile(join(folder, "history", "releases.yaml"), "utf8");
    expect(lines).toMatch(
      /^- \{"at":"2026-05-01T.*"sheet":"personas\/ada","version":"[0-9a-f]{12}"\}$/mu,
    );
  });

  test("[ST45] a persona is read as what plays, as a draft and as any version", async () => {
    const { shelf } = await ford();
    const drafted = ADA.replace("She rows.", "She rests.");
    await shelf.draft("ford", ada, drafted, "mia");
    const known = async (version: string | null) =>
      (await shelf.persona("ford", "ada", version))?.public.known;
    expect(await known(null)).toBe("She rows.");
    expect(await known("draft")).toBe("She rests.");
    await shelf.release("ford", ada, drafted, "mia");
    expect(await known(versionOf(ADA))).toBe("She rows.");
    expect(await known(null)).toBe("She rests.");
    expect(await known("draft")).toBeUndefined();
  });

  test("[ST45] a world that is read names the version of every sheet", async () => {
    const { folder } = await ford();
    const read = await readWorld(folder);
    expect(read.ok && read.versions).toEqual({
      scene: versionOf(SCENE),
      things: null,
      life: null,
      story: null,
      personas: { ada: versionOf(ADA) },
    });
  });

  test("[ST45] the running game is told of what is released and of what is changed by hand, but of nothing unsound", async () => {
    const { shelf, path } = await ford(60);
    const told: string[] = [];
    const stop = recastReleases(shelf, {
      recast(world, persona, version) {
        told.push(`${world}/${persona.id} ${persona.profile} ${version}`);
        return 1;
      },
      admit: () => 0,
      dismiss: () => 0,
    });
    const until = async (count: number) => {
      for (let tries = 0; told.length < count && tries < 300; tries++)
        await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await new Promise((resolve) => setTimeout(resolve, 300));
    const rests = ADA.replace("Ada rows.", "Ada rests.");
    const sings = ADA.replace("Ada rows.", "Ada sings.");
    await shelf.draft("ford", ada, rests, "mia");
    await shelf.release("ford", ada, rests, "mia");
    await until(1);
    await writeFile(path("personas/the ferry.yml"), `${rests}unknown: key\n`);
    await new Promise((resolve) => setTimeout(resolve, 600));
    await writeFile(path("personas/the ferry.yml"), sings);
    await until(2);
    stop();
    expect(told).toEqual([
      `ford/ada Ada rests. ${versionOf(rests)}`,
      `ford/ada Ada sings. ${versionOf(sings)}`,
    ]);
  });

  test("[ST146] whom a released scene newly casts comes into the running scenes, who is taken out leaves, and who was sent away stays away", async () => {
    const { shelf } = await ford();
    const there = new Set(["ada"]);
    const told: string[] = [];
    const stop = recastReleases(shelf, {
      recast: (_world, { id }) => (there.has(id) ? 1 : 0),
      admit(world, { id }, version, place, by) {
        told.push(`${id} comes into ${world} at ${place} as ${version}, by ${by}`);
        there.add(id);
        return 1;
      },
      dismiss(_world, id, by) {
        told.push(`${id} leaves, by ${by}`);
        there.delete(id);
        return 1;
      },
    });
    const settled = () => new Promise((resolve) => setTimeout(resolve, 150));
    const places = `places:\n  - { id: quay, name: the quay, description: Stones. }\n`;
    const cast = SCENE.replace(
      "  - persona: ada\n",
      "  - persona: ada\n  - { persona: ben, place: quay }\n",
    );
    const ben = { part: "persona", id: "ben" } as const;
    const yaml = ADA.replaceAll("ada", "ben").replaceAll("Ada", "Ben");
    const scene = { part: "scene" } as const;
    // Beside the cast, nobody plays.
    await shelf.release("ford", ben, yaml, "mia");
    await settled();
    expect(told).toEqual([]);
    await shelf.releaseAll("ford", [{ sheet: ben, yaml: null }], "mia");
    await settled();
    expect(told.splice(0)).toEqual(["ben leaves, by mia"]);
    const both = [
      { sheet: scene, yaml: places + cast },
      { sheet: ben, yaml },
    ];
    expect((await shelf.releaseAll("ford", both, "mia")).ok).toBe(true);
    await settled();
    expect(told.splice(0)).toEqual([`ben comes into ford at quay as ${versionOf(yaml)}, by mia`]);
    there.delete("ben");
    await shelf.release("ford", ben, `${yaml}# Again.\n`, "mia");
    await shelf.release("ford", scene, `${places}${cast}# Again.\n`, "mia");
    await settled();
    expect(told).toEqual([]);
    await shelf.releaseAll(
      "ford",
      [
        { sheet: scene, yaml: SCENE },
        { sheet: ben, yaml: null },
      ],
      "mia",
    );
    await settled();
    expect(told.splice(0)).toEqual(["ben leaves, by mia"]);
    // One after the other is as good as together.
    await shelf.release("ford", ben, yaml, "mia");
    await shelf.release("ford", scene, places + cast, "mia");
    await settled();
    stop();
    expect(told).toEqual([`ben comes into ford at quay as ${versionOf(yaml)}, by mia`]);
  });

  test("[ST45] what belongs to a persona is kept beside it", async () => {
    const { shelf } = await ford();
    const bytes = new Uint8Array([1, 2, 3]);
    await shelf.release("ford", ada, `${ADA}# card\n`, "mia", [{ ending: "portrait.png", bytes }]);
    expect([...((await shelf.beside("ford", "ada", "portrait.png")) ?? [])]).toEqual([1, 2, 3]);
    expect(await shelf.beside("ford", "../ada", "portrait.png")).toBeNull();
    expect((await readWorld(join(root, "none"))).ok).toBe(false);
  });
});

describe("the folder's borders", () => {
  test.each(["..", ".", "ford/..", "/etc", "ford\0", ".git", "con:1", ""])(
    "[ST41] no world is called %j",
    async (name) => {
      const { shelf } = await ford();
      expect(await shelf.read(name, ada)).toBeNull();
      expect(await shelf.draft(name, ada, ADA, "mia")).toMatchObject({ code: "not-found" });
    },
  );
  test.each(["../scene", "..", "a/b", "A", "", "ada.card"])(
    "[ST41] no persona has the id %j",
    async (id) => {
      const { shelf, folder } = await ford();
      const sheet = { part: "persona", id } as const;
      expect(await shelf.draft("ford", sheet, ADA, "mia")).toMatchObject({ code: "unsound" });
      expect(await shelf.release("ford", sheet, ADA, "mia")).toMatchObject({ ok: false });
      expect(await shelf.history("ford", sheet)).toEqual([]);
      expect(await readdir(folder)).toEqual(["personas", "scene.yaml"]);
    },
  );

  test("[ST41] a link is neither read nor written through", async () => {
    const { shelf, folder, path } = await ford();
    const outside = await mkdtemp(join(root, "outside-"));
    await writeFile(join(outside, "scene.yaml"), SCENE);
    await symlink(outside, path("drafts"));
    expect(await shelf.draft("ford", { part: "scene" }, SCENE, "mia")).toMatchObject({
      ok: false,
      code: "failed",
      problem: expect.stringContaining("link"),
    });
    expect(await readdir(outside)).toEqual(["scene.yaml"]);
    await rm(path("scene.yaml"));
    await symlink(join(outside, "scene.yaml"), path("scene.yaml"));
    expect(await shelf.release("ford", ada, `${ADA}#\n`, "mia")).toMatchObject({ ok: false });
    expect(await readFile(path("personas/the ferry.yml"), "utf8")).toBe(ADA);
    await symlink(folder, join(folder, "..", "linked"));
    expect((await shelf.worlds()).map(({ name }) => name)).not.toContain("linked");
  });

  test.skipIf(process.getuid?.() === 0)(
    "[ST46] a folder that cannot be written is said to be so, with what to do",
    async () => {
      const { shelf, folder } = await ford();
      await chmod(folder, 0o555);
      expect((await shelf.worlds())[0]?.readOnly).toBe(true);
      expect(await shelf.draft("ford", ada, ADA, "mia")).toMatchObject({
        code: "failed",
        problem: expect.stringContaining("read-only"),
      });
      await chmod(folder, 0o755);
    },
  );
});
