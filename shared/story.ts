import type { Localized, ParticipantId } from "./protocol.ts";

/** What a player finds out, what all try to find out together, and what a player thinks of a line. */

/** One page of a player's own journal. `at` in ms since the scene opened. */
export interface JournalEntry {
  readonly id: string;
  readonly at: number;
  /** `finding`: something that was hidden. `told`: shared by another player. `seen`: from a thing or a deed. */
  readonly kind: "finding" | "told" | "seen";
  readonly text: Localized;
  /** Whose words gave it away, and in which turn. */
  readonly source: { readonly name: string; readonly turnId: string } | null;
  /** Ids of the questions it helps to answer. */
  readonly answers: readonly string[];
}

/** One question of the goal, and how far it is answered. */
export interface GoalQuestion {
  readonly id: string;
  readonly ask: Localized;
  readonly state: "open" | "partly" | "found";
}

/** A player learned something; told to that player alone. */
export interface JournalEvent {
  readonly type: "journal";
  readonly seq: number;
  readonly entry: JournalEntry;
}

/** How far all have come together; told to everyone. */
export interface GoalEvent {
  readonly type: "goal";
  readonly seq: number;
  readonly questions: readonly GoalQuestion[];
}

/** Lines that a player might say next; told to that player alone, in its own language. */
export interface SuggestionsEvent {
  readonly type: "suggestions";
  readonly seq: number;
  readonly lines: readonly SuggestedLine[];
}
/** A line that a player might say, and to whom. */
export interface SuggestedLine {
  readonly text: string;
  readonly to: ParticipantId | null;
}

/** The scene ended in this way; told to everyone. */
export interface EndingEvent {
  readonly type: "ending";
  readonly seq: number;
  readonly id: string;
  readonly title: Localized;
  readonly text: Localized;
}

/** A player may read a persona's role thinking for `ms` more milliseconds; 0 ends it. Told to that player alone. */
export interface MindGrantEvent {
  readonly type: "mind-grant";
  readonly seq: number;
  readonly persona: ParticipantId;
  readonly ms: number;
}

/** What a persona thought in a turn, for the one player who was granted it. Never system thinking. */
export interface MindReadEvent {
  readonly type: "mind-read";
  readonly seq: number;
  readonly persona: ParticipantId;
  readonly turnId: string;
  readonly text: string;
}

/** What one participant holds of the story. */
export interface StoryView {
  readonly goal: Localized | null;
  readonly questions: readonly GoalQuestion[];
  readonly journal: readonly JournalEntry[];
  readonly suggestions: readonly SuggestedLine[];
  readonly ending: Pick<EndingEvent, "id" | "title" | "text"> | null;
  readonly minds: readonly { readonly persona: ParticipantId; readonly ms: number }[];
}

/** Why a line was liked or not. */
export const FEEDBACK_REASONS = [
  "in-character",
  "well-said",
  "moved-me",
  "surprising",
  "out-of-character",
  "irrelevant",
  "untrue",
  "repetitive",
  "spoke-for-me",
  "wrong-deed",
  "unsafe",
] as const;
export type FeedbackReason = (typeof FEEDBACK_REASONS)[number];

/** What a player thinks of a persona's turn that it heard. A later one replaces an earlier one. */
export interface FeedbackMessage {
  readonly turnId: string;
  readonly rating: "up" | "down";
  readonly reasons?: readonly FeedbackReason[] | undefined;
}

/**
 * Have a persona say its turn differently. Where nobody but the asker heard the turn, the new one takes its place;
 * otherwise it is a private retake that the asker alone sees. Its `turn-start` names the old one in `instead`.
 */
export interface RetakeMessage {
  readonly turnId: string;
}

/** Of two versions of one turn, the one a player would keep. */
export interface PreferMessage {
  readonly turnId: string;
  readonly over: string;
}
