import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { branchEpisode, type Branched } from "../../episodes/replay/branch.ts";
import { openLogAt } from "../../episodes/postgres-log.ts";
import { printable } from "../../episodes/transcript.ts";
import { createEndpoint } from "../../model/endpoint.ts";
import { startProbing } from "../../model/probe/probing.ts";
import { startUnderstudy, UNDERSTUDY_MODEL } from "../../model/understudy/index.ts";
import { Persona } from "../../roleplay/persona.ts";
import { DEFAULT_PLAY } from "../../stage/scene-context.ts";
import { loadDotEnv, readConfig, understudyEndpoint, type Config } from "../config.ts";
import { seededRandom } from "../seeded-random.ts";
import { systemClock } from "../system-clock.ts";
import { readYamlFile } from "../../worlds/yaml-file.ts";
import { takesAnEpisode, type Asked, type EpisodeCommand } from "./command.ts";
import { episodeNamed } from "./episode-words.ts";
import { reading } from "./reading.ts";

/** `branch`: asks the model that is set for one turn again, and writes what it says as an episode of its own. */
export const branch: EpisodeCommand = {
  name: "branch",
  takes: "ID|latest",
  does: "take one turn again with the model that is set, as an episode of its own",
  options: {
    turn: { type: "string", takes: "T", does: "the turn that is taken again, by its id" },
    persona: { type: "string", takes: "FILE", does: "another version of the speaker's sheet" },
    mode: { type: "string", takes: "M", does: "how it thinks: full, budget or reflex" },
  },
  refuse: takesAnEpisode,
  async run(asked) {
    const turnId = String(asked.given["turn"] ?? "");
    const mode = asked.given["mode"];
    if (turnId === "") return refused(["Which turn? Give its id with --turn."]);
    if (mode !== undefined && mode !== "full" && mode !== "budget" && mode !== "reflex")
      return refused([
        `--mode: found ${printable(String(mode))}; expected full, budget or reflex. A thought ahead belongs to a line that is still to come.`,
      ]);
    loadDotEnv(resolve(import.meta.dirname, "../../../.env"));
    const configured = readConfig({ env: process.env });
    if (!configured.ok) return refused(configured.problems);
    const persona = await personaIn(asked.given["persona"]);
    if (typeof persona === "string") return refused([persona]);
    const { config } = configured;
    return reading(asked.file, async (reader) => {
      const episode = await episodeNamed(reader, asked.words[0] ?? "", asked.file);
      if (episode === null) return 1;
      const done = await withModel(config, async ({ model, endpoint }) => {
        const log = await openLogAt(asked.file);
        try {
          return await branchEpisode(reader.events(episode.id), {
            turnId,
            ...(persona === null ? {} : { persona }),
            ...(mode === undefined ? {} : { mode }),
            model,
            endpoint,
            play: {
              ...DEFAULT_PLAY,
              prefill: config.prefill,
              thinking: config.thinking,
              sampling: { ...config.sampling, stop: [] },
            },
            clock: systemClock(),
            random: seededRandom(config.seed),
            seed: config.seed,
            software: softwareName(),
            log,
            within: config.calls.deadlines.turn,
          });
        } finally {
          await log.close();
        }
      });
      return say(done, asked);
    });
  },
};

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

/** Connects the model that is set, or the understudy, for as long as the work lasts. */
async function withModel<T>(
  config: Config,
  work: (played: { model: Model; endpoint: Record<string, unknown> }) => Promise<T>,
): Promise<T> {
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

function say(done: Branched, { json }: Asked): number {
  if (json) console.log(JSON.stringify(done));
  else if (!done.ok) console.error(`Nothing was branched: ${printable(done.problem)}`);
  else {
    const { episodeId, outcome, segments, logged } = done;
    console.log(
      `${printable(episodeId)}: ${outcome}${logged ? "" : ", and it could not be logged"}`,
    );
    for (const { kind, text } of segments) {
      const said = text.split("\n").map(printable).join(" / ");
      console.log(kind === "speech" ? `    “${said}”` : `    *${said}*`);
    }
  }
  return done.ok && done.logged ? 0 : 1;
}

function softwareName(): string {
  const file = resolve(import.meta.dirname, "../../../package.json");
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return `dramatis/${version}`;
}
