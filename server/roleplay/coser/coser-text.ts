import type { Language } from "../../../shared/protocol.ts";

/** Text of an imported case, made to fit the fields of a persona or scene. */

const ABBREVIATION = /(?:^|[\s(])(?:mr|mrs|ms|dr|st|prof|capt|col|sr|jr|vs|etc|no|[a-z])\.$/i;

/** The first sentences of a text, as many as fit into `limit` characters; at least a part of the first. */
export function firstSentences(text: string, limit: number): string {
  // What lies far beyond the limit is not looked at: a file may hold anything.
  const flat = text
    .slice(0, 8 * limit)
    .toWellFormed()
    .replace(/\s+/g, " ")
    .trim();
  let end = 0;
  for (const match of flat.matchAll(/[.!?…]+["”’)]*(?=\s|$)|[。！？…]+[”’」』）]*/g)) {
    const stop = match.index + match[0].length;
    if (ABBREVIATION.test(flat.slice(0, stop))) continue;
    if (stop > limit) break;
    end = stop;
  }
  if (end > 0) return flat.slice(0, end);
  return clipped(flat, limit);
}

/** Text of at most `limit` characters, cut between words where there are any. */
export function clipped(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text
    .slice(0, limit - 1)
    .toWellFormed()
    .replace(/\uFFFD$/, "");
  const space = cut.lastIndexOf(" ");
  return `${(space > limit / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

/** Markdown as it came, without HTML, trailing spaces and runs of empty lines. */
export function readableMarkdown(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/<br\s*\/?>/gi, "\n")
    .replace(/<\/?[a-z][^<>\n]{0,200}>/gi, "")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Chinese where at least a third of the letters are Han characters and none is Japanese; else English. */
export function languageOf(text: string): Language {
  const sample = text.slice(0, 20_000);
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  const han = sample.match(/\p{Script=Han}/gu)?.length ?? 0;
  const kana = sample.match(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  return han > 0 && han * 3 >= letters && kana * 20 < han ? "zh" : "en";
}

/** A slug of a name's Latin letters and digits, at most 40 long; `otherwise` where it has none. */
export function slugOf(name: string, otherwise: string): string {
  const slug = name
    .normalize("NFKD")
    .replace(/[\u0300-\u036F'’]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  return slug === "" ? otherwise : slug;
}

/** The first of `name`, `name2`, … that is not taken; takes it. */
export function unused(name: string, taken: Set<string>, numbered: (count: number) => string) {
  let free = name;
  for (let count = 2; taken.has(free); count++) free = numbered(count);
  taken.add(free);
  return free;
}
