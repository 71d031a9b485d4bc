import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { readWorld } from "../../server/worlds/read-world.ts";
import { Life } from "../../server/roleplay/life/life.ts";
import { Persona } from "../../server/roleplay/persona.ts";
import { Scene } from "../../server/roleplay/scene.ts";
import { Story } from "../../server/roleplay/story/story.ts";
import { BUILT_IN_VERBS } from "../../server/roleplay/verbs/built-in-verbs.ts";
import { EFFECTS, NEEDS } from "../../server/roleplay/verbs/verb.ts";
import { Things } from "../../server/roleplay/things/things.ts";
import { PrincipleFile } from "../../server/training/rewards/principles.ts";
import { DEED_REFUSALS } from "../../shared/deeds.ts";
import { anchorsOf, fencesOf, proseOf, type Fence } from "./fences.ts";
import { typeCheck } from "./type-check.ts";

/**
 * Every snippet of `docs/` and of the README is tried. `ts` is type-checked; `ts continues` goes on where the snippet
 * before it ended. `yaml scene`, `persona`, `things`, `life`, `story` and `principles` are read by their schemas; with
 * `part` only what is there has to fit. `sh` names scripts that exist; `env` names settings that exist.
 */

const root = resolve(import.meta.dirname, "../..");
const PAGES = [
  "README.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const pages = new Map(PAGES.map((name) => [name, readFileSync(join(root, name), "utf8")]));
const fences = [...pages].flatMap(([page, text]) =>
  fencesOf(text).map((fence) => ({ ...fence, page, name: `${page}:${fence.line}` })),
);
const of = (...kinds: string[]) => fences.filter(({ kind }) => kinds.includes(kind));

const SCHEMAS: Record<string, { whole: z.ZodType; part: z.ZodType }> = {
  scene: { whole: Scene, part: Scene.partial() },
  persona: { whole: Persona, part: Persona.partial() },
  things: { whole: Things, part: Things },
  life: { whole: Life, part: Life },
  story: { whole: Story, part: Story },
};
/** Files that are no part of a world. */
const OTHER_SCHEMAS: typeof SCHEMAS = { principles: { whole: PrincipleFile, part: PrincipleFile } };

test("[X10] every block says what it is, and is tried or is for reading alone", () => {
  const known = ["ts", "yaml", "sh", "env", "json", "html", "text"];
  expect(fences.filter(({ kind }) => !known.includes(kind)).map(({ name }) => name)).toEqual([]);
  expect(fences.length).toBeGreaterThan(20);
});

describe("[X10] TypeScript", () => {
  const files = new Map<string, string>();
  const origins = new Map<string, Fence & { name: string }>();
  let faults: readonly string[] = [];

  beforeAll(() => {
    for (const fence of of("ts")) {
      if (fence.words.includes("signature")) continue;
      const last = [...files].at(-1);
      const goesOn = fence.words.includes("continues") && last !== undefined;
      const file = `${fence.page.replaceAll(/\W+/gu, "-")}-${fence.line}.ts`;
      if (goesOn) files.set(last[0], last[1] + fence.text);
      else {
        files.set(file, fence.text);
        origins.set(file, fence);
      }
    }
    faults = typeCheck(
      "docs-snippets",
      new Map([...files].map(([name, text]) => [name, `${text}\nexport {};\n`])),
    );
  }, 300_000);

  test("[X10] every snippet compiles against the doors, strictly", () => {
    expect(files.size).toBeGreaterThan(3);
    expect(faults).toEqual([]);
  });
  test("[X10] a snippet that were wrong would be seen", () => {
    const wrong = new Map([
      ["wrong.ts", 'import { npcPlugin } from "dramatis/server";\nnpcPlugin("no scene");\n'],
    ]);
    expect(typeCheck("docs-snippets-wrong", wrong)).toEqual([
      expect.stringMatching(/wrong\.ts\(2,11\): error TS2345/u),
    ]);
  }, 300_000);
});

describe("[X10] YAML", () => {
  test.each(of("yaml").map((fence) => [fence.name, fence] as const))("[X10] %s", (_name, fence) => {
    const [kind = "", ...more] = fence.words;
    const schema = SCHEMAS[kind] ?? OTHER_SCHEMAS[kind];
    expect(
      schema,
      `say which file it is: yaml ${Object.keys(SCHEMAS).join(", yaml ")}`,
    ).toBeDefined();
    const read = (more.includes("part") ? schema?.part : schema?.whole)?.safeParse(
      parse(fence.text),
    );
    expect(read?.error?.issues ?? []).toEqual([]);
  });
});

describe("[X10] the world of docs/personas-and-scenes.md", () => {
  const own = fences.filter(({ page }) => page === "docs/personas-and-scenes.md");
  const texts = (kind: string) =>
    own.filter(({ words }) => words[0] === kind && words.length === 1).map(({ text }) => text);

  test("[X10] is whole: its files fit each other", async () => {
    const folder = await mkdtemp(join(tmpdir(), "dramatis-docs-"));
    await mkdir(join(folder, "personas"));
    for (const [n, text] of texts("persona").entries())
      await writeFile(join(folder, "personas", `${n}.yaml`), text);
    for (const part of ["scene", "things", "life", "story"])
      await writeFile(join(folder, `${part}.yaml`), texts(part).join("\n"));
    const read = await readWorld(folder);
    await rm(folder, { recursive: true });
    expect(read.ok ? read.warnings : read.problems).toEqual([]);
  });

  test.each(Object.entries(SCHEMAS))("[X10] shows every key of a %s", (kind, { whole }) => {
    const shown = texts(kind).join("\n");
    const missing = keysOf(z.toJSONSchema(whole, { io: "input" })).filter(
      (key) => !new RegExp(`(?:^|[{,\\s-])${key}:`, "mu").test(shown),
    );
    expect(missing).toEqual([]);
  });
});

/** Names of properties anywhere in a JSON schema. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own =
    "properties" in schema && typeof schema.properties === "object" && schema.properties !== null
      ? Object.keys(schema.properties)
      : [];
  return [...new Set([...own, ...Object.values(schema).flatMap(keysOf)])];
}

describe("[X10] docs/verbs.md", () => {
  const page = pages.get("docs/verbs.md") ?? "";
  test.each(DEED_REFUSALS)("[X10] explains the refusal %s", (refusal) => {
    expect(page).toMatch(new RegExp(`\\| \`${refusal}\` +\\| \\S`, "u"));
  });
  test.each(BUILT_IN_VERBS.map(({ id }) => id))("[X10] lists the verb %s", (verb) => {
    expect(page).toMatch(new RegExp(`\\| \`${verb}\` +\\| \\S`, "u"));
  });
  test.each([...NEEDS, ...EFFECTS])("[X10] names %s", (word) => {
    expect(page).toContain(`\`${word}\``);
  });
});

describe("[X10] commands and settings", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  test.each(of("sh").map((fence) => [fence.name, fence.text] as const))(
    "[X10] %s",
    (_name, text) => {
      for (const [, name = ""] of text.matchAll(/\bnpm run (?:-\S+ )*([\w-]+)/gu)) {
        expect(Object.keys(scripts)).toContain(name);
      }
      for (const [, file = ""] of text.matchAll(/(?:^|\s)((?:tests|assets|server)\/[\w./-]+)/gmu)) {
        expect(existsSync(join(root, file)), file).toBe(true);
      }
      expectSettings(text);
    },
  );
  test.each(of("env").map((fence) => [fence.name, fence.text] as const))(
    "[X10] %s",
    (_name, text) => {
      expectSettings(text);
    },
  );
  test.each(of("json").map((fence) => [fence.name, fence.text] as const))(
    "[X10] %s",
    (_name, text) => {
      expect(() => JSON.parse(text)).not.toThrow();
    },
  );
  function expectSettings(text: string): void {
    const settings = readFileSync(join(root, ".env.example"), "utf8");
    for (const [name] of text.matchAll(/\bDRAMATIS_[A-Z_]+[A-Z]\b/gu)) {
      expect(settings).toContain(`${name}=`);
    }
  }
});

describe("[X10] prose", () => {
  test.each([...pages])("[X10] %s: links lead somewhere", (page, text) => {
    for (const [, target = ""] of proseOf(text).matchAll(/\]\(([^)\s]+)\)/gu)) {
      if (/^https?:/u.test(target)) continue;
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : join(dirname(page), path);
      expect(existsSync(join(root, file)), `${page} links to ${target}`).toBe(true);
      if (anchor === undefined) continue;
      const other = readFileSync(join(root, file), "utf8");
      expect([...anchorsOf(other)], `${page} links to ${target}`).toContain(anchor);
    }
  });
  test.each([...pages])("[X10] %s: scripts and settings that it names exist", (_page, text) => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    for (const [, name = ""] of text.matchAll(/`npm run (?:--silent )?([\w:-]+)/gu)) {
      expect(Object.keys(scripts)).toContain(name);
    }
  });
});
