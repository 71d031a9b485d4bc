import type { Language } from "../../../shared/protocol.ts";

/**
 * A dialogue as one character lived it: its own turns whole, of everybody else only what it could see and hear. What a
 * repair may know, so that no thought of another can get into this one's.
 */
export interface OwnDialogue {
  readonly origin: Origin;
  readonly character: Character;
  readonly language: Language;
  readonly setting: string;
  readonly lines: readonly DialogueLine[];
  /** A stand-in spoke in it. */
  readonly synthetic: boolean;
}

/** Where a dialogue was read. */
export type Origin =
  | { readonly kind: "episode"; readonly log: string; readonly episode: string }
  | { readonly kind: "coser"; readonly file: string; readonly case: number };

/** Whose dialogue it is, with the sheet it has. */
export interface Character {
  readonly id: string;
  readonly name: string;
  readonly sheet: Sheet;
}

/** The parts of a sheet that a setting completion may add to; texts in third person. */
export interface Sheet {
  readonly appearance: string;
  readonly known: string;
  readonly profile: string;
  readonly experience: string;
  readonly motivation: string;
}

/** One line, by the id of its own turn (or its place in a file, from 0), which nothing ever renumbers. */
export interface DialogueLine {
  readonly id: string;
  /** As it is shown; `Environment` for the world's voice. */
  readonly speaker: string;
  readonly own: boolean;
  /** An own turn that may be repaired: whole, and fit to learn from. */
  readonly editable: boolean;
  readonly segments: readonly LineSegment[];
  /** Empty for none. */
  readonly systemThinking: string;
}

export interface LineSegment {
  readonly kind: "speech" | "action" | "role-thinking";
  readonly text: string;
}

/** Dialogues of one source, and what of it was left out, by reason. */
export interface DialoguesRead {
  readonly dialogues: readonly OwnDialogue[];
  readonly leftOut: Readonly<Record<string, number>>;
}

/** The turns of a dialogue that may be repaired. */
export function editableTurns({ lines }: OwnDialogue): DialogueLine[] {
  return lines.filter(({ editable }) => editable);
}

/** Names a dialogue in keys and messages. */
export function nameOfDialogue({ origin, character }: OwnDialogue): string {
  return origin.kind === "episode"
    ? `${origin.episode}/${character.id}`
    : `${origin.file}#${origin.case}/${character.id}`;
}
