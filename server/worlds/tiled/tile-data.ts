import * as zlib from "node:zlib";
import { refused, type MapRefusal } from "./map-limits.ts";
import type { TiledLayer } from "./tiled-file.ts";

/** A tile layer's numbers: plain, or as base64 of 32-bit numbers, plain or packed by zlib, gzip or zstd. */

export type TileData = { readonly ok: true; readonly tiles: Uint32Array } | MapRefusal;

/** `count` numbers; a layer that has more or fewer, or unpacks to more, is refused. `named` is the layer's name. */
export function readTileData(
  data: string | readonly unknown[],
  { encoding, compression }: Pick<TiledLayer, "encoding" | "compression">,
  count: number,
  named: string,
): TileData {
  if (typeof data !== "string") {
    if (data.length !== count) return refused("data", named);
    const tiles = new Uint32Array(count);
    for (const [index, tile] of data.entries()) {
      if (typeof tile !== "number" || !Number.isInteger(tile) || tile < 0 || tile > 0xffff_ffff)
        return refused("data", named);
      tiles[index] = tile;
    }
    return { ok: true, tiles };
  }
  if (encoding !== "base64") return refused("data", named);
  const packed = Buffer.from(data, "base64");
  const bytes = unpacked(packed, compression ?? "", count * 4);
  if (bytes === null) return refused("compression", `${named}: ${compression}`);
  if (bytes === "damaged" || bytes.length !== count * 4) return refused("data", named);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tiles = new Uint32Array(count);
  for (let index = 0; index < count; index++) tiles[index] = view.getUint32(index * 4, true);
  return { ok: true, tiles };
}

/** At most `size` bytes and one more; null for a packing that is not known here. */
function unpacked(packed: Uint8Array, compression: string, size: number) {
  // One byte more than there may be is enough to see that there are too many.
  const within = { maxOutputLength: size + 1 };
  try {
    switch (compression) {
      case "":
        return packed;
      case "zlib":
        return zlib.inflateSync(packed, within);
      case "gzip":
        return zlib.gunzipSync(packed, within);
      case "zstd":
        // Absent before Node 22.15.
        return typeof zlib.zstdDecompressSync === "function"
          ? zlib.zstdDecompressSync(packed, within)
          : null;
      default:
        return null;
    }
  } catch {
    return "damaged" as const;
  }
}
