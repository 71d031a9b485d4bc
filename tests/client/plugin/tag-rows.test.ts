import { expect, test } from "vitest";
import { tagShifts } from "../../../client/plugin/tag-rows.ts";

const tag = (x: number, y: number, width = 60, height = 10) => ({ x, y, width, height });

test("[C38] names that do not touch stay where they are", () => {
  expect(tagShifts([])).toEqual([]);
  expect(tagShifts([tag(0, 0), tag(61, 0), tag(0, 10)])).toEqual([0, 0, 0]);
});

test("[C38] of two names at one place the later moves down by a row, the higher one stays", () => {
  expect(tagShifts([tag(0, 0), tag(20, 0)])).toEqual([0, 10]);
  expect(tagShifts([tag(20, 4), tag(0, 0)])).toEqual([6, 0]);
});

test("[C38] a whole crowd is spread over a few rows and none is lost far from its body", () => {
  const shifts = tagShifts(Array.from({ length: 12 }, (_, i) => tag(i * 5, (i * 7) % 9)));
  expect(shifts).toHaveLength(12);
  for (const shift of shifts) expect(shift).toBeLessThanOrEqual(40);
  expect(tagShifts([tag(0, 0), tag(0, 0), tag(0, 0)])).toEqual([0, 10, 20]);
});
