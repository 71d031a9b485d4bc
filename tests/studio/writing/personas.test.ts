import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import type {
  AwayWorlds,
  LeavingPlan,
  OpenSheet,
  Released,
  SheetRelease,
  WorldOverview,
  WrittenWorld,
} from "../../../shared/studio/writing.ts";
import { mentionsIn, without } from "../../../server/studio/writing/persona-mentions.ts";
import { aStudio, KEYS } from "../a-studio.ts";

const INN = new URL("../../../assets/worlds/salt-lantern", import.meta.url).pathname;
const TEAHOUSE = new URL("../../../assets/worlds/yuye-chaguan", import.meta.url).pathname;
const BELL = { id: "bell", names: ["Bell", "The Bell"] };

/** A studio with one world, and a designer's way to ask it. */
async function desk() {
  const studio = await aStudio();
  const folder = join(studio.dataDir, "salt-lantern");
  cpSync(INN, folder, { recursive: true });
  const { token } = await studio.signIn(KEYS.designer);
  const raw = (method: string, path: string, body?: unknown) =>
    studio.ask(`/studio/api/writing${path}`, {
      method,
      token,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { status, text } = await raw(method, path, body);
    if (status !== 200) throw new Error(`${path} gave ${status}: ${text}`);
    return JSON.parse(text) as T;
  }
  const read = (path: string) => readFileSync(join(folder, path), "utf8");
  /** Changes a sheet's form and keeps it as a draft. */
  async function editing(sheet: string, change: (value: object) => object): Promise<void> {
    const path = `${W}/sheets/${sheet}`;
    const { reading } = await ask<OpenSheet>("GET", path);
    const value = change(reading.value as object);
    await ask("PUT", `${path}/draft`, { from: await seen(ask, path), yaml: reading.yaml, value });
  }
  return { studio, folder, ask, raw, read, editing };
}

const W = "/worlds/salt-lantern";
const LIN = `${W}/sheets/persona.lin-shouhai`;
const MERRIN = `${W}/sheets/persona.merrin-tace`;

describe("what names a persona", () => {
  test("[ST141] is found in every kind of field that can, and the smallest whole piece goes", () => {
    const life = {
      triggers: [
        {
          id: "a",
          when: { on: "entered", place: "x", who: "bell" },
          do: [{ environment: "It rains." }],
        },
        {
          id: "b",
          when: { on: "came-in" },
          do: [
            { cue: "c", persona: "bell" },
            { cue: "d", persona: "ada" },
          ],
        },
        { id: "c", when: { on: "came-in" }, do: [{ cue: "c", persona: "bell" }] },
        {
          id: "d",
          when: { on: "done", verb: "give", target: "bell" },
          do: [{ cue: "d", persona: "ada" }],
        },
        { id: "e", when: { on: "came-in" }, do: [{ cue: "bell", persona: "ada" }] },
      ],
      routines: [{ persona: "bell", every: [1, 2], steps: [] }],
      errands: [{ id: "z", persona: "ada", with: "bell", cue: "x" }],
    };
    const found = mentionsIn("life", life, BELL);
    expect(found.map(({ path }) => path.join("."))).toEqual([
      "triggers.0",
      "triggers.1.do.0",
      "triggers.2",
      "triggers.3",
      "routines.0",
      "errands.0",
    ]);
    expect(without(life, found)).toEqual({
      triggers: [{ ...life.triggers[1], do: [{ cue: "d", persona: "ada" }] }, life.triggers[4]],
      routines: [],
      errands: [],
    });
    const paths = (part: "scene" | "story" | "things" | "persona", value: unknown) =>
      mentionsIn(part, value, BELL).map(({ path }) => path.join("."));
    expect(
      paths("scene", {
        cast: [{ persona: "ada" }, { persona: "bell" }],
        opening: [{ speaker: "bell", text: "bell" }],
      }),
    ).toEqual(["cast.1", "opening.0"]);
    expect(
      paths("story", {
        findings: [{ id: "f", secrets: ["bell/one", "bellows/two"] }],
        suggestions: [
          { to: "bell", text: "x" },
          { to: "ada", text: "y" },
        ],
      }),
    ).toEqual(["findings.0.secrets.0", ...paths("story", { suggestions: [{ to: "bell" }] })]);
    expect(paths("things", { props: [{ id: "p", owner: "bell", holder: "ada" }] })).toEqual([
      "props.0.owner",
    ]);
    expect(paths("persona", { relationships: { "the bell": "x", Ada: "Bell" } })).toEqual([
      "relationships.the bell",
    ]);
  });
});

describe("a persona", () => {
  test("[ST140] is copied as a draft with its comments, under a name and id of its own", async () => {
    const { ask, read } = await desk();
    const { sheet } = await ask<{ sheet: string }>("POST", `${MERRIN}/copy`, {
      name: "Marrow Tull",
    });
    expect(sheet).toBe("persona.marrow-tull");
    const draft = read("drafts/personas/marrow-tull.yaml");
    const own = parse(read("personas/merrin-tace.yaml")) as Record<string, unknown>;
    const { aliases: _aliases, ...rest } = own;
    expect(parse(draft)).toEqual({ ...rest, id: "marrow-tull", name: "Marrow Tull" });
    expect(draft.match(/#.*/gu)?.slice(1)).toEqual(
      read("personas/merrin-tace.yaml").match(/#.*/gu) ?? [],
    );
    expect(read("drafts/scene.yaml")).toContain("- persona: marrow-tull");
    expect(await ask<Released>("POST", `${W}/release`)).toMatchObject({ ok: true });
    expect((await ask<OpenSheet>("GET", `${W}/sheets/${sheet}`)).title).toBe("Marrow Tull");
  });

  test("[ST141] is taken out with what was said to go with it, and nothing else changes; the history keeps it", async () => {
    const { ask, raw, read, folder, editing } = await desk();
    const sheets = ["scene", "life", "story", "things", "personas/merrin-tace"];
    const texts = () => sheets.map((sheet) => read(`${sheet}.yaml`));
    const before = texts();
    const own = read("personas/lin-shouhai.yaml");
    writeFileSync(join(folder, "personas/lin-shouhai.card.json"), "{}");
    const plan = await ask<LeavingPlan>("GET", `${LIN}/leaving`);
    expect(plan).toMatchObject({ title: "Lin Shouhai", problems: [], drafts: [] });
    const where = plan.pieces.map((piece) => `${piece.sheet}: ${piece.where}`);
    expect(where).toContain("scene: Cast › 4");
    expect(where).toContain("persona.merrin-tace: Relationships › Lin Shouhai");
    expect(plan.spokenOf.map(({ sheet }) => sheet)).toContain("persona.merrin-tace");
    const chinese = await ask<LeavingPlan>("GET", `${LIN}/leaving?language=zh`);
    expect(chinese.pieces[0]?.where).toMatch(/^\p{Script=Han}+ › 4$/u);
    expect(texts()).toEqual(before);

    // What was shown before somebody changed something is not done.
    expect(await raw("POST", `${LIN}/leave`, { plan: "000000000000" })).toMatchObject({
      status: 409,
    });
    await editing("scene", (value) => ({ ...value, topic: "Oil." }));
    const drafted = await ask<LeavingPlan>("GET", `${LIN}/leaving`);
    expect(drafted.drafts).toEqual([{ sheet: "scene", title: expect.any(String) }]);
    expect(await raw("POST", `${LIN}/leave`, { plan: drafted.plan })).toMatchObject({
      status: 409,
    });
    expect(texts()).toEqual(before);
    await ask("DELETE", `${W}/sheets/scene/draft`);

    const last = `${own}# His last word.\n`;
    await ask("PUT", `${LIN}/draft`, { from: await seen(ask, LIN), yaml: last });
    const now = await ask<LeavingPlan>("GET", `${LIN}/leaving`);
    expect(await ask<Released>("POST", `${LIN}/leave`, { plan: now.plan })).toMatchObject({
      ok: true,
    });
    expect(existsSync(join(folder, "personas/lin-shouhai.yaml"))).toBe(false);
    expect(existsSync(join(folder, "personas/lin-shouhai.card.json"))).toBe(false);
    // What is left is what was there, without some lines; a list without entries says so.
    for (const [index, text] of texts().entries()) {
      const lines = new Set(before[index]?.split("\n"));
      expect(text.split("\n").filter((line) => !lines.has(line) && !line.endsWith(": []"))).toEqual(
        [],
      );
    }
    const overview = await ask<WorldOverview>("GET", W);
    expect(overview.problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(overview.gone).toMatchObject([{ id: "lin-shouhai", title: "Lin Shouhai" }]);
    const history = await ask<SheetRelease[]>("GET", `${LIN}/history`);
    expect(history.map(({ gone }) => gone ?? false)).toEqual([true, false]);

    // And back: as a draft, with his place in the cast, and what lay beside him.
    const back = await ask<{ sheet: string }>("POST", `${W}/personas/lin-shouhai/back`);
    expect(back.sheet).toBe("persona.lin-shouhai");
    expect((await ask<OpenSheet>("GET", LIN)).reading.yaml).toBe(last);
    expect(read("personas/lin-shouhai.card.json")).toBe("{}");
    expect((await ask<WorldOverview>("GET", W)).gone).toEqual([]);
    expect(await ask<Released>("POST", `${W}/release`)).toMatchObject({ ok: true });
    expect(read("personas/lin-shouhai.yaml")).toBe(last);
    expect(await raw("POST", `${W}/personas/lin-shouhai/back`)).toMatchObject({ status: 409 });
  });

  test("[ST141] stays where the world would not be sound without it, and it is said why", async () => {
    const { ask, read } = await desk();
    const before = read("scene.yaml");
    const plan = await ask<LeavingPlan>("GET", `${MERRIN}/leaving`);
    expect(plan.problems.map(({ sheet }) => sheet)).toContain("story");
    expect(await ask<Released>("POST", `${MERRIN}/leave`, { plan: plan.plan })).toMatchObject({
      ok: false,
    });
    expect(read("scene.yaml")).toBe(before);
    expect(read("personas/merrin-tace.yaml")).toContain("Merrin");
  });

  test("[ST141] that is a draft alone is let go, and comes back", async () => {
    const { ask } = await desk();
    await ask("POST", `${W}/personas`, { name: "Ada Lee" });
    await ask("DELETE", `${W}/sheets/scene/draft`);
    const path = `${W}/sheets/persona.ada-lee`;
    const { plan } = await ask<LeavingPlan>("GET", `${path}/leaving`);
    expect(await ask<Released>("POST", `${path}/leave`, { plan })).toMatchObject({ ok: true });
    const { gone, sheets } = await ask<WorldOverview>("GET", W);
    expect(sheets.map(({ key }) => key)).not.toContain("persona.ada-lee");
    expect(gone.map(({ title }) => title)).toEqual(["Ada Lee"]);
  });
});

describe("a world", () => {
  test("[ST142] is put away and taken back whole; the one that plays is not", async () => {
    const { ask, raw, studio } = await desk();
    const folder = join(studio.dataDir, "yuye-chaguan");
    cpSync(TEAHOUSE, folder, { recursive: true });
    const sheet = "/worlds/yuye-chaguan/sheets/persona.gu-sangeng";
    await ask("PUT", `${sheet}/draft`, { from: await seen(ask, sheet), yaml: "name: [" });
    const names = async () => (await ask<WrittenWorld[]>("GET", "/worlds")).map(({ name }) => name);
    await ask("POST", "/worlds/yuye-chaguan/away");
    expect(await names()).toEqual(["salt-lantern"]);
    expect(existsSync(folder)).toBe(false);
    expect(await ask<AwayWorlds>("GET", "/away")).toEqual(["yuye-chaguan"]);
    expect(await raw("GET", "/worlds/yuye-chaguan")).toMatchObject({ status: 404 });
    expect(await raw("POST", "/away/..%2Fyuye-chaguan/back")).toMatchObject({ status: 409 });
    // Another of its name came meanwhile: neither is lost.
    cpSync(TEAHOUSE, folder, { recursive: true });
    expect(await raw("POST", "/away/yuye-chaguan/back")).toMatchObject({ status: 409 });
    expect(await raw("POST", "/worlds/yuye-chaguan/away")).toMatchObject({ status: 409 });
    rmSync(folder, { recursive: true });
    await ask("POST", "/away/yuye-chaguan/back");
    expect(await names()).toContain("yuye-chaguan");
    expect(readFileSync(join(folder, "drafts/personas/gu-sangeng.yaml"), "utf8")).toContain(
      "name: [",
    );
    expect(await ask<AwayWorlds>("GET", "/away")).toEqual([]);
    expect(await raw("POST", `${W}/away`)).toMatchObject({ status: 409 });
    expect(await names()).toContain("salt-lantern");
  });
});

async function seen(
  ask: <T>(method: string, path: string) => Promise<T>,
  path: string,
): Promise<{ file: string | null; draft: string | null }> {
  const { fileVersion, draftVersion } = await ask<OpenSheet>("GET", path);
  return { file: fileVersion, draft: draftVersion };
}
