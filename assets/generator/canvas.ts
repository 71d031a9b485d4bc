import { CLEAR } from "./palette.ts";

/** What a letter in a drawing stands for. */
export type Legend = Readonly<Record<string, number>>;

/** A picture of palette indices. Drawing outside of it does nothing. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.data = new Uint8Array(width * height);
  }

  get(x: number, y: number): number {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return CLEAR;
    return this.data[y * this.width + x] ?? CLEAR;
  }

  set(x: number, y: number, colour: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    this.data[y * this.width + x] = colour;
  }

  rect(x: number, y: number, width: number, height: number, colour: number): void {
    for (let j = y; j < y + height; j++) {
      for (let i = x; i < x + width; i++) this.set(i, j, colour);
    }
  }

  /** A rectangle with an outline and a lit top edge, as a plank or a box has. */
  block(
    x: number,
    y: number,
    width: number,
    height: number,
    colours: { line: number; fill: number; lit: number; dim: number },
  ): void {
    this.rect(x, y, width, height, colours.line);
    this.rect(x + 1, y + 1, width - 2, height - 2, colours.fill);
    this.rect(x + 1, y + 1, width - 2, 1, colours.lit);
    this.rect(x + 1, y + height - 2, width - 2, 1, colours.dim);
  }

  ellipse(cx: number, cy: number, rx: number, ry: number, colour: number): void {
    for (let y = Math.floor(cy - ry); y <= Math.ceil(cy + ry); y++) {
      for (let x = Math.floor(cx - rx); x <= Math.ceil(cx + rx); x++) {
        const dx = (x - cx) / rx;
        const dy = (y - cy) / ry;
        if (dx * dx + dy * dy <= 1) this.set(x, y, colour);
      }
    }
  }

  /** Fills wherever `paint` names a colour. */
  fill(paint: (x: number, y: number) => number | null): void {
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        const colour = paint(x, y);
        if (colour !== null) this.set(x, y, colour);
      }
    }
  }

  /** Draws rows of letters; a letter that the legend does not know leaves the pixel alone. */
  art(x: number, y: number, rows: readonly string[], legend: Legend): void {
    for (const [j, row] of rows.entries()) {
      for (let i = 0; i < row.length; i++) {
        const colour = legend[row[i] ?? ""];
        if (colour !== undefined) this.set(x + i, y + j, colour);
      }
    }
  }

  /** Lays another picture over this one; its clear pixels leave what is there. */
  lay(other: Canvas, x: number, y: number, mirrored = false): void {
    for (let j = 0; j < other.height; j++) {
      for (let i = 0; i < other.width; i++) {
        const colour = other.get(mirrored ? other.width - 1 - i : i, j);
        if (colour !== CLEAR) this.set(x + i, y + j, colour);
      }
    }
  }

  /** The part of this picture that begins at `x`, `y`. */
  cut(x: number, y: number, width: number, height: number): Canvas {
    const part = new Canvas(width, height);
    part.fill((i, j) => this.get(x + i, y + j));
    return part;
  }

  /** Draws a line around every shape, on the clear pixels that touch it. */
  outline(colour: number): void {
    const before = this.data.slice();
    const solid = (x: number, y: number) =>
      x >= 0 && y >= 0 && x < this.width && y < this.height && before[y * this.width + x] !== CLEAR;
    this.fill((x, y) => {
      if (solid(x, y)) return null;
      const touched = solid(x - 1, y) || solid(x + 1, y) || solid(x, y - 1) || solid(x, y + 1);
      return touched ? colour : null;
    });
  }
}

const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

/** The ordered-dither threshold of a pixel, in (0, 1). */
export function dither(x: number, y: number): number {
  return ((BAYER[(y & 3) * 4 + (x & 3)] ?? 0) + 0.5) / 16;
}
