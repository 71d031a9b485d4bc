import { beforeAll, describe, expect, test } from "vitest";
import { branchEpisode, type BranchRequest } from "../../../server/episodes/replay/branch.ts";
import { momentOf } from "../../../server/episodes/replay/branch-moment.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { AS_TRAINED, seeded } from "../../doubles/a-scene.ts";
import { aPlay, MARA, TOMAS, type Play } from "../../doubles/a-play.ts";
import { aStaging } from "../../doubles/a-scene.ts";
import { fakeClock } from "../../doubles/fake-clock.ts";
import { memoryLog } from "../../doubles/memory-log.ts";
import { scriptedModel, turnOf } from "../../doubles/scripted-model.ts";
import { exportTo } from "../../training/exports/export-to.ts";
import { aWholeEvening, aWorld, WORLDS } from "./a-whole-evening.ts";
import { expectReplays, madeIn } from "./replayed.ts";

type Of<T extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: T }>;
const eventsOf = (events: readonly EpisodeEvent[]) =>
  events.map((event, seq) => ({ seq, event: structuredClone(event) }));
const all = <T extends EpisodeEvent["type"]>(events: readonly EpisodeEvent[], type: T): Of<T>[] =>
  events.filter((event): event is Of<T> => event.type === type);

/** Branches on a clock of its own; `script` gives a model its words. */
async function branched(
  events: readonly EpisodeEvent[],
  at: string,
  more: Partial<BranchRequest> & { readonly script?: (model: Play["model"]) => void } = {},
  ms = 120_000,
) {
  const clock = fakeClock();
  const log = memoryLog();
  const model = scriptedModel(clock);
  more.script?.(model);
  const done = await branchEpisode({
    events: eventsOf(events),
    at,
    model,
    clock,
    log,
    play: AS_TRAINED,
    random: seeded(4),
    seed: 4,
    software: "test",
    ...more,
  });
  if (!done.ok) throw new Error(done.problem);
  await clock.pass(ms);
  return { ...(await done.ended), episodeId: done.episodeId, events: log.events, model };
}

describe.each(WORLDS)("[E64] %s goes on from any of its turns as it stood", (world) => {
  let events: EpisodeEvent[] = [];
  beforeAll(async () => {
    events = (await aWholeEvening(await aWorld(world))).log.events;
  });

  test("[E64] each turn of an evening is asked with its own prompt, and the branch replays", async () => {
    const turns = all(events, "turn");
    expect(turns.length).toBeGreaterThan(7);
    for (const turn of turns) {
      const call = all(events, "model-call").findLast(({ turnId }) => turnId === turn.turnId)?.call;
      const done = await branched(events, turn.turnId);
      const { system, messages } = done.model.requests[0]?.prompt ?? {};
      expect({ system, messages }, turn.turnId).toEqual(call?.["request"]);
      const replay = await expectReplays(done.events);
      expect(replay, turn.turnId).toMatchObject({ ...madeIn(done.events), skipped: [] });
      expect(all(done.events, "turn")).toHaveLength(1);
      const [again] = all(done.events, "turn");
      // A retake is for who asked alone; what it is a branch of is for whoever was there.
      if (turn.instead === undefined)
        expect(again?.listeners.toSorted(), turn.turnId).toEqual(turn.listeners.toSorted());
    }
  });

  test("[E64] every mind, body and thing is as it was, who had left is not there", async () => {
    const last = all(events, "turn").at(-1)?.turnId ?? "";
    const moment = await momentOf(eventsOf(events), last);
    if (typeof moment === "string") throw new Error(moment);
    const { standing } = moment;
    expect(standing.players.map(({ id }) => id)).toEqual(["p-1"]);
    const done = await branched(events, last);
    const again = await momentOf(eventsOf(done.events), all(done.events, "turn")[0]?.turnId ?? "");
    if (typeof again === "string") throw new Error(again);
    expect(again.standing.turns).toBe(standing.turns + 1);
    for (const key of ["bodies", "things", "seats", "heard", "triggers", "found"] as const)
      expect(again.standing[key], key).toEqual(standing[key]);
    expect(again.standing.minds.map(({ thoughts }) => thoughts)).toEqual(
      standing.minds.map(({ thoughts }) => thoughts),
    );
    const seen = (moments: typeof standing) =>
      moments.minds.map(({ persona }) =>
        moments.observed.flatMap(({ minds, observation }) =>
          minds.includes(persona) ? [JSON.stringify(observation)] : [],
        ),
      );
    expect(seen(again.standing)).toEqual(seen(standing));
    expect(standing.things.length).toBeGreaterThan(0);
    expect(standing.bodies.length).toBe(moment.staging.personas.length + 1);
  });

  test("[E64] with players' lines as they were, each after as many turns as it came after", async () => {
    const first = all(events, "turn")[0]?.turnId ?? "";
    const at = events.findIndex((e) => e.type === "turn" && e.turnId === first);
    const said = (list: readonly EpisodeEvent[]) =>
      all(list, "line").flatMap(({ speaker, segments }) =>
        speaker.startsWith("p-") ? [`${speaker}: ${segments[0]?.text}`] : [],
      );
    const done = await branched(events, first, { turns: 9, players: "recorded" }, 400_000);
    expect(done.turns).toBe(9);
    const wanted = said(events.slice(at));
    expect(wanted.length).toBeGreaterThan(5);
    expect(wanted).toEqual(expect.arrayContaining(said(done.events)));
    expect(said(done.events).length).toBeGreaterThan(3);
    const came = all(done.events, "participant-joined").map(({ participant }) => participant);
    expect(came).toEqual(["p-1", "p-2"]);
    const replay = await expectReplays(done.events);
    expect(replay).toMatchObject({ ...madeIn(done.events), skipped: [] });
    const silent = await branched(events, first, { turns: 9 }, 400_000);
    expect(said(silent.events)).toEqual([]);
  });
});

describe("[E65] a branch goes on by the rules of the scene", () => {
  async function three(): Promise<Play> {
    const play = aPlay({ scene: aStaging([MARA, TOMAS]), episodeId: "ep-1" });
    play.join("p-1", "Ayla");
    play.say("p-1", "Mara, when is the tide?");
    await play.live(3_000);
    play.say("p-1", "Mara, who told you?");
    await play.live(3_000);
    await play.director.close("test");
    return play;
  }

  test("[E65] whoever is spoken to answers, others hear it, and it ends after its turns", async () => {
    const { events } = (await three()).log;
    const [, second] = all(events, "turn");
    const done = await branched(events, second?.turnId ?? "", {
      turns: 3,
      script(model) {
        model.script("Mara Quill", turnOf("Tomas told me. Tomas, did you not?"));
        model.script("Tomas Reed", turnOf("I did, Mara. Why do you ask?"));
        model.script("Mara Quill", turnOf("Never mind, Tomas."));
      },
    });
    expect(done).toMatchObject({ reason: "turns", turns: 3, logged: true });
    expect(all(done.events, "turn").map((t) => [t.speaker, t.chosenBy, t.outcome])).toEqual([
      ["mara", "branch", "complete"],
      ["tomas", expect.not.stringMatching("branch"), "complete"],
      ["mara", expect.not.stringMatching("branch"), "complete"],
    ]);
    const heard = done.model.requests[1]?.prompt.messages.at(-1)?.content ?? "";
    expect(heard).toContain("Tomas, did you not?");
    expect(JSON.stringify(done.model.requests[1])).toContain("when is the tide?");
    expect(await expectReplays(done.events)).toMatchObject({ turns: 3, skipped: [] });
  });

  test("[E65] where nobody has anything more to say it ends early, and says so", async () => {
    const { events } = (await three()).log;
    const [first] = all(events, "turn");
    const done = await branched(events, first?.turnId ?? "", { turns: 5, silence: 4_000 });
    expect(done.reason).toBe("silence");
    expect(done.turns).toBeLessThan(5);
    expect(done.events.at(-1)).toMatchObject({ type: "episode-end" });
  });

  test("[E65] what it thought before the branch it may not speak in it", async () => {
    const play = aPlay({ scene: aStaging([MARA, TOMAS]), episodeId: "ep-1" });
    const secret = "the drowned pilot's letter lies under the third stair of the cellar";
    play.join("p-1", "Ayla");
    play.model.script("Mara Quill", turnOf("The tide is early.", `I know that ${secret}.`));
    play.say("p-1", "Mara, when is the tide?");
    await play.live(3_000);
    play.say("p-1", "Mara, who told you?");
    await play.live(3_000);
    const [, second] = all(play.log.events, "turn");
    const done = await branched(play.log.events, second?.turnId ?? "", {
      script: (model) => model.script("Mara Quill", turnOf(`Well: ${secret}.`)),
    });
    const [turn] = all(done.events, "turn");
    expect(turn?.anomalies["copied-private"]).toBeGreaterThan(0);
    const visible = turn?.segments.filter(({ kind }) => kind === "speech" || kind === "action");
    expect(JSON.stringify(visible)).not.toContain("under the third stair");
    expect(await expectReplays(done.events)).toMatchObject({ turns: 1, skipped: [] });
  });

  test("[E65] a branch can be branched, and stopped, and is told as it is played", async () => {
    const { events } = (await three()).log;
    const [, second] = all(events, "turn");
    const one = await branched(events, second?.turnId ?? "", {
      turns: 2,
      script: (model) => model.script("Mara Quill", turnOf("Ask Tomas. Tomas, who was it?")),
    });
    const [, tomas] = all(one.events, "turn");
    const two = await branched(one.events, tomas?.turnId ?? "");
    expect(two.events[0]).toMatchObject({
      branchOf: { episodeId: one.episodeId, turnId: tomas?.turnId },
    });
    const asked = all(one.events, "model-call").findLast(({ turnId }) => turnId === tomas?.turnId);
    const { system, messages } = two.model.requests[0]?.prompt ?? {};
    expect({ system, messages }).toEqual(asked?.call["request"]);

    const clock = fakeClock();
    const model = scriptedModel(clock);
    model.script("Mara Quill", {
      pieces: [turnOf("Slowly now, and one after the other, "), { wait: 60_000 }, "all of you."],
    });
    const told: string[] = [];
    const running = await branchEpisode({
      events: eventsOf(events),
      at: second?.turnId ?? "",
      model,
      clock,
      log: memoryLog(),
      play: AS_TRAINED,
      random: seeded(4),
      seed: 4,
      software: "test",
      tell: (batch) => {
        for (const { event } of batch) told.push(event.type);
      },
    });
    if (!running.ok) throw new Error(running.problem);
    const read: string[] = [];
    const reading = (async () => {
      for await (const { type } of running.events) read.push(type);
    })();
    await clock.pass(2_000);
    expect(told).toContain("speech-delta");
    running.stop();
    await clock.pass(1_000);
    expect(await running.ended).toMatchObject({ reason: "stopped" });
    await reading;
    expect(read[0]).toBe("episode-start");
    expect(read.at(-1)).toBe("episode-end");
    expect(model.aborted).toHaveLength(1);
  });

  test("[E65] players keep who they are beyond a visit, and what they allow", async () => {
    const play = aPlay({ scene: aStaging([MARA, TOMAS]), episodeId: "ep-1" });
    play.director.join({ id: "p-1", name: "Ayla", language: "en", subject: "s-ayla" });
    play.say("p-1", "Mara, when is the tide?");
    await play.live(3_000);
    await play.director.consent("p-1", { purpose: "training", given: true, notice: "2026-11" });
    const [first] = all(play.log.events, "turn");
    const done = await branched(play.log.events, first?.turnId ?? "");
    expect(all(done.events, "participant-joined")).toMatchObject([{ subject: "s-ayla" }]);
    expect(all(done.events, "consent")).toMatchObject([{ participant: "p-1", given: true }]);
  });

  test("[E65] its turns are exported as a branch's, and only with leave of whose words they answer", async () => {
    for (const given of [true, false]) {
      const play = aPlay({ scene: aStaging([MARA, TOMAS]), episodeId: "ep-1" });
      play.join("p-1", "Ayla");
      play.say("p-1", "Mara, when is the tide?");
      await play.live(3_000);
      await play.director.consent("p-1", { purpose: "training", given, notice: "2026-11" });
      play.director.leave("p-1");
      play.join("p-2", "Ben");
      await play.director.consent("p-2", { purpose: "training", given: true, notice: "2026-11" });
      play.say("p-2", "Mara, who was that?");
      await play.live(3_000);
      const last = all(play.log.events, "turn").at(-1);
      const { events } = await branched(play.log.events, last?.turnId ?? "");
      const exported = exportTo("calls", { includeSynthetic: true }, events);
      if (given) {
        const { manifest, all: rows } = await exported;
        expect(await rows()).toMatchObject([{ branch: true, consented: true }]);
        expect(manifest["marked"]).toMatchObject({ branch: 1 });
      } else await expect(exported).rejects.toThrow(/consent/u);
    }
  });

  test("[E65] who had left has left, and what is said of their words is theirs still", async () => {
    const play = aPlay({ scene: aStaging([MARA, TOMAS]), episodeId: "ep-1" });
    play.director.join({ id: "p-1", name: "Ayla", language: "en", subject: "s-ayla" });
    play.say("p-1", "Mara, when is the tide?");
    await play.live(3_000);
    play.join("p-2", "Ben");
    play.director.leave("p-1");
    play.say("p-2", "Mara, who was that?");
    await play.live(3_000);
    const last = all(play.log.events, "turn").at(-1);
    const done = await branched(play.log.events, last?.turnId ?? "");
    expect(JSON.stringify(done.model.requests[0])).toContain("when is the tide?");
    const came = all(done.events, "participant-joined").map((e) => [e.participant, e.subject]);
    expect(came).toEqual([
      ["p-1", "s-ayla"],
      ["p-2", null],
    ]);
    expect(all(done.events, "participant-left").map((e) => e.participant)).toEqual(["p-1"]);
    expect(all(done.events, "turn")[0]?.listeners).not.toContain("p-1");
    expect(await expectReplays(done.events)).toMatchObject({ turns: 1, skipped: [] });
  });
});
