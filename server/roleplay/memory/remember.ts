import { byText } from "./by-text.ts";
import { deedsOf, moved, type Deed } from "./deeds.ts";
import { inertText } from "../inert-text.ts";
import { MEMORY_LIMITS, strengthOf, type Episode, type Fact, type Remembrance } from "./memory.ts";
import { memoryTerms } from "./memory-terms.ts";
import type { Company } from "../observation.ts";
import { allVoices, type Voice, type Voices } from "./voices.ts";

/** A line that a persona witnessed and that belongs to its memory of one subject. */
export interface WitnessedLine {
  readonly at: number;
  readonly turnId: string;
  /** `self` for the persona's own words. */
  readonly by: { readonly id: string; readonly name: string } | "self";
  /** True if it was said to this persona, not merely near it. */
  readonly toMe: boolean;
  readonly speech: string;
  readonly action: string;
  readonly company: Company;
  readonly where: string;
  /** Whose words or deeds it holds; absent where nobody keeps account. */
  readonly whose?: Voices;
}

/** Lines that lie further apart than this, in ms, belong to two meetings. */
const MEETING = 600_000;

/** What is remembered of a subject after one more line of its, or of the persona's own to it. */
export function remember(before: Remembrance, line: WitnessedLine): Remembrance {
  const again = line.at - before.lastMet > MEETING;
  const met: Remembrance = {
    ...before,
    lastMet: Math.max(before.lastMet, line.at),
    meetings: before.meetings + (again ? 1 : 0),
    ...(line.by === "self" ? {} : { name: line.by.name }),
  };
  const told = withLine(met, line);
  return line.by === "self" ? told : withDeeds(withFacts(told, line), before, line);
}

/** What is remembered without one line, which was never said after all. */
export function forgetLine(before: Remembrance, turnId: string): Remembrance {
  const episodes = before.episodes.map((episode) => ({
    ...episode,
    lines: episode.lines.filter((line) => line.turnId !== turnId),
  }));
  return { ...before, episodes: episodes.filter(({ lines }) => lines.length > 0) };
}

function withDeeds(met: Remembrance, before: Remembrance, line: WitnessedLine): Remembrance {
  if (!line.toMe) return met;
  const deeds: Deed[] = [...deedsIn(`${line.speech} ${line.action}`.trim())];
  if (line.company === "whisper") deeds.push("confided");
  if (contradicts(before, line.speech)) deeds.push("contradicted");
  const { at, company } = line;
  const bond = deeds.reduce(
    (now, what) => moved(now, { what, at, company, whose: whoseOf(line) }, MEMORY_LIMITS.reasons),
    met.bond,
  );
  return { ...met, bond };
}

const NAMED =
  /\b(?:my (?:true |real )?name is|i am called|call me)\s+(\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)?)|我(?:的?真?名)?(?:叫做?|是叫)(\p{Script=Han}{1,4})/iu;

/** Someone who gave one name and now gives another has lied once. */
function contradicts(before: Remembrance, speech: string): boolean {
  const now = nameIn(speech);
  if (now === null) return false;
  const earlier = before.facts.flatMap(({ text }) => nameIn(text) ?? []);
  return earlier.length > 0 && !earlier.includes(now);
}

function nameIn(text: string): string | null {
  const found = NAMED.exec(text);
  return found?.[1] ?? found?.[2] ?? null;
}

function withFacts(met: Remembrance, line: WitnessedLine): Remembrance {
  let { facts, made } = met;
  for (const text of toldIn(line.speech)) {
    const same = facts.find((fact) => alike(fact.text, text));
    if (same !== undefined) {
      const opener = OPENNESS[line.company] > OPENNESS[same.company];
      const stronger: Fact = {
        ...same,
        at: line.at,
        weight: Math.min(10, same.weight + 1),
        company: opener ? line.company : same.company,
      };
      facts = facts.map((fact) => (fact === same ? stronger : fact));
      continue;
    }
    made += 1;
    const { at, company, turnId } = line;
    const whose = whoseOf(line);
    facts = [
      ...facts,
      { id: `f${made}`, at, text, company, weight: weightOf(text, line.toMe), turnId, whose },
    ];
  }
  return { ...met, made, facts: strongest(facts, line.at) };
}

function whoseOf({ whose }: WitnessedLine): Voice[] | null {
  return whose === undefined ? null : allVoices([whose]);
}

const OPENNESS: Readonly<Record<Company, number>> = { whisper: 0, alone: 1, open: 2 };

/** Sentences of a line that tell something: no questions, no courtesies, at least two words that carry meaning. */
export function toldSentences(speech: string): string[] {
  return speech
    .split(/(?<=[.!?…。！？])\s*/u)
    .map((sentence) => clipped(inertText(sentence)))
    .filter((sentence) => {
      if (sentence === "" || ORDER.test(sentence) || /[?？]["”’]?$/u.test(sentence)) return false;
      const terms = [...memoryTerms(sentence)].filter((term) => !term.startsWith("~"));
      return terms.length >= (OF_ONESELF.test(sentence) ? 1 : 3);
    });
}

/** Someone wants something; that tells nothing of them. */
const ORDER =
  /^(?:please )?(?:tell|give|show|let|bring|listen|look|come|wait|stop)\b|^(?:请|给我|告诉我|讲讲|让我|拿来)/iu;
const OF_ONESELF = /\b(?:I|my|mine|me|we|our)\b|我|咱|俺|在下|小女子|老夫/iu;
const TELLING =
  /\b(?:never|always|ever since|secret|only|favou?rite|promised?|swore|afraid|frighten\w*|hate|love|lost|died|born|called|name|owe|hid|cannot)\b|从不|从来|一直|最|只|答应|发誓|怕|恨|爱|丢|死|叫|名|欠|藏|不能|不得/iu;

function weightOf(text: string, toMe: boolean): number {
  return (
    1 +
    (OF_ONESELF.test(text) ? 1.5 : 0) +
    (TELLING.test(text) ? 1 : 0) +
    (/\p{Lu}\p{Ll}+.*\p{Lu}\p{Ll}+|\p{N}/u.test(text) ? 0.5 : 0) +
    (toMe ? 0.5 : 0)
  );
}

/** Two sentences of the same words, whatever stands between them, are one fact. */
function alike(a: string, b: string): boolean {
  return wordsOf(a) === wordsOf(b);
}

const wordsOf = byText(
  (text) =>
    [...memoryTerms(text)]
      .filter((term) => !term.startsWith("~"))
      .toSorted()
      .join(" "),
  4_096,
);
/** What a line tells, does and says, made once for all who hear it. */
const LINES = 256;
const toldIn = byText(toldSentences, LINES);
const deedsIn = byText(deedsOf, LINES);
const inert = byText((text) => clipped(inertText(text)), LINES);

/** The weakest leave: by weight, halved every 30 days. */
function strongest(facts: Fact[], now: number): Fact[] {
  if (facts.length <= MEMORY_LIMITS.facts) return facts;
  const weakest = facts.reduce((weak, fact) =>
    strengthOf(fact, now) < strengthOf(weak, now) ? fact : weak,
  );
  return strongest(
    facts.filter((fact) => fact !== weakest),
    now,
  );
}

function withLine(met: Remembrance, line: WitnessedLine): Remembrance {
  const text = inert(line.speech === "" ? line.action : line.speech);
  if (text === "") return met;
  const by = line.by === "self" ? "self" : line.by.id;
  const here = met.episodes.findLast(
    (episode) =>
      episode.company === line.company &&
      episode.where === line.where &&
      line.at - episode.until <= MEETING,
  );
  const { at, where, company, turnId } = line;
  const made = met.made + (here === undefined ? 1 : 0);
  const episode: Episode = here ?? {
    id: `e${made}`,
    at,
    until: at,
    where,
    who: [],
    lines: [],
    company,
  };
  const who =
    line.by === "self" || episode.who.some(({ id }) => id === by)
      ? episode.who
      : [...episode.who, { id: line.by.id, name: line.by.name }].slice(-12);
  const longer: Episode = {
    ...episode,
    until: at,
    who,
    lines: mostTelling([...episode.lines, { by, text, turnId, whose: whoseOf(line) }]),
  };
  const others = met.episodes.filter((one) => one !== here);
  return { ...met, made, episodes: [...others, longer].slice(-MEMORY_LIMITS.episodes) };
}

/** The first and the last line of a meeting stay; of the others the one that says least goes. */
function mostTelling(lines: Episode["lines"]): Episode["lines"] {
  if (lines.length <= MEMORY_LIMITS.lines) return lines;
  let least = 1;
  for (let at = 2; at < lines.length - 1; at++) {
    if (memoryTerms(lines[at]?.text ?? "").size < memoryTerms(lines[least]?.text ?? "").size)
      least = at;
  }
  return lines.filter((_, at) => at !== least);
}

function clipped(text: string): string {
  const { text: most } = MEMORY_LIMITS;
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}
