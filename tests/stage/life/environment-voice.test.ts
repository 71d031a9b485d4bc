import { describe, expect, test } from "vitest";
import { readEnvironment } from "../../../server/roleplay/life/environment-text.ts";
import { aPersona, aStaging } from "../../doubles/a-scene.ts";
import { aPlay } from "../../doubles/a-play.ts";

const NAMES = ["Mara Quill", "Mara", "innkeeper", "Ayla", "阮青萝", "青萝"];

describe("[J19] what the world may say", () => {
  test.each([
    "The wind leans on the shutters.",
    "Environment: A gull cries. The lamp gutters, and rights itself.",
    "Mara's lamp smokes. Rain. More rain.",
    "檐水紧了一阵，又慢下来。灯花爆了一下。",
    "青萝的炉子上，水响了。",
  ])("[J19] %s", (text) => {
    expect(readEnvironment(text, NAMES)).toBe(text.replace(/^Environment: /, ""));
  });
  test.each([
    ["a person of the cast", "Mara wipes a glass."],
    ["by an alias", "The innkeeper sighs."],
    ["a player", "A draught makes Ayla shiver."],
    ["a pronoun for one", "She looks up."],
    ["somebody addressed", "The rain soaks you."],
    ["the crowd of those present", "Everyone falls silent."],
    ["speech", 'The door says "come in".'],
    ["speech in other quotes", "A voice outside: ‘Open up’."],
    ["a label", "Mara: The wind rises."],
    ["four sentences", "Rain. Wind. Snow. Hail."],
    ["no sentence", "and then"],
    ["nothing", "  "],
    ["too much", `${"The wind blows and blows. ".repeat(17)}`],
    ["a flood", "wind ".repeat(2_000)],
    ["a tag", "<role_action>The wind</role_action> rises."],
    ["a control token", "The wind rises.<|im_end|>"],
    ["two lines", "The wind rises.\nThe rain falls."],
    ["Chinese speech", "门外有人说：“开门。”"],
    ["a Chinese name that acts", "青萝抬起头来。"],
  ])("[J19] not %s", (_, text) => {
    expect(readEnvironment(text, NAMES)).toBe(null);
  });
});

describe("[J19] when the world speaks", () => {
  const mara = aPersona({
    id: "mara",
    name: "Mara Quill",
    private: { motivation: "Mara guards the CANARY." },
  });
  function aNight(environmentVoice = true) {
    const it = aPlay({ scene: aStaging([mara]), play: { environmentVoice } });
    it.join("p-1", "Ayla");
    return it;
  }
  test("[J19] in a quiet moment, from public things alone, in the ambient lane, on record", async () => {
    const it = aNight();
    it.director.say("p-1", { text: "The password is puffin.", to: "mara", whisper: true });
    it.model.script("Mara Quill", "<system_thinking>CANARY</system_thinking>Aye.");
    await it.live(5_000);
    it.model.script("*", " The wind rises. A slate falls.");
    await it.live(160_000);
    expect(it.transcript("p-1").at(-1)).toBe("Environment: The wind rises. A slate falls.");
    const asked = it.model.requests.at(-1);
    expect(asked?.purpose).toMatchObject({ lane: "ambient", persona: "environment" });
    expect(JSON.stringify(asked?.prompt)).not.toMatch(/CANARY|puffin|careful/u);
    expect(it.log.events.filter(({ type }) => type === "model-call").length).toBe(2);
  });
  test("[J19] what it may not say is not said, and so many an hour is enough", async () => {
    const it = aNight();
    for (let i = 0; i < 100; i++) it.model.script("*", " Mara Quill sighs.");
    await it.live(60 * 60_000);
    expect(it.transcript("p-1").join()).not.toContain("sighs");
    expect(it.model.requests.length).toBeGreaterThan(5);
    expect(it.model.requests.length).toBeLessThanOrEqual(20);
  }, 60_000);
  test("[J19] by default it is silent, and so it is after the end", async () => {
    const off = aNight(false);
    await off.live(300_000);
    expect(off.model.requests).toEqual([]);
    const closed = aNight();
    await closed.director.close("test");
    await closed.live(300_000);
    expect(closed.model.requests).toEqual([]);
  });
});
