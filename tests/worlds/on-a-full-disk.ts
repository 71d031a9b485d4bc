import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFolderShelf } from "../../server/worlds/folder-shelf.ts";

/** Fills the disk that is given, writes in a world on it, and prints what came of it. */

const [disk = ""] = process.argv.slice(2);
const folder = join(disk, "ford");
mkdirSync(join(folder, "personas"), { recursive: true });
writeFileSync(
  join(folder, "scene.yaml"),
  "id: ford\ntitle: The Ford\nworld: the Ford\nsetting: A river.\ncast:\n  - persona: ada\n",
);
const text = (said: string) =>
  `id: ada\nname: Ada\npublic: { appearance: A woman, known: She rows. }\nprofile: ${said}\n`;
writeFileSync(join(folder, "personas/ada.yaml"), text("Ada rows."));

const shelf = createFolderShelf({ roots: [disk], clock: { now: () => 0 } });
const ada = { part: "persona", id: "ada" } as const;
await shelf.draft("ford", ada, text("Ada rows on."), "mia");
const filling = join(disk, "filling");
const { bavail, bsize } = statfsSync(disk);
// One page is left: a short text has room, and a long one has not.
writeFileSync(filling, new Uint8Array((bavail - 1) * bsize));
const before = said();
const long = text("Ada rows and rows. ".repeat(600));
const draft = await shelf.draft("ford", ada, long, "mia");
const release = await shelf.release("ford", ada, long, "mia");
const same = said() === before;
rmSync(filling);
const afterwards = await shelf.release("ford", ada, long, "mia");
console.log(
  JSON.stringify({
    draft: draft.ok ? "kept" : draft.problem,
    release: release.ok ? "released" : release.problem,
    same,
    afterwards: afterwards.ok,
  }),
);

function said(): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .sort();
  return JSON.stringify(files.map((path) => [path, readFileSync(path, "utf8")]));
}
