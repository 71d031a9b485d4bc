/** Where in a world a problem lies: in its scene or a file beside it, or in the persona under that key. */
export type WorldPart =
  | { readonly part: "scene" | "things" | "life" | "story" }
  | { readonly part: "persona"; readonly key: string };
export type IssuePath = readonly (string | number)[];

/**
 * One thing wrong with a world. `found` describes private or long text by type and length and never quotes it.
 * `at`: whether the value or the key at the end of `path` is meant.
 */
export interface WorldIssue {
  readonly severity: "error" | "warning";
  readonly where: WorldPart;
  readonly path: IssuePath;
  readonly at: "value" | "key";
  readonly found: string;
  readonly expected: string;
  /** What to do about it, where that can be guessed. */
  readonly hint?: string;
}

/** An issue as one sentence, such as `persona 'ada', public.known: found nothing; expected text`. */
export function issueText(issue: WorldIssue): string {
  const { where } = issue;
  const part = where.part === "persona" ? `persona '${where.key}'` : where.part;
  return `${part}, ${issueDetail(issue)}`;
}

/** An issue without the name of its part, for readers that put a file's name before it. */
export function issueDetail({ path, found, expected, hint }: WorldIssue): string {
  const advice = hint === undefined ? "" : ` (${hint})`;
  return `${pathText(path)}: found ${found}; expected ${expected}${advice}`;
}

function pathText(path: IssuePath): string {
  if (path.length === 0) return "the whole document";
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    const key = shownKey(step, text === "relationships");
    return text === "" ? key : `${text}.${key}`;
  }, "");
}

/** A forgotten quote can turn a secret into a key: only what looks like a key, or like a name, is shown. */
function shownKey(key: string, isName: boolean): string {
  const plain = isName ? /^[\p{L}\p{N}_.'’ -]{1,32}$/u : /^[\w-]{1,32}$/;
  return plain.test(key) ? key : `<key of ${key.length} characters>`;
}

/** Keys whose values are names or choices that everyone may read; any other text is described, not shown. */
const OPEN_KEYS = new Set([
  "id",
  "name",
  "aliases",
  "language",
  "sprite",
  "persona",
  "place",
  "map",
  "entrance",
  "speaker",
  "when",
]);

/** A value as an error message may show it. */
export function described(value: unknown, path: IssuePath): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "a group of keys";
  if (typeof value !== "string") return `a ${typeof value}`;
  if (value.trim() === "") return "empty text";
  const key = path.findLast((step) => typeof step === "string");
  if (typeof key === "string" && OPEN_KEYS.has(key) && value.length <= 80) return `'${value}'`;
  return `text of ${value.length} characters`;
}
