import type { Persona } from "../persona.ts";
import { personaTexts, unquoted } from "./persona-texts.ts";
import type { WritingFinding } from "./writing-finding.ts";

/** In which language and which person a sheet is written. Prompts of HER's layout are about the character, never to it. */
export function tongueFindings(persona: Persona): WritingFinding[] {
  const where = { part: "persona", key: persona.id } as const;
  const found: WritingFinding[] = [];
  const texts = personaTexts(persona);
  const spoken = texts.filter(({ kind }) => kind !== "about");
  const foreign = spoken.filter(({ text }) => isOtherLanguage(text, persona.language));
  // Some lines in another tongue are a trait of who speaks two; most of them are a sheet in the wrong language.
  const speaksTwo = foreign.length * 2 < spoken.length;
  for (const { path, text, kind } of texts) {
    if (isOtherLanguage(text, persona.language) && (kind === "about" || !speaksTwo)) {
      const facts = { language: persona.language };
      found.push({ code: "mixed-language", severity: "problem", where, path, facts });
      continue;
    }
    if (kind !== "about" || path[0] === "public") continue;
    const prose = unquoted(text);
    if (SECOND_PERSON.test(prose))
      found.push({ code: "second-person", severity: "problem", where, path, facts: {} });
    else if (FIRST_PERSON.test(prose))
      found.push({ code: "first-person", severity: "problem", where, path, facts: {} });
  }
  return found;
}

const SECOND_PERSON =
  /\b(?:you are|you're|you have|you were|you will|you must|you should|you never|you always|you know|you do not|you don't|your)\b|(?:^|[。！？，；])\s*你(?!好|们好)|你(?:是|有|会|要|应该|必须|不|从不|总是|知道|的)/iu;
const FIRST_PERSON =
  /(?:^|[.!?,;]\s+|\b(?:and|that|because|when|but)\s+)I(?:['’](?:m|ve|d|ll)|\s+(?!(?:and|or)\b)[a-z]+)|\bmy\b(?!\s+(?:God|goodness|word)\b)|(?:^|[。！？，；])\s*我(?!们?国)|我(?:是|有|会|的|不|想|在|从)/u;

/** Mostly written in the script of the other language. Names and a few words of it are no fault. */
function isOtherLanguage(text: string, language: Persona["language"]): boolean {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}{2,}/gu)?.length ?? 0;
  if (han + latin < 4) return false;
  return language === "en" ? han > latin * 1.5 : latin * 1.5 > han;
}
