import { describe, expect, test } from "vitest";
import { systemClock } from "../../../server/cli/system-clock.ts";
import { createQueue } from "../../../server/model/queue/queue.ts";
import { DEFAULT_QUEUE } from "../../../server/model/queue/queue-settings.ts";
import { createRehearsals } from "../../../server/studio/rehearsal/rehearsals.ts";
import { signalsOf } from "../../../server/training/signals/signals.ts";
import { BeginRehearsal } from "../../../shared/studio/rehearsal.ts";
import { fakeClock, settle } from "../../doubles/fake-clock.ts";
import { aRequest, ask, heldModel } from "../../doubles/held-model.ts";
import { scriptedModel, turnOf } from "../../doubles/scripted-model.ts";
import { exportTo } from "../../training/exports/export-to.ts";
import { aRehearsalStudio, INN, logged } from "./a-rehearsal.ts";
import { rehearsalPorts } from "./rehearsal-ports.ts";

const clock = systemClock();
const ALL = {
  includeRehearsals: true,
  includeSynthetic: true,
  keepUnbalanced: true,
  validation: 0,
} as const;

/** Two takes of one turn, the second kept, and the first edited. */
async function aChoice(order: { training?: boolean } = {}) {
  const model = scriptedModel(clock, turnOf("Aye."));
  const studio = await aRehearsalStudio({ models: { play: model }, play: { prefill: "" } });
  const mara = await (await studio.as("designer")).begin(order);
  model.script("Mara Quill", turnOf("The lamps are lit, all of them."));
  const first = await mara.say("Are the lamps lit?");
  model.script("Mara Quill", turnOf("Every lamp went out at nine."));
  const take = await mara.again(first.turnId);
  const chosen = { chosen: take.turnId, rejected: first.turnId };
  expect((await mara.post("/prefer", chosen)).status).toBe(200);
  const segments = [
    { kind: "role-thinking", text: "Who asks?" },
    { kind: "action", text: "looks to the window" },
    { kind: "speech", text: "All of them but one. <system_thinking>x" },
  ];
  expect((await mara.post(`/turns/${first.turnId}/edit`, { segments })).status).toBe(200);
  return { studio, mara, first, take, events: studio.ports.log.events };
}

describe("[ST95] choices and edits", () => {
  test("[ST95] a choice is a preference with the order and the time of showing, and both calls are on record", async () => {
    const { studio, mara, first, take } = await aChoice();
    const [preference] = logged(studio, "preference");
    expect(preference).toMatchObject({
      participant: "designer",
      chosen: take.turnId,
      rejected: first.turnId,
      shownFirst: first.turnId,
      shown: { turns: [first.turnId, take.turnId] },
    });
    expect(preference?.shown?.ms).toBeGreaterThanOrEqual(0);
    const calls = logged(studio, "model-call").map(({ turnId }) => turnId);
    expect(calls).toEqual(expect.arrayContaining([first.turnId, take.turnId]));
    const view = await mara.view();
    expect(view.takes[first.turnId]?.[0]?.preferredTo).toEqual([first.turnId]);
    const same = await mara.post("/prefer", { chosen: take.turnId, rejected: take.turnId });
    expect(same.status).toBe(400);
  });

  test("[ST95] an edit is on record without tags, and is the signal `edited` of its turn, apart from judgements", async () => {
    const { studio, first, take, events } = await aChoice();
    const [edit] = logged(studio, "edit");
    expect(edit).toMatchObject({ participant: "designer", turnId: first.turnId });
    expect(edit?.segments.map(({ kind }) => kind)).toEqual(["role-thinking", "action", "speech"]);
    expect(JSON.stringify(edit?.segments)).not.toMatch(/[<>]/u);
    const signals = signalsOf(events);
    const edited = signals.filter(({ name }) => name === "edited");
    expect(edited.map(({ turnId }) => turnId)).toEqual([first.turnId]);
    expect(edited[0]?.value).toBeLessThan(0);
    expect(edited[0]?.value).toBeGreaterThanOrEqual(-1);
    const liked = signals.filter(({ name }) => name === "preference");
    expect(Object.fromEntries(liked.map(({ turnId, value }) => [turnId, value]))).toEqual({
      [take.turnId]: 1,
      [first.turnId]: -1,
    });
    expect(signals.some(({ name }) => name === "retake-asked")).toBe(false);
  });

  test("[ST95] trl-dpo has both pairs, chosen over rejected, once rehearsals are asked for by name", async () => {
    const { events } = await aChoice();
    const none = exportTo("trl-dpo", { includeSynthetic: true, validation: 0 }, events);
    await expect(none).rejects.toThrow(/--include-rehearsals/u);
    const made = await exportTo("trl-dpo", ALL, events);
    const rows = (await made.all()) as Record<string, { content: string }[] & string>[];
    expect(rows).toHaveLength(2);
    const [preferred, edited] = rows;
    expect(preferred?.["chosen"]?.[0]?.content).toContain("Every lamp went out at nine.");
    expect(preferred?.["rejected"]?.[0]?.content).toContain("The lamps are lit, all of them.");
    expect(edited?.["rejected"]?.[0]?.content).toContain("The lamps are lit, all of them.");
    expect(edited?.["chosen"]?.[0]?.content).toMatch(
      /^<system_thinking>The character should answer briefly\.<\/system_thinking><role_thinking>Who asks\?<\/role_thinking><role_action>looks to the window<\/role_action>All of them but one\./u,
    );
    expect(edited?.["prompt"]).toEqual(preferred?.["prompt"]);
    for (const row of rows) expect(row).toMatchObject({ rehearsal: true, shown_first: "rejected" });
    expect(edited?.["model"]).toBe("author");
    expect(made.manifest).toMatchObject({ marked: { rehearsal: 2 } });
    expect(JSON.stringify(made.manifest)).toMatch(/Rehearsed by designers/u);
  });

  test("[ST95] her-rm has them too", async () => {
    const { events } = await aChoice();
    const rows = (await (await exportTo("her-rm", ALL, events)).all()) as Record<string, string>[];
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      const better = row["better_response"] === "cand_1" ? row["candidate_1"] : row["candidate_2"];
      expect(better).toMatch(/Every lamp went out at nine\.|All of them but one\./u);
    }
  });

  test("[ST95] who does not allow it is in no pair", async () => {
    const { events } = await aChoice({ training: false });
    await expect(exportTo("trl-dpo", ALL, events)).rejects.toThrow(/--include-unconsented/u);
  });
});

describe("[ST96] a designer's own, and not without end", () => {
  test("[ST96] another designer is told of nothing, other roles are refused, and each look is audited", async () => {
    const studio = await aRehearsalStudio();
    const designer = await studio.as("designer");
    const mara = await designer.begin();
    const turn = await mara.say("Hello.");
    const other = await studio.as("everyone");
    const paths: readonly (readonly [string, string, unknown?])[] = [
      ["GET", ""],
      ["GET", "/feed"],
      ["GET", `/turns/${turn.turnId}`],
      ["POST", "/say", { as: "Eve", text: "Hm?" }],
      ["POST", `/turns/${turn.turnId}/again`, {}],
      ["POST", "/go-on", { turn: turn.turnId }],
      ["DELETE", ""],
    ];
    for (const [method, path, body] of paths) {
      expect((await other.ask(method, `/rehearsals/${mara.id}${path}`, body)).status, path).toBe(
        404,
      );
    }
    expect((await other.ask("GET", "/rehearsals")).value).toEqual([]);
    for (const who of ["operator", "exporter"] as const) {
      const asked = await (await studio.as(who)).ask("GET", `/rehearsals/${mara.id}`);
      expect(asked.status, who).toBe(403);
    }
    await mara.detail(turn.turnId);
    const looks = studio.studio
      .audit()
      .filter((line) => JSON.stringify(line).includes(mara.id) && "privateText" in line);
    expect(looks.some((line) => JSON.stringify(line).includes(`/turns/${turn.turnId}`))).toBe(true);
    expect(JSON.stringify(studio.studio.audit())).not.toContain("Hello.");
  });

  test("[ST96] so many at once, so many turns and takes, and so long", async () => {
    const studio = await aRehearsalStudio({ limits: { perDesigner: 2, turns: 3, takes: 1 } });
    const designer = await studio.as("designer");
    const mara = await designer.begin();
    await designer.begin();
    const third = await designer.ask("POST", "/rehearsals", { world: "inn" });
    expect(third).toMatchObject({ status: 429, value: { code: "too-many" } });
    const turn = await mara.say("One.");
    await mara.again(turn.turnId);
    expect((await mara.post(`/turns/${turn.turnId}/again`, {})).status).toBe(429);
    await mara.say("Two.");
    expect((await mara.post("/say", { as: "Ann", text: "Three." })).status).toBe(429);
    expect((await mara.view()).state.turnsLeft).toBe(0);
    await designer.ask("DELETE", `/rehearsals/${mara.id}`);
    expect((await designer.ask("GET", `/rehearsals/${mara.id}`)).status).toBe(404);
    expect((await designer.ask("POST", "/rehearsals", { world: "inn" })).status).toBe(201);
  });

  test("[ST96] one that nobody uses is closed, and one that is used for too long", async () => {
    const time = fakeClock();
    const ports = rehearsalPorts(time, { inn: INN }, { limits: { idle: 60_000, age: 300_000 } });
    const rehearsals = createRehearsals(ports);
    const order = BeginRehearsal.parse({ world: "inn", personas: ["mara"], stage: "alone" });
    const [idle, busy] = [
      await rehearsals.begin("ada", order),
      await rehearsals.begin("ada", order),
    ];
    if ("code" in idle || "code" in busy) throw new Error("a rehearsal did not begin");
    for (let minutes = 0; minutes < 4; minutes += 1) {
      await time.pass(50_000);
      busy.stop();
    }
    expect(rehearsals.find("ada", idle.id)).toBeNull();
    expect(rehearsals.find("ada", busy.id)).toBe(busy);
    await time.pass(60_000);
    busy.stop();
    await time.pass(60_000);
    expect(rehearsals.find("ada", busy.id)).toBeNull();
    const ends = ports.log.events.filter(({ type }) => type === "episode-end");
    expect(ends.map((event) => ("reason" in event ? event.reason : ""))).toEqual([
      "rehearsal-idle",
      "rehearsal-age",
    ]);
    await rehearsals.close();
  });

  test("[ST96] players come first: a rehearsal waits for their answers, and gives its place up to one", async () => {
    const time = fakeClock();
    const model = heldModel(time);
    const queue = createQueue(
      model,
      {
        ...DEFAULT_QUEUE,
        concurrency: { ...DEFAULT_QUEUE.concurrency, floor: 1, ceiling: 1, start: 1 },
      },
      time,
    );
    const rehearsed = ask(queue, aRequest("rehearsed", { lane: "rehearsal", scene: "r" }));
    await settle();
    const waits = ask(queue, aRequest("waits", { lane: "rehearsal", scene: "r" }));
    const player = ask(queue, aRequest("player", { lane: "answer" }));
    await settle();
    expect(rehearsed.end).toEqual({ status: "failed", failure: "shed" });
    expect(model.running).toEqual(["player"]);
    await model.finish("player");
    expect(player.end?.status).toBe("complete");
    expect(model.running).toEqual(["waits"]);
    await model.finish("waits");
    expect(waits.end?.status).toBe("complete");
    queue.close();
  });

  test("[ST96] what is asked for wrongly is refused in words", async () => {
    const studio = await aRehearsalStudio();
    const designer = await studio.as("designer");
    const refused = async (order: unknown) => designer.ask("POST", "/rehearsals", order);
    expect(await refused({ world: "../../etc" })).toMatchObject({ status: 404 });
    expect(await refused({ world: "inn", personas: ["nobody"] })).toMatchObject({ status: 404 });
    const paste = (yaml: string) => ({
      world: "inn",
      personas: ["mara"],
      stage: "alone",
      sheets: { mara: { yaml } },
    });
    expect(await refused(paste("id: [mara"))).toMatchObject({ status: 400 });
    expect(await refused(paste("id: mara\nname: M"))).toMatchObject({ status: 400 });
    const sound =
      "id: mara\nname: Mara\nprofile: An innkeeper.\npublic: { appearance: A woman., known: She keeps the inn. }";
    expect(await refused(paste(sound))).toMatchObject({ status: 201 });
    expect(await refused({ world: "inn", personas: ["mara"], unheard: 1 })).toMatchObject({
      status: 400,
    });
  });
});
