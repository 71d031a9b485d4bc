import { describe, expect, test } from "vitest";
import {
  DEFAULT_THINKING,
  type ThinkingSettings,
} from "../../../server/roleplay/thinking/thinking-mode.ts";
import { createDirector, type DirectorOptions } from "../../../server/stage/director.ts";
import { createPassingMemory } from "../../../server/stage/memory.ts";
import { aDeedPlay } from "../../doubles/a-deed-play.ts";
import { aPlay, MARA, TOMAS } from "../../doubles/a-play.ts";
import { aPersona, aStaging, seeded } from "../../doubles/a-scene.ts";
import { fakeClock } from "../../doubles/fake-clock.ts";
import { memoryLog } from "../../doubles/memory-log.ts";
import { turnOf } from "../../doubles/scripted-model.ts";
import { thinkingModel, type ThinkingModelOptions } from "../../doubles/thinking-model.ts";
import { aMystery } from "../../stage/story/a-mystery.ts";
import { expectReplays, madeIn } from "./replayed.ts";

/** A scene whose model keeps the protocol at a steady pace, in any mode of thinking. */
function thinkingPlay(
  thinking: Partial<ThinkingSettings>,
  model_: ThinkingModelOptions = {},
  more: Partial<DirectorOptions> = {},
) {
  const clock = fakeClock();
  const model = thinkingModel(clock, model_);
  const log = memoryLog();
  const director = createDirector({
    model,
    episodeLog: log,
    clock,
    random: seeded(1),
    scene: aStaging([MARA, TOMAS]),
    tell: () => {},
    play: { thinking: { ...DEFAULT_THINKING, ahead: [], ...thinking } },
    ...more,
  });
  director.join({ id: "p-1", name: "Ayla", language: "en" });
  const ask = async (text: string, ms = 6_000) => {
    director.say("p-1", { text });
    await clock.pass(ms);
  };
  const causes = () => log.events.flatMap((e) => (e.type === "turn" ? [[e.outcome, e.cause]] : []));
  return { clock, model, log, director, ask, causes };
}

describe("[E42] prompts and turns come out again as they were", () => {
  test("[E42] who comes late, whispers, and lines of several", async () => {
    const play = aPlay({
      scene: aStaging([MARA, TOMAS], {
        scene: {
          opening: [
            { speaker: "Environment", text: "Rain on the roof." },
            { speaker: "tomas", text: "Shut the door." },
          ],
        },
      }),
    });
    play.join("p-1", "Ayla");
    play.model.script("Mara Quill", turnOf("Wet night.<role_action>wipes a cup</role_action>Sit."));
    play.say("p-1", "Mara, may I sit here?");
    await play.live(3_000);
    play.stand("p-1", 3, 3);
    play.stand("mara", 3, 4);
    play.model.script("Mara Quill", turnOf("Under the third step.", "Only she may know."));
    play.director.say("p-1", { text: "Where is the key?", to: "mara", whisper: true });
    await play.live(3_000);
    play.join("p-2", "Ben");
    play.say("p-2", "Mara, what did she ask you?");
    await play.live(3_000);
    play.director.leave("p-1");
    play.say("p-2", "Tomas, who was that?");
    await play.live(3_000);
    const replay = await expectReplays(play.log.events, play.director, ["p-2"]);
    expect(replay).toMatchObject({ ...madeIn(play.log.events), skipped: [] });
    expect(replay.turns).toBeGreaterThanOrEqual(4);
  });

  test("[E42] a retake that takes the place of its turn, and one that does not", async () => {
    for (const together of [false, true]) {
      const play = aMystery({}, { hearing: 4, sight: 4 });
      play.join("p-1", "Ayla");
      play.join("p-2", "Ben");
      play.stand("mara", 3, 3);
      play.stand("p-1", 3, 4);
      play.stand("tomas", together ? 4 : 20, 3);
      play.stand("p-2", together ? 4 : 20, 4);
      const first = await play.hears("p-1", "mara", "The tide is early.");
      play.model.script("Mara Quill", turnOf("The tide keeps its own book.", "I say less now."));
      expect(play.director.retake("p-1", { turnId: first })).toMatchObject({ ok: true });
      await play.clock.pass(3_000);
      await play.hears("p-1", "mara", "Aye, and I say less now.");
      const replaced = play.log.events.filter((e) => e.type === "observed" && e.replaces);
      expect(replaced).toHaveLength(together ? 0 : 1);
      const replay = await expectReplays(play.log.events, play.director, ["p-1", "p-2"]);
      expect(replay).toMatchObject({ ...madeIn(play.log.events), skipped: [] });
    }
  });

  test("[E42] deeds, and what personas make of them", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    play.act("p-1", "take", undefined, "cup");
    play.model.script(
      "Gideon Strake",
      turnOf("Here.<role_action>opens the leather case with the small key</role_action>There."),
    );
    play.director.say("p-1", { text: "Gideon, open the case.", to: "gideon" });
    await play.clock.pass(3_000);
    play.act("p-1", "give", "gideon", "cup");
    play.director.say("p-1", { text: "Gideon, what was in it?", to: "gideon" });
    await play.clock.pass(3_000);
    expect(play.deeds().length).toBeGreaterThan(1);
    const replay = await expectReplays(play.log.events, play.director, ["p-1"]);
    expect(replay).toMatchObject({ ...madeIn(play.log.events), skipped: [] });
  });

  test("[E42] triggers, the world's voice, and a mind that is read", async () => {
    const play = aPlay({
      scene: aStaging([MARA, TOMAS], {
        life: {
          triggers: [
            {
              id: "knock",
              when: { on: "said", words: ["lighthouse"] },
              do: [
                { environment: "Somebody knocks three times." },
                { cue: "It is him, and he is early.", persona: "tomas" },
              ],
            },
          ],
        },
      }),
    });
    play.join("p-1", "Ayla");
    play.director.grantMindRead("p-1", "mara", 60_000);
    play.say("p-1", "Mara, is anyone in the lighthouse?");
    await play.live(8_000);
    play.director.game.tell("A bell rings far out.");
    play.say("p-1", "Tomas, did you hear that?");
    await play.live(8_000);
    const types = new Set(play.log.events.map(({ type }) => type));
    expect([...types]).toEqual(expect.arrayContaining(["trigger", "mind-read"]));
    const replay = await expectReplays(play.log.events, play.director, ["p-1"]);
    expect(replay).toMatchObject({ ...madeIn(play.log.events), skipped: [] });
  });

  test("[E42] every mode of thinking, retries and lines that come while it thinks among them", async () => {
    for (const mode of ["full", "budget", "reflex", "ahead"] as const) {
      const play = thinkingPlay(
        { mode },
        { words: "<role_action>nods {n}</role_action>So it is." },
      );
      await play.ask("Mara, what is there to eat?");
      play.director.say("p-1", { text: "Mara, and to drink?" });
      await play.clock.pass(300);
      await play.ask("Mara, I mean beer.");
      await play.ask("Why do you keep quiet about the ledger, Mara?");
      const replay = await expectReplays(play.log.events, play.director, ["p-1"]);
      expect(replay, mode).toMatchObject({ ...madeIn(play.log.events), skipped: [] });
    }
  });

  test("[E42] thoughts ahead of a line: taken up, and dropped", async () => {
    const play = thinkingPlay({ mode: "ahead", ahead: ["typing", "facing", "after-turn"] });
    play.director.typing("p-1", { to: "mara" });
    await play.clock.pass(900);
    await play.ask("Mara, what is there to eat?");
    play.director.typing("p-1", { to: "mara" });
    await play.clock.pass(900);
    await play.ask("Tomas, and you?");
    await play.ask("Mara, are you there?");
    await play.clock.pass(70_000);
    const calls = play.log.events.flatMap((e) => (e.type === "model-call" ? [e] : []));
    expect(calls.some(({ discarded }) => discarded !== undefined)).toBe(true);
    const replay = await expectReplays(play.log.events, play.director, ["p-1"]);
    expect(replay).toMatchObject({ ...madeIn(play.log.events), skipped: [] });
  });

  test("[E42] a retry, a prompt that was too long, and a stand-in's words", async () => {
    const failing = ["server-error", "context-too-long", "unauthorized"] as const;
    for (const [at, failure] of failing.entries()) {
      for (const mode of ["full", "budget"] as const) {
        const play = thinkingPlay(
          { mode },
          { fails: (_, call) => (call === 2 + (at % 2) ? { status: "failed", failure } : null) },
        );
        await play.ask("Mara, what is there to eat, and how long must one wait for it here?");
        await play.ask("Mara, and to drink?");
        await play.ask("Mara, and to read by the fire, in the evenings, when nobody comes?");
        const replay = await expectReplays(play.log.events, play.director, ["p-1"]);
        expect(replay, `${failure} ${mode}`).toMatchObject(madeIn(play.log.events));
      }
    }
  });

  test("[E42] turns that are cancelled, cut by their length, or go round in circles", async () => {
    const words = "Well, you see, the tide, it comes and goes, and then it comes again, and so on.";
    const play = thinkingPlay({ mode: "budget" }, { words: `${words} ${words}`, perToken: 50 });
    play.director.say("p-1", { text: "Mara, tell me of the tide." });
    await play.clock.pass(2_500);
    play.director.say("p-1", { text: "Mara, enough!", to: "mara", interrupt: true });
    await play.clock.pass(9_000);
    const short = thinkingPlay(
      { mode: "full" },
      { words: `${words} It is late` },
      {
        play: {
          thinking: { ...DEFAULT_THINKING, mode: "full" },
          sampling: { temperature: 0.7, topP: 0.9, maxTokens: 78, stop: [] },
        },
      },
    );
    await short.ask("Mara, tell me of the tide.");
    const round = thinkingPlay({ mode: "budget" }, { words: "round and round we go ".repeat(60) });
    await round.ask("Mara, tell me of the tide.", 30_000);
    expect(play.causes()).toContainEqual(["cancelled", null]);
    expect(short.causes()).toContainEqual(["cut", "length"]);
    expect(round.causes()).toContainEqual(["cut", "repetition"]);
    for (const one of [play, short, round]) {
      const replay = await expectReplays(one.log.events, one.director, ["p-1"]);
      expect(replay).toMatchObject({ ...madeIn(one.log.events), skipped: [] });
    }
  });

  test("[E42] a history that is cut, and one that grows until half of it is forgotten", async () => {
    const cut = thinkingPlay(
      { mode: "full" },
      { thought: 10, words: "Long ago, before the harbour wall was built, it was otherwise." },
      {
        play: { contextTokens: 2_600, thinking: { ...DEFAULT_THINKING, mode: "full", ahead: [] } },
      },
    );
    for (let i = 0; i < 24; i++)
      await cut.ask(`Mara, tell me once more what it was like here in the winter of year ${i}.`);
    expect(cut.log.events.some(({ type }) => type === "forgot")).toBe(true);
    expect(cut.log.events.some((e) => e.type === "turn" && e.cut !== undefined)).toBe(true);
    const replay = await expectReplays(cut.log.events, cut.director, ["p-1"]);
    expect(replay).toMatchObject({ ...madeIn(cut.log.events), skipped: [] });

    const long = thinkingPlay(
      { mode: "full" },
      {},
      {
        play: {
          contextTokens: 400_000,
          thinking: { ...DEFAULT_THINKING, mode: "full", ahead: [] },
        },
      },
    );
    for (let i = 0; i < 1_210; i++) long.director.game.tell(`A cart goes by, number ${i}.`);
    await long.ask("Mara, did you count the carts?");
    const forgot = long.log.events.flatMap((e) => (e.type === "forgot" ? [e.count] : []));
    expect(forgot).toEqual([600, 600]);
    expect(await expectReplays(long.log.events)).toMatchObject({
      ...madeIn(long.log.events),
      skipped: [],
    });
  });

  test("[E42] what comes back to a persona of an earlier visit, and prompts that are read ahead", async () => {
    const memory = createPassingMemory();
    const visit = async (episodeId: string) => {
      const play = aPlay({ memory, episodeId, play: { warm: true, contextTokens: 4_000 } });
      play.director.join({ id: "p-1", name: "Ayla", language: "en", subject: "s-ayla" });
      play.stand("p-1", 3, 3);
      play.stand("mara", 3, 4);
      play.say("p-1", "My sister Hanne keeps bees in the valley.", "mara");
      await play.live(4_000);
      play.say("p-1", "Do you recall what my sister keeps?", "mara");
      await play.live(4_000);
      return play;
    };
    const first = await visit("one-day");
    const second = await visit("the-next-day");
    const recalled = second.log.events.filter(
      (e) => e.type === "observed" && e.observation.kind === "recalled",
    );
    expect(recalled.length).toBeGreaterThan(0);
    for (const { log, director } of [first, second])
      expect(await expectReplays(log.events, director, ["p-1"])).toMatchObject({
        ...madeIn(log.events),
        skipped: [],
      });
  });

  test("[E42] words that no player may see stay unseen: copies, unclosed thoughts, other people's lines", async () => {
    const play = aPlay();
    play.join("p-1", "Ayla");
    const said = [
      "<system_thinking>She asks.</system_thinking>Aye. <role_thinking>never closed and so private",
      "<system_thinking>x</system_thinking>Good evening.\nTomas Reed: I say nothing.",
      turnOf(
        "I had better be careful.",
        "I keep the pilot's letter under the hearthstone for good.",
      ),
      turnOf("I keep the pilot's letter under the hearthstone for good."),
      "no thought at all<|im_end|>more",
    ];
    for (const text of said) {
      play.model.script("Mara Quill", text);
      play.say("p-1", "Mara, what is it?", "mara");
      await play.live(3_000);
    }
    const anomalies = play.log.events.flatMap((e) => (e.type === "turn" ? [e.anomalies] : []));
    expect(anomalies.some((one) => (one["copied-private"] ?? 0) > 0)).toBe(true);
    const replay = await expectReplays(play.log.events, play.director, ["p-1"]);
    expect(replay).toMatchObject({ ...madeIn(play.log.events), skipped: [] });
  });

  test("[E42] in Chinese, with three who talk among themselves", async () => {
    const shen = aPersona({ id: "shen", name: "沈砚", language: "zh" });
    const qin = aPersona({ id: "qin", name: "秦月娘", language: "zh" });
    const play = aPlay({ scene: aStaging([shen, qin], { scene: { language: "zh" } }) });
    play.director.join({ id: "p-1", name: "阿来", language: "zh" });
    play.model.script(
      "沈砚",
      turnOf("月娘，你说呢？<role_action>看向窗外</role_action>", "她知道。"),
    );
    play.say("p-1", "沈砚，今晚有船吗？", "shen");
    await play.live(12_000);
    const replay = await expectReplays(play.log.events, play.director, ["p-1"]);
    expect(replay).toMatchObject({ ...madeIn(play.log.events), skipped: [] });
  });
});
