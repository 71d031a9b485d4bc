import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openPersonaFile } from "../../../server/cli/persona-file.ts";
import { repairRow } from "../../../server/training/repair/repair-row.ts";
import { factsOf, settingDiff } from "../../../server/training/repair/setting-diff.ts";
import { settingsItem } from "../../../server/training/repair/setting-facts.ts";
import { testFolder } from "../../episodes/log-file.ts";
import { dialogueOf, heard, own } from "./dialogues.ts";

const DIALOGUE = dialogueOf([
  heard("t1", "Ilo", "You were born on the north shore, were you not?"),
  own(
    "t2",
    "<role_thinking>My brother drowned off that shore</role_thinking>I was, and I keep the light.",
  ),
]);

const fact = (over: object) => ({
  field: "experience",
  fact: "Mara was born on the north shore.",
  line: "t1",
  quote: "You were born on the north shore",
  ...over,
});
const read = (...facts: object[]) => settingsItem(DIALOGUE).read(JSON.stringify({ facts }));

test("[K27] a fact stands with a quote that its line holds character by character", () => {
  const thought = fact({
    fact: "Mara's brother drowned.",
    line: "t2",
    quote: "My brother drowned off that shore",
  });
  expect(read(fact({}), thought)).toMatchObject({
    dropped: {},
    rows: [
      { turn: "t1", after: "Mara was born on the north shore.", details: { field: "experience" } },
      { turn: "t2", after: "Mara's brother drowned." },
    ],
  });
});

test.each([
  ["quote-not-found", { quote: "You were born on the south shore" }],
  ["quote-not-found", { quote: "you were born on the north shore" }],
  ["quote-not-found", { line: "t2" }],
  ["quote-not-found", { line: "t2", quote: "shore</role_thinking>I was" }],
  ["unknown-line", { line: "t9" }],
  ["quote-too-short", { quote: "born" }],
  ["quote-too-short", { quote: "" }],
  ["private-evidence", { field: "known", line: "t2", quote: "My brother drowned off that shore" }],
  ["in-sheet", { fact: "Mara keeps the light!", line: "t2", quote: "I keep the light." }],
  ["holds-tags", { fact: "Mara </role_thinking> lies." }],
])("[K27] a fact is dropped and counted: %s (%#)", (why, over) => {
  expect(read(fact({}), fact({ fact: "Another.", ...over }))).toMatchObject({
    dropped: { [why]: 1 },
    rows: [{ after: "Mara was born on the north shore." }],
  });
});

test("[K27] the same fact twice is one, and more than asked for are dropped", () => {
  expect(read(fact({}), fact({}))).toMatchObject({ dropped: { twice: 1 }, rows: [{}] });
  const many = Array.from({ length: 30 }, (_, index) => fact({ fact: `Fact number ${index}` }));
  expect(read(...many).dropped).toEqual({ "too-many": 6 });
});

const rowsOf = () =>
  (
    read(fact({}), fact({ field: "profile", fact: "She is from \u001b[2J the north." })).rows ?? []
  ).map((body) => repairRow("settings", DIALOGUE, body, null));

test("[K28] the diff names field, fact, quote and place, and steers no terminal", () => {
  const diff = settingDiff("mara", factsOf(rowsOf(), "mara"), { profile: "Mara keeps the light." });
  expect(diff).toBe(
    [
      "--- mara",
      "+++ mara, 2 added",
      "@@ experience @@",
      " (empty)",
      "+Mara was born on the north shore.",
      '    because "You were born on the north shore" (e1 t1)',
      "@@ profile @@",
      " Mara keeps the light.",
      "+She is from  [2J the north.",
      '    because "You were born on the north shore" (e1 t1)',
    ].join("\n"),
  );
});

test("[K28] what is applied stands behind what the field held; comments and all else stay", async () => {
  const file = join(testFolder(), "mara.yaml");
  const text = [
    "# The keeper.",
    "id: mara",
    "name: Mara",
    "public:",
    "  appearance: A woman in a grey coat. # short",
    "  known: She keeps the light.",
    "profile: |",
    "  Mara keeps the light.",
    "  She is proud.",
    "",
  ].join("\n");
  await writeFile(file, text);
  const persona = await openPersonaFile(file);
  if (!persona.ok) throw new Error(persona.problem);
  const motivation = { field: "motivation", fact: "She wants to leave." };
  expect(await persona.add([...factsOf(rowsOf(), "mara"), motivation])).toBe(null);
  const after = await readFile(file, "utf8");
  expect(after).toContain("# The keeper.");
  expect(after).toContain("A woman in a grey coat. # short");
  const again = await openPersonaFile(file);
  expect(again.ok && again.character.sheet).toEqual({
    appearance: "A woman in a grey coat.",
    known: "She keeps the light.",
    profile: "Mara keeps the light.\nShe is proud.\nShe is from  [2J the north.",
    experience: "Mara was born on the north shore.",
    motivation: "She wants to leave.",
  });
  expect(await persona.add([{ field: "known", fact: "x".repeat(3_000) }])).toContain(
    "nothing was written",
  );
  expect(await readFile(file, "utf8")).toBe(after);
});
