/** Breaks a text into lines for a bubble. */

/** Marks that may not begin a line in Chinese text. */
const NOT_FIRST = /[，。！？；：、）」』】》〉”’…—]/u;
const WIDE = /[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]/u;

/**
 * Lines no wider than `width` as `measure` sees it: broken at spaces, between Chinese characters, and inside a word
 * only when it is wider than a whole line. Line feeds of the text are kept.
 */
export function breakLines(
  text: string,
  width: number,
  measure: (line: string) => number,
): string[] {
  return text.split("\n").flatMap((paragraph) => breakParagraph(paragraph, width, measure));
}

function breakParagraph(
  paragraph: string,
  width: number,
  measure: (line: string) => number,
): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces(paragraph)) {
    if (line === "" || measure((line + piece).trimEnd()) <= width) {
      line += piece;
    } else {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    }
    while (measure(line.trimEnd()) > width && line.trimEnd().length > 1) {
      const fitting = longestFitting(line, width, measure);
      lines.push(line.slice(0, fitting));
      line = line.slice(fitting);
    }
  }
  lines.push(line.trimEnd());
  return lines;
}

/** Words with the space behind them; single Chinese characters with the marks that cling to them. */
function pieces(paragraph: string): string[] {
  const found: string[] = [];
  for (const char of paragraph) {
    const last = found[found.length - 1];
    const clings = last !== undefined && NOT_FIRST.test(char);
    const sameWord =
      last !== undefined && !WIDE.test(char) && !WIDE.test(last.slice(-1)) && !/\s$/.test(last);
    const space = last !== undefined && /\s/.test(char);
    if (clings || sameWord || space) found[found.length - 1] = last + char;
    else found.push(char);
  }
  return found;
}

function longestFitting(line: string, width: number, measure: (line: string) => number): number {
  let fitting = 1;
  for (let end = 1; end <= line.length; end++) {
    if (measure(line.slice(0, end)) > width) break;
    fitting = end;
  }
  const code = line.charCodeAt(fitting - 1);
  return code >= 0xd800 && code <= 0xdbff ? fitting + 1 : fitting;
}

/** The lines up to the letter that appeared last. Breaks swallow the spaces they stand for. */
export function linesUpTo(lines: readonly string[], whole: string, letters: number): string[] {
  const shown: string[] = [];
  let at = 0;
  for (const line of lines) {
    const start = whole.indexOf(line, at);
    const begin = start < 0 ? at : start;
    if (begin >= letters && shown.length > 0) break;
    shown.push(line.slice(0, Math.max(0, letters - begin)));
    at = begin + line.length;
  }
  return shown;
}
