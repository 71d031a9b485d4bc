import { notTaken, type PictureRead } from "./picture.ts";
import { isPng } from "./png-chunks.ts";
import { isJpeg, readJpeg } from "./read-jpeg.ts";
import { readPng } from "./read-png.ts";
import { isWebp, readWebp } from "./read-webp.ts";

/** The pixels of a PNG, a JPEG or a WebP, whatever its file is called. Never rejects. */
export async function readPicture(bytes: Uint8Array): Promise<PictureRead> {
  try {
    if (isPng(bytes)) return readPng(bytes);
    if (isJpeg(bytes)) return await readJpeg(bytes);
    if (isWebp(bytes)) return await readWebp(bytes);
  } catch {
    return notTaken("damaged", "The picture cannot be read; its file is damaged.");
  }
  return notTaken("unknown-kind", "The picture is neither PNG, JPEG nor WebP; save it as PNG.");
}
