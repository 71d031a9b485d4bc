import type { Word } from "./say-do.ts";

/** The id whose name stands earliest in the text; of two at one place the longer name. Null for none. */
export function firstNamed(text: string, words: readonly Word[]): string | null {
  const lower = text.toLowerCase();
  let best: { id: string; at: number; length: number } | null = null;
  for (const { id, names } of words) {
    for (const name of names) {
      const wanted = name.toLowerCase().replace(/^(?:the|an?) /u, "");
      const at = wanted === "" ? -1 : wholeWord(lower, wanted);
      if (at === -1) continue;
      if (best === null || at < best.at || (at === best.at && wanted.length > best.length))
        best = { id, at, length: wanted.length };
    }
  }
  return best?.id ?? null;
}

function wholeWord(text: string, wanted: string): number {
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    const cuts = (a: string | undefined, b: string | undefined) =>
      /[\p{Script=Latin}\p{N}]/u.test(a ?? " ") && /[\p{Script=Latin}\p{N}]/u.test(b ?? " ");
    const end = at + wanted.length;
    if (!cuts(text[at - 1], text[at]) && !cuts(text[end], text[end - 1])) return at;
  }
  return -1;
}
