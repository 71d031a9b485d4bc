/** One command of `npm run episodes`: its own file in this folder, and a line in `commands.ts`. */
export interface EpisodeCommand {
  readonly name: string;
  /** What follows the name, as the usage shows it, such as `ID|latest`; empty for nothing. */
  readonly takes: string;
  /** What it does, in one line of the usage. */
  readonly does: string;
  /** Options of its own, beside `--file`, `--private` and `--json`; without it, none. */
  readonly options?: Readonly<Record<string, CommandOption>>;
  /** What is wrong with the words after the name; null for nothing. */
  refuse(words: readonly string[]): string | null;
  /** Resolves to the exit status; an `EpisodeLogError` that it rejects with is said by the caller. */
  run(asked: Asked): Promise<number>;
}

/** An option that one command has; the usage shows `takes` after it, and then what it does. */
export interface CommandOption {
  readonly type: "string" | "boolean";
  readonly takes?: string;
  readonly does: string;
}

/** What stood on the command line. */
export interface Asked {
  /** The words after the command's name. */
  readonly words: readonly string[];
  /** The log: a file. */
  readonly file: string;
  readonly json: boolean;
  readonly showPrivate: boolean;
  /** The command's own options that were given. */
  readonly given: Readonly<Record<string, string | boolean>>;
}

/** For a command that takes no words. */
export function takesNoWords(words: readonly string[]): string | null {
  return words.length > 0 ? "Too many arguments." : null;
}

/** For a command that takes one episode. */
export function takesAnEpisode(words: readonly string[]): string | null {
  if (words.length > 1) return "Too many arguments.";
  return (words[0] ?? "") === "" ? "Which episode? Give its id, or latest." : null;
}
