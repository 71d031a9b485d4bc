import type { Persona } from "../roleplay/persona.ts";
import type { SheetVersions, Staging } from "../stage/staging.ts";
import { versionOf } from "./version-of.ts";

const NO_FILES: SheetVersions = {
  scene: null,
  things: null,
  life: null,
  story: null,
  personas: {},
};

/** A staging whose personas all have versions: those of their files, else of what their sheets hold. */
export function versioned(staging: Staging): Staging {
  const { personas, versions = NO_FILES } = staging;
  if (personas.every(({ id }) => versions.personas[id] !== undefined)) return staging;
  const made = personas.map((persona) => [
    persona.id,
    versions.personas[persona.id] ?? versionOfPersona(persona),
  ]);
  return { ...staging, versions: { ...versions, personas: Object.fromEntries(made) } };
}

/** The version of a sheet that is in no file: of its JSON with keys in order. */
export function versionOfPersona(persona: Persona): string {
  return versionOf(JSON.stringify(persona, (_key, value: unknown) => inOrder(value)));
}

function inOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
