import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";

/** Writes the template of a game into a folder that is new or empty. */

const root = resolve(import.meta.dirname, "../..");
const TEMPLATE = join(root, "templates", "game");

export type GameName =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly problem: string };

/** The name of a game by its folder: a name that npm takes for a package. */
export function nameOfGame(folder: string): GameName {
  const name = basename(resolve(folder));
  const shown = JSON.stringify(name.slice(0, 60));
  if (!/^[a-z0-9][a-z0-9._-]{0,99}$/u.test(name)) {
    return {
      ok: false,
      problem: `${shown} is no name for a game: expected lower-case letters, digits, dashes, dots and underscores, beginning with a letter or digit, such as my-game.`,
    };
  }
  // A package of one of these names could not install the library of the same name.
  if (
    [
      "dramatis",
      "phaser",
      "vite",
      "vitest",
      "typescript",
      "express",
      "node",
      "node_modules",
    ].includes(name)
  ) {
    return {
      ok: false,
      problem: `${shown} is the name of something that the game needs itself; take another one.`,
    };
  }
  return { ok: true, name };
}

export type GameWritten =
  | { readonly ok: true; readonly files: readonly string[] }
  | { readonly ok: false; readonly problem: string };

/** Writes every file, or none where something is in the way. `dramatis` is what the game depends on. */
export function writeGame(folder: string, name: string, dramatis?: string): GameWritten {
  const files = templateFiles();
  const inTheWay = obstacle(folder);
  if (inTheWay !== null) return { ok: false, problem: inTheWay };
  try {
    for (const [path, text] of files) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, filledIn(path, text, name, dramatis), { flag: "wx" });
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown cause";
    return {
      ok: false,
      problem: `${folder} could not be written (${code}); check that you may write there and that there is room.`,
    };
  }
  return { ok: true, files: [...files.keys()] };
}

/** What keeps a game from being written there, in words; null for nothing. */
function obstacle(folder: string): string | null {
  if (!existsSync(folder)) return null;
  if (!statSync(folder).isDirectory())
    return `${folder} is a file; nothing was written. Take another name.`;
  const there = readdirSync(folder).filter((name) => name !== ".git" && name !== ".DS_Store");
  if (there.length === 0) return null;
  const some = there.slice(0, 3).join(", ");
  return `${folder} is not empty (${some}${there.length > 3 ? ", …" : ""}); nothing was written. Take another name, or an empty folder.`;
}

/** Paths in the new folder to what is written there. npm keeps its own dot files out of a package: ours have no dot. */
function templateFiles(): ReadonlyMap<string, string> {
  const files = readdirSync(TEMPLATE, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(TEMPLATE, path)).isFile())
    .filter((path) => !/(?:^|[\\/])(?:node_modules|dist|data)[\\/]/u.test(path))
    .toSorted();
  return new Map([
    [".env.example", readFileSync(join(root, ".env.example"), "utf8")],
    ...files.map((path): [string, string] => [
      path
        .split(sep)
        .join("/")
        .replace(/^(?=(?:gitignore|npmrc)$)/u, "."),
      readFileSync(join(TEMPLATE, path), "utf8"),
    ]),
  ]);
}

function filledIn(path: string, text: string, name: string, dramatis: string | undefined): string {
  if (path !== "package.json") return text.replaceAll("My Game", titleOf(name));
  const json = JSON.parse(text) as { dependencies: Record<string, string> };
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
  };
  const dependencies = { ...json.dependencies, dramatis: dramatis ?? `^${version}` };
  return `${JSON.stringify({ ...json, name, dependencies }, null, 2)}\n`;
}

/** `my-game` as a title: `My Game`. */
function titleOf(name: string): string {
  return name
    .split(/[-_.]+/u)
    .filter((word) => word !== "")
    .map((word) => (word[0] ?? "").toUpperCase() + word.slice(1))
    .join(" ");
}
