/**
 * Why an export came to nothing. A closed set.
 * `unknown-format`, `bad-option`: the order cannot be read. `nothing`: no row came of it. `folder-in-use`: the folder
 * holds something else. `finished`: it holds this export already, whole. `changed`: the log changed under an export
 * that is being taken up again, or a finished file did. `leak`: one conversation is in two splits. `full`, `disk`: the
 * disk refused.
 */
export const EXPORT_FAILURES = [
  "unknown-format",
  "bad-option",
  "nothing",
  "folder-in-use",
  "finished",
  "changed",
  "leak",
  "full",
  "disk",
] as const;
export type ExportFailure = (typeof EXPORT_FAILURES)[number];

/** The error that an export throws for everything that can be expected; its message holds no text of an event. */
export class ExportError extends Error {
  readonly code: ExportFailure;

  constructor(code: ExportFailure, message: string) {
    super(message);
    this.name = "ExportError";
    this.code = code;
  }
}
