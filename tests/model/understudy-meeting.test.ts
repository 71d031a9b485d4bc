import { expect, test } from "vitest";
import { lifeWords } from "../../server/stage/life/life-words.ts";
import { LIANG, MINA } from "./understudy-sheets.ts";
import { Talk } from "./understudy-talk.ts";

const SEEDS = [1, 2, 3, 4, 5, 6];
/** A sheet with another first sample of its voice: a card that was brought in has its greeting there. */
const met = (voice: string): string =>
  MINA.replace("- Mind the pendulum, friend. It bites the curious.", `- ${voice}`);
const mina = (voice: string, seed: number): Talk => new Talk(met(voice), "Mina Hart", seed);
const LATE = "Too late for the boat, friend.";

test("[ST157] who greets is met with the greeting of the card", () => {
  for (const seed of SEEDS) {
    const talk = mina(LATE, seed);
    expect(talk.say("Hello!").speech).toBe(LATE);
    expect(talk.say("Good evening.").speech).not.toContain(LATE);
    expect(new Talk(LIANG, "梁秋白", seed).say("你好！").speech).toContain("坐下说");
  }
});

test("[ST157] who comes in is met with it as well", () => {
  const newcomer = lifeWords("en").newcomers(["Ayla"]);
  const chinese = lifeWords("zh").newcomers(["Ayla"]);
  for (const seed of SEEDS) {
    const line = `Environment: Ayla comes in. ${newcomer}`;
    expect(mina(LATE, seed).say(line).speech).toBe(LATE);
    expect(mina(LATE, seed).after("How old are you?", line).speech).not.toContain(LATE);
    expect(new Talk(LIANG, "梁秋白", seed).say(`环境: Ayla进来了。${chinese}`).speech).toContain(
      "坐下说",
    );
  }
});

test("[ST157] a question is answered, another persona is not met, and a sample that speaks to nobody is no greeting", () => {
  for (const seed of SEEDS) {
    expect(mina(LATE, seed).say("How old are you?").speech).toMatch(/thirty-four/u);
    expect(mina(LATE, seed).say("Bertram Voss: Hello.").speech).not.toContain(LATE);
    expect(mina("Forty. It was forty-one.", seed).say("Hello!").speech).not.toContain("Forty.");
  }
});
