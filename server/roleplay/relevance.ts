/** How much a line touches what a persona is about: shared content words, or shared pairs of Han characters. */

const COMMON = new Set(
  `about after again also always another because been before being between both came come could does down each
  even ever every from good have here into just know like little long made make many more most much must never
  only other over said same says should some still such tell than that their them then there these they thing
  think this those through time under until upon very want were what when where which while will with would your`.split(
    /\s+/,
  ),
);

/** The words of a text that carry meaning: four letters and longer, cut to a stem; pairs of Han characters. */
export function contentWords(text: string): Set<string> {
  const words = new Set<string>();
  for (const [word] of text.toLowerCase().matchAll(/[\p{Script=Latin}\p{N}]{4,}/gu)) {
    if (!COMMON.has(word)) words.add(stem(word));
  }
  for (const [run] of text.matchAll(/\p{Script=Han}{2,}/gu)) {
    for (let i = 0; i + 2 <= run.length; i++) words.add(run.slice(i, i + 2));
  }
  return words;
}

/** The number of content words that a line shares with a persona's words. */
export function relevance(line: ReadonlySet<string>, about: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of line) if (about.has(word)) shared += 1;
  return shared;
}

function stem(word: string): string {
  return word.replace(/(?:ingly|edly|ings|ing|ies|ied|ers|est|ed|es|s|ly)$/u, "").slice(0, 8);
}
