import { existsSync, readFileSync } from "node:fs";
import type { LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { extractReasoningMiddleware } from "ai";
import * as z from "zod";
import { everShown, LeakCase } from "../../server/roleplay/parser/conformance.ts";
import {
  createCopyIndex,
  HIDDEN_RUN,
  PRIVATE_RUN,
} from "../../server/roleplay/parser/copy-index.ts";
import { createUtteranceParser } from "../../server/roleplay/parser/utterance-parser.ts";
import { quantile, type BenchReport, type Goal } from "./report.ts";
import { speechLag } from "./speech-lag.ts";

/**
 * The streaming parser against the reasoning middleware of the `ai` package, chained for both of HER's tags, on the
 * same streams in one run. Ours runs with both copy indexes filled.
 */

const TURN = [
  "<system_thinking>Context: the guest asks about the bridge. Goal: keep the ferry's secret. Plan: half a truth about the guards, then a question of her own to turn the talk.</system_thinking>",
  "<role_thinking>He has mud on his boots up to the knee; he came by the low road.</role_thinking>",
  "<role_action>sets the lamp on the table</role_action>",
  "The bridge is closed tonight, friend. Come back tomorrow, when the guards have changed.",
  "<role_thinking>If he stays I cannot signal the boat.</role_thinking>",
  "Unless you would rather wait by the stove? There is soup, and the rain is not done.",
].join("");
const SPEECH =
  "The river is high this year, and the old men say that it will not fall before the new moon, so sit. ";
const RECENT = Array.from(
  { length: 20 },
  (_, n) =>
    `Thought ${n}: nobody must hear of the ${n} sacks that went over the water in the last dark of the moon.`,
);
const HIDDEN = [
  `You are Mira, who keeps the ferry. ${"Her brother owes the mill a winter's grain. ".repeat(60)}`,
];

/** A token is about four characters. */
const CHUNK = 4;

type Reader = (chunks: readonly string[]) => Promise<string>;

function ours(): Reader {
  const recentPrivate = createCopyIndex(PRIVATE_RUN, RECENT);
  const hidden = createCopyIndex(HIDDEN_RUN, HIDDEN);
  return async (chunks) => {
    let shown = "";
    const parser = createUtteranceParser({
      self: { name: "Mira", aliases: [] },
      others: ["Tomas", "Ayla"],
      start: "expected",
      recentPrivate,
      hidden,
      limits: { raw: 4_000_000, visible: 4_000_000 },
      onPart: (part) => {
        if (part.type === "speech-delta" || part.type === "action-delta") shown += part.text;
      },
    });
    for (const chunk of chunks) parser.push(chunk);
    parser.end();
    return shown;
  };
}

type Part = LanguageModelV4StreamPart;
type Wrap = NonNullable<ReturnType<typeof extractReasoningMiddleware>["wrapStream"]>;
type Call = Parameters<Wrap>[0];

function streamOf(chunks: readonly string[]): ReadableStream<Part> {
  return new ReadableStream<Part>({
    start(controller) {
      controller.enqueue({ type: "text-start", id: "1" });
      for (const delta of chunks) controller.enqueue({ type: "text-delta", id: "1", delta });
      controller.enqueue({ type: "text-end", id: "1" });
      controller.close();
    },
  });
}

async function textOf(stream: ReadableStream<Part>): Promise<string> {
  let shown = "";
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read())
    if (next.value.type === "text-delta") shown += next.value.delta;
  return shown;
}

/** Both middlewares, one around the other, as its users chain them. */
const theirs: Reader = async (chunks) => {
  let doStream: Call["doStream"] = async () => ({ stream: streamOf(chunks) });
  for (const tagName of ["system_thinking", "role_thinking"]) {
    const inner = doStream;
    const { wrapStream } = extractReasoningMiddleware({ tagName });
    if (!wrapStream) throw new Error("the middleware of the ai package has no wrapStream");
    doStream = async () => wrapStream({ doStream: inner } as Call);
  }
  return textOf((await doStream()).stream);
};

/** The stream that the middlewares read, with none around it. */
const streamAlone: Reader = (chunks) => textOf(streamOf(chunks));

function inChunks(text: string): string[] {
  return Array.from({ length: Math.ceil(text.length / CHUNK) }, (_, n) =>
    text.slice(n * CHUNK, (n + 1) * CHUNK),
  );
}

/** Microseconds per character, one for each round. */
type Costs = readonly number[];

interface Contest {
  readonly read: Reader;
  readonly texts: readonly string[];
}

/**
 * All take their turn within each round, so that whatever else the machine does falls on all of them, after the same
 * rounds beforehand, in which their code is compiled.
 */
async function costs(
  contests: readonly Contest[],
  { warm, rounds }: { readonly warm: number; readonly rounds: number },
): Promise<Costs[]> {
  const lanes = contests.map(({ read, texts }) => ({
    read,
    streams: texts.map(inChunks),
    characters: texts.reduce((sum, text) => sum + text.length, 0),
    taken: [] as number[],
  }));
  for (let round = 0; round < warm + rounds; round++) {
    for (const { read, streams, characters, taken } of lanes) {
      const begin = performance.now();
      for (const stream of streams) await read(stream);
      if (round >= warm) taken.push(((performance.now() - begin) * 1_000) / characters);
    }
  }
  return lanes.map(({ taken }) => taken);
}

/** The median of what each round says: first over second. */
function ratioOf(over: Costs, under: Costs): number {
  return median(over.map((value, round) => value / (under[round] ?? value)));
}
const median = (values: Costs) => quantile(values, 0.5);

function openCases(): LeakCase[] {
  const [file] = ["../../../shared/data/leak-cases.json", "../fixtures/hostile-outputs.json"]
    .map((path) => new URL(path, import.meta.url))
    .filter((path) => existsSync(path));
  if (file === undefined)
    throw new Error("no file of cases; tests/fixtures/hostile-outputs.json is missing");
  return z.array(LeakCase).parse(JSON.parse(readFileSync(file, "utf8")));
}

/** Measures both on the same streams; takes some seconds. */
export async function benchParser(): Promise<BenchReport> {
  const turns = Array.from({ length: 40 }, () => TURN);
  const talk = (length: number) => TURN + SPEECH.repeat(Math.ceil(length / SPEECH.length));
  const read = ours();
  const [onTurns = [], theirsOnTurns = [], bare = []] = await costs(
    [
      { read, texts: turns },
      { read: theirs, texts: turns },
      { read: streamAlone, texts: turns },
    ],
    { warm: 15, rounds: 41 },
  );
  const [on64 = [], theirsOn64 = [], onLong = []] = await costs(
    [
      // As much text in a round as the long stream is, so that neither slips through a quiet moment.
      { read, texts: Array.from({ length: 16 }, () => talk(65_536)) },
      { read: theirs, texts: [talk(65_536)] },
      { read, texts: [talk(1_048_576)] },
    ],
    { warm: 2, rounds: 9 },
  );
  const rows = [
    { name: "40 turns", mine: median(onTurns), other: median(theirsOnTurns) },
    { name: "64 KB", mine: median(on64), other: median(theirsOn64) },
  ];
  const long = median(onLong);
  const growth = ratioOf(onLong, on64);
  const ratio = ratioOf(theirsOnTurns, onTurns);
  const netRatio = ratioOf(
    theirsOnTurns.map((cost, round) => cost - (bare[round] ?? 0)),
    onTurns,
  );
  const cases = openCases();
  let leaks = 0;
  let theirLeaks = 0;
  for (const leak of cases) {
    if (leaked(leak, everShown(leak, leak.chunks))) leaks += 1;
    if (leaked(leak, await theirs(leak.chunks))) theirLeaks += 1;
  }
  const lag = speechLag();
  const [first, each, close] = [lag.first, lag.each, lag.close].map((letters) => ({
    p50: quantile(letters, 0.5),
    p95: quantile(letters, 0.95),
  }));
  const atOnce = lag.close.filter((letters) => letters === 0).length / lag.close.length;
  const slowest = Math.max(...rows.map(({ mine }) => mine), long);
  const per = (micros: number) =>
    `${micros.toFixed(3)} µs/char  ${(1 / micros).toFixed(2)} M chars/s`;
  const table = [
    "stream      ours                              ai package",
    ...rows.map(
      ({ name, mine, other }) => `${name.padEnd(12)}${per(mine).padEnd(34)}${per(other)}`,
    ),
    `${"1 MB".padEnd(12)}${per(long)}`,
    `${"leaks".padEnd(12)}${`${leaks} of ${cases.length}`.padEnd(34)}${theirLeaks} of ${cases.length}`,
    "",
    `letters behind the model, ${lag.turns} turns   p50   p95   (a whole run held back: ${HIDDEN_RUN})`,
    ...[
      { name: "before the first is shown", at: first },
      { name: "each visible letter", at: each },
      { name: "of an action at its close", at: close },
    ].map(
      ({ name, at }) =>
        `${name.padEnd(38)}${String(at?.p50).padStart(3)}   ${String(at?.p95).padStart(3)}   (tokens of ${CHUNK}: ${Math.ceil((at?.p50 ?? 0) / CHUNK)}, ${Math.ceil((at?.p95 ?? 0) / CHUNK)})`,
    ),
  ].join("\n");
  const goal = (name: string, what: string, value: number, met: boolean): Goal => ({
    name,
    goal: what,
    value,
    met,
  });
  return {
    table,
    goals: [
      goal("speed beside the ai package, on turns", ">= 1", ratio, ratio >= 1),
      goal("the same without what their stream costs by itself", ">= 1", netRatio, netRatio >= 1),
      goal("open cases that leak", "0", leaks, leaks === 0),
      goal("µs per character, worst", "<= 2", slowest, slowest <= 2),
      goal(
        "letters before the first is shown, p50",
        "<= 8",
        first?.p50 ?? 99,
        (first?.p50 ?? 99) <= 8,
      ),
      goal("share of actions shown whole at their close", ">= 0.95", atOnce, atOnce >= 0.95),
      goal("cost per character at 1 MB beside 64 KB", "<= 1.5", growth, growth <= 1.5),
    ],
  };
}

function leaked(leak: LeakCase, shown: string): boolean {
  return leak.must_not_contain.some((word) => shown.includes(word));
}
