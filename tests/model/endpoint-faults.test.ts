import { afterEach, describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../server/model/endpoint-config.ts";
import type { EndpointConfig } from "../../server/model/endpoint-config.ts";
import type { ModelFailure } from "../../server/stage/ports.ts";
import { API_KEY, chatChunk, endpointConfig, hear, rawChunk } from "../doubles/endpoint-fixture.ts";
import { startSseEndpoint } from "../doubles/sse-endpoint.ts";
import type { Script, ScriptedAnswer, SseEndpoint } from "../doubles/sse-endpoint.ts";

/** A word of the endpoint's that must not come out of any failure. */
const WORD = "canary-of-the-endpoint";

let running: SseEndpoint[] = [];
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  running = [];
});
async function serve(script: Script): Promise<SseEndpoint> {
  const endpoint = await startSseEndpoint(script);
  running.push(endpoint);
  return endpoint;
}
function hurried(
  endpoint: SseEndpoint,
  deadlines: Partial<EndpointConfig["deadlines"]>,
): EndpointConfig {
  const config = endpointConfig(endpoint.baseUrl);
  return { ...config, deadlines: { ...config.deadlines, ...deadlines } };
}
/** Makes the call, and checks what holds for every failed one. */
async function fails(config: EndpointConfig, failure: ModelFailure, retryAfter?: number) {
  const heard = await hear(config);
  const end = { status: "failed", failure, ...(retryAfter === undefined ? {} : { retryAfter }) };
  expect(heard.ends).toEqual([end]);
  expect(heard.call.end).toEqual(end);
  expect(heard.call.completionText).toBe(heard.text);
  const told = JSON.stringify(heard);
  expect(told).not.toContain(WORD);
  expect(told).not.toContain(API_KEY);
  return heard;
}

describe("[M7] [M8] an error status is translated, and asked for once", () => {
  const json = (message: string, more: object = {}) =>
    JSON.stringify({ error: { message: `${message} ${WORD}`, ...more } });
  const flat = (message: string) =>
    JSON.stringify({
      object: "error",
      message: `${message} ${WORD}`,
      type: "BadRequest",
      code: 400,
    });
  const rows: readonly (readonly [string, number, string, ModelFailure])[] = [
    ["a bad key", 401, json(`Incorrect key ${API_KEY}`), "unauthorized"],
    ["a forbidden model", 403, WORD, "unauthorized"],
    ["an unknown model", 404, json("The model does not exist."), "model-not-found"],
    ["a bad field", 400, json("Unrecognized argument: top_k"), "bad-request"],
    ["a bad type", 422, JSON.stringify({ detail: [{ msg: WORD }] }), "bad-request"],
    ["a conflict", 409, WORD, "bad-request"],
    [
      "vLLM's context limit",
      400,
      json("This model's maximum context length is 4096 tokens. However, you requested 5000."),
      "context-too-long",
    ],
    [
      "vLLM's prompt limit",
      400,
      json("The decoder prompt (length 5000) is longer than the maximum model length of 4096."),
      "context-too-long",
    ],
    [
      "SGLang's context limit",
      400,
      flat("The input (5000 tokens) is longer than the model's context length (4096 tokens)."),
      "context-too-long",
    ],
    [
      "llama.cpp's context limit",
      400,
      json("the request exceeds the available context size, try increasing it", {
        type: "exceed_context_size_error",
        n_ctx: 4096,
      }),
      "context-too-long",
    ],
    [
      "OpenAI's context limit",
      400,
      json("Too long.", { code: "context_length_exceeded" }),
      "context-too-long",
    ],
    ["a body too large", 413, WORD, "context-too-long"],
    ["a request timeout", 408, WORD, "server-error"],
    ["overload", 429, WORD, "overloaded"],
    ["an internal error", 500, `<html>${WORD}</html>`, "server-error"],
    ["a bad gateway", 502, "", "server-error"],
    ["no service", 503, json("Loading model"), "server-error"],
    ["a gateway timeout", 504, WORD, "server-error"],
  ];
  test.each(rows)("%s: %i", async (_name, status, body, failure) => {
    const endpoint = await serve((answer) => {
      answer.head(status, { "content-type": "application/json", "x-should-retry": "true" });
      answer.end(body);
    });
    const { call, text } = await fails(endpointConfig(endpoint.baseUrl), failure);
    expect(text).toBe("");
    expect(call.edge).toMatchObject({ httpStatus: status, detail: `status ${status}` });
    expect(endpoint.received).toHaveLength(1);
  });

  test.each([
    ["2", 2_000],
    ["0.5", 500],
    ["soon", undefined],
  ])("Retry-After: %s", async (header, retryAfter) => {
    const endpoint = await serve((answer) => {
      answer.head(429, { "retry-after": header });
      answer.end();
    });
    await fails(endpointConfig(endpoint.baseUrl), "overloaded", retryAfter);
  });

  test("an error body that never ends is not waited for", async () => {
    const endpoint = await serve(async (answer) => {
      answer.head(500);
      await answer.bytes(WORD);
    });
    await fails(endpointConfig(endpoint.baseUrl), "server-error");
  });

  test("an endless error body is read no further than it is needed", async () => {
    const endpoint = await serve(async (answer) => {
      answer.head(400);
      while (!answer.raw.destroyed) await answer.bytes(WORD.repeat(1_000));
    });
    await fails(endpointConfig(endpoint.baseUrl), "bad-request");
    await endpoint.connections[0];
  });
});

test.each([301, 302, 307, 308])("[M10] a %i is not followed", async (status) => {
  const target = await serve(async (answer) => {
    answer.head();
    await answer.event(rawChunk("stolen", { finish_reason: "stop" }));
  });
  const endpoint = await serve((answer) => {
    answer.head(status, { location: `${target.baseUrl}/completions` });
    answer.end();
  });
  await fails(endpointConfig(endpoint.baseUrl), "malformed");
  expect(target.received).toEqual([]);
});

test.each([
  ["a log-in page", 200, "text/html", `<html>${WORD}</html>`],
  ["a whole JSON answer", 200, "application/json", JSON.stringify(rawChunk(WORD))],
  [
    "JSON that reads like events",
    200,
    "application/json",
    `data: ${JSON.stringify(rawChunk(WORD))}\n\n`,
  ],
])("[M10] %s is not parsed", async (_name, status, type, body) => {
  const endpoint = await serve((answer) => {
    answer.head(status, { "content-type": type });
    answer.end(body);
  });
  const { text } = await fails(endpointConfig(endpoint.baseUrl), "malformed");
  expect(text).toBe("");
});

describe("[M7] a connection that fails", () => {
  test("refused", async () => {
    const endpoint = await startSseEndpoint(() => {});
    await endpoint.stop();
    const { call } = await fails(endpointConfig(endpoint.baseUrl), "unreachable");
    expect(call.edge).toMatchObject({ httpStatus: null, detail: "ECONNREFUSED" });
    expect(call.timing.headers).toBeNull();
  });

  test("TLS to an endpoint that has none is not answered with plain HTTP", async () => {
    const endpoint = await serve(() => {});
    const config = endpointConfig(endpoint.baseUrl.replace("http:", "https:"));
    await fails(config, "tls");
    expect(endpoint.received).toEqual([]);
  });

  test("reset before the headers", async () => {
    const endpoint = await serve((answer) => answer.reset());
    await fails(endpointConfig(endpoint.baseUrl), "unreachable");
    expect(endpoint.received).toHaveLength(1);
  });

  test("an answer that is not HTTP", async () => {
    const endpoint = await serve((answer) => {
      answer.raw.socket?.end(`${WORD}\r\n\r\n`);
    });
    await fails(endpointConfig(endpoint.baseUrl), "malformed");
  });
});

/** Faults of a stream that began well; each is tried before any text and after some. */
const STREAM_FAULTS: readonly (readonly [string, Script, ModelFailure])[] = [
  ["a reset", (answer) => answer.reset(), "cut"],
  ["an end without finish reason", (answer) => answer.end(), "cut"],
  ["[DONE] without finish reason", (answer) => answer.end("data: [DONE]\n\n"), "cut"],
  [
    "half a line at the end",
    (answer) => answer.end(`data: ${JSON.stringify(rawChunk(WORD)).slice(0, -9)}`),
    "cut",
  ],
  [
    "an event that is no JSON",
    (answer) => answer.bytes(`data: {"choices": ${WORD}}\n\n`),
    "malformed",
  ],
  ["null", (answer) => answer.event(null), "malformed"],
  ["a list", (answer) => answer.event([rawChunk(WORD)]), "malformed"],
  ["choices that are none", (answer) => answer.event({ choices: WORD }), "malformed"],
  ["a text that is none", (answer) => answer.event(rawChunk("", { text: [WORD] })), "malformed"],
  ["a nested error", (answer) => answer.event({ error: { message: WORD } }), "server-error"],
  ["an error in words", (answer) => answer.event({ error: WORD }), "server-error"],
  [
    "an error with a code",
    (answer) => answer.event({ error: { message: WORD, code: 429 } }),
    "overloaded",
  ],
  [
    "SGLang's flat error",
    (answer) => answer.event({ object: "error", message: WORD, code: 500 }),
    "server-error",
  ],
  [
    "an error that says the context is too long",
    (answer) => answer.event({ object: "error", message: `${WORD} context length`, code: 400 }),
    "context-too-long",
  ],
  [
    "an event named error",
    (answer) => answer.bytes(`event: error\ndata: {"message":"${WORD}"}\n\n`),
    "server-error",
  ],
  [
    "an engine that aborts",
    (answer) => answer.event(rawChunk("", { finish_reason: "abort" })),
    "cut",
  ],
  [
    "an engine that fails",
    (answer) => answer.event(rawChunk("", { finish_reason: "error" })),
    "server-error",
  ],
  [
    "more text than is allowed",
    async (answer) => {
      for (let sent = 0; sent <= 65 && !answer.raw.destroyed; sent += 1) {
        await answer.event(rawChunk("x".repeat(1_024)));
      }
    },
    "too-long",
  ],
  ["one text too long", (answer) => answer.event(rawChunk("火".repeat(22_000))), "too-long"],
  [
    "reasoning without end",
    async (answer) => {
      while (!answer.raw.destroyed) {
        await answer.event(rawChunk("", { reasoning: WORD.repeat(100) }));
      }
    },
    "too-long",
  ],
  [
    "a line of 10 MB",
    async (answer) => {
      await answer.bytes("data: ");
      for (let sent = 0; sent < 160 && !answer.raw.destroyed; sent += 1) {
        await answer.bytes("x".repeat(65_536));
      }
    },
    "too-long",
  ],
  [
    "an event of endless lines",
    async (answer) => {
      while (!answer.raw.destroyed) await answer.bytes(`data: ${"x".repeat(1_024)}\n`);
    },
    "too-long",
  ],
];

describe.each(["before any text", "after some text"] as const)("%s", (when) => {
  async function begin(answer: ScriptedAnswer): Promise<void> {
    answer.head();
    await answer.bytes(": hello\n\n");
    if (when === "after some text") await answer.event(rawChunk("Well, "));
    // Read apart from what follows, so that a reset does not overtake the text.
    await answer.pause(30);
  }
  test.each(STREAM_FAULTS)("[M7] [M11] [M6] %s", async (_name, script, failure) => {
    let endedWell = false;
    const endpoint = await serve(async (answer, received) => {
      await begin(answer);
      await script(answer, received);
      endedWell = answer.raw.writableEnded;
    });
    const { text, call } = await fails(endpointConfig(endpoint.baseUrl), failure);
    if (when === "after some text") expect(text.startsWith("Well, ")).toBe(true);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(DEFAULT_LIMITS.output);
    expect(call.edge?.httpStatus).toBe(200);
    expect(endpoint.received).toHaveLength(1);
    // A body that came to its own end leaves a connection that may be used again.
    if (!endedWell) await endpoint.connections[0];
  });

  test("[M9] a stall", async () => {
    const endpoint = await serve(begin);
    const config = hurried(endpoint, { firstToken: 150, idle: 150 });
    await fails(config, when === "before any text" ? "timeout-first-token" : "timeout-idle");
    await endpoint.connections[0];
  });

  test("[M9] a stall kept warm by comments and empty deltas", async () => {
    const endpoint = await serve(async (answer) => {
      await begin(answer);
      while (!answer.raw.destroyed) {
        await answer.bytes(": keep-alive\n\n");
        await answer.event(rawChunk("", { token_ids: [] }));
        await answer.event({ choices: [] });
        await answer.pause(10);
      }
    });
    const config = hurried(endpoint, { firstToken: 150, idle: 150 });
    await fails(config, when === "before any text" ? "timeout-first-token" : "timeout-idle");
    await endpoint.connections[0];
  });
});

test("[M11] a body past its limit ends the call, whatever it holds", async () => {
  const endpoint = await serve(async (answer) => {
    answer.head();
    while (!answer.raw.destroyed) await answer.bytes(": ping\n\n".repeat(100));
  });
  const config = endpointConfig(endpoint.baseUrl);
  await fails({ ...config, limits: { ...DEFAULT_LIMITS, body: 50_000 } }, "too-long");
  await endpoint.connections[0];
});

test("[M9] an endpoint that accepts and never answers", async () => {
  const endpoint = await serve(() => {});
  await fails(hurried(endpoint, { headers: 100 }), "timeout-connect");
  await endpoint.connections[0];
  expect(endpoint.received).toHaveLength(1);
});

test("[M9] a trickle ends with the turn's deadline", async () => {
  const endpoint = await serve(async (answer) => {
    answer.head();
    while (!answer.raw.destroyed) {
      await answer.event(rawChunk("."));
      await answer.pause(20);
    }
  });
  await fails(hurried(endpoint, { turn: 200 }), "timeout-turn");
  await endpoint.connections[0];
});

test.each([
  ["reasoning", chatChunk(null, { delta: { reasoning: "hm" } })],
  ["token ids without text", chatChunk("", { token_ids: [1] })],
])("[M9] %s shows that the model is at work", async (_name, chunk) => {
  const endpoint = await serve(async (answer) => {
    answer.head();
    for (let sent = 0; sent < 12; sent += 1) {
      await answer.event(chunk);
      await answer.pause(50);
    }
    await answer.event({ ...chatChunk("done", { finish_reason: "stop" }), usage: {} });
  });
  const config = hurried(endpoint, { firstToken: 400, idle: 400 });
  expect((await hear({ ...config, dialect: "chat" })).text).toBe("done");
});
