import { describe, expect, test } from "vitest";
import {
  createSuggestions,
  type SuggestionMoment,
} from "../../server/roleplay/story/suggestions.ts";
import { aPersona, aStaging } from "../doubles/a-scene.ts";
import { MARA, MYSTERY, TOMAS } from "../stage/story/a-mystery.ts";

function offered(
  moment: Partial<SuggestionMoment>,
  world = aStaging([MARA, TOMAS], { story: MYSTERY }),
) {
  return createSuggestions(world).for({
    language: "en",
    near: ["mara", "tomas"],
    facing: true,
    known: [],
    said: [],
    spoken: new Map(),
    ...moment,
  });
}
const texts = (moment: Partial<SuggestionMoment>, world?: Parameters<typeof offered>[1]) =>
  offered(moment, world).map(({ text }) => text);

describe("[O6] lines that one might say", () => {
  test("[O6] three at most, for whom one turns to, the author's first", () => {
    const lines = offered({});
    expect(lines).toHaveLength(3);
    expect(lines[0]).toEqual({ text: "Where did you sit that night?", to: "mara" });
    expect(lines.every(({ to }) => to === "mara")).toBe(true);
    expect(texts({ near: ["tomas", "mara"] })[0]).toBe("Why does no bell ring?");
  });
  test("[O6] what was found out is taken up at once, and not before", () => {
    expect(texts({ near: ["tomas"] })).not.toContain("Mara hid it. Why would she?");
    expect(texts({ near: ["tomas"], known: ["letter"] })[0]).toBe("Mara hid it. Why would she?");
  });
  test("[O6] no word that only a secret has is offered to who does not know it", () => {
    const pilot = "Is it the pilot whom you think of?";
    expect(texts({})).not.toContain(pilot);
    expect(texts({ known: ["letter"] })).toContain(pilot);
    expect(texts({ known: ["bell"] })).not.toContain(pilot);
  });
  test("[O6] what was said is not offered again, whatever its punctuation", () => {
    expect(texts({ said: ["where did you sit that night"] })).not.toContain(
      "Where did you sit that night?",
    );
    const said = texts({});
    expect(texts({ said }).filter((text) => said.includes(text))).toEqual([]);
  });
  test("[O6] in the language of the player", () => {
    for (const text of texts({ language: "zh" })) expect(text).toMatch(/\p{Script=Han}/u);
    expect(texts({ language: "zh" })[0]).toBe("那晚你坐在哪里？");
  });
  test("[O6] with nobody faced, lines for those who stand near; with nobody near, for nobody", () => {
    const both = offered({ facing: false });
    expect(new Set(both.map(({ to }) => to))).toEqual(new Set(["mara", "tomas"]));
    expect(offered({ near: [], facing: false }).every(({ to }) => to === null)).toBe(true);
  });
  test("[O6] any world has some, from its topic and what everybody knows", () => {
    const ada = aPersona({
      id: "ada",
      name: "Ada Brook",
      public: { appearance: "Tall.", known: "Ada Brook keeps the keys of Holm Tower." },
      private: { secrets: [{ id: "x", text: "The Green Door of the cellar leads to the mint." }] },
    });
    const world = aStaging([ada, TOMAS], {
      scene: { topic: "Find out what lies behind the Green Door in the old town." },
    });
    const first = texts({ near: ["ada"] }, world);
    expect(first).toHaveLength(3);
    expect(first[0]).toBe("Good evening. May I ask who you are?");
    expect(first).toContain("What can you tell me about Holm Tower?");
    expect(texts({ near: ["ada"], spoken: new Map([["ada", 1]]) }, world)).not.toContain(first[0]);
    expect(texts({ near: ["ada"], language: "zh" }, world)).toHaveLength(3);
    expect(texts({ near: [], facing: false }, world).length).toBeGreaterThan(0);
  });
});
