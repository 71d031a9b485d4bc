import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../../server/cli/system-clock.ts";
import { readListing } from "../../server/model/probe/engine.ts";
import { createEndpoint } from "../../server/model/endpoint.ts";
import type { EndpointConfig } from "../../server/model/endpoint-config.ts";
import { unknownCapabilities } from "../../server/model/probe/capabilities.ts";
import type { EpisodeConnection, ModelCall, ModelRequest } from "../../server/stage/ports.ts";
import { API_KEY, endpointConfig, hear, rawChunk, REQUEST } from "../doubles/endpoint-fixture.ts";
import { wholeAnswer } from "../doubles/recording-gateways.ts";
import {
  startSseEndpoint,
  type Script,
  type ScriptedAnswer,
  type SseEndpoint,
} from "../doubles/sse-endpoint.ts";

const running: SseEndpoint[] = [];
afterEach(async () => {
  for (const endpoint of running.splice(0)) await endpoint.stop();
});

async function answering(script: Script): Promise<SseEndpoint> {
  const endpoint = await startSseEndpoint(script);
  running.push(endpoint);
  return endpoint;
}
function send(answer: ScriptedAnswer, status: number, body: unknown): void {
  answer.head(status, { "content-type": "application/json" });
  answer.end(typeof body === "string" ? body : JSON.stringify(body));
}
const json =
  (status: number, body: unknown): Script =>
  (answer) =>
    send(answer, status, body);
const whole = (baseUrl: string, changes: Partial<EndpointConfig> = {}) =>
  endpointConfig(baseUrl, { stream: false, ...changes });

describe("[E50] answers that come whole", () => {
  test.each(["raw", "chat"] as const)("[E50] %s: one body, with its tokens", async (dialect) => {
    const endpoint = await answering((answer, { path }) =>
      send(answer, 200, wholeAnswer(path, "good evening to you")),
    );
    const heard = await hear(whole(endpoint.baseUrl, { dialect }));
    expect(heard.texts).toEqual(["good evening to you"]);
    expect(heard.end).toEqual({ status: "complete", finishReason: "stop" });
    expect(heard.call).toMatchObject({
      completionText: "good evening to you",
      completionTokenIds: [100, 101, 102, 103],
      promptTokenIds: [1, 2, 3],
      logprobs: [-0.1, -0.11, -0.12, -0.13],
      usage: { prompt_tokens: 3 },
    });
    const [asked] = endpoint.received;
    expect(asked?.body).toMatchObject({ stream: false });
    expect(asked?.body).not.toHaveProperty("stream_options");
    expect(asked?.headers.accept).toBe("application/json");
  });

  test("[E50] the same failures as a stream's", async () => {
    const ends = async (script: Script, changes: Partial<EndpointConfig> = {}) => {
      const endpoint = await answering(script);
      return (await hear(whole(endpoint.baseUrl, changes))).end;
    };
    const failed = (failure: string) => ({ status: "failed", failure });
    expect(await ends(json(400, { error: "no" }))).toMatchObject(failed("bad-request"));
    expect(await ends(json(429, {}))).toMatchObject(failed("overloaded"));
    expect(await ends(json(200, "{not json"))).toMatchObject(failed("malformed"));
    expect(await ends(json(200, { choices: [{ text: "Aye" }] }))).toMatchObject(failed("cut"));
    expect(await ends(json(200, { error: { message: "out of memory" } }))).toMatchObject({
      status: "failed",
    });
    expect(
      await ends((answer) => answer.head(200, { "content-type": "text/event-stream" })),
    ).toMatchObject(failed("malformed"));
    expect(
      await ends(json(200, wholeAnswer("/completions", "x".repeat(3_000))), {
        limits: { output: 1_000, event: 100, body: 2_000 },
      }),
    ).toMatchObject(failed("too-long"));
    expect(
      await ends(() => {}, {
        deadlines: { headers: 20, firstToken: 20, idle: 20, turn: 120, closing: 20 },
      }),
    ).toMatchObject(failed("timeout-turn"));
  });

  test("[E50] what is aborted is stopped upstream, and slow headers are waited for as long as a turn may take", async () => {
    const endpoint = await answering(() => {});
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 30);
    const heard = await hear(whole(endpoint.baseUrl), { signal: abort.signal });
    expect(heard.end).toEqual({ status: "aborted" });
    await endpoint.connections[0];
    const slow = await answering(async (answer, { path }) => {
      await answer.pause(60);
      send(answer, 200, wholeAnswer(path, "late"));
    });
    const deadlines = { headers: 20, firstToken: 20, idle: 20, turn: 5_000, closing: 20 };
    expect((await hear(whole(slow.baseUrl, { deadlines }))).text).toBe("late");
  });
});

async function through(
  config: EndpointConfig,
  connection: EpisodeConnection,
  request: ModelRequest,
): Promise<ModelCall | null> {
  const model = createEndpoint(
    config,
    systemClock(),
    () => null,
    (episodeId) => (episodeId === "a-scene" ? connection : null),
  );
  for await (const event of model.generate(request, new AbortController().signal))
    if (event.type === "end") return event.call;
  return null;
}

describe("[E51] each episode its own way to the model", () => {
  test("[E51] address, key, headers and stream of one episode; another goes the server's way", async () => {
    const streamed: Script = async (answer) => {
      answer.head();
      await answer.event(rawChunk("Aye.", { finish_reason: "stop" }));
      answer.end("data: [DONE]\n\n");
    };
    const own = await answering(streamed);
    const gateway = await answering((answer, { path }) =>
      send(answer, 200, wholeAnswer(path, "Aye.")),
    );
    const connection = {
      baseUrl: gateway.baseUrl,
      apiKey: "session-key",
      headers: { "x-session": "ep-1", authorization: "Bearer stolen", accept: "text/html" },
      stream: false,
    };
    const config = endpointConfig(own.baseUrl);
    const call = await through(config, connection, REQUEST);
    expect(call?.endpoint).toBe(gateway.baseUrl);
    expect(gateway.received[0]?.headers).toMatchObject({
      "x-session": "ep-1",
      authorization: "Bearer session-key",
      accept: "application/json",
    });
    expect(own.received).toHaveLength(0);
    const elsewhere = { ...REQUEST, purpose: { ...REQUEST.purpose, scene: "another" } };
    await through(config, connection, elsewhere);
    const ambient = { ...REQUEST, purpose: { ...REQUEST.purpose, lane: "ambient" as const } };
    await through(config, connection, ambient);
    expect(gateway.received).toHaveLength(1);
    expect(own.received.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${API_KEY}`,
      `Bearer ${API_KEY}`,
    ]);
  });
});

describe("[E49] where a completion comes from stands in its record", () => {
  const captured: ModelRequest = {
    ...REQUEST,
    sampling: { ...REQUEST.sampling, temperature: 1, topP: 1 },
  };
  async function recordOf(
    request: ModelRequest,
    changes: Partial<EndpointConfig>,
    body = wholeAnswer("/completions", "good evening"),
  ) {
    const endpoint = await answering(json(200, body));
    const { call } = await hear(whole(endpoint.baseUrl, changes), { request });
    return call;
  }

  test("[E49] exact: captured, with the ids of both sides and a log-probability for each token", async () => {
    const capture = { profile: "capture" } as const;
    expect((await recordOf(captured, capture)).provenance).toMatchObject({
      profile: "capture",
      exact: true,
    });
    expect((await recordOf(captured, {})).provenance).toMatchObject({
      profile: "play",
      exact: false,
    });
    expect((await recordOf(REQUEST, capture)).provenance).toMatchObject({ profile: "play" });
    const [choice] = wholeAnswer("/completions", "good evening")["choices"] as object[];
    for (const missing of ["token_ids", "prompt_token_ids", "logprobs"]) {
      const body = {
        ...wholeAnswer("/completions", "good evening"),
        choices: [{ ...choice, [missing]: null }],
      };
      const { provenance } = await recordOf(captured, capture, body);
      expect(provenance, missing).toMatchObject({ profile: "capture", exact: false });
    }
  });

  test("[E49] an adapter is known by the endpoint's list of models, and a model of its own is none", () => {
    const page = {
      ok: true as const,
      json: {
        data: [
          { id: "her-32b", owned_by: "vllm", root: "/models/her-32b", parent: null },
          { id: "her-mara-r16", owned_by: "vllm", root: "/adapters/mara", parent: "her-32b" },
        ],
      },
      server: "uvicorn",
    };
    expect(readListing(page, "her-mara-r16")?.lora).toBe("her-mara-r16");
    expect(readListing(page, "her-32b")?.lora).toBe(null);
    expect(readListing(page, "elsewhere")?.lora).toBe(null);
  });

  test("[E49] the hash of the body, the operator's words, and the endpoint's own where it says them", async () => {
    const word = {
      weightsVersion: "step-40",
      lora: "her-mara-r16",
      tokenizerHash: "t-1",
      chatTemplateHash: "c-1",
    };
    const call = await recordOf(captured, { word });
    expect(call.provenance).toMatchObject({
      ...word,
      bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/u),
      engine: null,
      responseId: "cmpl-1",
    });
    const told = { ...wholeAnswer("/completions", "good evening"), weight_version: "step-41" };
    expect((await recordOf(captured, { word }, told)).provenance?.weightsVersion).toBe("step-41");
    const endpoint = await answering(json(200, wholeAnswer("/completions", "Aye.")));
    const capabilities = {
      ...unknownCapabilities("raw"),
      engine: "vllm" as const,
      engineVersion: "0.11.2",
      lora: "her-tomas-r8",
      logprobsMode: "processed" as const,
    };
    const model = createEndpoint(whole(endpoint.baseUrl), systemClock(), () => ({
      capabilities,
      salt: null,
    }));
    for await (const event of model.generate(captured, new AbortController().signal))
      if (event.type === "end")
        expect(event.call.provenance).toMatchObject({
          engine: "vllm",
          engineVersion: "0.11.2",
          lora: "her-tomas-r8",
          logprobsMode: "processed",
        });
  });
});
