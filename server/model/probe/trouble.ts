import * as z from "zod";
import type { Fault } from "../failure-translation.ts";

/** The hop at which the way to an endpoint ends, in closed words. */
export const TROUBLES = [
  "name",
  "refused",
  "unreachable",
  "timeout",
  "broken",
  "tls-expired",
  "tls-self-signed",
  "tls-host",
  "tls-untrusted",
  "tls-other",
  "tls-not-spoken",
  "tls-expected",
  "page",
  "redirect",
  "unauthorized",
  "forbidden",
  "path",
  "model",
  "loading",
  "overloaded",
  "server-error",
  "malformed",
] as const;
export type TroubleName = (typeof TROUBLES)[number];

/** Why nothing can be said of an endpoint yet. */
export interface Trouble {
  readonly what: TroubleName;
  /** The names that exist, where it is the model's. */
  readonly models: readonly string[];
}

const CODES: readonly (readonly [RegExp, TroubleName])[] = [
  [/^(?:ENOTFOUND|EAI_AGAIN|EAI_FAIL|EAI_NODATA)$/, "name"],
  [/^ECONNREFUSED$/, "refused"],
  [/^(?:EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EACCES)$/, "unreachable"],
  [/^(?:ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT)$/, "timeout"],
  [/^(?:CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/, "tls-expired"],
  [/^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)$/, "tls-self-signed"],
  [/^(?:ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, "tls-host"],
  [/^(?:UNABLE_TO_|INVALID_CA$|CERT_UNTRUSTED$)/, "tls-untrusted"],
  [
    /^(?:ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|ERR_SSL_HTTP_REQUEST|EPROTO)$/,
    "tls-not-spoken",
  ],
  [/^(?:ERR_TLS_|ERR_SSL_|CERT_|CRL_|INVALID_PURPOSE)/, "tls-other"],
  [/^(?:HPE_|UND_ERR_HEADERS_OVERFLOW$)/, "malformed"],
  [/^(?:ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET)$/, "broken"],
];

const Thrown = z.looseObject({
  code: z.unknown().optional(),
  cause: z.unknown().optional(),
  errors: z.array(z.unknown()).nullish().catch(null),
});

/** The hop that something thrown by a connection tells of; `broken` where no code says more. */
export function troubleOfThrown(thrown: unknown): TroubleName {
  const queue: unknown[] = [thrown];
  for (let steps = 0; steps < 16 && queue.length > 0; steps += 1) {
    const read = Thrown.safeParse(queue.shift());
    if (!read.success) continue;
    const { code, cause, errors } = read.data;
    const known = CODES.find(([pattern]) => typeof code === "string" && pattern.test(code));
    if (known !== undefined) return known[1];
    queue.push(cause, ...(errors ?? []));
  }
  return "broken";
}

/** The hop that an HTTP status tells of. */
export function troubleOfStatus(status: number): TroubleName {
  if (status >= 300 && status < 400) return "redirect";
  if (status === 401) return "unauthorized";
  if (status === 403) return "forbidden";
  if (status === 404 || status === 405) return "path";
  if (status === 408) return "timeout";
  if (status === 429) return "overloaded";
  if (status === 503) return "loading";
  return status >= 500 ? "server-error" : "malformed";
}

/** The hop that a call's fault tells of; null where the endpoint did answer, be it with a refusal. */
export function troubleOfFault(fault: Fault): TroubleName | null {
  if (fault.status !== undefined && fault.status !== 200) {
    const what = troubleOfStatus(fault.status);
    return what === "path" || what === "malformed" ? null : what;
  }
  switch (fault.failure) {
    case "unreachable":
    case "tls":
      return troubleOfThrown({ code: fault.detail });
    case "timeout-connect":
    case "timeout-first-token":
    case "timeout-idle":
    case "timeout-turn":
      return "timeout";
    case "server-error":
      return "server-error";
    case "overloaded":
      return "overloaded";
    case "cut":
      return fault.detail === "no finish reason" ? null : "broken";
    default:
      return null;
  }
}
