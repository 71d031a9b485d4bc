import { seededRandom } from "../../server/cli/seeded-random.ts";
import type { Random } from "../../server/stage/ports.ts";

/**
 * What the timed endpoint writes: HER's protocol in words without meaning. Goes on with whatever the prompt's open
 * turn begins with; one short word is one token, a tag four, as a model's own tokens would be.
 */

export interface Token {
  readonly id: number;
  readonly text: string;
}

/** One answer, decided before its first token is due. */
export interface Reply {
  readonly tokens: readonly Token[];
  readonly finish: "stop" | "length";
  /** The stop text that ended it, or null where it ended by itself or by the limit. */
  readonly stopped: string | null;
}

export interface ReplyWishes {
  readonly stop: readonly string[];
  readonly maxTokens: number;
  readonly seed: number;
  /** `speech`: nothing but words, until the limit; for those who measure streams alone. */
  readonly kind: "her" | "speech";
}

/** Tokens of a whole hidden thought: HER's mean is about 580, its shortest 77. */
export const HIDDEN = { least: 77, mean: 580 } as const;

const CLOSE = "</system_thinking>";
const OPEN = "<system_thinking>";
const ACTION = "<role_action>";

/** The answer to a prompt in ChatML whose last turn stands open. The same prompt always has the same answer. */
export function replyTo(prompt: string, wishes: ReplyWishes): Reply {
  const { name, key, prefill } = readPrompt(prompt);
  const draw = seededRandom(hash(key, wishes.seed));
  const hidden = hiddenLength(draw);
  const words = seededRandom(hash(key + prefill, wishes.seed));
  const visible = (open: boolean) =>
    wishes.kind === "speech"
      ? [
          ...(open ? [...sentence(words, 4), ...tag("</role_action>")] : []),
          ...prose(words, wishes.maxTokens),
        ]
      : visibleTurn(draw, words, open);
  const bridge = [...tag(CLOSE), ...pieces(`${name}: `)];
  const [thought, after] = prefill.split(CLOSE);
  const written =
    after !== undefined
      ? visible(after.endsWith(ACTION))
      : [
          ...(prefill === "" ? tag(OPEN) : []),
          ...prose(words, Math.max(4, hidden - countWords((thought ?? "").replace(OPEN, "")))),
          ...bridge,
          ...visible(false),
        ];
  return cut(written, wishes);
}

/** Drawn around the mean, never below the least: the mean of three even draws, so that long ones are bounded too. */
export function hiddenLength(random: Random): number {
  const third = (random() + random() + random()) / 3;
  return Math.round(HIDDEN.least + 2 * (HIDDEN.mean - HIDDEN.least) * third);
}

/** Six turns of ten think to themselves before they do or say anything, unless an action stands open already. */
function visibleTurn(draw: Random, words: Random, actionOpen: boolean): Token[] {
  const thinks = draw() < 0.6;
  const acts = draw() < 0.5;
  const actsAgain = draw() < 0.3;
  const speech = 40 + Math.floor(draw() * 21);
  const action = () => [
    ...tag(ACTION),
    ...sentence(words, 6 + Math.floor(words() * 5)),
    ...tag("</role_action>"),
  ];
  const opened = actionOpen
    ? [...sentence(words, 6 + Math.floor(words() * 5)), ...tag("</role_action>")]
    : [];
  const thought = thinks
    ? [
        ...tag("<role_thinking>"),
        ...prose(words, 20 + Math.floor(draw() * 11)),
        ...tag("</role_thinking>"),
      ]
    : [];
  const half = actsAgain ? speech >> 1 : speech;
  return [
    ...opened,
    ...thought,
    ...(acts && !actionOpen ? action() : []),
    ...prose(words, half),
    ...(actsAgain ? [...action(), ...prose(words, speech - half)] : []),
  ];
}

/** Honours stop texts and the limit; what a stop text took part in is generated and not sent. */
function cut(written: readonly Token[], { stop, maxTokens }: ReplyWishes): Reply {
  const text = written.map((token) => token.text).join("");
  const found = stop
    .map((one) => ({ one, at: text.indexOf(one) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)[0];
  const tokens: Token[] = [];
  let length = 0;
  for (const { id, text: piece } of written) {
    if (tokens.length >= maxTokens) return { tokens, finish: "length", stopped: null };
    const left = found === undefined ? piece.length : Math.max(0, found.at - length);
    tokens.push({ id, text: piece.slice(0, left) });
    length += piece.length;
    if (found !== undefined && length >= found.at + found.one.length) {
      return { tokens, finish: "stop", stopped: found.one };
    }
  }
  return { tokens, finish: "stop", stopped: null };
}

/** The persona's name, what its open turn begins with, and what tells this line from others in every arm alike. */
function readPrompt(prompt: string): { name: string; key: string; prefill: string } {
  const header = "<|im_start|>assistant\n";
  const at = prompt.lastIndexOf(header);
  const head = prompt.slice(0, at);
  const name = /You are (.+?) from /u.exec(head)?.[1] ?? "Someone";
  const line = head.slice(head.lastIndexOf("\n\n") + 2);
  const turns = head.split(header).length;
  return { name, key: `${name} ${turns} ${line}`, prefill: prompt.slice(at + header.length) };
}

const NOUNS =
  "lamp rope harbour winter bread salt barrel window gull cellar kettle ladder oar apple chimney candle basket stone river garden bucket anchor ribbon saddle orchard mill ferry copper blanket feather hammer island jacket kitchen lantern market needle oven pebble quarry roof sail table umbrella valley wagon yard bell cloth drum engine fence glove hill inkwell jar";
const VERBS =
  "carries holds leaves mends finds keeps counts drops lifts turns paints follows opens gathers watches sells washes borrows cuts weighs";
const OTHERS =
  "slow old bright narrow heavy quiet early green broken distant warm small grey sudden patient with under over beside without before behind across until because";
const VOCABULARY = `${NOUNS} ${VERBS} ${OTHERS}`.split(" ");

/** So many tokens of sentences, the last of which is ended. */
function prose(random: Random, tokens: number): Token[] {
  const all: Token[] = [];
  while (all.length < tokens) {
    const length = Math.min(tokens - all.length, 8 + Math.floor(random() * 8));
    const words = sentence(random, length);
    const first = words[0];
    if (first) words[0] = token(first.text[0]?.toUpperCase() + first.text.slice(1));
    const last = words.at(-1);
    if (last && words.length > 1) words[words.length - 1] = token(". ");
    all.push(...words);
  }
  return all;
}

function sentence(random: Random, tokens: number): Token[] {
  return Array.from({ length: tokens }, (_, i) => {
    const word = VOCABULARY[Math.floor(random() * VOCABULARY.length)] ?? "lamp";
    return token(i === 0 ? word : ` ${word}`);
  });
}

const countWords = (text: string) => text.split(/\s+/u).filter((word) => word !== "").length;

/** A tag as a model's tokens cut it: `</`, `role`, `_action`, `>`. */
function tag(text: string): Token[] {
  return (text.match(/<\/?|>|_?[a-z]+/gu) ?? []).map(token);
}

function pieces(text: string): Token[] {
  return (text.match(/\s*[^\s:]+|:\s*/gu) ?? []).map(token);
}

function token(text: string): Token {
  return { id: hash(text, 0) % 151_643, text };
}

/** FNV-1a, 32 bits. */
function hash(text: string, seed: number): number {
  let value = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++)
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value >>> 0;
}
