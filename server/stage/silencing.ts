import { isVisible, privateTextOf, type Segment } from "../roleplay/utterance.ts";
import type { VisiblePart } from "../roleplay/parser/utterance-parser.ts";
import { release, type TurnStage } from "./turn-stage.ts";

/** Why a turn is stopped by whoever watches over the scene: from then on it shows not another letter. */
export const SILENCED: unique symbol = Symbol("silenced");

/** True for a turn that was stopped so. */
export function isSilenced({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason === SILENCED;
}

/**
 * Ends a turn that was silenced. `late` are the parts that the parser still held: what takes something back is done,
 * and what would show more is not. Gives the segments as they were shown; the rest stays private.
 */
export function endInSilence(
  late: readonly VisiblePart[],
  shown: Map<number, string>,
  segments: readonly Segment[],
  stage: TurnStage,
): readonly Segment[] {
  const held = new Map<number, number>();
  for (const part of late) {
    if (part.type === "retract") {
      held.delete(part.segment);
      if (shown.has(part.segment)) release(part, shown, stage);
    } else if ("text" in part) {
      held.set(part.segment, (held.get(part.segment) ?? 0) + part.text.length);
    } else if (part.type === "segment-end" && shown.has(part.segment)) {
      release(part, shown, stage);
    }
  }
  // Visible segments stand in the order of their numbers.
  const numbers = [...new Set([...shown.keys(), ...held.keys()])].toSorted((a, b) => a - b);
  let at = 0;
  return segments.flatMap((segment): Segment[] => {
    if (!isVisible(segment)) return [segment];
    const late = held.get(numbers[at] ?? -1) ?? 0;
    at += 1;
    if (late === 0) return [segment];
    const { kind, text } = segment;
    const end = Math.max(0, text.length - late);
    const rest: Segment = { kind: "unreleased", text: privateTextOf(text.slice(end)) };
    return end === 0 ? [rest] : [{ kind, text: text.slice(0, end) }, rest];
  });
}
