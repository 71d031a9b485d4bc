import { describe, expect, test } from "vitest";
import type { SceneEvent } from "../../shared/protocol.ts";
import {
  DEFAULT_THINKING,
  type ThinkingSettings,
} from "../../server/roleplay/thinking/thinking-mode.ts";
import { createDirector, type DirectorOptions } from "../../server/stage/director.ts";
import type { ModelCall } from "../../server/stage/ports.ts";
import { tokensOf } from "../../server/stage/token-ledger.ts";
import { aPersona, aStaging, seeded } from "../doubles/a-scene.ts";
import { fakeClock } from "../doubles/fake-clock.ts";
import { memoryLog } from "../doubles/memory-log.ts";
import { thinkingModel, type ThinkingModelOptions } from "../doubles/thinking-model.ts";

const mara = aPersona({ id: "mara", name: "Mara Quill" });
const tomas = aPersona({ id: "tomas", name: "Tomas Reed" });

function aPlay(
  thinking: Partial<ThinkingSettings> = {},
  model_: ThinkingModelOptions = {},
  more: Partial<DirectorOptions> = {},
) {
  const clock = fakeClock();
  const model = thinkingModel(clock, model_);
  const log = memoryLog();
  const told: { to: string[]; event: SceneEvent; at: number }[] = [];
  const director = createDirector({
    model,
    episodeLog: log,
    clock,
    random: seeded(1),
    scene: aStaging([mara, tomas]),
    tell: (batch) => {
      for (const { listeners, event } of batch)
        told.push({ to: [...listeners], event, at: clock.elapsed() });
    },
    play: { thinking: { ...DEFAULT_THINKING, ahead: [], ...thinking } },
    ...more,
  });
  const join = (id: string, name: string) => director.join({ id, name, language: "en" });
  const events = (type: SceneEvent["type"]) => told.filter(({ event }) => event.type === type);
  const calls = () =>
    log.events.flatMap((e) => (e.type === "model-call" ? [e.call as unknown as ModelCall] : []));
  const turns = () => log.events.flatMap((e) => (e.type === "turn" ? [e] : []));
  const shown = () =>
    told
      .map(({ event }) => event)
      .flatMap((e) => (e.type === "speech-delta" || e.type === "action-delta" ? [e.text] : []))
      .join("");
  const thoughts = () => calls().flatMap((c) => c.completionText.match(/t[0-9a-f]{6}/gu) ?? []);
  return { clock, model, log, told, director, join, events, calls, turns, shown, thoughts };
}

describe("[H3] the modes on the wire", () => {
  test("[H3] full: one call, thought and words", async () => {
    const { clock, model, director, join, calls, turns } = aPlay({ mode: "full" });
    join("p-1", "Ayla");
    director.say("p-1", { text: "Mara, what is there to eat?" });
    await clock.pass(5_000);
    expect(model.requests).toHaveLength(1);
    expect(calls()[0]?.thinking).toMatchObject({ mode: "full", phase: "whole", forced: "" });
    expect(turns()[0]).toMatchObject({ outcome: "complete", thinking: { mode: "full" } });
  });
  test("[H3] budget: a thought with a hard cap, then the words after its close", async () => {
    const { clock, model, director, join, calls, turns, thoughts, shown } = aPlay();
    join("p-1", "Ayla");
    director.say("p-1", { text: "Mara, what is there to eat?" });
    await clock.pass(5_000);
    expect(model.requests).toHaveLength(2);
    const [thought, words] = model.requests;
    expect(thought?.prompt.prefill).toBe("<system_thinking>");
    expect(thought?.sampling).toMatchObject({
      maxTokens: DEFAULT_THINKING.budget.plain,
      stop: ["</system_thinking>"],
    });
    const [first, second] = calls();
    expect(words?.prompt.prefill).toBe(
      `<system_thinking>${first?.completionText.trimEnd()}</system_thinking>Mara Quill:<role_action>`,
    );
    expect(first?.thinking).toMatchObject({ mode: "budget", phase: "think", budget: 20 });
    expect(second?.thinking).toMatchObject({
      mode: "budget",
      phase: "speak",
      after: first?.callId,
      forced: "</system_thinking>Mara Quill:<role_action>",
    });
    expect(thoughts().length).toBe(20);
    expect(shown()).toBe("nodsAye, so it is, traveller.");
    const [turn] = turns();
    expect(turn).toMatchObject({ outcome: "complete", callId: second?.callId, trainable: true });
    expect(turn?.segments.map(({ kind }) => kind)).toEqual(["system-thinking", "action", "speech"]);
    expect(turn?.segments[0]?.text).toBe(first?.completionText.trimEnd());
  });
  test("[H3] a thought that closes itself leaves the rest of its budget unspent", async () => {
    const { clock, director, join, thoughts } = aPlay({}, { thought: 6 });
    join("p-1", "Ayla");
    director.say("p-1", { text: "Mara, what is there to eat?" });
    await clock.pass(5_000);
    expect(thoughts()).toHaveLength(6);
  });
  test("[H3] reflex: a closed, empty thought and the words at once", async () => {
    const { clock, model, director, join, calls, turns } = aPlay();
    join("p-1", "Ayla");
    director.say("p-1", { text: "Good evening, Mara!" });
    await clock.pass(5_000);
    expect(model.requests).toHaveLength(1);
    expect(model.requests[0]?.prompt.prefill).toBe(
      "<system_thinking></system_thinking>Mara Quill:<role_action>",
    );
    expect(calls()[0]?.thinking).toMatchObject({ mode: "reflex", phase: "speak", budget: null });
    expect(turns()[0]).toMatchObject({ outcome: "complete", thinking: { why: "small-talk" } });
  });
  test("[H3] a model that cannot continue a prefill always thinks as trained", async () => {
    const clock = fakeClock();
    const model = { ...thinkingModel(clock), continuesPrefill: false };
    const { director, join, calls } = aPlay({ ahead: ["typing"] }, {}, { model, clock });
    join("p-1", "Ayla");
    director.typing("p-1", {});
    director.say("p-1", { text: "Good evening, Mara!" });
    await clock.pass(5_000);
    expect(calls().map((c) => c.thinking.mode)).toEqual(["full"]);
  });
  test("[H3] an open tag at the end of a budget cannot let a word of the thought out", async () => {
    const { clock, director, join, shown, turns } = aPlay(
      {},
      { words: "tDEADBEE</system_thinking>Aye." },
    );
    join("p-1", "Ayla");
    director.say("p-1", { text: "Mara, what is there to eat?" });
    await clock.pass(5_000);
    // An orphan close makes what came before it private, and takes back what was shown of it.
    expect(turns()[0]?.segments.slice(1)).toEqual([
      { kind: "unreleased", text: "tDEADBEE" },
      { kind: "action", text: "Aye." },
    ]);
    expect(shown()).toContain("Aye.");
  });
});

describe("[H4] thinking ahead", () => {
  test("[H4] a thought begun while the player types is continued with the line, not replaced", async () => {
    const { clock, model, director, join, calls, turns, thoughts, told } = aPlay(
      { ahead: ["typing"] },
      { thought: 300 },
    );
    join("p-1", "Ayla");
    director.typing("p-1", { to: "mara" });
    await clock.pass(4_000);
    expect(model.requests[0]?.purpose.lane).toBe("ahead");
    expect(model.requests[0]?.prompt.prefill).toBe("<system_thinking>Ayla is about to speak. ");
    expect(told.some(({ event }) => event.type === "turn-start")).toBe(false);
    const said = clock.elapsed();
    director.say("p-1", { text: "Mara, what is there to eat?" });
    await clock.pass(10_000);
    const [ahead, continued, words] = calls();
    expect(ahead?.end).toEqual({ status: "aborted" });
    expect(continued?.thinking).toMatchObject({
      mode: "ahead",
      phase: "think",
      budget: DEFAULT_THINKING.budget.continued,
      after: ahead?.callId,
    });
    expect(continued?.thinking.forced).toContain("Ayla has now spoken.");
    // The whole of what was thought ahead stands before the bridge, and all of it before the words.
    const kept = thoughts().slice(0, 100).join(" ");
    expect(model.requests[1]?.prompt.prefill).toContain(kept);
    expect(words?.request).toBeDefined();
    expect(model.requests[2]?.prompt.prefill).toContain(kept);
    expect(JSON.stringify(model.requests[1]?.prompt.messages)).toContain("what is there to eat?");
    expect(JSON.stringify(model.requests[0]?.prompt.messages)).not.toContain("to eat");
    const first = told.find(({ event }) => event.type === "action-delta");
    expect((first?.at ?? 1e9) - said).toBeLessThanOrEqual(1_000);
    expect(turns()[0]).toMatchObject({ outcome: "complete", thinking: { mode: "ahead" } });
  });
  test.each<[string, (play: ReturnType<typeof aPlay>) => Promise<void> | void, string]>([
    [
      "someone else spoke to it",
      ({ director }) => void director.say("p-2", { text: "Mara, a lamp?" }),
      "situation-changed",
    ],
    ["the player left", ({ director }) => director.leave("p-1"), "left"],
    ["nothing was said", ({ clock }) => clock.pass(61_000), "expired"],
    ["the scene closed", async ({ director }) => director.close("test"), "closed"],
  ])("[H4] it is dropped when %s, and stays on record", async (_name, act, why) => {
    const play = aPlay({ ahead: ["typing"] }, { thought: 300 });
    play.join("p-1", "Ayla");
    play.join("p-2", "Ben");
    play.director.typing("p-1", { to: "mara" });
    await play.clock.pass(2_000);
    await act(play);
    await play.clock.pass(10);
    const dropped = play.log.events.flatMap((e) => (e.type === "model-call" ? [e] : []));
    expect(dropped.map((e) => e.discarded)).toContain(why);
  });
  test("[H4] a thought for one player is never continued for another", async () => {
    const { clock, model, director, join } = aPlay({ ahead: ["typing"] }, { thought: 300 });
    join("p-1", "Ayla");
    join("p-2", "Ben");
    director.typing("p-1", { to: "mara" });
    await clock.pass(2_000);
    director.say("p-2", { text: "Mara, what is there to eat?" });
    await clock.pass(5_000);
    expect(model.requests[1]?.prompt.prefill).toBe("<system_thinking>");
  });
  test("[H4] what others say to each other meanwhile is no reason to think anew", async () => {
    const { clock, model, director, join, turns } = aPlay({ ahead: ["typing"] }, { thought: 300 });
    join("p-1", "Ayla");
    join("p-2", "Ben");
    join("p-3", "Cato");
    director.typing("p-1", { to: "mara" });
    await clock.pass(1_000);
    director.say("p-2", { text: "Cato, is the rain over?", to: "p-3" });
    await clock.pass(1_000);
    director.say("p-1", { text: "Mara, what is there to eat?" });
    await clock.pass(6_000);
    expect(turns()[0]).toMatchObject({ speaker: "mara", thinking: { mode: "ahead" } });
    expect(JSON.stringify(model.requests[1]?.prompt.messages)).toContain("is the rain over?");
  });
  test("[H4] typing again and again thinks once", async () => {
    const { clock, model, director, join } = aPlay({ ahead: ["typing"] }, { thought: 300 });
    join("p-1", "Ayla");
    for (let i = 0; i < 5; i++) {
      director.typing("p-1", { to: "mara" });
      await clock.pass(500);
    }
    expect(model.requests).toHaveLength(1);
  });
  test("[H4] what is thrown away stays within its share, whatever players only pretend to write", async () => {
    const { clock, model, director, join, log } = aPlay(
      { ahead: ["typing", "facing"] },
      { thought: 80 },
    );
    join("p-1", "Ayla");
    join("p-2", "Ben");
    for (let round = 0; round < 150; round++) {
      director.typing("p-1", { to: "mara" });
      director.face("p-2", { target: "tomas" });
      await clock.pass(1_500);
      // Nobody says what was being written; somebody else talks to the two instead.
      director.say("p-2", { text: "Mara, what is there to eat?" });
      await clock.pass(3_000);
      director.say("p-1", { text: "Tomas, how is the sea?" });
      await clock.pass(6_000);
    }
    const lost = log.events.flatMap((e) =>
      e.type === "model-call" && e.discarded !== undefined ? [e.call as unknown as ModelCall] : [],
    );
    const thrownAway = lost.reduce((sum, call) => sum + tokensOf(call), 0);
    expect(lost.length).toBeGreaterThan(3);
    expect(thrownAway / model.tokens).toBeLessThan(0.15);
  });
  test("[H4] no thought ahead is told, in whatever way it ends", async () => {
    const { clock, director, join, told, thoughts } = aPlay(
      { ahead: ["typing", "after-turn"] },
      { thought: 300 },
    );
    join("p-1", "Ayla");
    for (let i = 0; i < 6; i++) {
      director.typing("p-1", { to: "mara" });
      await clock.pass(1_000 + 300 * i);
      if (i % 2 === 0) director.say("p-1", { text: "Mara, what is there to eat?" });
      await clock.pass(7_000);
    }
    await director.close("test");
    expect(thoughts().length).toBeGreaterThan(100);
    const all = JSON.stringify(told);
    for (const word of thoughts()) expect(all).not.toContain(word);
  });
});

describe("[H5] more is said while a persona thinks", () => {
  test("[H5] lines that arrive before the first visible word become one answer, and the thought goes on", async () => {
    const { clock, model, director, join, events, calls, turns } = aPlay(
      { mode: "budget" },
      { thought: 60 },
    );
    join("p-1", "Ayla");
    director.say("p-1", { text: "Mara, what is there to eat?" });
    await clock.pass(300);
    director.say("p-1", { text: "And a bed, Mara, is there one?" });
    await clock.pass(8_000);
    expect(events("turn-start")).toHaveLength(1);
    expect(events("turn-end")).toHaveLength(1);
    expect(model.aborted).toHaveLength(1);
    const last = model.requests.at(-1)?.prompt;
    expect(JSON.stringify(last?.messages)).toMatch(/to eat\?.*a bed/u);
    expect(last?.prefill).toContain(calls()[0]?.completionText.trimEnd() ?? "?");
    expect(turns()[0]).toMatchObject({ outcome: "complete", thinking: { renewed: 1 } });
  });
  test("[H5] one who is spoken to without end still comes to speak, and answers the rest after that", async () => {
    const { clock, director, join, turns } = aPlay({ mode: "budget" }, { thought: 400 });
    for (let i = 1; i <= 8; i++) join(`p-${i}`, `Guest ${i}`);
    for (let i = 1; i <= 8; i++) {
      director.say(`p-${i}`, { text: `Mara, what of matter ${i}?` });
      await clock.pass(200);
    }
    await clock.pass(20_000);
    expect(turns().length).toBe(2);
    expect(turns()[0]?.thinking?.renewed).toBe(3);
  });
  test("[H5] in full, lines that come while it thinks become one later answer, and no thought is lost", async () => {
    const { clock, model, director, join, turns } = aPlay({ mode: "full" }, { thought: 200 });
    join("p-1", "Ayla");
    director.say("p-1", { text: "Mara, what is there to eat?" });
    await clock.pass(1_000);
    director.say("p-1", { text: "And a bed, Mara?" });
    await clock.pass(1_000);
    director.say("p-1", { text: "And what of the rain, Mara?" });
    await clock.pass(20_000);
    expect(model.aborted).toEqual([]);
    expect(turns()).toHaveLength(2);
    expect(JSON.stringify(model.requests[1]?.prompt.messages)).toMatch(/a bed.*the rain/u);
  });
  test("[H5] a whisper is not mixed into an answer that all can hear", async () => {
    const { clock, director, join, turns } = aPlay({ mode: "budget" });
    join("p-1", "Ayla");
    join("p-2", "Ben");
    for (const [id, x] of [
      ["mara", 2],
      ["p-1", 3],
      ["p-2", 2],
    ] as const) {
      const body = director.cast.bodies.get(id);
      if (body) Object.assign(body, { x, y: id === "p-2" ? 3 : 2, way: [] });
    }
    director.say("p-1", { text: "Mara, what is there to eat?" });
    await clock.pass(300);
    director.say("p-2", { text: "Where is the key?", to: "mara", whisper: true });
    await clock.pass(9_000);
    expect(turns().map((t) => [t.addressee, t.whisper])).toEqual([
      ["p-1", false],
      ["p-2", true],
    ]);
  });
  test("[H5] an interruption ends what is being said, and the upstream work", async () => {
    const words = Array.from({ length: 80 }, (_, i) => `word${i}`).join(" ");
    const { clock, model, director, join, events, turns } = aPlay({ mode: "reflex" }, { words });
    join("p-1", "Ayla");
    director.say("p-1", { text: "Mara, tell me everything." });
    await clock.pass(1_200);
    expect(events("action-delta").length).toBeGreaterThan(0);
    director.say("p-1", { text: "Stop. Just the price.", to: "mara", interrupt: true });
    await clock.pass(100);
    expect(model.aborted).toHaveLength(1);
    expect(turns()[0]?.outcome).toBe("cancelled");
    await clock.pass(9_000);
    expect(turns()).toHaveLength(2);
    expect(events("turn-end")).toHaveLength(2);
  });
  test("[H5] a failure in the thought is tried once more; a second one ends in the persona's own words", async () => {
    const down = { status: "failed", failure: "server-error" } as const;
    const once = aPlay({}, { fails: (_request, call) => (call === 1 ? down : null) });
    once.join("p-1", "Ayla");
    once.director.say("p-1", { text: "Mara, what is there to eat?" });
    await once.clock.pass(9_000);
    expect(once.turns()[0]?.outcome).toBe("complete");
    const always = aPlay({}, { fails: () => down });
    always.join("p-1", "Ayla");
    always.director.say("p-1", { text: "Mara, what is there to eat?" });
    await always.clock.pass(9_000);
    expect(always.model.requests).toHaveLength(2);
    expect(always.turns()[0]).toMatchObject({ outcome: "fallback", cause: "server-error" });
  });
});

describe("[H6] what cannot be made is met in character", () => {
  test("[H6] a reached cap is met with a weary line, a full queue with a silent gesture", async () => {
    const tired = aPersona({ id: "mara", name: "Mara Quill", weary_lines: ["No more tonight."] });
    const scene = aStaging([tired]);
    const capped = aPlay({}, { fails: () => ({ status: "failed", failure: "capped" }) }, { scene });
    capped.join("p-1", "Ayla");
    capped.director.say("p-1", { text: "Mara, what is there to eat?" });
    await capped.clock.pass(5_000);
    expect(capped.shown()).toBe("No more tonight.");
    expect(capped.turns()[0]).toMatchObject({ outcome: "fallback", cause: "capped" });
    const shed = aPlay({}, { fails: () => ({ status: "failed", failure: "shed" }) }, { scene });
    shed.join("p-1", "Ayla");
    shed.director.say("p-1", { text: "Mara, what is there to eat?" });
    await shed.clock.pass(5_000);
    expect(shed.events("speech-delta")).toEqual([]);
    expect(shed.shown()).toBe("Mara Quill pauses");
  });
  test("[H6] figures of a turn are told to the meter: mode, time, anomalies", async () => {
    const firsts: [string, number][] = [];
    const kinds: string[] = [];
    const meter = {
      firstVisible: (mode: string, ms: number) => void firsts.push([mode, ms]),
      parseFailure: (kind: string) => void kinds.push(kind),
    };
    const play = aPlay({}, { words: "Aye.</role_thinking>So it is." }, { meter });
    play.join("p-1", "Ayla");
    play.director.say("p-1", { text: "Mara, what is there to eat?" });
    await play.clock.pass(5_000);
    expect(firsts).toEqual([["budget", expect.any(Number)]]);
    expect(kinds).toContain("orphan-close");
  });
});
