import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { OUR_PRINCIPLES, readPrinciples } from "../../server/cli/read-principles.ts";
import {
  checkPrinciples,
  DIMENSIONS,
  negativeFirst,
  PrincipleFile,
} from "../../server/training/rewards/principles.ts";
import { testFolder } from "../episodes/log-file.ts";
import { ourPrinciples } from "./a-judge.ts";

const ours = PrincipleFile.parse(parse(readFileSync(OUR_PRINCIPLES, "utf8")));

describe("[G1] the principles that come along", () => {
  test("[G1] are 51 in HER's 12 dimensions, of both polarities and levels", () => {
    expect(ours.principles).toHaveLength(51);
    expect(new Set(ours.principles.map(({ dimension }) => dimension))).toEqual(
      new Set(Object.keys(DIMENSIONS)),
    );
    expect(Object.keys(DIMENSIONS)).toHaveLength(12);
    for (const dimension of Object.keys(DIMENSIONS)) {
      const own = ours.principles.filter((one) => one.dimension === dimension);
      expect([dimension, own.some(({ polarity }) => polarity === "negative")]).toEqual([
        dimension,
        true,
      ]);
      expect(own.some(({ polarity }) => polarity === "positive")).toBe(true);
    }
    expect(new Set(ours.principles.map(({ level }) => level)).size).toBe(2);
  });
  test("[G1] each has a definition, an example of either kind and its words in Chinese, none of them twice", () => {
    const texts = ours.principles.flatMap(({ definition, keeps, breaks, zh }) => [
      definition,
      keeps,
      breaks,
      zh?.definition ?? "",
      zh?.name ?? "",
    ]);
    expect(texts.every((text) => text.length >= 2)).toBe(true);
    expect(new Set(texts).size).toBe(51 * 5);
    for (const { zh } of ours.principles) expect(zh?.definition).toMatch(/\p{Script=Han}{4}/u);
  });
  test("[G1] say plainly that they are ours and not HER's unreleased list", () => {
    expect(ours.about).toContain("not released");
    expect(ours.about).toContain("every principle here is ours");
  });
  test("[G1] are put to a judge with the negative ones first", async () => {
    const { principles } = await ourPrinciples();
    const polarities = negativeFirst(principles).map(({ polarity }) => polarity);
    expect(polarities.lastIndexOf("negative")).toBeLessThan(polarities.indexOf("positive"));
    expect(polarities).toHaveLength(51);
  });
});

const MINE = {
  id: "speaks-in-rhyme",
  name: "Speaks in rhyme",
  dimension: "character-development",
  level: "sentence",
  polarity: "positive",
  definition: "The bard rhymes.",
  keeps: "sea, free",
  breaks: "sea, boat",
};

function fileWith(value: unknown): string {
  const file = join(testFolder(), "mine.yaml");
  writeFileSync(file, JSON.stringify(value));
  return file;
}

describe("[G2] a designer's own principles", () => {
  test("[G2] stand beside ours, or instead of them", async () => {
    const own = { about: "mine", version: 3, principles: [MINE] };
    const beside = await readPrinciples(fileWith(own));
    expect(beside).toMatchObject({ ok: true, list: { edition: "dramatis 1 + mine.yaml 3" } });
    expect(beside.ok && beside.list.principles.length).toBe(52);
    const instead = await readPrinciples(fileWith({ ...own, replaces: true }));
    expect(instead).toMatchObject({
      ok: true,
      about: "mine",
      list: { edition: "mine.yaml 3", principles: [{ id: "speaks-in-rhyme" }] },
    });
  });
  const faults: [string, object, RegExp][] = [
    [
      "an unknown dimension",
      { ...MINE, dimension: "rhyme" },
      /speaks-in-rhyme: dimension: this dimension is not known; expected one of character-development/,
    ],
    ["no example", { ...MINE, breaks: " " }, /speaks-in-rhyme: breaks: found nothing/],
    ["a bad id", { ...MINE, id: "Rhyme!" }, /Rhyme!: id: expected small letters/],
    [
      "a misspelt field",
      { ...MINE, defintion: "x" },
      /speaks-in-rhyme: the whole: defintion is not known here/,
    ],
    ["a missing field", { id: "a-b" }, /principle a-b: name: expected string/],
    [
      "another polarity",
      { ...MINE, polarity: "neutral" },
      /polarity: expected one of negative, positive/,
    ],
    ["an id of ours", { ...MINE, id: "own-voice" }, /own-voice: id: found again/],
    ["a name of ours", { ...MINE, name: "own voice" }, /"own voice" is found again/],
  ];
  test.each(faults)("[G2] %s is told in words", async (_name, principle, words) => {
    const read = await readPrinciples(
      fileWith({ about: "x", version: 1, principles: [principle] }),
    );
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.problems.join("\n")).toMatch(words);
  });
  test("[G2] the same id twice in one file, no list, and no file are told", async () => {
    const twice = checkPrinciples({ about: "x", version: 1, principles: [MINE, MINE] });
    expect(!twice.ok && twice.problems[0]).toContain("found again");
    expect(checkPrinciples("x")).toMatchObject({ ok: false });
    expect(await readPrinciples("/nowhere/mine.yaml")).toMatchObject({ ok: false });
  });
});
