import { addedCost, costOf, type RepairCost } from "./cost.ts";
import { editableTurns, type OwnDialogue } from "./own-dialogue.ts";
import { patternOf, writeHerLine } from "./her-line.ts";
import type { RepairItem, RepairTask, RowBody } from "./repair-item.ts";
import { roleThinkingItems } from "./role-thinking.ts";
import { settingsItem } from "./setting-facts.ts";
import { canSpread, spreadItem } from "./spread-thought.ts";
import { swapVerdict } from "./swap-rules.ts";
import { systemThinkingItems, turnsWithoutThinking } from "./system-thinking.ts";
import { DRAFT_LIMIT, draftItem } from "./thought-draft.ts";

/** What a task will do with some dialogues: questions, and rows that need none. */
export interface RepairPlan {
  readonly items: readonly RepairItem[];
  readonly ruled: readonly Ruled[];
}
export interface Ruled {
  readonly dialogue: OwnDialogue;
  readonly body: RowBody;
}

/** The questions that come first and whose answers the others build upon; only `system-thinking` has some. */
export function draftPlan(task: RepairTask, dialogues: readonly OwnDialogue[]): RepairItem[] {
  if (task !== "system-thinking") return [];
  return dialogues.flatMap((dialogue) =>
    turnsWithoutThinking(dialogue).map((turn) => draftItem(dialogue, turn)),
  );
}

/** Drafts by dialogue and by the turn's id. */
export type Drafts = ReadonlyMap<OwnDialogue, ReadonlyMap<string, string>>;

export function repairPlan(
  task: RepairTask,
  dialogues: readonly OwnDialogue[],
  drafts: Drafts = new Map(),
): RepairPlan {
  switch (task) {
    case "role-thinking":
      return { items: roleThinkingItems(dialogues), ruled: [] };
    case "settings":
      return { items: dialogues.map(settingsItem), ruled: [] };
    case "reorder":
      return reorderPlan(dialogues);
    case "system-thinking": {
      const plans = dialogues.map((dialogue) => {
        const { items, kept } = systemThinkingItems(dialogue, drafts.get(dialogue));
        return { items, ruled: kept.map((body) => ({ dialogue, body })) };
      });
      return {
        items: plans.flatMap(({ items }) => items),
        ruled: plans.flatMap(({ ruled }) => ruled),
      };
    }
  }
}

/** Scheme A by rules; what it leaves and has a long thought goes to scheme B. */
function reorderPlan(dialogues: readonly OwnDialogue[]): RepairPlan {
  const items: RepairItem[] = [];
  const ruled: Ruled[] = [];
  for (const dialogue of dialogues) {
    for (const turn of editableTurns(dialogue)) {
      const verdict = swapVerdict(turn.segments);
      if (!verdict.swap && canSpread(turn, dialogue.language)) {
        items.push(spreadItem(dialogue, turn));
        continue;
      }
      const before = writeHerLine(turn.segments);
      const segments = verdict.swap ? verdict.segments : turn.segments;
      const body: RowBody = {
        turn: turn.id,
        outcome: verdict.swap ? "changed" : "kept",
        why: verdict.swap ? null : verdict.why,
        before,
        after: writeHerLine(segments),
        details: { scheme: "A", pattern: patternOf(segments) },
      };
      ruled.push({ dialogue, body });
    }
  }
  return { items, ruled };
}

/**
 * What a run will ask for. The number of calls is exact as long as no answer needs a repair; what is not drafted yet
 * counts as the longest draft.
 */
export function planCost(
  task: RepairTask,
  dialogues: readonly OwnDialogue[],
  drafting: boolean,
): RepairCost {
  const first = drafting ? draftPlan(task, dialogues) : [];
  const assumed = new Map<OwnDialogue, Map<string, string>>();
  for (const { dialogue, left } of first) {
    const drafts = assumed.get(dialogue) ?? new Map<string, string>();
    assumed.set(dialogue, drafts);
    for (const { turn } of left("assumed")) {
      if (turn !== null) drafts.set(turn, "plan ".repeat(DRAFT_LIMIT / 5));
    }
  }
  return addedCost(costOf(first), costOf(repairPlan(task, dialogues, assumed).items));
}
