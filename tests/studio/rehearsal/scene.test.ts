import { describe, expect, onTestFinished, test } from "vitest";
import { readConfig } from "../../../server/cli/config.ts";
import { openRehearsals } from "../../../server/cli/open-rehearsals.ts";
import { openPlay } from "../../../server/cli/play.ts";
import { systemClock } from "../../../server/cli/system-clock.ts";
import { replayEpisode } from "../../../server/episodes/replay/replay.ts";
import { BeginRehearsal } from "../../../shared/studio/rehearsal.ts";
import { createRehearsals } from "../../../server/studio/rehearsal/rehearsals.ts";
import { aRequest } from "../../doubles/held-model.ts";
import { scriptedModel, turnOf } from "../../doubles/scripted-model.ts";
import { understudyModel } from "../../doubles/understudy-model.ts";
import { testFolder } from "../../episodes/log-file.ts";
import { aWorld } from "../../episodes/replay/a-whole-evening.ts";
import { aRehearsalStudio, INN, logged, textIn } from "./a-rehearsal.ts";
import { chatmlDialects } from "./dialects.ts";
import { rehearsalPorts } from "./rehearsal-ports.ts";

const clock = systemClock();

describe("[ST102] a scene in rehearsal", () => {
  test("[ST102] visitors do what players may, wherever a thing is, and it is told with what came of it", async () => {
    const model = scriptedModel(clock, turnOf("Aye."));
    const studio = await aRehearsalStudio({
      models: { play: model },
      worlds: { "salt-lantern": await aWorld("salt-lantern") },
    });
    const order = { world: "salt-lantern", personas: [], stage: "scene" as const };
    const inn = await (await studio.as("designer")).begin(order);
    expect((await inn.view()).deeds.verbs).toEqual([]);
    await inn.say("Good evening.", { to: "dorcas-maskell" });
    const { deeds } = await inn.view();
    expect(deeds.things.map(({ id }) => id)).toContain("orange");
    const act = (verb: string, more: object) => inn.post("/act", { as: "Ann", verb, ...more });
    expect((await act("take", { item: "orange" })).status).toBe(200);
    expect((await act("take", { item: "great-lantern" })).status).toBe(200);
    const give = { item: "orange", target: "dorcas-maskell" };
    expect((await act("give", give)).status).toBe(200);
    const { talk } = await inn.settled();
    const told = talk.flatMap((one) =>
      one.kind === "line" && one.by === "deed" ? [one.segments[0]?.text ?? ""] : [],
    );
    expect(told).toHaveLength(3);
    expect(told[1]).toMatch(/refused/u);
    expect(logged(studio, "deed").map(({ verb, outcome }) => `${verb} ${outcome}`)).toEqual([
      "take done",
      "take refused",
      "give done",
    ]);
    await inn.say("Did you see that?", { to: "dorcas-maskell" });
    expect(JSON.stringify(model.requests.at(-1)?.prompt.messages)).toMatch(/orange/u);
    const events = studio.ports.log.events.map((event, seq) => ({ seq, event }));
    const replay = await replayEpisode(events, chatmlDialects());
    expect(replay).toMatchObject({ differences: 0, skipped: [], turns: 2 });
  });

  test("[ST102] it opens as its scene does, as the designer says, and with a part of the cast without the others' lines", async () => {
    const world = await aWorld("salt-lantern");
    const spoken = world.scene.opening.find(({ speaker }) => speaker !== "Environment");
    const studio = await aRehearsalStudio({
      worlds: { "salt-lantern": world },
      limits: { perDesigner: 9 },
    });
    const designer = await studio.as("designer");
    const opened = async (more: object) => {
      const one = await designer.begin({ world: "salt-lantern", stage: "scene", ...more });
      return (await one.settled()).talk.map((line) => textIn(line, "speech", "action"));
    };
    expect(await opened({ personas: [] })).toEqual(world.scene.opening.map(({ text }) => text));
    const others = world.personas.map(({ id }) => id).filter((id) => id !== spoken?.speaker);
    expect(await opened({ personas: others.slice(0, 2) })).toEqual(
      world.scene.opening.flatMap(({ speaker, text }) =>
        speaker === "Environment" || others.slice(0, 2).includes(speaker) ? [text] : [],
      ),
    );
    const opening = [{ speaker: "Environment", text: "The tide has taken the quay." }];
    expect(await opened({ personas: [], opening })).toEqual(["The tide has taken the quay."]);
    expect(await opened({ personas: [], opening: [] })).toEqual([]);
  });
});

describe("[ST103] endpoints and bounds", () => {
  test("[ST103] each rehearsal and each take is played by the endpoint that it names, which its record says", async () => {
    const [one, two] = [understudyModel(clock), scriptedModel(clock, turnOf("From the second."))];
    const studio = await aRehearsalStudio({ models: { play: one, second: two } });
    const designer = await studio.as("designer");
    const mara = await designer.begin({ play: { mode: "full", endpoint: "second" } });
    expect(await mara.view()).toMatchObject({ endpoint: "second", synthetic: two.synthetic });
    const turn = await mara.say("Hello.");
    expect(textIn(turn, "speech")).toBe("From the second.");
    expect(one.requests).toHaveLength(0);
    expect(logged(studio, "episode-start")[0]?.endpoint).toEqual({ of: "second" });
    const take = await mara.again(turn.turnId, { play: { endpoint: "play" } });
    expect(take.endpoint).toBe("play");
    expect(one.requests.length).toBeGreaterThan(0);
    const unknown = await designer.ask("POST", "/rehearsals", {
      world: "inn",
      play: { endpoint: "third" },
    });
    expect(unknown.status).toBe(400);
  });

  test("[ST103] one that cannot be opened is said to be so, and may be tried again", async () => {
    const ports = rehearsalPorts(clock, { inn: INN });
    let tries = 0;
    const [first] = ports.endpoints.all;
    if (first === undefined) throw new Error("no endpoint");
    const broken = {
      ...first,
      name: "broken",
      open: () => {
        tries += 1;
        return tries === 1 ? Promise.reject(new Error("refused")) : first.open();
      },
    };
    const rehearsals = createRehearsals({ ...ports, endpoints: { all: [first, broken] } });
    onTestFinished(() => rehearsals.close());
    const order = BeginRehearsal.parse({ world: "inn", play: { endpoint: "broken" } });
    expect(await rehearsals.begin("ada", order)).toMatchObject({
      code: "failed",
      message: expect.stringContaining("broken"),
    });
    expect(await rehearsals.begin("ada", order)).toMatchObject({ designer: "ada" });
  });

  test("[ST103] a server has so many, whoever's they are; what begins counts already", async () => {
    const studio = await aRehearsalStudio({ limits: { perDesigner: 3, inAll: 3 } });
    const [ada, bo] = [await studio.as("designer"), await studio.as("everyone")];
    const order = { world: "inn", personas: ["mara"], stage: "alone" };
    const asked = await Promise.all(
      [ada, ada, bo, bo].map((who) => who.ask("POST", "/rehearsals", order)),
    );
    expect(asked.map(({ status }) => status).toSorted()).toEqual([201, 201, 201, 429]);
    for (const who of [ada, bo]) {
      const { value } = await who.ask("GET", "/rehearsals");
      for (const { id } of value as { id: string }[]) await who.ask("DELETE", `/rehearsals/${id}`);
    }
    expect((await bo.ask("POST", "/rehearsals", order)).status).toBe(201);
  });

  test("[ST103] in an hour all designers together use no more of an endpoint than the operator set", async () => {
    const env = { DRAMATIS_DATA_DIR: testFolder(), DRAMATIS_CAP_REHEARSAL_CALLS: "2" };
    const read = readConfig({ env });
    if (!read.ok) throw new Error(read.problems.join("\n"));
    const play = await openPlay(read.config, INN, "test");
    onTestFinished(() => play.close());
    const rehearsals = openRehearsals({
      play,
      config: read.config,
      played: "inn",
      reread: async () => ({ ok: true, staging: INN, notes: [] }),
      roots: [],
      assets: testFolder(),
      software: "test",
      sheets: null,
    });
    onTestFinished(() => rehearsals.close());
    const [first] = rehearsals.ports.endpoints.all;
    const ends: string[] = [];
    for (const [n, designer] of ["ada", "bo", "ada"].entries()) {
      // The same account for whoever opens it.
      const model = (await first?.open())?.model;
      const purpose = {
        lane: "rehearsal" as const,
        scene: `s${n}`,
        player: `designer ${designer}`,
      };
      const request = aRequest(`call-${n}`, purpose);
      for await (const event of model?.generate(request, new AbortController().signal) ?? [])
        if (event.type === "end")
          ends.push(event.end.status === "failed" ? event.end.failure : event.end.status);
    }
    expect(ends).toEqual(["complete", "complete", "capped"]);
  });
});
