import * as fc from "fast-check";
import { expect, test } from "vitest";
import { RunCounts } from "../../server/roleplay/parser/run-counts.ts";

test("[R9] a key is known as long as it was added more often than taken back", () => {
  const key = fc.tuple(fc.integer({ min: -3, max: 40 }), fc.constantFrom(0, 1, -(2 ** 31)));
  const changes = fc.array(fc.tuple(key, fc.constantFrom(1, 1, -1)), { maxLength: 400 });
  fc.assert(
    fc.property(changes, (list) => {
      const counts = new RunCounts();
      const plain = new Map<string, number>();
      for (const [[high, low], by] of list) {
        counts.change(high, low, by as 1 | -1);
        const name = `${high} ${low}`;
        plain.set(name, Math.max(0, (plain.get(name) ?? 0) + by));
      }
      for (const [name, count] of plain) {
        const [high = 0, low = 0] = name.split(" ").map(Number);
        expect(counts.has(high, low)).toBe(count > 0);
      }
      expect(counts.empty).toBe([...plain.values()].every((count) => count === 0));
      expect(counts.has(99, 99)).toBe(false);
    }),
  );
});

test("[R9] keys that are added and taken back for ever take no more room", () => {
  const counts = new RunCounts();
  for (let n = 0; n < 20_000; n++) {
    counts.change(n, -n, 1);
    expect(counts.has(n, -n)).toBe(true);
    counts.change(n, -n, -1);
  }
  expect(counts.empty).toBe(true);
  expect(counts.has(19_999, -19_999)).toBe(false);
});
