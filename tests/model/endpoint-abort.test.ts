import { getEventListeners } from "node:events";
import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../server/cli/system-clock.ts";
import { createEndpoint } from "../../server/model/endpoint.ts";
import { endpointConfig, hear, rawChunk, REQUEST } from "../doubles/endpoint-fixture.ts";
import { startSseEndpoint } from "../doubles/sse-endpoint.ts";
import type { Script, SseEndpoint } from "../doubles/sse-endpoint.ts";

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

const ABORTED = [{ status: "aborted" }];

test("[M14] a signal that is aborted already makes no request", async () => {
  const endpoint = await serve(() => {});
  const { ends, call } = await hear(endpointConfig(endpoint.baseUrl), {
    signal: AbortSignal.abort(),
  });
  expect(ends).toEqual(ABORTED);
  expect(call.edge?.httpStatus).toBeNull();
  expect(endpoint.received).toEqual([]);
});

test.each<[string, Script]>([
  ["the headers", () => {}],
  ["the first text", (answer) => answer.head()],
  [
    "the usage",
    async (answer) => {
      answer.head();
      await answer.event(rawChunk("", { finish_reason: "stop" }));
    },
  ],
])("[M14] aborted while %s are awaited, the connection is closed", async (_name, script) => {
  const stop = new AbortController();
  const endpoint = await serve(async (answer, received) => {
    await script(answer, received);
    await answer.pause(30);
    stop.abort(new Error("of the caller's own"));
  });
  const { ends } = await hear(endpointConfig(endpoint.baseUrl), { signal: stop.signal });
  expect(ends).toEqual(ABORTED);
  await endpoint.connections[0];
  expect(getEventListeners(stop.signal, "abort")).toEqual([]);
});

test("[M14] aborted in mid-stream, no more text comes though it has arrived", async () => {
  const stop = new AbortController();
  const endpoint = await serve(async (answer) => {
    answer.head();
    await answer.bytes(
      ["one ", "two ", "three"]
        .map((text) => `data: ${JSON.stringify(rawChunk(text))}\n\n`)
        .join(""),
    );
  });
  const { text, ends, call } = await hear(endpointConfig(endpoint.baseUrl), {
    signal: stop.signal,
    onText: (said) => {
      if (said === "two ") stop.abort();
    },
  });
  expect(text).toBe("one two ");
  expect(ends).toEqual(ABORTED);
  expect(call).toMatchObject({ completionText: "one two ", finishReason: null });
  await endpoint.connections[0];
});

test("[M14] the connection is closed while the reader is still busy with the last text", async () => {
  const stop = new AbortController();
  const endpoint = await serve(async (answer) => {
    answer.head();
    await answer.event(rawChunk("one "));
  });
  const model = createEndpoint(endpointConfig(endpoint.baseUrl), systemClock());
  const events = model.generate(REQUEST, stop.signal)[Symbol.asyncIterator]();
  expect(await events.next()).toMatchObject({ value: { type: "text", text: "one " } });
  stop.abort();
  await endpoint.connections[0];
  expect(await events.next()).toMatchObject({ value: { end: { status: "aborted" } } });
  expect(await events.next()).toMatchObject({ done: true });
});

test("[M14] a reader that leaves early closes the connection", async () => {
  const endpoint = await serve(async (answer) => {
    answer.head();
    await answer.event(rawChunk("one "));
  });
  const signal = new AbortController().signal;
  const model = createEndpoint(endpointConfig(endpoint.baseUrl), systemClock());
  for await (const event of model.generate(REQUEST, signal)) {
    expect(event.type).toBe("text");
    break;
  }
  await endpoint.connections[0];
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("[M9] a slow reader is not taken for a silent endpoint", async () => {
  const endpoint = await serve(async (answer) => {
    answer.head();
    await answer.event(rawChunk("one "));
    await answer.event({ ...rawChunk("two", { finish_reason: "stop" }), usage: {} });
  });
  const config = endpointConfig(endpoint.baseUrl);
  const model = createEndpoint(
    { ...config, deadlines: { ...config.deadlines, idle: 150 } },
    systemClock(),
  );
  const texts: string[] = [];
  for await (const event of model.generate(REQUEST, new AbortController().signal)) {
    if (event.type === "end") {
      expect(event.end.status).toBe("complete");
      continue;
    }
    texts.push(event.text);
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  expect(texts).toEqual(["one ", "two"]);
});

test("[M14] calls that run at once do not touch each other", async () => {
  const stop = new AbortController();
  const endpoint = await serve(async (answer, { body }) => {
    answer.head();
    await answer.event(rawChunk(String(body["seed"])));
    await answer.pause(50);
    await answer.event({ ...rawChunk("!", { finish_reason: "stop" }), usage: {} });
  });
  const calls = [1, 2, 3, 4].map((seed) =>
    hear(endpointConfig(endpoint.baseUrl), {
      request: { ...REQUEST, sampling: { ...REQUEST.sampling, seed } },
      ...(seed === 2 ? { signal: stop.signal, onText: () => stop.abort() } : {}),
    }),
  );
  const heard = await Promise.all(calls);
  expect(heard.map(({ text }) => text)).toEqual(["1!", "2", "3!", "4!"]);
  expect(heard.map(({ end }) => end.status)).toEqual([
    "complete",
    "aborted",
    "complete",
    "complete",
  ]);
});
