import * as z from "zod";

/** What the studio's writing pages ask and are answered, below `/writing`. */

/** A sheet as a part of an address: `scene`, `things`, `life`, `story`, or `persona.` and its id. */
export type SheetKey = string;

/** `GET /writing/worlds`. */
export interface WrittenWorld {
  readonly name: string;
  readonly title: string;
  /** The world that rooms of this server open. */
  readonly played: boolean;
  readonly readOnly: boolean;
}

/** `POST /writing/worlds`: a new world, with a first persona, as drafts. Answered by `{ world }`. */
export const BeginWorld = z.strictObject({
  title: z.string().trim().min(1).max(200),
  language: z.enum(["en", "zh"]),
  persona: z.string().trim().min(1).max(64),
});
export type BeginWorld = z.infer<typeof BeginWorld>;

/** `POST /writing/worlds/:world/personas`: a new persona as a draft, and its place in the cast. Answered by `{ sheet }`. */
export const BeginPersona = z.strictObject({ name: z.string().trim().min(1).max(64) });
export type BeginPersona = z.infer<typeof BeginPersona>;

/** `GET /writing/worlds/:world`. */
export interface WorldOverview {
  readonly name: string;
  readonly title: string;
  readonly played: boolean;
  readonly readOnly: boolean;
  readonly sheets: readonly WrittenSheet[];
  /** Personas that were taken out and can be brought back, the last one first. */
  readonly gone: readonly GoneSheet[];
  /** What is wrong with the files as they stand; empty for a world that plays. */
  readonly problems: readonly SheetProblem[];
  /** What an editor would say of them. */
  readonly findings: readonly SheetFinding[];
}

export interface WrittenSheet {
  readonly key: SheetKey;
  readonly title: string;
  readonly version: string | null;
  readonly hasDraft: boolean;
}

export interface GoneSheet {
  readonly id: string;
  readonly title: string;
  /** Wall time in ms. */
  readonly at: number;
  readonly by: string | null;
}

/** `POST /writing/worlds/:world/sheets/:sheet/copy`: another persona like this one, as a draft. Answered by `{ sheet }`. */
export const CopyPersona = BeginPersona;

/** `GET …/leaving`: what taking a persona out of its world would take with it. Nothing is changed by asking. */
export interface LeavingPlan {
  readonly title: string;
  /** What names it, piece by piece, and would go with it. */
  readonly pieces: readonly LeavingPiece[];
  /** Sheets whose prose has its name; it stays there. */
  readonly spokenOf: readonly { readonly sheet: SheetKey; readonly title: string }[];
  /** Why it cannot be taken out as things stand; empty where it can. */
  readonly problems: readonly SheetProblem[];
  /** Others' drafts in the way: they would be lost. */
  readonly drafts: readonly { readonly sheet: SheetKey; readonly title: string }[];
  /** Names what was shown; what is done must be what was shown. */
  readonly plan: string;
}

export interface LeavingPiece {
  readonly sheet: SheetKey;
  readonly path: SheetPath;
  /** Where it stands, in the words of the form. */
  readonly where: string;
  /** Its beginning, on one line. */
  readonly says: string;
}

/** `POST …/leave`: takes the persona out, with what was shown. Answered by `Released`. */
export const LeavePersona = z.strictObject({ plan: z.string().regex(/^[0-9a-f]{12}$/u) });
export type LeavePersona = z.infer<typeof LeavePersona>;

/** `GET /writing/away`: worlds that were put away. `POST /writing/away/:world/back` takes one back. */
export type AwayWorlds = readonly string[];

export type SheetPath = readonly (string | number)[];

/** Something that keeps a sheet from being released. */
export interface SheetProblem {
  readonly sheet: SheetKey;
  readonly path: SheetPath;
  readonly severity: "error" | "warning";
  readonly message: string;
}

/** Something that plays worse than it could. */
export interface SheetFinding {
  readonly sheet: SheetKey;
  readonly path: SheetPath;
  readonly severity: "problem" | "advice";
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly todo: string;
}

/** What a form offers where an id is wanted: ids with what people call them. */
export type Choices = Readonly<Record<string, readonly Choice[]>>;
export interface Choice {
  readonly id: string;
  readonly name: string;
}

/** A sheet's text read again: by its schema, with the world around it, and as an editor would. */
export interface SheetReading {
  readonly yaml: string;
  readonly version: string;
  /** What is in the text; null where it is no YAML. */
  readonly value: unknown;
  readonly problems: readonly SheetProblem[];
  readonly findings: readonly SheetFinding[];
  /** Tokens of the long texts, by their paths joined with `/`, and of the whole sheet in a prompt. */
  readonly tokens: Readonly<Record<string, number>>;
  readonly sheetTokens: number | null;
  readonly contextTokens: number;
}

/** `GET /writing/worlds/:world/sheets/:sheet`. */
export interface OpenSheet {
  readonly key: SheetKey;
  readonly title: string;
  /** The file as it stands; null where there is none yet. */
  readonly file: string | null;
  readonly fileVersion: string | null;
  /** The version of the draft that was read; null where the file was. */
  readonly draftVersion: string | null;
  readonly draftBy: string | null;
  /** The draft was begun from a file that has changed since. */
  readonly parted: boolean;
  readonly reading: SheetReading;
  readonly choices: Choices;
  /** The scene's map, for whatever is placed. */
  readonly map: string;
  /** Without what keeps others from being released. */
  readonly readOnly: boolean;
}

const Version = z
  .string()
  .regex(/^[0-9a-f]{12}$/u)
  .nullable();

/** What the writer had before their eyes. */
export const SeenVersions = z.strictObject({ file: Version, draft: Version });
export type SeenVersions = z.infer<typeof SeenVersions>;

/** `PUT …/draft`: the sheet as a value of the form, put into the text it was written from, or as text. */
export const SaveDraft = z.strictObject({
  from: SeenVersions,
  yaml: z.string().max(300_000),
  /** Absent where the text itself was written. */
  value: z.record(z.string(), z.unknown()).optional(),
});
export type SaveDraft = z.infer<typeof SaveDraft>;

/** Its answer. `kept` is false where the folder cannot be written: the text is read and not kept. */
export interface SavedDraft {
  readonly reading: SheetReading;
  readonly kept: boolean;
  /** Why it was not kept. */
  readonly problem?: string;
}

/** `POST …/release`. */
export const ReleaseSheet = z.strictObject({ from: SeenVersions, yaml: z.string().max(300_000) });
export type ReleaseSheet = z.infer<typeof ReleaseSheet>;

/** Its answer, and that of `POST /writing/worlds/:world/release`, which releases every draft at once. */
export interface Released {
  readonly ok: boolean;
  readonly version: string | null;
  /** In words, where it was refused. */
  readonly problem: string | null;
  readonly problems: readonly SheetProblem[];
  /** Other people's text, where it was changed meanwhile. */
  readonly theirs: OtherText | null;
}

/** The other side of a conflict. */
export interface OtherText {
  readonly yaml: string;
  /** What a writer has seen once they have read it. */
  readonly seen: SeenVersions;
  readonly by: string | null;
}

/** An answer to a draft that was written from an old text. */
export interface DraftConflict {
  readonly conflict: OtherText;
}

/** `GET …/history`. */
export interface SheetRelease {
  readonly version: string;
  /** Wall time in ms. */
  readonly at: number;
  /** Null for a change made outside the studio. */
  readonly by: string | null;
  /** It was taken out then, and this was its last text. */
  readonly gone?: true;
}

/** One line of `GET /writing/worlds/:world/changes`. */
export interface SheetChanged {
  readonly sheet: SheetKey;
  readonly what: "released" | "outside" | "draft";
  readonly by: string | null;
}
