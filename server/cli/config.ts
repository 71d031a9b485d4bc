import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LogPlace } from "../episodes/log-place.ts";
import { DEFAULT_DEADLINES, DEFAULT_LIMITS } from "../model/endpoint-config.ts";
import type { EndpointConfig } from "../model/endpoint-config.ts";
import { loadPageOf } from "../model/queue/endpoint-load.ts";
import type { Caps } from "../model/queue/ledger.ts";
import { DEFAULT_QUEUE, type QueueSettings } from "../model/queue/queue-settings.ts";
import { Secret } from "../model/secret.ts";
import { DEFAULT_THINKING, type ThinkingSettings } from "../roleplay/thinking/thinking-mode.ts";
import type { Credential } from "../studio/access/access.ts";
import { openKeysFile } from "../studio/access/keys-file.ts";
import { fallbackOf, missingForFallback } from "./fallback-settings.ts";
import { listedEndpoints } from "./rehearsal-settings.ts";
import { readSources } from "./setting-sources.ts";
import type { ConfigFile, Environment, SourcesRead } from "./setting-sources.ts";
import { SETTINGS } from "./settings.ts";
import type { SettingName, SettingValues } from "./settings.ts";

/** The configuration file that is read when no other is named. */
export const DEFAULT_CONFIG_FILE = "dramatis.config.json";

/** Everything an operator may decide. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Web origins beside the server's own that may open a socket. */
  readonly origins: readonly string[];
  readonly dataDir: string;
  /** Where the episode log is: a file of the data folder, unless another place was given. */
  readonly log: LogPlace;
  /** How long what was played is kept, in days; null for as long as the disk lasts. */
  readonly keep: { readonly days: number | null; readonly privateDays: number | null };
  readonly seed: number;
  /** Null for the embedded understudy. */
  readonly endpoint: EndpointConfig | null;
  /** Takes over while the first fails; null for none. */
  readonly fallback: EndpointConfig | null;
  /** What holds for any endpoint, the understudy's too. */
  readonly calls: CallSettings;
  /** How calls wait for the endpoint, whichever it is. */
  readonly queue: QueueSettings;
  /** What may be used in any hour. */
  readonly caps: Caps;
  /** What designers rehearse with: beside what plays, and how much of each endpoint in any hour, all of them together. */
  readonly rehearsal: {
    readonly endpoints: readonly { readonly name: string; readonly config: EndpointConfig }[];
    readonly cap: { readonly tokens: number; readonly calls: number };
  };
  /** Lets its bearer read the live figures from another machine; null for nobody. */
  readonly metricsToken: Secret | null;
  /** Whoever brings it may ask the reward service; null for this machine alone, without one. */
  readonly rewardsToken: Secret | null;
  /** Who may come into the studio; null where no file of keys was named. */
  readonly studioKeys: readonly Credential[] | null;
  /** What the assistant's turn begins with; empty for nothing. */
  readonly prefill: string;
  readonly thinking: ThinkingSettings;
  readonly sampling: {
    readonly temperature: number;
    readonly topP: number;
    readonly maxTokens: number;
  };
  /** What personas remember, and how long their prompts may be. */
  readonly memory: {
    /** What the model can read and write at once, in tokens; null for what the endpoint says of itself. */
    readonly contextTokens: number | null;
    /** Whether memories outlive the process. */
    readonly lasting: boolean;
    readonly embeddingModel: string | null;
    /** Prompts are read ahead, and reflections made, by calls of their own. */
    readonly warm: boolean;
    readonly reflect: boolean;
  };
  /** What of a scene's life the model decides. */
  readonly life: {
    readonly nextSpeaker: "rules" | "model";
    readonly environmentVoice: boolean;
  };
  /** The embedded understudy's pace: ms to its first token, tokens per second, tokens of thinking; null for its own. */
  readonly understudy: {
    readonly ttft: number | null;
    readonly tps: number | null;
    readonly think: number | null;
  };
}

export type CallSettings = Omit<
  EndpointConfig,
  "baseUrl" | "apiKey" | "model" | "expectModel" | "synthetic"
>;

export type ConfigRead =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads the configuration from variables and from a file; variables win. `file` is the path an operator named and
 * must exist; without it `dramatis.config.json` is read where there is one. Each problem is one sentence that names
 * the setting, what was found and what was expected, and shows no credential.
 */
export function readConfig({ env, file }: { env: Environment; file?: string }): ConfigRead {
  const problems: string[] = [];
  const sources = readSources(env, openConfigFile(file, problems));
  problems.push(...sources.problems, ...contradictions(sources));
  const apiKey = readApiKey(sources, "apiKey", "apiKeyFile", problems);
  const fallbackKey = readApiKey(sources, "fallbackApiKey", "fallbackApiKeyFile", problems);
  const studioKeys = readStudioKeys(sources, problems);
  const built = problems.length === 0 ? build(sources, apiKey, fallbackKey, problems) : null;
  return built !== null && problems.length === 0
    ? { ok: true, config: { ...built, studioKeys } }
    : { ok: false, problems };
}

/** Loads `.env` into this process where there is one; variables that are set already stay as they are. */
export function loadDotEnv(path = ".env"): void {
  if (existsSync(path)) process.loadEnvFile(path);
}

/** The embedded understudy's endpoint, once it listens. */
export function understudyEndpoint(config: Config, baseUrl: string, model: string): EndpointConfig {
  return { ...config.calls, baseUrl, model, apiKey: null, expectModel: null, synthetic: true };
}

function build(
  { values }: SourcesRead,
  apiKey: Secret | null,
  fallbackKey: Secret | null,
  problems: string[],
): Omit<Config, "studioKeys"> {
  const { dialect, baseUrl, model, profile } = values;
  const own = baseUrl !== null && values.synthetic !== true && profile === "play";
  const calls: CallSettings = {
    dialect,
    vendorFields: values.vendorFields,
    capture: values.capture ?? (dialect === "raw" || profile === "capture"),
    profile,
    word: {
      weightsVersion: values.weightsVersion,
      lora: values.lora,
      tokenizerHash: values.tokenizerHash,
      chatTemplateHash: values.chatTemplateHash,
    },
    chatTemplateKwargs: values.chatTemplateKwargs,
    deadlines: {
      ...DEFAULT_DEADLINES,
      headers: values.headersMs,
      firstToken: values.firstTokenMs,
      idle: values.idleMs,
      turn: values.turnMs,
    },
    limits: DEFAULT_LIMITS,
  };
  return {
    port: values.port,
    host: values.host,
    origins: values.origins,
    dataDir: values.dataDir,
    log: values.log ?? new LogPlace(join(values.dataDir, "episodes.sqlite")),
    keep: { days: values.keepDays, privateDays: values.keepPrivateDays },
    seed: values.seed,
    calls,
    queue: queueOf(values),
    caps: {
      npc: { tokens: values.capNpcTokens, calls: values.capNpcCalls },
      scene: { tokens: values.capSceneTokens, calls: values.capSceneCalls },
      player: { tokens: values.capPlayerTokens, calls: values.capPlayerCalls },
      server: { tokens: values.capServerTokens, calls: values.capServerCalls },
    },
    rehearsal: {
      endpoints: listedEndpoints(values.rehearsalEndpoints, calls, readText, problems),
      cap: { tokens: values.capRehearsalTokens, calls: values.capRehearsalCalls },
    },
    metricsToken: values.metricsToken === null ? null : new Secret(values.metricsToken),
    rewardsToken: values.rewardsToken === null ? null : new Secret(values.rewardsToken),
    endpoint:
      baseUrl === null || model === null
        ? null
        : {
            ...calls,
            baseUrl,
            apiKey,
            model,
            expectModel: values.expectModel,
            synthetic: values.synthetic ?? false,
          },
    fallback: fallbackOf(values, calls, fallbackKey),
    // Where the endpoint's own template closes turns, a prefill must be asked for.
    prefill: values.prefill ?? (dialect === "raw" ? "<system_thinking>" : ""),
    thinking: { ...DEFAULT_THINKING, mode: values.thinking },
    sampling: {
      temperature: profile === "capture" ? 1 : values.temperature,
      topP: profile === "capture" ? 1 : values.topP,
      maxTokens: values.maxTokens,
    },
    memory: {
      contextTokens: values.contextTokens,
      lasting: values.memory,
      embeddingModel: values.embeddingModel,
      // A stand-in has no cache to warm, and nothing of its own to think; what is captured is turns alone.
      warm: values.warm ?? own,
      reflect: values.reflect ?? own,
    },
    life: { nextSpeaker: values.nextSpeaker, environmentVoice: values.environmentVoice },
    understudy: {
      ttft: values.understudyTtft,
      tps: values.understudyTps,
      think: values.understudyThink,
    },
  };
}

function queueOf(values: SettingValues): QueueSettings {
  const { concurrencyMin: floor, concurrencyMax: ceiling, queueDepth: whole, baseUrl } = values;
  const { depths, oldest, concurrency } = DEFAULT_QUEUE;
  return {
    ...DEFAULT_QUEUE,
    concurrency: { floor, ceiling, start: Math.min(ceiling, Math.max(floor, concurrency.start)) },
    depths: {
      whole,
      lane: { ...depths.lane, answer: whole },
      scene: { ...depths.scene, answer: values.queueSceneDepth },
    },
    oldest: { ...oldest, answer: values.queueAgeMs },
    // The embedded understudy has no such page.
    loadPage: baseUrl === null || !values.endpointMetrics ? null : loadPageOf(baseUrl),
  };
}

/** Settings that are each right and do not fit together. */
function contradictions({ values, given }: SourcesRead): string[] {
  const problems: string[] = [];
  const ofEndpoint: readonly SettingName[] = [
    "apiKey",
    "apiKeyFile",
    "model",
    "expectModel",
    "synthetic",
    "embeddingModel",
  ];
  if (!given.has("baseUrl")) {
    for (const name of ofEndpoint.filter((one) => given.has(one))) {
      problems.push(
        `${SETTINGS[name].env}: found a value, but no endpoint to use it on; expected ${SETTINGS.baseUrl.env} beside it. Without an endpoint the embedded understudy plays.`,
      );
    }
  } else if (!given.has("model")) {
    problems.push(
      `${SETTINGS.model.env}: found nothing, expected ${SETTINGS.model.kind.expected}, since ${SETTINGS.baseUrl.env} is set.`,
    );
  }
  problems.push(...missingForFallback(given));
  for (const [key, file] of KEYS.filter((pair) => pair.every((name) => given.has(name)))) {
    problems.push(
      `${SETTINGS[file].env}: found beside ${SETTINGS[key].env}, expected only one of the two.`,
    );
  }
  if (values.concurrencyMin > values.concurrencyMax) {
    problems.push(
      `${SETTINGS.concurrencyMin.env}: found ${values.concurrencyMin}, expected at most the ${values.concurrencyMax} of ${SETTINGS.concurrencyMax.env}.`,
    );
  }
  if (given.has("chatTemplateKwargs") && values.dialect === "raw") {
    problems.push(
      `${SETTINGS.chatTemplateKwargs.env}: found with the raw dialect, which uses no template of the endpoint's; expected ${SETTINGS.dialect.env}=chat beside it.`,
    );
  }
  problems.push(...againstCapture(values, given));
  return problems;
}

/** What the profile `capture` rules out: it has a sampling of its own, and one endpoint that was looked at. */
function againstCapture(values: SettingValues, given: ReadonlySet<SettingName>): string[] {
  if (values.profile !== "capture") return [];
  const wrong: readonly (readonly [SettingName, boolean, string])[] = [
    ["temperature", given.has("temperature") && values.temperature !== 1, "1, or nothing"],
    ["topP", given.has("topP") && values.topP !== 1, "1, or nothing"],
    ["capture", values.capture === false, "on, or nothing"],
    ["vendorFields", !values.vendorFields, "on, or nothing: they switch top_k off"],
    [
      "fallbackBaseUrl",
      given.has("fallbackBaseUrl"),
      "nothing: a second endpoint is never looked at",
    ],
  ];
  return wrong
    .filter(([, isWrong]) => isWrong)
    .map(
      ([name, , expected]) =>
        `${SETTINGS[name].env}: found with ${SETTINGS.profile.env}=capture, which samples the policy as it is; expected ${expected}.`,
    );
}

/** Each key may stand in a setting or in a file. */
const KEYS = [
  ["apiKey", "apiKeyFile"],
  ["fallbackApiKey", "fallbackApiKeyFile"],
] as const;

function readApiKey(
  { values }: SourcesRead,
  name: (typeof KEYS)[number][0],
  fileName: (typeof KEYS)[number][1],
  problems: string[],
): Secret | null {
  const value = values[name];
  const path = values[fileName];
  if (value !== null) return new Secret(value);
  if (path === null) return null;
  const { env } = SETTINGS[fileName];
  const text = readText(path);
  if (text === null) {
    problems.push(`${env}: found ${JSON.stringify(path)}, expected a readable file.`);
    return null;
  }
  const { kind } = SETTINGS[name];
  const key = kind.schema.safeParse(text.trim());
  if (key.success) return new Secret(key.data);
  problems.push(`${env}: found a file with something else in it, expected ${kind.expected}.`);
  return null;
}

function readStudioKeys({ values }: SourcesRead, problems: string[]): Config["studioKeys"] {
  const path = values.studioKeysFile;
  if (path === null) return null;
  const read = openKeysFile(path);
  if (read.ok) return read.credentials;
  for (const problem of read.problems)
    problems.push(`${SETTINGS.studioKeysFile.env}: ${path}: ${problem}.`);
  return null;
}

function openConfigFile(file: string | undefined, problems: string[]): ConfigFile | null {
  if (file === undefined && !existsSync(DEFAULT_CONFIG_FILE)) return null;
  const path = file ?? DEFAULT_CONFIG_FILE;
  const text = readText(path);
  if (text !== null) return { path, text };
  problems.push(`${path}: found no readable file, expected the configuration there.`);
  return null;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
