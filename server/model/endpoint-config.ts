import type { Profile } from "../stage/ports.ts";
import type { Secret } from "./secret.ts";

/** How long each stage of a call may take, in ms. */
export interface DeadlineSettings {
  /** From the request to the response headers, connecting included. */
  readonly headers: number;
  /** From the headers to the first content. */
  readonly firstToken: number;
  /** Between two events that bear content; comments and empty deltas do not count as content. */
  readonly idle: number;
  /** The whole call. */
  readonly turn: number;
  /** How long after the finish reason the usage is still waited for. */
  readonly closing: number;
}

export const DEFAULT_DEADLINES: DeadlineSettings = {
  headers: 10_000,
  firstToken: 15_000,
  idle: 8_000,
  turn: 45_000,
  closing: 500,
};

/** What an endpoint may send before it is cut off, in bytes. */
export interface SizeLimits {
  /** Of text, and as much again of reasoning. */
  readonly output: number;
  /** Of one server-sent event, which bounds every line in it. */
  readonly event: number;
  /** Of the whole response body. */
  readonly body: number;
}

export const DEFAULT_LIMITS: SizeLimits = {
  output: 64 * 1024,
  event: 256 * 1024,
  body: 16 * 1024 * 1024,
};

/** `raw` renders ChatML here and calls `/completions`; `chat` leaves the template to `/chat/completions`. */
export const DIALECTS = ["raw", "chat"] as const;
export type Dialect = (typeof DIALECTS)[number];

/** One OpenAI-compatible endpoint. */
export interface EndpointConfig {
  /** Up to and with `/v1`; http or https, without credentials, query or fragment. */
  readonly baseUrl: string;
  readonly apiKey: Secret | null;
  readonly model: string;
  readonly dialect: Dialect;
  /** Ask for token ids and log-probabilities. */
  readonly capture: boolean;
  /** Send sampling fields that only open inference servers know, at neutral values. */
  readonly vendorFields: boolean;
  /** Passed to the endpoint's chat template; `chat` only. */
  readonly chatTemplateKwargs: Readonly<Record<string, unknown>> | null;
  /** End a call as `wrong-model` if another name is served; null for any, as adapters and aliases differ by right. */
  readonly expectModel: string | null;
  /** The operator's word that this endpoint is a stand-in. */
  readonly synthetic: boolean;
  readonly deadlines: DeadlineSettings;
  readonly limits: SizeLimits;
  /** Absent for `play`. */
  readonly profile?: Profile;
  /** False: answers come whole, in one body. Absent for a stream. */
  readonly stream?: boolean;
  /** Sent beside our own headers, which they do not replace. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The operator's words for what cannot be asked; see `Provenance`. */
  readonly word?: {
    readonly weightsVersion: string | null;
    readonly lora?: string | null;
    readonly tokenizerHash: string | null;
    readonly chatTemplateHash: string | null;
  };
}
