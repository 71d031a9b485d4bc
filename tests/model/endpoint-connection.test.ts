import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../server/cli/system-clock.ts";
import { createEndpoint } from "../../server/model/endpoint.ts";
import { endpointConfig, rawChunk, REQUEST } from "../doubles/endpoint-fixture.ts";
import { startSseEndpoint, type Script, type SseEndpoint } from "../doubles/sse-endpoint.ts";

/** What becomes of the connection when a call has ended well. */

const running: SseEndpoint[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((endpoint) => endpoint.stop()));
});

const USAGE = { object: "text_completion", choices: [], usage: { completion_tokens: 1 } };

/** Makes calls one after the other, each after the one before has left the wire. */
async function callsTo(script: Script, count: number, closing: number): Promise<SseEndpoint> {
  const endpoint = await startSseEndpoint(script);
  running.push(endpoint);
  const config = endpointConfig(endpoint.baseUrl);
  const model = createEndpoint(
    { ...config, deadlines: { ...config.deadlines, closing } },
    systemClock(),
  );
  for (let i = 0; i < count; i++) {
    for await (const event of model.generate(REQUEST, new AbortController().signal)) {
      if (event.type === "end") expect(event.end.status).toBe("complete");
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return endpoint;
}

test("[M13] an answer is read to its end, so that the next call need not connect anew", async () => {
  const endpoint = await callsTo(
    async (answer) => {
      answer.head();
      await answer.event(rawChunk("yes", { finish_reason: "stop" }));
      await answer.event(USAGE);
      answer.end("data: [DONE]\n\n");
    },
    3,
    8_000,
  );
  expect(endpoint.received).toHaveLength(3);
  expect(endpoint.connections).toHaveLength(1);
});

test("[M13] an endpoint that does not end its answer is left, and the call does not wait for it", async () => {
  const endpoint = await callsTo(
    async (answer) => {
      answer.head();
      await answer.event(rawChunk("yes", { finish_reason: "stop" }));
      await answer.event(USAGE);
    },
    1,
    200,
  );
  await endpoint.connections[0];
});
