import { diffArrays } from "diff";

/** A stretch of a text, and whether the other text of the two has it too. */
export interface Stretch {
  readonly text: string;
  readonly own: boolean;
}

/** Both texts in stretches, by words; in scripts without spaces by what the browser takes for words. */
export function difference(
  a: string,
  b: string,
): readonly [readonly Stretch[], readonly Stretch[]] {
  const left: Stretch[] = [];
  const right: Stretch[] = [];
  for (const { value, added, removed } of diffArrays(wordsIn(a), wordsIn(b))) {
    const text = value.join("");
    if (!added) left.push({ text, own: removed });
    if (!removed) right.push({ text, own: added });
  }
  return [left, right];
}

const segmenter =
  typeof Intl.Segmenter === "function"
    ? new Intl.Segmenter(undefined, { granularity: "word" })
    : null;

function wordsIn(text: string): string[] {
  if (segmenter === null) return text.split(/(\s+)/u);
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}
