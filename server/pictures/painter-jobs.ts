import { portraitOf, tokenOf } from "./portrait.ts";
import type { PictureRefusal } from "./picture.ts";
import { readPicture } from "./read-picture.ts";
import { pngOf } from "./write-png.ts";

/** What a painter is asked for: a stranger's picture painted anew. */
export interface PaintOrder {
  /** `portrait`: small enough to keep, with the square that a game shows; `whole`: in its own size. */
  readonly as: "portrait" | "whole";
  readonly bytes: Uint8Array;
}

/** PNGs that hold pixels and nothing else. */
export interface Painting {
  readonly ok: true;
  readonly png: Uint8Array;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** The square that a game shows; null where none was asked for. */
  readonly token: Uint8Array | null;
}

export type Painted = Painting | PictureRefusal;

/** Paints a picture anew: the work of the painter's thread. */
export async function painted({ as, bytes }: PaintOrder): Promise<Painted> {
  const read = await readPicture(bytes);
  if (!read.ok) return read;
  const picture = as === "portrait" ? portraitOf(read.picture) : read.picture;
  const { width, height } = picture;
  const token = as === "portrait" ? pngOf(tokenOf(picture)) : null;
  return { ok: true, png: pngOf(picture), width, height, token };
}
