/**
 * Token ids and log probabilities as bytes, little-endian: ids as Int32, log probabilities as Float64, so that
 * every number comes back exactly as the endpoint sent it (Float32 would halve the size and round them).
 */

/** Int32 bytes, or null when the value is not a list of 32-bit integers. */
export function packTokenIds(value: unknown): Uint8Array | null {
  if (!Array.isArray(value)) return null;
  const view = new DataView(new ArrayBuffer(value.length * 4));
  for (let i = 0; i < value.length; i++) {
    const id: unknown = value[i];
    if (typeof id !== "number" || !Object.is(id | 0, id)) return null;
    view.setInt32(i * 4, id, true);
  }
  return new Uint8Array(view.buffer);
}

/** Float64 bytes, or null when the value is not a list of numbers. */
export function packLogprobs(value: unknown): Uint8Array | null {
  if (!Array.isArray(value)) return null;
  const view = new DataView(new ArrayBuffer(value.length * 8));
  for (let i = 0; i < value.length; i++) {
    const logprob: unknown = value[i];
    if (typeof logprob !== "number") return null;
    view.setFloat64(i * 8, logprob, true);
  }
  return new Uint8Array(view.buffer);
}

/** The ids that `packTokenIds` packed. */
export function unpackTokenIds(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength >> 2 }, (_, i) => view.getInt32(i * 4, true));
}

/** The log probabilities that `packLogprobs` packed. */
export function unpackLogprobs(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength >> 3 }, (_, i) => view.getFloat64(i * 8, true));
}
