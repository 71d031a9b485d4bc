import { cpSync, existsSync, readdirSync, readFileSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Persona } from "../../../server/roleplay/persona.ts";
import { bringIn, bringPeople } from "../../../server/studio/cards/bring-in.ts";
import type { CardStage } from "../../../server/studio/cards/card-stage.ts";
import { lookAt } from "../../../server/studio/cards/look-at.ts";
import { cardWorld, taleWorld } from "../../../server/studio/cards/new-world.ts";
import { createPortraitGallery } from "../../../server/studio/cards/portrait-gallery.ts";
import { withPeople } from "../../../server/studio/cards/tales.ts";
import { createFolderShelf } from "../../../server/worlds/folder-shelf.ts";
import { withCast } from "../../../server/worlds/persona-yaml.ts";
import { readWorld } from "../../../server/worlds/read-world.ts";
import { CardChoices } from "../../../shared/studio/cards.ts";
import { fakeClock } from "../../../testing/fake-clock.ts";
import { aFolder, aStudio, KEYS } from "../a-studio.ts";
import { cardPng, PAINTER, picture, RISU, SILLY, unpainted, V1 } from "./make.ts";

const WORLD = "toll-bridge";
const painted = await PAINTER.paint({ as: "portrait", bytes: picture() });
const FACE = painted.ok ? { portrait: painted.png, token: painted.token } : null;

function aStage() {
  const root = aFolder();
  cpSync(resolve(import.meta.dirname, "../../fixtures/worlds", WORLD), join(root, WORLD), {
    recursive: true,
  });
  const admitted: {
    world: string;
    persona: Persona;
    version: string;
    place: string | undefined;
  }[] = [];
  const shelf = createFolderShelf({ roots: [root], clock: fakeClock() });
  const stage: CardStage = {
    shelf,
    gallery: createPortraitGallery(),
    game: {
      admit(world, persona, version, place) {
        admitted.push({ world, persona, version, place });
        return 1;
      },
    },
  };
  return { stage, shelf, root, folder: join(root, WORLD), admitted };
}

function order(card: unknown, more: Partial<CardChoices> = {}, how: "draft" | "play" = "play") {
  const seen = lookAt(cardPng({ chara: JSON.stringify(card) }), "x");
  if (!seen.ok || seen.file.kind !== "card") throw new Error("no card");
  const { file, fields } = seen.file;
  const choices = CardChoices.parse({
    name: fields.name,
    appearance: "Tall.",
    known: "New.",
    ...more,
  });
  return {
    world: WORLD,
    file: { ...unpainted(file), ...FACE },
    fields,
    choices,
    how,
    by: "Ann",
  } as const;
}

/** Every file below a folder with its bytes. */
function files(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  return Object.fromEntries(
    names.map((one) => {
      const path = join(one.parentPath, one.name);
      return [path.slice(folder.length), readFileSync(path, "latin1")];
    }),
  );
}

describe("[ST36] a card comes in as files that a person could have written", () => {
  test("[ST36] as a draft: nothing plays it, and the card lies beside it to the byte", async () => {
    const { stage, shelf, folder, admitted } = aStage();
    const before = files(join(folder, "personas"));
    const done = await bringIn(stage, order(SILLY, {}, "draft"));
    expect(done).toMatchObject({ ok: true, value: { persona: "brindle-oake", scenes: 0 } });
    expect(admitted).toEqual([]);
    const now = files(join(folder, "personas"));
    expect(now).toMatchObject(before);
    expect(
      Object.keys(now)
        .filter((name) => !(name in before))
        .sort(),
    ).toEqual(["/brindle-oake.card.json", "/brindle-oake.portrait.png"]);
    expect(now["/brindle-oake.card.json"]).toBe(JSON.stringify(SILLY));
    expect((await shelf.persona(WORLD, "brindle-oake", "draft"))?.sprite).toMatch(
      /^portrait-[0-9a-f]{32}$/u,
    );
  });

  test("[ST37] into play: it is in the cast for good, stands in running scenes, and its face can be had", async () => {
    const { stage, folder, admitted } = aStage();
    const scene = readFileSync(join(folder, "scene.yaml"), "utf8");
    const done = await bringIn(stage, order(SILLY));
    expect(done).toMatchObject({ ok: true, value: { scenes: 1, notes: [] } });
    const read = await readWorld(folder);
    if (!read.ok) throw new Error(read.problems.join("\n"));
    expect(read.world.personas.map(({ id }) => id)).toContain("brindle-oake");
    const after = readFileSync(join(folder, "scene.yaml"), "utf8");
    expect(
      after
        .split("\n")
        .filter((line) => !scene.split("\n").includes(line))
        .join("\n"),
    ).toMatch(/^ +- persona: brindle-oake(?:\n +place: .*)?$/u);
    expect(admitted).toMatchObject([{ world: WORLD, persona: { id: "brindle-oake" } }]);
    const sprite = admitted[0]?.persona.sprite ?? "";
    const token = stage.gallery.find(sprite.replace("portrait-", ""));
    expect(Buffer.from(token ?? []).toString("latin1")).toMatch(/^.PNG/u);
    expect(Buffer.from(token ?? []).toString("latin1")).not.toMatch(/CANARY|tEXt|chara/u);
    // After a restart another gallery has the same face under the same name.
    const later = createPortraitGallery();
    await later.hangAll(stage.shelf, PAINTER);
    expect(later.find(sprite.replace("portrait-", ""))).toEqual(token);
  });

  test("[ST34] a name that is there, or looks as if it were, writes nothing", async () => {
    const { stage, folder } = aStage();
    const before = files(folder);
    const taken = await bringIn(stage, order({ ...V1, name: "Ilka Marsh" }));
    expect(taken).toMatchObject({ ok: false, problem: { code: "conflict" } });
    const alike = order({ ...V1, name: "Ilkа Mаrsh" });
    expect(await bringIn(stage, alike)).toMatchObject({
      ok: false,
      problem: { code: "conflict", details: [{ message: "Ilka Marsh" }] },
    });
    expect(await bringIn(stage, order(V1, { name: "system" }))).toMatchObject({
      ok: false,
      problem: { code: "bad-request" },
    });
    expect(files(folder)).toEqual(before);
    expect(
      await bringIn(stage, { ...alike, choices: { ...alike.choices, alike: true } }),
    ).toMatchObject({ ok: true });
  });

  test("[ST36] two cards of one name have files of their own, and lore and all fit into a sheet", async () => {
    const { stage, folder } = aStage();
    const entries = Array.from({ length: 900 }, (_, n) => ({
      keys: [`key ${n}`],
      content: `铁匠铺的第${n}件事。`.repeat(120),
      enabled: true,
      insertion_order: n,
      extensions: {},
    }));
    const big = {
      ...SILLY,
      data: {
        ...SILLY.data,
        description: "长".repeat(50_000),
        character_book: { entries, extensions: {} },
      },
    };
    expect(await bringIn(stage, order(big))).toMatchObject({
      ok: true,
      value: { persona: "brindle-oake" },
    });
    expect(
      await bringIn(stage, order(SILLY, { name: "Brindle-Oake", alike: true }, "draft")),
    ).toMatchObject({ ok: true, value: { persona: "brindle-oake-2" } });
    expect((await readWorld(folder)).ok).toBe(true);
  });

  test("[ST36] a card as a world of its own opens with the greeting that was chosen", async () => {
    const { stage, root } = aStage();
    const { how: _how, ...rest } = order(SILLY);
    const made = await cardWorld(stage, { ...rest, world: "low-crossing", greeting: 0 });
    expect(made).toMatchObject({ ok: true, value: { world: "low-crossing" } });
    const read = await readWorld(join(root, "low-crossing"));
    if (!read.ok) throw new Error(read.problems.join("\n"));
    expect(read.world.scene.opening[0]).toMatchObject({ speaker: "brindle-oake" });
    expect(read.world.scene.setting).toContain("has come to the landing");
    expect(existsSync(join(root, "low-crossing/personas/brindle-oake.card.json"))).toBe(true);
    const again = await cardWorld(stage, { ...rest, world: "low-crossing", greeting: 0 });
    expect(again).toMatchObject({ ok: false, problem: { code: "conflict" } });
  });

  test("[ST36] a cast is added to without touching anything else, and not where it cannot be", () => {
    const scene =
      "id: a # first\ncast:\n    # who\n    - persona: ada\n      place: bar\n\n# after\nplaces: []\n";
    expect(withCast(scene, "bo", "bar")).toBe(
      "id: a # first\ncast:\n    # who\n    - persona: ada\n      place: bar\n    - persona: bo\n      place: bar\n\n# after\nplaces: []\n",
    );
    expect(withCast("cast: [{ persona: ada }]", "bo")).toBeNull();
    expect(withCast("cast:\n- persona: ada", "bo")).toBe("cast:\n- persona: ada\n- persona: bo\n");
  });
});

describe("[ST36] tales become worlds and people", () => {
  const read = (value: unknown, named = "my_book.json") => {
    const seen = lookAt(
      new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value)),
      named,
    );
    if (!seen.ok) throw new Error(seen.message);
    if (seen.file.kind !== "tales") throw new Error("a card?");
    return seen.file.tales;
  };
  const CONVERSATION = {
    scenario: "The mill stands still.",
    topic: "The broken wheel",
    key_characters: [
      { name: "Hanna Reed", motivation: "She wants the mill back." },
      { name: "Jost", motivation: "" },
    ],
    dialogues: [
      { character: "Environment", message: "Rain." },
      { character: "Hanna Reed", message: "[He lies.] (sits) Who broke it?" },
      { character: "Jost", message: "Not I." },
    ],
  };
  const BOOK = {
    plots: [
      {
        text: "…",
        summary: "They quarrel.",
        key_characters: [{ name: "Hanna Reed", description: "A miller's daughter." }],
        conversation: [CONVERSATION, { ...CONVERSATION, topic: "The flour" }],
      },
    ],
    character_datasets: {
      "Hanna Reed": {
        profile: "Hanna grinds rye and holds grudges.",
        plots: [],
        conversations: [{ name: "Hanna Reed", thought: "x", scenario: "no case" }],
        utterances: [],
      },
      Jost: { profile: "Jost drinks." },
    },
  };

  test("[ST36] CoSER's test set, and a whole book with its profiles", () => {
    const book = read(BOOK);
    expect([book.source, book.title, book.total]).toEqual(["coser-book", "my book", 2]);
    expect(book.tales.map(({ title }) => title)).toEqual(["The broken wheel", "The flour"]);
    const made = book.world(0);
    if (!made.ok) throw new Error(made.problem);
    const hanna = made.world.personas.find(({ name }) => name === "Hanna Reed");
    expect(hanna?.profile).toContain("grinds rye");
    expect(hanna?.public.known).toContain("miller's daughter");
    expect(hanna?.private.motivation).toContain("wants the mill back");
    const own = readFileSync(resolve(import.meta.dirname, "../../fixtures/coser-own.json"), "utf8");
    expect(read(own).source).toBe("coser-test");
  });

  test("[ST36] rows of HER's dataset, one object to a line", () => {
    const system =
      "You are Hanna Reed from The Mill.\n\n===Hanna Reed's Profile===\nHanna grinds rye.\n\n===Background===\nA dry year.\n\n===Current Scenario===\nThe wheel is broken.\nTopic: The wheel\n\n===Information about other Characters===\n**Jost**: A drinker.\n\n===Your Inner Thoughts===\nShe wants the mill.\n\n===Requirements===\nWrite.";
    const row = {
      trace_id: "t",
      character: "Hanna Reed",
      messages: [
        { role: "system", content: system },
        { role: "user", content: "===Conversation Start===\n\nEnvironment: Rain.\n\nJost: Not I." },
        {
          role: "assistant",
          content:
            "<system_thinking>HIDDEN</system_thinking>Hanna Reed: <role_thinking>he lies</role_thinking>Who then?",
        },
      ],
    };
    const rows = read(`${JSON.stringify(row)}\n${JSON.stringify(row)}\n`, "her.jsonl");
    expect([rows.source, rows.total]).toEqual(["her-rows", 2]);
    const made = rows.world(1);
    if (!made.ok) throw new Error(made.problem);
    expect(made.world.scene).toMatchObject({
      background: "A dry year.",
      setting: expect.stringContaining("wheel is broken"),
    });
    expect(made.world.personas.map(({ name }) => name).sort()).toEqual(["Hanna Reed", "Jost"]);
    expect(made.world.personas.find(({ name }) => name === "Hanna Reed")?.private.motivation).toBe(
      "She wants the mill.",
    );
    expect(JSON.stringify(made.world)).not.toContain("HIDDEN");
  });

  test("[ST36] into a new world, or those who were chosen into one that is there", async () => {
    const { stage, root, admitted } = aStage();
    const made = read(BOOK).world(0);
    if (!made.ok) throw new Error(made.problem);
    expect(await taleWorld(stage.shelf, "the-mill", made.world, "Ann")).toMatchObject({ ok: true });
    expect((await readWorld(join(root, "the-mill"))).ok).toBe(true);
    const people = withPeople(made.world, ["jost"]).personas;
    expect(people).toHaveLength(1);
    const done = await bringPeople(stage, { world: WORLD, people, how: "play", by: "Ann" });
    expect(done).toMatchObject({ ok: true, value: [{ persona: "jost", scenes: 1 }] });
    expect(admitted).toHaveLength(1);
    expect(
      await bringPeople(stage, { world: WORLD, people, how: "play", by: "Ann" }),
    ).toMatchObject({ ok: false, problem: { code: "conflict" } });
  });
});

describe("[ST24] nothing plays before somebody has looked at it", () => {
  test("[ST24] over the studio's routes: looked at, refused without the tick, brought in, taken out", async () => {
    const studio = await aStudio();
    const world = join(studio.dataDir, WORLD);
    mkdirSync(world, { recursive: true });
    cpSync(resolve(import.meta.dirname, "../../fixtures/worlds", WORLD), world, {
      recursive: true,
    });
    const { token } = await studio.signIn(KEYS.designer);
    const send = async (path: string, body: BodyInit, type = "application/json") => {
      const headers = { Authorization: `Bearer ${token}`, "Content-Type": type };
      const response = await fetch(`${studio.url}/studio/api${path}`, {
        method: "POST",
        body,
        headers,
      });
      return { status: response.status, value: (await response.json()) as Record<string, unknown> };
    };
    const found = await send(
      "/cards?named=teo.json",
      JSON.stringify(RISU),
      "application/octet-stream",
    );
    expect(found).toMatchObject({
      status: 200,
      value: { kind: "card", name: "Teodora of the Glass Quarter" },
    });
    const { held, name, appearance, known } = found.value;
    const order = { held, choices: { name, appearance, known }, how: "play" };
    const into = `/worlds/${WORLD}/cards`;
    expect(await send(into, JSON.stringify(order))).toMatchObject({
      status: 400,
      value: { message: expect.stringContaining("fits those who play here") },
    });
    expect(await send(into, JSON.stringify({ ...order, fits: true, held: "x" }))).toMatchObject({
      status: 404,
    });
    expect(await send(into, JSON.stringify({ ...order, fits: true }))).toMatchObject({
      status: 201,
    });
    expect(await send(into, JSON.stringify({ ...order, fits: true }))).toMatchObject({
      status: 404,
    });
    const id = "teodora-of-the-glass-quarter";
    const out = await fetch(
      `${studio.url}/studio/api/worlds/${WORLD}/personas/${id}/card?as=json`,
      { headers: { Authorization: `Bearer ${token}` } },
    );
    expect(out.headers.get("content-disposition")).toContain(`${id}.json`);
    expect(await out.text()).toBe(JSON.stringify(RISU));
    expect(studio.audit().some(({ path }) => path?.includes(`${id}/card`))).toBe(true);
    // Another signed-in person does not find what this one brought.
    const again = await send("/cards?named=a.json", JSON.stringify(V1), "application/octet-stream");
    const other = await studio.signIn(KEYS.everyone);
    const theirs = await studio.ask(`/studio/api/cards/${String(again.value["held"])}/tales/0`, {
      token: other.token,
    });
    expect(theirs.status).toBe(404);
  });
});
