import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { buildAssets } from "./build.ts";

/** Writes every generated picture and map to `assets/public`. */

const target = new URL("../public/", import.meta.url);
const files = buildAssets();
for (const [path, bytes] of files) {
  const file = fileURLToPath(new URL(path, target));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}
console.log(`${files.size} files written to assets/public`);
