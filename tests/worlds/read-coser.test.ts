import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonFault } from "../../server/worlds/json-fault.ts";
import { COSER_FILE_LIMIT, readCoser } from "../../server/worlds/read-coser.ts";
import { buildPrompt } from "../../server/roleplay/prompt/prompt.ts";

const own = new URL("../fixtures/coser-own.json", import.meta.url).pathname;
// Beside the checkout; a linked worktree stands one folder deeper.
const given = ["../../../", "../../../../"]
  .map((up) => new URL(`${up}shared/data/coser-scenes.json`, import.meta.url).pathname)
  .find((file) => existsSync(file));
const files = given === undefined ? [own] : [own, given];

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dramatis-coser-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function problemOf(name: string, text?: string | Uint8Array): Promise<string> {
  const file = join(folder, name.replace(/#.*$/, ""));
  if (text !== undefined) await writeFile(file, text);
  const read = await readCoser(join(folder, name));
  return read.ok ? "" : read.problem.replaceAll(folder, "FOLDER");
}

describe.each(files)("%s", (file) => {
  const cases: { speaking_characters_w_env?: string[]; key_characters?: unknown }[] = JSON.parse(
    readFileSync(file, "utf8"),
  );

  test.each(cases.map((_, index) => index))(
    "[P19] case %i is read and can be played",
    async (index) => {
      const read = await readCoser(`${file}#${index}`);
      if (!read.ok) throw new Error(read.problem);
      const { scene, personas } = read.world;
      const speakers = cases[index]!.speaking_characters_w_env ?? [];
      for (const name of speakers.filter((one) => !/^(?:Environment|环境)$/.test(one))) {
        const owners = personas.filter((one) => [one.name, ...one.aliases].includes(name));
        expect(owners, name).toHaveLength(1);
      }
      for (const persona of personas) {
        const others = personas.filter(({ id }) => id !== persona.id);
        const { system } = buildPrompt({ persona, scene, others, observations: [] });
        expect(system).not.toContain("<|");
        for (const other of others) {
          expect(system).toContain(`**${other.name}**: `);
          const hidden = [other.private.motivation, other.experience].filter((text) => text !== "");
          for (const text of hidden) expect(system).not.toContain(text);
        }
      }
    },
  );
});

describe("what cannot be read", () => {
  test("[P29] the problem names file, place and way out", async () => {
    const big = await open(join(folder, "big.json"), "w");
    await big.truncate(COSER_FILE_LIMIT + 1);
    await big.close();
    expect([
      await problemOf("missing.json"),
      await problemOf("missing.json#2"),
      await problemOf("bad.json#0", '[\n  {"scenario": "The secret is 7741",}\n]'),
      await problemOf("bad.json", ""),
      await problemOf("bad.json", new Uint8Array([0xff, 0xfe, 0x00])),
      await problemOf("case.json#one", "[]"),
      await problemOf("case.json#-1"),
      await problemOf("case.json"),
      await problemOf("two.json#2", readFileSync(own, "utf8")),
      await problemOf("two.json#4"),
      await problemOf("."),
      await problemOf("big.json"),
    ]).toMatchInlineSnapshot(`
      [
        "FOLDER/missing.json: there is no such file",
        "FOLDER/missing.json: there is no such file",
        "FOLDER/bad.json: the file is not JSON at line 2, column 37; check brackets, commas and quotes there",
        "FOLDER/bad.json: the file is not JSON at line 1, column 1; check brackets, commas and quotes there",
        "FOLDER/bad.json: the file is not UTF-8 text",
        "FOLDER/case.json: after '#' stands the number of a case, from 0, such as '#3'",
        "FOLDER/case.json: after '#' stands the number of a case, from 0, such as '#3'",
        "FOLDER/case.json: there is no CoSER case in this file; expected a list of objects with 'scenario', 'key_characters' and 'dialogues'",
        "",
        "FOLDER/two.json: there is no case 4; the file has cases 0 to 3",
        "FOLDER: this is a folder; name a JSON file",
        "FOLDER/big.json: the file has 67108865 bytes, and at most 67108864 are read; split it",
      ]
    `);
  });

  test("[P29] a fault is found exactly where JSON.parse finds one", () => {
    const piece = fc.constantFrom(
      ...'{}[],:" \n\\0123.-+eE',
      "true",
      "null",
      "nul",
      '"a"',
      '"a\\u00e4"',
      '"\\x"',
      "1.5e3",
      "01",
      '{"a":1}',
      "[]",
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join("")),
      fc.json(),
    );
    fc.assert(
      fc.property(text, (json) => {
        let valid = true;
        try {
          JSON.parse(json);
        } catch {
          valid = false;
        }
        expect(jsonFault(json) === undefined).toBe(valid);
      }),
      { numRuns: 5_000 },
    );
  });
});
