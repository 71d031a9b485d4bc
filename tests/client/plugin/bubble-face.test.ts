import * as fc from "fast-check";
import type * as Phaser from "phaser";
import { expect, test } from "vitest";
import { BubbleFace, faceOf, faceTop, insideOf } from "../../../client/plugin/bubble-face.ts";
import { placeBubble, type Box } from "../../../client/plugin/bubble-place.ts";

const sprite = "portrait-0123456789abcdef0123456789abcdef";
const texture = "token:/portraits/0123456789abcdef0123456789abcdef.png";
const padding = { x: 11, y: 7 };
const LINE = 20;

test("[ST156] only a persona whose portrait came has a face in its bubble", () => {
  const came = (key: string) => key === texture;
  expect(faceOf({ kind: "persona", sprite }, came)).toBe(texture);
  expect(faceOf({ kind: "persona", sprite }, () => false)).toBeNull();
  expect(faceOf({ kind: "player", sprite }, came)).toBeNull();
  expect(faceOf({ kind: "persona", sprite: "innkeeper" }, () => true)).toBeNull();
  expect(faceOf({ kind: "persona", sprite: "portrait-../../etc" }, () => true)).toBeNull();
});

test("[ST156] a face lies within its bubble and on no word, above a head and below the feet", () => {
  const size = fc.integer({ min: 0, max: 400 });
  const line = fc.integer({ min: 4, max: 40 });
  fc.assert(
    fc.property(size, size, line, fc.boolean(), (width, height, letters, below) => {
      const { face, text, ...outer } = insideOf({ width, height }, padding, letters, true);
      const box: Box = { left: 0, right: outer.width, top: 0, bottom: outer.height };
      const top = faceTop(box, below, face?.side ?? 0, padding.y);
      expect(face?.x).toBeGreaterThanOrEqual(padding.x);
      expect((face?.x ?? 0) + (face?.side ?? 0)).toBeLessThan(text.x);
      expect(text.x + width).toBeCloseTo(outer.width - padding.x);
      expect(text.y + height).toBeLessThanOrEqual(outer.height - padding.y);
      expect(top).toBeGreaterThanOrEqual(padding.y);
      expect(top + (face?.side ?? 0)).toBeLessThanOrEqual(outer.height - padding.y + 1e-9);
    }),
  );
});

test("[ST156] while words come, the face stays where it is and the words begin where they began", () => {
  const view: Box = { left: 0, right: 800, top: 0, bottom: 600 };
  const room = { tail: 9, margin: 6, tag: 20, clear: 6 };
  const hung = (y: number, lines: number) => {
    const { face, text, ...outer } = insideOf(
      { width: 240, height: LINE * lines },
      padding,
      LINE,
      true,
    );
    const place = { head: { x: 400, y }, feet: y + 32, view, taken: [] };
    const { box, below } = placeBubble(place, { ...room, ...outer });
    return { x: box.left + text.x, face: faceTop(box, below, face?.side ?? 0, padding.y) };
  };
  for (const y of [300, 4]) {
    const first = hung(y, 1);
    for (const lines of [2, 3, 4, 5]) expect(hung(y, lines)).toEqual(first);
  }
});

test("[ST156] a bubble without a face is as large as its words", () => {
  expect(insideOf({ width: 120, height: 20 }, padding, LINE, false)).toEqual({
    width: 142,
    height: 34,
    text: { x: 11, y: 7 },
    face: null,
  });
});

test("[ST156] a bubble that is used again shows the next speaker's face, or none", () => {
  const seen = { made: 0, texture: "", visible: false };
  const image = {
    setOrigin: () => image,
    setDepth: () => image,
    setTexture(key: string) {
      seen.texture = key;
      return image;
    },
    setVisible(visible: boolean) {
      seen.visible = visible;
      return image;
    },
  };
  const add = {
    image() {
      seen.made += 1;
      return image;
    },
  };
  const face = new BubbleFace({ add } as unknown as Phaser.Scene, 1);
  face.take(null);
  expect([seen.made, face.here]).toEqual([0, false]);
  face.take("a");
  face.take("b");
  expect([seen, face.here]).toEqual([{ made: 1, texture: "b", visible: true }, true]);
  face.take(null);
  expect([seen.visible, face.here]).toEqual([false, false]);
});
