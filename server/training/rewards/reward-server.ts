import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { JudgeUnreachable } from "./judge.ts";
import { MEANS_NOTHING, nameOfItem, rewardAnswer } from "./reward-answer.ts";
import { readRewardRequest } from "./reward-request.ts";
import type { RewardService } from "./reward-service.ts";

/** The reward service over HTTP, in the shapes of OpenRLHF, slime and verl: what comes in says what goes out. */
export interface RewardServer {
  /** Listens and resolves to the port in use; rejects where it cannot. */
  listen(port: number, host: string): Promise<number>;
  /** Takes nothing more, waits for what runs for at most `within` ms, and closes the port. */
  close(within?: number): Promise<void>;
}

export interface RewardServerOptions {
  readonly service: RewardService;
  /** Whoever brings it may ask; null for anyone, which is for loopback alone. */
  readonly token: string | null;
  /** In bytes. */
  readonly largestBody?: number;
  /** From the whole request to its answer, in ms; slime waits 120 s and OpenRLHF 180 s. */
  readonly answerWithin?: number;
  /** Answers that may be open at once, over all requests. */
  readonly mostOpen?: number;
}

/** Creates the server; nothing listens yet. */
export function createRewardServer({
  service,
  token,
  largestBody = 32 * 1024 * 1024,
  answerWithin = 110_000,
  mostOpen = 4_096,
}: RewardServerOptions): RewardServer {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  let closing = false;
  let open = 0;

  const server = createServer((request, response) => {
    response.on("error", () => response.destroy());
    const work: Promise<void> = answer(request, response)
      .catch(() => refuse(response, 500, "the service failed on this request; its own fault"))
      .finally(() => running.delete(work));
    running.add(work);
  });
  server.requestTimeout = 60_000;
  server.headersTimeout = 15_000;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = URL.parse(request.url ?? "/", "http://localhost");
    const path = url?.pathname ?? "/";
    if (path === "/healthz") return health(request, response);
    if (path !== "/" && path !== "/reward")
      return refuse(response, 404, `nothing is here; ${WAYS}`);
    // A page in a browser on this machine must not be able to ask.
    if (request.headers.origin !== undefined) {
      return refuse(response, 403, "a page in a browser may not ask for rewards");
    }
    if (!mayAsk(request, token)) {
      response.setHeader("WWW-Authenticate", "Bearer");
      return refuse(response, 401, "a bearer token is needed: Authorization: Bearer TOKEN");
    }
    if (request.method !== "POST") {
      response.setHeader("Allow", "POST");
      return refuse(response, 405, `rewards are asked for with POST; ${WAYS}`);
    }
    const type = request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
    if (type !== "application/json") {
      return refuse(response, 415, "send application/json");
    }
    if (closing) return refuse(response, 503, "the service is stopping", 5);
    const text = await bodyOf(request, largestBody);
    if (text === null) {
      return refuse(
        response,
        413,
        `the body is larger than ${largestBody} bytes; send smaller batches`,
      );
    }
    const body = parsed(text);
    if (body === undefined) return refuse(response, 400, "the body is not JSON in UTF-8");
    const read = readRewardRequest(body);
    if (!read.ok) return refuse(response, read.status, read.problem);
    const { asked, shape } = read;
    if (open + asked.length > mostOpen) {
      return refuse(response, 503, `${open} answers are being judged already; ask again soon`, 2);
    }
    const left = new AbortController();
    response.once("close", () => left.abort());
    const late = AbortSignal.timeout(answerWithin);
    open += asked.length;
    try {
      const given = await service.rewards(
        asked,
        AbortSignal.any([left.signal, late, stopping.signal]),
      );
      if (!given.ok) {
        return refuse(response, 422, `${nameOfItem(shape, given.index)}: ${given.problem}`);
      }
      const asNumber = url?.searchParams.get("as") === "number";
      send(response, 200, rewardAnswer(shape, given.verdicts, service, asNumber));
    } catch (error) {
      if (error instanceof JudgeUnreachable) {
        return refuse(
          response,
          503,
          "the judge's endpoint gave no answer; nothing was rewarded",
          5,
        );
      }
      if (stopping.signal.aborted) return refuse(response, 503, "the service is stopping", 5);
      if (late.aborted) {
        return refuse(
          response,
          504,
          `the judge took longer than ${answerWithin} ms; send smaller batches or let it answer more at once`,
        );
      }
      if (!left.signal.aborted) throw error;
    } finally {
      open -= asked.length;
    }
  }

  function health(request: IncomingMessage, response: ServerResponse): void {
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("Allow", "GET");
      return refuse(response, 405, "the health is asked for with GET");
    }
    const { model, synthetic } = service.judge;
    // The name of a model is for those who may ask it.
    const known = mayAsk(request, token) ? { model, diversity: service.diversity } : {};
    send(response, closing ? 503 : 200, {
      ok: !closing,
      synthetic,
      open,
      ...known,
      ...(synthetic ? { notice: MEANS_NOTHING } : {}),
    });
  }

  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
          server.off("error", reject);
          resolve((server.address() as AddressInfo).port);
        });
      }),
    async close(within = 10_000) {
      closing = true;
      const closed = server.listening
        ? new Promise<void>((resolve) => server.close(() => resolve()))
        : Promise.resolve();
      server.closeIdleConnections();
      const late = setTimeout(() => stopping.abort(new Error("stopping")), within);
      await Promise.all(running);
      clearTimeout(late);
      server.closeAllConnections();
      await closed;
    },
  };
}

const WAYS = "POST / or /reward for rewards, GET /healthz";

function mayAsk(request: IncomingMessage, token: string | null): boolean {
  if (token === null) return true;
  const brought = /^Bearer (\S+)$/u.exec(request.headers.authorization ?? "")?.[1];
  return brought !== undefined && same(brought, token);
}

/** In a time that does not depend on where they differ. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** Null where it is too large; what comes after that is not kept. Rejects where the sender broke off. */
function bodyOf(request: IncomingMessage, largest: number): Promise<Buffer | null> {
  if (Number(request.headers["content-length"] ?? 0) > largest) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    request.on("data", (piece: Buffer) => {
      size += piece.length;
      if (size > largest) {
        // Left unread: the answer closes the connection.
        request.pause();
        resolve(null);
      } else pieces.push(piece);
    });
    request.once("end", () => resolve(Buffer.concat(pieces)));
    request.once("error", reject);
  });
}

/** Undefined for what is no JSON. */
function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as unknown;
  } catch {
    return undefined;
  }
}

function refuse(
  response: ServerResponse,
  status: number,
  error: string,
  retryAfter?: number,
): void {
  if (retryAfter !== undefined) response.setHeader("Retry-After", String(retryAfter));
  // What is left of a body that was not read must not be taken for the next request.
  if (status === 413) response.setHeader("Connection", "close");
  send(response, status, { error });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  });
  response.end(`${JSON.stringify(body)}\n`);
}
