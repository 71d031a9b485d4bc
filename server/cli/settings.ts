import { DEFAULT_DEADLINES, DIALECTS } from "../model/endpoint-config.ts";
import type { Dialect } from "../model/endpoint-config.ts";
import { PROFILES, type Profile } from "../stage/ports.ts";
import { DEFAULT_CAPS } from "../model/queue/ledger.ts";
import { DEFAULT_QUEUE } from "../model/queue/queue-settings.ts";
import { DEFAULT_THINKING, THINKING_MODES } from "../roleplay/thinking/thinking-mode.ts";
import {
  baseUrl,
  decimal,
  jsonObject,
  logPlace,
  onOrOff,
  oneOf,
  origins,
  text,
  wholeNumber,
  wordFor,
} from "./setting-kinds.ts";
import type { Kind } from "./setting-kinds.ts";
import { endpointList, type ListedEndpoint } from "./rehearsal-settings.ts";

/** One setting: its variable, what it may be, and its value where nobody gave one. */
export interface Setting<T> {
  readonly env: string;
  readonly kind: Kind<NonNullable<T>>;
  readonly fallback: T;
  /** A credential: its value is never shown, and it may not stand in the configuration file. */
  readonly secret: boolean;
}

function setting<T>(env: string, kind: Kind<NonNullable<T>>, fallback: T): Setting<T> {
  return { env, kind, fallback, secret: false };
}

function optional<T extends {}>(env: string, kind: Kind<T>): Setting<T | null> {
  return { env, kind: kind as Kind<NonNullable<T>>, fallback: null, secret: false };
}

/** What an operator says of the endpoint, for the record alone. */
function aName(of: string): Kind<string> {
  return text(`a name or hash of ${of}, without spaces`, /^[\x21-\x7e]{1,200}$/);
}

/** All rehearsals of a server together: a tenth of what players may use. */
const REHEARSAL_CAP: { readonly tokens: number; readonly calls: number } = {
  tokens: 24_000_000,
  calls: 6_000,
};

const LONGEST_DEADLINE = 3_600_000;
const ms = wholeNumber(1, LONGEST_DEADLINE);
const atOnce = wholeNumber(1, 4_096);
const waiting = wholeNumber(1, 100_000);
const perHour = wholeNumber(1, 1_000_000_000_000);

/** Every setting, by its name in the configuration file. `.env.example` says what each is for. */
export const SETTINGS = {
  port: setting("PORT", wholeNumber(0, 65_535), 2567),
  host: setting("HOST", text("a host name or address to listen on"), "127.0.0.1"),
  origins: setting("DRAMATIS_ORIGINS", origins, [] as readonly string[]),
  dataDir: setting("DRAMATIS_DATA_DIR", text("the path of a folder"), "data"),
  log: { ...optional("DRAMATIS_LOG", logPlace), secret: true },
  keepDays: optional("DRAMATIS_KEEP_DAYS", wholeNumber(1, 36_500)),
  keepPrivateDays: optional("DRAMATIS_KEEP_PRIVATE_DAYS", wholeNumber(1, 36_500)),
  seed: setting("DRAMATIS_SEED", wholeNumber(0, 2_147_483_647), 1),

  baseUrl: optional("DRAMATIS_BASE_URL", baseUrl),
  apiKey: {
    ...optional(
      "DRAMATIS_API_KEY",
      text("a key of visible ASCII characters without spaces", /^[\x21-\x7e]+$/),
    ),
    secret: true,
  },
  apiKeyFile: optional("DRAMATIS_API_KEY_FILE", text("the path of a file that holds the key")),
  model: optional("DRAMATIS_MODEL", text("the name of a model the endpoint serves")),
  expectModel: optional("DRAMATIS_EXPECT_MODEL", text("the model name that answers must carry")),
  dialect: setting("DRAMATIS_DIALECT", oneOf(DIALECTS), "raw" as Dialect),
  synthetic: optional("DRAMATIS_SYNTHETIC", onOrOff),
  capture: optional("DRAMATIS_CAPTURE", onOrOff),
  profile: setting("DRAMATIS_PROFILE", oneOf(PROFILES), "play" as Profile),
  weightsVersion: optional("DRAMATIS_WEIGHTS_VERSION", aName("the weights that are served")),
  lora: optional("DRAMATIS_LORA", aName("the adapter that the endpoint's model runs with")),
  tokenizerHash: optional("DRAMATIS_TOKENIZER_HASH", aName("the tokenizer's files")),
  chatTemplateHash: optional("DRAMATIS_CHAT_TEMPLATE_HASH", aName("the chat template")),
  vendorFields: setting("DRAMATIS_VENDOR_FIELDS", onOrOff, true),
  chatTemplateKwargs: optional("DRAMATIS_CHAT_TEMPLATE_KWARGS", jsonObject),

  fallbackBaseUrl: optional("DRAMATIS_FALLBACK_BASE_URL", baseUrl),
  fallbackModel: optional(
    "DRAMATIS_FALLBACK_MODEL",
    text("the name of a model the second endpoint serves"),
  ),
  fallbackApiKey: {
    ...optional(
      "DRAMATIS_FALLBACK_API_KEY",
      text("a key of visible ASCII characters without spaces", /^[\x21-\x7e]+$/),
    ),
    secret: true,
  },
  fallbackApiKeyFile: optional(
    "DRAMATIS_FALLBACK_API_KEY_FILE",
    text("the path of a file that holds the second endpoint's key"),
  ),
  fallbackDialect: optional("DRAMATIS_FALLBACK_DIALECT", oneOf(DIALECTS)),

  prefill: optional(
    "DRAMATIS_PREFILL",
    wordFor({
      none: "",
      system_thinking: "<system_thinking>",
      "<system_thinking>": "<system_thinking>",
    }),
  ),
  thinking: setting(
    "DRAMATIS_THINKING",
    oneOf(["auto", ...THINKING_MODES] as const),
    DEFAULT_THINKING.mode,
  ),
  temperature: setting("DRAMATIS_TEMPERATURE", decimal(0, 2), 0.7),
  topP: setting("DRAMATIS_TOP_P", decimal(0.01, 1), 0.9),
  maxTokens: setting("DRAMATIS_MAX_TOKENS", wholeNumber(1, 32_768), 1024),

  contextTokens: optional("DRAMATIS_CONTEXT_TOKENS", wholeNumber(1_024, 4_194_304)),
  memory: setting("DRAMATIS_MEMORY", onOrOff, true),
  embeddingModel: optional(
    "DRAMATIS_EMBEDDING_MODEL",
    text("the name of a model that the endpoint offers for embeddings"),
  ),
  warm: optional("DRAMATIS_WARM", onOrOff),
  reflect: optional("DRAMATIS_REFLECT", onOrOff),
  nextSpeaker: setting(
    "DRAMATIS_NEXT_SPEAKER",
    oneOf(["rules", "model"] as const),
    "rules" as "rules" | "model",
  ),
  environmentVoice: setting("DRAMATIS_ENVIRONMENT_VOICE", onOrOff, false),

  headersMs: setting("DRAMATIS_HEADERS_MS", ms, DEFAULT_DEADLINES.headers),
  firstTokenMs: setting("DRAMATIS_FIRST_TOKEN_MS", ms, DEFAULT_DEADLINES.firstToken),
  idleMs: setting("DRAMATIS_IDLE_MS", ms, DEFAULT_DEADLINES.idle),
  turnMs: setting("DRAMATIS_TURN_MS", ms, DEFAULT_DEADLINES.turn),

  concurrencyMin: setting("DRAMATIS_CONCURRENCY_MIN", atOnce, DEFAULT_QUEUE.concurrency.floor),
  concurrencyMax: setting("DRAMATIS_CONCURRENCY_MAX", atOnce, DEFAULT_QUEUE.concurrency.ceiling),
  queueDepth: setting("DRAMATIS_QUEUE_DEPTH", waiting, DEFAULT_QUEUE.depths.whole),
  queueSceneDepth: setting(
    "DRAMATIS_QUEUE_SCENE_DEPTH",
    waiting,
    DEFAULT_QUEUE.depths.scene.answer,
  ),
  queueAgeMs: setting("DRAMATIS_QUEUE_AGE_MS", ms, DEFAULT_QUEUE.oldest.answer),
  endpointMetrics: setting("DRAMATIS_ENDPOINT_METRICS", onOrOff, true),

  capNpcTokens: setting("DRAMATIS_CAP_NPC_TOKENS", perHour, DEFAULT_CAPS.npc.tokens),
  capNpcCalls: setting("DRAMATIS_CAP_NPC_CALLS", perHour, DEFAULT_CAPS.npc.calls),
  capSceneTokens: setting("DRAMATIS_CAP_SCENE_TOKENS", perHour, DEFAULT_CAPS.scene.tokens),
  capSceneCalls: setting("DRAMATIS_CAP_SCENE_CALLS", perHour, DEFAULT_CAPS.scene.calls),
  capPlayerTokens: setting("DRAMATIS_CAP_PLAYER_TOKENS", perHour, DEFAULT_CAPS.player.tokens),
  capPlayerCalls: setting("DRAMATIS_CAP_PLAYER_CALLS", perHour, DEFAULT_CAPS.player.calls),
  capServerTokens: setting("DRAMATIS_CAP_SERVER_TOKENS", perHour, DEFAULT_CAPS.server.tokens),
  capServerCalls: setting("DRAMATIS_CAP_SERVER_CALLS", perHour, DEFAULT_CAPS.server.calls),

  capRehearsalTokens: setting("DRAMATIS_CAP_REHEARSAL_TOKENS", perHour, REHEARSAL_CAP.tokens),
  capRehearsalCalls: setting("DRAMATIS_CAP_REHEARSAL_CALLS", perHour, REHEARSAL_CAP.calls),
  rehearsalEndpoints: setting(
    "DRAMATIS_REHEARSAL_ENDPOINTS",
    endpointList,
    [] as readonly ListedEndpoint[],
  ),

  metricsToken: {
    ...optional(
      "DRAMATIS_METRICS_TOKEN",
      text("a token of at least 16 visible ASCII characters without spaces", /^[\x21-\x7e]{16,}$/),
    ),
    secret: true,
  },
  rewardsToken: {
    ...optional(
      "DRAMATIS_REWARDS_TOKEN",
      text("a token of at least 16 visible ASCII characters without spaces", /^[\x21-\x7e]{16,}$/),
    ),
    secret: true,
  },

  studioKeysFile: optional(
    "DRAMATIS_STUDIO_KEYS_FILE",
    text("the path of a file that holds the studio's keys"),
  ),

  understudyTtft: optional("DRAMATIS_UNDERSTUDY_TTFT", wholeNumber(0, 60_000)),
  understudyTps: optional("DRAMATIS_UNDERSTUDY_TPS", decimal(0.1, 100_000)),
  understudyThink: optional("DRAMATIS_UNDERSTUDY_THINK", wholeNumber(0, 60_000)),
} as const;

export type SettingName = keyof typeof SETTINGS;

/** The value of each setting; only one without a fallback may be null. */
export type SettingValues = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name]["fallback"];
};

/** The names in their order. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];
