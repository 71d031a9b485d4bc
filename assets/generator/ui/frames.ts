import { Canvas } from "../canvas.ts";
import { INK, shade } from "../palette.ts";

/** Frames that stretch: nine slices of eight pixels each. */

/** The side of one slice in pixels. */
export const SLICE = 8;
const SIDE = SLICE * 3;

/** Dark ship's oak with brass at its corners, around the panels of the page. */
function panel(): Canvas {
  const canvas = new Canvas(SIDE, SIDE);
  canvas.rect(0, 0, SIDE, SIDE, INK);
  canvas.rect(1, 1, 22, 22, shade("wood", 2));
  canvas.rect(1, 1, 22, 1, shade("wood", 4));
  canvas.rect(1, 1, 1, 22, shade("wood", 3));
  canvas.rect(1, 22, 22, 1, shade("wood", 1));
  canvas.rect(3, 3, 18, 18, shade("wood", 0));
  canvas.rect(4, 4, 16, 16, shade("night", 1));
  for (const x of [0, 18]) {
    for (const y of [0, 18]) {
      canvas.rect(x, y, 6, 6, INK);
      canvas.rect(x + 1, y + 1, 4, 4, shade("amber", 1));
      canvas.rect(x + 1, y + 1, 4, 1, shade("amber", 3));
      canvas.rect(x + 1, y + 1, 1, 4, shade("amber", 3));
      canvas.set(x + 2, y + 2, shade("amber", 4));
    }
  }
  return canvas;
}

/** A board to press. */
function button(lit: boolean): Canvas {
  const canvas = new Canvas(SIDE, SIDE);
  canvas.rect(1, 0, 22, 24, INK);
  canvas.rect(0, 1, 24, 22, INK);
  canvas.rect(1, 1, 22, 21, shade("wood", lit ? 4 : 3));
  canvas.rect(1, 1, 22, 2, shade("wood", lit ? 6 : 4));
  canvas.rect(1, 20, 22, 2, shade("wood", lit ? 3 : 2));
  return canvas;
}

/** Lamplit paper for what is said. */
function speech(): Canvas {
  const canvas = new Canvas(SIDE, SIDE);
  canvas.rect(2, 0, 20, 24, INK);
  canvas.rect(0, 2, 24, 20, INK);
  canvas.rect(1, 1, 22, 22, INK);
  canvas.rect(2, 1, 20, 22, shade("linen", 4));
  canvas.rect(1, 2, 22, 20, shade("linen", 4));
  canvas.rect(2, 21, 20, 2, shade("linen", 3));
  return canvas;
}

/** Night blue, thinner, for what is done. */
function action(): Canvas {
  const canvas = new Canvas(SIDE, SIDE);
  canvas.rect(2, 0, 20, 24, shade("night", 5));
  canvas.rect(0, 2, 24, 20, shade("night", 5));
  canvas.rect(1, 1, 22, 22, shade("night", 5));
  canvas.rect(2, 1, 20, 22, shade("night", 1));
  canvas.rect(1, 2, 22, 20, shade("night", 1));
  return canvas;
}

/** For what one alone hears: violet, with a broken edge. */
function whisper(): Canvas {
  const canvas = speech();
  canvas.fill((x, y) => {
    const colour = canvas.get(x, y);
    if (colour === INK) return (x + y) % 4 < 2 ? shade("plum", 3) : shade("plum", 1);
    if (colour === 0) return null;
    return shade("plum", 0);
  });
  return canvas;
}

/** The point of a bubble, towards its speaker below. */
function tail(line: number, fill: number): Canvas {
  const canvas = new Canvas(8, 6);
  for (let y = 0; y < 5; y++) {
    canvas.rect(y, y, 8 - y * 2, 1, fill);
    canvas.set(y, y, line);
    canvas.set(7 - y, y, line);
  }
  canvas.rect(3, 4, 2, 1, line);
  return canvas;
}

/** The sign of the house, for the browser's tab and the title. */
function lantern(scale: number): Canvas {
  const small = new Canvas(16, 16);
  small.rect(6, 0, 4, 1, shade("stone", 4));
  small.rect(5, 1, 1, 2, shade("stone", 4));
  small.rect(10, 1, 1, 2, shade("stone", 4));
  small.rect(4, 3, 8, 1, shade("stone", 3));
  small.rect(3, 4, 10, 1, shade("stone", 2));
  small.rect(4, 5, 8, 8, shade("amber", 3));
  small.rect(5, 6, 6, 6, shade("amber", 4));
  small.rect(6, 8, 4, 4, shade("amber", 5));
  small.rect(4, 5, 1, 8, shade("stone", 1));
  small.rect(11, 5, 1, 8, shade("stone", 1));
  small.rect(4, 11, 8, 2, shade("linen", 4));
  small.rect(3, 13, 10, 1, shade("stone", 3));
  small.rect(5, 14, 6, 1, shade("stone", 2));
  small.outline(INK);
  const canvas = new Canvas(16 * scale, 16 * scale);
  canvas.fill((x, y) => small.get(Math.floor(x / scale), Math.floor(y / scale)));
  return canvas;
}

/** Every picture of the interface by its file name. */
export function frames(): ReadonlyMap<string, Canvas> {
  return new Map([
    ["panel", panel()],
    ["button", button(false)],
    ["button-lit", button(true)],
    ["speech", speech()],
    ["action", action()],
    ["whisper", whisper()],
    ["speech-tail", tail(INK, shade("linen", 3))],
    ["action-tail", tail(shade("night", 5), shade("night", 1))],
    ["whisper-tail", tail(shade("plum", 3), shade("plum", 0))],
    ["lantern", lantern(4)],
  ]);
}
