import { expect, test } from "vitest";
import { bedLevels } from "../../client/game/sound/bed.ts";
import { CUES, RECIPES, lengthOf } from "../../client/game/sound/cue.ts";
import { Ears } from "../../client/game/sound/ears.ts";
import { wordsOf } from "../../client/game/words.ts";
import { LANGUAGES, type GoalQuestion, type SceneEvent } from "../../shared/protocol.ts";

const both = (text: string) => ({ en: text, zh: text });
const begin = (addressee: string | null, whisper = false): SceneEvent => ({
  type: "turn-start",
  seq: 1,
  turnId: "t1",
  speaker: "dorcas-maskell",
  name: "Dorcas Maskell",
  addressee,
  whisper,
  gesture: "",
});
const word = (seq: number): SceneEvent => ({
  type: "speech-delta",
  seq,
  turnId: "t1",
  segment: 0,
  text: "a",
});
const goal = (seq: number, ...states: GoalQuestion["state"][]): SceneEvent => ({
  type: "goal",
  seq,
  questions: states.map((state, at) => ({ id: `q${at}`, ask: both("Why?"), state })),
});

test("[C33] every sound is short, quiet, and has a name in each language", () => {
  for (const cue of CUES) {
    expect(lengthOf(cue), cue).toBeLessThanOrEqual(6000);
    for (const { gain, hz, ms } of RECIPES[cue]) {
      expect(gain, cue).toBeLessThanOrEqual(0.5);
      expect(hz, cue).toBeGreaterThan(20);
      expect(ms, cue).toBeGreaterThan(0);
    }
    for (const language of LANGUAGES) expect(wordsOf(language).sound.cues[cue]).not.toBe("");
  }
});

test("[C33] who is spoken to hears it once, when the words come and not before", () => {
  const ears = new Ears();
  expect(ears.hear(begin("me"), "me")).toBe("turn-start");
  expect(ears.hear(word(2), "me")).toBe("spoken");
  expect(ears.hear(word(3), "me")).toBeNull();
});

test("[C33] talk between others is a breath and no more; a whisper to you is one", () => {
  const others = new Ears();
  expect(others.hear(begin("ben"), "me")).toBe("turn-start");
  expect(others.hear(word(2), "me")).toBeNull();
  const whispered = new Ears();
  whispered.hear(begin("me", true), "me");
  expect(whispered.hear(word(2), "me")).toBe("whisper");
});

test("[C33] a lamp is lit when one more question is answered, and not when one has only moved", () => {
  const ears = new Ears();
  expect(ears.hear(goal(1, "open", "open"), "me")).toBeNull();
  expect(ears.hear(goal(2, "partly", "open"), "me")).toBeNull();
  expect(ears.hear(goal(3, "found", "open"), "me")).toBe("board");
  expect(ears.hear(goal(4, "found", "partly"), "me")).toBeNull();
});

test("[C33] a refusal is heard by the one who was refused", () => {
  const refused: SceneEvent = {
    type: "verb-done",
    seq: 1,
    deedId: "d",
    actor: "ben",
    verb: "open",
    target: "leather-case",
    item: null,
    outcome: "refused",
    refusal: "locked",
    phrase: both("Ben tries the case."),
    turnId: null,
  };
  expect(new Ears().hear(refused, "me")).toBeNull();
  expect(new Ears().hear(refused, "ben")).toBe("refused");
});

test("[C33] rain is loud outside, and the fire only where it is near", () => {
  const inside = bedLevels({ outdoors: false, fire: 1 });
  const outside = bedLevels({ outdoors: true, fire: Number.POSITIVE_INFINITY });
  expect(outside.rain).toBeGreaterThan(inside.rain);
  expect(outside.fire).toBe(0);
  expect(inside.fire).toBeGreaterThan(bedLevels({ outdoors: false, fire: 6 }).fire);
});
