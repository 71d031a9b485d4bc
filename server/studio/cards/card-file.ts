import { CARD_LIMITS, refused, type CardRefusal } from "./limits.ts";
import { readJsonText, type JsonText } from "./json-text.ts";
import { isPng, readPngChunks } from "../../pictures/png-chunks.ts";
import { isJpeg } from "../../pictures/read-jpeg.ts";
import { isWebp } from "../../pictures/read-webp.ts";
import { CARD_KEYWORDS, pngText } from "./png-text.ts";
import { bytesOfBase64, megabytes, textOfBytes } from "./text-bytes.ts";
import { pictureIn } from "./card-icon.ts";
import { readZip, unpackEntry } from "./zip-entries.ts";

/** What a file brought: a JSON text as it was written, and a picture as it came. */
export interface CardFile {
  readonly ok: true;
  readonly format: "png" | "json" | "charx";
  readonly json: JsonText;
  /** A stranger's file of a picture, which nobody is given before it was painted anew; null where none came. */
  readonly picture: Uint8Array | null;
  /** What whoever brought it should know. */
  readonly notes: readonly CardNote[];
}

/** A closed code for what is said of a card, with the numbers or names that its sentence needs. */
export interface CardNote {
  readonly code:
    | "ccv3-unreadable"
    | "portrait-refused"
    | "portrait-remote"
    | "assets-left"
    | "scripts-left";
  readonly what?: string;
}

/** Reads any file as a card or as a JSON of another kind. Total: any bytes give a file or a refusal. */
export function readCardFile(bytes: Uint8Array): CardFile | CardRefusal {
  if (bytes.length === 0) return refused("no-card", "This file is empty.");
  if (bytes.length > CARD_LIMITS.file) {
    return refused(
      "too-large",
      `This file has ${megabytes(bytes.length)}, and at most ${megabytes(CARD_LIMITS.file)} are read; make its pictures smaller.`,
    );
  }
  if (isPng(bytes)) return fromPng(bytes);
  const starts = (...signs: readonly number[]) =>
    signs.every((sign, index) => bytes[index] === sign);
  // RisuAI packs a JPEG before a zip, so that a card can be looked at as a picture.
  if (starts(0x50, 0x4b, 0x03, 0x04) || starts(0x50, 0x4b, 0x05, 0x06)) return fromZip(bytes);
  if (isJpeg(bytes)) {
    const read = fromZip(bytes);
    return read.ok || read.code !== "damaged" ? read : refused("no-card", BARE_JPEG);
  }
  if (isWebp(bytes)) return refused("unknown-kind", BARE_WEBP);
  const other = OTHER_KINDS.find(([signs]) => starts(...signs));
  if (other !== undefined) return refused("unknown-kind", other[1]);
  return fromJson(bytes);
}

const BARE_JPEG =
  "This JPEG is only a picture: no card is packed with it. Take the card's PNG, JSON or CHARX.";
const BARE_WEBP =
  "WebP cards are not read here; export the card as PNG, JSON or CHARX and bring that.";
const OTHER_KINDS: readonly (readonly [readonly number[], string])[] = [
  [[0x1f, 0x8b], "This file is packed with gzip; unpack it first."],
  [[0x37, 0x7a, 0xbc, 0xaf], "This is a 7z archive; unpack it and bring the card itself."],
  [[0x52, 0x61, 0x72, 0x21], "This is a RAR archive; unpack it and bring the card itself."],
  [[0x47, 0x49, 0x46, 0x38], "This is a GIF; a card comes as PNG, JSON or CHARX."],
  [[0x25, 0x50, 0x44, 0x46], "This is a PDF; a card comes as PNG, JSON or CHARX."],
];

function fromJson(bytes: Uint8Array): CardFile | CardRefusal {
  const text = textOfBytes(bytes);
  if (!text.ok) return text;
  if (text.text.trim() === "") return refused("no-card", "This file is empty.");
  if (!/^\s*[[{]/u.test(text.text.slice(0, 4_096)))
    return refused("unknown-kind", "This is neither a card's PNG, JSON nor CHARX.");
  const json = readJsonText(text.text);
  if (!json.ok) return json;
  const { picture } = pictureIn(json);
  return { ok: true, format: "json", json, picture, notes: [] };
}

function fromPng(bytes: Uint8Array): CardFile | CardRefusal {
  const read = readPngChunks(bytes);
  if (!read.ok) return read;
  const found = new Map<string, JsonText | CardRefusal>();
  for (const chunk of read.chunks) {
    const text = pngText(chunk);
    if (text === null) continue;
    if ("ok" in text) return text;
    const keyword = text.keyword.toLowerCase();
    if (CARD_KEYWORDS.has(keyword) && !found.has(keyword)) found.set(keyword, cardText(text.bytes));
  }
  const tries = [...CARD_KEYWORDS].flatMap((keyword) => found.get(keyword) ?? []);
  const json = tries.find(({ ok }) => ok) ?? tries[0];
  if (json === undefined) {
    return refused(
      "no-card",
      "This PNG is only a picture: it holds no card. Some sites and chats strip what a picture carries; get the file itself from where the card was made.",
    );
  }
  if (!json.ok) return json;
  const notes: CardNote[] = tries[0]?.ok === false ? [{ code: "ccv3-unreadable" }] : [];
  return { ok: true, format: "png", json, picture: bytes, notes };
}

/** Base64 of JSON, as the specifications want it; or JSON itself, as some tools write it. */
function cardText(chunk: Uint8Array): JsonText | CardRefusal {
  if (chunk.length > CARD_LIMITS.chunk) {
    return refused(
      "too-large",
      `The card in this PNG has ${megabytes(chunk.length)}; at most ${megabytes(CARD_LIMITS.chunk)} are read.`,
    );
  }
  const first = chunk.find((byte) => byte > 0x20);
  const bytes = first === 0x7b ? chunk : bytesOfBase64(Buffer.from(chunk).toString("latin1"));
  if (bytes === null) {
    return refused(
      "damaged",
      "The card in this PNG is not written in base64, as cards are; the file is damaged. Export it again.",
    );
  }
  const text = textOfBytes(bytes);
  return text.ok ? readJsonText(text.text) : text;
}

function fromZip(bytes: Uint8Array): CardFile | CardRefusal {
  const zip = readZip(bytes);
  if (!zip.ok) return zip;
  const cards = zip.entries.filter(({ name }) => name === "card.json");
  const [card] = cards;
  if (card === undefined) {
    const inner = zip.entries.some(({ name }) => /\.(?:png|charx|zip|json)$/iu.test(name));
    return refused(
      "no-card",
      inner
        ? "This zip has no card.json at its root, so it is no CHARX. If it is an archive of cards, unpack it and bring one of them."
        : "This zip has no card.json at its root, so it is no CHARX.",
    );
  }
  if (cards.length > 1)
    return refused("hostile", "This zip has card.json twice; which one counts cannot be told.");
  const unpacked = unpackEntry(bytes, card, CARD_LIMITS.json);
  if (!unpacked.ok) return unpacked;
  const text = textOfBytes(unpacked.bytes);
  if (!text.ok) return text;
  const json = readJsonText(text.text);
  if (!json.ok) return json;
  const notes: CardNote[] = [];
  const inside = pictureIn(json);
  const entry = zip.entries.find(({ name }) => name === inside.path);
  // What stands before the zip is a picture of the character as well.
  let picture = inside.picture ?? (isJpeg(bytes) ? bytes : null);
  if (entry !== undefined) {
    const unpacked = unpackEntry(bytes, entry, CARD_LIMITS.file);
    if (!unpacked.ok) return unpacked;
    picture = unpacked.bytes;
  }
  if (inside.remote) notes.push({ code: "portrait-remote" });
  const others = zip.entries.filter(
    (one) => one !== card && one !== entry && !one.name.endsWith("/"),
  );
  const scripts = others.filter(({ name }) => /\.(?:risum|lua|js|py|wasm)$/iu.test(name));
  if (scripts.length > 0) notes.push({ code: "scripts-left", what: String(scripts.length) });
  const assets = others.length - scripts.length;
  if (assets > 0) notes.push({ code: "assets-left", what: String(assets) });
  return { ok: true, format: "charx", json, picture, notes };
}
