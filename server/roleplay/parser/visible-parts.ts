import type { VisiblePart } from "./parsed-utterance.ts";
import type { VisibleDraft } from "./utterance-draft.ts";

/** Numbers visible segments in the order they show something, and joins the text of one push. */
export interface VisibleParts {
  show(draft: VisibleDraft, text: string): void;
  end(draft: VisibleDraft): void;
  /** The draft's text was private after all. */
  retract(draft: VisibleDraft): void;
  /** Hands on what waits for more text of its segment. */
  hand(): void;
}

export function createVisibleParts(onPart: (part: VisiblePart) => void): VisibleParts {
  let segments = 0;
  let waiting: { draft: VisibleDraft; text: string } | null = null;

  function hand(): void {
    if (waiting === null) return;
    const { draft, text } = waiting;
    waiting = null;
    if (draft.index === null) return;
    const type = draft.kind === "speech" ? "speech-delta" : "action-delta";
    onPart({ type, segment: draft.index, text });
  }

  return {
    show(draft, text) {
      if (draft.index === null) {
        draft.index = segments;
        segments += 1;
      }
      if (waiting?.draft === draft) waiting.text += text;
      else {
        hand();
        waiting = { draft, text };
      }
    },
    end(draft) {
      if (draft.index === null || draft.retracted) return;
      hand();
      onPart({ type: "segment-end", segment: draft.index, kind: draft.kind });
    },
    retract(draft) {
      hand();
      if (draft.index !== null) onPart({ type: "retract", segment: draft.index });
    },
    hand,
  };
}
