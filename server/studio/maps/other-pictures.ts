import type { PictureRead } from "../../pictures/picture.ts";
import { readPicture } from "../../pictures/read-picture.ts";
import type { MapFiles } from "../../worlds/tiled/map-files.ts";
import { MAP_LIMITS } from "../../worlds/tiled/map-limits.ts";
import type { OpenedPictures } from "./tile-pixels.ts";

/** Pictures of JPEG and WebP, opened as long as there is room for their pixels. PNGs are opened when they are used. */
export async function otherPictures(files: MapFiles): Promise<OpenedPictures> {
  const opened = new Map<string, PictureRead>();
  let room: number = MAP_LIMITS.pixels;
  for (const name of files.names) {
    if (!/\.(?:jpe?g|webp)$/iu.test(name) || room <= 0) continue;
    const read = await readPicture(files.read(name) ?? new Uint8Array());
    if (read.ok) room -= read.picture.width * read.picture.height;
    opened.set(name, read);
  }
  return opened;
}
