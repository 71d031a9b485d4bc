import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { packageJson } from "./package-json.ts";

/** `npm run build:package`: the published package in `dist/package`, ready for `npm pack ./dist/package`. */

const root = resolve(import.meta.dirname, "..");
const out = join(root, "dist", "package");

/** What goes in as it is. */
const ALONG = [
  "README.md",
  "CHANGELOG.md",
  "LICENSE",
  ".env.example",
  "assets/worlds",
  "assets/public",
  "templates",
];

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
execFileSync(
  process.execPath,
  [join(root, "node_modules/typescript/bin/tsc"), "-p", "packaging/tsconfig.json"],
  { cwd: root, stdio: "inherit" },
);
// The studio's page, where the built server looks for it.
execFileSync(
  process.execPath,
  [
    join(root, "node_modules/vite/bin/vite.js"),
    "build",
    "--config",
    "client/studio/vite.config.ts",
    "--outDir",
    join(out, "dist", "studio"),
    "--logLevel",
    "warn",
  ],
  { cwd: root, stdio: "inherit" },
);

const imported = new Set<string>();
for (const path of readdirSync(out, { recursive: true, encoding: "utf8" })) {
  // What a browser loads imports nothing by a package's name.
  if (path.startsWith("dist")) continue;
  if (!/\.(?:js|d\.ts)$/u.test(path)) continue;
  const file = join(out, path);
  const code = asBuilt(readFileSync(file, "utf8"));
  writeFileSync(file, code);
  for (const name of packagesIn(code)) imported.add(name);
}
for (const path of ALONG) {
  cpSync(join(root, path), join(out, path), { recursive: true });
}
const json = packageJson(JSON.parse(readFileSync(join(root, "package.json"), "utf8")), imported);
writeFileSync(join(out, "package.json"), `${JSON.stringify(json, null, 2)}\n`);
console.log(`${relative(root, dirname(join(out, "package.json")))} is built`);

/** The compiler leaves alone what types import, and the files that workers are started from. */
function asBuilt(code: string): string {
  return code
    .replace(/(from |import\()"(\.{1,2}\/[^"]+)\.ts"/gu, '$1"$2.js"')
    .replace(
      /new URL\("(\.\/[^"]+)\.ts", import\.meta\.url\)/gu,
      'new URL("$1.js", import.meta.url)',
    );
}

/** The packages that a file imports, for types too: at the beginning of a line, or in the middle of a type. */
function packagesIn(code: string): string[] {
  const found = code.matchAll(
    /^(?:import|export)\s(?:[^"';]*?\sfrom\s)?"([^"]+)"|\bimport[(]"([^"]+)"[)]/gmu,
  );
  return [...found].flatMap(([, line, inline]) => {
    const specifier = line ?? inline ?? "";
    if (/^(?:\.|node:)/u.test(specifier)) return [];
    return [
      specifier
        .split("/")
        .slice(0, specifier.startsWith("@") ? 2 : 1)
        .join("/"),
    ];
  });
}
