import * as z from "zod";

type Path = readonly PropertyKey[];
type Schema = z.core.$ZodType;

/** The keys that a schema knows at a path of its data; empty where it has no object there. */
export function keysAt(schema: Schema, path: Path): string[] {
  const found = path.reduce<Schema[]>((at, step) => at.flatMap((one) => into(one, step)), [schema]);
  return [...new Set(found.flatMap(options).flatMap((one) => Object.keys(shapeOf(one))))];
}

/** Every key in a schema's objects, lists aside, with the dotted paths of the groups that hold it; `""` is the top. */
export function keyHomes(schema: Schema): Map<string, string[]> {
  const homes = new Map<string, string[]>();
  const walk = (at: Schema, path: string) => {
    for (const [name, inner] of Object.entries(shapeOf(at))) {
      homes.set(name, [...(homes.get(name) ?? []), path]);
      walk(inner, path === "" ? name : `${path}.${name}`);
    }
  };
  walk(schema, "");
  return homes;
}

function shapeOf(schema: Schema): Record<string, Schema> {
  const bare = unwrapped(schema);
  return bare instanceof z.ZodObject ? bare.shape : {};
}

function options(schema: Schema): Schema[] {
  const bare = unwrapped(schema);
  return bare instanceof z.ZodUnion ? bare.options.flatMap(options) : [bare];
}

function into(schema: Schema, step: PropertyKey): Schema[] {
  const bare = unwrapped(schema);
  if (bare instanceof z.ZodArray) return [bare.element];
  if (bare instanceof z.ZodRecord) return [bare.valueType];
  if (bare instanceof z.ZodUnion) return options(bare).flatMap((option) => into(option, step));
  const inner = shapeOf(bare)[String(step)];
  return inner === undefined ? [] : [inner];
}

function unwrapped(schema: Schema): Schema {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return unwrapped(schema.def.innerType);
  }
  return schema;
}
