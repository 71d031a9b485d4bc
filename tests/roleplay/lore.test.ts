import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lorePattern } from "../../server/roleplay/lore/lore-pattern.ts";
import { LoreEntry } from "../../server/roleplay/lore/lore.ts";
import { recallLore, type LoreMoment } from "../../server/roleplay/lore/recall-lore.ts";

const entry = (more: Partial<Parameters<typeof LoreEntry.parse>[0] & object>) =>
  LoreEntry.parse({ text: "The toll house burned.", ...more });

function called(
  entries: readonly LoreEntry[],
  lines: readonly string[],
  more: Partial<LoreMoment> = {},
) {
  const moment: LoreMoment = {
    lines,
    held: new Set(),
    self: "Brindle",
    language: "en",
    budget: 400,
    ...more,
  };
  return recallLore(entries, moment);
}

describe("[ST29] lore comes when its words are said", () => {
  test("[ST29] whole words, their plural, any case; and in Chinese anywhere", () => {
    const [toll] = [entry({ keys: ["toll house"] })];
    expect(called([toll!], ["Who burned the TOLL HOUSE?"])?.called).toEqual([
      { id: "lore/0", key: "toll house" },
    ]);
    expect(called([toll!], ["two toll houses"])).not.toBeNull();
    expect(called([toll!], ["atoll housed us"])).toBeNull();
    expect(called([entry({ keys: ["eel"] })], ["I feel it"])).toBeNull();
    expect(
      called([entry({ keys: ["茶馆"] })], ["昨夜茶馆里有人"], { language: "zh", self: "阿月" })
        ?.text,
    ).toMatch(/^阿月知道这些。/u);
    expect(called([entry({ keys: ["Eel"], exact_case: true })], ["an eel"])).toBeNull();
  });

  test("[ST29] further words, words that forbid it, and how many lines are looked through", () => {
    const both = entry({ keys: ["eel"], also: ["winter"], unless: ["price"] });
    expect(called([both], ["an eel"])).toBeNull();
    expect(called([both], ["an eel in winter"])).not.toBeNull();
    expect(called([both], ["the price of eel in winter"])).toBeNull();
    const near = entry({ keys: ["eel"], lines: 2 });
    expect(called([near], ["no", "no", "an eel"])).toBeNull();
    expect(called([near], ["no", "an eel"])).not.toBeNull();
  });

  test("[ST29] what stands in the prompt or in the sheet does not come again; order and budget decide", () => {
    const two = [
      entry({ id: "late", keys: ["eel"], order: 9 }),
      entry({ id: "early", keys: ["eel"], order: 1 }),
    ];
    expect(called(two, ["eel"])?.called.map(({ id }) => id)).toEqual(["lore/early", "lore/late"]);
    expect(
      called(two, ["eel"], { held: new Set(["lore/early"]) })?.called.map(({ id }) => id),
    ).toEqual(["lore/late"]);
    expect(called([entry({ keys: ["eel"], always: true })], ["eel"])).toBeNull();
    const long = entry({
      keys: ["eel"],
      text: `${"It is said of the eel that it never sleeps. ".repeat(80)}`.trim(),
    });
    const cut = called([long], ["eel"], { budget: 60 });
    expect(cut?.text.length).toBeLessThan(320);
    expect(cut?.text).toMatch(/sleeps\.$/u);
  });

  test("[ST29] patterns find, and those that could run wild are refused", () => {
    expect(
      called([entry({ keys: ["/skarn (light|tower)/i"] })], ["Skarn Tower is dark"]),
    ).not.toBeNull();
    for (const wild of [
      "/(?=x)y/",
      "/(a)\\1/",
      "/a{1000}/",
      "/(a{14}){14}/",
      `/${"a?".repeat(150)}/`,
      "/(/",
    ])
      expect(lorePattern(wild), wild).toBeNull();
    expect(LoreEntry.safeParse({ text: "x", keys: ["/(?=x)y/"] }).success).toBe(false);
  });

  test("[ST29] any text and any keys give lore or none, and lore can be no tag", () => {
    const key = fc.string({ unit: "binary", minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        fc.array(key, { maxLength: 4 }),
        fc.array(fc.string({ unit: "binary" }), { maxLength: 5 }),
        fc.string({ unit: "binary", minLength: 1 }),
        (keys, lines, text) => {
          const read = LoreEntry.safeParse({ keys, text: `${text} <system_thinking>` });
          if (!read.success) return;
          const found = called([read.data], [...lines, ...keys]);
          expect(found?.text ?? "").not.toMatch(/<system|[\n\r]/u);
        },
      ),
      { numRuns: 500 },
    );
  });
});
