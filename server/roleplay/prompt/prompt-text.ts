/**
 * Makes any text safe to stand in a prompt. Whatever it holds, the only tags, chat-template tokens, section
 * headers and speaker lines in a prompt are those the prompt itself wrote.
 */

const LINE_BREAKS = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;
const CONTROLS = /[\p{Cc}\u2066-\u2069\u202A-\u202E]/gu;

/** Opens no tag and no token: `<` stays only where it compares numbers or starts an arrow or a heart. */
function inertMarks(text: string): string {
  return text.replace(/<(?!\s*[\d=-])/g, "‹").replaceAll("|>", "|›");
}

/** Text as one line: line breaks become single spaces, so that it cannot begin a line of its own. */
export function inertLine(text: string): string {
  return inertMarks(text.toWellFormed().replace(LINE_BREAKS, " ").replace(CONTROLS, ""))
    .replace(/\s+/g, " ")
    .trim();
}

/** A speaker's name before a colon: one line that holds no colon itself. */
export function inertName(name: string): string {
  return inertLine(name.replace(/[:：]/g, " "));
}

/** Paragraphs: line breaks stay, and no line can pass for a `===header===`. */
export function inertProse(text: string): string {
  return text
    .toWellFormed()
    .replace(LINE_BREAKS, "\n")
    .split("\n")
    .map((line) => inertMarks(line.replace(CONTROLS, "")).trimEnd())
    .filter((line) => !/^\s*={3,}$/.test(line))
    .map((line) => (/^\s*={3,}/.test(line) ? line.trim().replace(/={3,}/g, "**") : line))
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
