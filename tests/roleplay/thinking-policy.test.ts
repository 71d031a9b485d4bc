import { describe, expect, test } from "vitest";
import { guardedWords, lineWeight } from "../../server/roleplay/thinking/line-weight.ts";
import {
  DEFAULT_THINKING,
  type ThinkingWish,
} from "../../server/roleplay/thinking/thinking-mode.ts";
import {
  planThinking,
  thinkingOf,
  type ThinkingSituation,
} from "../../server/roleplay/thinking/thinking-policy.ts";
import { aPersona } from "../doubles/a-scene.ts";

const usual: ThinkingSituation = {
  weight: "plain",
  playerWaits: true,
  thoughtAhead: 0,
  queued: 0,
  beganWithAction: [],
  continuesPrefill: true,
};
const plan = (situation: Partial<ThinkingSituation>, ...wishes: ThinkingWish[]) =>
  planThinking(thinkingOf(DEFAULT_THINKING, ...wishes), { ...usual, ...situation });

describe("[H1] the policy picks the mode of a turn", () => {
  test.each<[string, Partial<ThinkingSituation>, ThinkingWish[], string, string]>([
    ["a plain question", {}, [], "budget", "plain"],
    ["a greeting", { weight: "small-talk" }, [], "reflex", "small-talk"],
    ["a line that touches a secret", { weight: "grave" }, [], "budget", "grave"],
    ["a thought was begun ahead", { thoughtAhead: 200 }, [], "ahead", "thought-ahead"],
    ["hardly anything was thought ahead", { thoughtAhead: 10 }, [], "budget", "plain"],
    [
      "a greeting, thought ahead",
      { weight: "small-talk", thoughtAhead: 200 },
      [],
      "ahead",
      "thought-ahead",
    ],
    ["many calls wait", { queued: 40 }, [], "reflex", "busy"],
    ["many calls wait, and it is grave", { queued: 40, weight: "grave" }, [], "budget", "grave"],
    ["nobody waits", { playerWaits: false }, [], "budget", "among-personas"],
    ["a minor persona", {}, [{ tier: "minor" }], "reflex", "minor"],
    [
      "a minor persona, and it is grave",
      { weight: "grave" },
      [{ tier: "minor" }],
      "budget",
      "grave",
    ],
    ["a main persona", {}, [{ tier: "main" }], "budget", "grave"],
    [
      "no prefill is continued",
      { continuesPrefill: false, thoughtAhead: 200 },
      [],
      "full",
      "only-way",
    ],
    ["the author wants it as trained", {}, [{ mode: "full" }], "full", "asked-for"],
    [
      "the author wants thinking ahead alone, and there is none",
      {},
      [{ mode: "ahead" }],
      "budget",
      "asked-for",
    ],
  ])("[H1] %s", (_name, situation, wishes, mode, why) => {
    expect(plan(situation, ...wishes)).toMatchObject({ mode, why });
  });
  test("[H1] a persona's own wish wins over the scene's, and the scene's over the server's", () => {
    const scene: ThinkingWish = { mode: "reflex", budget: 30, ahead: false };
    expect(thinkingOf(DEFAULT_THINKING, scene, { mode: "budget" })).toMatchObject({
      mode: "budget",
      budget: { plain: 30, grave: 30 },
      ahead: [],
    });
  });
  test("[H1] budgets: a player's wait is short, talk among personas may take its time", () => {
    const { budget } = DEFAULT_THINKING;
    expect(plan({}).budget).toBe(budget.plain);
    expect(plan({ weight: "grave" }).budget).toBe(budget.grave);
    expect(plan({ playerWaits: false }).budget).toBe(budget.talk);
    expect(plan({ thoughtAhead: 99 }).budget).toBe(budget.continued);
    expect(plan({ weight: "small-talk" }).budget).toBe(null);
  });
  test("[H1] two answers of three begin with an action, and only while a player waits", () => {
    expect(plan({}).actionFirst).toBe(true);
    expect(plan({ beganWithAction: [true, false] }).actionFirst).toBe(true);
    expect(plan({ beganWithAction: [true, true] }).actionFirst).toBe(false);
    expect(plan({ playerWaits: false }).actionFirst).toBe(false);
    expect(plan({}, { mode: "full" }).actionFirst).toBe(false);
  });
});

describe("[H2] how much hangs on a line", () => {
  const mara = aPersona({
    id: "mara",
    name: "Mara Quill",
    private: {
      motivation: "To keep the lighthouse logbook hidden.",
      secrets: [
        {
          id: "key",
          text: "The brass key opens the crypt.",
          revealed_when: "asked about smugglers",
        },
      ],
    },
  });
  const guarded = guardedWords(mara);
  test.each<[string, string]>([
    ["Good evening!", "small-talk"],
    ["hello there, Mara", "small-talk"],
    ["Thank you kindly.", "small-talk"],
    ["Goodbye!", "small-talk"],
    ["你好！", "small-talk"],
    ["谢谢你", "small-talk"],
    [
      "Good evening. I have walked all the way from the northern hills to see you tonight.",
      "plain",
    ],
    ["What is there to eat?", "plain"],
    ["No, why should I?", "plain"],
    ["外面的雨下了多久了？", "plain"],
    ["Hello. Which key opens the crypt?", "grave"],
    ["I was told of a logbook.", "grave"],
    ["", "plain"],
  ])("[H2] %j is %s", (text, weight) => {
    expect(lineWeight(text, guarded)).toBe(weight);
  });
  test("[H2] a name that everyone knows is no secret", () => {
    expect(lineWeight("Is Mara Quill here?", guarded)).toBe("plain");
  });
});
