import type { Language } from "../../../shared/protocol.ts";
import type { Deed } from "./deeds.ts";
import type { Bond } from "./memory.ts";

/** How two stand, in numbers and words, for one sentence of a prompt. */
export interface Standing {
  readonly meetings: number;
  readonly warmth: number;
  readonly trust: number;
  readonly mood: Bond["mood"];
  /** What happened openly, oldest first. */
  readonly reasons: readonly Deed[];
}

/** The sentences in which a memory comes back, in the world's voice. */
export interface RecallWording {
  remembers(self: string, told: readonly string[]): string;
  said(name: string, text: string): string;
  toldThem(self: string, name: string, text: string): string;
  standing(self: string, name: string, how: Standing): string;
}

/** Quotation marks of its own would end the quotation. */
const bare = (text: string): string => text.replace(/[“”"「」]/gu, "'");

const english: RecallWording = {
  remembers: (self, told) => `${self} remembers. ${told.join(" ")}`,
  said: (name, text) => `${name} once said, “${bare(text)}”`,
  toldThem: (self, name, text) => `${self} once told ${name}, “${bare(text)}”`,
  standing: (self, name, { meetings, warmth, trust, mood, reasons }) => {
    const met =
      meetings > 1
        ? `${name} and ${self} have met ${meetings - 1 === 1 ? "once" : `${meetings - 1} times`} before`
        : `${name} is new here`;
    const feels = word(warmth, [
      "loathes",
      "dislikes",
      "has nothing for or against",
      "likes",
      "is fond of",
    ]);
    const trusts = word(trust, ["trusts not at all", "mistrusts", "", "trusts", "trusts fully"]);
    const feelings = [feels, ...(trusts === "" ? [] : [trusts])].join(" and ");
    const deeds = [...new Set(reasons)].slice(-3).map((deed) => DEED_WORDS.en[deed]);
    const because = deeds.length === 0 ? "" : ` ${name} has ${list(deeds, " and ")} ${self}.`;
    return `${met}; ${self} ${feelings} ${name}${mood === "even" ? "" : ` and is ${mood} now`}.${because}`;
  },
};

const chinese: RecallWording = {
  remembers: (self, told) => `${self}想了起来。${told.join("")}`,
  said: (name, text) => `${name}曾说：“${bare(text)}”`,
  toldThem: (self, name, text) => `${self}曾对${name}说：“${bare(text)}”`,
  standing: (self, name, { meetings, warmth, trust, mood, reasons }) => {
    const met = meetings > 1 ? `${self}与${name}从前见过${meetings - 1}次` : `${name}初来乍到`;
    const feels = word(warmth, ["十分厌恶", "不大喜欢", "不冷不热地看待", "有些喜欢", "很喜欢"]);
    const trusts = word(trust, ["毫不信任", "有些提防", "", "信得过", "完全信任"]);
    const deeds = [...new Set(reasons)].slice(-3).map((deed) => DEED_WORDS.zh[deed]);
    const because = deeds.length === 0 ? "" : `${name}曾${list(deeds, "、")}。`;
    const moods = {
      even: "",
      pleased: "，此刻心里高兴",
      moved: "，此刻心里感动",
      stung: "，此刻心里不快",
      wary: "，此刻存着戒心",
    };
    return `${met}；${self}${feels}${trusts === "" ? "" : `，也${trusts}`}${name}${moods[mood]}。${because}`;
  },
};

const DEED_WORDS: Readonly<Record<Language, Readonly<Record<Deed, string>>>> = {
  en: {
    greeted: "greeted",
    thanked: "thanked",
    praised: "praised",
    apologised: "asked pardon of",
    confided: "confided in",
    promised: "given a promise to",
    gave: "given something to",
    insulted: "insulted",
    threatened: "threatened",
    contradicted: "told two different stories to",
  },
  zh: {
    greeted: "打过招呼",
    thanked: "道过谢",
    praised: "称赞过人",
    apologised: "赔过不是",
    confided: "说过心里话",
    promised: "许过诺",
    gave: "送过东西",
    insulted: "出言侮辱",
    threatened: "出言威胁",
    contradicted: "前后说法不一",
  },
};

function word(
  value: number,
  [worst, bad, even, good, best]: readonly [string, string, string, string, string],
): string {
  if (value <= -2.5) return worst;
  if (value <= -0.8) return bad;
  if (value < 0.8) return even;
  return value < 2.5 ? good : best;
}

function list(words: readonly string[], and: string): string {
  return words.length < 2
    ? words.join("")
    : `${words.slice(0, -1).join(and === "、" ? "、" : ", ")}${and}${words.at(-1)}`;
}

/** The words of recall in each language. */
export const RECALL_WORDS: Readonly<Record<Language, RecallWording>> = { en: english, zh: chinese };
