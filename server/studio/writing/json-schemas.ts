import * as z from "zod";
import type { Language } from "../../../shared/protocol.ts";
import { Life } from "../../roleplay/life/life.ts";
import { Persona } from "../../roleplay/persona.ts";
import { Scene } from "../../roleplay/scene.ts";
import { Story } from "../../roleplay/story/story.ts";
import { Things } from "../../roleplay/things/things.ts";
import { FIELD_WORDS_EN } from "./field-words.en.ts";
import { FIELD_WORDS_ZH } from "./field-words.zh.ts";

/** The schemas of the files as JSON schemas with words for people: what the studio makes its forms from. */

const SCHEMAS = { persona: Persona, scene: Scene, things: Things, life: Life, story: Story };
export type SchemaName = keyof typeof SCHEMAS;

/** Title, help and an example of a field, by its path: `persona.public.known`, items of lists as `[]`. */
export type FieldWords = Readonly<
  Record<string, readonly [title: string, help?: string, example?: string]>
>;

const WORDS: Readonly<Record<Language, FieldWords>> = { en: FIELD_WORDS_EN, zh: FIELD_WORDS_ZH };

interface JsonSchema {
  title?: string;
  description?: string;
  examples?: readonly string[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema | false;
  prefixItems?: JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  additionalProperties?: JsonSchema | false;
}

/** Every schema with its fields' words in one language. */
export function jsonSchemas(language: Language): Record<SchemaName, JsonSchema> {
  return Object.fromEntries(
    Object.entries(SCHEMAS).map(([name, schema]) => {
      const json = z.toJSONSchema(schema, { io: "input" }) as JsonSchema;
      worded(json, name, WORDS[language]);
      return [name, json];
    }),
  ) as Record<SchemaName, JsonSchema>;
}

/** Paths of fields, in the order of the forms. */
export function fieldPaths(): string[] {
  const paths = new Set<string>();
  for (const [name, schema] of Object.entries(SCHEMAS)) {
    walk(z.toJSONSchema(schema, { io: "input" }) as JsonSchema, name, (_field, path) =>
      paths.add(path),
    );
  }
  return [...paths];
}

/** Words of a field by its whole path, else by its own name. */
export function fieldWords(words: FieldWords, path: string): FieldWords[string] | undefined {
  return words[path] ?? words[`*.${path.slice(path.lastIndexOf(".") + 1)}`];
}

function worded(schema: JsonSchema, path: string, words: FieldWords): void {
  walk(schema, path, (field, at) => {
    const [title, help, example] = fieldWords(words, at) ?? [];
    if (title !== undefined) field.title = title;
    if (help !== undefined && help !== "") field.description = help;
    if (example !== undefined) field.examples = [example];
  });
}

function walk(
  schema: JsonSchema,
  path: string,
  visit: (field: JsonSchema, path: string) => void,
): void {
  for (const option of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
    walk(option, path, visit);
  for (const [key, field] of Object.entries(schema.properties ?? {})) {
    visit(field, `${path}.${key}`);
    walk(field, `${path}.${key}`, visit);
  }
  if (schema.items) walk(schema.items, `${path}[]`, visit);
  if (typeof schema.additionalProperties === "object")
    walk(schema.additionalProperties, `${path}{}`, visit);
}
