/** Names that the layout of prompts gives a meaning of its own. */
const RESERVED = new Set([
  "environment",
  "system",
  "assistant",
  "user",
  "narrator",
  "环境",
  "旁白",
]);

/** A name as names are compared: width, case and spacing do not make a difference. */
export function nameKey(name: string): string {
  return name.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}

/** True for a name that no character may bear, such as `Environment`. */
export function isReservedName(name: string): boolean {
  return RESERVED.has(nameKey(name));
}
