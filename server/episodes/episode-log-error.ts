/**
 * Why the episode log could not do what was asked. A closed set.
 * `invalid`: an event is not one; nothing of its append was written. `backlog`: too much is waiting for the disk.
 * `closed`: the log was closed. `crashed`: its thread ended. `busy`: another process holds the file.
 * `unreachable`: the database does not answer. `full`: no room on the disk. `disk`: the disk or the folder refused. `corrupt`: the file is damaged.
 * `newer-format`: a later version wrote it. `foreign`: it is something else. `missing`: there is no such file.
 */
export const EPISODE_LOG_FAILURES = [
  "invalid",
  "backlog",
  "closed",
  "crashed",
  "busy",
  "unreachable",
  "full",
  "disk",
  "corrupt",
  "newer-format",
  "foreign",
  "missing",
] as const;
export type EpisodeLogFailure = (typeof EPISODE_LOG_FAILURES)[number];

/** The only error that log and reader throw or reject with. Its message never holds text of an event. */
export class EpisodeLogError extends Error {
  readonly code: EpisodeLogFailure;

  constructor(code: EpisodeLogFailure, message: string) {
    super(message);
    this.name = "EpisodeLogError";
    this.code = code;
  }
}

/**
 * True for failures after which the file must not be written by this process again: what a failed
 * sync left behind is unknown, so a later commit may not build on it.
 */
export function endsTheLog(code: EpisodeLogFailure): boolean {
  switch (code) {
    case "disk":
    case "corrupt":
    case "newer-format":
    case "foreign":
    case "missing":
    case "crashed":
    case "closed":
      return true;
    case "invalid":
    case "backlog":
    case "busy":
    case "unreachable":
    case "full":
      return false;
  }
}
