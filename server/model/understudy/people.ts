import { namesOf, shortName } from "./cast.ts";
import type { Moment } from "./moment.ts";
import type { Fact } from "./recall.ts";
import { isTold } from "./telling.ts";

/** Talk about others: who they are, what one thinks of them, where they are. */

/** The known person a text names: of the sheet, or one who has spoken. Null for nobody. */
export function personIn(
  moment: Moment,
  text: string,
): { readonly name: string; readonly onSheet: boolean } | null {
  const { sheet, history, attention } = moment;
  const onSheet = [...sheet.others, ...sheet.relations].map(({ name }) => name);
  // A whole name first; a part of one only where nobody else bears it.
  const whole =
    onSheet.find((name) => text.includes(name)) ??
    onSheet.find((name) => calls(moment, name).some((one) => holds(text, one)));
  if (whole !== undefined) return { name: whole, onSheet: true };
  const heard = history
    .filter((line) => line.kind === "other" && line.speaker !== "" && line !== attention.line)
    .map((line) => line.speaker);
  const named = [...new Set(heard)].find((name) => text.toLowerCase().includes(name.toLowerCase()));
  return named === undefined ? null : { name: named, onSheet: false };
}

/** The names that mean this one alone: a shared family name means nobody. */
function calls(moment: Moment, name: string): string[] {
  const rest = [...moment.sheet.others, ...moment.sheet.relations]
    .map((other) => other.name)
    .concat(moment.sheet.name);
  const taken = new Set(rest.filter((other) => other !== name).flatMap((other) => namesOf(other)));
  return namesOf(name).filter((one) => !taken.has(one));
}

function holds(text: string, name: string): boolean {
  if (/[\u3400-\u9fff]/.test(name)) return text.includes(name);
  return new RegExp(`(?<![\\w])${name.replace(/[^\w\s'-]/g, ".")}(?![\\w])`, "i").test(text);
}

/** What can be told of somebody, the most personal first, with those already told last. */
export function factsAbout(moment: Moment, name: string): Fact[] {
  const facts = moment.recall.facts.filter(
    (fact) =>
      fact.language === moment.language &&
      (fact.about === name ||
        (fact.about === null && calls(moment, name).some((one) => fact.text.includes(one)))),
  );
  const rank = (fact: Fact): number =>
    (fact.source === "relation"
      ? 0
      : fact.source === "other"
        ? 1
        : fact.source === "profile"
          ? 2
          : 3) + (isTold(fact.text, moment.ownPast) ? 10 : 0);
  return facts.sort((a, b) => rank(a) - rank(b) || a.id - b.id);
}

/** Others' names in a row, as one says them. */
export function namesInARow(moment: Moment): string {
  const names = moment.sheet.others.map(({ name }) => shortName(name));
  if (moment.language === "zh") return names.join("、");
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** A voice sample that speaks of the person, not yet used. */
export function sampleAbout(moment: Moment, name: string): string | null {
  return (
    moment.voice.samples.find(
      (line) =>
        calls(moment, name).some((one) => line.includes(one)) && !moment.wording.wasSaid(line),
    ) ?? null
  );
}
