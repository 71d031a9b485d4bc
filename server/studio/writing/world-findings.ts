import { lintWorld } from "../../roleplay/writing/lint-world.ts";
import type { WritingFinding } from "../../roleplay/writing/writing-finding.ts";
import type { World } from "../../roleplay/world/world.ts";

const found = new WeakMap<World, Map<number, readonly WritingFinding[]>>();

/** What an editor would say of a world. A world that was checked once and is asked for again is read once. */
export function worldFindings(world: World, contextTokens: number): readonly WritingFinding[] {
  const known = found.get(world) ?? new Map<number, readonly WritingFinding[]>();
  found.set(world, known);
  const findings = known.get(contextTokens) ?? lintWorld(world, { contextTokens });
  known.set(contextTokens, findings);
  return findings;
}
