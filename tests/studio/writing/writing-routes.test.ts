import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type {
  DraftConflict,
  OpenSheet,
  Released,
  SavedDraft,
  SheetRelease,
  WorldOverview,
} from "../../../shared/studio/writing.ts";
import { FIELD_WORDS_EN } from "../../../server/studio/writing/field-words.en.ts";
import { FIELD_WORDS_ZH } from "../../../server/studio/writing/field-words.zh.ts";
import {
  fieldPaths,
  fieldWords,
  jsonSchemas,
} from "../../../server/studio/writing/json-schemas.ts";
import { aStudio, KEYS } from "../a-studio.ts";

const TEAHOUSE = new URL("../../../assets/worlds/yuye-chaguan", import.meta.url).pathname;

/** A studio with one world, and a designer's way to ask it. */
async function desk() {
  const studio = await aStudio();
  const folder = join(studio.dataDir, "yuye-chaguan");
  cpSync(TEAHOUSE, folder, { recursive: true });
  const { token } = await studio.signIn(KEYS.designer);
  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { status, text } = await studio.ask(`/studio/api/writing${path}`, {
      method,
      token,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (status !== 200) throw new Error(`${path} gave ${status}: ${text}`);
    return JSON.parse(text) as T;
  }
  return { studio, folder, ask };
}

const SHEET = "/worlds/yuye-chaguan/sheets/persona.gu-sangeng";

describe("forms", () => {
  test("[ST52] every field of every file has a title in both languages, and nothing else has words", () => {
    for (const words of [FIELD_WORDS_EN, FIELD_WORDS_ZH]) {
      expect(fieldPaths().filter((path) => fieldWords(words, path) === undefined)).toEqual([]);
      const known = new Set(fieldPaths());
      expect(
        Object.keys(words).filter((path) => !path.startsWith("*.") && !known.has(path)),
      ).toEqual([]);
    }
  });

  test("[ST52] a form is the file's own schema, with what its ids name", () => {
    const { scene, persona } = jsonSchemas("zh") as Record<string, any>;
    expect(persona.properties.public.properties.known).toMatchObject({
      title: "众所周知",
      maxLength: 2_000,
    });
    expect(scene.properties.cast.items.properties.place).toMatchObject({ names: "place" });
    expect(persona.properties.relationships.propertyNames).toMatchObject({ names: "name" });
  });
});

describe("writing", () => {
  test("[ST53] a field is changed, kept as a draft, read by schema and editor, and released with its comments", async () => {
    const { ask, folder } = await desk();
    const open = await ask<OpenSheet>("GET", SHEET);
    expect(open.choices["persona"]?.map(({ name }) => name)).toContain("阮青萝");
    const value = { ...(open.reading.value as Record<string, unknown>), fallback_lines: [] };
    const from = { file: open.fileVersion, draft: open.draftVersion };
    const kept = await ask<SavedDraft>("PUT", `${SHEET}/draft`, {
      from,
      yaml: open.reading.yaml,
      value,
    });
    expect(kept.kept).toBe(true);
    expect(kept.reading.findings.map(({ code }) => code)).toContain("no-fallback");
    expect(kept.reading.sheetTokens).toBeGreaterThan(1_000);
    const seen = { file: open.fileVersion, draft: kept.reading.version };
    const released = await ask<Released>("POST", `${SHEET}/release`, {
      from: seen,
      yaml: kept.reading.yaml,
    });
    expect(released).toMatchObject({ ok: true, version: kept.reading.version });
    expect(readFileSync(join(folder, "personas/gu-sangeng.yaml"), "utf8")).toBe(kept.reading.yaml);
    const history = await ask<readonly SheetRelease[]>("GET", `${SHEET}/history`);
    expect(history.map(({ version, by }) => [version, by])).toEqual([
      [released.version, "designer"],
      [open.fileVersion, null],
    ]);
    const old = await ask<{ yaml: string }>("GET", `${SHEET}/history/${open.fileVersion}`);
    expect(old.yaml).toBe(open.file);
  });

  test("[ST53] what is wrong is said in the caller's language at its field, and keeps from a release", async () => {
    const { ask } = await desk();
    const open = await ask<OpenSheet>("GET", SHEET);
    const value = { ...(open.reading.value as Record<string, unknown>), name: "", colour: "red" };
    const from = { file: open.fileVersion, draft: null };
    const put = { from, yaml: open.reading.yaml, value };
    const kept = await ask<SavedDraft>("PUT", `${SHEET}/draft?language=zh`, put);
    expect(kept.reading.problems.find(({ path }) => path[0] === "name")).toMatchObject({
      severity: "error",
      message: expect.stringMatching(/^请填写/u),
    });
    const seen = { file: open.fileVersion, draft: kept.reading.version };
    const refused = await ask<Released>("POST", `${SHEET}/release`, {
      from: seen,
      yaml: kept.reading.yaml,
    });
    expect(refused.ok).toBe(false);
    expect(refused.problems.map(({ path }) => path[0])).toEqual(
      expect.arrayContaining(["name", "colour"]),
    );
  });

  test("[ST53] text that is no YAML is kept, and said where it breaks", async () => {
    const { ask } = await desk();
    const open = await ask<OpenSheet>("GET", SHEET);
    const from = { file: open.fileVersion, draft: null };
    const kept = await ask<SavedDraft>("PUT", `${SHEET}/draft`, {
      from,
      yaml: "id: gu-sangeng\nname: [",
    });
    expect(kept).toMatchObject({ kept: true, reading: { value: null } });
    expect(kept.reading.problems[0]?.message).toMatch(/line 2/u);
    const again = await ask<OpenSheet>("GET", SHEET);
    expect(again.reading.yaml).toBe("id: gu-sangeng\nname: [");
  });

  test("[ST43] what others wrote meanwhile comes back with their text", async () => {
    const { ask, folder } = await desk();
    const open = await ask<OpenSheet>("GET", SHEET);
    const file = join(folder, "personas/gu-sangeng.yaml");
    writeFileSync(file, `${readFileSync(file, "utf8")}# by hand\n`);
    const from = { file: open.fileVersion, draft: null };
    const answer = await ask<DraftConflict>("PUT", `${SHEET}/draft`, {
      from,
      yaml: open.reading.yaml,
    });
    expect(answer.conflict.yaml.endsWith("# by hand\n")).toBe(true);
    const mine = await ask<SavedDraft>("PUT", `${SHEET}/draft`, {
      from: answer.conflict.seen,
      yaml: open.reading.yaml,
    });
    expect(mine.kept).toBe(true);
  });

  test("[ST54] a world and a character begin from a name, and are released together once they are whole", async () => {
    const { ask } = await desk();
    const begun = await ask<{ world: string; sheet: string }>("POST", "/worlds", {
      title: "The Old Mill",
      language: "en",
      persona: "Áda Lee",
    });
    expect(begun).toEqual({ world: "the-old-mill", sheet: "persona.ada-lee" });
    const fill = async (sheet: string, more: Record<string, unknown>) => {
      const path = `/worlds/the-old-mill/sheets/${sheet}`;
      const open = await ask<OpenSheet>("GET", path);
      const from = { file: open.fileVersion, draft: open.draftVersion };
      const value = { ...(open.reading.value as Record<string, unknown>), ...more };
      return ask<SavedDraft>("PUT", `${path}/draft`, { from, yaml: open.reading.yaml, value });
    };
    const early = await ask<Released>("POST", "/worlds/the-old-mill/release");
    expect(early.ok).toBe(false);
    await fill("scene", { setting: "A mill that stands still." });
    await fill("persona.ada-lee", {
      public: { appearance: "Flour to the elbows.", known: "Ada grinds for three villages." },
      profile: "Ada Lee is the miller.",
    });
    const done = await ask<Released>("POST", "/worlds/the-old-mill/release");
    expect(done).toMatchObject({ ok: true, problem: null });
    const overview = await ask<WorldOverview>("GET", "/worlds/the-old-mill");
    expect(overview.problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(overview.findings.map(({ code }) => code)).toContain("no-voice");
    const chinese = await ask<{ sheet: string }>("POST", "/worlds/the-old-mill/personas", {
      name: "阿远",
    });
    expect(chinese.sheet).toBe("persona.persona-1");
  });

  test("[ST55] only designers read and write sheets, and every reading is in the audit log", async () => {
    const { studio, ask } = await desk();
    await ask("GET", SHEET);
    expect(studio.audit().some(({ path }) => path?.endsWith("/sheets/persona.gu-sangeng"))).toBe(
      true,
    );
    const { token } = await studio.signIn(KEYS.exporter);
    const { status } = await studio.ask(`/studio/api/writing${SHEET}`, { token });
    expect(status).toBe(403);
  });
});
