import { afterEach, describe, expect, test } from "vitest";
import {
  ACTION,
  FALLBACK,
  GESTURE,
  PHASES,
  playFault,
  SPEECH,
  type FaultCase,
  type FaultSeen,
} from "../doubles/faulty-scene.ts";
import { API_KEY, rawChunk } from "../doubles/endpoint-fixture.ts";
import type { Script } from "../doubles/sse-endpoint.ts";

/**
 * The rows of reliability 4 where something else is answered than a stream: 4 to 9, 18, 30. Nothing of the turn has
 * begun, so the three phases say when the call is made: as the first, while another persona's words are coming, and
 * after a sound turn of its own.
 */

let running: FaultSeen | null = null;
afterEach(async () => {
  await running?.close();
  running = null;
});

const status =
  (code: number, body: string, headers: Record<string, string> = {}): Script =>
  (answer) => {
    answer.head(code, { "content-type": "application/json", ...headers });
    answer.end(body);
  };
const error = (message: string, more: object = {}) =>
  JSON.stringify({ error: { message: `${message} ${API_KEY}`, ...more } });
const PAGE = "<!doctype html><title>Sign in</title><p>Please sign in.";

interface Row extends Pick<FaultCase, "config"> {
  readonly row: number;
  readonly name: string;
  readonly answer: Script;
  readonly cause: string;
  readonly calls: number;
  readonly alerts: readonly string[];
  /** How the next turn fails, while the fault lasts. */
  readonly next: string;
  readonly shown?: string;
}

const ROWS: readonly Row[] = [
  {
    row: 4,
    name: "401",
    answer: status(401, error("Incorrect key")),
    cause: "unauthorized",
    calls: 1,
    alerts: ["unauthorized"],
    next: "circuit-open",
  },
  {
    row: 4,
    name: "403",
    answer: status(403, error("Not this model")),
    cause: "unauthorized",
    calls: 1,
    alerts: ["unauthorized"],
    next: "circuit-open",
  },
  {
    row: 5,
    name: "404",
    answer: status(404, error("The model does not exist.", { code: "model_not_found" })),
    cause: "model-not-found",
    calls: 1,
    alerts: ["model-not-found"],
    next: "circuit-open",
  },
  {
    row: 6,
    name: "a prompt that stays too long",
    answer: status(400, error("Too long.", { code: "context_length_exceeded" })),
    cause: "context-too-long",
    calls: 2,
    alerts: ["context-too-long"],
    next: "context-too-long",
  },
  {
    row: 7,
    name: "400",
    answer: status(400, error("Unrecognized argument: top_k")),
    cause: "bad-request",
    calls: 1,
    alerts: ["bad-request"],
    next: "bad-request",
  },
  {
    row: 7,
    name: "422",
    answer: status(422, JSON.stringify({ detail: [{ msg: "no" }] })),
    cause: "bad-request",
    calls: 1,
    alerts: ["bad-request"],
    next: "bad-request",
  },
  {
    row: 8,
    name: "429 for longer than anybody waits",
    answer: status(429, error("Rate limit"), { "retry-after": "6" }),
    cause: "overloaded",
    calls: 1,
    alerts: [],
    next: "overloaded",
    shown: GESTURE,
  },
  {
    row: 8,
    name: "429 until a date that is too far",
    answer: (answer, received) =>
      status(429, error("Rate limit"), {
        "retry-after": new Date(Date.now() + 30_000).toUTCString(),
      })(answer, received),
    cause: "overloaded",
    calls: 1,
    alerts: [],
    next: "overloaded",
    shown: GESTURE,
  },
  {
    row: 8,
    name: "429 without Retry-After",
    answer: status(429, error("Rate limit")),
    cause: "overloaded",
    calls: 1,
    alerts: [],
    next: "overloaded",
    shown: GESTURE,
  },
  ...[500, 502, 503, 504].map((code) => ({
    row: 9,
    name: String(code),
    answer: status(code, PAGE, { "content-type": "text/html" }),
    cause: "server-error",
    calls: 2,
    alerts: [],
    next: "server-error",
  })),
  {
    row: 18,
    name: "an HTML page with 200",
    answer: status(200, PAGE, { "content-type": "text/html" }),
    cause: "malformed",
    calls: 2,
    alerts: ["malformed"],
    next: "malformed",
  },
  {
    row: 18,
    name: "a whole JSON answer",
    answer: status(200, JSON.stringify(rawChunk("Well."))),
    cause: "malformed",
    calls: 2,
    alerts: ["malformed"],
    next: "malformed",
  },
  {
    row: 30,
    name: "a redirect",
    answer: status(307, "", { location: "/elsewhere/v1/completions" }),
    cause: "malformed",
    calls: 2,
    alerts: ["malformed"],
    next: "malformed",
  },
  {
    row: 30,
    name: "a proxy's log-in page, compressed",
    answer: status(200, PAGE, { "content-type": "text/html", "content-encoding": "gzip" }),
    cause: "malformed",
    calls: 2,
    alerts: ["malformed"],
    next: "malformed",
  },
];

describe.each(PHASES)("%s", (phase) => {
  test.each(ROWS)("[F24] row $row: $name", async (row) => {
    const seen = await playFault({ meets: { kind: "answer", answer: row.answer } }, phase);
    running = seen;
    expect({
      outcome: seen.end.outcome,
      cause: seen.turn.cause,
      calls: seen.calls.length,
      alerts: seen.alerts.map(({ code }) => code),
      shown: seen.shown,
    }).toEqual({
      outcome: "fallback",
      cause: row.cause,
      calls: row.calls,
      alerts: row.alerts,
      shown: [row.shown ?? FALLBACK],
    });
    const next = await seen.again();
    expect(next.turn).toMatchObject({ outcome: "fallback", cause: row.next });
    if (row.next === "circuit-open") expect(seen.requests).toHaveLength(1);
  });
});

describe("[F21] one more try while nothing is visible", () => {
  test.each(ROWS.filter(({ calls }) => calls === 2))(
    "[F21] row $row: $name, and then a sound answer",
    async ({ answer }) => {
      const seen = await playFault({ meets: { kind: "answer", answer }, times: 1 }, "before");
      running = seen;
      expect(seen.end.outcome).toBe("complete");
      expect(seen.shown).toEqual([ACTION, SPEECH]);
    },
  );
  test.each([
    ["seconds", () => "1"],
    ["a date", () => new Date(Date.now() + 2_000).toUTCString()],
  ])("[F21] row 8: a Retry-After of at most 5 s is waited for, in %s", async (_form, after) => {
    const seen = await playFault(
      {
        meets: {
          kind: "answer",
          answer: (answer, received) =>
            status(429, error("Rate limit"), { "retry-after": after() })(answer, received),
        },
        times: 1,
      },
      "before",
    );
    running = seen;
    expect(seen.calls.map(({ end }) => end.status)).toEqual(["failed", "complete"]);
    expect(seen.shown).toEqual([ACTION, SPEECH]);
  });
});

test("[F25] row 6: the second try has lost its oldest history, and neither sheet nor last line", async () => {
  const seen = await playFault(
    {
      meets: {
        kind: "answer",
        answer: status(400, error("Too long.", { code: "context_length_exceeded" })),
      },
      times: 1,
      talkedBefore: ["Mara, the first of my questions?", "And the second one?"],
    },
    "before",
  );
  running = seen;
  expect(seen.end.outcome).toBe("complete");
  const [first = "", second = ""] = seen.calls.map(({ promptText }) => promptText ?? "");
  expect(first).toContain("the first of my questions");
  expect(second).not.toContain("the first of my questions");
  expect(second).toContain("===Conversation Start===");
  expect(second).toContain("when does the ferry leave?");
  const sheet = first.slice(0, first.indexOf("<|im_end|>"));
  expect(sheet).toContain("You are Mara Quill");
  expect(second.startsWith(sheet)).toBe(true);
  expect(seen.alerts).toEqual([]);
});
