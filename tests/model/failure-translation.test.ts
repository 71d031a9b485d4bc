import { expect, test } from "vitest";
import { faultOfThrown, readRetryAfter } from "../../server/model/failure-translation.ts";
import type { ModelFailure } from "../../server/stage/ports.ts";

/** As fetch throws it, and as the client library wraps that. */
function thrown(code: string): Error {
  const socket = Object.assign(new Error("private words"), { code });
  const fetched = new TypeError("fetch failed", { cause: socket });
  return new Error("Connection error.", { cause: fetched });
}

test.each<[string, ModelFailure, ModelFailure]>([
  ["ECONNREFUSED", "unreachable", "cut"],
  ["ENOTFOUND", "unreachable", "cut"],
  ["EAI_AGAIN", "unreachable", "cut"],
  ["EHOSTUNREACH", "unreachable", "cut"],
  ["ETIMEDOUT", "unreachable", "cut"],
  ["ECONNRESET", "unreachable", "cut"],
  ["EPIPE", "unreachable", "cut"],
  ["UND_ERR_SOCKET", "unreachable", "cut"],
  ["UND_ERR_CONNECT_TIMEOUT", "timeout-connect", "timeout-connect"],
  ["UND_ERR_HEADERS_TIMEOUT", "timeout-connect", "timeout-connect"],
  ["UND_ERR_BODY_TIMEOUT", "timeout-idle", "timeout-idle"],
  ["HPE_INVALID_CHUNK_SIZE", "malformed", "malformed"],
  ["Z_DATA_ERROR", "malformed", "malformed"],
  ["CERT_HAS_EXPIRED", "tls", "tls"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls", "tls"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "tls", "tls"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tls", "tls"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "tls", "tls"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "tls", "tls"],
  ["EPROTO", "tls", "tls"],
])("[M7] %s is %s before the headers and %s after", (code, before, after) => {
  expect(faultOfThrown(thrown(code), false).failure).toBe(before);
  expect(faultOfThrown(thrown(code), true).failure).toBe(after);
  expect(JSON.stringify(faultOfThrown(thrown(code), false))).not.toContain("private words");
});

test("[M7] addresses that were tried one after another are looked into", () => {
  const refused = Object.assign(new Error(""), { code: "ECONNREFUSED" });
  const error = new TypeError("fetch failed", { cause: new AggregateError([refused]) });
  expect(faultOfThrown(error, false)).toEqual({ failure: "unreachable", detail: "ECONNREFUSED" });
});

test("[M7] anything at all can be thrown", () => {
  const loop: { cause?: unknown } = {};
  loop.cause = loop;
  for (const odd of [undefined, null, "words", 7, Symbol("s"), {}, loop, { code: 5, errors: 3 }]) {
    expect(faultOfThrown(odd, false).failure).toBe("unreachable");
    expect(faultOfThrown(odd, true).failure).toBe("cut");
  }
});

test("[M7] Retry-After is read in seconds and as a date, and bounded", () => {
  const now = Date.UTC(2026, 0, 1, 12, 0, 0);
  expect(readRetryAfter("3", now)).toBe(3_000);
  expect(readRetryAfter(" 0 ", now)).toBe(0);
  expect(readRetryAfter("Thu, 01 Jan 2026 12:00:09 GMT", now)).toBe(9_000);
  expect(readRetryAfter("Thu, 01 Jan 2026 11:00:00 GMT", now)).toBe(0);
  expect(readRetryAfter("99999999", now)).toBe(3_600_000);
  for (const bad of [null, "", "soon"]) expect(readRetryAfter(bad, now)).toBeUndefined();
});
