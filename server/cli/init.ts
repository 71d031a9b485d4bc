import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { nameOfGame, writeGame } from "./new-game.ts";

/** `npx dramatis init NAME`: a small game with an NPC, to begin from. */

const USAGE = `Usage: npx dramatis init NAME [--dramatis VERSION]

Writes a small Colyseus and Phaser game with one NPC into the new folder NAME, which may be a path.
Nothing that is there already is changed.

  --dramatis VERSION   what the game depends on: a version, a path or a file:…tgz; otherwise this one's version
`;

process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        dramatis: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : "bad arguments"}\n\n${USAGE}`);
    return 2;
  }
  const { values, positionals } = parsed;
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) {
    console.error(`Expected one name for the game.\n\n${USAGE}`);
    return 2;
  }
  const named = nameOfGame(folder);
  if (!named.ok) {
    console.error(named.problem);
    return 2;
  }
  const written = writeGame(resolve(folder), named.name, values.dramatis);
  if (!written.ok) {
    console.error(written.problem);
    return 1;
  }
  console.log(`${folder} is written: ${written.files.length} files.

  cd ${folder}
  npm install
  npm start          then open http://127.0.0.1:2567 and say good evening

The NPC is in npcs/tavern, the room in server/room.ts, the page in client/main.ts.
A scripted stand-in plays it until a model is connected; README.md says how.`);
  return 0;
}
