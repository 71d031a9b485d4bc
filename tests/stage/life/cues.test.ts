import { describe, expect, test } from "vitest";
import type { PlaySettings } from "../../../server/stage/scene-context.ts";
import { TALK } from "../../../server/stage/life/talk-budget.ts";
import { TALK_LENGTH, WIND_DOWN } from "../../../server/roleplay/next-speaker.ts";
import { aGround, aStaging } from "../../doubles/a-scene.ts";
import { aPlay, MARA, TOMAS } from "../../doubles/a-play.ts";
import { turnOf } from "../../doubles/scripted-model.ts";

const errand = (matter: string, more: Record<string, unknown> = {}) => ({
  id: matter.replaceAll(" ", "-"),
  persona: "mara",
  with: "tomas",
  cue: `You wonder about ${matter}.`,
  after_minutes: 0,
  ...more,
});

/** A scene whose only life is what the test puts there, with a player in it. */
function aLife(life: Record<string, unknown> = {}, play: Partial<PlaySettings> = {}) {
  const it = aPlay({ scene: aStaging([MARA, TOMAS], { life }), play });
  it.join("p-1", "Ayla");
  it.stand("mara", 4, 4);
  it.stand("tomas", 6, 4);
  it.stand("p-1", 8, 4);
  return it;
}

describe("[J12] a reason to speak", () => {
  test("[J12] the cue stands in that persona's history alone, and it takes a turn of its own", async () => {
    const { clock, model, live, promptOf, turns, director } = aLife({
      errands: [errand("the cellar")],
    });
    model.script("Mara Quill", turnOf("Is the cellar shut, Tomas?"));
    model.script("Tomas Reed", turnOf("Shut and barred."));
    await live(40_000);
    expect(turns()).toEqual(["mara to tomas: errand, complete", "tomas to mara: called, complete"]);
    expect(promptOf("Mara Quill")).toContain("You wonder about the cellar.");
    expect(promptOf("Tomas Reed")).not.toContain("You wonder");
    expect(model.requests.map(({ purpose }) => purpose.lane)).toEqual(["talk", "talk"]);
    director.say("p-1", { text: "Tomas, what is it?" });
    await clock.pass(500);
    expect(promptOf("Tomas Reed")).not.toContain("You wonder");
  });
  test("[J12] a player who speaks to it stops what nobody had asked for, before a word of it and after", async () => {
    for (const before of [true, false]) {
      const { clock, model, live, turns, director } = aLife({ errands: [errand("the tide")] });
      model.script("Mara Quill", {
        pieces: before
          ? [{ wait: 9_000 }, turnOf("The tide, Tomas.")]
          : [turnOf("The tide, Tomas. "), { wait: 9_000 }, "It comes."],
      });
      model.script("Mara Quill", turnOf("A shilling."));
      await live(15_000);
      expect(director.turnsRunning).toBe(1);
      director.say("p-1", { text: "Mara, what is a bed?" });
      await clock.pass(100);
      expect(turns()).toEqual([
        expect.stringMatching(/^mara to tomas: errand, (?:cancelled|cut)$/u),
        "mara to p-1: called, complete",
      ]);
      expect(model.requests.at(-1)?.purpose.lane).toBe("answer");
    }
  });
  test("[J12] who has an answer to give takes no cue, and who is being written to takes none either", async () => {
    const { model, live, turns, director, promptOf } = aLife({
      triggers: [
        {
          id: "a-name",
          when: { on: "said", words: ["Osric"] },
          do: [{ persona: "mara", cue: "That name again." }],
        },
      ],
    });
    model.script("Mara Quill", { pieces: [{ wait: 1_000 }, turnOf("He is gone.")] });
    director.say("p-1", { text: "Mara, where is Osric?" });
    await live(30_000);
    expect(turns()).toEqual(["mara to p-1: called, complete"]);
    expect(promptOf("Mara Quill")).toContain("That name again.");
  });
  test("[J12] who was not asked waits until the one who was has answered", async () => {
    const { model, live, turns, director, log } = aLife({
      triggers: [
        {
          id: "a-name",
          when: { on: "said", words: ["Osric"] },
          do: [{ persona: "tomas", cue: "That name again." }],
        },
      ],
    });
    model.script("Mara Quill", { pieces: [{ wait: 5_000 }, turnOf("He is gone.")] });
    director.say("p-1", { text: "Mara, where is Osric?" });
    await live(30_000);
    expect(turns()).toEqual(["mara to p-1: called, complete", "tomas to p-1: trigger, complete"]);
    expect(log.events.filter(({ type }) => type === "trigger")).toHaveLength(1);
  });
  test("[J12] where the model has nothing, who was not asked stays silent", async () => {
    const { model, live, heard } = aLife({ errands: [errand("the tide")] });
    for (let i = 0; i < 2; i++)
      model.script("Mara Quill", { pieces: [], end: { status: "failed", failure: "unreachable" } });
    await live(30_000);
    const shown = heard("p-1").filter(({ type }) => type === "speech-delta");
    expect(shown).toEqual([]);
    expect(heard("p-1").filter(({ type }) => type === "turn-end")).toHaveLength(1);
  });
});

describe("[J13] greetings", () => {
  const greeting = { greets: true };
  test("[J13] the nearest who sees the door greets a newcomer, once, and in the lane of answers", async () => {
    const it = aPlay({ scene: aStaging([MARA, TOMAS], { life: greeting }) });
    it.join("p-0", "Ben");
    it.stand("mara", 12, 3);
    it.stand("tomas", 14, 9);
    await it.live(20_000);
    it.model.requests.length = 0;
    it.join("p-1", "Ayla");
    await it.live(5_000);
    expect(it.turns().slice(-1)).toEqual(["mara to p-1: greeting, complete"]);
    expect(it.promptOf("Mara Quill")).toContain("Nobody has greeted Ayla yet.");
    expect(it.model.requests.map(({ purpose }) => purpose.lane)).toEqual(["answer"]);
    it.director.leave("p-1");
    it.join("p-1", "Ayla");
    await it.live(60_000);
    expect(it.turns().filter((turn) => turn.includes("p-1: greeting"))).toHaveLength(1);
  });
  test("[J13] several newcomers at once get one greeting", async () => {
    const it = aPlay({ scene: aStaging([MARA, TOMAS], { life: greeting }) });
    for (const [id, name] of [
      ["p-1", "Ayla"],
      ["p-2", "Ben"],
      ["p-3", "Cass"],
    ] as const)
      it.join(id, name);
    await it.live(60_000);
    expect(it.turns().filter((turn) => turn.includes("greeting"))).toHaveLength(1);
    expect(it.promptOf("Mara Quill")).toContain("Nobody has greeted Ayla, Ben and Cass yet.");
  });
  test("[J13] whoever speaks first, or came in with the opening, is not greeted again", async () => {
    const spoke = aPlay({ scene: aStaging([MARA, TOMAS], { life: greeting }) });
    spoke.join("p-1", "Ayla");
    spoke.director.say("p-1", { text: "Good evening, Mara." });
    await spoke.live(30_000);
    expect(spoke.turns()).toEqual(["mara to p-1: called, complete"]);
    const opened = aPlay({
      scene: aStaging([MARA, TOMAS], {
        life: greeting,
        scene: { opening: [{ speaker: "mara", text: "Come in, loves." }] },
      }),
    });
    opened.join("p-1", "Ayla");
    await opened.live(30_000);
    expect(opened.turns()).toEqual([]);
  });
});

describe("[J15] errands", () => {
  test("[J15] who is far away is walked up to first, and each errand comes once", async () => {
    const it = aLife({ errands: [errand("the soup")] });
    it.stand("mara", 4, 4);
    it.stand("tomas", 15, 4);
    it.stand("p-1", 11, 4);
    await it.live(120_000);
    expect(it.turns().filter((turn) => turn.includes("errand"))).toEqual([
      "mara to tomas: errand, complete",
    ]);
    expect(it.director.cast.distance("mara", "tomas")).toBeLessThanOrEqual(5);
  });
  test("[J15] not before its minute, and not while anyone near is talking", async () => {
    const it = aLife({ errands: [errand("the soup", { after_minutes: 2 })] });
    for (let i = 0; i < 20; i++) {
      it.director.say("p-1", { text: "Ho hum, the rain." });
      await it.live(8_000);
    }
    expect(it.turns().some((turn) => turn.includes("errand"))).toBe(false);
    await it.live(60_000);
    expect(it.turns().some((turn) => turn.includes("errand"))).toBe(true);
  });
});

describe("[J18] how much personas talk among themselves", () => {
  test("[J18] a talk of their own winds down however much they ask each other", async () => {
    const it = aLife({ errands: [errand("the soup")] });
    for (let i = 0; i < 20; i++) {
      it.model.script("Mara Quill", turnOf(`Tomas, is it ${i}?`));
      it.model.script("Tomas Reed", turnOf(`Mara, is it not ${i}?`));
    }
    await it.live(60_000);
    expect(it.turns()).toHaveLength(TALK_LENGTH);
    expect(it.turns().every((turn) => !turn.startsWith("mara to mara"))).toBe(true);
  });
  test("[J18] after a player's line they leave room sooner", async () => {
    const it = aLife();
    for (let i = 0; i < 20; i++) {
      it.model.script("Mara Quill", turnOf(`Tomas, is it ${i}?`));
      it.model.script("Tomas Reed", turnOf(`Mara, is it not ${i}?`));
    }
    it.director.say("p-1", { text: "Mara, what is it?" });
    await it.live(60_000);
    expect(it.turns()).toHaveLength(WIND_DOWN);
  });
  test("[J18] where no player hears it nobody begins, unless the scene is played alone", async () => {
    const away = aPlay({
      scene: aStaging([MARA, TOMAS], {
        life: { errands: [errand("the soup")] },
        ground: aGround(Array.from({ length: 12 }, () => ".".repeat(60))),
      }),
    });
    away.join("p-1", "Ayla");
    away.stand("p-1", 58, 11);
    await away.live(120_000);
    expect(away.turns()).toEqual([]);
    const dropped = aLife({ errands: [errand("the soup")] });
    dropped.director.connected("p-1", false);
    await dropped.live(120_000);
    expect(dropped.turns()).toEqual([]);
    const alone = aLife({ errands: [errand("the soup")] }, { aloneTalk: true });
    alone.director.connected("p-1", false);
    await alone.live(60_000);
    expect(alone.turns().length).toBeGreaterThan(0);
  });
  test("[J18] a player who has been asked something has the word, and its silence is nobody's matter", async () => {
    const it = aLife({ errands: [errand("the soup")] });
    it.model.script("Mara Quill", turnOf("And you, where do you come from?"));
    it.director.say("p-1", { text: "Good evening, Mara." });
    await it.live(TALK.waitForPlayer - 5_000);
    expect(it.turns()).toEqual(["mara to p-1: called, complete"]);
    await it.live(120_000);
    expect(it.turns().filter((turn) => turn.includes("to p-1"))).toHaveLength(1);
    expect(it.turns().some((turn) => turn.includes("errand"))).toBe(true);
  });
  test("[J18] a minute and an hour hold so much, whatever an author asks for", async () => {
    const it = aLife({
      triggers: Array.from({ length: 100 }, (_, i) => ({
        id: `t-${i}`,
        when: { on: "silence", seconds: 5 },
        again_after: 1,
        do: [{ persona: i % 2 ? "mara" : "tomas", cue: "Speak." }],
      })),
    });
    await it.live(10 * 60_000);
    const spoken = it.turns().length;
    expect(spoken).toBeGreaterThan(10);
    expect(spoken).toBeLessThanOrEqual(10 * 2 * TALK.personaAMinute + TALK.sceneAMinute);
  });
  test("[J18] nothing happens any more when the scene is closed", async () => {
    const it = aLife({
      errands: [errand("the soup")],
      routines: [{ persona: "tomas", every: [5, 6], steps: [{ action: "coughs" }] }],
      triggers: [
        {
          id: "wind",
          when: { on: "minutes", minutes: 1 },
          do: [{ environment: "The wind rises." }],
        },
      ],
    });
    await it.director.close("test");
    const before = it.log.events.length;
    await it.live(30 * 60_000);
    expect(it.log.events).toHaveLength(before);
    expect(it.model.requests).toEqual([]);
  });
});
