import { languageTokens, runsOf } from "../language-tokens.ts";

/**
 * Self-BLEU-4: the mean BLEU of each text against all others as its references, with equal weights for runs of one to
 * four tokens, clipped counts, and the brevity penalty by the reference nearest in length. Where no run of a length is
 * shared, its count is taken as 0.1 (method 1 of Chen and Cherry 2014); a text that shares no token at all has 0.
 * Between 0 and 1: the higher, the more alike. Null for fewer than two texts.
 */
export function selfBleu4(texts: readonly string[]): number | null {
  const all = texts.map(languageTokens).filter((tokens) => tokens.length > 0);
  if (all.length < 2) return null;
  const lengths = all.map((tokens) => tokens.length).toSorted((a, b) => a - b);
  const logs = new Float64Array(all.length);
  const sharesNothing = new Set<number>();
  for (let n = 1; n <= LONGEST; n++) {
    const counts = all.map((tokens) => countsOf(runsOf(tokens, n)));
    const best = bestOf(counts);
    for (const [at, own] of counts.entries()) {
      let shared = 0;
      for (const [run, count] of own) shared += Math.min(count, best(run, at));
      if (n === 1 && shared === 0) sharesNothing.add(at);
      const total = Math.max(1, (all[at]?.length ?? 0) - n + 1);
      logs[at] = (logs[at] ?? 0) + Math.log((shared === 0 ? SMALL : shared) / total) / LONGEST;
    }
  }
  let sum = 0;
  for (const [at, tokens] of all.entries()) {
    if (sharesNothing.has(at)) continue;
    sum += brevityPenalty(tokens.length, lengths) * Math.exp(logs[at] ?? 0);
  }
  return sum / all.length;
}

const LONGEST = 4;
const SMALL = 0.1;

function countsOf(runs: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const run of runs) counts.set(run, (counts.get(run) ?? 0) + 1);
  return counts;
}

/** The most often that any other text than this one has a run. Two counts a run are enough for all texts. */
function bestOf(
  counts: readonly ReadonlyMap<string, number>[],
): (run: string, but: number) => number {
  const firsts = new Map<string, { most: number; owner: number; second: number }>();
  for (const [owner, own] of counts.entries()) {
    for (const [run, count] of own) {
      const known = firsts.get(run);
      if (known === undefined) firsts.set(run, { most: count, owner, second: 0 });
      else if (count > known.most) {
        known.second = known.most;
        known.most = count;
        known.owner = owner;
      } else if (count > known.second) known.second = count;
    }
  }
  return (run, but) => {
    const known = firsts.get(run);
    if (known === undefined) return 0;
    return known.owner === but ? known.second : known.most;
  };
}

/** `lengths` holds the text's own once; sorted. Of two equally near, the shorter counts. */
function brevityPenalty(length: number, lengths: readonly number[]): number {
  let skipped = false;
  let nearest = Number.POSITIVE_INFINITY;
  for (const other of lengths) {
    if (other === length && !skipped) {
      skipped = true;
      continue;
    }
    if (Math.abs(other - length) < Math.abs(nearest - length)) nearest = other;
  }
  return length >= nearest ? 1 : Math.exp(1 - nearest / length);
}
