import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../stage/ports.ts";
import { answerTo } from "./answer.ts";
import type { Canaries } from "./canaries.ts";
import type { Trouble } from "./schedule.ts";

/** An endpoint of its own on loopback that behaves as it is told, from one request to the next. */
export interface TroubledEndpoint {
  readonly baseUrl: string;
  /** Closes the port and breaks what is open, or opens it again. */
  down(is: boolean): Promise<void>;
  readonly requests: number;
  stop(): Promise<void>;
}

export interface TroubledOptions {
  readonly random: Random;
  readonly canaries: Canaries;
  /** What the request that comes now meets; null for a sound answer. */
  readonly trouble: () => Trouble | null;
}

/** To the first token and between two chunks of about four tokens, in ms. */
const PACE = { first: 60, chunk: 12, letters: 16 } as const;

export async function startTroubledEndpoint(options: TroubledOptions): Promise<TroubledEndpoint> {
  const sockets = new Set<Socket>();
  let requests = 0;
  let server = listener();
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;

  function listener(): Server {
    const one = createServer((request, response) => {
      response.on("error", () => response.destroy());
      requests += 1;
      serve(request, response, options).catch(() => response.destroy());
    });
    one.on("connection", (socket) => {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    });
    return one;
  }
  async function shut(): Promise<void> {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    get requests() {
      return requests;
    },
    async down(is) {
      if (is) return shut();
      server = listener();
      await listen(server, port);
    },
    stop: shut,
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { random, canaries, trouble }: TroubledOptions,
): Promise<void> {
  let body = "";
  for await (const part of request) body += String(part);
  const asked = JSON.parse(body) as { prompt: string; stop?: string[]; max_tokens: number };
  const kind = trouble();
  const pick = <T>(...all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const refuse = (status: number, headers: Record<string, string> = {}) =>
    void response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify({ error: { message: `Not now, says ${canaries.next()}.` } }));

  if (kind === "refusals") return void request.socket.resetAndDestroy();
  if (kind === "silence") return;
  if (kind === "errors") return refuse(pick(500, 502, 503, 504));
  if (kind === "busy") return refuse(429, { "retry-after": pick("1", "2", "20") });
  if (kind === "garbage" && random() < 0.4) {
    return void response
      .writeHead(200, { "content-type": "text/html" })
      .end(`<title>Sign in</title>${canaries.next()}`);
  }
  const text =
    kind === "nothing"
      ? pick("", " \n ")
      : answerTo({ prompt: asked.prompt, stops: asked.stop ?? [] }, random, canaries);
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
  await sleep(PACE.first);
  const send = (data: string) => !response.destroyed && response.write(`data: ${data}\n\n`);
  const say = (piece: string, finish: string | null = null) => send(chunk(piece, finish));
  // Trouble strikes anywhere: before, amid or after what can be seen.
  const at = kind === null ? Number.POSITIVE_INFINITY : Math.floor(random() * (text.length + 1));
  let sent = 0;
  for (const piece of pieces(text)) {
    if (response.destroyed) return;
    if (sent + piece.length >= at) break;
    say(piece);
    sent += piece.length;
    await sleep(PACE.chunk);
  }
  switch (kind) {
    case "stalls":
      return;
    case "resets":
      await sleep(5);
      return void response.socket?.resetAndDestroy();
    case "garbage":
      send(pick('{"choices":[{"text":"', "null", '{"error":{"message":"engine"}}', "[]"));
      return void response.end();
    case "floods": {
      // A planted word belongs in a private place, wherever the text was broken off.
      const thought = ` <role_thinking>${canaries.next()}</role_thinking>`;
      const loop = pick(" and the sea came in again", thought, "x".repeat(2_000));
      for (let n = 0; n < 5_000 && !response.destroyed; n++) {
        say(loop);
        if (n % 20 === 19) await sleep(1);
      }
      return void response.end();
    }
    case "trickles":
      for (const char of text.slice(sent)) {
        if (response.destroyed) return;
        say(char);
        await sleep(2_000);
      }
      break;
    case "nothing":
    case null:
      break;
    case "outage":
      return;
  }
  const tooLong = text.length / 4 > asked.max_tokens;
  say("", tooLong ? "length" : "stop");
  send(JSON.stringify({ choices: [], usage: { completion_tokens: Math.ceil(text.length / 4) } }));
  response.end("data: [DONE]\n\n");
}

function chunk(text: string, finish: string | null): string {
  return JSON.stringify({ model: "chaos", choices: [{ index: 0, text, finish_reason: finish }] });
}

function* pieces(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += PACE.letters) yield text.slice(at, at + PACE.letters);
}
