import { secretSlips } from "../world/secret-slips.ts";
import type { World } from "../world/world.ts";
import { formFindings } from "./lint-form.ts";
import { lengthFindings } from "./lint-length.ts";
import { nameFindings } from "./lint-names.ts";
import { relationshipFindings } from "./lint-relationships.ts";
import { tongueFindings } from "./lint-tongue.ts";
import type { WritingFinding } from "./writing-finding.ts";

export interface LintOptions {
  /** How many tokens a prompt may have. */
  readonly contextTokens?: number;
}

/** Reads a sound world as an editor would: what will make its characters flat, confused or loose-tongued. */
export function lintWorld(world: World, options: LintOptions = {}): WritingFinding[] {
  const { scene, personas, life, things } = world;
  return [
    ...personas.flatMap(formFindings),
    ...personas.flatMap(tongueFindings),
    ...lengthFindings(world, options.contextTokens ?? 8_192),
    ...nameFindings(personas),
    ...relationshipFindings(personas),
    ...secretSlips(scene, personas, life, things).map(({ where, path, found }): WritingFinding => ({
      code: "secret-in-the-open",
      severity: "advice",
      where,
      path,
      facts: { whose: found.replace(/^words of the secret /u, "") },
    })),
    ...(scene.opening.length > 0
      ? []
      : [
          {
            code: "no-opening",
            severity: "advice",
            where: { part: "scene" },
            path: ["opening"],
            facts: {},
          } as const,
        ]),
  ];
}
