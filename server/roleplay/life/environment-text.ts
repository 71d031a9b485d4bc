import type { Language } from "../../../shared/protocol.ts";
import type { Prompt } from "../observation.ts";
import { inertLine, inertName } from "../prompt/prompt-text.ts";

/** What the world does, in the words of a model: how it is asked, and what of its answer may be said aloud. */

/** What everyone present knows, and nothing that a sheet keeps. */
export interface PublicMoment {
  readonly language: Language;
  readonly setting: string;
  /** The place where it is looked at: its name and what is to be seen there. */
  readonly place: string;
  /** Everyone near, players and cast, by their names. */
  readonly present: readonly string[];
  /** The last public lines, `Name: words`, oldest first. */
  readonly lines: readonly string[];
}

const WORDS: Record<Language, { readonly task: string; readonly heads: readonly string[] }> = {
  en: {
    task: `You are the Environment of a scene: its weather, its house, its things, its animals and nameless crowds.
Say what the world does now, in one to three short sentences, so that those present can see, hear or smell it.
Never let a person of the scene act, speak, think or feel, and never name one. No dialogue and no quotation marks.
Bring in nothing that changes the story. Answer with the sentences alone.`,
    heads: ["===Setting===", "===Here===", "===Present===", "===What was said last==="],
  },
  zh: {
    task: `你是这一场戏里的“环境”：天气、屋子、物件、牲畜和无名的人群。
用一到三个短句写出此刻环境的动静，让在场的人看得见、听得见或闻得到。
不要让场中的任何人做事、说话、思考或有所感受，也不要写出他们的名字。不要写对白，不要用引号。
不要引入会改变故事的事情。只写这几句话。`,
    heads: ["===场景===", "===此处===", "===在场的人===", "===刚才的话==="],
  },
};

/** The prompt of the world's own voice, after HER's environment agent (arXiv 2601.21459), from public things alone. */
export function environmentPrompt(moment: PublicMoment): Prompt {
  const { task, heads } = WORDS[moment.language];
  const parts = [
    moment.setting,
    moment.place,
    moment.present.map(inertName).join(moment.language === "zh" ? "、" : ", "),
    moment.lines.map(inertLine).join("\n"),
  ];
  const told = parts.flatMap((part, at) => (part === "" ? [] : [`${heads[at] ?? ""}\n${part}`]));
  return {
    system: task,
    messages: [{ role: "user", content: told.join("\n\n") }],
    prefill: "Environment:",
  };
}

const LONGEST = 400;
/** Quotation marks, brackets and tags of any kind: whatever could be speech, a stage direction or a control token. */
const MARKED = /["“”„«»「」『』‘〈〉《》<>＜＞[\]{}|`*_#\\]|(?:^|\s)'|'(?:\s|$)/u;
/** Whoever `he` or `we` is, it is one of those present. */
const SOMEBODY =
  /\b(?:i|you|he|she|we|they|me|him|us|them|my|your|his|her|our|their|somebody|someone|everyone|everybody|nobody|player|players|traveller|travellers)\b|[我你您他她咱]|玩家|众人|大家|有人/iu;

/** 1 to 3 sentences, counted by their ends; 0 for text that does not end as one. */
export function sentencesIn(text: string): number {
  const ends = text.trim().match(/[.!?…。！？]+["”’」』)）]*(?=\s|$|\p{Script=Han})/gu) ?? [];
  return /[.!?…。！？]["”’」』)）]*$/u.test(text.trim()) ? ends.length : 0;
}

/**
 * What may be said aloud of a model's answer, or null. One to three sentences, at most 400 characters, with no quoted
 * speech, no tag, and nobody of `names` in it but as the owner of a thing.
 */
export function readEnvironment(answer: string, names: readonly string[]): string | null {
  if (answer.length > 4 * LONGEST) return null;
  const text = answer
    .trim()
    .replace(/^(?:environment|环境|旁白)\s*[:：]\s*/iu, "")
    .trim();
  if (text === "" || text.length > LONGEST || /[\r\n]/u.test(text)) return null;
  if (MARKED.test(text) || /[:：]/u.test(text) || SOMEBODY.test(text)) return null;
  const sentences = sentencesIn(text);
  if (sentences < 1 || sentences > 3) return null;
  return names.some((name) => acts(text, name)) ? null : text;
}

/** A name stands there as more than an owner's. */
function acts(text: string, name: string): boolean {
  const wanted = name.normalize("NFKC").toLowerCase().trim();
  const folded = text.normalize("NFKC").toLowerCase();
  if (wanted === "") return false;
  const han = /\p{Script=Han}/u.test(wanted);
  for (let at = folded.indexOf(wanted); at !== -1; at = folded.indexOf(wanted, at + 1)) {
    const before = folded[at - 1] ?? " ";
    const after = folded.slice(at + wanted.length);
    if (!han && (/[\p{L}\p{N}]/u.test(before) || /^[\p{L}\p{N}]/u.test(after))) continue;
    if (!/^(?:['’]s\b|的)/u.test(after)) return true;
  }
  return false;
}
