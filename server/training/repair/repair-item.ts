import type { Prompt } from "../../roleplay/observation.ts";
import type { OwnDialogue } from "./own-dialogue.ts";

/** What `npm run repair` can do. */
export const REPAIR_TASKS = ["role-thinking", "system-thinking", "reorder", "settings"] as const;
export type RepairTask = (typeof REPAIR_TASKS)[number];

/**
 * What became of one turn (or one fact, for `settings`). `changed`: `after` differs from `before`. `kept`: it was
 * right as it was. `left`: it could not be repaired, for the reason in `why`.
 */
export interface RowBody {
  /** The turn's id, or the line's place in its file; null for what concerns the whole dialogue. */
  readonly turn: string | null;
  readonly outcome: "changed" | "kept" | "left";
  /** Closed words for why it was left or kept; null for a change. */
  readonly why: string | null;
  readonly before: string;
  readonly after: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** One question to the writer, about some turns of one dialogue. */
export interface RepairItem {
  readonly dialogue: OwnDialogue;
  readonly edition: string;
  readonly prompt: Prompt;
  /** What the answer is likely to need, in tokens by the estimate. */
  readonly expectedTokens: number;
  /** The longest answer that is waited for, in tokens. */
  readonly maxTokens: number;
  /** Total: any text gives a reading. */
  read(answer: string): AnswerRead;
  /** What is written down when no answer could be used. */
  left(why: string): readonly RowBody[];
}

/** Why nothing of an answer can be used. */
export type AnswerFault = "too-long" | "not-json" | "wrong-shape" | "wrong-ids" | "no-thinking";

/**
 * `rows` null: nothing of the answer can be used. With rows and problems, what failed is among the rows as `left`.
 * `dropped`: parts of the answer that were thrown away, by reason.
 */
export interface AnswerRead {
  readonly rows: readonly RowBody[] | null;
  /** Why nothing can be used; absent where something can. */
  readonly why?: AnswerFault;
  /** In words for the writer that shall repair its answer; empty for none. */
  readonly problems: readonly string[];
  readonly dropped?: Readonly<Record<string, number>>;
}

/** Asks the writer once: its whole text, or null where no answer came. Never rejects but on abort. */
export type AskWriter = (
  prompt: Prompt,
  maxTokens: number,
  signal: AbortSignal,
) => Promise<string | null>;
