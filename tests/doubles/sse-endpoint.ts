import { createServer } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the endpoint was asked. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** One answer, played over a real socket: it may hold, lie, break off or never end. */
export type Script = (answer: ScriptedAnswer, received: Received) => Promise<void> | void;

export interface ScriptedAnswer {
  /** Sends the headers; a status of 200 and an event stream unless told otherwise. */
  head(status?: number, headers?: Record<string, string>): void;
  /** Sends bytes as they are. */
  bytes(part: string | Uint8Array): Promise<void>;
  /** Sends one event with this value as JSON. */
  event(value: unknown): Promise<void>;
  /** Ends the body as it should end. */
  end(part?: string | Uint8Array): void;
  /** Breaks the connection. */
  reset(): void;
  pause(ms: number): Promise<void>;
  readonly raw: ServerResponse;
}

export interface SseEndpoint {
  /** Up to and with `/v1`. */
  readonly baseUrl: string;
  readonly received: readonly Received[];
  /** One for each connection made so far; resolves when it is closed. */
  readonly connections: readonly Promise<void>[];
  stop(): Promise<void>;
}

/** Starts an endpoint on a free loopback port that answers every request by the script. */
export async function startSseEndpoint(script: Script): Promise<SseEndpoint> {
  const received: Received[] = [];
  const connections: Promise<void>[] = [];

  async function answerOne(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const part of request) text += String(part);
    const asked: Received = {
      path: request.url ?? "",
      headers: request.headers,
      body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
    received.push(asked);
    await script(scriptedAnswer(response), asked);
  }

  const server = createServer((request, response) => {
    response.on("error", () => undefined);
    answerOne(request, response).catch(() => response.destroy());
  });
  server.on("connection", (socket) => {
    connections.push(new Promise((resolve) => socket.once("close", () => resolve())));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    received,
    connections,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function scriptedAnswer(response: ServerResponse): ScriptedAnswer {
  const head: ScriptedAnswer["head"] = (status = 200, headers = {}) => {
    response.writeHead(status, { "content-type": "text/event-stream", ...headers });
    response.flushHeaders();
  };
  const bytes: ScriptedAnswer["bytes"] = (part) =>
    new Promise((resolve) => {
      if (response.destroyed) {
        resolve();
        return;
      }
      // The next tick of the loop lets each part leave as a read of its own.
      response.write(part, () => setImmediate(resolve));
    });
  return {
    head,
    bytes,
    event: (value) => bytes(`data: ${JSON.stringify(value)}\n\n`),
    end: (part) => void (part === undefined ? response.end() : response.end(part)),
    reset: () => response.socket?.resetAndDestroy(),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    raw: response,
  };
}
