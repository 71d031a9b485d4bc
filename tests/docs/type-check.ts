import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DOORS } from "./doors.ts";

/** Checks snippets' types as a game with the project's own strictness would. */

const root = resolve(import.meta.dirname, "../..");

/** Files by name to their text; `folder` is a name of one's own under `dist`. Returns what tsc complains of. */
export function typeCheck(folder: string, files: ReadonlyMap<string, string>): readonly string[] {
  // Under the root, so that packages are found as a game's own are.
  const place = join(root, "dist", folder);
  rmSync(place, { recursive: true, force: true });
  for (const [name, text] of files) {
    const file = join(place, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const paths = Object.fromEntries(
    Object.entries(DOORS).map(([door, source]) => [door, [join(root, source)]]),
  );
  writeFileSync(
    join(place, "tsconfig.json"),
    JSON.stringify({
      extends: "../../tsconfig.json",
      compilerOptions: { paths },
      include: ["./**/*.ts"],
    }),
  );
  const checked = spawnSync(
    join(root, "node_modules/.bin/tsc"),
    ["-p", place, "--pretty", "false"],
    {
      cwd: place,
      encoding: "utf8",
    },
  );
  if (checked.error) throw checked.error;
  return checked.stdout.split("\n").filter((line) => line.includes("error TS"));
}
