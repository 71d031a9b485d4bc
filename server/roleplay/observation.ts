import type { VisibleSegment } from "../../shared/protocol.ts";
import type { PrivateText } from "./utterance.ts";

/**
 * One thing that happened in a persona's own experience. A persona's list of these is the only source of its
 * prompt's history: what it did not observe cannot be in it.
 */
export type Observation =
  /** Someone else's turn, as far as it could be seen and heard. */
  | {
      readonly kind: "heard";
      readonly turnId: string;
      readonly speaker: string;
      readonly segments: readonly VisibleSegment[];
    }
  /** The persona's own turn. System thinking is gone; role thinking stays, for itself alone. */
  | {
      readonly kind: "own";
      readonly turnId: string;
      readonly segments: readonly (VisibleSegment | { kind: "role-thinking"; text: PrivateText })[];
    }
  /** What the world did: someone came in, a door blew open. 1 to 3 sentences. */
  | { readonly kind: "environment"; readonly turnId: string; readonly text: string };

/** The messages of one model call, in HER's training layout; rendered by a dialect at the model edge. */
export interface Prompt {
  readonly system: string;
  readonly messages: readonly PromptMessage[];
  /** Text the assistant's turn already begins with, such as `<system_thinking>`; empty for none. */
  readonly prefill: string;
}
export interface PromptMessage {
  readonly role: "user" | "assistant";
  readonly content: string;
}
