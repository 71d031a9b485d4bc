import { ROLES, type Role } from "../../../shared/studio/role.ts";
import { LOCAL, type Credential } from "./access.ts";

/** Keys as an operator writes them down: a line each, `name roles key`, such as `ada designer,exporter Vf3…`. */

export type KeysRead =
  | { readonly ok: true; readonly credentials: readonly Credential[] }
  /** Each in words, by its line; no key is shown. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** In characters; what `npm run studio -- key` makes has 43 and 256 bits. */
export const SHORTEST_KEY = 32;
const LONGEST_KEY = 512;
const MOST_KEYS = 1_000;
/** Fewer different characters than any key by chance has. */
const LEAST_VARIETY = 10;
/** What stands in a key that was meant to be replaced, or that others would try first. */
const PLACEHOLDER =
  /change.?me|changeit|password|passw0rd|example|placeholder|replace|dramatis|your.?key/iu;

/** Reads the text of a file of keys; one bad line and none of it counts. */
export function readKeys(text: string): KeysRead {
  const problems: string[] = [];
  const credentials: Credential[] = [];
  const lines = text.replace(/^\uFEFF/u, "").split(/\r?\n/u);
  for (const [index, line] of lines.entries()) {
    if (/^\s*(?:#|$)/u.test(line)) continue;
    const read = readLine(line.trim());
    const wrong = typeof read === "string" ? read : alreadyThere(read, credentials);
    if (typeof read === "string" || wrong !== null) problems.push(`line ${index + 1}: ${wrong}`);
    else credentials.push(read);
  }
  if (problems.length > 0) return { ok: false, problems };
  if (credentials.length === 0) return { ok: false, problems: ["it holds no key"] };
  if (credentials.length > MOST_KEYS)
    return { ok: false, problems: [`it holds more than ${MOST_KEYS} keys`] };
  return { ok: true, credentials };
}

function readLine(line: string): Credential | string {
  const [name = "", roles = "", key = "", ...rest] = line.split(/\s+/u);
  if (key === "" || rest.length > 0)
    return "found something else, expected: a name, its roles with commas between, and its key, with spaces between";
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u.test(name))
    return "the name may have up to 64 letters, digits and . _ @ -, and begins with a letter or digit";
  if (name.toLowerCase() === LOCAL)
    return `the name "${LOCAL}" stands for whoever opens the link in the terminal; choose another`;
  const named = roles.split(",");
  const known = ROLES.filter((role) => named.includes(role));
  if (known.length !== named.length)
    return `the roles may be ${ROLES.join(", ")}, each once, with commas and no spaces between`;
  const weak = weakness(key);
  return weak === null ? { name, roles: known satisfies Role[], key } : weak;
}

/** Why a key may not be used, in words that show nothing of it; null for one that may. */
export function weakness(key: string): string | null {
  if (!/^[\x21-\x7e]*$/u.test(key)) return "the key may have visible ASCII characters alone";
  if (key.length < SHORTEST_KEY)
    return `the key has ${key.length} characters, and fewer than ${SHORTEST_KEY} can be guessed`;
  if (key.length > LONGEST_KEY) return `the key has more than ${LONGEST_KEY} characters`;
  if (PLACEHOLDER.test(key)) return "the key looks like a placeholder";
  // A text that is found in its own double before its end repeats itself.
  const repeats = (key + key).indexOf(key, 1) < key.length;
  const steps = new Set([...key].slice(1).map((one, at) => one.charCodeAt(0) - key.charCodeAt(at)));
  if (repeats || new Set(key).size < LEAST_VARIETY || steps.size < LEAST_VARIETY / 2)
    return "the key is too regular to be made by chance";
  return null;
}

function alreadyThere(one: Credential, before: readonly Credential[]): string | null {
  const folded = (name: string) => name.normalize("NFKC").toLowerCase();
  if (before.some(({ name }) => folded(name) === folded(one.name)))
    return `the name "${one.name}" stands there already, in small or large letters`;
  if (before.some(({ key }) => key === one.key))
    return "this key stands there already; each person needs one of their own";
  return null;
}
