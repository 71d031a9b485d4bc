import { lastSentenceEnd } from "../roleplay/sentence-end.ts";
import { isVisible, privateTextOf, type Segment } from "../roleplay/utterance.ts";
import type { VisiblePart } from "../roleplay/parser/utterance-parser.ts";
import { release, type TurnStage } from "./turn-stage.ts";

/**
 * Ends a turn that was cut off by its length where its last whole sentence ends. `late` are the parts that the parser
 * still held. What had gone out past that point is withdrawn with its segment, which is shown again as far as it goes;
 * without a whole sentence in it, it stays as it is. Gives the segments as they were shown.
 */
export function endAtSentence(
  late: readonly VisiblePart[],
  shown: Map<number, string>,
  segments: readonly Segment[],
  stage: TurnStage,
): readonly Segment[] {
  const at = segments.findLastIndex(isVisible);
  const last = segments[at];
  const index = Math.max(
    ...shown.keys(),
    ...late.map((part) => ("segment" in part ? part.segment : -1)),
  );
  const end = last?.kind === "speech" ? lastSentenceEnd(last.text) : 0;
  if (last === undefined || !isVisible(last) || end === 0 || end === last.text.length) {
    for (const part of late) release(part, shown, stage);
    return segments;
  }
  const before = shown.get(index) ?? "";
  const text = last.text.slice(0, end);
  let added = before.length;
  for (const part of late) {
    if (!("segment" in part) || part.segment !== index) release(part, shown, stage);
    else if ("text" in part && added < end) {
      release({ ...part, text: part.text.slice(0, end - added) }, shown, stage);
      added += part.text.length;
    }
  }
  if (before.length > end) {
    release({ type: "retract", segment: index }, shown, stage);
    release({ type: "speech-delta", segment: index + 1, text }, shown, stage);
  }
  return [
    ...segments.slice(0, at),
    { kind: last.kind, text },
    { kind: "unreleased", text: privateTextOf(last.text.slice(end)) },
    ...segments.slice(at + 1),
  ];
}
