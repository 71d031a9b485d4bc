/**
 * The order of thought, deed and speech in a turn, as HER's analysis of collapse has it (arXiv 2601.21459): `think`,
 * `act` and `speech` in the order of the text. System thinking and the leading name are no part of it.
 */
export function turnPattern(
  segments: readonly { readonly kind: string; readonly text: string }[],
): string {
  const letters: string[] = [];
  for (const { kind, text } of segments) {
    const letter = LETTERS[kind];
    if (letter === undefined || text.trim() === "") continue;
    // Text between two tags is one stretch of speech, however it was kept.
    if (letter === "speech" && letters.at(-1) === "speech") continue;
    letters.push(letter);
  }
  return letters.length === 0 ? "empty" : letters.join(ARROW);
}

/** Shannon entropy over whole patterns in bits, and the share of the most frequent one; 0 for none. */
export function spreadOf(patterns: readonly string[]): {
  readonly entropyBits: number;
  readonly top1Share: number;
  readonly counts: readonly (readonly [pattern: string, count: number])[];
} {
  const counts = new Map<string, number>();
  for (const pattern of patterns) counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  const ranked = [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const all = patterns.length;
  const entropyBits = ranked.reduce((sum, [, n]) => sum - (n / all) * Math.log2(n / all), 0);
  // One pattern alone gives -0 otherwise.
  return {
    entropyBits: entropyBits + 0,
    top1Share: (ranked[0]?.[1] ?? 0) / (all || 1),
    counts: ranked,
  };
}

const ARROW = "→";
const LETTERS: Readonly<Record<string, "think" | "act" | "speech" | undefined>> = {
  "role-thinking": "think",
  action: "act",
  speech: "speech",
};
