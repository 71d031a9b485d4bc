import * as fc from "fast-check";
import { expect, test } from "vitest";
import { placeBubble, type Box } from "../../../client/plugin/bubble-place.ts";

const view: Box = { left: 0, right: 800, top: 0, bottom: 600 };
const size = { width: 200, height: 60, tail: 9, margin: 6, tag: 20, clear: 6 };
const overlap = (a: Box, b: Box) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

test("[U11] a bubble hangs above its speaker's head, its tail between them", () => {
  const { box, below } = placeBubble(
    { head: { x: 400, y: 300 }, feet: 332, view, taken: [] },
    size,
  );
  expect([box, below]).toEqual([{ left: 300, right: 500, top: 231, bottom: 291 }, false]);
});

test("[U11] without room above it hangs below the feet and the name", () => {
  const { box, below } = placeBubble({ head: { x: 400, y: 20 }, feet: 52, view, taken: [] }, size);
  expect(below).toBe(true);
  expect(box.top).toBe(52 + size.tail + size.tag);
});

test("[U11] a second bubble hangs beside the first", () => {
  const first = placeBubble({ head: { x: 400, y: 300 }, feet: 332, view, taken: [] }, size);
  const taken = [first.box];
  const second = placeBubble({ head: { x: 420, y: 310 }, feet: 342, view, taken }, size);
  expect(overlap(first.box, second.box)).toBe(false);
});

test("[U11] wherever someone stands, the bubble is within the picture", () => {
  const place = fc.integer({ min: -2000, max: 3000 });
  fc.assert(
    fc.property(place, place, (x, y) => {
      const { box } = placeBubble({ head: { x, y }, feet: y + 32, view, taken: [] }, size);
      expect(box.left).toBeGreaterThanOrEqual(view.left);
      expect(box.right).toBeLessThanOrEqual(view.right);
      expect(box.right - box.left).toBe(size.width);
      expect(box.bottom - box.top).toBe(size.height);
    }),
  );
});
