import { afterEach, describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../server/model/endpoint-config.ts";
import {
  ACTION,
  FALLBACK,
  PHASES,
  playFault,
  SPEECH,
  type FaultCase,
  type FaultSeen,
  type Phase,
  type Strike,
} from "../doubles/faulty-scene.ts";
import { rawChunk } from "../doubles/endpoint-fixture.ts";

/** The rows of reliability 4 that break a stream that began well: 11 to 17, 24, 25, 32. */

let running: FaultSeen | null = null;
afterEach(async () => {
  await running?.close();
  running = null;
});

interface Row extends Pick<FaultCase, "deadlines" | "config"> {
  readonly row: number;
  readonly name: string;
  readonly strike: (strike: Strike) => Promise<void> | void;
  readonly cause: string;
  /** Calls while nothing was visible yet: two where another try is worth while. */
  readonly tries: 1 | 2;
  /** More text than Mara's own may be shown. */
  readonly more?: true;
  readonly alert?: string;
}

const HASTY = { deadlines: { firstToken: 300, idle: 300 } };
const FLOOD = " and the sea came in again".repeat(400);

const ROWS: readonly Row[] = [
  { row: 11, name: "a stall", strike: () => {}, cause: "timeout-idle", tries: 1, ...HASTY },
  {
    row: 12,
    name: "a stall kept warm by comments and empty deltas",
    strike: async ({ answer, say }) => {
      while (!answer.raw.destroyed) {
        await answer.bytes(": still here\n\n");
        await say("", { token_ids: [] });
        await answer.pause(20);
      }
    },
    cause: "timeout-idle",
    tries: 1,
    ...HASTY,
  },
  {
    row: 13,
    name: "a peer that neither reads, writes nor closes",
    strike: ({ answer }) => void answer.raw.socket?.pause(),
    cause: "timeout-idle",
    tries: 1,
    ...HASTY,
  },
  { row: 14, name: "a reset", strike: ({ answer }) => answer.reset(), cause: "cut", tries: 2 },
  {
    row: 14,
    name: "a backend that restarts",
    strike: ({ answer }) => void answer.raw.socket?.end(),
    cause: "cut",
    tries: 2,
  },
  {
    row: 15,
    name: "half a line at the end",
    strike: ({ answer, rest }) =>
      answer.end(`data: ${JSON.stringify(rawChunk(rest || "more")).slice(0, -9)}`),
    cause: "cut",
    tries: 2,
  },
  {
    row: 15,
    name: "an end without finish reason",
    strike: ({ answer }) => answer.end(),
    cause: "cut",
    tries: 2,
  },
  {
    row: 15,
    name: "[DONE] without finish reason",
    strike: ({ answer }) => answer.end("data: [DONE]\n\n"),
    cause: "cut",
    tries: 2,
  },
  {
    row: 16,
    name: "an event that is no JSON",
    strike: ({ answer }) => answer.bytes('data: {"choices":[{"text":"\n\n'),
    cause: "malformed",
    tries: 2,
    alert: "malformed",
  },
  {
    row: 17,
    name: "an error within the stream",
    strike: ({ answer }) => answer.event({ error: { message: "The engine died.", code: 500 } }),
    cause: "server-error",
    tries: 2,
  },
  {
    row: 17,
    name: "an error without a wrapper",
    strike: ({ answer }) => answer.event({ object: "error", message: "Engine died.", code: 500 }),
    cause: "server-error",
    tries: 2,
  },
  {
    row: 24,
    name: "a trickle",
    strike: async ({ answer, say }) => {
      for (const char of "well ".repeat(1_000)) {
        if (answer.raw.destroyed) return;
        await say(char);
        await answer.pause(40);
      }
    },
    cause: "timeout-turn",
    tries: 1,
    more: true,
    deadlines: { turn: 900 },
  },
  {
    row: 25,
    name: "10 MB of text",
    strike: async ({ answer, say }) => {
      // No two words alike, so that it is the size that ends it and not the repetition.
      for (let sent = 0; sent < 10_000_000 && !answer.raw.destroyed; sent += 8_000) {
        await say(Array.from({ length: 1_000 }, (_, i) => ` w${(sent + i).toString(36)}`).join(""));
      }
    },
    cause: "too-long",
    tries: 1,
    more: true,
  },
  {
    row: 25,
    name: "a line of 10 MB",
    strike: async ({ answer }) => {
      await answer.bytes("data: ");
      for (let sent = 0; sent < 1_000 && !answer.raw.destroyed; sent += 1) {
        await answer.bytes(FLOOD);
      }
    },
    cause: "too-long",
    tries: 1,
  },
  {
    row: 32,
    name: "another model answers",
    strike: ({ answer, rest }) => answer.event({ ...rawChunk(rest || "."), model: "someone/else" }),
    cause: "wrong-model",
    tries: 1,
    config: { expectModel: "her-32b" },
    alert: "wrong-model",
  },
];

function caseOf({ strike, deadlines, config }: Row): FaultCase {
  return {
    meets: { kind: "stream", strike },
    ...(deadlines === undefined ? {} : { deadlines }),
    ...(config === undefined ? {} : { config }),
  };
}

describe.each(PHASES)("%s visible text", (phase: Phase) => {
  test.each(ROWS)("[F20] row $row: $name", async (row) => {
    const seen = await playFault(caseOf(row), phase);
    running = seen;
    const nothing = phase === "before";
    expect({
      cause: seen.turn.cause,
      outcome: seen.end.outcome,
      calls: seen.calls.length,
      alerts: seen.alerts.map(({ code }) => code),
    }).toEqual({
      cause: row.cause,
      outcome: nothing ? "fallback" : "cut",
      calls: nothing ? row.tries : 1,
      alerts: row.alert === undefined ? [] : [row.alert],
    });
    for (const { completionText } of seen.calls) {
      expect(completionText.length).toBeLessThanOrEqual(DEFAULT_LIMITS.output);
    }
    if (nothing) return expect(seen.shown).toEqual([FALLBACK]);
    const [action, speech = ""] = seen.shown;
    expect(action).toBe(ACTION);
    expect(speech.length).toBeGreaterThan(10);
    if (row.more) expect(speech.startsWith(SPEECH.slice(0, 40))).toBe(true);
    else expect(SPEECH.startsWith(speech)).toBe(true);
    if (phase === "after") expect(speech.startsWith(SPEECH)).toBe(true);
  });
});

describe("[F21] one more try while nothing is visible", () => {
  test.each(ROWS.filter(({ tries }) => tries === 2))(
    "[F21] row $row: $name, and then a sound answer",
    async (row) => {
      const seen = await playFault({ ...caseOf(row), times: 1 }, "before");
      running = seen;
      expect(seen.end.outcome).toBe("complete");
      expect(seen.shown).toEqual([ACTION, SPEECH]);
      expect(seen.calls.map(({ end }) => end.status)).toEqual(["failed", "complete"]);
      expect(new Set(seen.calls.map(({ callId }) => callId)).size).toBe(2);
    },
  );
});

test("[F22] after a cut the next turn is a normal one", async () => {
  const seen = await playFault(
    { meets: { kind: "stream", strike: ({ answer }) => answer.reset() }, times: 1 },
    "during",
  );
  running = seen;
  expect(seen.end.outcome).toBe("cut");
  const next = await seen.again();
  expect(next.turn.outcome).toBe("complete");
  expect(next.shown).toEqual([ACTION, SPEECH]);
});
