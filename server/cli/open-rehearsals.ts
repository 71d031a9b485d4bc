import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { openEpisodeReader, type LoggedEvent } from "../episodes/reader.ts";
import { createAllowance } from "../model/queue/allowance.ts";
import type { Caps } from "../model/queue/ledger.ts";
import { createModelChain } from "../model/model-chain.ts";
import type { EndpointConfig } from "../model/endpoint-config.ts";
import { startProbing } from "../model/probe/probing.ts";
import { startUnderstudy, UNDERSTUDY_MODEL } from "../model/understudy/index.ts";
import type {
  KeptSheets,
  RehearsalEndpoint,
  RehearsalModel,
  RehearsalPorts,
  RehearsalWorlds,
} from "../studio/rehearsal/rehearsal-ports.ts";
import type { WorldShelf } from "../worlds/world-shelf.ts";
import { onGround, readNamedWorld, type StagingRead } from "../worlds/read-staging.ts";
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
  /** The id of the world that rooms play; it may come from another place than the folders of worlds. */
  readonly played: string;
  reread(): Promise<StagingRead>;
  /** Folders of worlds. */
  readonly roots: readonly string[];
  /** Where their maps are. */
  readonly assets: string;
  readonly software: string;
  readonly sheets: KeptSheets | null;
}

/** After this many ms a rehearsal does not wait for the verdict on its endpoint any longer. */
const LONGEST_WAIT = 3_000;

export function openRehearsals(parts: RehearsalParts): OpenRehearsals {
  const { play, config, software } = parts;
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
      worlds: worldsOf(parts),
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

function worldsOf({
  played,
  reread,
  roots,
  assets,
  sheets,
}: Pick<RehearsalParts, "played" | "reread" | "roots" | "assets" | "sheets">): RehearsalWorlds {
  /** Worlds to their folders; of two that are called alike the first counts. */
  async function folders(): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (const root of roots) {
      for (const one of await readdir(root, { withFileTypes: true }).catch(() => [])) {
        if (!one.isDirectory() || !/^[a-z0-9][a-z0-9-]*$/u.test(one.name)) continue;
        if (!found.has(one.name)) found.set(one.name, resolve(root, one.name));
      }
    }
    return found;
  }
  return {
    names: async () => [...new Set([played, ...[...(await folders()).keys()].toSorted()])],
    async staging(world) {
      const folder = (await folders()).get(world);
      if (world !== played && folder === undefined) return [`there is no world ${world}`];
      const read =
        world === played || folder === undefined
          ? await reread()
          : await readNamedWorld(folder, assets).then((found) =>
              found.ok ? onGround(found, assets, undefined) : found,
            );
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
    async text(world, id) {
      const kept = await shelf.read(world, { part: "persona", id }).catch(() => null);
      return kept?.draft?.yaml ?? kept?.yaml ?? null;
    },
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
