import { describe, expect, test } from "vitest";
import { stranger, type Remembrance } from "../../server/roleplay/memory/memory.ts";
import { DEFAULT_THINKING } from "../../server/roleplay/thinking/thinking-mode.ts";
import { createDirector, type DirectorOptions } from "../../server/stage/director.ts";
import { createPassingMemory, type Embedder } from "../../server/stage/memory.ts";
import { aPersona, aStaging, seeded } from "../doubles/a-scene.ts";
import { fakeClock } from "../doubles/fake-clock.ts";
import { memoryLog } from "../doubles/memory-log.ts";
import { scriptedModel, turnOf } from "../doubles/scripted-model.ts";

const mara = aPersona({ id: "mara", name: "Mara Quill" });
const tomas = aPersona({ id: "tomas", name: "Tomas Reed" });
const KEY = "mara@the Test Harbour";

function aPlay(more: Partial<DirectorOptions> = {}) {
  const clock = fakeClock();
  const model = scriptedModel(clock);
  const log = memoryLog();
  const memory = createPassingMemory();
  const director = createDirector({
    scene: aStaging([mara, tomas], { scene: { hearing: 6 } }),
    model,
    episodeLog: log,
    clock,
    random: seeded(1),
    tell: () => {},
    memory,
    ...more,
    play: { thinking: { ...DEFAULT_THINKING, mode: "full", ahead: [] }, ...more.play },
  });
  const join = (id: string, name: string, subject?: string) => {
    director.join({ id, name, language: "en", ...(subject === undefined ? {} : { subject }) });
  };
  const stand = (id: string, x: number, y: number) => {
    const body = director.cast.bodies.get(id);
    if (body) Object.assign(body, { x, y, way: [] });
  };
  join("p-1", "Ayla", "s-ayla");
  join("p-2", "Ben", "s-ben");
  stand("mara", 2, 2);
  stand("tomas", 20, 10);
  stand("p-1", 3, 2);
  stand("p-2", 4, 2);
  return {
    clock,
    model,
    log,
    memory,
    director,
    join,
    stand,
    async say(id: string, text: string, whisper = false) {
      director.say(id, { text, to: "mara", whisper });
      await clock.pass(6_000);
    },
    asked: () => {
      const request = model.requests.findLast(({ purpose }) => purpose.lane === "answer");
      return (request?.prompt.messages ?? []).map(({ content }) => content);
    },
    turns: () => log.events.flatMap((event) => (event.type === "turn" ? [event] : [])),
  };
}

describe("prompts that grow", () => {
  test("[P36] a line that comes while a persona speaks stands after its words, and every prompt extends the one before", async () => {
    const { clock, model, director, asked, say } = aPlay();
    model.script("Mara Quill", {
      pieces: [
        turnOf("Slowly now, there are so many of you here tonight, and only "),
        { wait: 2_000 },
        "one of me.",
      ],
    });
    director.say("p-1", { text: "What is for supper?", to: "mara" });
    await clock.pass(500);
    director.say("p-2", { text: "And who cooks it?", to: "mara" });
    await clock.pass(8_000);
    expect(asked().at(-1)).toBe("Ben: And who cooks it?");
    await say("p-1", "Thank you.");
    const prompts = model.requests.map(({ prompt }) => prompt.messages.map((m) => m.content));
    expect(prompts).toHaveLength(3);
    for (const [index, prompt] of prompts.entries()) {
      const before = prompts[index - 1] ?? [];
      expect(prompt.slice(0, before.length)).toEqual(before);
    }
  });

  test("[P35] a cut is on the turn's record and stays: later prompts begin where it left them", async () => {
    const { say, asked, turns, model } = aPlay({
      play: {
        contextTokens: 2_000,
        sampling: { temperature: 0, topP: 1, maxTokens: 256, stop: [] },
      },
    });
    const begins: string[] = [];
    for (let i = 0; i < 40; i++) {
      await say(
        i % 2 ? "p-1" : "p-2",
        `Line ${i}: the tide is ${i} fathoms tonight, they say on the quay.`,
      );
      begins.push(asked().slice(0, 2).join("\n"));
    }
    const cuts = turns().flatMap(({ cut }, index) => (cut ? [{ ...cut, index }] : []));
    expect(cuts.length).toBeGreaterThan(1);
    expect(cuts.length).toBeLessThan(14);
    for (const { observations, tokensBefore, tokensAfter, budget } of cuts) {
      expect(observations).toBeGreaterThan(1);
      expect(tokensBefore).toBeGreaterThan(budget);
      expect(tokensAfter).toBeLessThanOrEqual(budget);
    }
    const changed = begins.flatMap((begin, index) =>
      index > 1 && begin !== begins[index - 1] ? [index] : [],
    );
    expect(changed).toEqual(cuts.map(({ index }) => index).filter((index) => index > 1));
    expect(new Set(model.requests.map(({ prompt }) => prompt.system)).size).toBe(1);
    for (const begin of begins) expect(begin).toMatch(/^===Conversation Start===/);
  });

  test("[P35] an endpoint that finds a prompt too long makes the next ones shorter", async () => {
    const { say, model, turns } = aPlay();
    for (let i = 0; i < 8; i++) await say("p-1", `Line ${i} of a talk about ropes and tar.`);
    const long = { status: "failed", failure: "context-too-long" } as const;
    model.script("Mara Quill", { pieces: [], end: long });
    await say("p-1", "And this is one line too many.");
    await say("p-1", "So?");
    expect(turns().at(-1)?.cut?.observations).toBeGreaterThan(4);
  });

  test("[P38] in a quiet moment a full history is cut and read ahead, and so is a sheet when a player comes in", async () => {
    const { say, model, log, turns } = aPlay({
      play: {
        contextTokens: 1_300,
        warm: true,
        sampling: { temperature: 0, topP: 1, maxTokens: 256, stop: [] },
      },
    });
    const warm = () => model.requests.filter(({ purpose }) => purpose.lane === "ambient");
    expect(warm().length).toBeGreaterThan(0);
    for (let i = 0; i < 20; i++)
      await say("p-1", `Line ${i}: the tide is ${i} fathoms tonight, they say on the quay.`);
    expect(turns().filter(({ cut }) => cut)).toEqual([]);
    expect(warm().length).toBeGreaterThan(2);
    for (const { sampling, purpose } of warm()) {
      expect(sampling.maxTokens).toBe(1);
      expect(purpose.player).toBeNull();
    }
    const calls = log.events.flatMap((event) =>
      event.type === "model-call" ? [event.call["callId"]] : [],
    );
    for (const { callId } of warm()) expect(calls).toContain(callId);
  });
});

describe("memory on the stage", () => {
  test("[Y8] what comes back stands at the end of the last user message, stays there, and the record says why", async () => {
    const first = aPlay();
    await first.say("p-1", "My sister Hanne keeps bees in the valley.");
    const later = aPlay({ memory: first.memory, episodeId: "the-next-day" });
    await later.say("p-1", "Do you recall what my sister keeps?");
    const last = later.asked().at(-1) ?? "";
    expect(last).toMatch(
      /Ayla: Do you recall what my sister keeps\?\n\nEnvironment: Mara Quill remembers\. .*Hanne keeps bees/,
    );
    const [turn] = later.turns();
    expect(turn?.recalled?.[0]).toMatchObject({ id: expect.stringMatching(/^s-ayla\/f/) });
    expect(turn?.recalled?.[0]?.why.map((why) => why["kind"])).toContain("words");
    await later.say("p-1", "Thank you kindly.");
    expect(later.asked().find((content) => content.includes("Do you recall"))).toBe(last);
    expect(later.turns()[1]?.recalled).toBeUndefined();
  });

  test("[Y6] nobody remembers what they did not witness, and no persona what another did", async () => {
    const { say, memory, director, clock, stand } = aPlay();
    await say("p-1", "My sister Hanne keeps bees in the valley.");
    expect(memory.names("tomas@the Test Harbour").map(({ subject }) => subject)).not.toContain(
      "s-ayla",
    );
    stand("p-1", 19, 10);
    director.say("p-1", { text: "Do you remember what my sister keeps?", to: "tomas" });
    await clock.pass(6_000);
    expect(memory.load(KEY, "s-ayla")?.facts).toHaveLength(1);
    expect(JSON.stringify(memory.load("tomas@the Test Harbour", "s-ayla") ?? {})).not.toContain(
      "Hanne",
    );
  });

  test("[Y1] a persona's thoughts are in no memory", async () => {
    const { say, model, memory } = aPlay();
    model.script(
      "Mara Quill",
      turnOf("Is that so? I keep two cats.", "She must never learn of the cellar."),
    );
    await say("p-1", "I have come for the cellar key.");
    const kept = JSON.stringify(memory.load(KEY, "s-ayla"));
    expect(kept).toContain("two cats");
    expect(kept).not.toContain("never learn");
    expect(kept).not.toContain("answer briefly");
  });

  test("[Y5] a whisper is kept as one, also when others were near", async () => {
    const { say, memory, stand } = aPlay();
    await say("p-1", "I hid the silver under the mill.", true);
    await say("p-1", "I was born in Karswick.");
    stand("p-2", 20, 2);
    await say("p-1", "I cannot swim a stroke.");
    const facts = memory.load(KEY, "s-ayla")?.facts ?? [];
    expect(facts.map(({ company }) => company)).toEqual(["whisper", "open", "alone"]);
  });

  test("[Y10] without a subject nothing of a player is meant to last", async () => {
    const saved: [string, boolean][] = [];
    const passing = createPassingMemory();
    const { say, join, stand } = aPlay({
      memory: {
        ...passing,
        save(remembrance: Remembrance, lasting: boolean) {
          saved.push([remembrance.subject, lasting]);
          passing.save(remembrance, lasting);
        },
      },
    });
    join("p-9", "Nobody");
    stand("p-9", 3, 3);
    await say("p-9", "I came by the north road.");
    await say("p-1", "I came by the south road.");
    expect(
      saved.filter(([subject]) => subject === "p-9").map(([, lasting]) => lasting),
    ).not.toContain(true);
    expect(saved).toContainEqual(["s-ayla", true]);
  });

  test("[Y9] in a quiet hour a persona reflects, by rules or by a call of its own, at most 12 times an hour", async () => {
    const { say, model, memory, clock } = aPlay({ play: { reflect: true } });
    const words = ["bees", "wax", "smoke", "honey", "clover", "hives"];
    for (const word of words) await say("p-1", `I have sold honey and ${word} at market here.`);
    model.script("*", "- Ayla trades in what bees make.");
    await clock.pass(120_000);
    expect(memory.load(KEY, "s-ayla")?.reflections).toMatchObject([
      { text: "Ayla trades in what bees make.", by: "model" },
    ]);
    for (let round = 0; round < 40; round++) {
      for (let i = 0; i < 5; i++) {
        const kept =
          memory.load(KEY, "s-ayla") ??
          stranger({ persona: KEY, subject: "s-ayla", name: "Ayla", kind: "player" }, 0);
        const at = clock.now() + i;
        memory.save(
          {
            ...kept,
            facts: [
              ...kept.facts.slice(-30),
              {
                id: `x${round}-${i}`,
                at,
                text: `I own ${round} of ${i}.`,
                company: "open",
                weight: 2,
                turnId: null,
                whose: null,
              },
            ],
          },
          true,
        );
      }
      await clock.pass(60_000);
    }
    const reflections = model.requests.filter(({ callId }) => callId.includes(".reflect-"));
    expect(reflections.length).toBeGreaterThan(5);
    expect(reflections.length).toBeLessThanOrEqual(13);
    expect(memory.load(KEY, "s-ayla")?.reflections.length).toBeLessThanOrEqual(6);
  });

  test("[Y14] a memory that fails costs no turn", async () => {
    const { say, turns } = aPlay({
      memory: { load: () => null, names: () => [], save: () => {} },
    });
    await say("p-1", "My sister keeps bees.");
    expect(turns()[0]?.outcome).toBe("complete");
  });

  test("[Y15] a turn waits for embeddings no longer than a quarter of a second", async () => {
    const never: Embedder = { prepare: () => new Promise(() => {}), cosine: () => null };
    const { clock, director, turns } = aPlay({ embedder: never });
    director.say("p-1", { text: "My sister keeps bees.", to: "mara" });
    await clock.pass(200);
    expect(turns()).toHaveLength(0);
    await clock.pass(300);
    expect(turns()).toHaveLength(1);
  });
});
