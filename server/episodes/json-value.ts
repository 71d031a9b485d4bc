/** Deeper than any honest event; a cycle reaches it too. */
const DEEPEST = 100;

/** Where a value holds something that JSON would drop or change, or null when it holds nothing of the kind. */
export interface ForeignValue {
  readonly path: readonly (string | number)[];
  readonly problem: string;
}

/**
 * Finds what `JSON.stringify` would lose: functions, class instances, NaN, holes, cycles. Properties that are
 * `undefined` count as absent, and -0 as 0.
 */
export function findForeignValue(value: unknown): ForeignValue | null {
  const path: (string | number)[] = [];
  const problem = search(value, path);
  return problem === null ? null : { path, problem };
}

/** A path fit for a message: outer names and positions stay, inner names, which may be anyone's text, are stars. */
export function safePath(path: readonly PropertyKey[]): string {
  const shown = path.map((part, depth) => {
    if (typeof part === "number") return String(part);
    return depth < 2 && typeof part === "string" && /^[A-Za-z]\w{0,31}$/.test(part) ? part : "*";
  });
  return shown.length === 0 ? "(the whole event)" : shown.join(".");
}

/** Leaves the path of the problem in `path`. */
function search(value: unknown, path: (string | number)[]): string | null {
  switch (typeof value) {
    case "string":
    case "boolean":
      return null;
    case "number":
      return Number.isFinite(value) ? null : "not a finite number";
    case "object":
      break;
    default:
      return `a ${typeof value} cannot be stored`;
  }
  if (value === null) return null;
  if (path.length >= DEEPEST) return "nested too deeply, or a cycle";
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      path.push(i);
      const problem = search(value[i], path);
      if (problem !== null) return problem;
      path.pop();
    }
    return null;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    return "an instance of a class cannot be stored";
  }
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    path.push(key);
    const problem = search(inner, path);
    if (problem !== null) return problem;
    path.pop();
  }
  return null;
}
