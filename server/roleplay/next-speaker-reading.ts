import type { Language } from "../../shared/protocol.ts";
import type { Nameable } from "./address.ts";
import type { Prompt } from "./observation.ts";
import { inertLine, inertName } from "./prompt/prompt-text.ts";

/** Who speaks next, asked of a model: the prompt, and how strictly its answer is read. */

/** What everyone who may speak has heard, and who they are to everyone. */
export interface SpeakerQuestion {
  readonly language: Language;
  readonly setting: string;
  /** Those who may speak: their public names, and what is known of them. */
  readonly candidates: readonly { readonly name: string; readonly known: string }[];
  readonly players: readonly string[];
  /** The last lines that all candidates heard aloud, `Name: words`, oldest first. */
  readonly lines: readonly string[];
}

const WORDS: Record<
  Language,
  {
    task: string;
    heads: readonly [string, string, string, string];
    nobody: string;
    prefill: string;
  }
> = {
  en: {
    task: `You watch a scene and say who speaks next. Choose one of the characters listed, or "nobody" if it is better to leave the word to the players.
Who is spoken to directly comes first, then who has a question to answer, then whom the talk concerns. Never choose a player or whoever spoke last. If you are unsure, say "nobody".
Answer with one line: Next Speaker: NAME`,
    heads: ["===Setting===", "===Characters===", "===Players===", "===What was said==="],
    nobody: "nobody",
    prefill: "Next Speaker:",
  },
  zh: {
    task: `你看着一场戏，说出下一个开口的是谁。从列出的角色里选一个；如果应当把话留给玩家，就写“没有人”。
先看这句话是对谁说的，再看有没有问题等着谁回答，再看话题与谁有关。不要选玩家，也不要选刚说过话的人。拿不准就写“没有人”。
只写一行：Next Speaker: 名字`,
    heads: ["===场景===", "===角色===", "===玩家===", "===说过的话==="],
    nobody: "没有人",
    prefill: "Next Speaker:",
  },
};

/** After the next-speaker prediction of CoSER and HER (arXiv 2601.21459), with silence as a choice. */
export function nextSpeakerPrompt(question: SpeakerQuestion): Prompt {
  const { task, heads, nobody, prefill } = WORDS[question.language];
  const characters = [
    ...question.candidates.map(({ name, known }) => `- ${inertName(name)}: ${inertLine(known)}`),
    `- ${nobody}`,
  ];
  const parts = [
    question.setting,
    characters.join("\n"),
    question.players.map((name) => `- ${inertName(name)}`).join("\n"),
    question.lines.map(inertLine).join("\n"),
  ];
  const told = parts.flatMap((part, at) => (part === "" ? [] : [`${heads[at] ?? ""}\n${part}`]));
  return { system: task, messages: [{ role: "user", content: told.join("\n\n") }], prefill };
}

/** Longer than any name with its label. */
const LONGEST = 200;
const LABEL =
  /^(?:the\s+)?(?:next\s+speaker|speaker|next|下一个(?:开口的?|说话的?|发言的?)?(?:人|者)?|下一位(?:发言者|说话人)?)\s*(?:is|是)?\s*[:：-]?\s*/iu;
const NOBODY =
  /^(?:nobody|no[ -]one|none|silence|wait|pause|the players?|<?end chat>?|environment|没有人|无人|没人|沉默|等待|玩家|环境)$/iu;

/**
 * Reads whom a model names: a candidate's id, `nobody`, or null for everything else: two names, a player, the last
 * speaker, `random`, a name inside a word, tags, or more than an answer is long. Names count whole, the longest first.
 */
export function readNextSpeaker(
  answer: string,
  candidates: readonly Nameable[],
  others: readonly Nameable[],
): string | null {
  if (answer.length > LONGEST) return null;
  const line = answer.normalize("NFKC").trim().split(/\r?\n/u)[0] ?? "";
  const plain = line.replace(/^[\s*_`"'“”「」]+|[\s*_`"'“”「」]+$/gu, "").replace(LABEL, "");
  const said = plain.replace(/^[\s*_`"'“”「」]+|[\s*_`"'“”「」.。!！]+$/gu, "").trim();
  if (NOBODY.test(said)) return "nobody";
  if (/[<>[\]{}|]/u.test(said) || said === "") return null;
  const folded = said.toLowerCase();
  const names = [...candidates, ...others]
    .flatMap(({ id, names: all }) => all.map((name) => ({ id, name: fold(name) })))
    .filter(({ name }) => name !== "")
    .toSorted((a, b) => b.name.length - a.name.length);
  const found = names.find(({ name }) => isWholeAtStart(folded, name));
  if (found === undefined) return null;
  const rest = folded.slice(found.name.length);
  const rivals = names.filter(({ id, name }) => id !== found.id && name === found.name);
  const second = names.some(({ id, name }) => id !== found.id && holdsName(rest, name));
  if (rivals.length > 0 || second) return null;
  // Beyond the name at most a reason may follow, set off from it.
  if (!/^\s*(?:$|[.,;:(—–\-，。；：（])/u.test(rest)) return null;
  return candidates.some(({ id }) => id === found.id) ? found.id : null;
}

function fold(name: string): string {
  return name.normalize("NFKC").toLowerCase().trim();
}

function isWholeAtStart(text: string, name: string): boolean {
  const body = text.replace(/^the (?=\S)/u, "");
  const start = text.startsWith(name) ? text : body === text ? "" : body;
  return start.startsWith(name) && !/^[\p{L}\p{N}]/u.test(start.slice(name.length));
}

function holdsName(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (/\p{Script=Han}/u.test(name)) return true;
    const before = text[at - 1] ?? " ";
    const after = text[at + name.length] ?? " ";
    if (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}]/u.test(after)) return true;
  }
  return false;
}
