import { seededRandom } from "../../../server/cli/seeded-random.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import type { Clock, Model } from "../../../server/stage/ports.ts";
import { DEFAULT_PLAY, type PlaySettings } from "../../../server/stage/scene-context.ts";
import type { Staging } from "../../../server/stage/staging.ts";
import type {
  KeptSheets,
  RehearsalBounds,
  RehearsalEndpoint,
  RehearsalPorts,
} from "../../../server/studio/rehearsal/rehearsal-ports.ts";
import { memoryLog, type MemoryLog } from "../../doubles/memory-log.ts";
import { understudyModel } from "../../doubles/understudy-model.ts";

/** What rehearsals need, in this process: the understudy, a log in memory, worlds at hand. */
export interface TestPorts extends RehearsalPorts {
  readonly log: MemoryLog;
}

export interface PortsOptions {
  /** Endpoints by their names; the first is what plays. */
  readonly models?: Readonly<Record<string, Model>>;
  readonly sheets?: KeptSheets;
  readonly limits?: Partial<RehearsalBounds>;
  /** Episodes of the log beside what is rehearsed. */
  readonly episodes?: readonly EpisodeEvent[];
  readonly play?: Partial<PlaySettings>;
}

export function rehearsalPorts(
  clock: Clock,
  worlds: Readonly<Record<string, Staging>>,
  { models, sheets, limits, episodes = [], play }: PortsOptions = {},
): TestPorts {
  const log = memoryLog();
  const all = Object.entries(models ?? { play: understudyModel(clock) }).map(
    ([name, model]): RehearsalEndpoint => ({
      name,
      modelName: model.description,
      synthetic: model.synthetic,
      open: async () => ({ model, record: () => ({ of: name }) }),
    }),
  );
  return {
    worlds: {
      names: async () => Object.keys(worlds),
      staging: async (world) => worlds[world] ?? [`there is no world ${world}`],
      sheets: sheets ?? null,
    },
    endpoints: { all },
    log,
    async *episode(id) {
      for (const [seq, event] of [...episodes, ...log.events].entries())
        if (event.episodeId === id) yield { seq, event };
    },
    clock,
    random: seededRandom,
    play: { ...DEFAULT_PLAY, prefill: "<system_thinking>", ...play },
    software: "dramatis/test",
    fault: (error) => {
      throw error;
    },
    ...(limits === undefined ? {} : { limits }),
  };
}
