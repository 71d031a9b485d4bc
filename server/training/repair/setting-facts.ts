import * as z from "zod";
import { dialoguePrompt } from "./dialogue-prompt.ts";
import { holdsTags } from "./her-line.ts";
import { readJsonAnswer } from "./json-answer.ts";
import type { DialogueLine, OwnDialogue, Sheet } from "./own-dialogue.ts";
import type { RepairItem, RowBody } from "./repair-item.ts";

/** Setting completion (HER, step 4): what a dialogue shows of a character and its sheet lacks, each with a quote. */
export const SETTINGS_EDITION = "settings/1";

/** The fields that may be added to, and whether others get to read them. */
export const SHEET_FIELDS = {
  appearance: "public",
  known: "public",
  profile: "own",
  experience: "own",
  motivation: "own",
} as const satisfies Record<keyof Sheet, "public" | "own">;

/** The most facts of one dialogue, and the shortest quote that shows anything: characters without spaces. */
const FACTS = 24;
const SHORTEST_QUOTE = { en: 8, zh: 4 } as const;

const TASK = `Find facts about the character that the dialogue shows and its "sheet" lacks, and that were true before the scene began: what happens in the scene itself is no part of a sheet.
- Only what a line shows plainly; no guess. Keep to the wording of the dialogue. Third person, one sentence for each fact.
- "quote" is copied character by character from the text of the one line named in "line"; it is the evidence.
- "field" is appearance or known (everyone may know it), profile, experience or motivation (the character's own).
- What only a thought shows goes to profile, experience or motivation.
Answer {"facts": [{"field", "fact", "line", "quote"}]}, at most ${FACTS}; an empty list where nothing is missing.`;

const Answer = z.strictObject({
  facts: z
    .array(
      z.strictObject({
        field: z.enum(["appearance", "known", "profile", "experience", "motivation"]),
        fact: z.string().trim().min(1).max(600),
        line: z.string().max(500),
        quote: z.string().max(2_000),
      }),
    )
    .max(200),
});
export type Fact = z.infer<typeof Answer>["facts"][number];

/** Why a fact was dropped. */
export const FACT_REFUSALS = [
  "unknown-line",
  "quote-too-short",
  "quote-not-found",
  "private-evidence",
  "in-sheet",
  "twice",
  "holds-tags",
  "too-many",
] as const;
export type FactRefusal = (typeof FACT_REFUSALS)[number];

export function settingsItem(dialogue: OwnDialogue): RepairItem {
  return {
    dialogue,
    edition: SETTINGS_EDITION,
    prompt: dialoguePrompt(TASK, dialogue, null, { facts: FACTS }),
    expectedTokens: 400,
    maxTokens: 4_096,
    left: (why) => [
      { turn: null, outcome: "left", why, before: "", after: "", details: {} } satisfies RowBody,
    ],
    read(answer) {
      const read = readJsonAnswer(answer, Answer);
      if (!read.ok) return { rows: null, why: read.why, problems: read.problems };
      const dropped: Record<string, number> = {};
      const rows: RowBody[] = [];
      for (const fact of read.value.facts) {
        const why = refusalOf(fact, dialogue, rows);
        if (why === null) rows.push(rowOf(fact, dialogue));
        else dropped[why] = (dropped[why] ?? 0) + 1;
      }
      return { rows, problems: [], dropped };
    },
  };
}

function refusalOf(
  { field, fact, line, quote }: Fact,
  { lines, character, language }: OwnDialogue,
  taken: readonly RowBody[],
): FactRefusal | null {
  const shown = lines.find(({ id }) => id === line);
  if (shown === undefined) return "unknown-line";
  if (quote.replace(/\s/gu, "").length < SHORTEST_QUOTE[language]) return "quote-too-short";
  const where = quotedIn(shown, quote);
  if (where === null) return "quote-not-found";
  if (where === "thought" && SHEET_FIELDS[field] === "public") return "private-evidence";
  if (holdsTags(fact)) return "holds-tags";
  const sheet = Object.values(character.sheet).map(plain);
  if (sheet.some((text) => text.includes(plain(fact)))) return "in-sheet";
  if (taken.some(({ after }) => plain(after) === plain(fact))) return "twice";
  return taken.length >= FACTS ? "too-many" : null;
}

/** Where a line holds a quote, character by character; null where it does not. */
function quotedIn({ segments }: DialogueLine, quote: string): "visible" | "thought" | null {
  const holding = segments.filter(({ text }) => text.includes(quote));
  if (holding.length === 0) return null;
  return holding.some(({ kind }) => kind !== "role-thinking") ? "visible" : "thought";
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}

function rowOf({ field, fact, line, quote }: Fact, { character }: OwnDialogue): RowBody {
  return {
    turn: line,
    outcome: "changed",
    why: null,
    before: character.sheet[field],
    after: fact,
    details: { field, quote },
  };
}
