import * as fc from "fast-check";
import { expect, test } from "vitest";
import { facingAlong, stride } from "../../client/plugin/walk.ts";

test("[C11] a drawn body comes nearer with every step and never passes its place", () => {
  const tile = fc.double({ min: 0, max: 5, noNaN: true });
  fc.assert(
    fc.property(tile, tile, tile, tile, fc.integer({ min: 1, max: 100 }), (x, y, gx, gy, ms) => {
      const body = { x, y, still: 0 };
      const before = Math.hypot(gx - x, gy - y);
      stride(body, gx, gy, ms);
      const after = Math.hypot(gx - body.x, gy - body.y);
      expect(after).toBeLessThanOrEqual(before + 1e-9);
      const along = (body.x - x) * (gx - x) + (body.y - y) * (gy - y);
      expect(along).toBeLessThanOrEqual(before * before + 1e-6);
    }),
  );
});

test("[C11] it arrives, and then stands", () => {
  const body = { x: 0, y: 0, still: 0 };
  for (let i = 0; i < 120; i++) stride(body, 3, 0, 16);
  expect(body.x).toBe(3);
  expect(stride(body, 3, 0, 16)).toBe(false);
});

test("[C11] it leaps where nobody could have walked", () => {
  const body = { x: 0, y: 0, still: 0 };
  stride(body, 30, 0, 16);
  expect(body.x).toBe(30);
});

test("[C11] it looks along its way, and keeps its look when it stands", () => {
  expect(facingAlong(0.1, 0, "up")).toBe("right");
  expect(facingAlong(0, -0.1, "down")).toBe("up");
  expect(facingAlong(0, 0, "left")).toBe("left");
});
