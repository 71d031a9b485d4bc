import type { EpisodeDigest } from "./episode-digest.ts";

/** Branches of branches that are followed to their root. */
const BRANCHES = 8;

/**
 * True where everybody whose words an episode holds, or goes on from, allows it; `digestAt` gives null for an episode
 * that is no longer there. What is said in rehearsal is its designer's own.
 */
export async function wordsAllowed(
  { origin, players, remembering, branchOf }: EpisodeDigest,
  digestAt: (id: string) => Promise<EpisodeDigest | null>,
  left = BRANCHES,
): Promise<boolean> {
  const own = [...players.values()].every(({ allows }) => allows) && remembering.size === 0;
  if (origin !== "rehearsal" && !own) return false;
  if (branchOf === null) return true;
  const from = left === 0 ? null : await digestAt(branchOf.episodeId);
  return from !== null && wordsAllowed(from, digestAt, left - 1);
}
