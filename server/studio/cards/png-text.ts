import { inflateSync } from "node:zlib";
import type { PngChunk } from "../../pictures/png-chunks.ts";
import { CARD_LIMITS, refused, type CardRefusal } from "./limits.ts";

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

/** A chunk of text that holds base64, as cards are kept. */
export function textChunk(keyword: string, text: string): PngChunk {
  const base64 = Buffer.from(text, "utf8").toString("base64");
  return { type: "tEXt", data: Buffer.from(`${keyword}\0${base64}`, "latin1") };
}
