import type { Origin, OwnDialogue } from "./own-dialogue.ts";
import type { RepairTask, RowBody } from "./repair-item.ts";

/** A line of the output: what became of a turn, where it stands, and who did it by which words. */
export interface RepairRow extends RowBody {
  readonly task: RepairTask;
  readonly source: Origin & { readonly turn: string | null };
  /** The character's id. */
  readonly character: string;
  /** Null where no model was asked: a rule decided. */
  readonly promptVersion: string | null;
  readonly model: string | null;
  /** A stand-in wrote it, or spoke in its source: it means nothing. */
  readonly synthetic: boolean;
  readonly syntheticSource: boolean;
  /** The writer was asked again, with what was wrong. */
  readonly repaired: boolean;
}

/** Who wrote a row; null for a rule. */
export interface WrittenBy {
  readonly model: string;
  readonly synthetic: boolean;
  readonly edition: string;
  readonly repaired: boolean;
}

export function repairRow(
  task: RepairTask,
  { origin, character, synthetic }: OwnDialogue,
  body: RowBody,
  by: WrittenBy | null,
): RepairRow {
  return {
    task,
    source: { ...origin, turn: body.turn },
    character: character.id,
    ...body,
    promptVersion: by?.edition ?? null,
    model: by?.model ?? null,
    synthetic: synthetic || (by?.synthetic ?? false),
    syntheticSource: synthetic,
    repaired: by?.repaired ?? false,
  };
}
