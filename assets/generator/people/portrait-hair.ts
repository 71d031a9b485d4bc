import { Canvas } from "../canvas.ts";
import { INK, shade } from "../palette.ts";
import type { Look } from "./looks.ts";
import { PORTRAIT, round } from "./shading.ts";

/** Hair, beards and hats of portraits; `y` is the middle of the eyes. */

/** Hair on cheeks, lip and chin. */
export function beard(canvas: Canvas, look: Look, y: number): void {
  const { ramp, tone } = look.hair;
  if (look.beard === "full") {
    const full = new Canvas(PORTRAIT, PORTRAIT);
    round(full, { cx: 23.5, cy: y + 9, rx: 10.5, ry: 8 }, ramp, tone, (_x, py) => py > y + 4);
    full.rect(19, y + 7, 9, 1, shade(ramp, tone - 1));
    canvas.lay(full, 0, 0);
    canvas.rect(20, y + 9, 7, 1, shade("red", 2));
    for (let x = 15; x < 33; x += 3) canvas.rect(x, y + 12, 1, 3, shade(ramp, tone - 1));
  }
  if (look.beard === "whiskers") {
    for (const cx of [13.5, 33.5]) {
      round(canvas, { cx, cy: y + 4, rx: 2.6, ry: 6 }, ramp, tone - (cx > 24 ? 1 : 0));
    }
    canvas.rect(15, y + 8, 2, 2, shade(ramp, tone));
    canvas.rect(30, y + 8, 2, 2, shade(ramp, tone - 1));
  }
  if (look.beard === "goatee") {
    round(canvas, { cx: 23.5, cy: y + 14, rx: 3.5, ry: 6 }, ramp, tone);
    canvas.rect(19, y + 6, 9, 1, shade(ramp, tone));
    canvas.rect(18, y + 7, 2, 3, shade(ramp, tone));
    canvas.rect(27, y + 7, 2, 3, shade(ramp, tone - 1));
  }
  if (look.beard === "moustache") {
    canvas.rect(18, y + 6, 11, 2, shade(ramp, tone));
    canvas.rect(17, y + 7, 2, 2, shade(ramp, tone));
    canvas.rect(28, y + 7, 2, 2, shade(ramp, tone - 1));
  }
}

/** Hair that falls behind the head. */
export function hairBehind(canvas: Canvas, look: Look, y: number): void {
  const { ramp, tone } = look.hair;
  const back = new Canvas(PORTRAIT, PORTRAIT);
  if (look.cut === "long") round(back, { cx: 23.5, cy: y + 4, rx: 14, ry: 18 }, ramp, tone - 0.6);
  if (look.cut === "queue") {
    round(back, { cx: 23.5, cy: y - 2, rx: 13, ry: 13 }, ramp, tone - 0.4);
    back.rect(34, y + 6, 4, 16, shade(ramp, tone));
  }
  if (look.cut === "curls") {
    for (let i = 0; i < 14; i++) {
      const angle = Math.PI * (0.85 + (i / 13) * 1.3);
      const at = { cx: 23.5 + Math.cos(angle) * 12, cy: y - 2 + Math.sin(angle) * 11 };
      round(back, { ...at, rx: 4.5, ry: 4.5 }, ramp, tone + (i % 2) * 0.6);
    }
  }
  if (look.cut === "bun" || look.cut === "topknot") {
    round(back, { cx: look.cut === "bun" ? 30 : 23.5, cy: y - 15, rx: 6, ry: 5 }, ramp, tone);
  }
  back.outline(INK);
  canvas.lay(back, 0, 0);
  if (look.mark === "ring") canvas.rect(23, y - 17, 14, 1, shade("linen", 4));
  if (look.mark === "pin") canvas.rect(22, y - 16, 16, 1, shade("green", 3));
}

/** Hair over the brow. */
export function hairFront(canvas: Canvas, look: Look, y: number): void {
  const { ramp, tone } = look.hair;
  if (look.cut === "bald") return;
  const line = look.cut === "cropped" ? -7 : -6;
  const cap = new Canvas(PORTRAIT, PORTRAIT);
  const fringe = (x: number, py: number) => {
    const d = Math.abs(x - 20) / 14;
    const sides = x < 15 || x > 32 ? (look.cut === "cropped" ? -2 : 3) : 0;
    const ragged = look.cut === "cropped" ? (x % 3 === 0 ? 1 : 0) : 0;
    return py < y + line + d * d * 3 + sides + ragged;
  };
  round(cap, { cx: 23.5, cy: y - 4, rx: 12, ry: 10.5 }, ramp, tone, fringe);
  cap.outline(INK);
  canvas.lay(cap, 0, 0);
  for (let i = 0; i < 5; i++)
    canvas.rect(15 + i * 3, y - 12 + (i % 2), 2, 1, shade(ramp, tone + 1));
}

/** What is worn on the head. */
export function hat(canvas: Canvas, look: Look, y: number): void {
  const { ramp, tone } = look.hatCloth;
  const drawn = new Canvas(PORTRAIT, PORTRAIT);
  const above = (line: number) => (_x: number, py: number) => py < line;
  switch (look.hat) {
    case "none":
    case "scarf":
      return;
    case "peaked":
      round(drawn, { cx: 23.5, cy: y - 8, rx: 14, ry: 8 }, ramp, tone, above(y - 5));
      drawn.rect(12, y - 6, 24, 2, INK);
      break;
    case "sou'wester":
      round(drawn, { cx: 23.5, cy: y - 7, rx: 12, ry: 11 }, ramp, tone, above(y - 5));
      round(drawn, { cx: 23.5, cy: y - 5, rx: 17, ry: 4 }, ramp, tone - 0.4);
      break;
    case "knitted":
      round(drawn, { cx: 23.5, cy: y - 6, rx: 12.5, ry: 11 }, ramp, tone, above(y - 6));
      for (let x = 12; x < 36; x++)
        drawn.rect(x, y - 8, 1, 4, shade(ramp, tone + (x % 3 === 0 ? -1 : 1)));
      round(drawn, { cx: 23.5, cy: y - 18, rx: 3.5, ry: 3 }, ramp, tone + 1);
      break;
    case "wide":
      round(drawn, { cx: 23.5, cy: y - 10, rx: 10.5, ry: 9 }, ramp, tone, above(y - 6));
      drawn.rect(13, y - 9, 21, 2, shade("red", 2));
      round(drawn, { cx: 23.5, cy: y - 6, rx: 20, ry: 3 }, ramp, tone);
      break;
    case "shawl":
      round(drawn, { cx: 23.5, cy: y + 2, rx: 15.5, ry: 19 }, ramp, tone, (x, py) => {
        const dx = (x - 23.5) / 9.6;
        const dy = (py - y - 2) / 12;
        return dx * dx + dy * dy > 1;
      });
      break;
  }
  drawn.outline(INK);
  canvas.lay(drawn, 0, 0);
}
