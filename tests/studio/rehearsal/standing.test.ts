import { beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../../server/cli/system-clock.ts";
import { momentOf, type Moment } from "../../../server/episodes/replay/branch-moment.ts";
import { branchEpisode } from "../../../server/episodes/replay/branch.ts";
import { replayEpisode } from "../../../server/episodes/replay/replay.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { aPlay } from "../../doubles/a-play.ts";
import { AS_TRAINED, seeded } from "../../doubles/a-scene.ts";
import { memoryLog } from "../../doubles/memory-log.ts";
import { scriptedModel, turnOf } from "../../doubles/scripted-model.ts";
import { aWholeEvening, aWorld, WORLDS } from "../../episodes/replay/a-whole-evening.ts";
import {
  aRehearsalStudio,
  logged,
  textIn,
  type Asker,
  type RehearsalStudio,
} from "./a-rehearsal.ts";
import { chatmlDialects } from "./dialects.ts";

type Of<T extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: T }>;
const clock = systemClock();
const numbered = (events: readonly EpisodeEvent[]) => events.map((event, seq) => ({ seq, event }));

async function momentAt(
  events: readonly EpisodeEvent[],
  ...[turnId, when]: [string, ("asked" | "ended")?]
): Promise<Moment> {
  const moment = await momentOf(numbered(events), turnId, when);
  if (typeof moment === "string") throw new Error(moment);
  return moment;
}

/** Begins a rehearsal from a turn of an episode. */
async function beginFrom(designer: Asker, turn: Of<"turn">, at: "before" | "after") {
  const order = { episode: turn.episodeId, turn: turn.turnId, at };
  const begun = await designer.ask("POST", "/rehearsals/from", order);
  expect(begun.status, JSON.stringify(begun.value)).toBe(201);
  return designer.rehearsal((begun.value as { id: string }).id);
}

/** What the log has of the last scene that was opened. */
function lastScene({ ports }: RehearsalStudio): EpisodeEvent[] {
  const { events } = ports.log;
  const id = events.findLast(({ type }) => type === "episode-start")?.episodeId;
  return events.filter(({ episodeId }) => episodeId === id);
}

describe.each(WORLDS)("[ST98] %s in rehearsal stands as an evening of it stood", (world) => {
  let evening: EpisodeEvent[] = [];
  let turns: Of<"turn">[] = [];
  beforeAll(async () => {
    evening = (await aWholeEvening(await aWorld(world))).log.events;
    turns = evening.filter((event): event is Of<"turn"> => event.type === "turn");
  });

  async function studioOf() {
    const model = scriptedModel(clock, turnOf("Aye, so it is."));
    const studio = await aRehearsalStudio({
      models: { play: model },
      episodes: evening,
      play: { ...AS_TRAINED, prefill: "" },
      limits: { perDesigner: 50, inAll: 50 },
    });
    return { studio, model, designer: await studio.as("everyone") };
  }

  test("[ST98] the turn that is due has the very prompt that the branch command gives it", async () => {
    const { studio, model, designer } = await studioOf();
    const said = turns.filter(({ instead }) => instead === undefined);
    expect(said.length).toBeGreaterThan(6);
    for (const turn of said) {
      const branchModel = scriptedModel(clock, turnOf("Aye, so it is."));
      const branch = await branchEpisode({
        events: numbered(structuredClone(evening)),
        at: turn.turnId,
        model: branchModel,
        clock,
        random: seeded(4),
        seed: 4,
        log: memoryLog(),
        play: { ...AS_TRAINED, prefill: "" },
        software: "test",
      });
      if (!branch.ok) throw new Error(branch.problem);
      await branch.ended;
      const one = await beginFrom(designer, turn, "before");
      await one.post("/play", { turns: 1 });
      const played = await one.last();
      expect(played, turn.turnId).toMatchObject({ speaker: turn.speaker, to: turn.addressee });
      expect(model.requests.at(-1)?.prompt, turn.turnId).toEqual(branchModel.requests[0]?.prompt);
      expect(lastScene(studio)[0]).toMatchObject({
        origin: "rehearsal",
        branchOf: { episodeId: turn.episodeId, turnId: turn.turnId },
      });
      const ended = lastScene(studio).filter(({ type }) => type === "turn");
      expect(ended).toMatchObject([{ listeners: expect.arrayContaining(turn.listeners) }]);
      // The door lets so many requests in at once, by a clock that the test moves.
      await studio.studio.clock.pass(2_000);
    }
    const replay = await replayEpisode(numbered(lastScene(studio)), chatmlDialects());
    expect(replay).toMatchObject({ differences: 0, skipped: [], turns: 1 });
  });

  test("[ST98] bodies, things and seats stand as they did when the turn had ended, deeds and all", async () => {
    const { studio, designer } = await studioOf();
    const moved = evening.findIndex(({ type }) => type === "deed");
    const after = turns.filter((turn) => evening.indexOf(turn) > moved);
    let held = 0;
    let seated = 0;
    let walking = 0;
    for (const turn of after.filter(({ instead }) => instead === undefined)) {
      const { standing } = await momentAt(evening, turn.turnId, "ended");
      held += standing.things.filter(({ holder }) => holder !== null).length;
      seated += standing.seats.length;
      walking += standing.bodies.filter(({ to }) => to !== undefined).length;
      await beginFrom(designer, turn, "after");
      const [start, ...scene] = lastScene(studio);
      expect(start).toMatchObject({ branchOf: { turnId: turn.turnId } });
      const up = scene.find((event): event is Of<"taken-up"> => event.type === "taken-up");
      const { things, seats, heard, found, triggers } = standing;
      expect(up, turn.turnId).toMatchObject({ things, seats, heard, found, triggers });
      const stood = scene.flatMap((event) => (event.type === "places" ? event.bodies : []));
      const last = new Map(stood.map((body) => [body.id, body]));
      for (const body of standing.bodies)
        if (last.has(body.id)) expect(last.get(body.id), turn.turnId).toEqual(body);
      const here = scene.flatMap((event) =>
        event.type === "participant-joined" ? [event.participant] : [],
      );
      expect(here).toEqual(expect.arrayContaining(standing.players.map(({ id }) => id)));
      await studio.studio.clock.pass(2_000);
    }
    expect(held).toBeGreaterThan(0);
    expect(seated + walking).toBeGreaterThan(0);
  });
});

describe("[ST100] whose words are shown in a rehearsal", () => {
  const AYLA = { id: "p-1", name: "Ayla", language: "en" as const };

  async function played(given: boolean): Promise<EpisodeEvent[]> {
    const play = aPlay({ episodeId: "ep-1" });
    play.director.join(AYLA);
    await play.director.consent("p-1", { purpose: "training", given, notice: "2026-11" });
    play.say("p-1", "Mara, when is the tide?");
    await play.live(3_000);
    await play.director.close("test");
    return play.log.events;
  }
  const beginning = async (asker: Asker, events: readonly EpisodeEvent[]) => {
    const turn = events.find((event): event is Of<"turn"> => event.type === "turn");
    const order = { episode: turn?.episodeId, turn: turn?.turnId };
    return asker.ask("POST", "/rehearsals/from", order);
  };

  test("[ST100] where players allow it a designer goes on from it; else nobody but the owner", async () => {
    for (const given of [true, false]) {
      const episodes = await played(given);
      const studio = await aRehearsalStudio({ episodes });
      const asked = await beginning(await studio.as("designer"), episodes);
      expect(asked.status).toBe(given ? 201 : 403);
      if (!given) expect(JSON.stringify(asked.value)).not.toContain("tide");
      expect((await beginning(await studio.as("everyone"), episodes)).status).toBe(201);
    }
  });

  test("[ST100] nor does a designer by way of the owner's rehearsal of it", async () => {
    const episodes = await played(false);
    const studio = await aRehearsalStudio({ episodes });
    const owner = await studio.as("everyone");
    const { value } = await beginning(owner, episodes);
    const one = owner.rehearsal((value as { id: string }).id);
    await one.post("/play", { turns: 1 });
    await one.last();
    const rehearsed = lastScene(studio);
    expect((await beginning(await studio.as("designer"), rehearsed)).status).toBe(403);
    expect((await beginning(owner, rehearsed)).status).toBe(201);
  });

  test("[ST100] what players allow is theirs in the rehearsal too, and nothing where it is kept from training", async () => {
    const episodes = await played(true);
    for (const training of [true, false]) {
      const studio = await aRehearsalStudio({ episodes });
      const designer = await studio.as("designer");
      const turn = episodes.find((event): event is Of<"turn"> => event.type === "turn");
      await designer.ask("POST", "/rehearsals/from", {
        episode: "ep-1",
        turn: turn?.turnId,
        training,
      });
      const given = logged(studio, "consent").map(({ participant }) => participant);
      expect(given.toSorted()).toEqual(training ? ["designer", "p-1"] : []);
      expect(logged(studio, "participant-joined")).toMatchObject([{ participant: "p-1" }]);
    }
  });
});

describe("[ST99] going on from a turn of a rehearsal", () => {
  const salt = async () => ({ "salt-lantern": await aWorld("salt-lantern") });
  const began = { world: "salt-lantern", personas: [], stage: "scene" as const };

  test("[ST99] the same line again is answered with the same prompt, to the byte", async () => {
    const model = scriptedModel(clock, turnOf("Aye, so it is."));
    const studio = await aRehearsalStudio({ models: { play: model }, worlds: await salt() });
    const inn = await (await studio.as("designer")).begin(began);
    const [one, two] = (await inn.view()).personas.map(({ id }) => id);
    const first = await inn.say("Good evening. What is there to eat?", { to: one });
    await inn.say("And who are you?", { to: two });
    const second = model.requests.at(-1)?.prompt;
    await inn.say("Never mind all that.", { to: one });
    expect((await inn.post("/go-on", { turn: first.turnId })).status).toBe(200);
    const { talk } = await inn.settled();
    expect(talk.at(-1)).toMatchObject({ turnId: first.turnId });
    await inn.say("And who are you?", { to: two });
    expect(model.requests.at(-1)?.prompt).toEqual(second);
  });

  test("[ST99] what was taken, sat on and walked to by then is so still, and what came later is undone", async () => {
    const model = scriptedModel(clock, turnOf("Aye, so it is."));
    const world = await aWorld("salt-lantern");
    const studio = await aRehearsalStudio({
      models: { play: model },
      worlds: { "salt-lantern": world },
    });
    const inn = await (await studio.as("designer")).begin(began);
    const [one] = (await inn.view()).personas.map(({ id }) => id);
    await inn.say("Good evening.", { to: one });
    const { deeds } = await inn.view();
    const seat = world.things.props.find((prop) => prop.seat);
    const thing = world.things.props.find(({ id }) => id === "orange");
    const done = (verb: string, more: object) => inn.post("/act", { as: "Ann", verb, ...more });
    expect(deeds.verbs.map(({ id }) => id)).toEqual(expect.arrayContaining(["sit", "take"]));
    expect((await done("take", { item: thing?.id })).status).toBe(200);
    expect((await done("sit", { target: seat?.id })).status).toBe(200);
    await expect
      .poll(() => logged(studio, "places").flatMap(({ bodies }) => bodies.filter((b) => b.sits)))
      .not.toEqual([]);
    const sitting = await inn.say("I sit well here.", { to: undefined });
    const [from] = logged(studio, "episode-start");
    const { standing } = await momentAt(studio.ports.log.events, sitting.turnId, "ended");
    expect(standing.seats).toEqual([{ who: "visitor-1", on: seat?.id }]);
    expect(standing.things).toMatchObject([{ id: thing?.id, holder: "visitor-1" }]);
    await inn.say("I stand up again.", { to: one });
    expect((await inn.post("/go-on", { turn: sitting.turnId })).status).toBe(200);
    const scene = lastScene(studio);
    expect(scene[0]?.episodeId).not.toBe(from?.episodeId);
    expect(scene.find(({ type }) => type === "taken-up")).toMatchObject({
      seats: standing.seats,
      things: standing.things,
    });
    await inn.say("Where was I?", { to: one });
    const replay = await replayEpisode(numbered(lastScene(studio)), chatmlDialects());
    expect(replay).toMatchObject({ differences: 0, skipped: [], turns: 1 });
  });

  test("[ST99] a line that comes while the scenes change is heard in one of them", async () => {
    const model = scriptedModel(clock, turnOf("Aye, so it is."));
    const studio = await aRehearsalStudio({ models: { play: model } });
    const mara = await (await studio.as("designer")).begin();
    const first = await mara.say("When is the tide?");
    const asked = [
      mara.post("/go-on", { turn: first.turnId }),
      ...["One.", "Two.", "Three."].map((text) =>
        mara.post("/say", { as: text, text, to: "mara" }),
      ),
    ];
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 200, 200]);
    await mara.settled();
  });

  test("[ST99] what it thought before that moment it may not speak in it", async () => {
    const model = scriptedModel(clock, turnOf("Aye, so it is."));
    const studio = await aRehearsalStudio({ models: { play: model }, play: { prefill: "" } });
    const mara = await (await studio.as("designer")).begin();
    const secret = "the drowned pilot's letter lies under the third stair of the cellar";
    model.script("Mara Quill", turnOf("The tide is early.", `I know that ${secret}.`));
    const first = await mara.say("When is the tide?");
    const segments = [
      { kind: "role-thinking", text: `Whatever I say, ${secret}, and nobody knows.` },
      { kind: "speech", text: "At nine." },
    ];
    await mara.post(`/turns/${first.turnId}/edit`, { segments });
    for (const edited of [false, true]) {
      expect((await mara.post("/go-on", { turn: first.turnId, edited })).status).toBe(200);
      model.script("Mara Quill", turnOf(`Well: ${secret}.`));
      const turn = await mara.say("Who told you?");
      expect(textIn(turn, "speech")).not.toContain("under the third stair");
      expect(logged(studio, "turn").at(-1)?.anomalies["copied-private"]).toBeGreaterThan(0);
    }
  });

  test("[ST99] other words in a turn's place are heard by those who would have heard them", async () => {
    const model = scriptedModel(clock, turnOf("Aye, so it is."));
    const studio = await aRehearsalStudio({ models: { play: model } });
    const inn = await (await studio.as("designer")).begin({ personas: [], stage: "scene" });
    const whispered = await inn.say("Between us?", { to: "mara", whisper: true });
    const segments = [{ kind: "speech", text: "Nobody else may know of the ferry." }];
    await inn.post(`/turns/${whispered.turnId}/edit`, { segments });
    await inn.post("/go-on", { turn: whispered.turnId, edited: true });
    await inn.say("And you?", { to: "tomas" });
    expect(JSON.stringify(model.requests.at(-1)?.prompt)).not.toContain("the ferry");
    await inn.say("Mara?", { to: "mara", whisper: true });
    expect(JSON.stringify(model.requests.at(-1)?.prompt)).toContain("know of the ferry");
    const replay = await replayEpisode(numbered(lastScene(studio)), chatmlDialects());
    expect(replay).toMatchObject({ differences: 0, skipped: [], turns: 2 });
  });
});
