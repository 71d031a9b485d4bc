import encodeJpeg, { init as initJpeg } from "@jsquash/jpeg/encode.js";
import encodeWebp, { init as initWebp } from "@jsquash/webp/encode.js";
import type { Picture } from "../../server/pictures/picture.ts";
import { wasmOf } from "../../server/pictures/wasm-of.ts";

/** Pictures in other people's formats, made with the encoders that lie beside the decoders. */

await initJpeg(wasmOf("@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm"));
await initWebp(wasmOf("@jsquash/webp/codec/enc/webp_enc.wasm"));

/** Red to the right, green downwards; its right half half clear. */
export function gradient(width = 24, height = 16): Picture {
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      pixels.set(
        [
          Math.round((x / width) * 255),
          Math.round((y / height) * 255),
          90,
          x * 2 < width ? 255 : 128,
        ],
        (y * width + x) * 4,
      );
  return { width, height, pixels };
}

function data({ width, height, pixels }: Picture): ImageData {
  const copy = new Uint8ClampedArray(pixels);
  return { width, height, data: copy, colorSpace: "srgb" } as ImageData;
}

export async function jpeg(
  picture: Picture,
  options: Parameters<typeof encodeJpeg>[1] = {},
): Promise<Uint8Array> {
  return new Uint8Array(await encodeJpeg(data(picture), { quality: 92, ...options }));
}

export async function webp(
  picture: Picture,
  options: Parameters<typeof encodeWebp>[1] = {},
): Promise<Uint8Array> {
  return new Uint8Array(await encodeWebp(data(picture), options));
}

/** A JPEG that says that it lies on its side, as cameras write it. */
export function turned(file: Uint8Array): Uint8Array {
  const tiff = Buffer.from("4d4d002a00000008000101120003000000010006000000000000", "hex");
  const body = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, body.length + 2]);
  return Buffer.concat([file.subarray(0, 2), head, body, file.subarray(2)]);
}
