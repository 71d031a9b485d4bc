import type { Language } from "../../../shared/protocol.ts";
import { chineseFor, termsInChinese } from "./glossary.ts";
import { contentWords, termsOf } from "./terms.ts";

/** The thing a line is about, as it can be said back to whoever said it. Letters only, short; empty when unsure. */
export function topicOf(text: string, language: Language, avoid: readonly string[]): string {
  return language === "zh" ? chineseTopic(text, avoid) : englishTopic(text, avoid);
}

const SWAP: Record<string, string> = {
  // A player's word such as `constructor` must not find what every object has.
  __proto__: null as never,
  your: "my",
  my: "your",
  a: "a",
  an: "an",
  our: "your",
};
const NO_TOPIC =
  /^(?:night|day|time|way|man|woman|one|place|name|end|question|answer|moment|evening|morning|tonight|today|first|last|same|other|kind|sort|best|most|rest|middle|world|point|truth|thing|idea|job|old|new|great|good|little|big|real|whole|only|small|young)s?$/i;

function englishTopic(text: string, avoid: readonly string[]): string {
  for (const [, name] of text.matchAll(/(?<=[a-z,] )((?:[A-Z][a-z'-]+)(?: [A-Z][a-z'-]+)?)\b/g)) {
    if (
      name !== undefined &&
      !avoid.some((own) => name.includes(own)) &&
      !/^(?:I|Mr|Mrs|Ms|Dr|Sir|Miss)\b/.test(name) &&
      name.length <= 20
    )
      return name;
  }
  for (const match of text.matchAll(
    /\b(the|an?|this|that|these|those|your|my|our)\s+([a-z][a-z'-]{2,14})(?:\s+([a-z]+))?/gi,
  )) {
    const [, article, noun, next] = match as unknown as [
      string,
      string,
      string,
      string | undefined,
    ];
    if (NO_TOPIC.test(noun) || contentWords(noun).length === 0) continue;
    const determiner = SWAP[article.toLowerCase()] ?? article.toLowerCase();
    const last =
      /(?:ed|ing|ly|est|ful|ous|ish|al|ic|ive|less|er)$/.test(noun) &&
      next !== undefined &&
      contentWords(next).length > 0
        ? ` ${next}`
        : "";
    return `${determiner} ${noun}${last}`;
  }
  const bare = /\b(?:about|of|like|with|know|heard of|believe in|from)\s+([a-z]{4,14})\b/i.exec(
    text,
  )?.[1];
  return bare !== undefined && contentWords(bare).length > 0 && !NO_TOPIC.test(bare)
    ? bare.toLowerCase()
    : "";
}

function chineseTopic(text: string, avoid: readonly string[]): string {
  const title = /《[^》]{1,10}》/.exec(text)?.[0];
  if (title) return title;
  const known = termsInChinese(text)[0];
  if (known !== undefined) {
    const word = chineseFor(known) ?? "";
    if (text.includes(word) && !avoid.includes(word)) return word;
  }
  const latin = /[A-Z][A-Za-z'-]{1,18}(?: [A-Z][A-Za-z'-]{1,18})?/.exec(text)?.[0];
  return latin !== undefined && !avoid.some((own) => latin.includes(own)) ? latin : "";
}

/** Words of a text in the other language that the glossary can say; for speaking of an English sheet in Chinese and back. */
export function bridgedWords(text: string, language: Language): string[] {
  if (language === "zh")
    return termsOf(text)
      .map(chineseFor)
      .filter((word) => word !== null);
  return termsInChinese(text);
}
