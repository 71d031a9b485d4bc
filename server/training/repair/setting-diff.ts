import type { RepairRow } from "./repair-row.ts";

/** A fact as the diff shows it. */
export interface ShownFact {
  readonly field: string;
  readonly fact: string;
  readonly quote: string;
  readonly place: string;
}

/** The facts among the rows of one character, by field in the order they came; a fact that stands twice, once. */
export function factsOf(rows: readonly RepairRow[], character: string): ShownFact[] {
  const facts = rows.flatMap((row): ShownFact[] => {
    const { field, quote } = row.details;
    if (row.character !== character || row.outcome !== "changed") return [];
    if (typeof field !== "string" || typeof quote !== "string") return [];
    return [{ field, fact: row.after, quote, place: placeOf(row) }];
  });
  return facts.filter(
    ({ field, fact }, index) =>
      facts.findIndex((one) => one.field === field && one.fact === fact) === index,
  );
}

function placeOf({ source }: RepairRow): string {
  return source.kind === "episode"
    ? `${source.episode} ${source.turn ?? ""}`.trim()
    : `${source.file}#${source.case} ${source.turn ?? ""}`.trim();
}

/** What the sheet would gain, for a designer to read: fields, what stands there, what comes, and why. */
export function settingDiff(
  name: string,
  facts: readonly ShownFact[],
  sheet: Readonly<Record<string, string>>,
): string {
  const lines = [`--- ${name}`, `+++ ${name}, ${facts.length} added`];
  for (const field of new Set(facts.map(({ field }) => field))) {
    lines.push(`@@ ${field} @@`);
    const last = (sheet[field] ?? "").trim().split("\n").at(-1) ?? "";
    lines.push(` ${last === "" ? "(empty)" : shortened(last)}`);
    for (const { fact, quote, place } of facts.filter((one) => one.field === field)) {
      lines.push(`+${oneLine(fact)}`, `    because "${shortened(oneLine(quote))}" (${place})`);
    }
  }
  return lines.join("\n");
}

/** A field with its new facts behind what stands there. */
export function completedField(before: string, facts: readonly string[]): string {
  const whole = [before.trimEnd(), ...facts.map(oneLine)].filter((text) => text !== "");
  return whole.join(before.includes("\n") ? "\n" : " ");
}

/** Control characters could steer a terminal. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}

function shortened(text: string): string {
  const line = oneLine(text);
  return line.length <= 160 ? line : `…${line.slice(-159).toWellFormed()}`;
}
