import * as z from "zod";
import { Persona } from "../persona.ts";
import { Scene } from "../scene.ts";
import { castIssues, sceneIssues } from "./world-references.ts";
import { schemaIssues } from "./schema-issues.ts";
import { secretSlips } from "./secret-slips.ts";
import type { World } from "./world.ts";
import type { WorldIssue, WorldPart } from "./world-issue.ts";

/** A checked world with what its author may want to look at, or everything that is wrong with it. */
export type WorldCheck =
  | { readonly ok: true; readonly world: World; readonly warnings: readonly WorldIssue[] }
  | { readonly ok: false; readonly issues: readonly WorldIssue[] };

/**
 * Checks a scene and personas, as read from files, against their schemas and against each other. `personas` is
 * keyed by persona id. All problems are listed, not only the first; warnings alone do not fail a world.
 */
export function checkWorld(scene: unknown, personas: ReadonlyMap<string, unknown>): WorldCheck {
  const issues: WorldIssue[] = [];
  const checkedScene = checked(Scene, scene, { part: "scene" }, issues);
  const checkedPersonas = new Map<string, Persona>();
  for (const [key, value] of personas) {
    const persona = checked(Persona, value, { part: "persona", key }, issues);
    if (persona !== undefined) checkedPersonas.set(key, persona);
  }
  if (checkedScene !== undefined) {
    issues.push(
      ...sceneIssues(checkedScene, [...personas.keys()]),
      ...castIssues(checkedScene, checkedPersonas),
    );
  }
  if (checkedScene === undefined || issues.some(({ severity }) => severity === "error")) {
    return { ok: false, issues };
  }
  const cast = checkedScene.cast.flatMap(({ persona }) => checkedPersonas.get(persona) ?? []);
  const warnings = [...issues, ...secretSlips(checkedScene, cast)];
  return { ok: true, world: { scene: checkedScene, personas: cast }, warnings };
}

function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: WorldPart,
  issues: WorldIssue[],
): z.output<Schema> | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  issues.push(...schemaIssues(schema, value, result.error.issues, where));
  return undefined;
}
