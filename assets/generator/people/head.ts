import type { Canvas, Legend } from "../canvas.ts";
import { INK, shade } from "../palette.ts";
import { tones, type Look } from "./looks.ts";

/** The heads of figures, twelve pixels square, with hair, hats and beards. */

const HEAD: Readonly<Record<"down" | "up" | "side", readonly string[]>> = {
  down: [
    "...oooooo...",
    "..oghhhhHo..",
    ".oghhhhhhHo.",
    ".ohhhhhhhHo.",
    ".ohhhsshhHo.",
    ".ohlssssdHo.",
    ".oslessedso.",
    ".odsessesdo.",
    "..osssssdo..",
    "...oddddo...",
  ],
  up: [
    "...oooooo...",
    "..oghhhhHo..",
    ".oghhhhhhHo.",
    ".oghhhhhhHo.",
    ".ohhhhhhhHo.",
    ".ohhhhhhhHo.",
    ".ohhhhhhHHo.",
    ".odhhhhhHdo.",
    "..ohhhhHHo..",
    "...oHHHHo...",
  ],
  side: [
    "...oooooo...",
    "..oghhhhho..",
    ".oghhhhhhho.",
    ".ohhhhhhhho.",
    ".oHhhhhsslo.",
    ".oHhhhsssso.",
    ".oHHhdssseo.",
    ".oHHsdssseso",
    "..oHdsssso..",
    "...oddddo...",
  ],
};

function legendOf(look: Look): Legend {
  const hair = tones(look.hair);
  return {
    o: INK,
    h: hair.base,
    H: hair.dark,
    g: hair.light,
    s: shade("skin", look.skin),
    d: shade("skin", look.skin - 1),
    l: shade("skin", look.skin + 1),
    e: look.eyes === "white" ? shade("linen", 4) : shade("night", 1),
  };
}

/** Draws the head with hair, hat and beard; `x`, `y` its top left corner in a square of twelve. */
export function head(
  canvas: Canvas,
  look: Look,
  side: "down" | "up" | "side",
  x: number,
  y: number,
): void {
  const legend = legendOf(look);
  const hair = tones(look.hair);
  const skin = shade("skin", look.skin);
  const dark = shade("skin", look.skin - 1);
  if (look.cut === "long" || look.cut === "queue") {
    const back = side === "up";
    if (look.cut === "long") {
      canvas.rect(x + 1, y + 4, 10, 9, INK);
      canvas.rect(x + 2, y + 4, 8, 8, back ? hair.base : hair.dark);
    } else if (back) canvas.rect(x + 5, y + 9, 2, 7, hair.base);
    else if (side === "side") canvas.rect(x, y + 8, 2, 6, hair.dark);
  }
  canvas.art(x, y, HEAD[side], legend);
  if (look.cut === "bun" || look.cut === "topknot") {
    const bx = side === "side" ? x + 1 : x + 4;
    canvas.rect(bx, y - 2, 4, 4, INK);
    canvas.rect(bx + 1, y - 1, 2, 2, hair.light);
    if (look.mark === "pin") canvas.rect(bx - 1, y, 6, 1, shade("green", 3));
    if (look.mark === "ring") canvas.rect(bx, y, 4, 1, shade("linen", 4));
  }
  if (look.cut === "curls") {
    for (const [cx, cy] of [
      [1, 2],
      [2, 0],
      [5, -1],
      [8, 0],
      [10, 2],
      [10, 5],
      [1, 5],
    ] as const) {
      canvas.rect(x + cx - 1, y + cy, 3, 3, hair.base);
      canvas.set(x + cx - 1, y + cy, hair.light);
    }
  }
  if (look.cut === "cropped" && side !== "up") {
    canvas.rect(x + 3, y + 3, side === "side" ? 7 : 6, 1, skin);
    canvas.rect(x + 3, y + 3, 1, 1, hair.base);
  }
  if (look.cut === "bald") {
    canvas.rect(x + 3, y + 1, 6, 3, skin);
    canvas.rect(x + 4, y + 1, 3, 1, shade("skin", look.skin + 1));
    canvas.rect(x + 3, y + 4, 6, 1, side === "up" ? dark : skin);
  }
  if (side !== "up") beard(canvas, look, side, x, y);
  if (look.mark === "scar" && side === "down") canvas.set(x + 4, y + 5, shade("red", 3));
  if (look.age === "young" && side === "down") {
    canvas.set(x + 3, y + 8, shade("red", 4));
    canvas.set(x + 8, y + 8, shade("red", 4));
  }
  hat(canvas, look, side, x, y);
}

function beard(canvas: Canvas, look: Look, side: "down" | "side", x: number, y: number): void {
  const { base, dark, light } = tones(look.hair);
  const front = side === "down";
  switch (look.beard) {
    case "none":
      return;
    case "full":
      canvas.rect(x + (front ? 2 : 5), y + 8, front ? 8 : 5, 2, base);
      canvas.rect(x + (front ? 3 : 5), y + 10, front ? 6 : 4, 1, dark);
      if (front) canvas.rect(x + 5, y + 8, 2, 1, dark);
      return;
    case "whiskers":
      if (front) {
        canvas.rect(x + 2, y + 6, 1, 3, light);
        canvas.rect(x + 9, y + 6, 1, 3, base);
        canvas.rect(x + 3, y + 8, 1, 1, light);
        canvas.rect(x + 8, y + 8, 1, 1, base);
      } else canvas.rect(x + 5, y + 6, 2, 3, base);
      return;
    case "goatee":
      canvas.rect(x + (front ? 5 : 8), y + 9, 2, 3, base);
      canvas.rect(x + (front ? 4 : 7), y + 8, front ? 4 : 3, 1, light);
      return;
    case "moustache":
      canvas.rect(x + (front ? 4 : 7), y + 8, front ? 4 : 3, 1, dark);
  }
}

function hat(canvas: Canvas, look: Look, side: "down" | "up" | "side", x: number, y: number): void {
  const { base, dark, light } = tones(look.hatCloth);
  switch (look.hat) {
    case "none":
      return;
    case "peaked":
      canvas.rect(x + 1, y - 1, 10, 4, INK);
      canvas.rect(x + 2, y, 8, 2, base);
      canvas.rect(x + 2, y, 4, 1, light);
      if (side !== "up") canvas.rect(x + (side === "side" ? 6 : 2), y + 3, 8, 1, INK);
      return;
    case "sou'wester":
      canvas.rect(x + 2, y - 1, 8, 4, INK);
      canvas.rect(x + 3, y, 6, 3, base);
      canvas.rect(x + 3, y, 3, 1, light);
      canvas.rect(x - (side === "side" ? 1 : 0), y + 3, 12, 2, INK);
      canvas.rect(x + 1 - (side === "side" ? 1 : 0), y + 3, 10, 1, dark);
      if (side === "up") canvas.rect(x + 1, y + 4, 10, 4, base);
      return;
    case "knitted":
      canvas.rect(x + 2, y - 1, 8, 5, INK);
      canvas.rect(x + 3, y, 6, 2, base);
      canvas.rect(x + 3, y, 3, 1, light);
      canvas.rect(x + 2, y + 2, 8, 2, dark);
      for (let i = 0; i < 8; i += 2) canvas.set(x + 2 + i, y + 2, light);
      canvas.rect(x + 5, y - 2, 2, 2, light);
      return;
    case "wide":
      canvas.rect(x + 2, y - 2, 8, 4, INK);
      canvas.rect(x + 3, y - 1, 6, 3, base);
      canvas.rect(x + 3, y + 1, 6, 1, shade("red", 2));
      canvas.rect(x - 1, y + 2, 14, 2, INK);
      canvas.rect(x, y + 2, 12, 1, light);
      return;
    case "shawl":
      canvas.rect(x + 1, y - 1, 10, 3, INK);
      canvas.rect(x + 2, y, 8, 2, base);
      canvas.rect(x + 3, y, 4, 1, light);
      canvas.rect(x + 1, y + 2, 2, 8, base);
      canvas.rect(x + (side === "side" ? 1 : 9), y + 2, side === "side" ? 4 : 2, 8, dark);
      if (side === "up") canvas.rect(x + 2, y + 2, 8, 8, base);
      return;
    case "scarf":
      canvas.rect(x + 2, y + 2, 8, 2, base);
  }
}
