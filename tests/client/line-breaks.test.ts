import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { breakLines } from "../../client/line-breaks.ts";

const letters = (line: string) => line.length;

describe("line breaks", () => {
  test("[C10] words stay whole where they can", () => {
    expect(breakLines("the road is under water", 9, letters)).toEqual([
      "the road",
      "is under",
      "water",
    ]);
  });

  test("[C10] Chinese breaks between characters, not before a closing mark", () => {
    expect(breakLines("那晚，灯塔熄。", 3, letters)).toEqual(["那晚，", "灯塔", "熄。"]);
  });

  test("[C10] a word wider than a line is cut", () => {
    expect(breakLines("abcdefgh", 3, letters)).toEqual(["abc", "def", "gh"]);
  });

  test("[C10] no line is too wide and no letter is lost", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "b", " ", "风", "，", ".", "\n"),
      maxLength: 80,
    });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (said, width) => {
        const lines = breakLines(said, width, letters);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(Math.max(1, width));
        expect(lines.join("").replaceAll(/\s/g, "")).toBe(said.replaceAll(/\s/g, ""));
      }),
    );
  });
});
