import { describe, expect, test } from "vitest";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { aPlay, MARA, TOMAS } from "../../doubles/a-play.ts";
import { aPersona, aStaging } from "../../doubles/a-scene.ts";
import { turnOf } from "../../doubles/scripted-model.ts";
import { aMystery } from "../../stage/story/a-mystery.ts";

type Observed = Extract<EpisodeEvent, { type: "observed" }>;
const observedIn = (events: readonly EpisodeEvent[]): Observed[] =>
  events.filter((event) => event.type === "observed");

describe("[E40] what every persona perceives is on record", () => {
  test("[E40] a line that ten personas hear is one record, right after the line", () => {
    const ten = Array.from({ length: 10 }, (_, n) =>
      aPersona({ id: `n-${n}`, name: `Guest ${"ABCDEFGHIJ"[n]}` }),
    );
    const play = aPlay({ scene: aStaging(ten, { scene: { hearing: 40, sight: 40 } }) });
    play.join("p-1", "Ayla");
    play.say("p-1", "Good evening, all of you.");
    return play.clock.pass(0).then(() => {
      const at = play.log.events.findIndex((e) => e.type === "line" && e.speaker === "p-1");
      const [line, observed] = play.log.events.slice(at, at + 2);
      expect(line).toMatchObject({ type: "line" });
      expect(observed).toMatchObject({
        type: "observed",
        replaces: false,
        observation: {
          kind: "heard",
          speaker: "Ayla",
          segments: [{ kind: "speech", text: "Good evening, all of you." }],
        },
      });
      const minds = observed?.type === "observed" ? observed.minds : [];
      expect(minds.map(({ persona }) => persona)).toEqual(ten.map(({ id }) => id));
      expect(new Set(minds.map(({ index }) => index)).size).toBe(1);
    });
  });

  test("[E40] a persona's own turn stands where its prompt ended, with its own thought, for itself alone", async () => {
    const play = aPlay();
    play.join("p-1", "Ayla");
    play.model.script("Mara Quill", {
      pieces: [turnOf("Slowly, now.", "She is in a hurry."), { wait: 2_000 }, "One by one."],
    });
    play.say("p-1", "Mara, a room?");
    await play.clock.pass(500);
    play.director.game.tell("The door bangs.");
    await play.live(5_000);
    const own = observedIn(play.log.events).filter(({ observation }) => observation.kind === "own");
    const bang = observedIn(play.log.events).find(
      ({ observation }) => observation.kind === "environment" && /bangs/u.test(observation.text),
    );
    const mine = own.find(({ minds }) => minds[0]?.persona === "mara");
    expect(mine?.minds).toHaveLength(1);
    expect(mine?.observation).toMatchObject({
      segments: expect.arrayContaining([{ kind: "role-thinking", text: "She is in a hurry." }]),
    });
    const bangAt = bang?.minds.find(({ persona }) => persona === "mara")?.index;
    expect(mine?.minds[0]?.index).toBe(bangAt);
    const others = observedIn(play.log.events).filter(({ minds }) =>
      minds.some(({ persona }) => persona === "tomas"),
    );
    expect(JSON.stringify(others)).not.toContain("She is in a hurry.");
    expect(JSON.stringify(own)).not.toContain("should answer briefly");
  });

  test("[E40] it is there before its turn says that it is logged, in the same commit", async () => {
    const commits: EpisodeEvent["type"][][] = [];
    const play = aPlay({
      episodeLog: {
        append: async (events) => void commits.push(events.map(({ type }) => type)),
      },
    });
    play.join("p-1", "Ayla");
    play.say("p-1", "Mara, a room?");
    await play.live(3_000);
    const ended = play.told.findLast(({ event }) => event.type === "turn-end");
    expect(ended?.event).toMatchObject({ logged: true });
    const last = commits.find((types) => types.includes("turn"));
    expect(last?.filter((type) => type !== "places")).toEqual([
      "observed",
      "observed",
      "model-call",
      "turn",
    ]);
    const line = commits.find((types) => types.includes("line") && !types.includes("turn"));
    expect(line).toContain("observed");
  });

  test("[E40] what is forgotten is on record too", async () => {
    const play = aPlay();
    play.join("p-1", "Ayla");
    for (let i = 0; i < 1_205; i++) play.director.game.tell(`A cart goes by, number ${i}.`);
    await play.clock.pass(0);
    const forgot = play.log.events.flatMap((e) =>
      e.type === "forgot" ? [[e.participant, e.count]] : [],
    );
    expect(forgot).toEqual([
      ["mara", 600],
      ["tomas", 600],
    ]);
  });
});

describe("[E41] what players were shown is on record", () => {
  test("[E41] an opinion names the turns that its player had, and for how long", async () => {
    const play = aMystery({}, { hearing: 4, sight: 4 });
    play.join("p-1", "Ayla");
    play.join("p-2", "Ben");
    play.stand("mara", 3, 3);
    play.stand("p-1", 3, 4);
    play.stand("tomas", 20, 3);
    play.stand("p-2", 20, 4);
    const heard = await play.hears("p-1", "mara", "The tide is early.");
    const elsewhere = await play.hears("p-2", "tomas", "Not here.");
    await play.clock.pass(7_000);
    play.director.feedback("p-1", { turnId: heard, rating: "up" });
    const opinion = play.log.events.find((e) => e.type === "feedback");
    const mine = play.director.snapshot("p-1").entries.map(({ turnId }) => turnId);
    expect(opinion?.shown?.turns).toEqual(mine);
    expect(opinion?.shown?.turns).not.toContain(elsewhere);
    expect(opinion?.shown?.ms).toBeGreaterThanOrEqual(7_000);
    expect(opinion?.shown?.ms).toBeLessThan(60_000);
  });

  test("[E41] a preference counts from the moment the second version was whole", async () => {
    const play = aMystery({}, { hearing: 4, sight: 4 });
    play.join("p-1", "Ayla");
    play.stand("mara", 3, 3);
    play.stand("p-1", 3, 4);
    play.stand("tomas", 20, 3);
    const first = await play.hears("p-1", "mara", "The tide is early.");
    await play.clock.pass(30_000);
    play.model.script("Mara Quill", turnOf("The tide keeps its own book."));
    const answer = play.director.retake("p-1", { turnId: first });
    const second = answer.ok ? (answer.turnId ?? "") : "";
    await play.clock.pass(3_000);
    await play.clock.pass(4_000);
    expect(play.director.prefer("p-1", { turnId: second, over: first })).toMatchObject({
      ok: true,
    });
    const preference = play.log.events.find((e) => e.type === "preference");
    expect(preference?.shown?.turns).toEqual(expect.arrayContaining([first, second]));
    expect(preference?.shown?.ms).toBeGreaterThanOrEqual(4_000);
    expect(preference?.shown?.ms).toBeLessThan(20_000);
  });

  test("[E41] who comes in is named with what outlives the visit, and with what still hangs in the air", async () => {
    const play = aPlay({ scene: aStaging([MARA, TOMAS]) });
    play.join("p-1", "Ayla");
    play.say("p-1", "Mara, a room?");
    await play.live(3_000);
    play.director.join({ id: "p-2", name: "Ben", language: "en", subject: "s-ben" });
    await play.clock.pass(0);
    const joined = play.log.events.flatMap((e) => (e.type === "participant-joined" ? [e] : []));
    expect(joined.map(({ subject }) => subject)).toEqual([null, "s-ben"]);
    const before = play.director.snapshot("p-2").entries.map(({ turnId }) => turnId);
    expect(joined[1]?.admitted?.length).toBeGreaterThan(0);
    expect(before.slice(0, joined[1]?.admitted?.length)).toEqual(joined[1]?.admitted);
  });
});
