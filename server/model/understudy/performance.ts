import type { Conversation } from "./chatml.ts";
import { CopyGuard } from "./copy-guard.ts";
import { deliberate } from "./deliberation.ts";
import { handle, type Handling } from "./things.ts";
import { gesturesFor } from "./gestures.ts";
import { innerLines } from "./inner-voice.ts";
import { momentOf, type Moment } from "./moment.ts";
import { sentencesOf } from "./language.ts";
import { bare, type Occasion } from "./phrasing.ts";
import type { Reply } from "./reply-parts.ts";
import { replyIn } from "./reply.ts";
import { contentWords, termsOf } from "./terms.ts";

/** One turn in HER's writing. */
export interface Performance {
  /** What follows the prefill, verbatim. */
  readonly text: string;
  /** Where in `text` the first visible character stands; its length if there is none. */
  readonly visibleFrom: number;
}

export interface Direction {
  readonly seed: number;
  /** Length of system thinking in tokens, at least; 0 for none. */
  readonly think: number;
}

type Piece = { readonly letter: "T" | "A" | "S"; readonly text: string };

/** Plays the turn that a conversation asks for. Total: any text gives a turn. The same arguments give the same turn. */
export function perform(conversation: Conversation, direction: Direction): Performance {
  const moment = momentOf(conversation, direction.seed);
  const handling = handle(moment);
  const answer = replyIn(moment);
  const reply = handling?.sentences.length ? { ...answer, sentences: handling.sentences } : answer;
  const thought = pickInner(moment, reply);
  const sentences = speakable(moment, reply, thought);
  const pattern = openedBy(conversation.prefill, patternFor(moment, sentences.length, handling));
  const pieces = arranged(moment, reply, pattern, sentences, thought, handling);
  const plan = deliberate(
    {
      language: moment.language,
      name: fitting(moment.sheet.name),
      partner: fitting(moment.attention.partner),
      topics: keywords(moment, moment.attention.line?.speech ?? ""),
      guarded: moment.secrets
        .filter((state) => !state.open)
        .flatMap((state) => keywords(moment, state.secret.text).slice(0, 2)),
      inner: reply.inner,
      temper: moment.voice.temper,
      pattern: pieces.map((piece) => piece.letter).join(""),
    },
    direction.think,
    moment.dice,
  );
  return continued(conversation.prefill, plan, moment.sheet.name, pieces);
}

/** A part that the prefill has opened comes first, and is not there a second time. */
function openedBy(prefill: string, pattern: string): string {
  const opened = /<role_(thinking|action)>[^<]*$/.exec(prefill)?.[1];
  if (opened === undefined) return pattern;
  const letter = opened === "thinking" ? "T" : "A";
  return letter + pattern.replace(letter, "");
}

/** Thinking repeats no long name: what stands in it must never be a run that speech could share. */
function fitting(name: string): string {
  return name.length <= 12 ? name : (name.split(/[\s·]/)[0] ?? "").slice(0, 12);
}

function keywords(moment: Moment, text: string): string[] {
  return moment.language === "zh"
    ? termsOf(text)
        .filter((term) => /^[\u3400-\u9fff]{2}$/.test(term))
        .slice(0, 4)
    : [...new Set(contentWords(text).map(({ word }) => word.toLowerCase()))].slice(0, 4);
}

function pickInner(moment: Moment, reply: Reply): string {
  const lines = moment.dice.shuffled(innerLines(reply.inner, moment.language));
  const line = lines.find((one) => !moment.wording.wasSaid(one)) ?? lines[0] ?? "";
  moment.wording.note(line);
  return line;
}

const LAST_WORDS: readonly Occasion[] = [
  "noMore",
  "unknown",
  "statement",
  "counter",
  "guard",
  "lead",
  "moment",
  "environment",
  "deflect",
  "greet",
  "agree",
  "silence",
  "npcReact",
  "volunteer",
  "again",
];

/** At most four sentences' worth, none a copy of the prompt or of a thought, and never nothing. */
function speakable(moment: Moment, reply: Reply, thought: string): string[] {
  const thoughts = [
    ...moment.history.filter((line) => line.kind === "own").flatMap((line) => line.thoughts),
    thought,
  ];
  const guard = new CopyGuard(moment.sheet.guarded, thoughts);
  const fresh = unrepeated(moment, reply.sentences);
  const kept: string[] = [];
  for (const sentence of fresh.slice(0, 4)) {
    const clean = sentence.replace(/[<>＜＞|]/g, "").trim();
    const worded = guard.allows(clean) ? clean : (guard.reworded(clean, moment.dice)?.text ?? null);
    if (worded === null || !guard.allows([...kept, worded].join(" "))) continue;
    kept.push(worded);
  }
  for (const occasion of LAST_WORDS) {
    if (kept.length > 0) break;
    const line = moment.wording.pick(occasion, {
      who: moment.attention.partner,
      me: moment.sheet.name,
    });
    if (line !== null && guard.allows(line)) kept.push(line);
  }
  if (kept.length === 0) {
    kept.push(...unrepeated(moment, moment.voice.samples).slice(0, 1));
    if (kept.length === 0) kept.push(moment.language === "zh" ? "嗯。" : "Hm.");
  }
  return kept;
}

/** The sentences without those spoken in one of the last ten own turns. */
function unrepeated(moment: Moment, sentences: readonly string[]): string[] {
  const recent = moment.ownPast.slice(-NOT_AGAIN).flatMap(sentencesOf).map(bare);
  return sentences.flatMap((text) => {
    const parts = sentencesOf(text);
    const left = parts.filter(
      (part) => bare(part).length < 4 || !recent.some((said) => repeats(said, bare(part))),
    );
    return left.length === parts.length
      ? [text]
      : left.length === 0
        ? []
        : [left.join(moment.language === "zh" ? "" : " ")];
  });
}

/** A short sentence within a longer one is no repetition: a name alone is in many. */
function repeats(said: string, part: string): boolean {
  return (
    said === part || (part.length >= (/[\u3400-\u9fff]/.test(part) ? 6 : 14) && said.includes(part))
  );
}

/** In how many own turns a sentence is not spoken again. */
const NOT_AGAIN = 12;

const ONE_SENTENCE = ["TAS", "AS", "TS", "ATS", "SA", "STA"];
const MORE_SENTENCES = ["TAS", "SAS", "ASTS", "STS", "AS", "TSAS", "ATS", "SATS", "ASA", "TASA"];

/** An order of thought, deed and speech other than that of the two turns before. */
function patternFor(moment: Moment, sentences: number, handling: Handling | null): string {
  const recent = moment.history
    .filter((line) => line.kind === "own")
    .slice(-2)
    .map((line) => line.pattern);
  const fits = (sentences > 1 ? MORE_SENTENCES : ONE_SENTENCE).filter(
    (pattern) => !recent.includes(pattern) && (handling === null || pattern.includes("A")),
  );
  return moment.dice.one(fits);
}

function arranged(
  moment: Moment,
  reply: Reply,
  pattern: string,
  sentences: readonly string[],
  thought: string,
  handling: Handling | null,
): Piece[] {
  const gap = moment.language === "zh" ? "" : " ";
  const speeches = [...pattern].filter((letter) => letter === "S").length;
  const gestures = moment.dice
    .shuffled(gesturesFor(reply.mood, moment.language, moment.sheet.scenario))
    .filter((one) => !moment.wording.wasSaid(one));
  const spare = moment.dice
    .shuffled(
      gesturesFor(
        reply.mood === "listen" ? "nod" : "listen",
        moment.language,
        moment.sheet.scenario,
      ),
    )
    .filter((one) => !moment.wording.wasSaid(one));
  const deeds = [
    handling?.action ??
      gestures[0] ??
      spare[0] ??
      (moment.language === "zh" ? "停了一停" : "pauses"),
    spare.find((one) => one !== gestures[0]) ?? gestures[1] ?? "…",
  ];
  const pieces: Piece[] = [];
  let spoken = 0;
  let acted = 0;
  for (const letter of pattern) {
    if (letter === "S") {
      spoken++;
      // The first sentence alone, the rest after the pause: a deed or thought falls between them.
      const part =
        speeches === 1
          ? sentences
          : spoken === 1
            ? sentences.slice(0, Math.ceil(sentences.length / 2))
            : sentences.slice(Math.ceil(sentences.length / 2));
      pieces.push({ letter, text: part.join(gap) });
    } else if (letter === "A") pieces.push({ letter, text: deeds[acted++] ?? "…" });
    else if (letter === "T") pieces.push({ letter, text: thought });
  }
  return together(
    pieces.filter((piece) => piece.text !== "" && piece.text !== "…"),
    gap,
  );
}

/** What is said without a deed or thought between is one stretch of speech. */
function together(pieces: readonly Piece[], gap: string): Piece[] {
  return pieces.reduce<Piece[]>((all, piece) => {
    const last = all.at(-1);
    return last?.letter === "S" && piece.letter === "S"
      ? [...all.slice(0, -1), { letter: "S", text: `${last.text}${gap}${piece.text}` }]
      : [...all, piece];
  }, []);
}

/** Writes the turn from where the prefill leaves off. */
function continued(
  prefill: string,
  plan: string,
  name: string,
  pieces: readonly Piece[],
): Performance {
  let rest = prefill;
  let text = "";
  const open = /<system_think(?:ing)?>/.exec(rest);
  if (open) {
    const closed = /<\/system_think(?:ing)?>/.exec(rest);
    if (closed) rest = rest.slice(closed.index + closed[0].length);
    else {
      const tag = open[0].replace("<", "</");
      const begun = rest.slice(open.index + open[0].length);
      text += `${begun === "" || /\s$/.test(begun) ? "" : " "}${plan}${tag}`.replace(/^ (?=<)/, "");
      rest = "";
    }
  } else if (plan !== "" && rest.trim() === "")
    text += `<system_thinking>${plan}</system_thinking>`;

  let left = pieces;
  const hasName = name !== "" && rest.trim().startsWith(name);
  if (name !== "" && !hasName && rest.trim() === "") text += `${name}: `;
  const last = /<role_(thinking|action)>([^<]*)$/.exec(rest);
  if (last) {
    const letter = last[1] === "thinking" ? "T" : "A";
    const own = pieces.find((piece) => piece.letter === letter);
    text += `${own?.text ?? ""}</role_${last[1]}>`;
    left = pieces.filter((piece) => piece !== own);
  }
  let visibleFrom = -1;
  for (const { letter, text: body } of left) {
    const written =
      letter === "S"
        ? body
        : letter === "A"
          ? `<role_action>${body}</role_action>`
          : `<role_thinking>${body}</role_thinking>`;
    if (letter !== "T" && visibleFrom < 0)
      visibleFrom = text.length + (letter === "A" ? "<role_action>".length : 0);
    text += written;
  }
  return { text, visibleFrom: visibleFrom < 0 ? text.length : visibleFrom };
}
