import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import { parse, stringify } from "yaml";
import { EpisodeLogError } from "../episodes/episode-log-error.ts";
import { forgetSubject, putMemory, readMemory } from "../episodes/memory/memory-editing.ts";
import { printable } from "../episodes/transcript.ts";
import { itemsIn } from "../roleplay/memory/forgetting.ts";
import { Remembrance } from "../roleplay/memory/memory.ts";

/** `npm run memory`: what personas remember, for the operator and the designer. */

const USAGE = `Usage: npm run memory -- COMMAND [options]

  list                    who remembers whom
  show [PERSONA SUBJECT]  one memory, or all of them, as YAML; PERSONA may leave out its @world
  edit FILE|-             takes memories back in, as show gives them (YAML or JSON, one or a list)
  forget SUBJECT          erases everything of a subject in every persona's memory, and says what that was

  --file FILE             the memory; otherwise memory.sqlite in DRAMATIS_DATA_DIR, or in data
  --json                  JSON instead of text and YAML
`;

process.stdout.on("error", () => process.exit(0));
process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  const asked = readArguments(args);
  if (typeof asked === "string") {
    console.error(`${asked}\n\n${USAGE}`);
    return 2;
  }
  const { command, words, file, json } = asked;
  try {
    switch (command) {
      case "list":
        return list(file, json);
      case "show":
        return show(file, words, json);
      case "edit":
        return edit(file, words[0] ?? "-");
      case "forget":
        return forget(file, words[0] ?? "", json);
      default:
        console.log(USAGE);
        return 0;
    }
  } catch (error) {
    if (!(error instanceof EpisodeLogError)) throw error;
    console.error(error.message);
    return 1;
  }
}

/** Reads the command line; a text is what is wrong with it. */
function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        file: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const [command = "", ...words] = positionals;
    const file = values.file ?? join(process.env["DRAMATIS_DATA_DIR"] || "data", "memory.sqlite");
    if (values.help) return { command: "help", words, file, json: values.json };
    const wanted: Record<string, readonly number[]> = {
      list: [0],
      show: [0, 2],
      edit: [1],
      forget: [1],
    };
    const counts = wanted[command];
    if (counts === undefined)
      return command === "" ? "Which command?" : `There is no command ${printable(command)}.`;
    if (!counts.includes(words.length)) return `${command} does not take ${words.length} words.`;
    return { command, words, file, json: values.json };
  } catch (error) {
    return error instanceof Error ? error.message : "The arguments cannot be read.";
  }
}

function list(file: string, json: boolean): number {
  const rows = readMemory(file).map(({ remembrance }) => {
    const { persona, subject, name, kind, meetings, bond, lastMet } = remembrance;
    const { warmth, trust } = bond;
    return {
      persona,
      subject,
      name,
      kind,
      meetings,
      warmth,
      trust,
      items: itemsIn(remembrance),
      lastMet,
    };
  });
  if (json) console.log(JSON.stringify(rows, null, 2));
  else {
    for (const row of rows) {
      console.log(
        `${printable(row.persona)}  ${printable(row.subject)} (${printable(row.name)})  met ${row.meetings}×  ` +
          `warmth ${row.warmth}, trust ${row.trust}  ${row.items} items  last ${new Date(row.lastMet).toISOString()}`,
      );
    }
    console.log(`${rows.length} memories in ${file}`);
  }
  return 0;
}

function show(file: string, [persona, subject]: readonly string[], json: boolean): number {
  const all = readMemory(file).map(({ remembrance }) => remembrance);
  const found =
    persona === undefined
      ? all
      : all.filter(
          (one) =>
            one.subject === subject &&
            (one.persona === persona || one.persona.startsWith(`${persona}@`)),
        );
  if (persona !== undefined && found.length === 0) {
    console.error("There is no such memory. See npm run memory -- list.");
    return 1;
  }
  const shown = persona !== undefined && found.length === 1 ? found[0] : found;
  console.log(json ? JSON.stringify(shown, null, 2) : stringify(shown).trimEnd());
  return 0;
}

function edit(file: string, from: string): number {
  let given: unknown;
  try {
    given = parse(readFileSync(from === "-" ? 0 : from, "utf8"), { maxAliasCount: 0 });
  } catch {
    console.error(`${from}: found nothing that can be read as YAML or JSON.`);
    return 1;
  }
  const read = z.array(Remembrance).safeParse(Array.isArray(given) ? given : [given]);
  if (!read.success) {
    for (const { path, message } of read.error.issues)
      console.error(`${from}: ${path.join(".") || "the whole"}: ${message}`);
    return 1;
  }
  if (!putMemory(file, read.data)) {
    console.error(
      "Somebody wrote into one of these memories just now; show them again and repeat the edit.",
    );
    return 1;
  }
  console.log(`${read.data.length} memories taken in.`);
  return 0;
}

function forget(file: string, subject: string, json: boolean): number {
  const report = forgetSubject(file, subject);
  const { erased, cleaned, items } = report;
  if (json) console.log(JSON.stringify(report, null, 2));
  else {
    for (const persona of erased) console.log(`erased: all that ${printable(persona)} remembered`);
    for (const one of cleaned)
      console.log(
        `cleaned: ${one.items} items in what ${printable(one.persona)} remembers of ${printable(one.subject)}`,
      );
    console.log(
      `${items} items are gone. Not covered: scenes that run now, until they end; the episode log, for which there is npm run episodes -- forget; models already trained.`,
    );
  }
  return 0;
}
