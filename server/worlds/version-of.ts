import { createHash } from "node:crypto";

/** A sheet's version: the first 12 hex digits of the SHA-256 of its text, as it lies on disk. */
export function versionOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
