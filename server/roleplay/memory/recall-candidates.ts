import { inertText } from "../inert-text.ts";
import { strengthOf, type Remembrance } from "./memory.ts";
import type { Company } from "../observation.ts";
import type { RecallMoment } from "./recall.ts";
import { RECALL_WORDS } from "./recall-words.ts";
import type { Voices } from "./voices.ts";

/** One thing that might come back. */
export interface Candidate {
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  /** As it is told in the prompt, made inert. */
  readonly told: () => string;
  readonly at: number;
  readonly strength: number;
  /** 1 for what the subject told; less for what merely surrounds it. */
  readonly telling: number;
  readonly company: Company;
  readonly whose: Voices;
}

/** All that is remembered of one subject and does not stand in the prompt already. */
export function candidatesOf(
  of: Remembrance,
  moment: Pick<RecallMoment, "language" | "now" | "self" | "present">,
): Candidate[] {
  const words = RECALL_WORDS[moment.language];
  const { subject, name } = of;
  const facts = of.facts.map((fact): Candidate => ({
    id: `${subject}/${fact.id}`,
    subject,
    text: fact.text,
    told: () => words.said(name, inertText(fact.text)),
    at: fact.at,
    strength: strengthOf(fact, moment.now),
    telling: 1,
    company: fact.company,
    whose: fact.whose,
  }));
  const shown = new Set(
    of.facts.filter(({ turnId }) => turnId !== null).map(({ turnId }) => turnId),
  );
  const lines = of.episodes.flatMap((episode) =>
    episode.lines.flatMap(({ by, text, turnId, whose }, index): Candidate[] => {
      // What a fact keeps in full needs no second telling.
      if (turnId !== null && shown.has(turnId) && by !== "self") return [];
      // A question tells nothing; its words would only find themselves.
      if (/[?？]["'”’]?$/u.test(text)) return [];
      const told = (): string =>
        by === "self"
          ? words.toldThem(moment.self, name, inertText(text))
          : words.said(name, inertText(text));
      return [
        {
          id: `${subject}/${episode.id}.${index + 1}`,
          subject,
          text,
          told,
          at: episode.until,
          strength: by === "self" ? 0.5 : 1,
          telling: by === "self" ? 0.5 : 0.8,
          company: episode.company,
          whose,
        },
      ];
    }),
  );
  const reflections = of.reflections.map(({ id, text, at, whose }): Candidate => ({
    id: `${subject}/${id}`,
    subject,
    text,
    told: () => inertText(text),
    at,
    strength: 2,
    telling: 0.7,
    company: "open",
    whose,
  }));
  const sources = new Map<string, string | null>([
    ...of.facts.map(({ id, turnId }) => [`${subject}/${id}`, turnId] as const),
    ...of.episodes.flatMap(({ id, lines: kept }) =>
      kept.map(({ turnId }, index) => [`${subject}/${id}.${index + 1}`, turnId] as const),
    ),
  ]);
  return [...facts, ...lines, ...reflections].filter(
    ({ id }) => !moment.present.has(id) && !moment.present.has(sources.get(id) ?? ""),
  );
}
