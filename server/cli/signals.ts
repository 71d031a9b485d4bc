import { parseArgs } from "node:util";
import { EpisodeLogError } from "../episodes/episode-log-error.ts";
import type { LogPlace } from "../episodes/log-place.ts";
import { openEpisodeReader, type EpisodeReader } from "../episodes/reader.ts";
import { printable } from "../episodes/transcript.ts";
import type { EpisodeEvent } from "../stage/episode-event.ts";
import { SIGNALS, type SignalName } from "../training/signals/signal-table.ts";
import { signalsOf } from "../training/signals/signals.ts";
import { openJsonlFile } from "../training/exports/jsonl-file.ts";
import { ExportError } from "../training/exports/index.ts";
import { noteOutput } from "../training/rights/outputs/known-outputs.ts";
import { dataFolderOf, logNamed } from "./log-named.ts";

/** `npm run signals`: what play itself says of each persona's turns. */

const USAGE = `Usage: npm run signals -- [options]

  --file LOG   the log, a file or a postgres:// URL; otherwise the one of DRAMATIS_LOG or DRAMATIS_DATA_DIR
  --json       JSON instead of text
  --turns      each turn's own values, as JSON, one line each
  --out FILE   with --turns: into this file, which forgetting then knows of
  --what       what each signal means, and what it cannot tell
`;

/** A persona's turns under one signal. */
interface Row {
  readonly persona: string;
  readonly signal: SignalName;
  readonly bounds: readonly [number, number];
  readonly turns: number;
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

process.stdout.on("error", () => process.exit(0));
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === "string") {
    console.error(`${asked}\n\n${USAGE}`);
    return 2;
  }
  if (asked.help) {
    console.log(USAGE);
    return 0;
  }
  if (asked.what) return explain(asked.json);
  let reader: EpisodeReader | null = null;
  try {
    reader = await openEpisodeReader(asked.file);
    return await report(reader, asked);
  } catch (error) {
    if (error instanceof ExportError) {
      console.error(error.message);
      return 1;
    }
    if (!(error instanceof EpisodeLogError)) throw error;
    const hint =
      error.code === "missing"
        ? " Play a scene first (npm start), or name another with --file."
        : "";
    console.error(error.message + hint);
    return 1;
  } finally {
    await reader?.close();
  }
}

function readArguments(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        file: { type: "string" },
        json: { type: "boolean", default: false },
        turns: { type: "boolean", default: false },
        out: { type: "string" },
        what: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const file = logNamed(values.file);
    if (values.out !== undefined && !values.turns) return "--out goes with --turns.";
    return { ...values, file };
  } catch (error) {
    return error instanceof Error ? error.message : "The arguments cannot be read.";
  }
}

function explain(json: boolean): number {
  if (json) console.log(JSON.stringify(SIGNALS, null, 2));
  else {
    for (const [name, { bounds, means, cannotTell }] of Object.entries(SIGNALS)) {
      console.log(
        `${name}  ${bounds[0]} to ${bounds[1]}\n  ${means}\n  Cannot tell: ${cannotTell}`,
      );
    }
  }
  return 0;
}

async function report(
  reader: EpisodeReader,
  { file, json, turns, out }: { file: LogPlace; json: boolean; turns: boolean; out?: string },
): Promise<number> {
  if (out !== undefined) noteOutput(dataFolderOf(file), { kind: "signals", path: out });
  const lines = out === undefined ? null : openJsonlFile(out);
  const values = new Map<string, Map<SignalName, number[]>>();
  let synthetic = 0;
  let rehearsed = 0;
  let episodes = 0;
  for (const { id, synthetic: standIn, origin } of await reader.list()) {
    episodes += 1;
    if (origin === "rehearsal") rehearsed += 1;
    if (standIn === true) synthetic += 1;
    const events: EpisodeEvent[] = [];
    // Calls and observations are most of a log, and tell no signal.
    for await (const { event } of reader.events(id)) {
      if (event.type !== "model-call" && event.type !== "observed") events.push(event);
    }
    for (const signal of signalsOf(events)) {
      if (turns) {
        const row = { episode: id, ...signal, bounds: SIGNALS[signal.name].bounds };
        if (lines === null) console.log(JSON.stringify(row));
        else await lines.write(row);
        continue;
      }
      const ofPersona = values.get(signal.persona) ?? new Map<SignalName, number[]>();
      values.set(signal.persona, ofPersona);
      ofPersona.set(signal.name, [...(ofPersona.get(signal.name) ?? []), signal.value]);
    }
  }
  await lines?.finish();
  if (turns) return 0;
  const rows = [...values].flatMap(([persona, ofPersona]) =>
    [...ofPersona].map(([name, all]) => rowOf(persona, name, all)),
  );
  if (json) console.log(JSON.stringify({ episodes, synthetic, rehearsed, rows }, null, 2));
  else {
    for (const { persona, signal, bounds, turns: count, mean, least, most } of rows) {
      console.log(
        `${printable(persona).padEnd(20)} ${signal.padEnd(14)} mean ${mean.toFixed(3)} of ${bounds[0]}..${bounds[1]}, ` +
          `${least.toFixed(2)} to ${most.toFixed(2)}, ${count} turn${count === 1 ? "" : "s"}`,
      );
    }
    const standIns = synthetic === 0 ? "" : `, ${synthetic} of them played by a stand-in`;
    const tries = rehearsed === 0 ? "" : `, ${rehearsed} of them rehearsals`;
    console.log(
      `${episodes} episodes in ${file}${standIns}${tries}; --what says what each signal means`,
    );
  }
  return 0;
}

function rowOf(persona: string, signal: SignalName, all: readonly number[]): Row {
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of all) {
    sum += value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const { bounds } = SIGNALS[signal];
  return { persona, signal, bounds, turns: all.length, mean: sum / all.length, least, most };
}
