import * as z from "zod";
import { estimateTokens } from "../../roleplay/prompt/token-estimate.ts";
import { dialoguePrompt } from "./dialogue-prompt.ts";
import { patternOf, readHerLine, visibleWords, writeHerLine } from "./her-line.ts";
import { idProblems, readJsonAnswer } from "./json-answer.ts";
import {
  editableTurns,
  type DialogueLine,
  type LineSegment,
  type OwnDialogue,
} from "./own-dialogue.ts";
import type { RepairItem, RowBody } from "./repair-item.ts";

/** Role-thinking enhancement (HER, step 2): the smallest edit of each turn that gives it fitting thoughts. */
export const ROLE_THINKING_EDITION = "role-thinking/1";

/** Turns in one question. */
const TURNS = 15;
/** HER takes a longer thought of a character for an anomaly. In characters. */
export const LONGEST_THOUGHT = 300;

const TASK = `Enhance the role thinking of the turns in "asked": add a thought, or reword one that stands there, where it makes the character truer; change as little as you can, and leave a turn as it is where it is good.
Rules:
- Answer {"turns": [{"id", "text", "reason"}]}: exactly one entry for each id in "asked", in that order. "text" is the whole turn.
- Speech and <role_action>…</role_action> stay word for word, each in its order. Add nothing visible, and take no thought away.
- Thoughts stand in <role_thinking>…</role_thinking>, in the character's own first person.
- No spaces between tags, nor between a tag and speech. No end mark (. ! ? …) at the end of a thought. Never two thoughts side by side: merge them.
- No mind reading: what others think is guessed from what they did and said, and told as a guess.
- 50 to 200 characters of thoughts in a turn, in short sentences. Thoughts do not grow from turn to turn.
- Vary where thoughts stand: before, between and after action and speech; the same order at most two turns running.`;

const Answer = z.strictObject({
  turns: z
    .array(
      z.strictObject({
        id: z.string().max(500),
        text: z.string().max(20_000),
        reason: z.string().max(2_000).optional(),
      }),
    )
    .max(200),
});

export function roleThinkingItems(dialogues: readonly OwnDialogue[]): RepairItem[] {
  return dialogues.flatMap((dialogue) =>
    batches(editableTurns(dialogue), TURNS).map((turns) => itemOf(dialogue, turns)),
  );
}

/** A list in parts of at most `size`. */
export function batches<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

function itemOf(dialogue: OwnDialogue, turns: readonly DialogueLine[]): RepairItem {
  const ids = turns.map(({ id }) => id);
  const length = turns.reduce(
    (sum, { segments }) => sum + estimateTokens(writeHerLine(segments)),
    0,
  );
  return {
    dialogue,
    edition: ROLE_THINKING_EDITION,
    prompt: dialoguePrompt(TASK, dialogue, ids.at(-1) ?? null, ids),
    expectedTokens: length + 60 * turns.length,
    maxTokens: 2 * length + 200 * turns.length + 256,
    left: (why) => turns.map((turn) => leftAsItWas(turn, why)),
    read(answer) {
      const read = readJsonAnswer(answer, Answer);
      if (!read.ok) return { rows: null, why: read.why, problems: read.problems };
      const given = new Map(read.value.turns.map((one) => [one.id, one]));
      const wrongIds = idProblems(
        ids,
        read.value.turns.map(({ id }) => id),
      );
      if (wrongIds.length > 0) return { rows: null, why: "wrong-ids", problems: wrongIds };
      const problems: string[] = [];
      const rows = turns.map((turn): RowBody => {
        const { text, reason = "" } = given.get(turn.id)!;
        const edit = checkEdit(turn.segments, text);
        if (!edit.ok) {
          problems.push(`${turn.id}: ${edit.say}`);
          return leftAsItWas(turn, edit.why);
        }
        const before = writeHerLine(turn.segments);
        const after = writeHerLine(edit.segments);
        const changed = before !== after;
        return {
          turn: turn.id,
          outcome: changed ? "changed" : "kept",
          why: changed ? null : "already-good",
          before,
          after,
          details: { pattern: patternOf(edit.segments), reason },
        };
      });
      return { rows, problems };
    },
  };
}

/** A turn that no repair could be used for. */
export function leftAsItWas({ id, segments }: DialogueLine, why: string): RowBody {
  const text = writeHerLine(segments);
  return { turn: id, outcome: "left", why, before: text, after: text, details: {} };
}

export type EditCheck =
  | { readonly ok: true; readonly segments: readonly LineSegment[] }
  | { readonly ok: false; readonly why: string; readonly say: string };

/** Checks an edited turn against what it was: only role thinking may be new or other. */
export function checkEdit(before: readonly LineSegment[], text: string): EditCheck {
  const read = readHerLine(text);
  if (!read.ok) return refused("bad-tags", read.problem);
  const { segments } = read;
  if (visibleWords(segments) !== visibleWords(before)) {
    return refused("visible-changed", "speech and actions are not word for word what they were");
  }
  const old = thoughtsOf(before);
  const thoughts = thoughtsOf(segments);
  if (thoughts.length < old.length) return refused("thought-removed", "a thought is gone");
  for (const [index, { kind, text }] of segments.entries()) {
    if (kind !== "role-thinking") continue;
    if (segments[index - 1]?.kind === kind) {
      return refused("same-tags", "two thoughts stand side by side");
    }
    if (old.includes(text)) continue;
    if (/[.。!！?？…;；,，]["'”’」』]*$/u.test(text)) {
      return refused("end-mark", "a thought ends with an end mark");
    }
    if (text.length > LONGEST_THOUGHT) {
      return refused("long-thought", `a thought is longer than ${LONGEST_THOUGHT} characters`);
    }
  }
  return { ok: true, segments };
}

function thoughtsOf(segments: readonly LineSegment[]): string[] {
  return segments.filter(({ kind }) => kind === "role-thinking").map(({ text }) => text);
}

function refused(why: string, say: string): EditCheck {
  return { ok: false, why, say };
}
