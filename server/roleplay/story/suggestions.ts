import type { Language, SuggestedLine } from "../../../shared/protocol.ts";
import { contentWords } from "../relevance.ts";
import type { Known } from "./public-words.ts";
import { secretTerms, termsOf } from "./public-words.ts";

/** Lines that a player might say next: an author's first, and where there are none, what fits any scene. */

/** What is known of the player when it is asked. */
export interface SuggestionMoment {
  readonly language: Language;
  /** The personas it might speak to, the likeliest first; ids. */
  readonly near: readonly string[];
  /** Whether the first of `near` is who it speaks with: then all lines are for that one. */
  readonly facing: boolean;
  /** Ids of findings, the last learned last. */
  readonly known: readonly string[];
  /** What it has said. */
  readonly said: readonly string[];
  /** How often it has spoken with each persona. */
  readonly spoken: ReadonlyMap<string, number>;
}

export interface Suggestions {
  /** At most three, best first; none holds a word that only a secret has, unless the player knows that secret. */
  for(moment: SuggestionMoment): SuggestedLine[];
}

const AT_MOST = 3;
/** Two lines of which so much is shared say the same. */
const SAME = 0.8;

interface Candidate {
  readonly text: string;
  readonly to: string | null;
  readonly score: number;
}

export function createSuggestions(world: Known): Suggestions {
  const { story } = world;
  const secrets = secretTerms(world);
  const findings = new Map(story.findings.map((finding) => [finding.id, finding]));

  /** The words that only secrets have which this player does not know. */
  function guarded(known: readonly string[]): Set<string> {
    const found = known.flatMap((id) => findings.get(id) ?? []);
    const open = new Set(found.flatMap((finding) => finding.secrets));
    const told = termsOf(found.flatMap(({ entry }) => Object.values(entry)).join(" "));
    for (const path of open) for (const term of secrets.get(path) ?? []) told.add(term);
    const guardedTerms = [...secrets].flatMap(([path, terms]) =>
      open.has(path) ? [] : [...terms],
    );
    return new Set(guardedTerms.filter((term) => !told.has(term)));
  }

  function authored(moment: SuggestionMoment): Candidate[] {
    const { known, near, facing, language } = moment;
    return story.suggestions.flatMap(({ text, to, knows, until }, order) => {
      if (!knows.every((id) => known.includes(id)) || until.some((id) => known.includes(id)))
        return [];
      const place = to === undefined ? near.length : near.indexOf(to);
      if (place === -1 || (facing && to !== undefined && place > 0)) return [];
      const newest = Math.max(-1, ...knows.map((id) => known.indexOf(id)));
      const score = 100 * (newest + 1) - 10 * place - order / 100;
      return [{ text: text[language], to: to ?? near[0] ?? null, score }];
    });
  }

  return {
    for(moment) {
      const words = guarded(moment.known);
      const safe = (text: string): boolean => ![...termsOf(text)].some((term) => words.has(term));
      const fresh = (text: string): boolean => !moment.said.some((said) => alike(said, text));
      const fits = ({ text }: Candidate): boolean => safe(text) && fresh(text);
      const best = authored(moment)
        .filter(fits)
        .sort((a, b) => b.score - a.score);
      // Not three lines for one person while another stands as near.
      const chosen: Candidate[] = [];
      for (const candidate of best) {
        const same = chosen.filter(({ to }) => to === candidate.to).length;
        if (chosen.length < AT_MOST && (moment.facing || same < AT_MOST - 1))
          chosen.push(candidate);
      }
      for (const candidate of common(world, moment).filter(fits)) {
        if (chosen.length >= AT_MOST) break;
        if (!chosen.some(({ text }) => alike(text, candidate.text))) chosen.push(candidate);
      }
      return chosen.map(({ text, to }) => ({ text, to }));
    },
  };
}

/** What fits any scene: a greeting, the talk of the place by its names, the others who are there. */
function common({ scene, personas }: Known, moment: SuggestionMoment): Candidate[] {
  const { near, language, spoken } = moment;
  const partner = personas.find(({ id }) => id === near[0]);
  const to = partner?.id ?? null;
  const words = COMMON_LINES[language];
  const met = to !== null && (spoken.get(to) ?? 0) > 0;
  // Names are the same in every language only where their script is.
  const readable = (name: string): boolean =>
    /\p{Script=Han}/u.test(name) === (language === "zh") || personas.some((p) => p.name === name);
  const face = partner === undefined ? "" : partner.public.known;
  const names = properNames(
    `${scene.topic ?? ""}\n${face}`,
    personas.flatMap(({ name, aliases }) => [name, ...aliases]),
  );
  const others = personas.filter(({ id }) => id !== to).map(({ name }) => name);
  return [
    ...(met ? [] : [words.greet]),
    ...names.filter(readable).map(words.topic),
    words.tonight,
    ...others.filter(readable).map(words.other),
    words.more,
    words.work,
    words.trouble,
  ].map((text) => ({ text, to, score: 0 }));
}

const COMMON_LINES: Record<
  Language,
  {
    readonly greet: string;
    readonly tonight: string;
    readonly more: string;
    readonly work: string;
    readonly trouble: string;
    topic(name: string): string;
    other(name: string): string;
  }
> = {
  en: {
    greet: "Good evening. May I ask who you are?",
    tonight: "What brings you here?",
    more: "Will you tell me more about that?",
    work: "How do you spend your days?",
    trouble: "You look as if something weighs on you.",
    topic: (name) => `What can you tell me about ${name}?`,
    other: (name) => `What do you make of ${name}?`,
  },
  zh: {
    greet: "您好，请问怎么称呼？",
    tonight: "您怎么会在这里？",
    more: "能再说说吗？",
    work: "您平日里都忙些什么？",
    trouble: "您好像有心事。",
    topic: (name) => `${name}是怎么回事？`,
    other: (name) => `您觉得${name}这个人怎么样？`,
  },
};

const NAMES_AT_MOST = 3;

/** Names of things in a public text: capitalised words inside a sentence, titles in Chinese brackets. */
function properNames(text: string, people: readonly string[]): string[] {
  const latin = [...text.matchAll(/(?<=[\p{Ll},] )\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)+/gu)].map(
    ([n]) => n,
  );
  const han = [...text.matchAll(/[《“]([^》”]{2,12})[》”]/gu)].map(([whole, name = ""]) =>
    whole.startsWith("《") ? whole : name,
  );
  const named = (name: string) => people.some((one) => one.includes(name) || name.includes(one));
  return [...new Set([...latin, ...han])].filter((name) => !named(name)).slice(0, NAMES_AT_MOST);
}

/** Whether two lines ask the same, whatever their punctuation. */
function alike(a: string, b: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  if (plain(a) === plain(b)) return true;
  const [one, other] = [contentWords(a), contentWords(b)];
  if (one.size < 3 || other.size < 3) return false;
  const shared = [...one].filter((word) => other.has(word)).length;
  return shared / Math.max(one.size, other.size) >= SAME;
}
