import { Canvas } from "../canvas.ts";
import { FAINT, INK, SHADOW, shade } from "../palette.ts";
import { head } from "./head.ts";
import { tones, type Look } from "./looks.ts";

/** One person on the map: 16 × 24 pixels, four facings, a walk of four steps and two poses. */

/** One frame, in pixels. */
export const FIGURE = { width: 16, height: 24 } as const;
/** The rows of a sheet. */
export const FACINGS = ["down", "up", "left", "right"] as const;
/** The name of a row. */
export type Facing = (typeof FACINGS)[number];

/** The columns of a sheet: four steps of a walk, the first of them standing; an arm raised; the head bent. */
export const POSES = ["stand", "step-left", "pass", "step-right", "raise", "bend"] as const;
/** The name of a column. */
export type Pose = (typeof POSES)[number];

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
