import * as z from "zod";
import { Life } from "../life/life.ts";
import { lifeIssues } from "../life/life-references.ts";
import { Persona } from "../persona.ts";
import { Scene } from "../scene.ts";
import { Story } from "../story/story.ts";
import { storyIssues } from "../story/story-references.ts";
import { Things } from "../things/things.ts";
import { thingsIssues } from "../things/things-references.ts";
import { BUILT_IN_VERBS } from "../verbs/built-in-verbs.ts";
import { castIssues, sceneIssues } from "./world-references.ts";
import { schemaIssues } from "./schema-issues.ts";
import { secretSlips } from "./secret-slips.ts";
import type { World } from "./world.ts";
import type { WorldIssue, WorldPart } from "./world-issue.ts";

/** A checked world with what its author may want to look at, or everything that is wrong with it. */
export type WorldCheck =
  | { readonly ok: true; readonly world: World; readonly warnings: readonly WorldIssue[] }
  | { readonly ok: false; readonly issues: readonly WorldIssue[] };

/** What may stand beside a scene, as read from files; absent where there is no such file. */
export interface WorldBeside {
  readonly things?: unknown;
  readonly life?: unknown;
  readonly story?: unknown;
}

/**
 * Checks a scene, personas and what stands beside them, as read from files, against their schemas and against each
 * other. `personas` is keyed by persona id. All problems are listed, not only the first; warnings alone do not fail a
 * world.
 */
export function checkWorld(
  scene: unknown,
  personas: ReadonlyMap<string, unknown>,
  beside: WorldBeside = {},
): WorldCheck {
  const issues: WorldIssue[] = [];
  const checkedScene = checked(Scene, scene, { part: "scene" }, issues);
  const things = checked(Things, beside.things ?? {}, { part: "things" }, issues);
  const life = checked(Life, beside.life ?? {}, { part: "life" }, issues);
  const story = checked(Story, beside.story ?? {}, { part: "story" }, issues);
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
  const failed = issues.some(({ severity }) => severity === "error");
  if (failed || !checkedScene || !things || !life || !story) return { ok: false, issues };
  const cast = checkedScene.cast.flatMap(({ persona }) => checkedPersonas.get(persona) ?? []);
  const world: World = { scene: checkedScene, personas: cast, things, life, story };
  const verbs = BUILT_IN_VERBS.map(({ id }) => id);
  issues.push(...lifeIssues(world), ...storyIssues(world));
  issues.push(...thingsIssues(world, verbs));
  if (issues.some(({ severity }) => severity === "error")) return { ok: false, issues };
  return {
    ok: true,
    world,
    warnings: [...issues, ...secretSlips(checkedScene, cast, life, things)],
  };
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
