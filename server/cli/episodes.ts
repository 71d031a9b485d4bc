import { join } from "node:path";
import { parseArgs } from "node:util";
import { EpisodeLogError } from "../episodes/episode-log-error.ts";
import { openEpisodeReader, type EpisodeReader, type EpisodeSummary } from "../episodes/reader.ts";
import { createTranscript, dayAndTimeOf, printable, visiblePart } from "../episodes/transcript.ts";

/** `npm run episodes`: what was played, for the operator who holds the log. */

const USAGE = `Usage: npm run episodes -- COMMAND [options]

  list              the episodes of the log, oldest first
  show ID|latest    one episode as a transcript
  verify            read everything and check the chain; exit status 1 on any problem

  --file FILE       the log; otherwise episodes.sqlite in DRAMATIS_DATA_DIR, or in data
  --private         show thoughts and model calls as well
  --json            JSON instead of text; for show, one event on each line
`;

interface Options {
  readonly file: string;
  readonly json: boolean;
  readonly showPrivate: boolean;
}

// `show latest | head` closes the pipe early, and that is no failure.
process.stdout.on("error", () => process.exit(0));
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === "string") {
    console.error(`${asked}\n\n${USAGE}`);
    return 2;
  }
  const { command, id, options } = asked;
  if (command === "help") {
    console.log(USAGE);
    return 0;
  }
  let reader: EpisodeReader | null = null;
  try {
    reader = await openEpisodeReader(options.file);
    if (command === "list") return list(await reader.list(), options);
    if (command === "show") return await show(reader, id, options);
    return await verify(reader, options);
  } catch (error) {
    if (!(error instanceof EpisodeLogError)) throw error;
    const hint =
      error.code === "missing"
        ? " Play a scene first (npm start), or name another file with --file."
        : "";
    console.error(error.message + hint);
    if (command === "list" && error.code === "missing") {
      if (options.json) console.log("[]");
      return 0;
    }
    return 1;
  } finally {
    await reader?.close();
  }
}

type Asked = { command: "list" | "show" | "verify" | "help"; id: string; options: Options };

/** Reads the command line; a text is what is wrong with it. */
function readArguments(args: readonly string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        file: { type: "string" },
        json: { type: "boolean", default: false },
        private: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const [command, id = "", ...more] = positionals;
    const folder = process.env["DRAMATIS_DATA_DIR"] || "data";
    const options = {
      file: values.file ?? join(folder, "episodes.sqlite"),
      json: values.json,
      showPrivate: values.private,
    };
    if (values.help) return { command: "help", id, options };
    if (command !== "list" && command !== "show" && command !== "verify") {
      return command === undefined
        ? "Which command?"
        : `There is no command ${printable(command)}.`;
    }
    if (more.length > 0 || (command !== "show" && id !== "")) return "Too many arguments.";
    if (command === "show" && id === "") return "Which episode? Give its id, or latest.";
    return { command, id, options };
  } catch (error) {
    return error instanceof Error ? error.message : "The arguments cannot be read.";
  }
}

function list(episodes: readonly EpisodeSummary[], { json, file }: Options): number {
  if (json) {
    console.log(JSON.stringify(episodes, null, 2));
    return 0;
  }
  for (const episode of episodes) console.log(summaryLine(episode));
  console.log(`${plural(episodes.length, "episode")} in ${file}`);
  return 0;
}

function summaryLine(episode: EpisodeSummary): string {
  const outcomes = Object.entries(episode.outcomes)
    .map(([outcome, count]) => `${outcome} ${count}`)
    .join(", ");
  return [
    printable(episode.id),
    dayAndTimeOf(episode.startedAt),
    episode.endedAt === null ? "not ended" : `${minutes(episode.endedAt - episode.startedAt)} min`,
    `${plural(episode.turns, "turn")}${outcomes === "" ? "" : ` (${outcomes})`}`,
    plural(episode.lines, "line"),
    printable(episode.scene ?? "unknown scene"),
    ...(episode.synthetic === true ? ["stand-in"] : []),
  ].join("  ");
}

async function show(reader: EpisodeReader, id: string, options: Options): Promise<number> {
  const episodes = await reader.list();
  const episode =
    id === "latest" ? episodes.at(-1) : episodes.find((candidate) => candidate.id === id);
  if (episode === undefined) {
    console.error(
      `There is no episode ${printable(id)} in ${options.file}. See npm run episodes -- list.`,
    );
    return 1;
  }
  if (options.json) {
    for await (const logged of reader.events(episode.id)) {
      const shown = options.showPrivate
        ? { seq: logged.seq, ...logged.event }
        : visiblePart(logged);
      if (shown !== null) console.log(JSON.stringify(shown));
    }
    return 0;
  }
  console.log(`${summaryLine(episode)}\n`);
  const transcript = createTranscript(options);
  for await (const logged of reader.events(episode.id)) {
    for (const line of transcript.linesOf(logged)) console.log(line);
  }
  console.log(
    options.showPrivate
      ? "\nThoughts and model calls are shown: this text is private."
      : `\n${plural(transcript.hidden, "private part")} not shown (thoughts, model calls); --private shows them.`,
  );
  return 0;
}

async function verify(reader: EpisodeReader, { json, file }: Options): Promise<number> {
  const result = await reader.verify();
  if (json) console.log(JSON.stringify(result, null, 2));
  else {
    for (const { episode, message } of result.problems) {
      console.log(`${episode === null ? "file" : `episode ${printable(episode)}`}: ${message}`);
    }
    const what = `${plural(result.records, "record")} of ${plural(result.episodes, "episode")}`;
    console.log(
      result.ok
        ? `OK: ${what} in ${file} are whole, in order and unchanged (format ${result.format}).`
        : `DAMAGED: ${plural(result.problems.length, "problem")} in ${file}; ${what} are whole.`,
    );
  }
  return result.ok ? 0 : 1;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function minutes(ms: number): string {
  return (ms / 60_000).toFixed(1);
}
