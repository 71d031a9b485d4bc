import { isMap, isSeq, parseDocument, stringify } from "yaml";
import type { Persona } from "../roleplay/persona.ts";
import type { Scene } from "../roleplay/scene.ts";

/** New sheets as YAML that a person could have written. What is as it would be anyway is left out. */

/** A persona's sheet; `above` are lines of comment at its top. */
export function personaYaml(persona: Persona, above: readonly string[] = []): string {
  const { lore, ...rest } = persona;
  const entries = (lore ?? []).map((entry) =>
    slim({
      ...entry,
      always: entry.always || undefined,
      exact_case: entry.exact_case || undefined,
      lines: entry.lines === 4 ? undefined : entry.lines,
      order: entry.order === 100 ? undefined : entry.order,
    }),
  );
  return written({ ...rest, ...(entries.length === 0 ? {} : { lore: entries }) }, above);
}

/** A scene's sheet. */
export function sceneYaml(scene: Scene, above: readonly string[] = []): string {
  return written(scene, above);
}

function written(value: object, above: readonly string[]): string {
  const comment = above.map((line) => `# ${line.replace(/\s+/gu, " ")}\n`).join("");
  return `${comment}${stringify(slim(value), { lineWidth: 100, aliasDuplicateObjects: false })}`;
}

/** Without empty lists, groups and texts, which a sheet need not say. */
function slim(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]: [string, unknown]) => {
      if (one === undefined || one === "") return [];
      if (Array.isArray(one)) return one.length === 0 ? [] : [[key, one]];
      if (typeof one !== "object" || one === null) return [[key, one]];
      const inner = slim(one);
      return Object.keys(inner).length === 0 ? [] : [[key, inner]];
    }),
  );
}

/**
 * A scene's text with one more in its cast, everything else as it was, comments too. Null where the text has no cast
 * that is written as a list, one entry to a line.
 */
export function withCast(scene: string, persona: string, place?: string): string | null {
  const document = parseDocument(scene);
  const { contents } = document;
  const cast = isMap(contents) ? contents.get("cast", true) : undefined;
  if (!isSeq(cast) || cast.flow === true || document.errors.length > 0) return null;
  const last = cast.items.at(-1);
  const range = last !== null && typeof last === "object" && "range" in last ? last.range : null;
  if (!Array.isArray(range) || !isMap(last) || last.flow === true) return null;
  const [start, end] = range as [number, number, number];
  const line = scene.slice(scene.lastIndexOf("\n", start) + 1, start);
  if (!/^ *- +$/u.test(line)) return null;
  const text = scene.slice(0, end).trimEnd();
  const entry = `${line}persona: ${persona}${
    place === undefined ? "" : `\n${" ".repeat(line.length)}place: ${place}`
  }`;
  return `${text}\n${entry}${scene.slice(text.length) || "\n"}`;
}
