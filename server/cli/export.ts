import { parseArgs } from "node:util";
import { EpisodeLogError } from "../episodes/episode-log-error.ts";
import type { LogPlace } from "../episodes/log-place.ts";
import { plural } from "../episodes/plural.ts";
import { openEpisodeReader } from "../episodes/reader.ts";
import { printable } from "../episodes/transcript.ts";
import {
  ExportError,
  exportEpisodes,
  FORMATS,
  type ExportFilters,
  type ExportOptions,
  type ExportProgress,
  type ExportResult,
} from "../training/exports/index.ts";
import { nearestName } from "./nearest-name.ts";
import { noteOutput } from "../training/rights/outputs/known-outputs.ts";
import { dataFolderOf, logNamed } from "./log-named.ts";

/** `npm run export`: what was played, as files that trainers read as they are. */

const USAGE = `Usage: npm run export -- --format F --out DIR [options]

Formats
${FORMATS.map(({ name, about }) => `  ${name.padEnd(18)} ${about}`).join("\n")}

Which turns (all that may be learned from, if nothing is said; lists may be given by repeating)
  --file LOG             the log, a file or a postgres:// URL; otherwise the one of DRAMATIS_LOG or DRAMATIS_DATA_DIR
  --episode ID           only these episodes
  --from T, --to T       only from T on, only before T: 2026-03-01, or with a time
  --persona P            only these personas, by id or name
  --scene S              only these scenes, by id or title
  --model M              only calls to these models
  --outcome O            only turns that ended so
  --feedback up|down|any only turns on which players gave that opinion
  --max-turns N          at most so many turns (pairs, for formats of pairs)

What stays out unless it is asked for by name
  --include-synthetic    turns that a stand-in played
  --include-unconsented  turns with words of players who did not allow training
  --include-recalled     turns with memories whose speakers the log does not name
  --include-rehearsals   what designers rehearsed in the studio, their choices and edits
  --exact                for calls and axolotl-tokenized: tokens that spell players' names

How it is written
  --split-by episode|persona  what a validation set must not share (episode)
  --validation SHARE     share of it that is held out (0.05)
  --seed TEXT            decides splits and coins (dramatis)
  --shard-rows N         rows of one file (50000)
  --zstd                 compress JSON lines
  --keep-unbalanced      her-rm: keep pairs that find no partner of opposite length
  --licence TEXT         under what terms the rows may be passed on
  --no-key               do not keep the key of its pseudonyms in the data folder: who is forgotten later is then found
                         in this export by words alone
  --json                 the manifest on standard output
  --quiet                no progress
`;

process.exitCode = await main(process.argv.slice(2));

interface Asked {
  readonly file: LogPlace;
  readonly format: string;
  readonly out: string;
  readonly options: ExportOptions;
  /** The key of its pseudonyms stays in the data folder, apart from it. */
  readonly keepKey: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

async function main(args: readonly string[]): Promise<number> {
  const asked = readArguments(args);
  if (asked === null) {
    console.log(USAGE);
    return 0;
  }
  if (typeof asked === "string") {
    console.error(`${asked}\nSee npm run export -- --help.`);
    return 2;
  }
  let reader;
  try {
    reader = await openEpisodeReader(asked.file);
    const result = await exportEpisodes({
      reader,
      format: asked.format,
      out: asked.out,
      ...asked.options,
      begun: (key) => note(asked, key),
      ...(asked.quiet ? {} : { progress: progressLine(process.stderr) }),
    });
    tell(result, asked);
    return 0;
  } catch (error) {
    if (!(error instanceof ExportError) && !(error instanceof EpisodeLogError)) throw error;
    const hint =
      error.code === "missing" ? " Play a scene first, or name another file with --file." : "";
    console.error(error.message + hint);
    return error.code === "unknown-format" || error.code === "bad-option" ? 2 : 1;
  } finally {
    await reader?.close();
  }
}

/** Where it lies is known to forgetting from before its first row on. */
function note({ file, out, keepKey }: Asked, key: Uint8Array): void {
  const known = keepKey ? { key: Buffer.from(key).toString("hex") } : {};
  noteOutput(dataFolderOf(file), { kind: "export", path: out, ...known });
}

function tell({ folder, rows, resumed, files, manifest, leftOut }: ExportResult, asked: Asked) {
  if (asked.json) {
    console.log(JSON.stringify(manifest, null, 2));
    return;
  }
  console.log(
    `${resumed ? "Gone on and finished" : "Written"}: ${plural(rows, "row")} of ${asked.format} in ${folder} ` +
      `(${plural(files.length, "file")} and manifest.json).`,
  );
  if (leftOut.length > 0) console.log("Left out:");
  for (const line of leftOut) console.log(`  ${line}`);
  const { consent } = manifest as { consent: { statement: string } };
  console.log(consent.statement);
}

/** Reads the command line; null asks for help, a text is what is wrong. */
function readArguments(args: readonly string[]): Asked | string | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        format: { type: "string" },
        out: { type: "string" },
        file: { type: "string" },
        episode: { type: "string", multiple: true },
        from: { type: "string" },
        to: { type: "string" },
        persona: { type: "string", multiple: true },
        scene: { type: "string", multiple: true },
        model: { type: "string", multiple: true },
        outcome: { type: "string", multiple: true },
        feedback: { type: "string" },
        "max-turns": { type: "string" },
        "include-synthetic": { type: "boolean", default: false },
        "include-unconsented": { type: "boolean", default: false },
        "include-recalled": { type: "boolean", default: false },
        "include-rehearsals": { type: "boolean", default: false },
        exact: { type: "boolean", default: false },
        "split-by": { type: "string", default: "episode" },
        validation: { type: "string" },
        seed: { type: "string" },
        "shard-rows": { type: "string" },
        zstd: { type: "boolean", default: false },
        "keep-unbalanced": { type: "boolean", default: false },
        licence: { type: "string" },
        "no-key": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        quiet: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help || args.length === 0) return null;
    const { format, out, feedback } = values;
    if (format === undefined) return "Which format? Name it with --format.";
    if (!FORMATS.some(({ name }) => name === format)) return unknownFormat(format);
    if (out === undefined) return "Where to? Name a folder with --out.";
    if (feedback !== undefined && !isFeedback(feedback)) {
      return "--feedback takes up, down or any.";
    }
    const splitBy = values["split-by"];
    if (splitBy !== "episode" && splitBy !== "persona") {
      return "--split-by takes episode or persona.";
    }
    const from = timeOf(values.from);
    const to = timeOf(values.to);
    const maxTurns = numberOf(values["max-turns"]);
    const validation = numberOf(values.validation);
    const shardRows = numberOf(values["shard-rows"]);
    if (Number.isNaN(from) || Number.isNaN(to)) {
      return "--from and --to take a day such as 2026-03-01, or a time such as 2026-03-01T20:00Z.";
    }
    const filters: ExportFilters = {
      episodes: values.episode ?? [],
      personas: values.persona ?? [],
      scenes: values.scene ?? [],
      models: values.model ?? [],
      outcomes: values.outcome ?? [],
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(feedback === undefined ? {} : { feedback }),
      ...(maxTurns === undefined ? {} : { maxTurns }),
    };
    return {
      file: logNamed(values.file),
      format,
      out,
      keepKey: !values["no-key"],
      json: values.json,
      quiet: values.quiet,
      options: {
        filters,
        splitBy,
        includeSynthetic: values["include-synthetic"],
        includeUnconsented: values["include-unconsented"],
        includeRecalled: values["include-recalled"],
        includeRehearsals: values["include-rehearsals"],
        exact: values.exact,
        zstd: values.zstd,
        keepUnbalanced: values["keep-unbalanced"],
        ...(validation === undefined ? {} : { validation }),
        ...(shardRows === undefined ? {} : { shardRows }),
        ...(values.seed === undefined ? {} : { seed: values.seed }),
        ...(values.licence === undefined ? {} : { licence: values.licence }),
      },
    };
  } catch (error) {
    return error instanceof Error ? error.message : "The arguments cannot be read.";
  }
}

function unknownFormat(name: string): string {
  const known = FORMATS.map((one) => one.name);
  const near = nearestName(name, known);
  const guess = near === null ? "" : ` Did you mean ${near}?`;
  return `There is no format ${printable(name)}.${guess} There are: ${known.join(", ")}.`;
}

function isFeedback(text: string): text is "up" | "down" | "any" {
  return text === "up" || text === "down" || text === "any";
}

function timeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : text.trim() === "" ? Number.NaN : Number(text);
}

/** A line that is written over itself, where someone looks at it; rate and remaining time by records. */
function progressLine(to: NodeJS.WriteStream): (progress: ExportProgress) => void {
  const began = performance.now();
  let told = began;
  let before: number | null = null;
  return ({ episodes, episodesInAll, records, recordsInAll, rows }) => {
    const now = performance.now();
    const last = episodes === episodesInAll;
    before ??= records;
    if (!last && now - told < 1_000) return;
    told = now;
    const seconds = Math.max(0.001, (now - began) / 1_000);
    const rate = (records - before) / seconds;
    const left = rate > 0 ? Math.ceil((recordsInAll - records) / rate) : null;
    const line =
      `${episodes} of ${episodesInAll} episodes, ${rows} rows, ${Math.round(rate)} records/s` +
      (last ? `, ${seconds.toFixed(1)} s` : left === null ? "" : `, about ${left} s left`);
    to.write(to.isTTY ? `\r${line}\u001B[K${last ? "\n" : ""}` : `${line}\n`);
  };
}
