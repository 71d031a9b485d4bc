import { describe, expect, test } from "vitest";
import { sentencesIn } from "../../server/roleplay/life/environment-text.ts";
import { holdsAnyWord } from "../../server/roleplay/life/spoken-words.ts";
import { readWorld } from "../../server/worlds/read-world.ts";
import { checkWorld } from "../../server/roleplay/world/world-check.ts";
import { issueText } from "../../server/roleplay/world/world-issue.ts";
import { bram, orchard, orla } from "./orchard.ts";

function problems(life: unknown): string[] {
  const people = new Map<string, unknown>([
    ["orla-finch", orla],
    ["bram-oduya", bram],
  ]);
  const check = checkWorld(orchard, people, { life });
  return (check.ok ? check.warnings : check.issues).map(
    (issue) => `${issue.severity}: ${issueText(issue)}`,
  );
}

describe("[J23] what a life names", () => {
  test("[J23] unknown ids, repeated ids and empty steps are told, each with its path", () => {
    const told = problems({
      triggers: [
        {
          id: "a",
          when: { on: "entered", place: "cellar", who: "orla-finsh" },
          do: [{ cue: "You hear it.", persona: "nobody-here" }],
        },
        {
          id: "a",
          when: { on: "done", verb: "take", item: "apple" },
          do: [{ environment: "A branch falls.", place: "cellar" }],
        },
        { id: "b", when: { on: "found", finding: "truth" }, do: [{ environment: "Wind." }] },
      ],
      routines: [
        { persona: "orla-finch", every: [60, 20], steps: [{ go: "cellar" }, {}] },
        { persona: "orla-finch", steps: [{ action: "hums" }] },
      ],
      errands: [
        { id: "e", persona: "orla-finch", with: "orla-finch", cue: "You talk to yourself." },
        { id: "e", persona: "orla-finch", with: "bram", cue: "You ask." },
      ],
    });
    expect(told.map((line) => line.replace(/; expected.*$/u, ""))).toMatchInlineSnapshot(`
      [
        "error: life, triggers[0].when.place: found 'cellar', which is no place",
        "error: life, triggers[0].when.who: found 'orla-finsh', which is no member of the cast",
        "error: life, triggers[0].do[0].persona: found 'nobody-here', which is no member of the cast",
        "error: life, triggers[1].when.item: found 'apple', which is no prop",
        "error: life, triggers[1].do[0].place: found 'cellar', which is no place",
        "error: life, triggers[2].when.finding: found 'truth', which is no finding of the story",
        "error: life, triggers[1].id: found 'a' again",
        "error: life, routines[1].persona: found 'orla-finch' again",
        "error: life, routines[0].every: found 60 to 20",
        "error: life, routines[0].steps[0].go: found 'cellar', which is no place",
        "error: life, routines[0].steps[1]: found a step with nothing in it",
        "error: life, errands[1].id: found 'e' again",
        "error: life, errands[0].with: found 'orla-finch' itself",
        "error: life, errands[1].with: found 'bram', which is no member of the cast",
      ]
    `);
    expect(told[0]).toContain("expected");
    expect(told.join("\n")).toContain("did you mean 'orla-finch'?");
  });
  test("[J23] the world says one to three sentences, and none that begins with one of the cast", () => {
    const says = (environment: string) =>
      problems({ triggers: [{ id: "a", when: { on: "came-in" }, do: [{ environment }] }] });
    expect(says("A branch falls. Leaves turn. It is cold.")).toEqual([]);
    expect(says("Orla's gate creaks.")).toEqual([]);
    expect(says("One. Two. Three. Four.")[0]).toContain("found 4 whole sentences");
    expect(says("a branch")[0]).toContain("found 0 whole sentences");
    expect(says(`A branch falls. ${String(orla.name)} looks up.`)[0]).toContain(
      "the cast speaks and acts for itself",
    );
  });
  test("[J23] a cue or line that repeats a secret is a warning", async () => {
    for (const world of ["salt-lantern", "yuye-chaguan"]) {
      const read = await readWorld(`assets/worlds/${world}`);
      expect(read.ok && read.warnings.filter((one) => one.includes("life.yaml"))).toEqual([]);
      if (!read.ok) continue;
      const { scene, personas, things, story, life } = read.world;
      const secret = personas[0]?.private.secrets[0]?.text ?? "";
      const leaky = { ...life, errands: [{ ...life.errands[0], cue: secret.slice(0, 300) }] };
      const keyed = new Map<string, unknown>(personas.map((one) => [one.id, one]));
      const check = checkWorld(scene, keyed, { life: leaky, things, story });
      expect(check.ok && check.warnings.some(({ where }) => where.part === "life")).toBe(true);
    }
  });
});

describe("[J17] words that set something off", () => {
  test.each([
    ["Who was Osric?", true],
    ["OSRIC’S daughter", true],
    ["the old   keeper", true],
    ["Osrician", false],
    ["", false],
  ])("[J17] %j", (text, holds) => {
    expect(holdsAnyWord(text, ["osric", "old keeper"])).toBe(holds);
  });
  test("[J17] Han words need no borders, and an empty word is none", () => {
    expect(holdsAnyWord("讲讲《寒江渡》吧", ["寒江渡"])).toBe(true);
    expect(holdsAnyWord("anything", [" "])).toBe(false);
  });
  test("[J23] sentences are counted by their ends", () => {
    expect(sentencesIn("灯爆了。雨停了。")).toBe(2);
    expect(sentencesIn("It costs 3.50 here... Well.")).toBe(2);
    expect(sentencesIn("no end")).toBe(0);
  });
});
