const KEY = "dramatis:player-key";

/**
 * The random word by which personas know this browser's player again; made at the first visit, and kept by the browser
 * alone. Undefined where a browser keeps nothing: personas then meet a stranger each time.
 */
export function playerKey(storage: Pick<Storage, "getItem" | "setItem">): string | undefined {
  try {
    const kept = storage.getItem(KEY);
    if (kept !== null && /^[\w-]{16,64}$/.test(kept)) return kept;
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const made = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    storage.setItem(KEY, made);
    return made;
  } catch {
    return undefined;
  }
}
