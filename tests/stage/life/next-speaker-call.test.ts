import { describe, expect, test } from "vitest";
import { readNextSpeaker } from "../../../server/roleplay/next-speaker-reading.ts";
import { aPersona, aStaging } from "../../doubles/a-scene.ts";
import { aPlay } from "../../doubles/a-play.ts";
import { turnOf } from "../../doubles/scripted-model.ts";

const ron = { id: "ron", names: ["Ron"] };
const weasley = { id: "weasley", names: ["Ron Weasley", "Mr Weasley"] };
const lin = { id: "lin", names: ["林守海", "老林", "Lin"] };
const ayla = { id: "p-1", names: ["Ayla"] };
const last = { id: "mara", names: ["Mara Quill", "Mara"] };
const read = (answer: string) => readNextSpeaker(answer, [ron, weasley, lin], [ayla, last]);

describe("[J20] a model's pick is read strictly", () => {
  test.each([
    ["Next Speaker: Ron Weasley", "weasley"],
    ["Ron Weasley", "weasley"],
    ["Ron", "ron"],
    ["  **Next Speaker:** **Ron Weasley**.", "weasley"],
    ["Next speaker is Mr Weasley", "weasley"],
    ["Ron Weasley, because he was asked.", "weasley"],
    ["LIN", "lin"],
    ["Ｌｉｎ", "lin"],
    ["“Ron”", "ron"],
    ["下一位发言者：林守海", "lin"],
    ["老林。", "lin"],
    ["Next Speaker: nobody", "nobody"],
    ["No one.", "nobody"],
    ["没有人", "nobody"],
    ["<END CHAT>", "nobody"],
    ["Environment", "nobody"],
  ])("[J20] %j is %s", (answer, expected) => {
    expect(read(answer)).toBe(expected);
  });
  test.each([
    ["a player", "Next Speaker: Ayla"],
    ["the last speaker", "Mara Quill"],
    ["the last speaker by a short name", "Mara"],
    ["two names", "Ron Weasley or Lin"],
    ["two names, one a player's", "Lin (answering Ayla)"],
    ["random", "random"],
    ["a name inside a word", "Linger"],
    ["a name inside another word", "Aaron"],
    ["nobody that is there", "Hermione"],
    ["a sentence about somebody", "I think that Ron should speak."],
    ["a whole turn", "Ron Weasley says hello to everyone in the room"],
    ["tags", "<role_action>Ron</role_action>"],
    ["a thought", "<system_thinking>Ron"],
    ["a tag behind the name", "Ron <end>"],
    ["JSON", '{"speaker":"Ron"}'],
    ["nothing", "   "],
    ["a flood", `Ron ${"x".repeat(10_000)}`],
    ["a flood of the name", "Ron ".repeat(4_000)],
    ["Chinese that names nobody", "下一个：张三"],
    ["Chinese with two names", "林守海和Ron"],
  ])("[J20] %s is none: %j", (_, answer) => {
    expect(read(answer)).toBe(null);
  });
  test("[J20] a name that two candidates share is none", () => {
    expect(
      readNextSpeaker(
        "Sam",
        [
          { id: "a", names: ["Sam"] },
          { id: "b", names: ["Sam"] },
        ],
        [],
      ),
    ).toBe(null);
  });
});

describe("[J20] a model picks where the rules are unsure", () => {
  const cast = [
    aPersona({ id: "mara", name: "Mara Quill" }),
    aPersona({ id: "tomas", name: "Tomas Reed" }),
    aPersona({
      id: "edda",
      name: "Edda Voss",
      private: { motivation: "Edda wants the CANARY-MOTIVE kept." },
    }),
  ];
  function aCrowd(nextSpeaker: "rules" | "model" = "model") {
    const it = aPlay({ scene: aStaging(cast), play: { nextSpeaker } });
    it.join("p-1", "Ayla");
    it.join("p-2", "Ben");
    it.stand("mara", 4, 4);
    it.stand("tomas", 6, 4);
    it.stand("edda", 8, 4);
    it.stand("p-1", 5, 5);
    it.stand("p-2", 6, 5);
    const picks = () =>
      it.model.requests.filter(({ prompt }) => prompt.prefill === "Next Speaker:");
    return { ...it, picks };
  }
  const OPEN = { text: "Does anyone know when the rain stops?" };

  test("[J20] its pick answers, and the log says so", async () => {
    const it = aCrowd();
    it.model.script("*", " Edda Voss");
    it.director.say("p-1", OPEN);
    await it.clock.pass(2_000);
    expect(it.turns()).toEqual(["edda to p-1: model, complete"]);
    expect(it.picks()).toHaveLength(1);
    expect(it.log.events.filter(({ type }) => type === "model-call")).toHaveLength(2);
  });
  test("[J20] nobody is silence", async () => {
    const it = aCrowd();
    it.model.script("*", " nobody");
    it.director.say("p-1", OPEN);
    await it.clock.pass(2_000);
    expect(it.turns()).toEqual([]);
  });
  test("[J20] whatever else it says, one of those who might speak does, by the seed", async () => {
    for (const answer of ["Ayla", "Ben", "random", turnOf("Aye."), "x".repeat(10_000), ""]) {
      const it = aCrowd();
      it.model.script("*", answer);
      it.director.say("p-1", OPEN);
      await it.clock.pass(2_000);
      expect(it.turns()).toHaveLength(1);
      expect(it.turns()[0]).toMatch(/^(?:mara|tomas|edda) to p-1: question, complete$/u);
    }
  });
  test("[J20] when it is late the rules' pick speaks, and a failed call is no harm", async () => {
    const late = aCrowd();
    late.model.script("*", { pieces: [{ wait: 60_000 }, "Edda Voss"] });
    late.director.say("p-1", OPEN);
    await late.clock.pass(1_500);
    expect(late.turns()).toEqual(["mara to p-1: question, complete"]);
    const failed = aCrowd();
    failed.model.script("*", { pieces: [], end: { status: "failed", failure: "overloaded" } });
    failed.director.say("p-1", OPEN);
    await failed.clock.pass(1_500);
    expect(failed.turns()).toHaveLength(1);
  });
  test("[J20] a newer line of the same player makes the question idle", async () => {
    const it = aCrowd();
    it.model.script("*", { pieces: [{ wait: 800 }, "Edda Voss"] });
    it.director.say("p-1", OPEN);
    await it.clock.pass(400);
    it.director.say("p-1", { text: "Tomas, do you?" });
    await it.clock.pass(3_000);
    expect(it.turns()).toEqual(["tomas to p-1: called, complete"]);
  });
  test("[J20] where the rules are certain nobody is asked, and by default nobody ever is", async () => {
    const certain = aCrowd();
    certain.director.say("p-1", { text: "Tomas, when does it stop?" });
    await certain.clock.pass(2_000);
    expect(certain.picks()).toEqual([]);
    const rules = aCrowd("rules");
    rules.director.say("p-1", OPEN);
    await rules.clock.pass(2_000);
    expect(rules.picks()).toEqual([]);
    expect(rules.turns()).toHaveLength(1);
  });
  test("[J20] it is asked from what all who may speak have heard, and from nothing private", async () => {
    const it = aCrowd();
    it.stand("edda", 23, 11);
    it.director.say("p-1", { text: "Mara, the word is gannet." });
    await it.clock.pass(1_000);
    it.director.say("p-2", { text: "It is puffin.", to: "tomas", whisper: true });
    await it.clock.pass(1_000);
    it.stand("edda", 8, 4);
    await it.clock.pass(5_000);
    it.director.say("p-1", OPEN);
    await it.clock.pass(2_000);
    const asked = JSON.stringify(it.picks().at(-1)?.prompt);
    expect(asked).toContain("when the rain stops");
    expect(asked).not.toMatch(/gannet|puffin|CANARY|I had better be careful/u);
  });
});
