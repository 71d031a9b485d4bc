import { CHINESE_ASIDES } from "./copy-breaks.zh.ts";
import type { Break } from "./wording-break.ts";
import type { Dice } from "./seeded.ts";

/** English ways of saying a stretch of a sentence otherwise: other words and another order first, an aside where it may stand, a breath as the last resort. */

export const SUBORDINATE =
  /^((?:When|If|After|Before|While|Since|Although|Though|Because|Until) [^,;.]{6,}), ([^,;]{8,}?)([.!?])$/;
export const FRONTED =
  /^((?:I|My|The|He|She|They|We|A) [^,;]{8,}?(?<! (?:of|in|at|on|to|by|from|with|for))) ((?:for (?:the (?:last|past) )?[\w-]+(?: [\w-]+)? (?:years|months|weeks|days|nights|winters|summers)|every (?:night|day|morning|evening|winter|year|week|spring)|(?:[a-z-]+(?:teen|ty|one|two|three|four|five|six|seven|eight|nine)|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|some|many) years ago|on the night of the [\w]+|on the \w+ day))([.!?])$/;

/** Words and turns of phrase that change little but the letters. */
const SWAPS: readonly (readonly [RegExp, string])[] = [
  [/\bI have\b/, "I've"],
  [/\bI am\b/, "I'm"],
  [/\bI will\b/, "I'll"],
  [/\b(do|does|did|is|was|has|had|would|could|should|were|are) not\b/, "$1n't"],
  [/\bcannot\b/, "can't"],
  [/\bwill not\b/, "won't"],
  [/\bit is\b/, "it's"],
  [/\bthere is\b/, "there's"],
  [/\bthat is\b/, "that's"],
  [/\bhe is\b/, "he's"],
  [/\bshe is\b/, "she's"],
  [/\bHe has (?=an? |the |no )/, "He's got "],
  [/\bShe has (?=an? |the |no )/, "She's got "],
  [/\bI have (?=an? |no )/, "I've got "],
  [/\bbecause\b/, "since"],
  [/\balthough\b/, "though"],
  [/\bvery\b/, "right"],
  [/\b(?:nearly|almost)\b/, "near enough"],
  [/\bbegan to\b/, "started to"],
  [/\bseveral\b/, "a handful of"],
  [/(?<!great |good |so |how |too |as |not |the )\bmany\b/, "a good many"],
  [/\bsometimes\b/, "now and then"],
  [/\bhowever\b/, "still"],
  [/\bpurchased\b/, "bought"],
  [/\bcomplained of\b/, "grumbled about"],
  [/\bnobody\b/, "not a soul"],
  [/\bNobody\b/, "Not a soul"],
  [/\beveryone\b/, "one and all"],
  [/\bupon\b/, "on"],
  [/\buntil\b/, "till"],
  [/\bduring\b/, "all through"],
  [/\bwithout\b/, "with no"],
  [/\bin order to\b/, "to"],
  [/(?<!comes? )\b[Ii]n the morning\b/, "come morning"],
  [/\btonight\b/, "this very night"],
  [/\bthe only\b/, "the one and only"],
  [/\ba little\b/, "a touch"],
  [/\bevery night\b/, "night after night"],
  [/\bevery day\b/, "day in, day out"],
  [/\bby the fire\b/, "at the fire"],
  [/\b(know|think|hope|fear|swear|swore|say|said|sworn|thinks|knows|told) that\b/, "$1"],
  [/\bso that\b/, "so"],
  [/\b(years?) ago\b/, "$1 back"],
  [/\b(\w+ years) old\b/, "$1 of age"],
  [/\bperhaps\b/, "maybe"],
  [/\banybody\b/, "anyone"],
  [/\blarge\b/, "big"],
  [/(?<=\w )\bsmall\b/, "little"],
  [/\bevery\b(?! (?:night|day|one))/, "each and every"],
  [/\bbetter than\b/, "a sight better than"],
  [/\bnothing but\b/, "only"],
  [/\bdid not come back\b/, "never came back"],
  [/\bbrought in\b/, "fetched in"],
  [/\bas well as\b/, "along with"],
  [/\bcame ashore\b/, "washed up"],
  [/\bat once\b/, "straight away"],
  [/\btook\b(?= the | a )/, "had"],
  [/\bbuild\b/, "put up"],
  [/\bbuilt\b/, "put up"],
  [/\bsupper\b/, "the supper"],
];

const ASIDES = [
  "mind you",
  "you see",
  "as it happens",
  "truth be told",
  "believe me",
  "if you must know",
  "as I recall",
  "I grant you",
  "as anyone here will tell you",
  "I'd have you know",
  "since we're talking",
];
const CONJUNCTION =
  /,? (?=(?:but|because|when|while|where|if|since|so|until|though|although|before|after) (?!and\b))/g;
const LISTS =
  /\b(like|likes|liked|hate|hates|love|loves|own|owns|have|has|had|enjoy|enjoys|carry|sell|prefer) ((?:[^,.;]+, ){1,5}[^,.;]+?,? and [^,.;]+?)(?=[.;]|$)/g;
const PHRASE =
  /^(?<main>(?!(?:When|If|After|Before|While|Since|Although|Though|Because|Until|As|Once|At|In|On|By|During|Through|Under|From|For|With|To) )(?:I|My|The|He|She|We|They|It|Our|[A-Z][a-z]+ )[^,;.]*?) (?<phrase>(?:at|in|on|during|after|before|since|through|under|inside) (?:the|a|an|my|his|her|its|their|this|that|one|[\w-]+(?:teen|ty)|two|three|four|five|six|seven|eight|nine|ten)[^,;.]*?)(?<end>,(?= (?:and|but) )|[;.]|$)/;
const SUBORDINATOR =
  /\b(?:that|who|which|where|when|because|as|if|while|since|than|what|how|until|whether|and|or|but|is|are|am|was|were)\b/;
const VERBAL =
  /\b(?:I|he|she|they|we|you|it|He|She|They|We|It) (?:have |has |had |am |is |was |are |were )?\w+|\b(?:is|are|was|were|has|had|have|\w{3,}ed)\b/;
const FINITE =
  /\b(?:is|are|was|were|has|had|have|did|does|would|will|that|who|which|when|where|because|if|and)\b/;
const ADVERBS: Readonly<Record<string, readonly string[]>> = {
  // A player's word such as `constructor` must not find what every object has.
  __proto__: null as never,
  is: ["indeed"],
  are: ["indeed"],
  am: ["indeed"],
  was: ["indeed"],
  were: ["indeed"],
  has: ["indeed", "truly"],
  have: ["truly", "indeed"],
  had: ["indeed"],
  will: ["surely"],
  can: ["surely"],
};
const BREATHS = ["well", "let me see", "how to say it", "what was it"];

/** English sentences that break the run between `from` and `to`. */
export function englishBreaks(
  text: string,
  from: number,
  to: number,
  spent: ReadonlySet<string>,
  dice: Dice,
  stale: ReadonlySet<string>,
): Break[] {
  const found: Break[] = [];
  const middle = (from + to) / 2;
  const off = (at: number): number => Math.abs(at - middle) / 40;
  const inside = (at: number): boolean => at > from && at < to - 1;
  const unused = ASIDES.filter((aside) => !spent.has(aside));
  const asides = unused.some((aside) => !stale.has(aside))
    ? unused.filter((aside) => !stale.has(aside))
    : unused;
  const used = spent.size;
  // No breath after the very first word, nor within a name.
  const early = (at: number): number =>
    (at < 8 ? 0.8 : 0) + (/^[A-Z]/.test(text.slice(at + 1)) ? 0.5 : 0);
  for (const [pattern, instead] of SWAPS) {
    // The whole sentence is searched: a pattern may look at what stands before the run.
    for (const hit of text.matchAll(new RegExp(pattern.source, "g"))) {
      const at = hit.index;
      if (at + hit[0].length <= from || at >= to) continue;
      const word = matchCase(
        hit[0].replace(new RegExp(pattern.source), instead) || instead,
        hit[0],
      );
      found.push({
        text: text.slice(0, at) + word + text.slice(at + hit[0].length),
        cost: 0.2 + off(at),
        spends: null,
      });
    }
  }
  for (const hit of text.matchAll(LISTS)) {
    const [whole, verb, list] = hit as unknown as [string, string, string];
    if (hit.index > to || hit.index + whole.length < from) continue;
    const items = list.split(/, and | and |, /);
    if (
      items.length < 3 ||
      items.some(
        (item) =>
          item.split(" ").length > 5 ||
          /\b(?:is|was|were|who|that|which|he|she|it|they|I|hundred|thousand|\d+)\b/.test(item),
      )
    )
      continue;
    const turned = [items[1], items[items.length - 1], ...items.slice(2, -1), items[0]];
    found.push({
      text: `${text.slice(0, hit.index)}${verb} ${turned.slice(0, -1).join(", ")} and ${turned.at(-1)}${text.slice(hit.index + whole.length)}`,
      cost: 0.1,
      spends: "list",
    });
  }
  const phrase = PHRASE.exec(text);
  if (
    phrase?.groups &&
    VERBAL.test(phrase.groups.main ?? "") &&
    !SUBORDINATOR.test((phrase.groups.main ?? "").replace(VERBAL, "")) &&
    !FINITE.test(phrase.groups.phrase ?? "")
  ) {
    const { main = "", phrase: moved = "", end = "" } = phrase.groups;
    const rest = text.slice(phrase[0].length);
    found.push({
      text: `${upper(moved)}, ${lowerFirst(main)}${end}${rest}`,
      cost: 0.45,
      spends: "front",
    });
  }
  for (const hit of text.matchAll(
    /\bthe (?!first|last|only|same|other|others|best|worst|most|next|old|new|night|morning|evening|sea|whole|wind|rest|more|way|end|time|rain|second|third|sun|moon|day|very|one|two|three|four|five|six|house)(?=[a-z]{2,}(?:[^s\s,.;]|ss)(?:[,.;]| (?:of|at|in|on|with|from|by|and|for|until|till|before|after) ))/g,
  )) {
    if (inside(hit.index))
      found.push({
        text: `${text.slice(0, hit.index)}that ${text.slice(hit.index + 4)}`,
        cost: 1.25 + off(hit.index) + (spent.has("that") ? 1 : 0),
        spends: "that",
      });
  }
  for (const hit of text.matchAll(
    /\b(is|are|am|was|were|has|have|had|will|would|can) (?=[a-z])(?!been|not\b|n't|never|no\b|now|also|always|it\b|he\b|she\b|a good)/g,
  )) {
    const word = (ADVERBS[hit[1] as string] ?? []).find((adverb) => !spent.has(adverb));
    const at = hit.index + hit[0].length;
    if (word !== undefined && inside(at))
      found.push({
        text: `${text.slice(0, at)}${word} ${text.slice(at)}`,
        cost: 0.65 + off(at),
        spends: word,
      });
  }
  for (const hit of text.matchAll(/\b(the|a|an|my|his|her) (\w+) and (\w+)(?= of| in| at|[,.])/g)) {
    const [whole, article, one, two] = hit as unknown as [string, string, string, string];
    if (hit.index < to && hit.index + whole.length > from) {
      found.push({
        text: `${text.slice(0, hit.index)}${article} ${two} and ${one}${text.slice(hit.index + whole.length)}`,
        cost: 0.5 + off(hit.index),
        spends: "pair",
      });
    }
  }
  for (const hit of text.matchAll(/,? and (?=(?:I|he|she|it|they|we|nobody|there) )/g)) {
    if (inside(hit.index)) {
      const next = ["And besides,", "And then", "Aye, and"].find((words) => !spent.has(words));
      if (next !== undefined)
        found.push({
          text: `${text.slice(0, hit.index)}. ${next} ${text.slice(hit.index + hit[0].length)}`,
          cost: 0.5 + off(hit.index),
          spends: next,
        });
    }
  }
  for (const hit of text.matchAll(/,? but (?=(?:I|he|she|it|they|we|nobody|there|the|my) )/g)) {
    if (inside(hit.index))
      found.push({
        text: `${text.slice(0, hit.index)}. Then again, ${text.slice(hit.index + hit[0].length)}`,
        cost: 0.5 + off(hit.index),
        spends: "then again",
      });
  }
  const asided = [...spent].filter((word) => ASIDES.includes(word)).length;
  const price = asided * 2.2;
  const aside = asides.length > 0 ? dice.one(asides) : "well";
  const put = (at: number, gap: number, cost: number): void => {
    const before = text.slice(0, at).replace(/,$/, "");
    found.push({
      text: `${before}, ${aside}, ${text.slice(at + gap)}`,
      cost: cost + off(at) + price,
      spends: aside,
    });
  };
  for (const comma of text.matchAll(/, /g))
    if (inside(comma.index) && !betweenItems(text, comma.index)) put(comma.index, 2, 0.7);
  for (const hit of text.matchAll(CONJUNCTION))
    if (inside(hit.index)) put(hit.index, hit[0].length, 0.8);
  for (const hit of text.matchAll(
    / (?=(?:for|with|from|after|before|since|by|without|against|in|on|at) (?:the|a|an|my|his|her|its|their|this|that|all|every|no|[\w-]+(?:teen|ty)|[A-Z]|two|three|four|five|six|seven|eight|nine|ten)\b)/g,
  )) {
    if (inside(hit.index)) put(hit.index, 1, 1.2);
  }
  for (const hit of text.matchAll(/(?<=\w)(,? and) (?=[a-z])/g)) {
    const next = text.slice(hit.index + hit[0].length).split(/[ ,.;]/)[0] ?? "";
    if (
      inside(hit.index + 4) &&
      /(?:ed|s|came|went|left|kept|took|cost|saw|had|was|did|gave|held|ran|found|never|in|at|by|on|I|he|she|it|they)$/.test(
        next,
      )
    ) {
      const at = hit.index + hit[0].length;
      found.push({
        text: `${text.slice(0, at - 1)}, ${aside}, ${text.slice(at)}`,
        cost: 0.9 + off(at) + price,
        spends: aside,
      });
    }
  }
  // A breath stands anywhere, best where a thought can catch.
  for (const hit of text.matchAll(/ (?=\S)/g)) {
    if (!inside(hit.index)) continue;
    const before = /(\S+)$/.exec(text.slice(0, hit.index))?.[1] ?? "";
    const heavy = /^(?:a|an|the|of|to|my|his|her|its|their|and|or)$/i.test(before) ? 0 : 0.9;
    const breath = BREATHS.filter((word) => !spent.has(word))[0] ?? "er";
    found.push({
      text: `${text.slice(0, hit.index)}… ${breath}… ${text.slice(hit.index + 1)}`,
      cost: 2.4 + heavy + early(hit.index) + off(hit.index) + used * 0.3,
      spends: breath,
    });
  }
  return found;
}

function matchCase(word: string, like: string): string {
  return /^[A-Z]/.test(like) ? upper(word) : word;
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const lowerFirst = (text: string): string =>
  /^(?:The|My|He|She|We|They|It|Our) /.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;

/** The comma of a list ("ale, bread and salt") is no place for an aside. */
function betweenItems(text: string, at: number): boolean {
  const after = text.slice(at + 2).split(/,| and | or |[.;]/)[0] ?? "";
  return (
    after.split(" ").length <= 4 &&
    !/^(?:and|but|I|he|she|it|they|who|which|where|when|because)\b/.test(after)
  );
}

/** The asides that a text holds: they are stale for a while. */
export function asidesIn(text: string): string[] {
  return [...ASIDES, ...CHINESE_ASIDES, ...BREATHS].filter((aside) => text.includes(aside));
}
