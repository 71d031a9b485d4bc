import type { Canvas } from "../canvas.ts";
import { INK, shade } from "../palette.ts";
import { still, type Drawing } from "./drawing.ts";

/** What the harbour is known by. */

/** The lifeboat on her cradle, from above: white strakes, a blue band, oars laid in. */
function lifeboat(canvas: Canvas): void {
  for (let y = 0; y < 46; y++) {
    const t = (y - 20) / 24;
    const half = Math.round(13 * Math.sqrt(Math.max(0, 1 - t * t * 0.9)) - (y < 4 ? 4 - y : 0));
    if (half <= 1) continue;
    canvas.rect(16 - half, y, half * 2, 1, INK);
    canvas.rect(17 - half, y, half * 2 - 2, 1, shade("linen", 4));
    if (half > 5) {
      canvas.rect(19 - half, y, half * 2 - 6, 1, shade("night", 4));
      canvas.rect(20 - half, y, half * 2 - 8, 1, shade("wood", 4));
    }
  }
  for (const y of [10, 20, 30]) {
    canvas.rect(6, y, 20, 4, INK);
    canvas.rect(6, y, 20, 3, shade("wood", 5));
  }
  canvas.rect(11, 5, 1, 32, shade("wood", 6));
  canvas.rect(20, 7, 1, 32, shade("wood", 6));
  canvas.rect(15, 2, 2, 4, shade("straw", 2));
  canvas.rect(2, 44, 28, 3, INK);
  canvas.rect(3, 44, 26, 2, shade("wood", 2));
}

/** Skarn Light: white to the gallery, black with soot above it, its lamp dark, its door sealed with lead. */
function tower(canvas: Canvas): void {
  const middle = 39.5;
  for (let y = 30; y < 112; y++) {
    const half = 25 + ((y - 30) / 82) * 12;
    for (let x = Math.round(middle - half); x <= Math.round(middle + half); x++) {
      const d = (x - middle) / half;
      const course = Math.floor(y / 5);
      const joint = y % 5 === 4 || (x + (course % 2) * 4 + 80) % 9 === 0;
      const lit = d < -0.86 ? 1 : d < -0.55 ? 3 : d < -0.1 ? 4 : d < 0.4 ? 3 : d < 0.75 ? 2 : 1;
      const soot = 38 + ((x * 7) % 11) - Math.abs(d) * 4;
      if (y < soot) canvas.set(x, y, shade("stone", Math.max(0, lit - (y < soot - 5 ? 3 : 2))));
      else canvas.set(x, y, shade("linen", joint ? lit - 2 : lit - 1));
    }
    canvas.set(Math.round(middle - half), y, INK);
    canvas.set(Math.round(middle + half), y, INK);
  }
  canvas.rect(8, 26, 64, 6, INK);
  canvas.rect(9, 27, 62, 2, shade("stone", 3));
  canvas.rect(9, 29, 62, 2, shade("stone", 1));
  for (let x = 10; x < 71; x += 6) canvas.rect(x, 20, 1, 7, shade("stone", 3));
  canvas.rect(9, 20, 62, 1, shade("stone", 4));
  canvas.rect(20, 6, 40, 20, INK);
  canvas.rect(22, 8, 36, 17, shade("night", 1));
  canvas.rect(24, 9, 6, 15, shade("night", 3));
  canvas.rect(25, 10, 2, 12, shade("night", 5));
  canvas.rect(36, 11, 8, 13, shade("night", 2));
  canvas.rect(38, 13, 4, 9, shade("night", 4));
  for (const x of [22, 31, 40, 49, 57]) canvas.rect(x, 8, 1, 17, shade("stone", 2));
  canvas.rect(22, 16, 36, 1, shade("stone", 1));
  for (let y = 0; y < 7; y++) {
    const half = 4 + y * 3;
    canvas.rect(
      Math.round(middle - half),
      y,
      half * 2,
      1,
      y === 6 ? INK : shade("stone", y < 2 ? 3 : 2),
    );
    canvas.rect(Math.round(middle - half), y, 3, 1, shade("stone", 4));
  }
  canvas.rect(34, 66, 11, 13, INK);
  canvas.rect(35, 67, 9, 11, shade("stone", 5));
  canvas.rect(36, 68, 7, 10, shade("night", 1));
  canvas.rect(37, 69, 2, 7, shade("night", 3));
  canvas.ellipse(middle, 94, 11, 9, INK);
  canvas.rect(29, 94, 22, 18, INK);
  canvas.ellipse(middle, 94, 10, 8, shade("stone", 5));
  canvas.rect(30, 94, 20, 18, shade("stone", 5));
  canvas.ellipse(middle, 95, 8, 7, INK);
  canvas.rect(32, 95, 16, 17, INK);
  canvas.ellipse(middle, 96, 7, 7, shade("green", 1));
  canvas.rect(33, 96, 14, 16, shade("green", 1));
  for (const x of [36, 40, 44]) canvas.rect(x, 90, 1, 22, shade("green", 0));
  canvas.rect(33, 97, 14, 2, shade("stone", 2));
  canvas.rect(33, 106, 14, 2, shade("stone", 2));
  canvas.rect(38, 101, 5, 4, shade("stone", 5));
  canvas.rect(39, 102, 3, 2, shade("stone", 3));
}

/** The lifeboat and the lighthouse. */
export function landmarks(): Drawing[] {
  return [still("lifeboat", 2, 3, lifeboat), still("tower", 5, 7, tower)];
}
