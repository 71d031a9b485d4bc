import { crc32, inflateRawSync } from "node:zlib";
import { CARD_LIMITS, refused, type CardRefusal } from "./limits.ts";

/**
 * A zip's entries by its own directory, read strictly: `fflate`, which writes ours, takes a directory's word for sizes
 * and checks no sums. Nothing is unpacked until it is asked for, and then to no more than it said it would be.
 */
export interface ZipEntry {
  readonly name: string;
  /** As the directory says; unpacking compares. */
  readonly size: number;
  readonly packedSize: number;
  readonly method: number;
  readonly sum: number;
  /** Where its packed bytes begin. */
  readonly start: number;
}

export type ZipRead = { readonly ok: true; readonly entries: readonly ZipEntry[] } | CardRefusal;

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** The end's own length, and the longest comment behind it. */
const END_SIZE = 22;
const COMMENT = 0xffff;

/** Reads the directory of a zip, which may have a picture before it. */
export function readZip(bytes: Uint8Array): ZipRead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  if (end === null) return refused("damaged", NO_END);
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  const offset = view.getUint32(end + 16, true);
  if (count === 0xffff || size === 0xffffffff || offset === 0xffffffff) {
    return refused(
      "unreadable",
      "This zip says that it is of the kind for files above 4 GB (zip64), which is not read here; pack the card with an ordinary zip.",
    );
  }
  const disks = view.getUint16(end + 4, true) + view.getUint16(end + 6, true);
  if (disks !== 0 || view.getUint16(end + 8, true) !== count) {
    return refused("unreadable", "This zip is one part of several; bring it as one file.");
  }
  if (count > CARD_LIMITS.entries) {
    return refused(
      "too-large",
      `This zip has ${count} entries, and at most ${CARD_LIMITS.entries} are read; pack fewer pictures with the card.`,
    );
  }
  const directory = end - size;
  const before = directory - offset;
  if (before < 0) return refused("damaged", WRONG_DIRECTORY);
  const entries: ZipEntry[] = [];
  const taken: [start: number, end: number][] = [];
  let at = directory;
  for (let index = 0; index < count; index++) {
    if (at + 46 > end || view.getUint32(at, true) !== CENTRAL)
      return refused("damaged", WRONG_DIRECTORY);
    const lengths = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const [named = 0, extra = 0, comment = 0] = lengths;
    const next = at + 46 + named + extra + comment;
    if (next > end) return refused("damaged", WRONG_DIRECTORY);
    const name = nameOf(bytes.subarray(at + 46, at + 46 + named));
    const problem = name === null ? badName : badEntry(view, at, name);
    if (problem !== null) return problem;
    const start = before + view.getUint32(at + 42, true);
    const local = localEnd(bytes, view, start, bytes.subarray(at + 46, at + 46 + named));
    const packedSize = view.getUint32(at + 20, true);
    if (local === null || local + packedSize > directory)
      return refused("damaged", WRONG_DIRECTORY);
    taken.push([start, local + packedSize]);
    entries.push({
      name: name ?? "",
      size: view.getUint32(at + 24, true),
      packedSize,
      method: view.getUint16(at + 10, true),
      sum: view.getUint32(at + 16, true),
      start: local,
    });
    at = next;
  }
  taken.sort((a, b) => a[0] - b[0]);
  if (taken.some(([start], index) => start < (taken[index - 1]?.[1] ?? 0))) {
    return refused(
      "hostile",
      "Two entries of this zip share the same bytes, which is how a small file unpacks into a huge one; it was not read.",
    );
  }
  return { ok: true, entries };
}

const NO_END =
  "This zip has no end: it was cut off, or is no zip. Get it once more from where it came from.";
const WRONG_DIRECTORY =
  "This zip's directory does not fit what is in the file; it was cut off or changed. Get it once more from where it came from.";

const badName: CardRefusal = refused(
  "hostile",
  "This zip has an entry whose path leads out of its folder, or is none; no card needs that, so it was not read.",
);

function endOf(view: DataView): number | null {
  const least = Math.max(0, view.byteLength - END_SIZE - COMMENT);
  for (let at = view.byteLength - END_SIZE; at >= least; at--) {
    if (view.getUint32(at, true) !== END) continue;
    if (at + END_SIZE + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  return null;
}

/** A path inside the zip; null for one that leads out of it or means nothing. */
function nameOf(bytes: Uint8Array): string | null {
  const name = new TextDecoder("utf-8").decode(bytes).replaceAll("\\", "/");
  const steps = name.split("/");
  const bad =
    name === "" ||
    name.length > 512 ||
    name.startsWith("/") ||
    /^[a-z]:/iu.test(name) ||
    /\p{Cc}/u.test(name) ||
    steps.includes("..");
  return bad ? null : name;
}

function badEntry(view: DataView, at: number, name: string): CardRefusal | null {
  if ((view.getUint16(at + 8, true) & 0x2041) !== 0) {
    return refused(
      "unreadable",
      "Something in this zip is encrypted; a card is read without a password only. Pack it again without one.",
    );
  }
  const unix = view.getUint8(at + 5) === 3;
  const kind = (view.getUint32(at + 38, true) >>> 16) & 0o170000;
  if (unix && kind !== 0 && kind !== 0o100000 && !(kind === 0o040000 && name.endsWith("/"))) {
    return refused(
      "hostile",
      "This zip holds a link instead of a file; links are not followed, and no card needs one.",
    );
  }
  return null;
}

/** Where an entry's bytes begin, if what stands there is that entry. */
function localEnd(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  name: Uint8Array,
): number | null {
  if (start + 30 > bytes.length || view.getUint32(start, true) !== LOCAL) return null;
  const length = view.getUint16(start + 26, true);
  const named = bytes.subarray(start + 30, start + 30 + length);
  if (length !== name.length || !named.every((byte, index) => byte === name[index])) return null;
  const end = start + 30 + length + view.getUint16(start + 28, true);
  return end > bytes.length ? null : end;
}

/** An entry's bytes: at most `limit`, of exactly the size and sum that the directory promised. */
export function unpackEntry(
  bytes: Uint8Array,
  entry: ZipEntry,
  limit: number,
): { readonly ok: true; readonly bytes: Uint8Array } | CardRefusal {
  const { name, size, packedSize, method, sum, start } = entry;
  if (size > limit) {
    return refused(
      "too-large",
      `'${name}' in this zip unpacks to ${Math.ceil(size / 1024)} kB, and at most ${Math.ceil(limit / 1024)} kB are read.`,
    );
  }
  const packed = bytes.subarray(start, start + packedSize);
  let unpacked: Uint8Array;
  if (method === 0) unpacked = packed;
  else if (method === 8) {
    try {
      // One byte more than promised is enough to see that the promise was a lie.
      unpacked = inflateRawSync(packed, { maxOutputLength: size + 1 });
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "";
      return code === "ERR_BUFFER_TOO_LARGE"
        ? refused("hostile", `'${name}' in this zip is larger than the zip says; it was not read.`)
        : refused("damaged", `'${name}' in this zip cannot be unpacked; the file is damaged.`);
    }
  } else {
    return refused(
      "unreadable",
      `'${name}' is packed in a way that is not read here; pack the card with an ordinary zip.`,
    );
  }
  if (unpacked.length !== size || crc32(unpacked) !== sum) {
    return refused(
      "damaged",
      `'${name}' in this zip is not what the zip says it is: its size or checksum does not fit. Get the file once more.`,
    );
  }
  return { ok: true, bytes: unpacked };
}
