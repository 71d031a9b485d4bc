import { readFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import { branchEpisode, type Changes } from "../../episodes/replay/branch.ts";
import { LogPlace } from "../../episodes/log-place.ts";
import { openLogAt } from "../../episodes/postgres-log.ts";
import { plural } from "../../episodes/plural.ts";
import { printable } from "../../episodes/transcript.ts";
import { createEndpoint } from "../../model/endpoint.ts";
import { startProbing } from "../../model/probe/probing.ts";
import { startUnderstudy, UNDERSTUDY_MODEL } from "../../model/understudy/index.ts";
import { Persona } from "../../roleplay/persona.ts";
import { DEFAULT_PLAY } from "../../stage/scene-context.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { loadDotEnv, readConfig, understudyEndpoint, type Config } from "../config.ts";
import { seededRandom } from "../seeded-random.ts";
import { systemClock } from "../system-clock.ts";
import { readYamlFile } from "../../worlds/yaml-file.ts";
import { takesAnEpisode, type Asked, type EpisodeCommand } from "./command.ts";
import { episodeNamed } from "./episode-words.ts";
import { reading } from "./reading.ts";

/** `branch`: plays an episode on from one of its turns with something changed, as an episode of its own. */
export const branch: EpisodeCommand = {
  name: "branch",
  takes: "ID|latest",
  does: "play on from one turn with something changed, as an episode of its own",
  options: {
    turn: { type: "string", takes: "T", does: "the turn that is taken again, by its id" },
    turns: {
      type: "string",
      takes: "N",
      does: "go on until personas have taken N turns; 1 if not said",
    },
    players: {
      type: "string",
      takes: "HOW",
      does: "players after that turn: left-out (silent) or recorded (as they were)",
    },
    persona: { type: "string", takes: "FILE", does: "another version of a persona's sheet" },
    mode: { type: "string", takes: "M", does: "how everyone thinks: full, budget or reflex" },
    endpoint: { type: "string", takes: "URL", does: "another endpoint than the one that is set" },
    model: { type: "string", takes: "NAME", does: "another model than the one that is set" },
    temperature: { type: "string", takes: "X", does: "another temperature" },
    "top-p": { type: "string", takes: "X", does: "another top_p" },
    "max-tokens": { type: "string", takes: "N", does: "another cap on a turn" },
    "think-tokens": { type: "string", takes: "N", does: "another cap on a thought" },
    into: {
      type: "string",
      takes: "FILE|URL",
      does: "the log that it is written to; otherwise a file beside the log, or the same database",
    },
    "same-log": { type: "boolean", does: "write it into the log that it is a branch of" },
  },
  refuse: takesAnEpisode,
  async run(asked) {
    const wanted = await wantedOf(asked);
    if (typeof wanted === "string") return refused([wanted]);
    loadDotEnv(resolve(import.meta.dirname, "../../../.env"));
    const { endpoint, model } = asked.given;
    const configured = readConfig({
      env: {
        ...process.env,
        ...(typeof endpoint === "string" ? { DRAMATIS_BASE_URL: endpoint } : {}),
        ...(typeof model === "string" ? { DRAMATIS_MODEL: model } : {}),
      },
    });
    if (!configured.ok) return refused(configured.problems);
    const { config } = configured;
    return reading(asked.file, async (reader) => {
      const episode = await episodeNamed(reader, asked.words[0] ?? "", asked.file);
      if (episode === null) return 1;
      return withModel(config, (played) =>
        playBranch(asked, wanted, config, played, reader.events(episode.id)),
      );
    });
  },
};

/** What the command line asks for. */
interface Wanted {
  readonly turn: string;
  readonly turns: number;
  readonly players: "left-out" | "recorded";
  readonly changes: Changes;
  readonly into: LogPlace;
}

async function wantedOf({ given, file }: Asked): Promise<Wanted | string> {
  const { mode, players = "left-out", into } = given;
  const turn = String(given["turn"] ?? "");
  if (turn === "") return "Which turn? Give its id with --turn.";
  if (mode !== undefined && mode !== "full" && mode !== "budget" && mode !== "reflex")
    return `--mode: found ${printable(String(mode))}; expected full, budget or reflex. A thought ahead belongs to a line that is still to come.`;
  if (players !== "left-out" && players !== "recorded")
    return `--players: found ${printable(String(players))}; expected left-out or recorded.`;
  if (into !== undefined && given["same-log"] === true)
    return "Give --into or --same-log, not both.";
  const persona = await personaIn(given["persona"]);
  if (typeof persona === "string") return persona;
  const numbers = numbersIn(given);
  if (typeof numbers === "string") return numbers;
  const { turns = 1, temperature, topP, maxTokens, thought } = numbers;
  const sampling = {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  };
  return {
    turn,
    turns,
    players,
    into: typeof into === "string" ? new LogPlace(into) : given["same-log"] ? file : besides(file),
    changes: {
      ...(persona === null ? {} : { personas: [persona] }),
      ...(mode === undefined ? {} : { mode }),
      ...(Object.keys(sampling).length === 0 ? {} : { sampling }),
      ...(thought === undefined ? {} : { thinking: { budget: allOf(thought) } }),
    },
  };
}

type Numbers = Partial<Record<"turns" | "temperature" | "topP" | "maxTokens" | "thought", number>>;

function numbersIn(given: Asked["given"]): Numbers | string {
  const found: Numbers = {};
  for (const [name, option, least, most, whole] of [
    ["turns", "turns", 1, 1_000, true],
    ["temperature", "temperature", 0, 2, false],
    ["topP", "top-p", 0, 1, false],
    ["maxTokens", "max-tokens", 1, 32_768, true],
    ["thought", "think-tokens", 1, 4_096, true],
  ] as const) {
    const said = given[option];
    if (said === undefined) continue;
    const value = String(said).trim() === "" ? Number.NaN : Number(said);
    const fits = value >= least && value <= most && (!whole || Number.isInteger(value));
    if (!fits)
      return `--${option}: found ${printable(String(said))}; expected ${whole ? "a whole number" : "a number"} from ${least} to ${most}.`;
    found[name] = value;
  }
  return found;
}

function allOf(tokens: number) {
  return { plain: tokens, grave: tokens, talk: tokens, continued: tokens, ahead: tokens };
}

/** A server that plays holds its file; a database takes any number of writers. */
function besides(log: LogPlace): LogPlace {
  const place = log.open();
  if (place.kind === "postgres") return log;
  const ending = extname(place.file);
  const stem = ending === "" ? place.file : place.file.slice(0, -ending.length);
  return new LogPlace(`${stem}-branches${ending === "" ? ".sqlite" : ending}`);
}

function refused(problems: readonly string[]): number {
  for (const problem of problems) console.error(problem);
  return 2;
}

async function personaIn(file: string | boolean | undefined): Promise<Persona | string | null> {
  if (typeof file !== "string") return null;
  const read = await readYamlFile(file, file);
  if (!read.ok) return read.problem;
  const parsed = Persona.safeParse(read.value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String) ?? [];
  return `${read.placeOf(path, "value")}: ${issue?.message ?? "this is no persona"}`;
}

type Model = ReturnType<typeof createEndpoint>;
interface Played {
  readonly model: Model;
  readonly endpoint: Record<string, unknown>;
}

/** Connects the model that is set, or the understudy, for as long as the work lasts. */
async function withModel<T>(config: Config, work: (played: Played) => Promise<T>): Promise<T> {
  const understudy = config.endpoint === null ? await startUnderstudy({ seed: config.seed }) : null;
  const clock = systemClock();
  const endpoint =
    config.endpoint ?? understudyEndpoint(config, understudy?.url ?? "", UNDERSTUDY_MODEL);
  const probing = startProbing({ config: endpoint, clock, told: () => {} });
  try {
    await probing.first;
    const model = createEndpoint(endpoint, clock, () =>
      probing.capabilities === null ? null : { capabilities: probing.capabilities, salt: null },
    );
    return await work({ model, endpoint: probing.record() });
  } finally {
    probing.stop();
    await understudy?.close();
  }
}

async function playBranch(
  { json, file }: Asked,
  { turn, turns, players, changes, into }: Wanted,
  config: Config,
  { model, endpoint }: Played,
  events: Parameters<typeof branchEpisode>[0]["events"],
): Promise<number> {
  const log = await openLogAt(into);
  try {
    const branched = await branchEpisode({
      events,
      at: turn,
      turns,
      players,
      changes,
      model,
      endpoint,
      play: {
        ...DEFAULT_PLAY,
        prefill: config.prefill,
        thinking: config.thinking,
        sampling: { ...config.sampling, stop: [] },
        turnWithin: config.calls.deadlines.turn,
      },
      clock: systemClock(),
      random: seededRandom(config.seed),
      seed: config.seed,
      software: softwareName(),
      log,
    });
    if (!branched.ok) {
      if (json) console.log(JSON.stringify(branched));
      else console.error(`Nothing was branched: ${printable(branched.problem)}`);
      return 1;
    }
    const told: Said[] = [];
    const names = new Map<string, string>();
    if (!json) console.log(`${printable(branched.episodeId)}, in ${String(into)}:`);
    for await (const event of branched.events) {
      const said = saidIn(event, names);
      if (said === null) continue;
      told.push(said);
      if (!json) for (const line of wordsOf(said)) console.log(line);
    }
    const end = await branched.ended;
    const { episodeId } = branched;
    if (json) {
      console.log(JSON.stringify({ ok: true, episodeId, log: String(into), said: told, ...end }));
    } else {
      for (const { what, why } of end.notDone)
        console.error(`A player's ${what} could not be done again: ${why}.`);
      console.log(
        `${plural(end.turns, "turn")}${end.reason === "silence" && end.turns < turns ? ", and then nobody had anything more to say" : ""}${end.logged ? "" : "; not all of it could be logged"}.`,
      );
      if (String(into) !== String(file))
        console.log(`npm run episodes -- show ${printable(episodeId)} --file ${String(into)}`);
    }
    return end.logged ? 0 : 1;
  } finally {
    await log.close();
  }
}

/** A line or turn of the branch as players would have heard it. */
interface Said {
  readonly turnId: string;
  readonly name: string;
  readonly outcome: string;
  readonly segments: readonly { readonly kind: string; readonly text: string }[];
}

function saidIn(event: EpisodeEvent, names: Map<string, string>): Said | null {
  if (event.type === "participant-joined") names.set(event.participant, event.name);
  if (event.type === "episode-start") {
    for (const { id, name } of Persona.array().safeParse(event.personas).data ?? [])
      names.set(id, name);
  }
  if (event.type !== "line" && event.type !== "turn") return null;
  const { turnId, speaker, segments } = event;
  return {
    turnId,
    name: names.get(speaker) ?? (speaker === "environment" ? "Environment" : speaker),
    outcome: event.type === "turn" ? event.outcome : "complete",
    segments: segments.filter(({ kind }) => kind === "speech" || kind === "action"),
  };
}

function wordsOf({ name, outcome, segments }: Said): string[] {
  const ended = outcome === "complete" ? "" : `  [${outcome}]`;
  return [
    `  ${printable(name)}:${ended}`,
    ...segments.map(({ kind, text }) => {
      const said = text.split("\n").map(printable).join(" / ");
      return kind === "speech" ? `    “${said}”` : `    *${said}*`;
    }),
  ];
}

function softwareName(): string {
  const file = resolve(import.meta.dirname, "../../../package.json");
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return `dramatis/${version}`;
}
