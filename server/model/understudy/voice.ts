import type { Language } from "../../../shared/protocol.ts";
import { isChinese } from "./language.ts";
import type { Sheet } from "./sheet-reading.ts";

/** How a character speaks, as far as its sheet shows. */
export interface Voice {
  readonly temper: Temper;
  /** What it calls those it speaks to, such as "love"; empty for nothing. */
  readonly address: string;
  readonly yes: string;
  readonly contracts: boolean;
  /** What it calls itself and those it speaks to, in Chinese. */
  readonly self: string;
  readonly you: string;
  /** Its own sample lines in the language spoken now. */
  readonly samples: readonly string[];
}

export type Temper = "gruff" | "warm" | "nervous" | "sly" | "formal" | "plain";

const TEMPERS: readonly (readonly [Exclude<Temper, "plain">, RegExp])[] = [
  [
    "gruff",
    /\b(?:gruff|blunt|stern|hard|harsh|sour|short-tempered|surly|rough|taciturn|grim|curt|stubborn|sharp tongue|rudeness|bitter)\b|粗|冷淡|倔|暴躁|严厉|直来直去|寡言/gi,
  ],
  [
    "warm",
    /\b(?:warm|kind|gentle|generous|motherly|friendly|caring|hospitable|cheerful|love|feed|soft-hearted|tender|fond)\b|热情|温柔|善良|和气|慈|心软|体贴/gi,
  ],
  [
    "nervous",
    /\b(?:nervous|shy|timid|anxious|afraid|frightened|quiet|stammer|uneasy|counts under|says little|hesitant|wary)\b|胆小|害羞|紧张|不安|怯|小心翼翼|话轻/gi,
  ],
  [
    "sly",
    /\b(?:sly|witty|sardonic|sarcas\w*|teas\w*|playful|cunning|clever|riddle\w*|rhymes?|gossip|charming|irony|ironic|mischie\w*|trickster|rogue|pirate)\b|狡|机智|风趣|幽默|油滑|俏皮|戏谑/gi,
  ],
  [
    "formal",
    /\b(?:formal|proper|polite|scholar\w*|learned|dignified|precise|noble|gentleman|courteous|never raises|lord|lady|professor|reserved)\b|书生|先生|儒|文雅|礼|讲究|腔调|学问|端庄/gi,
  ],
];

/** Reads a voice from samples first, then from what the profile says. */
export function voiceOf(sheet: Sheet, language: Language): Voice {
  const samples = sheet.voice.filter((line) => isChinese(line) === (language === "zh"));
  const all = sheet.voice.join(" ");
  const counts = TEMPERS.map(([temper, words]) => ({
    temper,
    count: (sheet.profile.match(words)?.length ?? 0) + 2 * (all.match(words)?.length ?? 0),
  })).sort((a, b) => b.count - a.count);
  const first = counts[0];
  const english = sheet.voice.filter((line) => !isChinese(line)).join(" ");
  const words = english.split(/\s+/).length;
  const contracted = english.match(/\w['’](?:s|m|re|ve|ll|d|t)\b/g)?.length ?? 0;
  return {
    temper: first && first.count > 0 ? first.temper : "plain",
    address:
      /(?:^|[,;] )(love|dear|lad|lass|friend|child|sir|stranger|darling|mate|traveller|traveler)\b/.exec(
        english,
      )?.[1] ?? "",
    yes: /\bAye\b/i.test(english) ? "Aye" : "Yes",
    contracts: words < 40 || contracted > 0,
    self: /(老朽|老夫|在下|俺|本官|小女子|贫道|贫僧|老身|洒家)/.exec(all)?.[1] ?? "我",
    you: /(客官|您)/.exec(all + sheet.profile.slice(0, 400))?.[1] ?? "你",
    samples,
  };
}

const LONG_FORMS: readonly (readonly [RegExp, string])[] = [
  [/\b([Cc])an't\b/g, "$1annot"],
  [/\b([Ww])on't\b/g, "$1ill not"],
  [/\b([Ss])han't\b/g, "$1hall not"],
  [/n't\b/g, " not"],
  [/\bI'm\b/g, "I am"],
  [/\b([Ll])et's\b/g, "$1et us"],
  [/\b(I|[Yy]ou|[Ww]e|[Tt]hey)'ve\b/g, "$1 have"],
  [/\b(I|[Yy]ou|[Ww]e|[Tt]hey|[Hh]e|[Ss]he|[Ii]t|[Tt]hat)'ll\b/g, "$1 will"],
  [/\b([Yy]ou|[Ww]e|[Tt]hey)'re\b/g, "$1 are"],
  [/\b(I|[Yy]ou|[Ww]e|[Tt]hey)'d\b/g, "$1 would"],
  [
    /\b([Ii]t|[Tt]hat|[Tt]here|[Hh]ere|[Ww]hat|[Ww]here|[Ww]ho|[Hh]e|[Ss]he|[Nn]othing|[Ee]verything)'s\b/g,
    "$1 is",
  ],
];

/** English with its contractions written out, for those who speak so. */
export function uncontracted(text: string): string {
  return LONG_FORMS.reduce(
    (plain, [short, long]) => plain.replace(short, long),
    text.replace(/’/g, "'"),
  );
}
