import type { Utterance } from "../utterance.ts";
import type { GateStop } from "./visible-gate.ts";

/** Why a turn ended before the model did. */
export type Terminator = "template-token" | "unreadable" | GateStop;

export const ANOMALIES = [
  "unclosed-private",
  "orphan-close",
  "no-system-thinking",
  "second-system-thinking",
  "unknown-tag",
  "nested-private",
  "escaped-tag",
  "partial-tag",
  "retracted",
  "template-token",
  "unreadable",
  "other-speaker",
  "tag-word",
  "copied-private",
  "copied-hidden",
  "too-long",
] as const;
export type AnomalyKind = (typeof ANOMALIES)[number];

export interface ParsedUtterance {
  readonly utterance: Utterance;
  /** How often each kind occurred; the text itself is only in the utterance. */
  readonly anomalies: Readonly<Record<AnomalyKind, number>>;
  readonly terminated: Terminator | null;
}

/** What may be shown, as it comes. `segment` counts visible segments from 0. */
export type VisiblePart =
  | {
      readonly type: "speech-delta" | "action-delta";
      readonly segment: number;
      readonly text: string;
    }
  | { readonly type: "segment-end"; readonly segment: number; readonly kind: "speech" | "action" }
  | { readonly type: "retract"; readonly segment: number }
  | { readonly type: "terminated"; readonly by: Terminator };

/** No anomaly of any kind yet. */
export function noAnomalies(): Record<AnomalyKind, number> {
  return Object.fromEntries(ANOMALIES.map((kind) => [kind, 0])) as Record<AnomalyKind, number>;
}
