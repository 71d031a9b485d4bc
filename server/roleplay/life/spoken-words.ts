/** True when a text holds one of these words or phrases: as whole words, or anywhere where they are written in Han. */
export function holdsAnyWord(text: string, words: readonly string[]): boolean {
  const folded = fold(text);
  return words.some((word) => holds(folded, fold(word)));
}

function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/[’‘]/gu, "'").replace(/\s+/gu, " ").trim();
}

function holds(text: string, word: string): boolean {
  if (word === "") return false;
  const letter = /[\p{L}\p{N}]/u;
  const bordered = !/\p{Script=Han}/u.test(word);
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!bordered) return true;
    const before = text[at - 1] ?? " ";
    const after = text[at + word.length] ?? " ";
    if (!letter.test(before) && !letter.test(after)) return true;
  }
  return false;
}
