import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createPseudonymKey } from "../../training/rights/pseudonyms.ts";

/** The file of the data folder with this server's own key for players' pseudonyms in the studio. */
export const PSEUDONYM_KEY_FILE = "studio-pseudonyms.key";

/** The server's key: made at the first question, the same ever after, open to its owner alone. */
export function pseudonymKeyIn(folder: string): Uint8Array {
  const path = join(folder, PSEUDONYM_KEY_FILE);
  const known = read(path);
  if (known !== null) return known;
  mkdirSync(folder, { recursive: true });
  // Whole or not at all, and whoever comes first: two servers may share a data folder.
  const own = `${path}.${process.pid}`;
  writeFileSync(own, Buffer.from(createPseudonymKey()).toString("hex"), { mode: 0o600 });
  try {
    linkSync(own, path);
  } catch (error) {
    if (read(path) === null) throw error;
  } finally {
    rmSync(own, { force: true });
  }
  return read(path) ?? pseudonymKeyIn(folder);
}

function read(path: string): Uint8Array | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8").trim();
  } catch {
    return null;
  }
  if (/^[0-9a-f]{64}$/u.test(text)) return Buffer.from(text, "hex");
  throw new Error(
    `${path} is no key of pseudonyms any more: put the old one back, or delete it, and every player gets another pseudonym`,
  );
}
