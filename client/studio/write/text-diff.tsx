import { diffLines, diffWordsWithSpace } from "diff";
import { words } from "./words.ts";

/** What changed between two texts: lines around it in grey, within changed lines word by word. */
export function TextDiff({ before, after }: { readonly before: string; readonly after: string }) {
  if (before === after) return <p class="quiet">{words.same}</p>;
  const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
  const parts = diffLines(before, after);
  const shown = [];
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at]!;
    const next = parts[at + 1];
    if (part.removed && next?.added) {
      at++;
      shown.push(
        <p key={at} class="diff-line changed">
          {diffWordsWithSpace(part.value, next.value, { intlSegmenter: segmenter }).map(
            (piece, index) =>
              piece.added ? (
                <ins key={index}>{piece.value}</ins>
              ) : piece.removed ? (
                <del key={index}>{piece.value}</del>
              ) : (
                <span key={index}>{piece.value}</span>
              ),
          )}
        </p>,
      );
    } else if (part.added || part.removed) {
      shown.push(
        <p key={at} class="diff-line changed">
          {part.added ? <ins>{part.value}</ins> : <del>{part.value}</del>}
        </p>,
      );
    } else {
      shown.push(
        <p key={at} class="diff-line quiet">
          {around(part.value, at === 0, at === parts.length - 1)}
        </p>,
      );
    }
  }
  return <div class="diff">{shown}</div>;
}

/** Two lines on either side of a change. */
function around(text: string, first: boolean, last: boolean): string {
  const lines = text.replace(/\n$/u, "").split("\n");
  if (lines.length <= 5) return text;
  const head = first ? [] : lines.slice(0, 2);
  const tail = last ? [] : lines.slice(-2);
  return [...head, "⋯", ...tail].join("\n");
}
