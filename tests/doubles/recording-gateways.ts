import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** Two trainers' gateways as their published interfaces describe them, on loopback: they record, and answer as told. */

export interface GatewayDouble {
  readonly url: string;
  /** Everything that was asked, in order. */
  readonly asked: readonly {
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: Record<string, unknown>;
  }[];
  /** What it has kept: calls of the model and rewards. */
  readonly kept: readonly { readonly type: string; readonly data: unknown }[];
  stop(): Promise<void>;
}

type Asked = GatewayDouble["asked"][number];
type Answer = { readonly status: number; readonly body: unknown };

async function start(
  answer: (asked: Asked, keep: (type: string, data: unknown) => void) => Answer,
): Promise<GatewayDouble> {
  const asked: Asked[] = [];
  const kept: { type: string; data: unknown }[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += String(part);
    const one: Asked = {
      path: request.url ?? "",
      headers: request.headers,
      body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
    asked.push(one);
    const { status, body } = answer(one, (type, data) => kept.push({ type, data }));
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    kept,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What an OpenAI-compatible server answers whole, with tokens; one token for each word. */
export function wholeAnswer(path: string, words: string, id = "cmpl-1"): Record<string, unknown> {
  const ids = words.split(" ").map((_, at) => 100 + at);
  const logprobs = ids.map((_, at) => -(10 + at) / 100);
  const chat = path.endsWith("/chat/completions");
  const usage = { prompt_tokens: 3, completion_tokens: ids.length };
  const common = { index: 0, finish_reason: "stop", token_ids: ids };
  return chat
    ? {
        id,
        object: "chat.completion",
        model: "her-32b",
        prompt_token_ids: [1, 2, 3],
        metadata: { weight_version: 7 },
        choices: [
          {
            ...common,
            message: { role: "assistant", content: words },
            logprobs: { content: logprobs.map((logprob) => ({ token: "t", logprob })) },
          },
        ],
        usage,
      }
    : {
        id,
        object: "text_completion",
        model: "her-32b",
        choices: [
          {
            ...common,
            text: words,
            prompt_token_ids: [1, 2, 3],
            logprobs: { token_logprobs: logprobs },
          },
        ],
        usage,
      };
}

/** Agent Lightning 1.0: a proxy in front of the model, which refuses streams, and an event stream for each attempt. */
export function agentLightningDouble(words: string, key: string): Promise<GatewayDouble> {
  const PROXY =
    /^\/proxy\/rollout\/([^/]+)\/attempt\/([^/]+)\/mode\/(train|val)\/openai\/v1\/(completions|chat\/completions)$/u;
  const EVENTS = /^\/api\/rollouts\/([^/]+)\/attempt\/([^/]+)\/events$/u;
  return start(({ path, headers, body }, keep) => {
    if (headers.authorization !== `Bearer ${key}`) return { status: 401, body: {} };
    if (PROXY.test(path)) {
      if (body["stream"] === true) {
        return { status: 400, body: { detail: "streaming is not supported" } };
      }
      const response = wholeAnswer(path, words);
      keep("model_request", { model: body["model"], request: body, response });
      return { status: 200, body: response };
    }
    if (EVENTS.test(path)) {
      const { event_type, data } = body as { event_type?: unknown; data?: { value?: unknown } };
      if (typeof event_type !== "string" || typeof data?.value !== "number")
        return { status: 422, body: { detail: "bad event" } };
      keep(event_type, data);
      return { status: 200, body: { event_id: "1" } };
    }
    return { status: 404, body: {} };
  });
}

/** AReaL's gateway: sessions with a key of their own; a reward needs an interaction. `grouped` answers in the later form. */
export function arealDouble(
  words: string,
  adminKey: string,
  grouped = false,
): Promise<GatewayDouble> {
  let interactions = 0;
  let over = false;
  const key = "session-key-1";
  return start(({ path, headers, body }, keep) => {
    const bearer = headers.authorization?.replace("Bearer ", "");
    if (path === "/rl/start_session") {
      if (bearer !== adminKey) return { status: 401, body: {} };
      if (typeof body["task_id"] !== "string") return { status: 422, body: {} };
      return grouped
        ? {
            status: 201,
            body: { group_id: "g", sessions: [{ session_id: "s-1", session_api_key: key }] },
          }
        : { status: 201, body: { session_id: "s-1", api_key: key } };
    }
    if (bearer !== key) return { status: 401, body: {} };
    if (over) return { status: 410, body: { detail: "Session already ended or expired" } };
    switch (path) {
      case "/chat/completions":
        interactions += 1;
        keep("interaction", body["messages"]);
        return { status: 200, body: wholeAnswer(path, words, `chatcmpl-${interactions}`) };
      case "/rl/set_reward":
        if (interactions === 0) return { status: 400, body: { detail: "No interactions" } };
        if (typeof body["reward"] !== "number") return { status: 422, body: {} };
        keep("reward", body);
        return { status: 200, body: { message: "success", interaction_count: interactions } };
      case "/rl/end_session":
        over = true;
        return { status: 200, body: { message: "success", interaction_count: interactions } };
      default:
        return { status: 404, body: {} };
    }
  });
}
