import { describe, expect, test } from "vitest";
import { checkWorld } from "../../server/roleplay/world/world-check.ts";
import { issueText } from "../../server/roleplay/world/world-issue.ts";
import { bram, orchard, orla } from "./orchard.ts";

function problems(story: unknown, things: unknown = {}, scene: object = {}): string[] {
  const people = new Map<string, unknown>([
    ["orla-finch", orla],
    ["bram-oduya", bram],
  ]);
  const end = [{ when: "minutes", minutes: 5, text: "Dusk." }];
  const check = checkWorld({ ...orchard, end, ...scene }, people, { story, things });
  return (check.ok ? check.warnings : check.issues).map(
    (issue) => `${issue.severity}: ${issueText(issue)}`,
  );
}
const hives = { id: "hives", secrets: ["orla-finch/empty-hives"], entry: "Seven hives are empty." };
const who = { id: "who", ask: "Which hives?", found_by: [["hives"]] };
const plain = { id: "end", title: "The end", text: "It is over." };

describe("[O11] a story fits its world", () => {
  test("[O11] a sound one passes without a word, and so does none", () => {
    expect(problems({})).toEqual([]);
    expect(
      problems({
        findings: [hives],
        questions: [who],
        endings: [
          { ...plain, questions: ["who"] },
          { ...plain, id: "other" },
        ],
        suggestions: [{ text: "Good day.", to: "orla-finch", until: ["hives"] }],
      }),
    ).toEqual([]);
  });
  test("[O11] what it names must be there, in words and with what was meant", () => {
    const story = {
      findings: [hives, { ...hives, secrets: ["orla-finch/empty-hive"] }],
      questions: [{ ...who, found_by: [["hive"]] }],
      endings: [
        { ...plain, questions: ["whom"], findings: ["hivez"] },
        { ...plain, on: { verb: "open", target: "gate", item: "key" } },
      ],
      suggestions: [{ text: "Hm?", to: "orla", knows: ["hivess"], until: ["x"] }],
    };
    const things = {
      verbs: ["take"],
      props: [
        {
          id: "crate",
          name: "a crate",
          description: "A crate.",
          holder: "orla-finch",
        },
      ],
    };
    expect(problems(story, things)).toMatchInlineSnapshot(`
      [
        "error: story, findings[1].id: found 'hives' again; expected each once",
        "error: story, findings[1].secrets[0]: found 'orla-finch/empty-hive', which is no persona's secret; expected one of orla-finch/empty-hives, orla-finch/burnt-ledger, bram-oduya/bribe (did you mean 'orla-finch/empty-hives'?)",
        "error: story, questions[0].found_by[0][0]: found 'hive', which is no finding; expected one of hives (did you mean 'hives'?)",
        "error: story, endings[1].id: found 'end' again; expected each once",
        "error: story, endings[0].questions[0]: found 'whom', which is no question; expected one of who (did you mean 'who'?)",
        "error: story, endings[0].findings[0]: found 'hivez', which is no finding; expected one of hives (did you mean 'hives'?)",
        "error: story, endings[1].on.target: found 'gate', which is no prop, persona or place; expected one of crate, orla-finch, bram-oduya",
        "error: story, endings[1].on.item: found 'key', which is no prop; expected one of crate",
        "error: story, endings[1].on.verb: found 'open', which is no verb of this scene; expected one of take",
        "error: story, suggestions[0].to: found 'orla', which is no member of the cast; expected one of orla-finch, bram-oduya",
        "error: story, suggestions[0].knows[0]: found 'hivess', which is no finding; expected one of hives (did you mean 'hives'?)",
        "error: story, suggestions[0].until[0]: found 'x', which is no finding; expected one of hives",
      ]
    `);
  });
  test("[O11] endings that can never be reached", () => {
    const lost = { id: "lost", entry: "Nobody will say." };
    const story = {
      findings: [hives, lost],
      questions: [who, { id: "never", ask: "What else?", found_by: [["hives"], ["lost"]] }],
      endings: [
        { ...plain, id: "a", questions: ["never"] },
        { ...plain, id: "b", findings: ["lost"] },
        { ...plain, id: "c", at_least: 2 },
        { ...plain, id: "d" },
        { ...plain, id: "e", questions: ["who"] },
      ],
    };
    expect(problems(story)).toMatchInlineSnapshot(`
      [
        "warning: story, findings[1].id: found 'lost', which nobody would admit and no thing shows; expected a secret with 'revealed_when', or a prop that 'reveals' it",
        "warning: story, questions[1].id: found 'never', which can never be answered; expected findings that can be found",
        "error: story, endings[0].id: found 'a', which can never be reached: its question 'never' cannot be answered; expected questions that can be answered",
        "error: story, endings[1].id: found 'b', which can never be reached: 'lost' cannot be found; expected findings that can be found",
        "error: story, endings[2].id: found 'c', which can never be reached: it wants 2 answers; expected at most 1, which is all that can be answered",
        "error: story, endings[4].id: found 'e', which can never be reached: 'd' stands before it and wants no more; expected the ending that wants most first",
      ]
    `);
    expect(
      problems({ endings: [plain, { ...plain, id: "x", on: { verb: "take" } }] }, {}, { end: [] }),
    ).toMatchInlineSnapshot(`
      [
        "error: story, endings[0].id: found 'end', which can never be reached: it waits for the scene's time to be over; expected a deed under 'on', or an 'end' in scene.yaml",
      ]
    `);
  });
  test("[O11] what an author may want to look at: no way to be found, signs of nobody's, lines that say too much", () => {
    const story = {
      findings: [
        { id: "burnt", secrets: ["orla-finch/burnt-ledger"], entry: "She burnt it." },
        { id: "odd", signs: [[["crate"]]], entry: "Odd." },
      ],
      suggestions: [
        { text: "Are there thirty crowns in your coat?", to: "bram-oduya" },
        { text: "Why stand seven hives empty?" },
      ],
    };
    expect(problems(story)).toMatchInlineSnapshot(`
      [
        "warning: story, findings[0].id: found 'burnt', which nobody would admit and no thing shows; expected a secret with 'revealed_when', or a prop that 'reveals' it",
        "warning: story, findings[1].signs: found signs, and no secret whose owner could give them; expected the secret, as 'persona/secret', under 'secrets'",
        "warning: story, findings[1].id: found 'odd', which nobody would admit and no thing shows; expected a secret with 'revealed_when', or a prop that 'reveals' it",
        "warning: story, suggestions[0].text: found a word that only the secret 'bram-oduya/bribe' has; expected words that are known from elsewhere, or a finding under 'knows' that gives it; until then it is not offered",
        "warning: story, suggestions[1].text: found a word that only the secret 'orla-finch/empty-hives' has; expected words that are known from elsewhere, or a finding under 'knows' that gives it; until then it is not offered",
      ]
    `);
  });
});
