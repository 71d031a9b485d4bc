import { describe, expect, test } from "vitest";
import { readJudgement } from "../../server/training/rewards/judgement.ts";
import { fenced, judgementOf, ourPrinciples } from "./a-judge.ts";

const { principles } = await ourPrinciples();
const read = (answer: string) => readJudgement(answer, principles);
const problems = (answer: string, own = false) => {
  const given = readJudgement(answer, own ? null : principles);
  return given.ok ? [] : given.problems;
};
type Rows = Parameters<typeof judgementOf>[1];

describe("[G5] what is read of a judge's answer", () => {
  const good = judgementOf("cand_1");
  test.each([
    ["fenced and wrapped", fenced(good)],
    ["after its thinking", `<think>cand_2? {"better_response": "cand_2"}</think>\n${fenced(good)}`],
    ["without the wrapper, as HER's labels are", `\`\`\`json\n${JSON.stringify(good)}\n\`\`\``],
    ["without a fence", JSON.stringify({ result: [good] })],
    ["a fence inside the thinking", `<think>\`\`\`json\n{}\n\`\`\`</think>${fenced(good)}`],
  ])("[G5] %s", (_name, answer) => {
    expect(read(answer)).toMatchObject({ ok: true, judgement: { better_response: "cand_1" } });
  });

  const bad: [string, string, RegExp][] = [
    ["prose", "cand_1 wins.", /no fenced json block/],
    ["nothing", "", /no fenced json block/],
    ["thinking that never ends", `<think>${fenced(good)}`, /never ends/],
    [
      "two blocks",
      `${fenced(good)}\n${fenced(judgementOf("cand_2"))}`,
      /more than one fenced block/,
    ],
    ["broken JSON", '```json\n{"result": [\n```', /not JSON/],
    ["a list of two", JSON.stringify({ result: [good, good] }), /result/],
    [
      "another verdict",
      fenced({ ...good, better_response: "both" }),
      /better_response: not one of/,
    ],
    ["no verdict", fenced({ ...good, better_response: undefined }), /better_response/],
    ["a field too many", fenced({ ...good, score: 10 }), /not part of the form/],
    [
      "an empty reason",
      fenced({ ...good, analysis: { ...(good["analysis"] as object), overall_analysis: " " } }),
      /analysis.overall_analysis: empty/,
    ],
    [
      "two principles",
      fenced(
        judgementOf("cand_1", [
          ["Own voice", "cand_1"],
          ["Specific", "cand_1"],
        ]),
      ),
      /2 principles; three to five/,
    ],
    [
      "six principles",
      fenced(
        judgementOf(
          "cand_1",
          principles
            .slice(0, 3)
            .concat(principles.slice(5, 8))
            .map(({ name }) => [name, "cand_1"] as const),
        ),
      ),
      /6 principles/,
    ],
    [
      "an invented principle",
      fenced(
        judgementOf("cand_1", [
          ["Own voice", "cand_1"],
          ["Specific", "cand_1"],
          ["Sparkle", "cand_1"],
        ]),
      ),
      /not in the list/,
    ],
    [
      "one principle twice",
      fenced(
        judgementOf("cand_1", [
          ["Own voice", "cand_1"],
          ["own voice", "cand_1"],
          ["Specific", "cand_1"],
        ]),
      ),
      /twice/,
    ],
    [
      "a winner that wins nothing",
      fenced(
        judgementOf("cand_1", [
          ["Own voice", "cand_2"],
          ["Specific", "tie"],
          ["Economy", "tie"],
        ]),
      ),
      /wins none/,
    ],
  ];
  test.each(bad)("[G5] %s is no label", (_name, answer, words) => {
    expect(problems(answer).join("\n")).toMatch(words);
  });
  test("[G5] chosen and compared principles must be the same", () => {
    const judgement = judgementOf("cand_1");
    const other = judgementOf("cand_1", [
      ["Own voice", "cand_1"],
      ["Specific", "cand_1"],
      ["Listens", "cand_1"],
    ]);
    expect(problems(fenced({ ...judgement, analysis: other["analysis"] })).join()).toContain(
      "do not name the same",
    );
  });
  test("[G5] a tie may rest on fewer principles", () => {
    expect(read(fenced(judgementOf("tie", [])))).toMatchObject({ ok: true });
  });
  test("[G5] problems name places and quote nothing", () => {
    const found = problems(fenced({ ...good, better_response: "SECRET-WORD", "SECRET KEY": 1 }));
    expect(found.join()).not.toContain("SECRET");
    expect(found.length).toBeGreaterThan(0);
  });
});

describe("[G5] negative principles come first and decide", () => {
  const N: [string, "cand_1" | "cand_2" | "tie"] = ["Reads minds", "cand_2"];
  const rows = (better: "cand_1" | "cand_2", negative = N): Rows => [
    negative,
    ["Own voice", better],
    ["Specific", better],
  ];
  test("[G5] whoever breaks one alone cannot win", () => {
    expect(read(fenced(judgementOf("cand_2", rows("cand_1"))))).toMatchObject({ ok: true });
    expect(problems(fenced(judgementOf("cand_1", rows("cand_1")))).join()).toContain(
      "a negative principle was broken by one candidate",
    );
    expect(problems(fenced(judgementOf("tie", rows("cand_1")))).join()).toContain("was broken");
  });
  test("[G5] where both break one it is a tie", () => {
    const both: Rows = [
      ["Reads minds", "cand_2"],
      ["Garbage", "cand_1"],
      ["Own voice", "cand_1"],
    ];
    expect(problems(fenced(judgementOf("cand_1", both))).join()).toContain("it is no tie");
    expect(read(fenced(judgementOf("tie", both)))).toMatchObject({ ok: true });
  });
  test("[G5] one that comes after a positive one is out of order", () => {
    const late: Rows = [["Own voice", "cand_2"], N, ["Specific", "cand_2"]];
    expect(problems(fenced(judgementOf("cand_2", late))).join()).toContain("do not come first");
  });
  test("[G5] a judge that writes its own principles may call them what it likes", () => {
    const own = judgementOf("cand_1", [
      ["Sparkle", "cand_1"],
      ["Wit", "cand_1"],
      ["Grit", "cand_2"],
    ]);
    expect(problems(fenced(own), true)).toEqual([]);
    expect(problems(fenced(own))).not.toEqual([]);
  });
});
