import type { Canvas } from "../canvas.ts";
import { INK, SHADOW, shade } from "../palette.ts";
import { moving, still, type Drawing } from "./drawing.ts";

/** What stands on the quay, and what hangs over heads. */

function net(canvas: Canvas): void {
  for (const x of [1, 29]) {
    canvas.rect(x, 2, 2, 14, INK);
    canvas.rect(x, 3, 1, 12, shade("dock", 4));
  }
  canvas.rect(0, 3, 32, 1, shade("dock", 5));
  canvas.fill((x, y) => {
    if (x < 3 || x > 28 || y < 4) return null;
    const sag = 12 + Math.round(Math.sin((x / 31) * Math.PI) * 3);
    if (y > sag) return null;
    if ((x + y) % 4 === 0 || (x - y + 64) % 4 === 0) return shade("green", 2);
    return null;
  });
  for (const x of [6, 14, 22]) canvas.rect(x, 12, 3, 2, shade("straw", 2));
}

/** Things of the quay, the porch and the boat shed. */
export function outdoors(): Drawing[] {
  return [
    still("bollard", 1, 1, (canvas) => {
      canvas.ellipse(8, 14, 5, 2, SHADOW);
      canvas.rect(5, 5, 6, 10, INK);
      canvas.rect(6, 5, 4, 9, shade("stone", 2));
      canvas.rect(6, 5, 1, 9, shade("stone", 4));
      canvas.ellipse(7.5, 5, 4, 2.4, INK);
      canvas.ellipse(7.5, 4.6, 3, 1.5, shade("stone", 4));
    }),
    still("pots", 1, 1, (canvas) => {
      canvas.rect(1, 4, 14, 11, INK);
      canvas.rect(2, 5, 12, 9, shade("wood", 1));
      for (let x = 2; x < 14; x += 3) canvas.rect(x, 5, 1, 9, shade("straw", 1));
      for (const y of [5, 9, 13]) canvas.rect(2, y, 12, 1, shade("straw", 2));
      canvas.rect(3, 4, 10, 1, shade("straw", 3));
    }),
    still("net-rack", 2, 1, net),
    still("anchor", 1, 1, (canvas) => {
      const iron = shade("stone", 3);
      canvas.rect(7, 2, 2, 12, iron);
      canvas.rect(4, 5, 8, 2, iron);
      canvas.ellipse(7.5, 2, 1.8, 1.8, iron);
      canvas.rect(2, 10, 2, 3, iron);
      canvas.rect(12, 10, 2, 3, iron);
      canvas.rect(3, 12, 10, 2, iron);
      canvas.outline(INK);
    }),
    /* The sign of the inn: a lantern on an iron arm. */
    moving("sign", 1, 2, 700, 2, (canvas, frame) => {
      canvas.rect(2, 2, 12, 2, INK);
      canvas.rect(2, 2, 12, 1, shade("stone", 3));
      canvas.rect(7 + (frame === 0 ? 0 : 1), 4, 1, 3, shade("stone", 2));
      const x = 3 + (frame === 0 ? 0 : 1);
      canvas.rect(x, 7, 10, 13, INK);
      canvas.rect(x + 1, 8, 8, 11, shade("wood", 2));
      canvas.rect(x + 3, 10, 4, 6, shade("amber", 4));
      canvas.rect(x + 4, 11, 2, 4, shade("amber", 5));
      canvas.rect(x + 2, 9, 6, 1, shade("linen", 4));
      canvas.rect(x + 2, 16, 6, 1, shade("linen", 4));
    }),
    /* The great lantern on its hook, cold tonight. */
    still("great-lantern", 1, 2, (canvas) => {
      canvas.rect(1, 0, 2, 32, INK);
      canvas.rect(1, 0, 1, 31, shade("wood", 4));
      canvas.rect(1, 1, 10, 2, INK);
      canvas.rect(1, 1, 10, 1, shade("stone", 4));
      canvas.rect(9, 3, 1, 4, shade("stone", 4));
      canvas.rect(6, 7, 8, 2, shade("stone", 2));
      canvas.rect(4, 9, 12, 2, INK);
      canvas.rect(5, 9, 10, 1, shade("stone", 4));
      canvas.rect(4, 11, 12, 13, INK);
      canvas.rect(5, 11, 10, 12, shade("night", 2));
      canvas.rect(6, 12, 3, 10, shade("night", 4));
      canvas.rect(6, 12, 1, 8, shade("night", 6));
      canvas.rect(10, 11, 1, 12, shade("stone", 2));
      canvas.rect(11, 18, 2, 4, shade("linen", 2));
      canvas.rect(4, 23, 12, 2, shade("stone", 3));
      canvas.rect(4, 25, 12, 1, INK);
    }),
    still("porch-post", 1, 2, (canvas) => {
      canvas.rect(5, 29, 7, 2, SHADOW);
      canvas.rect(5, 0, 6, 30, INK);
      canvas.rect(6, 0, 4, 29, shade("wood", 3));
      canvas.rect(6, 0, 1, 29, shade("wood", 5));
      canvas.rect(4, 0, 8, 2, shade("wood", 4));
      canvas.rect(4, 28, 8, 2, shade("wood", 2));
    }),
    still("pole", 1, 2, (canvas) => {
      canvas.rect(5, 30, 6, 2, SHADOW);
      canvas.rect(7, 0, 2, 31, INK);
      canvas.rect(7, 0, 1, 30, shade("stone", 4));
      canvas.rect(6, 28, 4, 3, shade("stone", 2));
      canvas.rect(8, 3, 5, 2, shade("stone", 3));
      canvas.rect(12, 5, 1, 3, shade("stone", 3));
    }),
    still("flagstaff", 1, 3, (canvas) => {
      canvas.rect(4, 45, 8, 2, SHADOW);
      canvas.rect(7, 1, 2, 45, INK);
      canvas.rect(7, 1, 1, 44, shade("linen", 2));
      canvas.rect(3, 9, 10, 1, shade("linen", 1));
      canvas.rect(6, 0, 4, 2, shade("amber", 2));
      canvas.rect(9, 10, 1, 30, shade("linen", 0));
    }),
    still("winch", 1, 1, (canvas) => {
      canvas.rect(1, 6, 14, 9, INK);
      canvas.rect(2, 7, 3, 7, shade("wood", 4));
      canvas.rect(11, 7, 3, 7, shade("wood", 4));
      canvas.rect(5, 7, 6, 6, shade("straw", 1));
      for (const y of [7, 9, 11]) canvas.rect(5, y, 6, 1, shade("straw", 3));
      canvas.rect(14, 3, 1, 7, shade("stone", 4));
      canvas.rect(12, 3, 3, 1, shade("stone", 4));
    }),
    ...[1, 2].map((columns) =>
      still(`nets-${columns}`, columns, 1, (canvas) => {
        const width = columns * 16;
        canvas.ellipse(width / 2 - 0.5, 10, width / 2 - 1, 5.5, INK);
        canvas.ellipse(width / 2 - 0.5, 9.6, width / 2 - 2, 4.6, shade("green", 1));
        canvas.fill((x, y) =>
          canvas.get(x, y) === shade("green", 1) && ((x + y) % 4 === 0 || (x - y + 64) % 4 === 0)
            ? shade("green", 3)
            : null,
        );
        for (let x = 4; x < width - 3; x += 7)
          canvas.rect(x, 10 + (x % 3), 3, 2, shade("straw", 2));
      }),
    ),
    /* A lantern on a chain from a beam. */
    moving("lantern", 1, 1, 380, 2, (canvas, frame) => {
      canvas.rect(7, 0, 1, 4, shade("stone", 2));
      canvas.rect(4, 4, 8, 1, INK);
      canvas.rect(5, 5, 6, 7, INK);
      canvas.rect(6, 5, 4, 6, shade("amber", 4));
      canvas.rect(6 + frame, 7, 3, 3, shade("amber", 5));
      canvas.rect(4, 12, 8, 1, INK);
      canvas.rect(4, 4, 8, 1, shade("stone", 3));
    }),
  ];
}
