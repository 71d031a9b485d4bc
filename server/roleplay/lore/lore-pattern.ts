import { RE2JS } from "re2js";

/**
 * Patterns that authors and strangers' cards bring. RE2 goes through a text once, whatever the pattern: what another
 * engine would try for years takes no longer here than a word does. It knows neither look-around nor back-references.
 */
export interface LorePattern {
  /** Steps of its program: the most that one character of a text can cost. */
  readonly steps: number;
  matches(text: string): boolean;
}

/** In characters; counted repetitions, multiplied; and steps of the finished program. */
const LIMITS = { length: 200, repeats: 32, steps: 200 } as const;
/** Flags of a key such as `/light(house)?/i`; those that mean nothing for finding are let pass. */
const WRITTEN = /^\/(.+)\/([a-z]{0,8})$/su;

/** True for a key that is written as a pattern. */
export function isPattern(key: string): boolean {
  return WRITTEN.test(key);
}

/** Patterns are looked for before every turn, and asked for whenever a sheet is read: each is made ready once. */
const ready = new Map<string, LorePattern | null>();
const READY = 5_000;

/** A key such as `/salt|lantern/i` as a pattern; null for one that is too large, or that RE2 does not know. */
export function lorePattern(key: string): LorePattern | null {
  const known = ready.get(key);
  if (known !== undefined) return known;
  if (ready.size >= READY) ready.clear();
  const made = compiledPattern(key);
  ready.set(key, made);
  return made;
}

function compiledPattern(key: string): LorePattern | null {
  const [, body = "", flags = ""] = WRITTEN.exec(key) ?? [];
  if (body === "" || body.length > LIMITS.length || repeats(body) > LIMITS.repeats) return null;
  try {
    const chosen =
      (flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) |
      (flags.includes("s") ? RE2JS.DOTALL : 0) |
      (flags.includes("m") ? RE2JS.MULTILINE : 0);
    const compiled = RE2JS.compile(body, chosen);
    const steps = compiled.programSize();
    if (steps > LIMITS.steps) return null;
    return { steps, matches: (text) => compiled.matcher(text).find() };
  } catch {
    return null;
  }
}

/** How often the innermost part of a pattern is written out, at most: `(a{4}){5}` is 20. */
function repeats(body: string): number {
  let product = 1;
  for (const [, least = "1", most = ""] of body.matchAll(/\{(\d+)(?:,(\d*))?\}/gu))
    product *= Math.max(1, Number(least), Number(most));
  return product;
}
