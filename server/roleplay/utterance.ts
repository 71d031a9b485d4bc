import type { VisibleSegment } from "../../shared/protocol.ts";

/**
 * What a persona thinks. `role-thinking` is first person, for itself alone, and stays in its own history;
 * `system-thinking` is third person, for nobody, and leaves with the turn; `unreleased` is text that
 * no rule made public (orphans, terminated tails, copies of private text). None has a way to a client:
 * the brand keeps a private segment from being assigned to `VisibleSegment`.
 */
export interface PrivateSegment {
  readonly kind: "role-thinking" | "system-thinking" | "unreleased";
  readonly text: PrivateText;
}

declare const privateText: unique symbol;
/** Text that may reach the protected episode log and the persona's own prompt, and nothing else. */
export interface PrivateText {
  readonly [privateText]: true;
  /** Reading it is a named act, so that every reader can be found by search. */
  reveal(): string;
}

/** Wraps text so that neither string interpolation nor JSON can show it by accident. */
export function privateTextOf(text: string): PrivateText {
  const sealed = {
    reveal: () => text,
    toString: () => "[private]",
    toJSON: () => "[private]",
  };
  return sealed as unknown as PrivateText;
}

export type Segment = VisibleSegment | PrivateSegment;

/** One turn's text as ordered segments, in the order the model produced them. */
export interface Utterance {
  readonly segments: readonly Segment[];
}

export function isVisible(segment: Segment): segment is VisibleSegment {
  return segment.kind === "speech" || segment.kind === "action";
}

/** The visible segments alone, built by naming their fields. */
export function visibleSegments(utterance: Utterance): VisibleSegment[] {
  return utterance.segments.filter(isVisible).map(({ kind, text }) => ({ kind, text }));
}
