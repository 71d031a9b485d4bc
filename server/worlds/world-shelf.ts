import type { Persona } from "../roleplay/persona.ts";
import type { WorldIssue } from "../roleplay/world/world-issue.ts";

/** The worlds' folders as a place to write in: files stay the truth, drafts and history stand beside them. */
export interface WorldShelf {
  /** Worlds that can be written, by their folders' names. */
  worlds(): Promise<readonly string[]>;
  /** A world's sheets; null where there is no such world. */
  sheets(world: string): Promise<readonly ShelvedSheet[] | null>;
  read(world: string, sheet: SheetName): Promise<SheetText | null>;
  /** Keeps text as a draft, whether it is sound or not; what plays is untouched. */
  draft(world: string, sheet: SheetName, yaml: string, by: string): Promise<Shelved>;
  /**
   * Makes text what plays, if the whole world is sound with it: writes the file, keeps the old one in the history, and
   * lets the draft go. `beside` are files that belong to a persona, such as the card it came from and its portrait.
   */
  release(
    world: string,
    sheet: SheetName,
    yaml: string,
    by: string,
    beside?: readonly BesideFile[],
  ): Promise<Shelved>;
  /** What was released, newest first. */
  history(world: string, sheet: SheetName): Promise<readonly Release[]>;
  /** The text of one release. */
  released(world: string, sheet: SheetName, version: string): Promise<string | null>;
  /** Reads a persona as a version, a draft (`"draft"`) or what plays (`null`). */
  persona(world: string, id: string, version: string | null): Promise<Persona | null>;
  /** A file that belongs to a persona. */
  beside(world: string, persona: string, ending: BesideFile["ending"]): Promise<Uint8Array | null>;
  /** Told of every release and of every change that was made outside, until the returned function is called. */
  onChange(changed: (change: ShelfChange) => void): () => void;
}

/** One sheet of a world. */
export type SheetName =
  | { readonly part: "scene" | "things" | "life" | "story" }
  | { readonly part: "persona"; readonly id: string };

/** A file beside `personas/<id>.yaml`, as `personas/<id>.<ending>`. */
export interface BesideFile {
  readonly ending: "card.json" | "portrait.png";
  readonly bytes: Uint8Array;
}

export interface ShelvedSheet {
  readonly sheet: SheetName;
  /** A persona's name, or the scene's title. */
  readonly title: string;
  readonly version: string;
  readonly hasDraft: boolean;
}

export interface SheetText {
  /** The file as it stands. */
  readonly yaml: string;
  readonly version: string;
  /** What is being written; null where nothing is. */
  readonly draft: string | null;
}

/** A version is the first 12 hex digits of the SHA-256 of the sheet's text as it is released. */
export type Shelved =
  | { readonly ok: true; readonly version: string; readonly issues: readonly WorldIssue[] }
  | {
      readonly ok: false;
      readonly code: "not-found" | "unsound" | "too-large" | "changed-outside" | "failed";
      /** In words: what happened, why, what to do. */
      readonly problem: string;
      readonly issues: readonly WorldIssue[];
    };

export interface Release {
  readonly version: string;
  /** Wall time in ms. */
  readonly at: number;
  readonly by: string;
}

export interface ShelfChange {
  readonly world: string;
  readonly sheet: SheetName;
  readonly version: string;
  readonly by: string | null;
}
