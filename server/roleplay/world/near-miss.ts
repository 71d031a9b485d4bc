/** The word of a list that a misspelt word was most likely meant to be; undefined when none is near. */
export function nearMiss(word: string, known: Iterable<string>): string | undefined {
  const plain = (text: string) =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[\s_-]/g, "");
  const wanted = plain(word);
  let best: { word: string; edits: number } | undefined;
  for (const candidate of known) {
    const target = plain(candidate);
    const edits = wanted === target ? 0 : distance(wanted, target);
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, target.length) / 3));
    if (edits <= allowed && (best === undefined || edits < best.edits)) {
      best = { word: candidate, edits };
    }
  }
  return best?.word;
}

/** Levenshtein's distance, with a swap of neighbours as one edit. */
function distance(from: string, to: string): number {
  // Keys and names are short; a pasted paragraph must not cost quadratic time.
  if (Math.max(from.length, to.length) > 80) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let edits = Math.min(
        above[column]! + 1,
        current[column - 1]! + 1,
        above[column - 1]! + (same ? 0 : 1),
      );
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) edits = Math.min(edits, before[column - 2]! + 1);
      current.push(edits);
    }
    before = above;
    above = current;
  }
  return above[to.length]!;
}
