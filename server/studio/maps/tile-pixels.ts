import type { MapFiles } from "../../worlds/tiled/map-files.ts";
import { MAP_LIMITS, refused, type MapRefusal } from "../../worlds/tiled/map-limits.ts";
import {
  FLIPPED,
  tileOf,
  type FoundTile,
  type TileSource,
} from "../../worlds/tiled/tile-sources.ts";
import type { Picture, PictureRead } from "../../pictures/picture.ts";
import { readPng } from "../../pictures/read-png.ts";
import { isPng } from "../../pictures/png-chunks.ts";

/** Tiles as pixels, cut from their pictures and turned as a layer's number says. */
export interface TilePixels {
  /** Null for a number that no tileset has, and once something is wrong. */
  of(gid: number): Picture | null;
  /** A tile of the same tileset, turned likewise. */
  sibling(gid: number, local: number): Picture | null;
  /** What was wrong first; null as long as nothing is. */
  readonly wrong: MapRefusal | null;
}

/** Pictures that were opened before, by their files' names. */
export type OpenedPictures = ReadonlyMap<string, PictureRead>;

/** Each PNG is opened when the first tile of it is asked for; what is none must be among those that were `opened`. */
export function tilePixels(
  sources: readonly TileSource[],
  files: MapFiles,
  opened: OpenedPictures,
): TilePixels {
  const pictures = new Map<string, Picture>();
  let wrong: MapRefusal | null = null;
  let room: number = MAP_LIMITS.pixels;

  function pictureOf({ source, local }: FoundTile): Picture | null {
    const name = source.picture ?? source.tiles.get(local)?.picture ?? null;
    if (name === null || wrong !== null) return null;
    if (name.file === null) return fail(refused("picture-missing", name.named));
    const known = pictures.get(name.file);
    if (known !== undefined) return known;
    const bytes = files.read(name.file) ?? new Uint8Array();
    const read = opened.get(name.file) ?? (isPng(bytes) ? readPng(bytes) : null);
    if (read === null) return fail(refused("picture-kind", name.file));
    if (!read.ok) {
      const code = read.code === "too-large" ? "pixels" : "picture-damaged";
      return fail(refused(read.code === "unknown-kind" ? "picture-kind" : code, name.file));
    }
    room -= read.picture.width * read.picture.height;
    if (room < 0) return fail(refused("pixels", name.file));
    pictures.set(name.file, read.picture);
    return read.picture;
  }

  function fail(refusal: MapRefusal): null {
    wrong ??= refusal;
    return null;
  }

  function pixelsOf(found: FoundTile, gid: number): Picture | null {
    const picture = pictureOf(found);
    if (picture === null) return null;
    const { source, local } = found;
    const facts = source.tiles.get(local);
    const { x = 0, y = 0, width = picture.width, height = picture.height } = facts?.part ?? {};
    const { margin, spacing } = source;
    const across = Math.floor((picture.width - 2 * margin + spacing) / (source.width + spacing));
    const columns = Math.max(1, source.columns || across);
    const part =
      source.picture === null
        ? { x, y, width: Math.min(width, 4_096), height: Math.min(height, 4_096) }
        : {
            x: margin + (local % columns) * (source.width + spacing),
            y: margin + Math.floor(local / columns) * (source.height + spacing),
            width: source.width,
            height: source.height,
          };
    return turned(cutOut(picture, part), gid);
  }

  return {
    of(gid) {
      const found = tileOf(sources, gid);
      return found === null || found === undefined ? null : pixelsOf(found, gid);
    },
    sibling(gid, local) {
      const found = tileOf(sources, gid);
      if (found === null || found === undefined) return null;
      return pixelsOf({ source: found.source, local }, gid);
    },
    get wrong() {
      return wrong;
    },
  };
}

/** A part of a picture; clear where it reaches beyond. */
export function cutOut(
  { width, height, pixels }: Picture,
  part: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): Picture {
  const out = new Uint8Array(part.width * part.height * 4);
  const left = Math.max(0, part.x);
  const right = Math.min(width, part.x + part.width);
  for (let row = 0; row < part.height; row++) {
    const y = part.y + row;
    if (y < 0 || y >= height || left >= right) continue;
    const from = (y * width + left) * 4;
    const to = (row * part.width + left - part.x) * 4;
    out.set(pixels.subarray(from, from + (right - left) * 4), to);
  }
  return { width: part.width, height: part.height, pixels: out };
}

/** The diagonal first, then the axes, as Tiled does. */
function turned(picture: Picture, gid: number): Picture {
  const [diagonal, overX, overY] = [FLIPPED.diagonal, FLIPPED.x, FLIPPED.y].map(
    (bit) => (gid & bit) !== 0,
  );
  if (!diagonal && !overX && !overY) return picture;
  const width = diagonal ? picture.height : picture.width;
  const height = diagonal ? picture.width : picture.height;
  const from = new DataView(picture.pixels.buffer, picture.pixels.byteOffset);
  const pixels = new Uint8Array(width * height * 4);
  const to = new DataView(pixels.buffer);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [sx, sy] = [overX ? width - 1 - x : x, overY ? height - 1 - y : y];
      const at = diagonal ? sx * picture.width + sy : sy * picture.width + sx;
      to.setUint32((y * width + x) * 4, from.getUint32(at * 4));
    }
  }
  return { width, height, pixels };
}
