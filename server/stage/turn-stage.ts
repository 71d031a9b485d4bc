import type { VisibleSegment } from "../../shared/protocol.ts";
import type { VisiblePart } from "../roleplay/parser/utterance-parser.ts";

/** Where the visible parts of a turn go, as they come. */
export interface TurnStage {
  delta(segment: number, kind: VisibleSegment["kind"], text: string): void;
  segmentEnd(segment: number, kind: VisibleSegment["kind"]): void;
  retract(segment: number): void;
}

/** Hands one part on, and keeps what was shown by segment. */
export function release(part: VisiblePart, shown: Map<number, string>, stage: TurnStage): void {
  switch (part.type) {
    case "speech-delta":
    case "action-delta": {
      const kind = part.type === "speech-delta" ? "speech" : "action";
      shown.set(part.segment, (shown.get(part.segment) ?? "") + part.text);
      stage.delta(part.segment, kind, part.text);
      return;
    }
    case "segment-end":
      stage.segmentEnd(part.segment, part.kind);
      return;
    case "retract":
      shown.delete(part.segment);
      stage.retract(part.segment);
      return;
    case "terminated":
      return;
  }
}
