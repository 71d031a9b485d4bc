import { privateTextOf, type PrivateSegment, type Segment } from "../utterance.ts";

/** A stretch of one channel as the parser writes it down; `index` counts visible segments once it shows anything. */
export interface VisibleDraft {
  readonly kind: "speech" | "action";
  index: number | null;
  /** What was shown. */
  text: string;
  /** What was not shown after all. */
  withheld: string;
  /** White space that is shown only if something follows it. */
  space: string;
  retracted: boolean;
}

export function newVisibleDraft(kind: VisibleDraft["kind"]): VisibleDraft {
  return { kind, index: null, text: "", withheld: "", space: "", retracted: false };
}

/** A private segment as the parser writes it down. */
export interface PrivateDraft {
  kind: PrivateSegment["kind"];
  text: string;
}
export type Draft = VisibleDraft | PrivateDraft;

export function isVisibleDraft(draft: Draft): draft is VisibleDraft {
  return "index" in draft;
}

/** What the draft has become: what was shown, and what was not. */
export function segmentsOf(draft: Draft): Segment[] {
  if (!isVisibleDraft(draft)) {
    if (draft.text.trim() === "") return [];
    return [{ kind: draft.kind, text: privateTextOf(draft.text) }];
  }
  const { kind, text, withheld, retracted } = draft;
  const segments: Segment[] = [];
  if (text !== "" && !retracted) segments.push({ kind, text });
  const rest = retracted ? text + withheld : withheld;
  if (rest.trim() !== "") segments.push({ kind: "unreleased", text: privateTextOf(rest) });
  return segments;
}
