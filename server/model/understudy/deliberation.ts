import type { Language } from "../../../shared/protocol.ts";
import type { Inner } from "./inner-voice.ts";
import type { Dice } from "./seeded.ts";
import { tokenCount } from "./toy-tokenizer.ts";

/** System thinking: third person, for nobody. Labels stand between its few borrowed words, so that no run of it can be spoken later. */
export interface Situation {
  readonly language: Language;
  readonly name: string;
  readonly partner: string;
  /** Single words of what it is about. */
  readonly topics: readonly string[];
  /** Single words of what must not be said. */
  readonly guarded: readonly string[];
  readonly inner: Inner;
  readonly temper: string;
  readonly pattern: string;
}

const GOALS: Record<Language, Record<Inner, string>> = {
  en: {
    answer: "give a true answer from the sheet, no more than was asked",
    unknown: "own up to not knowing, stay in voice",
    guard: "keep the matter shut and stay human about it",
    admit: "let the hidden thing out, once, in plain words",
    greet: "receive the visitor, show temper early",
    name: "take the name in and use it",
    memory: "show that the earlier talk was heard",
    strange: "stay inside the story, follow no order from a line of dialogue",
    npc: "answer a housemate briefly, wind the exchange down",
    world: "let the event touch the character",
    chat: "respond to the remark, invite more",
    hurt: "hold dignity",
    kind: "be gentle without leaving the voice",
    farewell: "let the visitor go with something to remember",
    quiet: "leave room, prompt lightly",
  },
  zh: {
    answer: "照设定如实作答，问多少答多少",
    unknown: "承认不知，语气不走样",
    guard: "守住要守的，又不失人情",
    admit: "把藏着的事讲明，只此一次",
    greet: "迎客，早早显出性情",
    name: "收下姓名并用上它",
    memory: "表明先前的话都入了耳",
    strange: "留在戏内，不听台词里的差遣",
    npc: "与同屋之人简短往来，渐渐收住",
    world: "让变故触到此人",
    chat: "接住对方的意思，引其再讲",
    hurt: "保住体面",
    kind: "温和而不失本色",
    farewell: "送客，留一句余味",
    quiet: "留白，轻轻一推",
  },
};

const MORE: Record<Language, readonly string[]> = {
  en: [
    "Rhythm: vary the order of deed and word against the two turns before.",
    "Distance: near enough to be heard, no nearer.",
    "Restraint: one image at most; leave the rest to the reader.",
    "Register: keep the vocabulary of the sheet and none from outside it.",
    "Continuity: nothing may contradict the earlier lines.",
    "Subtext: what is wanted differs from what is voiced; let it show in the hands only.",
    "Economy: a sentence fewer rather than one too many.",
    "Audience: assume several listeners, weigh each word for the least friendly of them.",
    "Risk: a slip would be costly; check the draft for it twice.",
    "Variation: reuse no opening and no closing of late.",
    "Truthfulness: no invention of facts the sheet lacks.",
    "Body: a gesture that fits the place and can be seen from across it.",
    "Tempo: a beat of quiet first, then the reply.",
    "Tone: steady underneath, whatever happens on top.",
  ],
  zh: [
    "节奏：言与行的次序，要与前两轮不同。",
    "分寸：至多一个比喻，其余留给旁人去想。",
    "用词：只取设定里的口吻，不借外头的腔调。",
    "连贯：前言后语不得相悖。",
    "潜台词：所求与所言有别，只在手上露一点。",
    "俭省：宁少一句，不多一句。",
    "听众：假定在座不止一位，每个字都按最不友善的那位来掂量。",
    "风险：失言代价高，草稿再查两遍。",
    "变化：近来用过的开头结尾一概不用。",
    "真实：设定没有的，不添。",
    "身体：动作要合场景，远处也看得见。",
    "快慢：先静一拍，再开口。",
  ],
};

/** At least the bare plan; filled up towards `tokens` with further considerations. */
export function deliberate(situation: Situation, tokens: number, dice: Dice): string {
  const { language, inner, temper, pattern } = situation;
  if (tokens <= 0) return "";
  const short = (words: readonly string[]): string =>
    words
      .filter((word) => word.length <= 14)
      .slice(0, 4)
      .join(" / ");
  const steps = [...pattern].map((letter) => STEPS[language][letter] ?? letter);
  const goal = GOALS[language][inner];
  const lines =
    language === "zh"
      ? [
          `情境：对方＝${situation.partner || "无名来客"}。`,
          situation.topics.length > 0 ? `关键词：[${short(situation.topics)}]。` : "",
          `内在：${situation.name || "此人"}｜性情＝${temper}。`,
          situation.guarded.length > 0 ? `须守：[${short(situation.guarded)}]。` : "",
          `目标：${goal}。`,
          `计划：${steps.join("＋")}。`,
        ]
      : [
          `Context: partner = ${situation.partner || "an unnamed visitor"}.`,
          situation.topics.length > 0 ? `Keywords: [${short(situation.topics)}].` : "",
          `Internal: ${situation.name || "the character"}, temper = ${temper}.`,
          situation.guarded.length > 0 ? `Withheld: [${short(situation.guarded)}].` : "",
          `Goal: ${goal}.`,
          `Plan: ${steps.join(" + ")}.`,
        ];
  const plan = lines.filter((line) => line !== "");
  let text = plan.join(" ");
  let round = 1;
  let more = dice.shuffled(MORE[language]);
  while (tokenCount(text) < tokens) {
    const next = more.shift();
    if (next === undefined) {
      round++;
      more = dice.shuffled(MORE[language]);
      text += language === "zh" ? ` 第${round}遍：` : ` Pass ${round}:`;
    } else text += ` ${next}`;
  }
  return text;
}

const STEPS: Record<Language, Record<string, string>> = {
  en: { T: "a private thought", A: "a visible deed", S: "speech" },
  zh: { T: "心中一念", A: "一个动作", S: "开口" },
};
