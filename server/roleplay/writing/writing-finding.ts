import type { IssuePath, WorldPart } from "../world/world-issue.ts";

/** What a reader of drafts would point out: nothing here keeps a world from playing, each makes it play worse. */
export const WRITING_CODES = [
  "no-voice",
  "thin-voice",
  "copied-voice",
  "sheet-too-long",
  "secret-in-the-open",
  "secret-never-told",
  "contradicting-relationships",
  "confusable-name",
  "name-like-a-role",
  "mixed-language",
  "nothing-known",
  "no-fallback",
  "no-waiting",
  "gesture-form",
  "speaker-prefix",
  "tag-text",
  "second-person",
  "first-person",
  "no-knowledge-limits",
  "no-motivation",
  "placeholder",
  "no-opening",
] as const;
export type WritingCode = (typeof WRITING_CODES)[number];

export interface WritingFinding {
  readonly code: WritingCode;
  /** `problem`: play suffers plainly. `advice`: play would be better. */
  readonly severity: "problem" | "advice";
  readonly where: WorldPart;
  readonly path: IssuePath;
  /** What the words about it name: never a secret's or a profile's text, only names, counts and marks. */
  readonly facts: Readonly<Record<string, string | number>>;
}
