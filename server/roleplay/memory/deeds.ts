import type { Bond } from "./memory.ts";

/** What someone did to a persona, as far as it moves how the two stand. A closed set, read from words and actions. */
export const DEEDS = [
  "greeted",
  "thanked",
  "praised",
  "apologised",
  "confided",
  "promised",
  "gave",
  "insulted",
  "threatened",
  "contradicted",
] as const;
export type Deed = (typeof DEEDS)[number];

const SIGNS: readonly (readonly [Exclude<Deed, "confided" | "contradicted">, RegExp])[] = [
  [
    "threatened",
    /\b(?:i(?:'ll| will| shall| am going to)|we(?:'ll| will)) (?:kill|hurt|burn|beat|gut|hang|ruin|destroy|cut) (?:you|your)\b|\byou(?:'ll| will) (?:regret|be sorry|pay for)|杀了你|要你的命|打断你|饶不了你|让你好看/iu,
  ],
  [
    "insulted",
    /\byou(?:'re| are| were)? (?:a |an |such a |nothing but a )?(?:\p{L}+ )?(?:fool|idiot|liar|coward|pig|thief|wretch|rat|dog|hag|cheat|stupid|ugly|worthless|pathetic)\b|\bi hate you\b|\bshut up\b|(?:你|您)(?:这个|真是个?|就是个?)?.{0,3}(?:蠢|笨蛋|骗子|混蛋|废物|懦夫|贱|无耻)|滚开|闭嘴/iu,
  ],
  [
    "apologised",
    /\b(?:i(?:'m| am) (?:so |very )?sorry|forgive me|my apologies|i apologi[sz]e)\b|对不起|抱歉|请原谅|恕罪/iu,
  ],
  ["thanked", /\b(?:thank you|thanks|much obliged|i(?:'m| am) grateful)\b|谢谢|多谢|感谢|感激/iu],
  [
    "praised",
    /\byou(?:'re| are) (?:\p{L}+ )?(?:kind|good|brave|wise|clever|lovely|beautiful|generous|wonderful)\b|\bwell done\b|\bi (?:like|admire|trust) you\b|(?:你|您)(?:真|很|太|好)(?:好|善良|勇敢|聪明|厉害|美|了不起)|佩服/iu,
  ],
  [
    "promised",
    /\b(?:i promise|i swear|you have my word|i give you my word)\b|我(?:发誓|保证|答应)|一言为定/iu,
  ],
  [
    "gave",
    /\b(?:this is for you|i brought you|here,? (?:take|have)|a gift for you|keep the change|gives? (?:you|her|him) |hands? (?:you|her|him|over) )|送给?(?:你|您)|给(?:你|您)的|(?:你|您)收下|递给/iu,
  ],
  [
    "greeted",
    /^(?:good (?:morning|evening|day|afternoon)|hello|hi|hey|greetings|well met)\b|^(?:你好|您好|早上好|晚上好|久违|别来无恙)/iu,
  ],
];

/** What a line does to the one it is said to; at most one deed of each kind. */
export function deedsOf(text: string): Deed[] {
  return SIGNS.filter(([, sign]) => sign.test(text)).map(([deed]) => deed);
}

const MOVES: Readonly<Record<Deed, { warmth: number; trust: number; mood: Bond["mood"] | null }>> =
  {
    greeted: { warmth: 0.1, trust: 0, mood: null },
    thanked: { warmth: 0.3, trust: 0.1, mood: "pleased" },
    praised: { warmth: 0.4, trust: 0, mood: "pleased" },
    apologised: { warmth: 0.5, trust: 0.2, mood: "moved" },
    confided: { warmth: 0.2, trust: 0.5, mood: "moved" },
    promised: { warmth: 0.1, trust: 0.3, mood: null },
    gave: { warmth: 0.6, trust: 0.3, mood: "pleased" },
    insulted: { warmth: -1, trust: -0.3, mood: "stung" },
    threatened: { warmth: -1.5, trust: -1.5, mood: "wary" },
    contradicted: { warmth: -0.2, trust: -1, mood: "wary" },
  };

/** The same deed again within this many ms moves half as much each time. */
const SOON = 600_000;
/** A mood passes after this many ms. */
export const MOOD_LASTS = 1_800_000;

/** How the two stand after a deed. */
export function moved(
  bond: Bond,
  {
    what,
    at,
    company,
    whose = null,
  }: Omit<Bond["reasons"][number], "whose"> & Partial<Pick<Bond["reasons"][number], "whose">>,
  mostReasons: number,
): Bond {
  const again = bond.reasons.filter(
    (reason) => reason.what === what && at - reason.at < SOON,
  ).length;
  const share = 0.5 ** again;
  const { warmth, trust, mood } = MOVES[what];
  return {
    warmth: within(bond.warmth + warmth * share),
    trust: within(bond.trust + trust * share),
    mood: mood ?? bond.mood,
    moodAt: mood === null ? bond.moodAt : at,
    reasons: [...bond.reasons, { at, what, company, whose }].slice(-mostReasons),
  };
}

/** The mood as it is now: it passes. */
export function moodNow(bond: Bond, now: number): Bond["mood"] {
  return now - bond.moodAt < MOOD_LASTS ? bond.mood : "even";
}

function within(value: number): number {
  return Math.round(Math.min(5, Math.max(-5, value)) * 100) / 100;
}
