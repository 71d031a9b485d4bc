import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { FINGERPRINT } from "./answer-shape.ts";
import { complete } from "./completion.ts";
import { deliver } from "./delivery.ts";
import { drawFault, parseFault, refusalOf, type Fault, type PlannedFault } from "./faults.ts";
import { readRequest, type BadRequest } from "./request-body.ts";
import { diceOf, hashOf } from "./seeded.ts";

/** The understudy as a server: OpenAI's wire format over real HTTP, played by a script and marked synthetic. */

export const UNDERSTUDY_MODEL = "dramatis/understudy";

export interface UnderstudyOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Loopback unless told otherwise. */
  readonly host?: string;
  readonly seed?: number;
  /** To the first token, in ms. Absent: at once. */
  readonly ttft?: number;
  /** Tokens per second. 0 or absent: as fast as the socket takes them. */
  readonly tps?: number;
  /** Length of system thinking, in tokens at least; 0 for none. */
  readonly think?: number;
  readonly faults?: readonly PlannedFault[];
  /** Prompt and completion together, in tokens of the toy tokenizer. */
  readonly contextLength?: number;
  /** Told of each request's body, for tests that must see exact prompts. */
  readonly onRequest?: (path: string, body: unknown) => void;
}

export interface Understudy {
  /** Such as `http://127.0.0.1:49152/v1`: what an OpenAI client takes as its base URL. */
  readonly url: string;
  /** What it is doing: running requests, and how many ended by the client's leaving. */
  readonly activity: {
    readonly running: number;
    readonly served: number;
    readonly abandoned: number;
  };
  /** Ends all streams at once and resolves when the port is free. */
  close(): Promise<void>;
}

const LARGEST_BODY = 16 * 1024 * 1024;
export const DEFAULT_THINK = 60;

export async function startUnderstudy(options: UnderstudyOptions = {}): Promise<Understudy> {
  const {
    seed = 1,
    ttft = 0,
    tps = 0,
    think = DEFAULT_THINK,
    faults = [],
    contextLength = 32_768,
    host = "127.0.0.1",
    port = 0,
  } = options;
  const dice = diceOf(hashOf(`${seed} faults`));
  const activity = { running: 0, served: 0, abandoned: 0 };
  let count = 0;

  const server = createServer((request, response) => {
    response.on("error", () => response.destroy());
    answer(request, response).catch(() => {
      if (!response.headersSent)
        refuse(response, {
          status: 500,
          message: "The understudy failed to play this turn.",
          param: null,
          code: null,
        });
      else response.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", "http://localhost").pathname.replace(/\/+$/, "");
    if (path === "/health" || path === "/v1/health")
      return json(response, 200, {
        status: "ok",
        synthetic: true,
        model: UNDERSTUDY_MODEL,
        ...activity,
      });
    if (path === "/v1/models" || path === `/v1/models/${UNDERSTUDY_MODEL}`) {
      const model = {
        id: UNDERSTUDY_MODEL,
        object: "model",
        created: 0,
        owned_by: "dramatis",
        max_model_len: contextLength,
        synthetic: true,
      };
      return json(
        response,
        200,
        path === "/v1/models" ? { object: "list", data: [model], synthetic: true } : model,
      );
    }
    const endpoint =
      path === "/v1/completions" ? "completions" : path === "/v1/chat/completions" ? "chat" : null;
    if (endpoint === null)
      return refuse(response, {
        status: 404,
        message: `There is nothing at ${path || "/"}. Use /v1/completions, /v1/chat/completions, /v1/models or /health.`,
        param: null,
        code: "not_found",
      });
    if (request.method !== "POST")
      return refuse(response, {
        status: 405,
        message: `${path} takes POST only.`,
        param: null,
        code: "method_not_allowed",
      });

    const fault = faultFor(request);
    if (typeof fault === "string")
      return refuse(response, {
        status: 400,
        message: fault,
        param: "x-understudy-fault",
        code: "unknown_fault",
      });
    const refusal = fault ? refusalOf(fault, new Date()) : null;
    const text = await bodyOf(request);
    if (text === null)
      return refuse(response, {
        status: 413,
        message: `The body is longer than ${LARGEST_BODY} bytes.`,
        param: null,
        code: "body_too_large",
      });
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      return refuse(response, {
        status: 400,
        message: "The request body is not valid JSON.",
        param: null,
        code: "invalid_json",
      });
    }
    options.onRequest?.(path, body);
    if (refusal) {
      response.writeHead(refusal.status, refusal.headers).end(refusal.body);
      return;
    }
    const wanted = readRequest(endpoint, body, { id: UNDERSTUDY_MODEL, contextLength });
    if ("status" in wanted) return refuse(response, wanted);

    const leaving = new AbortController();
    response.on("close", () => leaving.abort());
    activity.running++;
    try {
      const completion = complete(wanted, { seed, think }, fault);
      const id = `${endpoint === "chat" ? "chatcmpl" : "cmpl"}-understudy-${(count++).toString(36)}-${hashOf(text).toString(16)}`;
      const model = fault?.name === "wrong-model" ? "someone/else" : UNDERSTUDY_MODEL;
      await deliver({
        response,
        wanted,
        completion,
        fault,
        signal: leaving.signal,
        pacing: { ttft, tokensPerSecond: tps },
        head: { id, created: Math.floor(Date.now() / 1000), model },
      });
    } finally {
      activity.running--;
      if (response.writableEnded) activity.served++;
      else activity.abandoned++;
    }
  }

  /** The header asks for one request alone and stands above what was planned. */
  function faultFor(request: IncomingMessage): Fault | null | string {
    const asked = request.headers["x-understudy-fault"];
    if (typeof asked === "string" && asked !== "") {
      const fault = parseFault(asked);
      return typeof fault === "string" ? fault : drawFault([fault], dice);
    }
    return drawFault(faults, dice);
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  const shown = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return {
    url: `http://${shown}:${address.port}/v1`,
    activity,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8" })
    .end(JSON.stringify(body));
}

function refuse(response: ServerResponse, { status, message, param, code }: BadRequest): void {
  const type = status >= 500 ? "server_error" : "invalid_request_error";
  json(response, status, {
    error: { message, type, param, code },
    synthetic: true,
    system_fingerprint: FINGERPRINT,
  });
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > LARGEST_BODY) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
