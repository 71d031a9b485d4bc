import * as z from "zod";
import { estimateTokens } from "../../roleplay/prompt/token-estimate.ts";
import { dialoguePrompt } from "./dialogue-prompt.ts";
import { holdsTags, visibleWords } from "./her-line.ts";
import { idProblems, readJsonAnswer } from "./json-answer.ts";
import { editableTurns, type DialogueLine, type OwnDialogue } from "./own-dialogue.ts";
import type { RepairItem, RowBody } from "./repair-item.ts";
import { batches } from "./role-thinking.ts";
import { callsPartnerUser, thoughtTypeOf, type ThoughtType } from "./thought-person.ts";

/** The rewrite of system thinking (HER, steps 3.7 and 3.8), by type, with exact ids and lengths. */
export const SYSTEM_THINKING_EDITION = "system-thinking/1";

/** What a rewrite of type B or C has, in characters. */
export const REWRITTEN_LENGTH = { least: 800, most: 1_500 } as const;
/** By how much a rewrite of type A may be shorter or longer. */
export const KEPT_LENGTH = 0.1;
/** Turns in one question: HER sends up to 30, and few writers count so far. */
const TURNS = 8;

const TASK = `Each entry of "asked" is one turn of the character's with the system thinking before it: the plan, in third person, of how the character is to be played in that turn. Give each the thinking it should have, for what the turn with that id in "lines" then does.
- type A (it is in third person): keep its form and its length; "length" says from how many to how many characters. Mend only what is wrong.
- type B (it is in first person): write it anew in third person, by the character's name.
- type C (there is none): write it: context, the character's goal, the plan, and a draft of thought, action and words in quotation marks.
- B and C have ${REWRITTEN_LENGTH.least} to ${REWRITTEN_LENGTH.most} characters.
- Never write "user": everybody has a name. Use no tags. Know nothing that comes after the turn. The turn itself is no thinking: do not merely repeat it.
Answer {"thoughts": [{"id", "thinking", "notes"}]}: exactly one entry for each id in "asked".`;

const Answer = z.strictObject({
  thoughts: z
    .array(
      z.strictObject({
        id: z.string().max(500),
        thinking: z.string().max(20_000),
        notes: z.string().max(2_000).optional(),
      }),
    )
    .max(200),
});

/** A turn, with the thinking that it has by now. */
interface Thought {
  readonly turn: DialogueLine;
  readonly thinking: string;
  readonly type: ThoughtType;
  readonly drafted: boolean;
}

/**
 * The questions of the rewrite, and rows for turns that are right as they are: type A without "user". `drafts` holds
 * what was drafted for turns without thinking, by dialogue and turn's id. Which turns are asked about together does
 * not depend on it.
 */
export function systemThinkingItems(
  dialogue: OwnDialogue,
  drafts: ReadonlyMap<string, string> = new Map(),
): { readonly items: readonly RepairItem[]; readonly kept: readonly RowBody[] } {
  const kept: RowBody[] = [];
  const asked = editableTurns(dialogue).filter((turn) => {
    if (!rightAsItIs(turn.systemThinking)) return true;
    kept.push(rowOf(turn, "kept", "third-person", turn.systemThinking, { type: "A" }));
    return false;
  });
  const thoughts = asked.map((turn): Thought => {
    const own = thoughtTypeOf(turn.systemThinking);
    const draft = own === "C" ? (drafts.get(turn.id) ?? "") : "";
    const thinking = own === "C" ? draft : turn.systemThinking;
    const type = thoughtTypeOf(thinking);
    // A draft has no form to keep: it was made for another reply.
    return { turn, thinking, type: draft !== "" ? "B" : type, drafted: draft !== "" };
  });
  return { items: batches(thoughts, TURNS).map((some) => itemOf(dialogue, some)), kept };
}

function rightAsItIs(thinking: string): boolean {
  return thoughtTypeOf(thinking) === "A" && !callsPartnerUser(thinking);
}

/** Turns that have no system thinking at all, of those that may be repaired. */
export function turnsWithoutThinking(dialogue: OwnDialogue): DialogueLine[] {
  return editableTurns(dialogue).filter(
    ({ systemThinking }) => thoughtTypeOf(systemThinking) === "C",
  );
}

/** The lengths a rewrite may have, in characters, both included. */
export function lengthsFor(type: ThoughtType, thinking: string): readonly [number, number] {
  if (type !== "A") return [REWRITTEN_LENGTH.least, REWRITTEN_LENGTH.most];
  const { length } = thinking;
  return [Math.ceil(length * (1 - KEPT_LENGTH)), Math.floor(length * (1 + KEPT_LENGTH))];
}

function itemOf(dialogue: OwnDialogue, thoughts: readonly Thought[]): RepairItem {
  const ids = thoughts.map(({ turn }) => turn.id);
  const asked = thoughts.map(({ turn, thinking, type }) => ({
    id: turn.id,
    type,
    length: lengthsFor(type, thinking),
    thinking,
  }));
  const expectedTokens = thoughts.reduce(
    (sum, { type, thinking }) => sum + 20 + (type === "A" ? estimateTokens(thinking) : 350),
    0,
  );
  const left = (thought: Thought, why: string) =>
    rowOf(thought.turn, "left", why, thought.turn.systemThinking, detailsOf(thought));
  return {
    dialogue,
    edition: SYSTEM_THINKING_EDITION,
    prompt: dialoguePrompt(TASK, dialogue, ids.at(-1) ?? null, asked),
    expectedTokens,
    // 1,500 Chinese characters are about 2,000 tokens.
    maxTokens: 2_400 * thoughts.length + 512,
    left: (why) => thoughts.map((thought) => left(thought, why)),
    read(answer) {
      const read = readJsonAnswer(answer, Answer);
      if (!read.ok) return { rows: null, why: read.why, problems: read.problems };
      const entries = read.value.thoughts;
      const wrongIds = idProblems(
        ids,
        entries.map(({ id }) => id),
      );
      if (wrongIds.length > 0) return { rows: null, why: "wrong-ids", problems: wrongIds };
      const given = new Map(entries.map((one) => [one.id, one]));
      const problems: string[] = [];
      const rows = thoughts.map((thought): RowBody => {
        const { thinking, notes = "" } = given.get(thought.turn.id)!;
        const fault = faultOf(thought, thinking.trim());
        if (fault === null) {
          const details = { ...detailsOf(thought), notes };
          return rowOf(thought.turn, "changed", null, thinking.trim(), details);
        }
        problems.push(`${thought.turn.id}: ${fault.say}`);
        return left(thought, fault.why);
      });
      return { rows, problems };
    },
  };
}

function faultOf(
  { turn, thinking, type }: Thought,
  revised: string,
): { readonly why: string; readonly say: string } | null {
  const [least, most] = lengthsFor(type, thinking);
  if (revised.length < least || revised.length > most) {
    return {
      why: "length",
      say: `it has ${revised.length} characters, and shall have ${least} to ${most}`,
    };
  }
  if (holdsTags(revised)) return { why: "holds-tags", say: "it holds tags" };
  if (callsPartnerUser(revised)) return { why: "says-user", say: 'it says "user"' };
  if (thoughtTypeOf(revised) !== "A") {
    return { why: "first-person", say: "outside of quotation marks it is in first person" };
  }
  const said = visibleWords(turn.segments);
  if (said !== "" && visibleWords([{ kind: "speech", text: revised }]).endsWith(said)) {
    return { why: "is-the-turn", say: "it is the turn itself and no thinking" };
  }
  return null;
}

function detailsOf({ type, drafted, thinking }: Thought): RowBody["details"] {
  return { type, drafted, ...(drafted ? { draft: thinking } : {}) };
}

function rowOf(
  { id, systemThinking }: DialogueLine,
  outcome: RowBody["outcome"],
  why: string | null,
  after: string,
  details: RowBody["details"],
): RowBody {
  return { turn: id, outcome, why, before: systemThinking, after, details };
}
