import { describe, expect, test } from "vitest";
import { Persona } from "../../../server/roleplay/persona.ts";
import { finishedSheet } from "../../../server/studio/rehearsal/made-up.ts";
import { personaTemplate } from "../../../server/studio/writing/templates.ts";
import { systemClock } from "../../../server/cli/system-clock.ts";
import { scriptedModel, turnOf } from "../../doubles/scripted-model.ts";
import { aRehearsalStudio, INN, textIn } from "./a-rehearsal.ts";

const clock = systemClock();

describe("[ST104] a sheet that is only begun", () => {
  test("[ST104] of each that lacks something, what is missing is made up, named, and sound", () => {
    for (const language of ["en", "zh"] as const) {
      const begun = personaTemplate("nessa", "Nessa", language);
      const { value, madeUp, leftOut } = finishedSheet(begun, "nessa");
      expect(Persona.safeParse(value).error).toBeUndefined();
      expect({ madeUp, leftOut }).toEqual({
        madeUp: ["appearance", "known", "profile"],
        leftOut: 0,
      });
      expect(JSON.stringify(value)).toContain(language === "zh" ? "刚来不久" : "only just come");
    }
    for (const nothing of [null, "nessa", 7, [], {}, { public: "tall" }, { name: "A: B" }]) {
      const { value, madeUp } = finishedSheet(nothing, "nessa");
      expect(Persona.safeParse(value).error).toBeUndefined();
      expect(value.id).toBe("nessa");
      expect(madeUp).toEqual(["name", "appearance", "known", "profile"]);
    }
  });

  test("[ST104] entries that say nothing yet are left out and counted; all that is written stays", () => {
    const written = {
      id: "nessa",
      name: "Nessa",
      profile: "Nessa mends nets.",
      public: { appearance: "Tall.", known: "She mends nets." },
      private: {
        motivation: "To leave.",
        secrets: [{ id: "boat", text: "She has a boat." }, { id: "", text: "" }, { id: "b" }],
      },
      voice: ["Hold this.", "", "Not that."],
      relationships: { Mara: "a friend", Tomas: "" },
      thinking: { mode: "loudly" },
      colour: "blue",
    };
    const { value, madeUp, leftOut } = finishedSheet(written, "x");
    expect(madeUp).toEqual([]);
    expect(leftOut).toBeGreaterThanOrEqual(6);
    const read = Persona.parse(value);
    expect(read.private.secrets).toEqual([{ id: "boat", text: "She has a boat." }]);
    expect(read.voice).toEqual(["Hold this.", "Not that."]);
    expect(read.relationships).toEqual({ Mara: "a friend" });
    expect(read.profile).toBe("Nessa mends nets.");
    const sound = { ...written, private: {}, voice: [], relationships: {}, thinking: undefined };
    const { colour: _, ...whole } = sound;
    expect(finishedSheet(whole, "x")).toMatchObject({ madeUp: [], leftOut: 0 });
  });

  const DRAFT = "id: nessa\nname: Nessa\npublic: { appearance: '', known: She mends nets. }\n";
  const kept = (yaml: () => string | null) => ({
    persona: async () => null,
    text: async () => yaml(),
    versions: async () => ({ versions: [], hasDraft: true }),
  });
  const order = {
    personas: ["nessa"],
    stage: "alone" as const,
    sheets: { nessa: { version: "draft" as const, unfinished: true } },
  };

  test("[ST104] it speaks, in a world whose own scene cannot be played yet, and the page is told what was made up", async () => {
    const model = scriptedModel(clock, turnOf("Mind the nets."));
    const studio = await aRehearsalStudio({
      models: { play: model },
      worlds: { inn: INN, quay: ["the scene has no setting"] as never },
      sheets: kept(() => DRAFT),
    });
    const designer = await studio.as("designer");
    for (const world of ["inn", "quay"]) {
      const one = await designer.begin({ ...order, world });
      const { unfinished, personas, title } = await one.view();
      expect(unfinished).toEqual({
        madeUp: [...(world === "quay" ? ["world"] : []), "appearance", "profile"],
        leftOut: 0,
      });
      expect(personas).toEqual([{ id: "nessa", name: "Nessa", sheet: "draft" }]);
      expect(title).toBe("Nessa");
      await one.post("/play", { turns: 1 });
      expect(textIn(await one.last(), "speech")).toBe("Mind the nets.");
      expect(model.requests.at(-1)?.prompt.system).toContain("Nessa is new here");
    }
    const finished = await designer.ask("POST", "/rehearsals", {
      ...order,
      world: "inn",
      sheets: { nessa: { version: "draft" } },
    });
    expect(finished.status).toBe(404);
    const inScene = await designer.ask("POST", "/rehearsals", {
      ...order,
      world: "quay",
      stage: "scene",
    });
    expect(inScene.status).toBe(400);
  });

  test("[ST104] written on meanwhile, a turn of it is taken again with what stands there now", async () => {
    let yaml: string | null = DRAFT;
    const model = scriptedModel(clock, turnOf("Mind the nets."));
    const studio = await aRehearsalStudio({
      models: { play: model },
      sheets: kept(() => yaml),
    });
    const one = await (await studio.as("designer")).begin({ ...order, world: "inn" });
    const turn = await one.say("Good evening.", { to: "nessa" });
    yaml = `${DRAFT}profile: Nessa was a pilot once.\n`;
    const take = await one.again(turn.turnId, { sheet: { version: "draft", unfinished: true } });
    expect(take).toMatchObject({ sheet: "draft", instead: turn.turnId });
    expect(model.requests.at(-1)?.prompt.system).toContain("Nessa was a pilot once.");
    yaml = "id: [nessa";
    const broken = await one.post(`/turns/${turn.turnId}/again`, {
      sheet: { version: "draft", unfinished: true },
    });
    expect(broken.status).toBe(400);
    yaml = null;
    const gone = await one.post(`/turns/${turn.turnId}/again`, {
      sheet: { version: "draft", unfinished: true },
    });
    expect(gone.status).toBe(404);
  });
});
