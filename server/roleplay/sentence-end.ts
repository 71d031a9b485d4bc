/** A mark that ends a sentence, with what closes after it; a dot within a number or an abbreviation has no space behind it. */
const ENDING = /(?:[.!?…]+["'”’»)\]]*(?=\s|$)|[。！？…]+[”’」』）】]*)/gu;

/** Where the last whole sentence of a text ends, in UTF-16 units; 0 if there is none. */
export function lastSentenceEnd(text: string): number {
  let end = 0;
  for (const found of text.matchAll(ENDING)) end = found.index + found[0].length;
  return end;
}
