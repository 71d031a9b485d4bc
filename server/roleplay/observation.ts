import type { ParticipantId, VisibleSegment } from "../../shared/protocol.ts";
import type { Voices } from "./memory/voices.ts";
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
      /** Who that was; absent where nobody keeps account. */
      readonly from?: ParticipantId;
      /** Whom it was said to; null for everyone. */
      readonly to?: ParticipantId | null;
      /** Absent counts as `open`. */
      readonly company?: Company;
    }
  /** The persona's own turn. System thinking is gone; role thinking stays, for itself alone. */
  | {
      readonly kind: "own";
      readonly turnId: string;
      readonly segments: readonly (VisibleSegment | { kind: "role-thinking"; text: PrivateText })[];
      /** Whom it was said to; null for everyone. */
      readonly to?: ParticipantId | null;
      /** Absent counts as `open`. */
      readonly company?: Company;
    }
  /** What the world did: someone came in, a door blew open. 1 to 3 sentences. */
  | { readonly kind: "environment"; readonly turnId: string; readonly text: string }
  /** What came back to the persona before it spoke: the world's voice for it alone, kept where it was put. */
  | {
      readonly kind: "recalled";
      readonly turnId: string;
      readonly text: string;
      /** The recalled items' ids. */
      readonly items: readonly string[];
      /** Whose words or deeds they hold; absent or null where nobody kept account. */
      readonly whose?: Voices;
      /** Who may hear an answer that knows this; absent for anyone. */
      readonly only?: Confidence;
    };

/** Who else heard a line: others too, nobody but the persona, or nobody because it was whispered. */
export type Company = "open" | "alone" | "whisper";

/** Something between a persona and one other: told with nobody near (`alone`), or whispered. */
export interface Confidence {
  readonly with: ParticipantId;
  readonly company: Exclude<Company, "open">;
}

/** Who will hear the turn that a prompt is for. */
export interface Audience {
  /** Whom the persona answers; null for nobody in particular. */
  readonly partner: ParticipantId | null;
  /** Everyone who hears it, the persona left out. */
  readonly hearers: ReadonlySet<ParticipantId>;
}

/**
 * True if what was said in confidence may stand in a prompt whose turn these will hear. A whisper stays between the
 * two; what was said with nobody near may come up whenever that same person is answered.
 */
export function mayHear(confidence: Confidence, { partner, hearers }: Audience): boolean {
  if (confidence.company === "alone") return partner === confidence.with;
  return [...hearers].every((id) => id === confidence.with);
}

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

/** What is said aloud in an observation, as one text. */
export function speechOf(observation: Observation): string {
  if (observation.kind !== "heard" && observation.kind !== "own") return "";
  return observation.segments
    .flatMap((segment) => (segment.kind === "speech" ? [segment.text] : []))
    .join(" ");
}
