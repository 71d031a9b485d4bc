import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../server/cli/seeded-random.ts";
import { comparable, isDense } from "../../server/roleplay/parser/character-folding.ts";
import { PRIVATE_RUN } from "../../server/roleplay/parser/copy-index.ts";
import { problemsOf, showingOf } from "../../server/roleplay/parser/leak-check.ts";
import { pick } from "../../server/roleplay/parser/tag-disguises.ts";
import {
  CAST,
  hostileTurn,
  OPERATORS,
  type HostileTurn,
} from "../../server/roleplay/parser/tag-mutator.ts";
import {
  createUtteranceParser,
  parseUtterance,
} from "../../server/roleplay/parser/utterance-parser.ts";
import { visibleSegments } from "../../server/roleplay/utterance.ts";
import { politeTurn, THOUGHT } from "../../server/roleplay/parser/well-formed-turn.ts";

const seeds = fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 }));
const options = {
  self: { name: CAST.self, aliases: [] },
  others: CAST.others,
  start: "expected",
} as const;

describe("turns that were mutated", () => {
  test(
    "[R0][R2][R4][R5][R6][R7][R8][R9] nothing private shows, in any cutting, and nothing throws",
    { timeout: 180_000 },
    () => {
      fc.assert(
        fc.property(seeds, (seed) => {
          const random = seededRandom(seed);
          const turn = hostileTurn(random);
          const problems = problemsOf(turn, random);
          if (problems.length > 0)
            throw new Error(`${problems.join("; ")} in ${JSON.stringify(turn)}`);
        }),
        { numRuns: 100_000 },
      );
    },
  );

  test("[R12] every operator is drawn, and most turns still show something", () => {
    const drawn = new Set<string>();
    let silent = 0;
    for (let seed = 0; seed < 3_000; seed++) {
      const turn: HostileTurn = hostileTurn(seededRandom(seed));
      for (const name of turn.operators) drawn.add(name);
      if (visibleSegments(parseUtterance(turn.text, options).utterance).length === 0) silent += 1;
    }
    expect([...drawn].toSorted()).toEqual(
      [...OPERATORS.map(([name]) => name), "cut off"].toSorted(),
    );
    expect(silent).toBeLessThan(1_500);
  });
});

describe("copies in pieces", () => {
  const PARTINGS = [
    "</role_action><role_action>",
    "<role_action>",
    "</role_action>",
    "<b></b>",
    " ",
    ", ",
    "<role_thinking>so</role_thinking>",
  ];
  test("[R9] however a thought is parted when it is said, no 24 letters of it are shown in a row", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = seededRandom(seed);
        const thought = pick(random, THOUGHT).replace("{}", "the grey box by the mill wheel");
        const letters = comparable(thought);
        let said = "Listen, friend. ";
        for (const char of thought)
          said += char + (random() < 0.12 ? PARTINGS[Math.floor(random() * PARTINGS.length)] : "");
        const text = `<system_thinking>x</system_thinking><role_thinking>${thought}</role_thinking>${said}`;
        const turn: HostileTurn = { text, planted: [], recent: [], hidden: [], operators: [] };
        expect(problemsOf(turn, random)).toEqual([]);
        const shown = comparable(showingOf(turn, [text]).shown);
        for (const run of runsOf(letters)) expect(shown).not.toContain(run);
      }),
      { numRuns: 5_000 },
    );
  });
});

/** All runs of 24 letters, a Han character being two. */
function runsOf(letters: string): string[] {
  const points = [...letters];
  return points.flatMap((_, from) => {
    let weight = 0;
    for (let to = from; to < points.length; to++) {
      weight += isDense(points[to] ?? "") ? 2 : 1;
      if (weight >= PRIVATE_RUN) return [points.slice(from, to + 1).join("")];
    }
    return [];
  });
}

describe("turns as they should be", () => {
  test("[R11][R12] everything visible is shown as it was written, and no anomaly is counted", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { text, visible } = politeTurn(seededRandom(seed));
        const parsed = parseUtterance(text, options);
        const shown = visibleSegments(parsed.utterance).map((segment) => segment.text);
        // Neighbouring speech is one segment.
        expect(shown.join("")).toBe(visible.join(""));
        expect(Object.values(parsed.anomalies).every((count) => count === 0)).toBe(true);
        expect(parsed.terminated).toBeNull();
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("any text at all", () => {
  const hostile = fc.stringMatching(
    /^[<>/|&;:_ \n"'=#x0-9a-z\\%\u200b\ud800\udc00《》＜＞]{0,80}$/u,
  );
  test("[R2] never throws, and shows the same in every cutting", () => {
    const show = (chunks: readonly string[]) => {
      let shown = "";
      const parser = createUtteranceParser({
        ...options,
        start: "none",
        onPart: (part) => {
          if (part.type === "speech-delta" || part.type === "action-delta") shown += part.text;
        },
      });
      for (const chunk of chunks) parser.push(chunk);
      parser.end();
      return shown;
    };
    fc.assert(
      fc.property(
        fc.oneof(hostile, fc.string({ unit: "binary", maxLength: 80 })),
        fc.array(fc.nat(80), { maxLength: 6 }),
        (text, cuts) => {
          const places = [0, ...cuts.filter((cut) => cut < text.length), text.length].toSorted(
            (a, b) => a - b,
          );
          const pieces = places.slice(1).map((end, i) => text.slice(places[i], end));
          expect(show(pieces)).toBe(show([text]));
          expect(show([...text].flatMap((point) => point.split("")))).toBe(show([text]));
        },
      ),
      { numRuns: 10_000 },
    );
  });
});
