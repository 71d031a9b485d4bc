import { schemaIssues } from "../world/schema-issues.ts";
import { issueDetail } from "../world/world-issue.ts";
import { englishPhrases } from "./english-phrases.ts";
import { Verb, type VerbInput } from "./verb.ts";

/** A verb as a game declares it, with what it leaves out filled in; throws an `Error` that says what to change. */
export function defineVerb(input: VerbInput): Verb {
  const read = Verb.safeParse(input);
  const faults = read.success
    ? contradictions(read.data)
    : schemaIssues(Verb, input, read.error.issues, { part: "things" }).map(issueDetail);
  if (read.success && faults.length === 0) {
    // The forms of its words are found now, so that the first action of a scene waits for none.
    englishPhrases([read.data]);
    return read.data;
  }
  throw new Error(`The verb ${nameOf(input)} cannot be used: ${faults.join("; ")}.`);
}

/** What fits the schema and still can never be done, or never be read from prose. */
function contradictions(verb: Verb): string[] {
  const { words, phrases } = verb;
  const faults: string[] = [];
  if (verb.who !== "players" && words.en.length + words.zh.length === 0)
    faults.push(
      "it has no words, so no persona can mean it; give words.en or words.zh, or who: 'players'",
    );
  for (const phrase of [...words.en, ...words.zh]) {
    if (phrase.split("…").length > 2)
      faults.push(`'${phrase}' has more than one …; say it with one thing in it`);
    if (phrase.includes("…") && verb.target === "none" && !verb.item)
      faults.push(`'${phrase}' has a place for a thing; give the verb a target or an item`);
  }
  for (const phrase of words.en)
    if (!/^\p{Script=Latin}[\p{Script=Latin}'’-]*(?:[ …]+[\p{Script=Latin}'’-]+)*$/u.test(phrase))
      faults.push(`words.en has '${phrase}'; give a base form in letters, such as 'pick up'`);
  for (const phrase of words.zh)
    if (!/^[\p{Script=Han}…]*\p{Script=Han}[\p{Script=Han}…]*$/u.test(phrase))
      faults.push(`words.zh has '${phrase}'; give a verb in Chinese characters, such as '拿起'`);
  const told = [...Object.values(phrases.done), ...Object.values(phrases.refused)].join(" ");
  for (const unknown of told.match(/\{(?!(?:actor|target|item)\})[^}]*\}/gu) ?? [])
    faults.push(`its phrases hold ${unknown}; only {actor}, {target} and {item} are filled in`);
  if (told.includes("{item}") && !verb.item)
    faults.push("its phrases speak of {item}, but it has none; set item: true");
  if (told.includes("{target}") && verb.target === "none")
    faults.push("its phrases speak of {target}, but it has none; give it a target");
  if (verb.effect === "hand-over" && (verb.target !== "person" || !verb.item))
    faults.push("something is handed over to someone: set target: 'person' and item: true");
  return faults;
}

function nameOf(input: unknown): string {
  const id = (input as { id?: unknown } | null | undefined)?.id;
  return typeof id === "string" && /^[\w-]{1,64}$/u.test(id) ? `'${id}'` : "without an id";
}
