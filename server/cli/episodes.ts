import { join } from "node:path";
import { parseArgs } from "node:util";
import { EpisodeLogError } from "../episodes/episode-log-error.ts";
import { printable } from "../episodes/transcript.ts";
import type { Asked, EpisodeCommand } from "./episodes/command.ts";
import { COMMANDS, usage } from "./episodes/commands.ts";

/** `npm run episodes`: what was played, for the operator who holds the log. Each command is a file in `episodes/`. */

// `show latest | head` closes the pipe early, and that is no failure.
process.stdout.on("error", () => process.exit(0));
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const read = readArguments(args);
  if (typeof read === "string") {
    console.error(`${read}\n\n${usage()}`);
    return 2;
  }
  if (read === null) {
    console.log(usage());
    return 0;
  }
  const { command, asked } = read;
  try {
    return await command.run(asked);
  } catch (error) {
    if (!(error instanceof EpisodeLogError)) throw error;
    const hint =
      error.code === "missing"
        ? " Play a scene first (npm start), or name another file with --file."
        : "";
    console.error(error.message + hint);
    return error.code === "missing" && command.name === "list" ? 0 : 1;
  }
}

/** Reads the command line; null asks for the usage, and a text is what is wrong with it. */
function readArguments(
  args: readonly string[],
): { command: EpisodeCommand; asked: Asked } | string | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...Object.fromEntries(
          COMMANDS.flatMap(({ options = {} }) =>
            Object.entries(options).map(([name, { type }]) => [name, { type }]),
          ),
        ),
        file: { type: "string" },
        json: { type: "boolean", default: false },
        private: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) return null;
    const [name, ...words] = positionals;
    const command = COMMANDS.find((candidate) => candidate.name === name);
    if (command === undefined) {
      return name === undefined ? "Which command?" : `There is no command ${printable(name)}.`;
    }
    const wrong = command.refuse(words);
    if (wrong !== null) return wrong;
    const { file, json, private: showPrivate, help: _help, ...given } = values;
    const foreign = Object.keys(given).find((option) => !(option in (command.options ?? {})));
    if (foreign !== undefined) return `${command.name} has no option --${foreign}.`;
    const folder = process.env["DRAMATIS_DATA_DIR"] || "data";
    return {
      command,
      asked: {
        words,
        file: file ?? join(folder, "episodes.sqlite"),
        json,
        showPrivate,
        given: given as Readonly<Record<string, string | boolean>>,
      },
    };
  } catch (error) {
    return error instanceof Error ? error.message : "The arguments cannot be read.";
  }
}
