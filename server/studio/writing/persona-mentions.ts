import * as z from "zod";
import { nameKey } from "../../roleplay/character-names.ts";
import { Life } from "../../roleplay/life/life.ts";
import { Persona } from "../../roleplay/persona.ts";
import { Scene } from "../../roleplay/scene.ts";
import { Story } from "../../roleplay/story/story.ts";
import { Things } from "../../roleplay/things/things.ts";
import type { IssuePath } from "../../roleplay/world/world-issue.ts";
import type { SheetName } from "../../worlds/world-shelf.ts";

/**
 * Where a world's sheets name a persona, found by the files' own schemas: whatever says with `idOf` that it names a
 * persona, one of its secrets, or anything there is; and relationships to it by name.
 */

/** The persona that is looked for: its id, and the names by which relationships know it. */
export interface Named {
  readonly id: string;
  readonly names: readonly string[];
}

/** What would be taken out with the persona: a list's entry, or a field, that would name nobody. */
export interface Mention {
  readonly path: IssuePath;
}

interface JsonSchema {
  readonly names?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly propertyNames?: JsonSchema;
  readonly additionalProperties?: JsonSchema | false;
}

const SCHEMAS = Object.fromEntries(
  Object.entries({ persona: Persona, scene: Scene, things: Things, life: Life, story: Story }).map(
    ([part, schema]) => [part, z.toJSONSchema(schema, { io: "input" }) as JsonSchema],
  ),
) as Readonly<Record<SheetName["part"], JsonSchema>>;

/** Everything of a sheet's value that names the persona, in the order of the sheet. */
export function mentionsIn(part: SheetName["part"], value: unknown, named: Named): Mention[] {
  const found = new Map<string, Mention>();
  walk(SCHEMAS[part], value, [], named, (path, schemas) => {
    const entry = whole(part, value, path, schemas);
    found.set(JSON.stringify(entry), { path: entry });
  });
  // What goes with a larger piece is not told twice.
  const all = [...found.values()];
  return all.filter(({ path }) => !all.some((other) => holds(other.path, path)));
}

/** The value without the pieces at these paths. */
export function without(value: unknown, mentions: readonly Mention[]): unknown {
  const copy: unknown = structuredClone(value);
  // From the end, so that the places of what is left stay as they were said.
  for (const { path } of mentions.toReversed()) {
    const last = path.at(-1);
    const parent = at(copy, path.slice(0, -1));
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else if (typeof parent === "object" && parent !== null && last !== undefined)
      Reflect.deleteProperty(parent, last);
  }
  return copy;
}

type Visit = (path: IssuePath, schemas: readonly JsonSchema[]) => void;

function walk(
  schema: JsonSchema,
  value: unknown,
  path: IssuePath,
  named: Named,
  visit: Visit,
  above: readonly JsonSchema[] = [],
): void {
  const schemas = [...above, schema];
  for (const option of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
    walk(option, value, path, named, visit, above);
  if (typeof value === "string" && isMeant(schema.names, value, named)) visit(path, schemas);
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return;
    for (const [index, item] of value.entries())
      walk(items, item, [...path, index], named, visit, schemas);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const field = schema.properties?.[key];
    if (field !== undefined) walk(field, inner, [...path, key], named, visit, schemas);
    else if (typeof schema.additionalProperties === "object") {
      if (isMeant(schema.propertyNames?.names, key, named)) visit([...path, key], schemas);
      walk(schema.additionalProperties, inner, [...path, key], named, visit, schemas);
    }
  }
}

function isMeant(names: string | undefined, value: string, { id, names: called }: Named): boolean {
  if (names === "persona" || names === "anything") return value === id;
  if (names === "secret") return value.startsWith(`${id}/`);
  return names === "name" && called.some((name) => nameKey(name) === nameKey(value));
}

/**
 * What has to go for a name to go: the entry of the innermost list that holds it, or of the next one where the list
 * would be left shorter than it may be; of a thing the field alone, for the thing stays.
 */
function whole(
  part: SheetName["part"],
  value: unknown,
  path: IssuePath,
  schemas: readonly JsonSchema[],
): IssuePath {
  if (part === "things" || part === "persona") return path;
  for (let length = path.length; length > 0; length--) {
    if (typeof path[length - 1] !== "number") continue;
    const list = at(value, path.slice(0, length - 1));
    const least = schemas[length - 1]?.minItems ?? 0;
    if (Array.isArray(list) && (list.length > least || length === 2)) return path.slice(0, length);
  }
  return path;
}

function holds(outer: IssuePath, inner: IssuePath): boolean {
  return outer.length < inner.length && outer.every((step, index) => step === inner[index]);
}

function at(value: unknown, path: IssuePath): unknown {
  let found = value;
  for (const step of path)
    found =
      typeof found === "object" && found !== null ? Reflect.get(found, String(step)) : undefined;
  return found;
}
