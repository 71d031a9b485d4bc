import { kindOf, type JsonSchema } from "./json-schema.ts";

/** A group whose every field may be left out needs no switch of its own. */
export function isFrame(field: JsonSchema): boolean {
  return kindOf(field).kind === "group" && (field.required ?? []).length === 0;
}

/** With a field set or taken out, in the order of the schema. */
export function withField(
  value: Readonly<Record<string, unknown>>,
  key: string,
  given: unknown,
  schema: JsonSchema,
): Record<string, unknown> {
  const order = [...Object.keys(schema.properties ?? {}), ...Object.keys(value), key];
  const next: Record<string, unknown> = {};
  for (const name of new Set(order)) {
    const one = name === key ? given : value[name];
    if (one !== undefined && !isEmptyFrame(one, schema.properties?.[name])) next[name] = one;
  }
  return next;
}

function isEmptyFrame(value: unknown, field: JsonSchema | undefined): boolean {
  if (field === undefined || !isRecord(value)) return false;
  return isFrame(field) && Object.keys(value).length === 0;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
