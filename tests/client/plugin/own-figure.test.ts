import { expect, test } from "vitest";
import type { CastView } from "../../../client/cast-view.ts";
import { OwnFigure, type OwnBody } from "../../../client/plugin/own-figure.ts";

const view: CastView = {
  id: "s-1",
  name: "Ada",
  kind: "player",
  sprite: "",
  appearance: "",
  x: 4,
  y: 2,
  facing: "down",
  status: "idle",
  posture: "standing",
  connected: true,
};
const ground = { tile: 32, origin: { x: 100, y: 0 }, depth: 10 };
const figure = (body: OwnBody | null) => new OwnFigure(view, ground, () => body);

test.each<[string, OwnBody, number, number]>([
  ["a place alone is the middle of a tile", { x: 50, y: 60 }, 44, 76],
  ["a sprite has its own height", { x: 50, y: 60, displayHeight: 48, originY: 0.5 }, 36, 84],
  ["an origin at the feet", { x: 50, y: 60, displayHeight: 48, originY: 1 }, 12, 60],
  ["a container has no height", { x: 50, y: 60, displayHeight: 0, originY: 0.5 }, 44, 76],
])("[U16] of the game's own sprite: %s", (_, body, crown, feet) => {
  expect(figure(body).crown).toEqual({ x: 50, y: crown });
  expect(figure(body).feet).toEqual({ x: 50, y: feet });
});

test.each<[string, OwnBody | null]>([
  ["no sprite yet", null],
  ["no numbers", { x: Number.NaN, y: 3 }],
])("[U16] with %s the bubble hangs where the server says", (_, body) => {
  expect(figure(body).feet).toEqual({ x: 244, y: 92 });
  expect(figure(body).crown).toEqual({ x: 244, y: 60 });
});
