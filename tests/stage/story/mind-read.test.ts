import { describe, expect, test } from "vitest";
import { DEFAULT_THINKING } from "../../../server/roleplay/thinking/thinking-mode.ts";
import { aMystery } from "./a-mystery.ts";

const BUDGET = { ...DEFAULT_THINKING, mode: "budget" as const, ahead: [] };

type Play = ReturnType<typeof aMystery>;

function reading(more: Parameters<typeof aMystery>[0] = {}): Play {
  const play = aMystery(more);
  play.join("p-1", "Ayla");
  play.join("p-2", "Ben");
  play.stand("mara", 3, 3);
  play.stand("tomas", 5, 3);
  play.stand("p-1", 3, 4);
  play.stand("p-2", 5, 4);
  return play;
}
const reads = (play: Play, id: string) =>
  play.heard(id).flatMap((e) => (e.type === "mind-read" ? [`${e.persona}: ${e.text}`] : []));
const grants = (play: Play, id: string) =>
  play.heard(id).flatMap((e) => (e.type === "mind-grant" ? [`${e.persona}: ${e.ms}`] : []));

async function thinks(
  play: Play,
  persona: "mara" | "tomas",
  text: string,
  by = "p-1",
  whisper = false,
) {
  play.model.script(persona === "mara" ? "Mara Quill" : "Tomas Reed", text);
  const said = play.director.say(by, { text: "And what do you think?", to: persona, whisper });
  if (!said.ok) throw new Error(said.refusal);
  await play.clock.pass(3_000);
}
const SOUND =
  "<system_thinking>She must not say it.</system_thinking><role_thinking>He knows about the pilot.</role_thinking>Good evening.";

describe("[O7] a granted view of one persona's thoughts", () => {
  test("[O7] goes to that player alone, for that persona alone, as role thinking alone", async () => {
    const play = reading();
    expect(play.director.grantMindRead("p-1", "mara", 60_000, "storm-glass")).toEqual({ ok: true });
    await thinks(play, "mara", SOUND);
    await thinks(play, "tomas", SOUND, "p-2");
    expect(reads(play, "p-1")).toEqual(["mara: He knows about the pilot."]);
    expect(reads(play, "p-2")).toEqual([]);
    expect(JSON.stringify(play.told)).not.toContain("She must not say it");
    expect(play.log.events.filter((e) => e.type === "mind-read")).toMatchObject([
      { participant: "p-1", persona: "mara", by: "storm-glass" },
      { participant: "p-1", persona: "mara", by: "storm-glass", turnId: expect.any(String) },
    ]);
  });
  test("[O7] begins with the next turn and ends with the clock; both are told and kept", async () => {
    const play = reading();
    play.model.script("Mara Quill", {
      pieces: ["<system_thinking>x</system_thinking>", { wait: 2_000 }, SOUND.slice(54)],
    });
    play.director.say("p-1", { text: "Well?", to: "mara" });
    await play.clock.pass(500);
    play.director.grantMindRead("p-1", "mara", 20_000);
    expect(play.story("p-1").minds).toEqual([{ persona: "mara", ms: 20_000 }]);
    await play.clock.pass(5_000);
    expect(reads(play, "p-1")).toEqual([]);
    await thinks(play, "mara", SOUND);
    expect(reads(play, "p-1")).toHaveLength(1);
    await play.clock.pass(20_000);
    await thinks(play, "mara", SOUND);
    expect(reads(play, "p-1")).toHaveLength(1);
    expect(grants(play, "p-1")).toEqual(["mara: 20000", "mara: 0"]);
    expect(grants(play, "p-2")).toEqual([]);
    expect(play.story("p-1").minds).toEqual([]);
  });
  test("[O7] a turn that ends after the window is not read, however early it began", async () => {
    const play = reading();
    play.director.grantMindRead("p-1", "mara", 1_000);
    play.model.script("Mara Quill", {
      pieces: [SOUND.slice(0, 60), { wait: 3_000 }, SOUND.slice(60)],
    });
    play.director.say("p-1", { text: "Well?", to: "mara" });
    await play.clock.pass(5_000);
    expect(reads(play, "p-1")).toEqual([]);
  });
  test("[O7] it may be revoked, made longer, and ends with the player's visit", async () => {
    const play = reading();
    play.director.grantMindRead("p-1", "mara", 10_000);
    play.director.grantMindRead("p-1", "mara", 5_000);
    expect(play.story("p-1").minds).toEqual([{ persona: "mara", ms: 10_000 }]);
    play.director.grantMindRead("p-1", "mara", 30_000);
    await play.clock.pass(15_000);
    expect(play.story("p-1").minds).toEqual([{ persona: "mara", ms: 15_000 }]);
    play.director.revokeMindRead("p-1", "mara");
    await thinks(play, "mara", SOUND);
    expect(reads(play, "p-1")).toEqual([]);
    play.director.grantMindRead("p-2", "mara", 30_000);
    play.director.leave("p-2");
    play.join("p-2", "Ben");
    play.stand("p-2", 5, 4);
    await thinks(play, "mara", SOUND);
    expect(reads(play, "p-2")).toEqual([]);
  });
  test("[O7] who does not hear the turn does not read it: too far, or a whisper to another", async () => {
    const play = reading();
    play.director.grantMindRead("p-1", "mara", 60_000);
    await thinks(play, "mara", SOUND, "p-2", true);
    play.stand("p-1", 23, 11);
    await thinks(play, "mara", SOUND, "p-2");
    expect(reads(play, "p-1")).toEqual([]);
  });
  test("[O7] what cannot be granted is refused in a word", () => {
    const play = reading();
    const { director } = play;
    const refused = (answer: unknown, refusal: string) =>
      expect(answer).toEqual({ ok: false, refusal });
    refused(director.grantMindRead("p-9", "mara", 1_000), "unknown-target");
    refused(director.grantMindRead("p-1", "p-2", 1_000), "unknown-target");
    refused(director.grantMindRead("mara", "tomas", 1_000), "unknown-target");
    refused(director.grantMindRead("p-1", "nobody", 1_000), "unknown-target");
    for (const ms of [0, -5, Number.NaN, Number.POSITIVE_INFINITY])
      refused(director.grantMindRead("p-1", "mara", ms), "not-possible");
    director.grantMindRead("p-1", "mara", 1e12);
    expect(play.story("p-1").minds).toEqual([{ persona: "mara", ms: 3_600_000 }]);
  });
  test("[O7] showing the thing that grants it to a persona grants it; to a player it does not", async () => {
    const play = reading();
    const show = (target: string, outcome: "done" | "refused") =>
      play.happen({
        type: "deed",
        deed: {
          deedId: "d",
          actor: "p-1",
          verb: "show",
          target,
          item: "glass",
          outcome,
          refusal: null,
          origin: "player",
          turnId: null,
          witnesses: new Set(),
        },
      });
    show("mara", "refused");
    show("p-2", "done");
    expect(play.story("p-1").minds).toEqual([]);
    show("mara", "done");
    expect(play.story("p-1").minds).toEqual([{ persona: "mara", ms: 60_000 }]);
    await thinks(play, "mara", SOUND);
    expect(reads(play, "p-1")).toEqual(["mara: He knows about the pilot."]);
  });
});

describe("[O7] what is in doubt stays inside", () => {
  const SYSTEM = "She hides the letter of the drowned pilot under the stone.";
  test.each([
    ["cut off", `<system_thinking>${SYSTEM}</system_thinking>Hm.<role_thinking>I am afraid`],
    [
      "misspelt",
      `<system_thinking>${SYSTEM}</system_thinking><role_think>I am afraid.</role_think>Hm.`,
    ],
    [
      "wide brackets",
      `<system_thinking>${SYSTEM}</system_thinking>＜role_thinking＞I am afraid.＜/role_thinking＞Hm.`,
    ],
    [
      "with attributes",
      `<system_thinking>${SYSTEM}</system_thinking><role_thinking a="b">I am afraid.</role_thinking>Hm.`,
    ],
    [
      "in capitals",
      `<system_thinking>${SYSTEM}</system_thinking><ROLE_THINKING>I am afraid.</ROLE_THINKING>Hm.`,
    ],
    [
      "escaped",
      `<system_thinking>${SYSTEM}</system_thinking>&lt;role_thinking&gt;I am afraid.&lt;/role_thinking&gt;Hm.`,
    ],
    [
      "nested",
      `<system_thinking>${SYSTEM}</system_thinking><role_thinking>I am <role_thinking>afraid</role_thinking>.</role_thinking>Hm.`,
    ],
    [
      "a copy",
      `<system_thinking>${SYSTEM}</system_thinking><role_thinking>I see: ${SYSTEM}</role_thinking>Hm.`,
    ],
    [
      "a copy in other letters",
      `<system_thinking>${SYSTEM}</system_thinking><role_thinking>SHE HIDES-THE LETTER, OF THE DROWNED PILOT!</role_thinking>Hm.`,
    ],
    ["without system thinking", `<role_thinking>I am afraid.</role_thinking>Hm.`],
    [
      "a second system thinking",
      `<system_thinking>${SYSTEM}</system_thinking><role_thinking>I am afraid.</role_thinking>Hm.<system_thinking>more</system_thinking>`,
    ],
    [
      "inside a system thinking",
      `<system_thinking>${SYSTEM}<role_thinking>I am afraid.</role_thinking></system_thinking>Hm.`,
    ],
    [
      "closed without opening",
      `<system_thinking>${SYSTEM}</system_thinking>I am afraid.</role_thinking>Hm.`,
    ],
    [
      "ended by a token",
      `<system_thinking>${SYSTEM}</system_thinking><role_thinking>I am afraid.</role_thinking>Hm.<|im_end|>`,
    ],
    [
      "two, one of them crooked",
      `<system_thinking>${SYSTEM}</system_thinking><role_thinking>I am afraid.</role_thinking>Hm.<role_think>Of him.</role_think>`,
    ],
  ])("[O7] %s", async (_, text) => {
    const play = reading();
    play.director.grantMindRead("p-1", "mara", 60_000);
    await thinks(play, "mara", text);
    expect(play.heard("p-1").some(({ type }) => type === "turn-end")).toBe(true);
    expect(reads(play, "p-1")).toEqual([]);
  });
  test("[O7] a thought that repeats the system thinking of an earlier turn", async () => {
    const play = reading();
    await thinks(play, "mara", `<system_thinking>${SYSTEM}</system_thinking>Hm.`);
    play.director.grantMindRead("p-1", "mara", 60_000);
    await thinks(
      play,
      "mara",
      `<system_thinking>x</system_thinking><role_thinking>${SYSTEM}</role_thinking>Hm.`,
    );
    expect(reads(play, "p-1")).toEqual([]);
  });
  test("[O7] a turn that was broken off", async () => {
    const play = reading();
    play.director.grantMindRead("p-1", "mara", 60_000);
    play.model.script("Mara Quill", { pieces: [SOUND, { wait: 5_000 }, "and more"] });
    play.director.say("p-1", { text: "Well?", to: "mara" });
    await play.clock.pass(1_000);
    play.director.say("p-1", { text: "Enough!", to: "mara", interrupt: true });
    await play.clock.pass(100);
    expect(reads(play, "p-1").join()).not.toContain("the pilot");
  });
  test("[O7] where a thought has a call of its own, what it thinks is never read", async () => {
    const play = reading({ play: { thinking: BUDGET } });
    play.director.grantMindRead("p-1", "mara", 60_000);
    play.model.script("Mara Quill", "She must weigh every word of it.");
    play.model.script("Mara Quill", "<role_thinking>He is kind.</role_thinking>Good evening.");
    play.director.say("p-1", { text: "And what do you think?", to: "mara" });
    await play.clock.pass(3_000);
    expect(play.model.requests.map(({ thinking }) => thinking.phase)).toEqual(["think", "speak"]);
    expect(reads(play, "p-1")).toEqual(["mara: He is kind."]);
    expect(JSON.stringify(play.told)).not.toContain("every word of it");
  });
});
