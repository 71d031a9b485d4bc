/** A JSON schema as the studio's server makes it of a file's schema, with words for people. */
export interface JsonSchema {
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly string[];
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  /** What the id names, for a choice. */
  readonly names?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema | false;
  readonly prefixItems?: readonly JsonSchema[];
  readonly propertyNames?: JsonSchema;
  readonly additionalProperties?: JsonSchema | false;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** How a field is edited. */
export type FieldKind =
  | { readonly kind: "choice"; readonly names: string; readonly fixed: readonly string[] }
  | { readonly kind: "options"; readonly options: readonly string[] }
  | { readonly kind: "words"; readonly text: JsonSchema }
  | { readonly kind: "union"; readonly options: readonly UnionOption[] }
  | { readonly kind: "text"; readonly size: "line" | "lines" | "prose" }
  | { readonly kind: "number" | "switch" | "list" | "pair" | "record" | "group" };

/** One shape of a union, by the field that tells it from the others. */
export interface UnionOption {
  readonly id: string;
  readonly schema: JsonSchema;
  /** Field and value that say so; null where the field's presence does. */
  readonly tag: readonly [field: string, value: string] | null;
}

/** Tells from a schema alone how it is edited. */
export function kindOf(schema: JsonSchema): FieldKind {
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return unionKind(options);
  if (schema.enum !== undefined) return { kind: "options", options: schema.enum };
  if (schema.names !== undefined && schema.type === "string")
    return { kind: "choice", names: schema.names, fixed: [] };
  switch (schema.type) {
    case "boolean":
      return { kind: "switch" };
    case "number":
    case "integer":
      return { kind: "number" };
    case "array":
      return { kind: schema.prefixItems === undefined ? "list" : "pair" };
    case "object":
      return { kind: schema.properties === undefined ? "record" : "group" };
    default: {
      const longest = schema.maxLength ?? 200;
      return { kind: "text", size: longest > 2_000 ? "prose" : longest > 200 ? "lines" : "line" };
    }
  }
}

function unionKind(options: readonly JsonSchema[]): FieldKind {
  const texts = options.filter(({ type }) => type === "string");
  if (texts.length === options.length) {
    const fixed = options.flatMap((one) => (typeof one.const === "string" ? [one.const] : []));
    const named = options.find(({ names }) => names !== undefined)?.names;
    return named === undefined
      ? { kind: "options", options: fixed }
      : { kind: "choice", names: named, fixed };
  }
  const [text] = texts;
  if (text !== undefined) return { kind: "words", text };
  return {
    kind: "union",
    options: options.map((schema) => {
      const tagged = Object.entries(schema.properties ?? {}).find(
        ([, field]) => typeof field.const === "string",
      );
      if (tagged !== undefined) {
        const [field, { const: value }] = tagged;
        return { id: String(value), schema, tag: [field, String(value)] as const };
      }
      return { id: Object.keys(schema.properties ?? {})[0] ?? "", schema, tag: null };
    }),
  };
}

/** What a new entry of this shape begins with. */
export function emptyOf(schema: JsonSchema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  const kind = kindOf(schema);
  switch (kind.kind) {
    case "group":
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, emptyOf(schema.properties?.[key] ?? {})]),
      );
    case "union":
      return emptyOf(kind.options[0]?.schema ?? {});
    case "list":
      return (schema.minItems ?? 0) > 0 && schema.items ? [emptyOf(schema.items)] : [];
    case "pair":
      return (schema.prefixItems ?? []).map(({ minimum }) => minimum ?? 0);
    case "record":
      return {};
    case "switch":
      return false;
    case "number":
      return schema.minimum ?? 1;
    case "options":
      return kind.options[0] ?? "";
    case "choice":
    case "words":
    case "text":
      return "";
  }
}
