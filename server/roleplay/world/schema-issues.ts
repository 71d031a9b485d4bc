import type * as z from "zod";
import { nearMiss } from "./near-miss.ts";
import { keyHomes, keysAt } from "./schema-keys.ts";
import { described, type IssuePath, type WorldIssue, type WorldPart } from "./world-issue.ts";

type ZodIssue = z.core.$ZodIssue;

/** What a schema has against a value, in a writer's words: where, what was found, what was expected. */
export function schemaIssues(
  schema: z.core.$ZodType,
  value: unknown,
  issues: readonly ZodIssue[],
  where: WorldPart,
): WorldIssue[] {
  return issues.flatMap((issue): WorldIssue[] => {
    const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
    const base = { severity: "error" as const, where };
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        ...base,
        path: [...path, key],
        at: "key",
        found: "a key that is not known here",
        expected: `one of ${keysAt(schema, path).join(", ")}`,
        ...hintFor(schema, path, key),
      }));
    }
    if (issue.code === "invalid_key") {
      const expected = issue.issues.map(alternative).join("; ");
      return [{ ...base, path, at: "key", found: "a name that cannot stand", expected }];
    }
    const found = described(valueAt(value, path), path);
    return [{ ...base, path, at: "value", found, expected: expectation(issue) }];
  });
}

function expectation(issue: Exclude<ZodIssue, { code: "unrecognized_keys" | "invalid_key" }>) {
  switch (issue.code) {
    case "invalid_type":
      return TYPE_WORDS[issue.expected] ?? issue.expected;
    case "invalid_value":
      return issue.values.map((value) => `'${String(value)}'`).join(" or ");
    case "invalid_format":
      return issue.message.replace(/^must be /, "");
    case "too_small":
      return sizeWords(issue.origin, "at least", Number(issue.minimum));
    case "too_big":
      return sizeWords(issue.origin, "at most", Number(issue.maximum));
    case "invalid_union":
      return "options" in issue && Array.isArray(issue.options)
        ? issue.options.map((option) => `'${String(option)}'`).join(" or ")
        : issue.errors.flatMap((errors) => errors.map(alternative)).join(" or ");
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    case "invalid_element":
    case "custom":
      return issue.message;
    default:
      return issue satisfies never;
  }
}

function alternative(issue: ZodIssue): string {
  return issue.code === "unrecognized_keys" || issue.code === "invalid_key"
    ? issue.message
    : expectation(issue);
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "text",
  array: "a list",
  object: "a group of keys",
  record: "a group of keys",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

function sizeWords(origin: string, bound: string, size: number): string {
  if (origin === "string") return size === 1 ? "some text" : `text of ${bound} ${size} characters`;
  if (origin === "array") return `${bound} ${size} ${size === 1 ? "entry" : "entries"}`;
  return `${bound} ${size}`;
}

function hintFor(schema: z.core.$ZodType, path: IssuePath, key: string): { hint?: string } {
  const here = nearMiss(key, keysAt(schema, path));
  if (here !== undefined) return { hint: `did you mean '${here}'?` };
  const homes = keyHomes(schema);
  const meant = nearMiss(key, homes.keys());
  const home = meant === undefined ? undefined : homes.get(meant)?.[0];
  if (meant === undefined || home === undefined) return {};
  return {
    hint: home === "" ? `'${meant}' belongs at the top` : `'${meant}' belongs under '${home}'`,
  };
}

function valueAt(value: unknown, path: IssuePath): unknown {
  return path.reduce<unknown>(
    (at, step) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, step)
        ? (at as Record<string | number, unknown>)[step]
        : undefined,
    value,
  );
}
