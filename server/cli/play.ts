import { defineRoom, type RegisteredHandler } from "@colyseus/core";
import { join } from "node:path";
import { openConsentFile } from "../episodes/consent/consent-file.ts";
import { openMemoryFile } from "../episodes/memory/memory-store.ts";
import { openLogAt } from "../episodes/postgres-log.ts";
import type { EpisodeLogFile } from "../episodes/threaded-log.ts";
import { createEmbedder } from "../model/embeddings.ts";
import { createModelChain, type ModelChain } from "../model/model-chain.ts";
import { createMetrics, type Metrics } from "../model/queue/metrics.ts";
import { startProbing, type Probing } from "../model/probe/probing.ts";
import type { QueuedModel } from "../model/queue/queue.ts";
import { startUnderstudy, UNDERSTUDY_MODEL } from "../model/understudy/index.ts";
import { createTokenGauge } from "../roleplay/prompt/token-estimate.ts";
import { sceneRoom } from "../rooms/scene-room.ts";
import type { SceneOptions } from "../rooms/scene-host.ts";
import type { Clock, EpisodeConnection, Model } from "../stage/ports.ts";
import { DEFAULT_PLAY, type PlaySettings } from "../stage/scene-context.ts";
import type { Staging } from "../stage/staging.ts";
import { versioned } from "../worlds/versioned.ts";
import { announceProbed, saltOf } from "./announce-endpoint.ts";
import { captureProblem } from "./capture-profile.ts";
import { alertWords } from "./alert-words.ts";
import { understudyEndpoint, type Config } from "./config.ts";
import type { PlayAround } from "./running-game.ts";
import { keepWithin } from "./keep-within.ts";
import { seededRandom } from "./seeded-random.ts";
import { systemClock } from "./system-clock.ts";

/** Everything a server plays with, wired together: the model or its stand-in, the episode log, the rooms. */
export interface Play {
  readonly rooms: Record<string, RegisteredHandler>;
  /** What `npcPlugin` needs for one more room of this scene. */
  readonly options: () => SceneOptions;
  /**
   * Gives one episode a way of its own to the model, such as a recording gateway: name the same `episodeId` in the
   * room's options. The returned function takes it back.
   */
  readonly connect: (episodeId: string, connection: EpisodeConnection) => () => void;
  readonly model: Model;
  /** The one queue that every call of this process waits in. */
  readonly queue: QueuedModel;
  /** What was used of the caps in the last hour. */
  readonly usage: ModelChain["usage"];
  readonly metrics: Metrics;
  readonly log: EpisodeLogFile;
  /** How every scene is played, beside what it says itself. */
  readonly settings: () => PlaySettings;
  /** What is known of the endpoint by now. */
  readonly probing: Pick<Probing, "capabilities" | "trouble" | "first" | "record">;
  /** Scenes that have been opened since the start. */
  readonly scenesOpened: () => number;
  /** Writes what is waiting and stops what was started. */
  close(): Promise<void>;
}

/** Opens the log, connects the model (the embedded understudy without an endpoint), and defines the room `scene`. */
export async function openPlay(
  config: Config,
  staging: Staging,
  software: string,
  around: PlayAround | null = null,
): Promise<Play> {
  const played = versioned(staging);
  await keepWithin(config.log, config.keep, Date.now());
  const log = await openLogAt(config.log);
  const understudy = config.endpoint === null ? await startUnderstudy(paceOf(config)) : null;
  const clock = systemClock();
  const endpoint =
    config.endpoint ?? understudyEndpoint(config, understudy?.url ?? "", UNDERSTUDY_MODEL);
  const probing = startProbing({
    config: endpoint,
    clock,
    told: (probed) => announceProbed(probed, endpoint),
  });
  const connections = new Map<string, EpisodeConnection>();
  const salt = saltOf(staging.scene.id);
  const metrics = createMetrics();
  const chain = createModelChain({
    first: endpoint,
    known: () =>
      probing.capabilities === null ? null : { capabilities: probing.capabilities, salt },
    second: config.fallback,
    connectionOf: (episodeId) => connections.get(episodeId) ?? null,
    clock,
    alert: (alert) => console.error(alertWords(alert)),
    queue: config.queue,
    caps: config.caps,
    counters: metrics.counters,
  });
  const { model, queue } = chain;
  metrics.watch(queue);
  // An endpoint that answers is known before anyone plays; one that does not holds nobody up.
  await atMost(clock, LONGEST_WAIT, probing.first);
  const refusal =
    config.calls.profile === "capture"
      ? captureProblem(probing.capabilities, probing.trouble)
      : null;
  if (refusal !== null) {
    probing.stop();
    chain.close();
    await understudy?.close();
    await log.close();
    throw new Error(refusal);
  }
  const gauge = createTokenGauge();
  const memory = config.memory.lasting
    ? await openMemoryFile({
        file: join(config.dataDir, "memory.sqlite"),
        trouble: (code) =>
          console.error(
            `what personas remember cannot be kept (${code}): the game goes on, and they forget when it ends; look at memory.sqlite in the data folder`,
          ),
      })
    : null;
  const consents = openConsentFile(join(config.dataDir, "consent.sqlite"), (code) =>
    console.error(
      `what players allow cannot be kept (${code}): they are asked again at their next visit; look at consent.sqlite in the data folder`,
    ),
  );
  const embedder =
    config.memory.embeddingModel === null
      ? null
      : createEmbedder({ ...endpoint, model: config.memory.embeddingModel }, clock);
  const settings = (): PlaySettings => ({
    ...DEFAULT_PLAY,
    prefill: config.prefill,
    thinking: config.thinking,
    sampling: { ...config.sampling, stop: [] },
    turnWithin: endpoint.deadlines.turn,
    contextTokens:
      config.memory.contextTokens ??
      probing.capabilities?.contextLength ??
      DEFAULT_PLAY.contextTokens,
    warm: config.memory.warm,
    reflect: config.memory.reflect,
    ...config.life,
  });
  let scenes = 0;
  const options = (): SceneOptions => {
    const seed = config.seed + scenes;
    scenes += 1;
    return {
      scene: around?.staging() ?? played,
      ...(around === null ? {} : { scenes: around.scenes }),
      model,
      availability: chain.availability,
      episodeLog: around?.watched(log) ?? log,
      meter: metrics,
      clock,
      random: seededRandom(seed),
      seed,
      software,
      endpoint: () => probing.record(),
      play: settings(),
      ...(memory === null ? {} : { memory }),
      embedder,
      consents,
      gauge,
      logTrouble: () =>
        console.error(
          `the episode log at ${String(config.log)} cannot be written: turns go on and are marked as not logged; check its disk or its database`,
        ),
    };
  };
  const rooms = { scene: defineRoom(sceneRoom({ scene: options })) };
  return {
    rooms,
    options,
    connect(episodeId, connection) {
      connections.set(episodeId, connection);
      return () => void connections.delete(episodeId);
    },
    model,
    queue,
    usage: chain.usage,
    metrics,
    log,
    settings,
    probing,
    scenesOpened: () => scenes,
    async close() {
      probing.stop();
      chain.close();
      await understudy?.close();
      await memory?.close();
      consents.close();
      await log.close();
    },
  };
}

/** After this many ms a start does not wait for the verdict on its endpoint any longer. */
const LONGEST_WAIT = 3_000;

async function atMost(clock: Clock, ms: number, work: Promise<void>): Promise<void> {
  let cancel = () => {};
  const late = new Promise<void>((resolve) => {
    cancel = clock.after(ms, resolve);
  });
  await Promise.race([work, late]);
  cancel();
}

/** Fast enough to be played with, slow enough that waiting gestures and streams are seen. ms, tokens a second, tokens. */
const PACE = { ttft: 250, tps: 70, think: 40 } as const;

function paceOf({ seed, understudy }: Config) {
  return {
    seed,
    ttft: understudy.ttft ?? PACE.ttft,
    tps: understudy.tps ?? PACE.tps,
    think: understudy.think ?? PACE.think,
  };
}
