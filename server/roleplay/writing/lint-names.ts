import { nameKey } from "../character-names.ts";
import { comparable } from "../parser/character-folding.ts";
import type { Persona } from "../persona.ts";
import type { IssuePath } from "../world/world-issue.ts";
import type { WritingFinding } from "./writing-finding.ts";

/** Names that a model takes for a part of its protocol, whole or with a number behind. */
const ROLE =
  /^(?:system|assistant|user|human|model|ai|npc|bot|player|narrator|environment|developer|tool|speech|action|think|thought|rolethinking|systemthinking|rolespeech|roleaction|character|char|系统|助手|用户|旁白|环境|玩家|人类|角色|思考|动作|对话)\d*$/u;

/** Names of a cast that a reader, a model or the parser would take for another's, or for no name. */
export function nameFindings(personas: readonly Persona[]): WritingFinding[] {
  const found: WritingFinding[] = [];
  const owned = personas.flatMap((persona) =>
    [persona.name, ...persona.aliases].map((name, index) => ({
      name,
      owner: persona,
      path: (index === 0 ? ["name"] : ["aliases", index - 1]) as IssuePath,
    })),
  );
  for (const [at, { name, owner, path }] of owned.entries()) {
    const where = { part: "persona", key: owner.id } as const;
    if (ROLE.test(comparable(name))) {
      found.push({ code: "name-like-a-role", severity: "problem", where, path, facts: { name } });
      continue;
    }
    const like = owned
      .slice(0, at)
      .find((other) => other.owner !== owner && confusable(name, other.name));
    if (like === undefined) continue;
    const facts = { name, other: like.name };
    found.push({ code: "confusable-name", severity: "problem", where, path, facts });
  }
  return found;
}

/** Alike to the eye, or one letter apart; what is written exactly alike is an error elsewhere. */
function confusable(one: string, other: string): boolean {
  const [a, b] = [comparable(one), comparable(other)];
  if (nameKey(one) === nameKey(other)) return false;
  if (a === b) return true;
  const han = /\p{Script=Han}/u.test(a);
  // Two Chinese names of one family differ in one character; that is how names are.
  if (han || Math.min(a.length, b.length) < 4) return false;
  return oneEdit(a, b);
}

function oneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return Math.max(a.length, b.length) - start - end <= 1;
}
