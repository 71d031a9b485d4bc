import { describe, expect, test } from "vitest";
import { createAdmissions } from "../../server/roleplay/story/admission.ts";
import { statementsOf } from "../../server/roleplay/story/statements.ts";
import { stemsOf } from "../../server/roleplay/story/stems.ts";
import { aPersona, aStaging } from "../doubles/a-scene.ts";
import { perceived, readAdmissions, scoreAdmissions } from "../story/score.ts";

/** What is stated, as clauses; denied ones in brackets. */
function stated(text: string, telling: "owner" | "retells" = "owner"): string[] {
  return statementsOf(text, telling).flatMap(({ clauses }) =>
    clauses.map(({ text: clause, denied }) => (denied ? `(${clause.trim()})` : clause.trim())),
  );
}

describe("[O1] what a text states", () => {
  test.each([
    ["I hung it. I did!", ["I hung it.", "I did!"]],
    ["I never hung it, but I lit it.", ["(I never hung it)", "but I lit it."]],
    ["I did not buy oil, or barrels.", ["(I did not buy oil)", "(or barrels.)"]],
    ["Did I hang it? Who says that I hung it?", []],
    ["If I had hung it, I would say so.", []],
    ["Perhaps I hung it.", []],
    ["They say I hung it.", []],
    ["You think that I hung it.", []],
    ["Gideon says that I hung it.", []],
    ["The report says that I hung it.", []],
    ['He asked, "did you hang it", and left.', ["He asked", "and left."]],
    ["I hung it, didn't I?", ["I hung it"]],
    ["I can't deny it, I hung it.", ["I hung it."]],
    ["I've never told anyone that I hung it.", ["I've kept anyone that I hung it."]],
    ["Somebody hung it.", []],
    ["我没有挂灯。", ["(我没有挂灯。)"]],
    ["灯是我挂的，不是他。", ["灯是我挂的", "(不是他。)"]],
    ["灯是我挂的吗？要是我挂的呢。听说是我挂的。", []],
    ["不瞒您说，灯是我挂的。", ["灯是我挂的。"]],
  ])("[O1] %s", (text, expected) => {
    expect(stated(text)).toEqual(expected);
  });
  test("[O1] who retells may say what another said", () => {
    expect(stated("Dorcas says that she hung it.", "retells")).toEqual([
      "Dorcas says that she hung it.",
    ]);
    expect(stated("Did she hang it?", "retells")).toEqual([]);
  });
  test("[O1] forms of a word are one", () => {
    const same = [
      ["bought", "buys", "buying", "buy"],
      ["pushed", "push", "pushes"],
      ["quarrelled", "quarrel", "quarrelling"],
      ["hauled", "hauling", "hauls"],
      ["hidden", "hid", "hide", "hiding"],
      ["barrels", "barrel", "barrel's"],
      ["smoke", "smoking", "smoked"],
      ["carries", "carry", "carried"],
    ];
    for (const forms of same)
      expect(new Set(forms.map((form) => stemsOf(form)[0])).size, forms.join()).toBe(1);
    expect(stemsOf("can't won’t I'd he's")).toEqual(stemsOf("can not will not I had he"));
  });
});

describe("[O1] signs", () => {
  const mara = aPersona({
    id: "mara",
    name: "Mara",
    private: {
      secrets: [
        { id: "letter", text: "Mara burnt the pilot's letter in the chapel stove at Easter." },
        { id: "child", text: "The lame fiddler of Overmoor is Mara's own child, born in secret." },
      ],
    },
  });
  const judge = createAdmissions(
    aStaging([mara], {
      story: {
        findings: [
          {
            id: "letter",
            secrets: ["mara/letter"],
            entry: "She burnt it.",
            signs: [
              [
                ["burn letter", "letter burn"],
                ["stove", "chapel"],
              ],
              [
                ["not the pilot", "信"],
                ["burn", "烧"],
              ],
            ],
          },
          { id: "child", secrets: ["mara/child"], entry: "It is her child." },
        ],
      },
    }),
  );
  const found = (...turns: string[]) => judge.of("mara", turns.map(perceived));
  test("[O1] one word of each list of one way, words of a sign in order and near each other", () => {
    expect(found("I burnt that letter in the stove.")).toEqual(["letter"]);
    expect(found("I burnt the toast, and then I went to the chapel with the letter.")).toEqual([]);
    expect(found("I burnt the letter.")).toEqual([]);
    expect(found("It was not the pilot who did it. I burnt it.")).toEqual(["letter"]);
    expect(found("信是我烧的。")).toEqual(["letter"]);
    expect(found("信不是我烧的。")).toEqual([]);
  });
  test("[O2] spread over turns, and found once, by the turn that completes it", () => {
    expect(found("I burnt the letter.", "In the stove, it was.")).toEqual(["letter"]);
    expect(found("I burnt the letter in the stove.", "Good night.")).toEqual([]);
  });
  test("[O1] without signs, by the secret's own rare words", () => {
    expect(
      found("The fiddler is my child. He is lame, and he was born in secret at Overmoor."),
    ).toEqual(["child"]);
    expect(found("There is a fiddler at Overmoor.")).toEqual([]);
    expect(found("The lame fiddler is no child of mine, born in secret or otherwise.")).toEqual([]);
  });
  test("[O1] a sentence that was broken off states nothing", () => {
    const cut = { ...perceived("Good. I burnt the letter in the sto"), ended: false };
    expect(judge.of("mara", [cut])).toEqual([]);
  });
  test("[O1] anything is judged, and quickly", () => {
    const long = `${"I burnt and, if so, not the letter, they say: ".repeat(400)}?`;
    for (const text of ["", "?!…", "\u0000", "，。！", long, "“".repeat(5_000), "a".repeat(20_000)])
      expect(Array.isArray(found(text))).toBe(true);
  });
});

describe("[O1] labelled lines", () => {
  test("[O1] those written before the signs: precision at least 95 %, recall at least 90 %", async () => {
    const held = readAdmissions().filter((line) => line.held);
    expect(held.length).toBeGreaterThanOrEqual(80);
    const score = await scoreAdmissions(held);
    expect(score.precision, score.faults.join("\n")).toBeGreaterThanOrEqual(0.95);
    expect(score.recall, score.faults.join("\n")).toBeGreaterThanOrEqual(0.9);
  });
  test("[O1] all of them, both worlds and both languages, with hints, denials, questions and gossip", async () => {
    const all = readAdmissions();
    expect(all.length).toBeGreaterThanOrEqual(170);
    expect(new Set(all.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(8);
    const score = await scoreAdmissions(all);
    expect(score.precision, score.faults.join("\n")).toBeGreaterThanOrEqual(0.97);
    expect(score.recall, score.faults.join("\n")).toBeGreaterThanOrEqual(0.95);
  });
  test("[O1] by likeness alone little is found, and hardly anything wrongly", async () => {
    const score = await scoreAdmissions(readAdmissions(), false);
    expect(score.precision, score.faults.join("\n")).toBeGreaterThanOrEqual(0.9);
    expect(score.recall).toBeGreaterThanOrEqual(0.25);
  });
});
