import { existsSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { readState, STATE_FILE } from "../../exports/export-state.ts";
import { MANIFEST_FILE } from "../../exports/manifest.ts";
import { PARTIAL } from "../../exports/out-file.ts";
import { countIn, filesUnder } from "../erasure/folder-search.ts";
import type { TouchedFile } from "../report.ts";
import type { LeavingRows } from "./leaving-rows.ts";
import { knownSize, updateManifest, type FileNow } from "./manifests.ts";
import { isRowFile, sweepFile, writtenAt } from "./sweep-file.ts";

/** A folder or a file in which copies of what was played lie. */
export interface Place {
  readonly path: string;
  /** Keys of which one may be that of its pseudonyms, in hex; empty where none is known. */
  readonly keys: readonly string[];
}

/** What is to leave them. */
export interface Sweeping {
  /** Which rows go, where pseudonyms were made with one of these keys. */
  readonly leaving: (keys: readonly string[]) => LeavingRows;
  /** Texts by which a file that is no rows may name somebody; empty for none. */
  readonly names: readonly string[];
  /** Episodes of the log that change: an export of them that is not finished cannot be gone on with. */
  readonly episodes: ReadonlySet<string>;
  /** False says what would be done, and changes nothing. */
  readonly done: boolean;
}

/** What came of it. */
export interface Swept {
  readonly files: readonly TouchedFile[];
  /** Files that could not be looked into, or name somebody where nothing can be taken out. */
  readonly left: readonly { readonly file: string; readonly why: string }[];
}

const AGAIN = "delete it, or make this export again";

/** Takes rows out of every file of these places, each file whole or not at all, and brings their manifests up to them. */
export async function sweepPlaces(places: readonly Place[], sweeping: Sweeping): Promise<Swept> {
  const files: TouchedFile[] = [];
  const left: { file: string; why: string }[] = [];
  const seen = new Set<string>();
  for (const place of places) {
    if (!existsSync(place.path)) continue;
    const manifests = new Map<string, Map<string, FileNow>>();
    for (const file of filesAt(place.path)) {
      if (seen.has(file)) continue;
      seen.add(file);
      if (file.endsWith(PARTIAL)) partial(file, sweeping, files);
      else if (isRowFile(file)) await rowFile(file, place, sweeping, { files, left, manifests });
      else if (/\.(?:zst|gz|zip)$/u.test(file)) {
        left.push({ file, why: `cannot be looked into: ${AGAIN}` });
      } else if (countIn(file, sweeping.names) > 0) {
        left.push({ file, why: `names the player: ${AGAIN}` });
      }
    }
    for (const [folder, now] of manifests) {
      if (updateManifest(folder, now, sweeping.done))
        files.push({
          file: join(folder, MANIFEST_FILE),
          entries: now.size,
          what: "files told anew",
        });
    }
  }
  return { files, left };
}

interface Found {
  readonly files: TouchedFile[];
  readonly left: { file: string; why: string }[];
  readonly manifests: Map<string, Map<string, FileNow>>;
}

async function rowFile(
  file: string,
  { path, keys }: Place,
  { leaving, done }: Sweeping,
  { files, left, manifests }: Found,
): Promise<void> {
  const { folder, name } = homeOf(file, path);
  const before = statSync(file).size;
  try {
    const { rows, gone, episodes, written } = await sweepFile(file, leaving(keys), done);
    if (gone > 0) files.push({ file, entries: gone, what: "rows taken out" });
    const told = knownSize(folder, name);
    // A run that was killed may have left the file new and its manifest old.
    const stale = told !== null && told !== before;
    if (gone === 0 && !stale) return;
    const now = written ?? (await writtenAt(file, before));
    const those = manifests.get(folder) ?? new Map<string, FileNow>();
    manifests.set(folder, those.set(name, { ...now, rows, gone, episodes }));
  } catch (error) {
    const why = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    left.push({ file, why: `cannot be read as rows${why}: delete this export and make it again` });
  }
}

/** Rows of an unfinished file can only be written anew from the log, by the export that began it. */
function partial(file: string, { episodes, done }: Sweeping, files: TouchedFile[]): void {
  const state = readState(dirname(file)) ?? readState(dirname(dirname(file)));
  if (state === null || !state.log.some(({ id }) => episodes.has(id))) return;
  if (done) rmSync(file, { force: true });
  files.push({
    file,
    entries: 1,
    what: "unfinished file deleted; this export cannot be gone on with",
  });
}

/** The folder whose manifest may know a file, and by which name. */
function homeOf(file: string, place: string): { folder: string; name: string } {
  let folder = dirname(file);
  while (!existsSync(join(folder, MANIFEST_FILE)) && folder.startsWith(place + sep)) {
    folder = dirname(folder);
  }
  return { folder, name: relative(folder, file).split(sep).join("/") };
}

function filesAt(path: string): string[] {
  return filesUnder(path).filter((file) => !file.endsWith(`${sep}${STATE_FILE}`));
}
