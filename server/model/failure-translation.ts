import * as z from "zod";
import type { ModelFailure } from "../stage/ports.ts";

/** Why a call failed, in closed words: `detail` is one of ours or a code of Node's, never an endpoint's text. */
export interface Fault {
  readonly failure: ModelFailure;
  readonly detail: string;
  /** In ms. */
  readonly retryAfter?: number;
  /** The HTTP status, where an answer came with one that is not 200. */
  readonly status?: number;
}

/** Carries a fault through code that only knows how to throw. Its message holds no text of the endpoint's. */
export class EndpointFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(`The endpoint failed (${fault.detail}).`);
    this.name = "EndpointFault";
    this.fault = fault;
  }
}

/**
 * How servers say that the prompt does not fit: OpenAI's code, llama.cpp's error type, then the phrases of vLLM,
 * SGLang, llama.cpp, Ollama and text-generation-inference.
 */
const CONTEXT_TOO_LONG =
  /context_length_exceeded|exceed_context_size|context (?:length|size|window)|maximum model length|max_model_len|inputs` tokens \+ /i;

const LONGEST_WAIT = 3_600_000;

/** A `Retry-After` header, in seconds or as an HTTP date, as ms from `now`; undefined if absent or unreadable. */
export function readRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const value = header.trim();
  const ms = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(0, Math.round(ms)), LONGEST_WAIT) : undefined;
}

/** Translates an error status; `text` is what the endpoint said, read only for the context limit. */
export function faultOfStatus(status: number, text: string, retryAfter?: number): Fault {
  return {
    failure: failureOfStatus(status, text),
    detail: `status ${status}`,
    status,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

function failureOfStatus(status: number, text: string): ModelFailure {
  if (status >= 300 && status < 400) return "malformed";
  if (status === 401 || status === 403) return "unauthorized";
  if (status === 404) return "model-not-found";
  if (status === 413) return "context-too-long";
  if (status === 408) return "server-error";
  if (status === 429) return "overloaded";
  if (status >= 400 && status < 500) {
    return CONTEXT_TOO_LONG.test(text) ? "context-too-long" : "bad-request";
  }
  return "server-error";
}

const ErrorPayload = z.looseObject({
  code: z.union([z.number(), z.string()]).nullish(),
  status: z.union([z.number(), z.string()]).nullish(),
});

/** Translates the payload of an error event inside a stream that began well, nested or flat. */
export function faultOfErrorEvent(payload: unknown): Fault {
  const text = JSON.stringify(payload) ?? "";
  const read = ErrorPayload.safeParse(payload);
  const status = read.success ? Number(read.data.code ?? read.data.status) : Number.NaN;
  const failure =
    Number.isInteger(status) && status >= 400 && status <= 599
      ? failureOfStatus(status, text)
      : CONTEXT_TOO_LONG.test(text)
        ? "context-too-long"
        : "server-error";
  return { failure, detail: "error event" };
}

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EAI_FAIL",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "EADDRNOTAVAIL",
  "ETIMEDOUT",
]);
const TLS =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|EPROTO$|HOSTNAME_MISMATCH$|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|INVALID_CA$|INVALID_PURPOSE$)/;

function faultOfCode(code: string, hadHeaders: boolean): Fault | null {
  if (TLS.test(code)) return { failure: "tls", detail: code };
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "UND_ERR_HEADERS_TIMEOUT") {
    return { failure: "timeout-connect", detail: code };
  }
  if (code === "UND_ERR_BODY_TIMEOUT") return { failure: "timeout-idle", detail: code };
  if (/^(?:HPE_|Z_|ERR_Z|UND_ERR_HEADERS_OVERFLOW$)/.test(code)) {
    return { failure: "malformed", detail: code };
  }
  if (UNREACHABLE.has(code)) return { failure: hadHeaders ? "cut" : "unreachable", detail: code };
  return null;
}

const Thrown = z.looseObject({
  name: z.string().nullish().catch(null),
  code: z.unknown().optional(),
  error: z.unknown().optional(),
  cause: z.unknown().optional(),
  errors: z.array(z.unknown()).nullish().catch(null),
});

/**
 * Translates anything thrown on the way of a call. Works on shapes and not on classes, since a cause may come from
 * the client library, from fetch or from a socket.
 */
export function faultOfThrown(thrown: unknown, hadHeaders: boolean): Fault {
  const seen = new Set<unknown>();
  const queue: unknown[] = [thrown];
  while (queue.length > 0 && seen.size < 16) {
    const one = queue.shift();
    if (typeof one !== "object" || one === null || seen.has(one)) continue;
    seen.add(one);
    if (one instanceof EndpointFault) return one.fault;
    // Error fields are not enumerable, so they are read by name before they are judged.
    const { name, code, error, cause, errors } = one as Record<string, unknown>;
    const read = Thrown.parse({ name, code, error, cause, errors });
    if (read.name === "SyntaxError") return { failure: "malformed", detail: "json" };
    if (read.name === "HTTPParserError") return { failure: "malformed", detail: "http" };
    // The client library throws the payload of an error event that came without a status.
    if (read.error !== undefined && read.error !== null) return faultOfErrorEvent(read.error);
    const coded = typeof read.code === "string" ? faultOfCode(read.code, hadHeaders) : null;
    if (coded !== null) return coded;
    queue.push(read.cause, ...(read.errors ?? []));
  }
  // What is left is a connection that broke: before the headers nobody was reached, after them the stream was cut.
  return { failure: hadHeaders ? "cut" : "unreachable", detail: "connection" };
}
