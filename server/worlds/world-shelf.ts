import type { Persona } from "../roleplay/persona.ts";
import type { WorldCheck } from "../roleplay/world/world-check.ts";
import type { WorldIssue } from "../roleplay/world/world-issue.ts";

/** The worlds' folders as a place to write in: files stay the truth, drafts and history stand beside them. */
export interface WorldShelf {
  /** Worlds that can be written, by their folders' names; the one that is played by its scene's id. */
  worlds(): Promise<readonly ShelvedWorld[]>;
  /** An empty world to write the first drafts in. */
  begin(world: string): Promise<Shelved>;
  /** A world's sheets; null where there is no such world. */
  sheets(world: string): Promise<readonly ShelvedSheet[] | null>;
  /** Null where there is neither a file nor a draft; of `things`, `life` and `story` never, where the world is there. */
  read(world: string, sheet: SheetName): Promise<SheetText | null>;
  /** Keeps text as a draft, whether it is sound or not; what plays is untouched. */
  draft(
    world: string,
    sheet: SheetName,
    yaml: string,
    by: string,
    from?: WrittenFrom,
  ): Promise<Shelved>;
  /** Lets a draft go. */
  discard(world: string, sheet: SheetName, from?: WrittenFrom): Promise<Shelved>;
  /** The whole world as it would be with these texts in the place of their files; nothing is written. Null for no world. */
  check(world: string, texts: readonly SheetLeaving[]): Promise<WorldCheck | null>;
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
    from?: WrittenFrom,
  ): Promise<Shelved>;
  /**
   * Releases several sheets that are sound only together, such as a scene with the first persona of its cast: all or
   * none. `beside` belongs to the persona among them. A persona that is taken out (a text that is null) goes with its
   * draft and with what lies beside it, and the history keeps all of that.
   */
  releaseAll(
    world: string,
    texts: readonly SheetLeaving[],
    by: string,
    beside?: readonly BesideFile[],
  ): Promise<Shelved>;
  /** Personas that were taken out of a world and are not in it again, the last one first. */
  gone(world: string): Promise<readonly GonePersona[]>;
  /** Begins a draft with the last text of a persona that was taken out, and lays what was beside it there again. */
  takeBack(world: string, id: string, by: string): Promise<Shelved>;
  /** Puts a whole world away, where nobody finds it, with its drafts and its history. */
  putAway(world: string): Promise<Shelved>;
  /** Worlds that were put away, by name. */
  putAwayWorlds(): Promise<readonly string[]>;
  /** Takes a world that was put away back to its place. */
  takeBackWorld(world: string): Promise<Shelved>;
  /** What was released, newest first. */
  history(world: string, sheet: SheetName): Promise<readonly Release[]>;
  /** The text of one release. */
  released(world: string, sheet: SheetName, version: string): Promise<string | null>;
  /** Reads a persona as a version, a draft (`"draft"`) or what plays (`null`); null for what is no sound persona. */
  persona(world: string, id: string, version: string | null): Promise<Persona | null>;
  /** A file that belongs to a persona. */
  beside(world: string, persona: string, ending: BesideFile["ending"]): Promise<Uint8Array | null>;
  /** Keeps files beside a persona whose sheet is there or is a draft, as they are; nothing of them plays. */
  keepBeside(world: string, persona: string, files: readonly BesideFile[]): Promise<Shelved>;
  /** Told of every release and of every change that was made outside, until the returned function is called. */
  onChange(changed: (change: ShelfChange) => void): () => void;
}

/** One sheet of a world. */
export type SheetName =
  | { readonly part: "scene" | "things" | "life" | "story" }
  | { readonly part: "persona"; readonly id: string };

/** Text for one sheet, with what it was written from. */
export interface SheetChange extends SheetLeaving {
  readonly yaml: string;
}

/** A sheet that gets another text, or with `null` is taken out of its world. */
export interface SheetLeaving {
  readonly sheet: SheetName;
  readonly yaml: string | null;
  readonly from?: WrittenFrom;
}

/**
 * Versions that the writer had before their eyes; null: there was nothing. What is named and is no longer so is a
 * `changed-outside`; what is not named is not asked after.
 */
export interface WrittenFrom {
  readonly file?: string | null | undefined;
  readonly draft?: string | null | undefined;
}

/** A file beside `personas/<id>.yaml`, as `personas/<id>.<ending>`. */
export interface BesideFile {
  readonly ending: "card.json" | "portrait.png";
  readonly bytes: Uint8Array;
}

export interface ShelvedWorld {
  /** What the other calls know it by. */
  readonly name: string;
  /** Its scene's own id; the folder's name where it has none yet. */
  readonly id: string;
  readonly title: string;
  /** Its files cannot be changed here. */
  readonly readOnly: boolean;
}

export interface ShelvedSheet {
  readonly sheet: SheetName;
  /** A persona's name, or the scene's title. */
  readonly title: string;
  /** Null for what is a draft alone. */
  readonly version: string | null;
  readonly hasDraft: boolean;
  readonly text: SheetText;
}

export interface SheetText {
  /** The file as it stands; null where there is none yet. */
  readonly yaml: string | null;
  readonly version: string | null;
  /** What is being written; null where nothing is. */
  readonly draft: SheetDraft | null;
}

export interface SheetDraft {
  readonly yaml: string;
  /** The version of its own text. */
  readonly version: string;
  /** The version of the file that it was begun from; where that is no longer the file's, both were changed. */
  readonly of: string | null;
  readonly by: string;
  /** Wall time in ms. */
  readonly at: number;
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
      /** With `changed-outside`: the sheet as it is now. */
      readonly theirs?: SheetText;
    };

export interface Release {
  readonly version: string;
  /** Wall time in ms. */
  readonly at: number;
  /** Null for what was changed outside, and was first met when something else was released. */
  readonly by: string | null;
  /** The sheet was taken out, and this was its last text. */
  readonly gone?: true;
}

export interface GonePersona extends Release {
  readonly id: string;
  readonly name: string;
}

export interface ShelfChange {
  readonly world: string;
  readonly sheet: SheetName;
  /** Null where the file was taken away, or only a draft changed. */
  readonly version: string | null;
  readonly what: "released" | "outside" | "draft";
  readonly by: string | null;
}
