import { MAP_UPLOAD_LIMIT, MapFiles as SentFiles } from "../../../shared/studio/maps.ts";
import { mapFiles, plainPath, type MapFiles } from "../../worlds/tiled/map-files.ts";
import { refused, type MapRefusal } from "../../worlds/tiled/map-limits.ts";
import { readZip, unpackEntry } from "../cards/zip-entries.ts";

/** What a page sends: a line of JSON that names files, then their bytes; a zip among them is opened. */

/** In bytes: the line of JSON, and everything that zips unpack to. */
const HEAD = 128 * 1024;
const UNPACKED = 2 * MAP_UPLOAD_LIMIT;
const ZIP_REFUSALS = {
  hostile: "zip-hostile",
  "too-large": "zip-size",
  unreadable: "zip-unread",
} as const;
/** What a map is made of; nothing else of a zip is unpacked. */
const OF_A_MAP = /\.(?:tmj|tmx|tsj|tsx|json|png|jpe?g|webp)$/iu;

export function readUpload(
  body: Uint8Array,
): { readonly ok: true; readonly files: MapFiles } | MapRefusal {
  const end = body.subarray(0, HEAD).indexOf(10);
  const named = end < 0 ? null : namesIn(body.subarray(0, end));
  if (named === null) return refused("upload");
  const files = new Map<string, Uint8Array>();
  let at = end + 1;
  let room = UNPACKED;
  for (const { name, size } of named) {
    const bytes = body.subarray(at, at + size);
    at += size;
    const path = plainPath(name);
    if (path === null) return refused("path-outside", name);
    if (bytes.length !== size) return refused("upload");
    if (!isZip(bytes)) {
      if (!files.has(path)) files.set(path, bytes);
      continue;
    }
    const read = readZip(bytes);
    if (!read.ok) return refused(zipRefusal(read.code), path);
    for (const entry of read.entries) {
      if (!OF_A_MAP.test(entry.name) || entry.name.startsWith("__MACOSX/")) continue;
      const inside = plainPath(entry.name);
      if (inside === null) return refused("zip-hostile", path);
      const unpacked = unpackEntry(bytes, entry, room);
      if (!unpacked.ok) return refused(zipRefusal(unpacked.code), `${path}: ${entry.name}`);
      room -= unpacked.bytes.length;
      if (!files.has(inside)) files.set(inside, unpacked.bytes);
    }
  }
  return at === body.length ? { ok: true, files: mapFiles(files) } : refused("upload");
}

function namesIn(head: Uint8Array): SentFiles | null {
  try {
    const read = SentFiles.safeParse(JSON.parse(new TextDecoder().decode(head)));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

function isZip(bytes: Uint8Array): boolean {
  return [0x50, 0x4b].every((byte, index) => bytes[index] === byte);
}

function zipRefusal(code: string): MapRefusal["code"] {
  return Object.hasOwn(ZIP_REFUSALS, code)
    ? ZIP_REFUSALS[code as keyof typeof ZIP_REFUSALS]
    : "zip-damaged";
}
