#!/usr/bin/env node
import { pathToFileURL } from "node:url";
import { join } from "node:path";

/** `npx dramatis COMMAND`: what the package brings for a console. */

const COMMANDS: Readonly<Record<string, string>> = {
  init: "writes a small game with an NPC into a new folder",
  doctor: "walks the way to the model and says what is wrong with it",
  episodes: "what was played, from the log",
  memory: "what personas remember, to show, edit and forget",
  studio: "keys for the studio, and who read and changed what there",
};

const HELP = `Usage: npx dramatis COMMAND [options]

${Object.entries(COMMANDS)
  .map(([name, words]) => `  ${name.padEnd(10)}${words}`)
  .join("\n")}

npx dramatis COMMAND --help tells more.`;

const [command = "--help"] = process.argv.splice(2, 1);
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (command === "--help" || command === "-h" || command === "help") {
  console.log(HELP);
} else if (!Object.hasOwn(COMMANDS, command)) {
  console.error(`There is no command '${command.slice(0, 40)}'.\n\n${HELP}`);
  process.exitCode = 2;
} else if (command !== "init" && (major < 22 || (major === 22 && minor < 13))) {
  console.error(
    `This is Node ${process.versions.node}; dramatis ${command} needs 22.13 or later. Run it with 'npm run' in a game that brings its own Node, or install a newer one.`,
  );
  process.exitCode = 2;
} else {
  // Each command reads its own arguments, and is loaded only when it is asked for.
  const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
  await import(pathToFileURL(join(import.meta.dirname, `${command}.${ending}`)).href);
}
