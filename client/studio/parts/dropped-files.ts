/** What was dropped on a page: files, and the files of folders under their paths. */

const MOST = 256;
const DEEPEST = 6;

/** At most 256 files; a file of a folder is called by its path below what was dropped. */
export async function filesOf(dropped: DataTransfer): Promise<readonly File[]> {
  // Items are gone once the event is over, so all are taken hold of before anything is waited for.
  const entries = [...dropped.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (!entries.some(({ isDirectory }) => isDirectory)) return [...dropped.files];
  const found: File[] = [];
  for (const entry of entries) await gather(entry, entry.name, found, 0);
  return found;
}

async function gather(
  entry: FileSystemEntry,
  path: string,
  found: File[],
  depth: number,
): Promise<void> {
  if (found.length >= MOST || depth > DEEPEST) return;
  if (isFile(entry)) {
    const file = await new Promise<File>((done, failed) => entry.file(done, failed));
    found.push(new File([file], path, { type: file.type }));
  } else if (isFolder(entry)) {
    const reader = entry.createReader();
    // A reader gives its entries in parts, and an empty part at the end.
    for (;;) {
      const part = await new Promise<FileSystemEntry[]>((done, failed) =>
        reader.readEntries(done, failed),
      );
      if (part.length === 0) break;
      for (const one of part) await gather(one, `${path}/${one.name}`, found, depth + 1);
    }
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
