import type { Prompt } from "../../roleplay/observation.ts";
import { holdsTags, visibleWords, writeHerLine } from "./her-line.ts";
import type { DialogueLine, OwnDialogue } from "./own-dialogue.ts";
import type { RepairItem, RowBody } from "./repair-item.ts";

/** Drafting system thinking (HER, steps 3.1 to 3.3): the turn is answered freely, and the reasoning is taken from it. */
export const DRAFT_EDITION = "thought-draft/1";

/** The longest draft that is gone on with, in characters; and what an unwritten one counts for in an estimate. */
export const DRAFT_LIMIT = 4_000;
/** HER's drafts have about 580 tokens in the mean. */
const DRAFT_TOKENS = 600;

/** One question for each turn without system thinking. The row's `after` is the draft. */
export function draftItem(dialogue: OwnDialogue, turn: DialogueLine): RepairItem {
  const { id } = turn;
  return {
    dialogue,
    edition: DRAFT_EDITION,
    prompt: draftPrompt(dialogue, turn),
    expectedTokens: DRAFT_TOKENS + 150,
    maxTokens: 2_048,
    left: (why) => [rowOf(turn, "", why)],
    read(answer) {
      const draft = draftIn(answer);
      if (draft === null) {
        return {
          rows: null,
          why: "no-thinking",
          problems: [
            "the thinking must stand first, in <system_thinking>…</system_thinking>, closed, with the turn behind it",
          ],
        };
      }
      // A reply that came where the thinking should be is no thinking.
      const said = visibleWords(turn.segments);
      if (holdsTags(draft) || visibleWords([{ kind: "speech", text: draft }]) === said) {
        return { rows: null, why: "no-thinking", problems: ["the thinking holds the turn itself"] };
      }
      return { rows: [rowOf({ ...turn, id }, draft, null)], problems: [] };
    },
  };
}

function rowOf({ id }: DialogueLine, draft: string, why: string | null): RowBody {
  const outcome = draft === "" ? "left" : "changed";
  return { turn: id, outcome, why, before: "", after: draft, details: {} };
}

const CLOSED = /<\/(?:think|thinking|thinker|thought|system_think|system_thinking)>/giu;
const OPENED = /^\s*<(?:think|thinking|thinker|thought|system_think|system_thinking)>/iu;

/**
 * The reasoning before a reply, by the tag that closes it; null where none does. What is not closed may be the reply,
 * and a reply is never taken for a thought.
 */
export function draftIn(answer: string): string | null {
  const [close, ...more] = [...answer.slice(0, 64 * 1024).matchAll(CLOSED)];
  if (close === undefined) return null;
  const first = answer.slice(0, close.index).replace(OPENED, "").trim();
  // An endpoint's own reasoning may stand before the one that was asked for.
  const second = more[0];
  const inner =
    second === undefined
      ? ""
      : answer
          .slice(close.index + close[0].length, second.index)
          .replace(OPENED, "")
          .trim();
  const draft = inner === "" ? first : inner;
  return draft === "" ? null : draft.slice(0, DRAFT_LIMIT).toWellFormed();
}

function draftPrompt(
  { character, setting, lines, language }: OwnDialogue,
  turn: DialogueLine,
): Prompt {
  const before = lines.slice(0, lines.indexOf(turn)).slice(-40);
  const history = before.map(({ speaker, segments }) => `${speaker}: ${writeHerLine(segments)}`);
  const { sheet, name } = character;
  return {
    system: `You are ${name}.\n===${name}'s Profile===\n${[sheet.profile, sheet.experience]
      .map((text) => text.slice(0, 6_000))
      .join(
        "\n\n",
      )}\n===Current Scenario===\n${setting.slice(0, 6_000)}\n===Your Inner Thoughts===\n${sheet.motivation.slice(0, 6_000)}\n===Requirements===\nFirst think in <system_thinking>…</system_thinking>, in third person, about how ${name} is to be played now: where things stand, what ${name} feels and wants, and the plan for this turn. Then write the turn. Write in ${
      language === "zh" ? "Chinese" : "English"
    }.`,
    messages: [{ role: "user", content: ["===Conversation Start===", ...history].join("\n\n") }],
    prefill: "",
  };
}
