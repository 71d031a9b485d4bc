import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readWorld } from "../../server/worlds/read-world.ts";
import { YAML_FILE_LIMIT } from "../../server/worlds/yaml-file.ts";

const worlds = new URL("../../assets/worlds", import.meta.url).pathname;
const shipped = existsSync(worlds)
  ? readdirSync(worlds, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    )
  : [];
const sample = new URL("../fixtures/worlds", import.meta.url).pathname;

describe("worlds", () => {
  test.each([join(sample, "toll-bridge"), ...shipped.map((name) => join(worlds, name))])(
    "[P31] %s is sound",
    async (folder) => {
      const read = await readWorld(folder);
      expect(read.ok ? [] : read.problems).toEqual([]);
      expect(read.ok && read.world.personas.length).toBeGreaterThan(0);
    },
  );
});

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dramatis-world-"));
});
afterAll(() => rm(folder, { recursive: true }));

const SCENE = `id: ford
title: The Ford
world: the Ford
setting: A river in flood.
cast:
  - persona: ada
`;
const ADA = `id: ada
name: Ada
public:
  appearance: A ferrywoman
  known: She rows.
profile: Ada rows.
`;

async function problemsOf(files: Record<string, string>): Promise<readonly string[]> {
  const world = await mkdtemp(join(folder, "world-"));
  await mkdir(join(world, "personas"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(world, name), text);
  const read = await readWorld(world);
  return (read.ok ? read.warnings : read.problems).map((line) => line.replaceAll(`${world}/`, ""));
}

describe("what is wrong is told by file, line and column", () => {
  test("[P32] faults of schema and reference", async () => {
    expect(
      await problemsOf({
        "scene.yaml": `${SCENE}  - persona: bea\n    place: bank\nhearing: far\nopening:\n  - speaker: adda\n    text: Hm.\n`,
        "personas/ada.yaml": ADA.replace("name: Ada", "name: 'A: da'").replace(
          "profile:",
          "motivaton: I want the boat.\nprofil:",
        ),
        "personas/b.yml": ADA.replace("  known: She rows.\n", "").replace("id: ada", "id: bea"),
        "personas/c.yaml": ADA,
      }),
    ).toMatchInlineSnapshot(`
      [
        "personas/c.yaml:1:5: id: found 'ada' again; expected an id of its own (first at personas/ada.yaml:1:5)",
        "scene.yaml:9:10: hearing: found text of 3 characters; expected a number",
        "personas/ada.yaml:2:7: name: found 'A: da'; expected one line without colons, brackets or bars",
        "personas/ada.yaml:1:1: profile: found nothing; expected text",
        "personas/ada.yaml:6:1: motivaton: found a key that is not known here; expected one of id, name, aliases, language, sprite, public, private, profile, experience, lore, direction, voice, relationships, fallback_lines, thinking, weary_lines, waiting_gestures ('motivation' belongs under 'private')",
        "personas/ada.yaml:7:1: profil: found a key that is not known here; expected one of id, name, aliases, language, sprite, public, private, profile, experience, lore, direction, voice, relationships, fallback_lines, thinking, weary_lines, waiting_gestures (did you mean 'profile'?)",
        "personas/b.yml:4:3: public.known: found nothing; expected text",
      ]
    `);
  });

  test("[P32] faults of YAML", async () => {
    const aliases = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
    for (const [one, before] of ["ba", "cb", "dc", "ed"]) {
      aliases.push(`${one}: &${one} [${Array.from({ length: 9 }, () => `*${before}`).join(", ")}]`);
    }
    const bad: Record<string, string> = {
      tab: "id: ada\nname:\n\t- x\n",
      twice: "id: ada\nid: bea\n",
      colon: "id: ada\nprofile: The vault: 7741: open\n",
      tag: "id: !!js/function 'x'\n",
      quote: "id: 'ada\nname: x\n",
      documents: "id: ada\n---\nid: bea\n",
      aliases: aliases.join("\n"),
      deep: "[".repeat(30_000),
      large: `profile: ${"x".repeat(YAML_FILE_LIMIT)}\n`,
    };
    const told: Record<string, readonly string[]> = {};
    for (const [name, text] of Object.entries(bad)) {
      told[name] = await problemsOf({ "scene.yaml": SCENE, "personas/ada.yaml": text });
    }
    // How deep brackets may be hangs on how much room is left on the stack.
    told["deep"] = (told["deep"] ?? []).map((line) => line.replace(/:1:\d+:/u, ":1:N:"));
    expect(told).toMatchInlineSnapshot(`
      {
        "aliases": [
          "personas/ada.yaml:1:1: the file uses more aliases than are followed; write the values out",
        ],
        "colon": [
          "personas/ada.yaml:2:10: a colon follows that makes this a key; put the text in quotes (BLOCK_AS_IMPLICIT_KEY)",
        ],
        "deep": [
          "personas/ada.yaml:1:N: brackets are nested too deeply here; write the file flatter (RESOURCE_EXHAUSTION)",
        ],
        "documents": [
          "personas/ada.yaml:2:1: a second document begins here; use one file for each (MULTIPLE_DOCS)",
        ],
        "large": [
          "personas/ada.yaml: the file has 262154 bytes, and at most 262144 are read; move prose elsewhere or shorten it",
        ],
        "quote": [
          "personas/ada.yaml:3:1: a quote, bracket or space is missing (MISSING_CHAR)",
        ],
        "tab": [
          "personas/ada.yaml:3:1: a tab stands where spaces belong (TAB_AS_INDENT)",
        ],
        "tag": [
          "personas/ada.yaml:1:5: this tag is not known; only plain YAML is read (TAG_RESOLVE_FAILED)",
        ],
        "twice": [
          "personas/ada.yaml:2:1: this key stands here a second time (DUPLICATE_KEY)",
        ],
      }
    `);
    expect(JSON.stringify(told)).not.toContain("7741");
  });

  test("[P32] missing files and folders", async () => {
    expect(await problemsOf({ "personas/ada.yaml": ADA })).toMatchInlineSnapshot(`
      [
        "scene.yaml: the file cannot be read (ENOENT); check its name and its rights",
      ]
    `);
    expect(await problemsOf({ "scene.yaml": SCENE })).toMatchInlineSnapshot(`
      [
        "scene.yaml:6:14: cast[0].persona: found 'ada', which is no persona; expected a persona, and there is none",
      ]
    `);
    const read = await readWorld(join(folder, "nowhere"));
    expect(read.ok ? [] : read.problems.map((line) => line.replaceAll(folder, "FOLDER")))
      .toMatchInlineSnapshot(`
      [
        "FOLDER/nowhere: there is no folder 'personas' to read; a world is a folder with scene.yaml and personas/*.yaml",
      ]
    `);
  });

  test("[P17] warnings are told with their place and do not stop a world", async () => {
    expect(
      await problemsOf({
        "scene.yaml": SCENE,
        "personas/ada.yaml": `${ADA}relationships:\n  Her brother: drowned at this ford\n`,
      }),
    ).toMatchInlineSnapshot(`
      [
        "personas/ada.yaml:8:3: relationships.Her brother: found a name that nobody in the cast has; expected a name or alias of someone in the cast, unless the person is only spoken of",
      ]
    `);
  });
});
