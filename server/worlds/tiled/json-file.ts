import { MAP_LIMITS, refused, type MapRefusal } from "./map-limits.ts";

/** A file's JSON; its keys are data, also those that objects have of their own accord. */
export function readJson(
  bytes: Uint8Array,
  file: string,
): { readonly ok: true; readonly value: unknown } | MapRefusal {
  if (bytes.length > MAP_LIMITS.text) return refused("text-size", file);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return refused("not-json", file);
  }
}
