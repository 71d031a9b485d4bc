import type { Language, NoticeCode, Refusal } from "../../../shared/protocol.ts";
import type { Answer } from "../../scene-client.ts";

/** Every text of the box, in each language. */
export interface BoxWords {
  readonly title: string;
  readonly log: string;
  readonly to: string;
  readonly everyone: string;
  readonly placeholder: (name: string | null) => string;
  readonly send: string;
  readonly you: string;
  readonly ai: string;
  readonly considers: (name: string) => string;
  readonly standIn: string;
  readonly reconnecting: string;
  readonly offline: string;
  readonly whisper: string;
  readonly unfinished: string;
  readonly notices: Readonly<Record<NoticeCode, string>>;
  readonly refusals: Readonly<Record<Refusal | "not-connected" | "no-answer" | "other", string>>;
  readonly again: (seconds: number) => string;
}

const en: BoxWords = {
  title: "Talk",
  log: "What was said",
  to: "To",
  everyone: "everyone near",
  placeholder: (name) => (name === null ? "Say something…" : `Say something to ${name}…`),
  send: "Say",
  you: "You",
  ai: "AI",
  considers: (name) => `${name} is thinking…`,
  standIn: "No language model: a stand-in answers.",
  reconnecting: "Connection lost. Trying again…",
  offline: "Not connected.",
  whisper: "whispers",
  unfinished: "…",
  notices: {
    "characters-resting": "The characters are resting: their language model does not answer.",
    "characters-back": "",
    "scene-ending": "This scene will end soon.",
    "scene-ended": "This scene has ended.",
  },
  refusals: {
    "bad-message": "That could not be sent. Try other words.",
    empty: "There was nothing in it that can be said. Try other words.",
    "too-fast": "You are talking faster than anyone can listen.",
    "unknown-target": "They are not here any more. Choose someone else.",
    "out-of-reach": "They are too far away. Go nearer.",
    "no-way-there": "There is no way there.",
    "scene-closed": "This scene is over.",
    "unknown-turn": "That line is gone.",
    "not-possible": "That is not possible here.",
    "not-connected": "Not connected. Your words are still here: send them again in a moment.",
    "no-answer": "The server did not answer. Your words are still here: send them again.",
    other: "That was refused. Try something else.",
  },
  again: (seconds) => `Try again in ${seconds} s.`,
};

const zh: BoxWords = {
  title: "对话",
  log: "说过的话",
  to: "对",
  everyone: "附近的所有人",
  placeholder: (name) => (name === null ? "说点什么……" : `对${name}说……`),
  send: "说",
  you: "你",
  ai: "AI",
  considers: (name) => `${name}正在思考……`,
  standIn: "没有语言模型：由替身作答。",
  reconnecting: "连接已断开，正在重试……",
  offline: "未连接。",
  whisper: "低声",
  unfinished: "……",
  notices: {
    "characters-resting": "角色正在休息：语言模型没有回应。",
    "characters-back": "",
    "scene-ending": "这一场即将结束。",
    "scene-ended": "这一场已经结束。",
  },
  refusals: {
    "bad-message": "无法发送，请换一种说法。",
    empty: "其中没有可以说的话，请换一种说法。",
    "too-fast": "你说得太快了，别人听不过来。",
    "unknown-target": "对方已经不在这里，请另选一人。",
    "out-of-reach": "对方太远了，请走近一些。",
    "no-way-there": "没有路可以过去。",
    "scene-closed": "这一场已经结束。",
    "unknown-turn": "那句话已经不在了。",
    "not-possible": "在这里做不到。",
    "not-connected": "未连接。你的话还在，请稍后再发送。",
    "no-answer": "服务器没有回应。你的话还在，请再发送一次。",
    other: "被拒绝了，请试试别的。",
  },
  again: (seconds) => `请在 ${seconds} 秒后再试。`,
};

/** The texts in a language. */
export function boxWords(language: Language): BoxWords {
  return { en, zh }[language];
}

/** Why nothing came of a line, and what to do next. */
export function refusalOf(answer: Exclude<Answer, { ok: true }>, words: BoxWords): string {
  const known: Readonly<Record<string, string>> = words.refusals;
  const text = known[answer.refusal] ?? words.refusals.other;
  const wait = "retryAfter" in answer ? answer.retryAfter : undefined;
  return wait === undefined ? text : `${text} ${words.again(Math.max(1, Math.ceil(wait / 1000)))}`;
}
