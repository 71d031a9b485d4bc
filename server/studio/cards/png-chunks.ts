import { crc32, inflateSync } from "node:zlib";
import { CARD_LIMITS, refused, type CardRefusal } from "./limits.ts";

/** One chunk of a PNG, its data a view into the file. */
export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
}

export type PngRead = { readonly ok: true; readonly chunks: readonly PngChunk[] } | CardRefusal;

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Whether bytes begin as a PNG does. */
export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => bytes[index] === byte);
}

/** All chunks of a PNG up to its end; every length and checksum is compared with what is there. Copies nothing. */
export function readPngChunks(bytes: Uint8Array): PngRead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: PngChunk[] = [];
  let at = SIGNATURE.length;
  for (;;) {
    if (at + 12 > bytes.length) return refused("damaged", CUT_OFF);
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const end = at + 12 + length;
    if (!/^[A-Za-z]{4}$/u.test(type)) {
      return refused(
        "damaged",
        `Behind byte ${at} of this PNG something stands that is no chunk; the file is damaged. Get it once more from where it came from.`,
      );
    }
    if (end > bytes.length) return refused("damaged", CUT_OFF);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {
      return refused(
        "damaged",
        `The checksum of the PNG's '${type}' chunk does not fit its bytes, so the file was changed on its way or badly written. Get it once more, or export the card again.`,
      );
    }
    chunks.push({ type, data: bytes.subarray(at + 8, end - 4) });
    if (type === "IEND") return { ok: true, chunks };
    if (chunks.length >= CARD_LIMITS.chunks) {
      return refused(
        "hostile",
        `This PNG has more than ${CARD_LIMITS.chunks} chunks, which no picture needs; it was not read.`,
      );
    }
    at = end;
  }
}

const CUT_OFF =
  "This PNG ends before it is whole: a chunk says that it is longer than the rest of the file. Get it once more from where it came from.";

/** A text that a PNG carries, as bytes: cards keep base64 in them. */
export interface PngText {
  readonly keyword: string;
  readonly bytes: Uint8Array;
}

/** What a chunk of text says: `tEXt`, `zTXt` or `iTXt`, unpacked to at most a card's size. Null for any other chunk. */
export function pngText({ type, data }: PngChunk): PngText | CardRefusal | null {
  if (type !== "tEXt" && type !== "zTXt" && type !== "iTXt") return null;
  const end = data.indexOf(0);
  if (end < 1 || end > 79) return null;
  const keyword = String.fromCharCode(...data.subarray(0, end));
  const rest = data.subarray(end + 1);
  if (type === "tEXt") return { keyword, bytes: rest };
  if (type === "zTXt") return rest[0] === 0 ? unpacked(keyword, rest.subarray(1)) : null;
  const language = rest.indexOf(0, 2);
  const translated = language < 0 ? -1 : rest.indexOf(0, language + 1);
  if (translated < 0) return null;
  const said = rest.subarray(translated + 1);
  return rest[0] === 1 ? unpacked(keyword, said) : { keyword, bytes: said };
}

function unpacked(keyword: string, packed: Uint8Array): PngText | CardRefusal {
  if (!CARD_KEYWORDS.has(keyword.toLowerCase())) return { keyword, bytes: new Uint8Array() };
  try {
    return { keyword, bytes: inflateSync(packed, { maxOutputLength: CARD_LIMITS.chunk }) };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    return code === "ERR_BUFFER_TOO_LARGE"
      ? refused(
          "hostile",
          "The card in this PNG unpacks to far more than any card has; it was not read.",
        )
      : refused("damaged", "The card in this PNG is packed, and its packing is damaged.");
  }
}

/** Where a card may lie, in lower case; the first counts before the second. */
export const CARD_KEYWORDS: ReadonlySet<string> = new Set(["ccv3", "chara"]);

/** A PNG of these chunks. */
export function writePng(chunks: readonly PngChunk[]): Uint8Array {
  const size = chunks.reduce((sum, { data }) => sum + 12 + data.length, SIGNATURE.length);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes.set(SIGNATURE);
  let at = SIGNATURE.length;
  for (const { type, data } of chunks) {
    view.setUint32(at, data.length);
    bytes.set(
      [...type].map((letter) => letter.charCodeAt(0)),
      at + 4,
    );
    bytes.set(data, at + 8);
    view.setUint32(at + 8 + data.length, crc32(bytes.subarray(at + 4, at + 8 + data.length)));
    at += 12 + data.length;
  }
  return bytes;
}

/** A chunk of text that holds base64, as cards are kept. */
export function textChunk(keyword: string, text: string): PngChunk {
  const base64 = Buffer.from(text, "utf8").toString("base64");
  return { type: "tEXt", data: Buffer.from(`${keyword}\0${base64}`, "latin1") };
}
