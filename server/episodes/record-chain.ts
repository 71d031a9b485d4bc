import { createHash } from "node:crypto";
import type { EventRecord } from "./record.ts";

/** The hash before an episode's first record. */
export const CHAIN_START: Uint8Array = createHash("sha256").update("dramatis-episode-1").digest();

/** What one link of the chain covers: the record's place and everything in it. */
export interface Link extends Pick<
  EventRecord,
  "episode" | "body" | "prompt_tokens" | "completion_tokens" | "logprobs"
> {
  readonly seq: number;
}

/**
 * SHA-256 over the previous record's hash and this record: each part is preceded by its length in bytes
 * (32-bit little-endian; all ones for an absent part), so no two records share their bytes.
 */
export function linkHash(previous: Uint8Array, link: Link): Uint8Array {
  const hash = createHash("sha256").update(previous);
  const parts = [
    Buffer.from(link.episode),
    Buffer.from(String(link.seq)),
    Buffer.from(link.body),
    link.prompt_tokens,
    link.completion_tokens,
    link.logprobs,
  ];
  for (const part of parts) {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(part === null ? 0xffff_ffff : part.byteLength);
    hash.update(length);
    if (part !== null) hash.update(part);
  }
  return hash.digest();
}

/** True when both are the same hash. */
export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
