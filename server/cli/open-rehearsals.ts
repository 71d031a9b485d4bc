import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { openEpisodeReader, type LoggedEvent } from "../episodes/reader.ts";
import { createAllowance } from "../model/queue/allowance.ts";
import type { Caps } from "../model/queue/ledger.ts";
import { createModelChain } from "../model/model-chain.ts";
import type { EndpointConfig } from "../model/endpoint-config.ts";
import { startProbing } from "../model/probe/probing.ts";
import { startUnderstudy, UNDERSTUDY_MODEL } from "../model/understudy/index.ts";
import type { Staging } from "../stage/staging.ts";
import type {
  KeptSheets,
  RehearsalEndpoint,
  RehearsalModel,
  RehearsalPorts,
  RehearsalWorlds,
} from "../studio/rehearsal/rehearsal-ports.ts";
import type { WorldShelf } from "../worlds/world-shelf.ts";
import { onGround, readNamedWorld } from "../worlds/read-staging.ts";
import { alertWords } from "./alert-words.ts";
import { understudyEndpoint, type Config } from "./config.ts";
import type { Play } from "./play.ts";
import { seededRandom } from "./seeded-random.ts";
import { systemClock } from "./system-clock.ts";

/** What rehearsals are wired to: the worlds at hand, the endpoints that the operator set, and the log of the game. */
export interface OpenRehearsals {
  readonly ports: RehearsalPorts;
  close(): Promise<void>;
}

export interface RehearsalParts {
  readonly play: Play;
  readonly config: Config;
  /** What rooms play; it may come from another place than the folder of worlds. */
  readonly staging: Staging;
  readonly assets: string;
  readonly software: string;
  readonly sheets: KeptSheets | null;
}

/** After this many ms a rehearsal does not wait for the verdict on its endpoint any longer. */
const LONGEST_WAIT = 3_000;

export function openRehearsals(parts: RehearsalParts): OpenRehearsals {
  const { play, config, staging, assets, software, sheets } = parts;
  const clock = systemClock();
  const opened: { close(): void | Promise<void> }[] = [];
  const caps = (): Caps => {
    const { cap } = config.rehearsal;
    return { npc: cap, scene: cap, player: cap, server: cap };
  };
  /** One account for all that is rehearsed through an endpoint. */
  const capped = (model: RehearsalModel["model"]) => createAllowance(model, caps(), clock);

  const first: RehearsalEndpoint = {
    name: "play",
    modelName: config.endpoint?.model ?? UNDERSTUDY_MODEL,
    synthetic: play.model.synthetic,
    open: once(async () => ({
      model: capped(play.model),
      record: () => play.probing.record(),
    })),
  };

  /** An endpoint of its own: its own queue, so that nothing of players' waits behind it. */
  function other(
    name: string,
    modelName: string,
    synthetic: boolean,
    at: () => Promise<EndpointConfig>,
  ) {
    return {
      name,
      modelName,
      synthetic,
      open: once(async (): Promise<RehearsalModel> => {
        const endpoint = await at();
        const probing = startProbing({ config: endpoint, clock, told: () => {} });
        const chain = createModelChain({
          first: endpoint,
          known: () =>
            probing.capabilities === null
              ? null
              : { capabilities: probing.capabilities, salt: null },
          second: null,
          clock,
          alert: (alert) => console.error(alertWords(alert)),
          queue: { ...config.queue, loadPage: null },
          caps: config.caps,
        });
        opened.push({
          close() {
            probing.stop();
            chain.close();
          },
        });
        await Promise.race([
          probing.first,
          new Promise<void>((resolve) => clock.after(LONGEST_WAIT, resolve)),
        ]);
        return { model: capped(chain.model), record: () => probing.record() };
      }),
    } satisfies RehearsalEndpoint;
  }

  const { fallback } = config;
  const all: RehearsalEndpoint[] = [
    first,
    ...(fallback === null
      ? []
      : [other("fallback", fallback.model, fallback.synthetic, async () => fallback)]),
    ...config.rehearsal.endpoints.map(({ name, config: endpoint }) =>
      other(name, endpoint.model, endpoint.synthetic, async () => endpoint),
    ),
    ...(config.endpoint === null
      ? []
      : [
          other("understudy", UNDERSTUDY_MODEL, true, async () => {
            const understudy = await startUnderstudy({ seed: config.seed });
            opened.push(understudy);
            return understudyEndpoint(config, understudy.url, UNDERSTUDY_MODEL);
          }),
        ]),
  ];

  async function* episode(id: string): AsyncIterable<LoggedEvent> {
    const reader = await openEpisodeReader(config.log);
    try {
      yield* reader.events(id);
    } finally {
      await reader.close();
    }
  }

  return {
    ports: {
      worlds: worldsIn(assets, staging, sheets),
      endpoints: { all },
      log: play.log,
      episode,
      clock,
      random: seededRandom,
      play: play.settings(),
      software,
      fault: (error) =>
        console.error(
          `something in a rehearsal failed (${error instanceof Error ? error.name : typeof error}); the game goes on`,
        ),
    },
    async close() {
      for (const one of opened.toReversed()) await one.close();
    },
  };
}

function worldsIn(assets: string, played: Staging, sheets: KeptSheets | null): RehearsalWorlds {
  const folder = join(assets, "worlds");
  const names = async (): Promise<string[]> => {
    const known = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const worlds = known.flatMap((one) =>
      one.isDirectory() && /^[a-z0-9][a-z0-9-]*$/u.test(one.name) ? [one.name] : [],
    );
    return [...new Set([played.scene.id, ...worlds.toSorted()])];
  };
  return {
    names,
    async staging(world) {
      const there = await readdir(folder).catch((): string[] => []);
      // What plays may be no world of the folder: a CoSER file, or a path that was given at the start.
      if (!there.includes(world)) {
        return world === played.scene.id ? played : [`there is no world ${world}`];
      }
      const found = await readNamedWorld(world, assets);
      const read = found.ok ? await onGround(found, assets, undefined) : found;
      return read.ok ? read.staging : read.problems;
    },
    sheets,
  };
}

/** Does its work once; a failure is tried again. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= work().catch((error: unknown) => {
      running = null;
      throw error;
    });
    return running;
  };
}

/** Drafts and releases of the shelf, as rehearsals take them. */
export function keptSheets(shelf: WorldShelf): KeptSheets {
  return {
    persona: (world, id, version) => shelf.persona(world, id, version),
    async versions(world, id) {
      const sheet = { part: "persona", id } as const;
      const [history, kept] = await Promise.all([
        shelf.history(world, sheet).catch(() => []),
        shelf.read(world, sheet).catch(() => null),
      ]);
      return {
        versions: history.slice(0, SHOWN).map(({ version }) => version),
        hasDraft: kept?.draft != null,
      };
    },
  };
}

/** Versions of a sheet that are offered. */
const SHOWN = 20;
