import type { Language } from "../../../shared/protocol.ts";

/** Which language a text is in, and where its sentences end. */

const CJK = /[\u3400-\u9fff\uf900-\ufaff]/g;
const LATIN_WORD = /[A-Za-zÀ-ɏ]+(?:['’][A-Za-z]+)*/g;

/** The language of a text, or `fallback` when it holds no word of either. */
export function languageOf(text: string, fallback: Language): Language {
  const plain = text.replace(/<[^>]*>/g, " ");
  const cjk = plain.match(CJK)?.length ?? 0;
  const words = plain.match(LATIN_WORD)?.length ?? 0;
  if (cjk === 0 && words === 0) return fallback;
  return cjk >= words ? "zh" : "en";
}

/** True when most of the text is Chinese. */
export function isChinese(text: string): boolean {
  return languageOf(text, "en") === "zh";
}

const ABBREVIATION =
  /\b(?:Mr|Mrs|Ms|Dr|St|Prof|Sr|Jr|Lt|Capt|Col|Gen|Rev|Hon|No|vs|etc|e\.g|i\.e|[A-Z])\.$/;

/** The sentences of prose: line breaks, bullets and headings end one as well. Marks of markdown are gone. */
export function sentencesOf(prose: string): string[] {
  const found: string[] = [];
  for (const raw of prose.split(/\r?\n+/)) {
    const line = raw
      .replace(/^\s*(?:[-*•·–]|\d+[.)])\s+/, "")
      .replace(/^\s*#{1,6}\s*/, "")
      .replace(/\*\*|__|`/g, "")
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ")
      .trim();
    if (line !== "" && !/^[=#\-\s]+$/.test(line)) found.push(...splitLine(line));
  }
  return found;
}

function splitLine(line: string): string[] {
  const found: string[] = [];
  let from = 0;
  const ends =
    /(?:[.!?]+["”’)]*(?=\s|$))|(?:…["”’)]*(?=\s+[A-Z“"]|\s*$))|(?:[。！？]+[”’」』）]*)|(?:……[”’」』）]*$)/g;
  for (const end of line.matchAll(ends)) {
    const to = end.index + end[0].length;
    const sentence = line.slice(from, to).trim();
    if (ABBREVIATION.test(sentence)) continue;
    if (sentence !== "") found.push(sentence);
    from = to;
  }
  const rest = line.slice(from).trim();
  if (rest !== "") found.push(rest);
  return found;
}
