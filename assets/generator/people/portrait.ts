import { Canvas, dither } from "../canvas.ts";
import { INK, shade } from "../palette.ts";
import type { Look } from "./looks.ts";
import { beard, hairBehind, hairFront, hat } from "./portrait-hair.ts";
import { PORTRAIT, cloth, round } from "./shading.ts";

/** A person's face by lamplight, for the talk: 48 × 48 pixels, the lamp to the left, the night to the right. */

function backdrop(canvas: Canvas): void {
  canvas.fill((x, y) => {
    const glow = 1 - Math.hypot(x - 4, y - 14) / 34 + (dither(x, y) - 0.5) * 0.3;
    if (glow > 0.62) return shade("wood", 3);
    if (glow > 0.36) return shade("wood", 2);
    if (glow > 0.12) return shade("plum", 1);
    return shade("night", y + dither(x, y) * 10 > 34 ? 1 : 2);
  });
}

function shoulders(canvas: Canvas, look: Look): void {
  const wide = look.broad ? 22 : look.small ? 17 : 19;
  const top = look.small ? 37 : 35;
  const body = new Canvas(PORTRAIT, PORTRAIT);
  round(body, { cx: 23.5, cy: top + 16, rx: wide, ry: 17 }, look.cloth.ramp, look.cloth.tone);
  body.outline(INK);
  canvas.lay(body, 0, 0);
  const line = shade(look.cloth.ramp, look.cloth.tone - 1);
  if (look.dress === "coat" || look.dress === "longcoat" || look.dress === "waistcoat") {
    for (let i = 0; i < 9; i++) {
      canvas.rect(14 + i, top + 1 + i, 2, 2, line);
      canvas.rect(32 - i, top + 1 + i, 2, 2, line);
    }
    for (let y = top + 3; y < PORTRAIT; y++) {
      const open = Math.max(0, 6 - Math.floor((y - top) * 0.8));
      if (open > 0) cloth(canvas, 24 - open, y, open * 2, 1, { ramp: "linen", tone: 2 });
      else canvas.rect(23, y, 2, 1, line);
    }
  }
  if (look.dress === "robe") {
    for (let i = 0; i < 12; i++) {
      canvas.rect(15 + i, top + i, 3, 1, shade(look.cloth.ramp, look.cloth.tone + 1));
      canvas.rect(31 - i, top + i, 3, 1, line);
    }
  }
  if (look.dress === "jersey") {
    for (let x = 12; x < 37; x += 3) canvas.rect(x, top + 5, 1, PORTRAIT - top, line);
    cloth(canvas, 17, top - 2, 14, 5, look.cloth, 1);
    for (let x = 18; x < 31; x += 2) canvas.rect(x, top - 2, 1, 5, line);
  }
  if (look.apron) {
    cloth(canvas, 15, top + 8, 18, PORTRAIT - top - 8, look.apron);
    cloth(canvas, 15, top + 1, 3, 8, look.apron);
    cloth(canvas, 30, top + 1, 3, 8, look.apron, -1);
  }
  if (look.mark === "buttons") {
    for (const y of [top + 6, top + 11]) {
      for (const x of [18, 28]) {
        canvas.rect(x, y, 2, 2, shade("amber", 3));
        canvas.set(x, y, shade("amber", 5));
      }
    }
  }
}

function neck(canvas: Canvas, look: Look): void {
  const low = look.small ? 2 : 0;
  canvas.rect(19, 31 + low, 10, 7, shade("skin", look.skin - 1));
  canvas.rect(20, 31 + low, 4, 7, shade("skin", look.skin));
  canvas.rect(19, 31 + low, 10, 2, shade("skin", look.skin - 2));
}

function throat(canvas: Canvas, look: Look): void {
  const low = look.small ? 2 : 0;
  if (look.scarf) {
    cloth(canvas, 15, 34 + low, 18, 3, look.scarf, 1);
    cloth(canvas, 13, 36 + low, 22, 3, look.scarf);
    cloth(canvas, 14, 39 + low, 20, 1, look.scarf, -1);
    if (look.hat !== "shawl") cloth(canvas, 27, 38 + low, 5, 8, look.scarf);
  }
  if (look.mark === "ring") {
    canvas.rect(21, 37, 1, 4, shade("wood", 1));
    canvas.rect(26, 37, 1, 4, shade("wood", 1));
    canvas.rect(22, 41, 4, 4, shade("amber", 4));
    canvas.rect(23, 42, 2, 2, INK);
  }
}

function face(canvas: Canvas, look: Look, y: number): void {
  const tone = look.skin;
  const dark = shade("skin", tone - 1);
  const deep = shade("skin", tone - 2);
  const light = shade("skin", tone + 1);
  const brow = look.hair.ramp === "night" ? INK : shade(look.hair.ramp, look.hair.tone - 1);
  /* Ears, then the face itself. */
  for (const [x, shadeOf] of [
    [12.5, tone],
    [34.5, tone - 1],
  ] as const) {
    canvas.ellipse(x, y + 1, 2.4, 3.6, INK);
    canvas.ellipse(x, y + 1, 1.5, 2.6, shade("skin", shadeOf));
  }
  const head = new Canvas(PORTRAIT, PORTRAIT);
  const broad = look.broad ? 0.8 : 0;
  round(head, { cx: 23.5, cy: y - 2, rx: 10.5 + broad, ry: 10 }, "skin", tone);
  round(head, { cx: 23.5, cy: y + 3, rx: 9.3 + broad, ry: 9.5 }, "skin", tone);
  head.outline(INK);
  canvas.lay(head, 0, 0);
  /* Brows, eyes, nose, mouth. */
  canvas.rect(16, y - 4, 5, 1, brow);
  canvas.rect(26, y - 4, 5, 1, brow);
  if (look.age === "old") {
    canvas.set(16, y - 5, brow);
    canvas.set(30, y - 5, brow);
    canvas.rect(15, y + 3, 1, 2, dark);
    canvas.rect(31, y + 3, 1, 2, deep);
    canvas.rect(20, y - 8, 7, 1, dark);
  } else canvas.rect(17, y - 5, 3, 1, brow);
  for (const x of [16, 26]) {
    canvas.rect(x, y - 2, 5, 3, dark);
    canvas.rect(x, y - 1, 5, 2, shade("linen", 4));
    canvas.rect(x, y - 2, 5, 1, deep);
    if (look.eyes === "white") {
      canvas.rect(x + 2, y - 1, 2, 2, shade("night", 7));
      canvas.rect(x, y, 5, 1, shade("linen", 3));
    } else {
      canvas.rect(x + 2, y - 1, 2, 2, INK);
      canvas.set(x + 2, y - 1, shade("night", 7));
    }
    if (look.age !== "young") canvas.rect(x + 1, y + 2, 3, 1, dark);
  }
  canvas.rect(22, y + 1, 1, 3, light);
  canvas.rect(24, y, 1, 4, dark);
  canvas.rect(22, y + 4, 4, 1, dark);
  canvas.set(25, y + 4, deep);
  canvas.rect(20, y + 8, 7, 1, deep);
  canvas.rect(21, y + 9, 5, 1, shade("red", 3));
  canvas.rect(22, y + 10, 4, 1, dark);
  if (look.age === "young") {
    canvas.rect(15, y + 4, 3, 2, shade("red", 4));
    canvas.rect(29, y + 4, 2, 2, shade("red", 3));
  }
  if (look.mark === "scar") {
    canvas.rect(18, y - 6, 1, 4, light);
    canvas.rect(18, y - 4, 1, 1, shade("skin", tone));
    canvas.set(19, y - 2, light);
  }
  if (look.name === "tamsin-wenn") {
    for (const [x, dy] of [
      [17, 4],
      [20, 5],
      [27, 5],
      [30, 3],
    ] as const) {
      canvas.set(x, y + dy, dark);
    }
  }
}

/** The portrait of one look. */
export function portrait(look: Look): Canvas {
  const canvas = new Canvas(PORTRAIT, PORTRAIT);
  const y = look.small ? 23 : 21;
  backdrop(canvas);
  hairBehind(canvas, look, y);
  shoulders(canvas, look);
  neck(canvas, look);
  throat(canvas, look);
  face(canvas, look, y);
  hairFront(canvas, look, y);
  hat(canvas, look, y);
  beard(canvas, look, y);
  return canvas;
}
