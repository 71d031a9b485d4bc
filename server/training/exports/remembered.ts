import type { Voice } from "../../roleplay/memory/voices.ts";
import type { ConsentHistory, Rights } from "./rights-port.ts";
import type { Survey } from "./survey.ts";

/**
 * Who is remembered in an episode may have been in others: what they allowed there decides, and their names of all visits
 * leave the texts. `history` is asked only where somebody is remembered.
 */
export async function withHistory(
  survey: Survey,
  rights: Pick<Rights, "rosterOf">,
  history: () => Promise<ConsentHistory>,
): Promise<{ survey: Survey; allowed: (voice: Voice) => boolean }> {
  if (survey.voices.length === 0) return { survey, allowed: () => false };
  const known = await history();
  const here = [...survey.players.values()].flatMap(({ subject }) => subject ?? []);
  const players = new Set([...survey.voices.map(({ who }) => who), ...here]);
  const roster = rights.rosterOf([...survey.people, ...known.joined(players)]);
  return { survey: { ...survey, roster }, allowed: (voice) => known.allows(voice, "training") };
}
