import { Canvas, type Legend } from "../canvas.ts";
import { FAINT, INK, SHADOW, shade } from "../palette.ts";
import type { Cloth, Look } from "./looks.ts";

/** One person on the map: 16 × 24 pixels, four facings, a walk of four steps and two poses. */

export const FIGURE = { width: 16, height: 24 } as const;
export const FACINGS = ["down", "up", "left", "right"] as const;
export type Facing = (typeof FACINGS)[number];

/** The columns of a sheet: four steps of a walk, the first of them standing; an arm raised; the head bent. */
export const POSES = ["stand", "step-left", "pass", "step-right", "raise", "bend"] as const;
export type Pose = (typeof POSES)[number];

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

function tones({ ramp, tone }: Cloth): { base: number; dark: number; light: number } {
  return { base: shade(ramp, tone), dark: shade(ramp, tone - 1), light: shade(ramp, tone + 1) };
}

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

/** Draws the trunk, arms and legs. `top` is the row of the shoulders. */
function body(
  canvas: Canvas,
  look: Look,
  side: "down" | "up" | "side",
  pose: Pose,
  top: number,
): void {
  const cloth = tones(look.cloth);
  const legs = tones(look.legs);
  const skin = shade("skin", look.skin);
  const step = pose === "step-left" ? -1 : pose === "step-right" ? 1 : 0;
  const skirt = look.dress === "gown" || look.dress === "robe";
  const long = look.dress === "longcoat";
  const narrow = side === "side";
  const half = (narrow ? 3 : 4) + (look.broad ? 1 : 0);
  const left = 8 - half;
  const width = half * 2;
  const hem = skirt ? 22 : long ? 20 : 18;

  /* Legs and boots, beneath everything. */
  const boot = shade("wood", 1);
  if (!skirt) {
    if (narrow) {
      const stride = step * 2;
      leg(7 - Math.max(0, stride), step === 0 ? 0 : 1);
      leg(7 + Math.abs(stride), 0);
    } else {
      leg(5, step < 0 ? 1 : 0);
      leg(9, step > 0 ? 1 : 0);
    }
  }
  function leg(x: number, lifted: number): void {
    canvas.rect(x - 1, hem - 1, 4, 24 - hem - lifted, INK);
    canvas.rect(x, hem - 1, 2, 22 - hem - lifted + 1, legs.base);
    canvas.rect(x + 1, hem - 1, 1, 22 - hem - lifted + 1, legs.dark);
    canvas.rect(x, 21 - lifted, 2, 2, boot);
  }

  /* The trunk down to the hem; skirts widen. */
  for (let y = top; y <= hem; y++) {
    const t = (y - top) / Math.max(1, hem - top);
    const flare = skirt ? Math.round(t * 1.6) : long ? Math.round(t * 0.8) : 0;
    const taper = y === top ? 1 : 0;
    const x = left - flare + taper;
    const w = width + flare * 2 - taper * 2;
    canvas.rect(x - 1, y, w + 2, 1, INK);
    canvas.rect(x, y, w, 1, cloth.base);
    canvas.set(x, y, y === top ? cloth.light : cloth.light);
    canvas.rect(x + w - 2, y, 2, 1, cloth.dark);
  }
  canvas.rect(left - (skirt ? 1 : 0), hem + 1, width + (skirt ? 2 : 0), 1, INK);
  if (skirt) {
    const sway = step === 0 ? 0 : step;
    canvas.rect(6 + sway, hem, 1, 1, cloth.dark);
    canvas.rect(9 + sway, hem - 2, 1, 3, cloth.dark);
    if (step !== 0) canvas.rect(step < 0 ? 5 : 9, hem + 1, 3, 1, boot);
  }

  /* Fronts: an apron, buttons, the opening of a coat, a sash. */
  if (side === "down") {
    if (look.dress === "coat" || long) canvas.rect(8, top + 1, 1, hem - top, cloth.dark);
    if (look.dress === "waistcoat") {
      canvas.rect(6, top, 4, 6, shade("wood", 3));
      canvas.rect(7, top, 2, 3, cloth.light);
    }
    if (look.mark === "buttons") {
      for (let y = top + 2; y < hem; y += 2) canvas.set(7, y, shade("amber", 4));
    }
    if (look.dress === "robe") {
      for (let i = 0; i < 4; i++) canvas.set(6 + i, top + i, cloth.dark);
      canvas.rect(left, top + 5, width, 1, shade("wood", 2));
    }
    if (look.apron) {
      const apron = tones(look.apron);
      canvas.rect(6, top + 2, 5, hem - top - 3, apron.base);
      canvas.rect(10, top + 2, 1, hem - top - 3, apron.dark);
      canvas.rect(left, top + 4, width, 1, apron.dark);
      canvas.rect(6, top + 5, 5, 1, apron.light);
    }
  } else if (side === "up" && look.apron) {
    canvas.rect(left, top + 4, width, 1, tones(look.apron).base);
    canvas.rect(7, top + 4, 2, 3, tones(look.apron).base);
  } else if (side === "side" && look.apron) {
    canvas.rect(9, top + 3, 2, hem - top - 3, tones(look.apron).base);
  }

  /* Arms. */
  const swing = narrow ? step : 0;
  const sleeve = look.dress === "gown" && look.apron ? 3 : 5;
  if (narrow) {
    const x = 7 + swing;
    canvas.rect(x - 1, top + 1, 4, 7, cloth.dark);
    canvas.rect(x, top + 1, 2, 5, cloth.base);
    canvas.rect(x, top + 1 + sleeve, 2, 6 - sleeve, skin);
    canvas.rect(x, top + 6, 2, 1, skin);
    if (pose === "raise") {
      canvas.rect(9, top + 1, 5, 4, INK);
      canvas.rect(9, top + 2, 3, 2, cloth.base);
      canvas.rect(12, top + 2, 2, 2, skin);
    }
  } else {
    for (const [x, up] of [
      [left - 2, false],
      [left + width, pose === "raise"],
    ] as const) {
      const lift = (x < 8 ? step : -step) > 0 ? 1 : 0;
      const y = top + 1 - (up ? 5 : 0);
      canvas.rect(x - (x < 8 ? 1 : 0), y, 3, 7 - lift, INK);
      canvas.rect(x, y, 2, sleeve - lift, x < 8 ? cloth.base : cloth.dark);
      if (up) {
        canvas.rect(x, y, 2, 2, skin);
        canvas.rect(x, y + 2, 2, 4, cloth.dark);
      } else canvas.rect(x, y + sleeve - lift, 2, 6 - sleeve, skin);
    }
  }
  if (look.scarf) {
    const scarf = tones(look.scarf);
    canvas.rect(5, top - 1, 6, 2, scarf.base);
    canvas.rect(5, top, 6, 1, scarf.dark);
    if (side === "down") canvas.rect(9, top + 1, 2, 4, scarf.base);
    if (look.hat === "shawl") {
      canvas.rect(left - 1, top + 1, width + 2, 2, scarf.base);
      canvas.rect(left - 1, top + 3, width + 2, 1, scarf.dark);
    }
  }
  if (look.mark === "ring" && side === "down") canvas.set(8, top + 1, shade("amber", 4));
}

/** Draws the head with hair, hat and beard; `x`, `y` its top left corner in a square of twelve. */
function head(
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

function figure(look: Look, facing: Facing, pose: Pose): Canvas {
  const canvas = new Canvas(FIGURE.width, FIGURE.height);
  const side = facing === "left" || facing === "right" ? "side" : facing;
  const low = look.small ? 1 : 0;
  const bob = pose === "step-left" || pose === "step-right" ? 1 : 0;
  const bend = pose === "bend" ? 2 : 0;
  const drawn = new Canvas(FIGURE.width, FIGURE.height);
  body(drawn, look, side, pose, 12 + low - (bend > 0 ? 0 : bob));
  head(drawn, look, side, 2 + (side === "side" && bend > 0 ? 1 : 0), 2 + low + bend - bob);
  /* The shadow lies on the floor and does not bob. */
  for (let x = 3; x < 13; x++) canvas.set(x, 23, x === 3 || x === 12 ? FAINT : SHADOW);
  canvas.lay(drawn, 0, 0, facing === "left");
  return canvas;
}

/** All poses of one person: a column for each pose, a row for each facing. */
export function sheet(look: Look): Canvas {
  const canvas = new Canvas(FIGURE.width * POSES.length, FIGURE.height * FACINGS.length);
  for (const [row, facing] of FACINGS.entries()) {
    for (const [column, pose] of POSES.entries()) {
      canvas.lay(figure(look, facing, pose), column * FIGURE.width, row * FIGURE.height);
    }
  }
  return canvas;
}
