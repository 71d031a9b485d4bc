import { createServer as createTlsServer } from "node:https";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import {
  ACTION,
  FALLBACK,
  PHASES,
  playFault,
  SPEECH,
  type FaultCase,
  type FaultSeen,
  type Meets,
} from "../doubles/faulty-scene.ts";
import { selfSigned } from "../doubles/self-signed.ts";

/**
 * The rows of reliability 4 where no answer comes at all: 1, 2, 3, 10. The call never begins, so the three phases say
 * when it is made: as the first, while another persona's words are coming, and after a sound turn of its own.
 */

let running: FaultSeen | null = null;
afterEach(async () => {
  await running?.close();
  running = null;
});

function listening(server: Server): Promise<{ port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        stop: () =>
          new Promise((stopped) => {
            server.close(() => stopped());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}

async function refused() {
  const { port, stop } = await listening(createServer());
  await stop();
  return { baseUrl: `http://127.0.0.1:${port}/v1`, stop: async () => {} };
}
async function silentTcp() {
  const { port, stop } = await listening(createServer());
  return { baseUrl: `http://127.0.0.1:${port}/v1`, stop };
}
/** What a plain-text request would look like to something that waits for TLS. */
const plainText: string[] = [];
async function wrongCertificate() {
  const server = createTlsServer(selfSigned("somebody else"), (request) =>
    plainText.push(request.url ?? ""),
  );
  const { port, stop } = await listening(server);
  return { baseUrl: `https://127.0.0.1:${port}/v1`, stop };
}
async function noTls() {
  const server = createServer((socket) => {
    socket.on("data", (bytes) => {
      if (bytes.toString("latin1").includes("POST ")) plainText.push("POST");
      socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    });
  });
  const { port, stop } = await listening(server);
  return { baseUrl: `https://127.0.0.1:${port}/v1`, stop };
}
async function resetAtOnce() {
  const { port, stop } = await listening(createServer((socket) => socket.resetAndDestroy()));
  return { baseUrl: `http://127.0.0.1:${port}/v1`, stop };
}

interface Row extends Pick<FaultCase, "deadlines"> {
  readonly row: number;
  readonly name: string;
  readonly open: Extract<Meets, { kind: "address" }>["open"];
  readonly cause: string;
  /** How each call of the turn ended. */
  readonly calls: readonly string[];
  readonly alerts: readonly string[];
  /** How the next turn ends, while the fault lasts. */
  readonly next: string;
}

const ROWS: readonly Row[] = [
  {
    row: 1,
    name: "connection refused",
    open: refused,
    cause: "unreachable",
    calls: ["unreachable", "unreachable"],
    alerts: [],
    next: "unreachable",
  },
  {
    row: 1,
    name: "connections that are reset at once",
    open: resetAtOnce,
    cause: "unreachable",
    calls: ["unreachable", "unreachable"],
    alerts: [],
    next: "unreachable",
  },
  {
    row: 2,
    name: "a name that does not resolve",
    // A label of more than 63 letters is refused by the resolver itself, without asking any network.
    open: async () => ({ baseUrl: `http://${"a".repeat(70)}.invalid/v1`, stop: async () => {} }),
    cause: "unreachable",
    calls: ["unreachable", "circuit-open"],
    alerts: [],
    next: "circuit-open",
  },
  {
    row: 3,
    name: "a certificate of somebody else's",
    open: wrongCertificate,
    cause: "tls",
    calls: ["tls"],
    alerts: ["tls"],
    next: "circuit-open",
  },
  {
    row: 3,
    name: "no TLS where it should be",
    open: noTls,
    cause: "tls",
    calls: ["tls"],
    alerts: ["tls"],
    next: "circuit-open",
  },
  {
    row: 10,
    name: "accepts and never answers",
    open: silentTcp,
    cause: "timeout-connect",
    calls: ["timeout-connect", "timeout-connect"],
    alerts: [],
    next: "timeout-connect",
    deadlines: { headers: 300 },
  },
];

describe.each(PHASES)("%s", (phase) => {
  test.each(ROWS)("[F23] row $row: $name", async (row) => {
    plainText.length = 0;
    const { open, deadlines } = row;
    const seen = await playFault(
      { meets: { kind: "address", open }, ...(deadlines === undefined ? {} : { deadlines }) },
      phase,
    );
    running = seen;
    expect({
      outcome: seen.end.outcome,
      cause: seen.turn.cause,
      calls: seen.calls.map(({ end }) => (end.status === "failed" ? end.failure : end.status)),
      alerts: seen.alerts.map(({ code }) => code),
      shown: seen.shown,
    }).toEqual({
      outcome: "fallback",
      cause: row.cause,
      calls: row.calls,
      alerts: row.alerts,
      shown: [FALLBACK],
    });
    const next = await seen.again();
    expect(next.turn).toMatchObject({ outcome: "fallback", cause: row.next });
    expect(plainText).toEqual([]);
  });
});

describe("[F5] [F6] with a second endpoint", () => {
  const withSecond = (row: Row): FaultCase => ({
    meets: { kind: "address", open: row.open },
    second: true,
    ...(row.deadlines === undefined ? {} : { deadlines: row.deadlines }),
  });
  test.each(ROWS.filter(({ row }) => row !== 3))(
    "[F5] it plays in row $row: $name",
    async (row) => {
      const seen = await playFault(withSecond(row), "before");
      running = seen;
      expect(seen.end.outcome).toBe("complete");
      expect(seen.shown).toEqual([ACTION, SPEECH]);
      expect(seen.calls).toHaveLength(1);
      const [call] = seen.calls;
      expect(call?.edge?.insteadOf?.failure).toBe(row.cause);
      expect(call?.endpoint).not.toBe(call?.edge?.insteadOf?.endpoint);
      expect(seen.turn.trainable).toBe(true);
      expect((await seen.again()).shown).toEqual([ACTION, SPEECH]);
    },
  );
  test.each(ROWS.filter(({ row }) => row === 3))(
    "[F6] it is not asked in row $row: $name",
    async (row) => {
      const seen = await playFault(withSecond(row), "before");
      running = seen;
      expect(seen.end.outcome).toBe("fallback");
      expect(seen.calls.map(({ end }) => end.status)).toEqual(["failed"]);
      expect((await seen.again()).turn).toMatchObject({
        outcome: "fallback",
        cause: "circuit-open",
      });
      expect(seen.alerts.map(({ code }) => code)).toEqual(["tls"]);
    },
  );
});

test("[F21] row 1: refused once, and then a sound answer", async () => {
  const seen = await playFault(
    { meets: { kind: "answer", answer: (answer) => answer.reset() }, times: 1 },
    "before",
  );
  running = seen;
  expect(seen.end.outcome).toBe("complete");
  expect(seen.shown).toEqual([ACTION, SPEECH]);
});
