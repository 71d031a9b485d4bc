import { characterSheet } from "../prompt/prompt-sections.ts";
import { estimateTokens } from "../prompt/token-estimate.ts";
import type { World } from "../world/world.ts";
import type { WritingFinding } from "./writing-finding.ts";

/** From which share of a prompt a sheet leaves too little room for what is said. */
const SHARE = 0.5;

/** How many tokens of each of a persona's prompts its sheet takes, with what the scene adds to it. */
export function sheetTokens({ scene, personas }: World, id: string): number {
  const persona = personas.find((one) => one.id === id);
  if (persona === undefined) return 0;
  return estimateTokens(
    characterSheet(
      persona,
      scene,
      personas.filter((one) => one !== persona),
    ),
  );
}

export function lengthFindings(world: World, contextTokens: number): WritingFinding[] {
  return world.personas.flatMap((persona): WritingFinding[] => {
    const tokens = sheetTokens(world, persona.id);
    if (tokens <= contextTokens * SHARE) return [];
    const share = Math.round((tokens / contextTokens) * 100);
    const facts = { tokens, share, context: contextTokens };
    const where = { part: "persona", key: persona.id } as const;
    return [{ code: "sheet-too-long", severity: "problem", where, path: ["profile"], facts }];
  });
}
