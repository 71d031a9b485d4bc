import * as z from "zod";
import { estimateTokens } from "../../roleplay/prompt/token-estimate.ts";
import { dialoguePrompt } from "./dialogue-prompt.ts";
import { evenSpaces, patternOf, readHerLine, visibleWords, writeHerLine } from "./her-line.ts";
import { readJsonAnswer } from "./json-answer.ts";
import type { DialogueLine, LineSegment, OwnDialogue } from "./own-dialogue.ts";
import type { RepairItem } from "./repair-item.ts";
import { leftAsItWas, type EditCheck } from "./role-thinking.ts";

/** Scheme B: a long thought is split and spread around action and speech; no word is added or lost. */
export const SPREAD_EDITION = "spread-thought/1";

/** A thought worth splitting has so many characters, and two sentences or clauses. */
const LONG = { en: 120, zh: 40 } as const;

const TASK = `The turn named in "asked" has a long thought. Split that thought where a sentence or a clause ends, and spread its parts around the turn's actions and speech, each part beside what it belongs to.
- No word is added, taken away or changed; the thought's parts stay in their order, speech and actions in theirs.
- Thoughts stand in <role_thinking>…</role_thinking> without an end mark at the end, actions in <role_action>…</role_action>. No two thoughts side by side. No spaces between tags.
- If it is better whole, give the turn as it is.
Answer {"id", "text"}: the id, and the whole turn.`;

const Answer = z.strictObject({ id: z.string().max(500), text: z.string().max(40_000) });

/** True for a turn with a thought that can be spread. */
export function canSpread({ segments }: DialogueLine, language: OwnDialogue["language"]): boolean {
  const visible = segments.some(({ kind }) => kind !== "role-thinking");
  return (
    visible &&
    segments.some(
      ({ kind, text }) =>
        kind === "role-thinking" &&
        text.length >= LONG[language] &&
        /[.!?;。！？；…,，]\s*\S/u.test(text),
    )
  );
}

export function spreadItem(dialogue: OwnDialogue, turn: DialogueLine): RepairItem {
  const before = writeHerLine(turn.segments);
  const length = estimateTokens(before);
  return {
    dialogue,
    edition: SPREAD_EDITION,
    prompt: dialoguePrompt(TASK, dialogue, turn.id, [turn.id]),
    expectedTokens: length + 40,
    maxTokens: 2 * length + 256,
    left: (why) => [leftAsItWas(turn, why)],
    read(answer) {
      const read = readJsonAnswer(answer, Answer);
      if (!read.ok) return { rows: null, why: read.why, problems: read.problems };
      if (read.value.id !== turn.id)
        return { rows: null, why: "wrong-ids", problems: ["it is another turn's id"] };
      const spread = checkSpread(turn.segments, read.value.text);
      if (!spread.ok) {
        return { rows: [leftAsItWas(turn, spread.why)], problems: [spread.say] };
      }
      const after = writeHerLine(spread.segments);
      const changed = after !== before;
      return {
        problems: [],
        rows: [
          {
            turn: turn.id,
            outcome: changed ? "changed" : "kept",
            why: changed ? null : "better-whole",
            before,
            after,
            details: { scheme: "B", pattern: patternOf(spread.segments) },
          },
        ],
      };
    },
  };
}

/** Checks a spread turn: every word is there, in its order, and only where thoughts stand is new. */
export function checkSpread(before: readonly LineSegment[], text: string): EditCheck {
  const read = readHerLine(text);
  if (!read.ok) return { ok: false, why: "bad-tags", say: read.problem };
  const { segments } = read;
  if (visibleWords(segments) !== visibleWords(before)) {
    return { ok: false, why: "visible-changed", say: "speech or actions are not what they were" };
  }
  if (thoughtWords(segments) !== thoughtWords(before)) {
    return { ok: false, why: "thought-changed", say: "the thought's words are not what they were" };
  }
  const twice = segments.some(
    ({ kind }, index) => kind === "role-thinking" && kind === segments[index - 1]?.kind,
  );
  if (twice) return { ok: false, why: "same-tags", say: "two thoughts stand side by side" };
  return { ok: true, segments };
}

/** The words of all thoughts in their order; marks at which they may be split do not count. */
function thoughtWords(segments: readonly LineSegment[]): string {
  const all = segments.filter(({ kind }) => kind === "role-thinking").map(({ text }) => text);
  return evenSpaces(all.join(" ").replace(/[.!?;,。！？；，…]+(?=\s|$|\p{Script=Han})/gu, " "));
}
