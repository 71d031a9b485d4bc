import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

/** Folders as a stranger has them: nothing of this repository is near, and everything comes from the tarball. */

export const ROOT = resolve(import.meta.dirname, "../..");
const run = promisify(execFile);

interface PackageJson {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** What a command said; rejects with both of its outputs when it failed. */
export async function command(
  name: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    const { stdout } = await run(name, args, {
      cwd,
      env: { ...bareEnvironment(), ...env },
      maxBuffer: 64 * 1024 * 1024,
      timeout: 240_000,
    });
    return stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${name} ${args.join(" ")} failed in ${cwd}\n${stdout}\n${stderr}`, {
      cause: error,
    });
  }
}

/** This process' environment without what npm and this repository put in: their Node is not the stranger's. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const env = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_|DRAMATIS_|NODE_|INIT_CWD$|PORT$|HOST$)/u.test(name),
  );
  const path = (process.env["PATH"] ?? "")
    .split(":")
    .filter((folder) => !folder.includes("node_modules"));
  return { ...Object.fromEntries(env), PATH: path.join(":") };
}

/** Builds and packs; returns the tarball's path. */
export async function packed(into: string): Promise<string> {
  await command(process.execPath, ["packaging/build.ts"], ROOT);
  const pack = ["pack", join(ROOT, "dist/package"), "--pack-destination", into, "--silent"];
  return join(into, (await command("npm", pack, ROOT)).trim());
}

/** A temporary folder, removed when `use` is over. */
export async function inNewFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "dramatis-package-"));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Installs what a folder's package.json names; other people's packages in the versions of this repository's lock. */
export async function install(folder: string): Promise<void> {
  const file = join(folder, "package.json");
  const json = JSON.parse(readFileSync(file, "utf8")) as PackageJson;
  for (const list of [json.dependencies ?? {}, json.devDependencies ?? {}]) {
    for (const name of Object.keys(list)) list[name] = lockedVersion(name) ?? list[name] ?? "";
  }
  writeFileSync(file, JSON.stringify(json, null, 2));
  await command("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund"], folder);
}

function lockedVersion(name: string): string | undefined {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, { version?: string } | undefined>;
  };
  return lock.packages[`node_modules/${name}`]?.version;
}

/** Writes files into a folder that may not be there yet. */
export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
