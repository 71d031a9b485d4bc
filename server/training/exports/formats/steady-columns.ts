import { originOf } from "../format.ts";
import type { Row } from "../row-file.ts";
import type { Sample, Span } from "../sample.ts";

/**
 * Columns of one type in every row, for JSON lines. Hugging Face's reader decides a column's type by the first ten
 * megabytes: a column that is null, an empty list or whole numbers there, and something else later, ends the loading.
 */

/** The origin of a row; what is not known is empty, and numbers are written as texts. */
export function steadyOrigin(sample: Sample): Row {
  const even = Object.entries(originOf(sample)).map(([name, value]) => [
    name,
    value === null ? "" : typeof value === "number" ? String(value) : value,
  ]);
  return Object.fromEntries(even) as Row;
}

/** Spans as the text of a JSON list. */
export function steadySpans(spans: readonly Span[]): string {
  return JSON.stringify(spans);
}
