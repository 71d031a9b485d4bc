import type { EpisodeCommand } from "./command.ts";
import { branch } from "./branch.ts";
import { forget } from "./forget.ts";
import { list } from "./list.ts";
import { move } from "./move.ts";
import { replay } from "./replay.ts";
import { retain } from "./retain.ts";
import { show } from "./show.ts";
import { verify } from "./verify.ts";

/** Every command of `npm run episodes`, in the order in which the usage names them. */
export const COMMANDS: readonly EpisodeCommand[] = [
  list,
  show,
  replay,
  branch,
  verify,
  move,
  forget,
  retain,
];

/** The usage of all of them. */
export function usage(): string {
  const commands = COMMANDS.map(({ name, takes, does }) => entry(`${name} ${takes}`, does));
  const own = COMMANDS.flatMap(({ name, options = {} }) =>
    Object.entries(options).map(([option, { takes = "", does }]) =>
      entry(`--${option} ${takes}`, `${name}: ${does}`),
    ),
  );
  return [
    "Usage: npm run episodes -- COMMAND [options]",
    "",
    ...commands,
    "",
    entry(
      "--file FILE",
      "the log; otherwise DRAMATIS_LOG, or episodes.sqlite in DRAMATIS_DATA_DIR or data",
    ),
    entry("--log URL", "the log in a database: postgres://USER@HOST/DATABASE[?schema=NAME]"),
    entry("--private", "show thoughts and model calls as well"),
    entry("--json", "JSON instead of text; for show, one event on each line"),
    ...own,
    "",
  ].join("\n");
}

/** Two columns; what does not fit in the first goes on below. */
function entry(what: string, does: string): string {
  const first = `  ${what.trim()}`;
  return first.length < 19 ? `${first.padEnd(20)}${does}` : `${first}\n${" ".repeat(20)}${does}`;
}
