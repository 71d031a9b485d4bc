import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../../server/cli/system-clock.ts";
import { capabilityLines } from "../../server/model/probe/capability-lines.ts";
import { probe, type Probed } from "../../server/model/probe/probe.ts";
import type { EndpointConfig } from "../../server/model/endpoint-config.ts";
import { startUnderstudy, UNDERSTUDY_MODEL } from "../../server/model/understudy/index.ts";
import { API_KEY, endpointConfig } from "../doubles/endpoint-fixture.ts";
import { shape, startShapedEndpoint, type Behaviour } from "../doubles/shaped-endpoint.ts";
import { startSseEndpoint, type Script, type SseEndpoint } from "../doubles/sse-endpoint.ts";

/** What a probe finds out of servers in the known shapes, over real sockets. */

const PATIENCE = { call: 5_000, whole: 15_000 };
let running: SseEndpoint[] = [];
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  running = [];
});

async function probed(
  name: string,
  config: Partial<EndpointConfig> = {},
  changes: Parameters<typeof startShapedEndpoint>[1] = {},
): Promise<{ result: Probed; endpoint: SseEndpoint }> {
  const endpoint = await startShapedEndpoint(shape(name), changes);
  running.push(endpoint);
  const asked = endpointConfig(endpoint.baseUrl, config);
  return { endpoint, result: await probe(asked, systemClock(), { patience: PATIENCE }) };
}

async function verdict(...given: Parameters<typeof probed>) {
  const { result } = await probed(...given);
  if (!result.ok) throw new Error(`trouble: ${result.trouble.what}`);
  return result.capabilities;
}

const WHOLE = { works: "yes", streams: "yes", finishReason: "yes", usage: "yes", stops: "yes" };

describe("[K1] each known shape has its verdict", () => {
  test("[K1] vLLM without priorities", async () => {
    const all = { ...WHOLE, cachedTokens: "yes", promptIds: "yes", completionIds: "yes" };
    const both = { ...all, logprobs: "yes", vendorFields: "yes", prefill: "yes", stopNamed: "yes" };
    expect(await verdict("vllm")).toMatchObject({
      engine: "vllm",
      models: ["her-32b"],
      modelListed: "yes",
      contextLength: 32_768,
      dialect: "raw",
      raw: { ...both, manyStops: "yes", reasoningField: "no" },
      chat: { ...both, manyStops: "yes", reasoningField: "no" },
      rawPrompt: "verbatim",
      chatTemplate: "plain",
      logprobsMode: "raw",
      priority: "no",
      cacheSalt: "yes",
    });
  });
  test("[K1] SGLang with priorities: ids in completions alone, processed log-probabilities", async () => {
    expect(await verdict("sglang")).toMatchObject({
      engine: "sglang",
      contextLength: 40_960,
      raw: { ...WHOLE, promptIds: "yes", completionIds: "yes", logprobs: "yes", stopNamed: "yes" },
      chat: { ...WHOLE, promptIds: "no", completionIds: "no", logprobs: "yes" },
      rawPrompt: "verbatim",
      logprobsMode: "processed",
      priority: "higher-first",
      cacheSalt: "yes",
    });
  });
  test("[K1] llama.cpp: log-probabilities in chat's form, no ids, the context of one slot", async () => {
    expect(await verdict("llama-cpp")).toMatchObject({
      engine: "llama.cpp",
      contextLength: 16_384,
      raw: { ...WHOLE, completionIds: "no", logprobs: "yes", stopNamed: "no", prefill: "yes" },
      chat: { ...WHOLE, prefill: "yes" },
      rawPrompt: "verbatim",
      chatTemplate: "plain",
      logprobsMode: "raw",
      priority: "no",
      cacheSalt: "no",
    });
  });
  test("[K1] Ollama: the raw prompt is templated twice, and the context is what was loaded", async () => {
    expect(await verdict("ollama", { model: "her:32b" })).toMatchObject({
      engine: "ollama",
      contextLength: 4_096,
      raw: { ...WHOLE, completionIds: "no", logprobs: "no", prefill: "no" },
      chat: { ...WHOLE, prefill: "no" },
      rawPrompt: "templated",
      chatTemplate: "unknown",
      logprobsMode: "unknown",
      priority: "no",
      cacheSalt: "no",
    });
  });
  test("[K1] a strict host with chat alone", async () => {
    expect(await verdict("strict", { dialect: "chat" })).toMatchObject({
      engine: "unknown",
      models: ["her-32b", "other-8b"],
      contextLength: null,
      dialect: "chat",
      raw: { works: "no" },
      chat: {
        ...WHOLE,
        vendorFields: "no",
        completionIds: "no",
        logprobs: "yes",
        manyStops: "no",
        prefill: "no",
      },
      rawPrompt: "unknown",
      chatTemplate: "unknown",
      logprobsMode: "raw",
      priority: "unknown",
      cacheSalt: "unknown",
    });
  });
  test.each(["raw", "chat"] as const)("[K1] the understudy, dialect %s", async (dialect) => {
    const understudy = await startUnderstudy();
    const config = endpointConfig(understudy.url, { dialect, model: UNDERSTUDY_MODEL });
    const result = await probe(config, systemClock(), { patience: PATIENCE });
    await understudy.close();
    const both = { ...WHOLE, promptIds: "yes", completionIds: "yes", logprobs: "yes" };
    expect(result).toMatchObject({
      ok: true,
      capabilities: {
        engine: "understudy",
        contextLength: 32_768,
        raw: { ...both, prefill: "yes" },
        chat: { ...both, prefill: "yes" },
        rawPrompt: "verbatim",
        chatTemplate: "plain",
        priority: "no",
        cacheSalt: "no",
      },
    });
  });
});

describe("[K2] what is done differently is seen, and what cannot be told is unknown", () => {
  const cases: readonly [string, Behaviour, Record<string, unknown>][] = [
    ["priorities on", { priority: "taken" }, { priority: "lower-first" }],
    ["processed log-probabilities", { logprobs: "processed" }, { logprobsMode: "processed" }],
    ["none at all", { logprobs: "none" }, { logprobsMode: "unknown", raw: { logprobs: "no" } }],
    ["ignored stops", { stops: "ignored" }, { raw: { stops: "no", stopNamed: "unknown" } }],
    ["four stops at most", { stops: "four" }, { raw: { stops: "yes", manyStops: "no" } }],
    [
      "a closed prefill",
      { chatPrefill: "closed" },
      { chat: { prefill: "no" }, chatTemplate: "plain" },
    ],
    ["a refused prefill", { chatPrefill: "refused" }, { chat: { prefill: "no" } }],
    [
      "a think block before a prefill",
      { chatPrefill: "continued-after-thought" },
      { chat: { prefill: "no" }, chatTemplate: "think-block-before-prefill" },
    ],
    [
      "a think block always",
      { chatTemplate: "think-block" },
      { chat: { prefill: "yes" }, chatTemplate: "think-block" },
    ],
    ["a template with words of its own", { chatTemplate: "wordy" }, { chatTemplate: "other" }],
    [
      "a reasoning parser",
      { reasoningParser: true },
      { chat: { reasoningField: "yes" }, raw: { reasoningField: "no" } },
    ],
    [
      "unknown fields refused",
      { unknownFields: "refused" },
      { raw: { works: "yes", vendorFields: "no", completionIds: "no", logprobs: "yes" } },
    ],
    ["everything in one piece", { gathers: true }, { raw: { works: "yes", streams: "unknown" } }],
    ["no stream", { streams: false }, { raw: { works: "no", streams: "no" } }],
    ["no finish reason", { finishes: false }, { raw: { works: "no", finishReason: "no" } }],
    [
      "no usage and no ids",
      { usage: false, unknownFields: "refused" },
      {
        raw: { usage: "no", prefill: "unknown" },
        rawPrompt: "unknown",
        chatTemplate: "unknown",
      },
    ],
    ["a raw prompt templated twice", { rawTemplate: "twice" }, { rawPrompt: "templated" }],
  ];
  test.each(cases)("[K2] vLLM with %s", async (_name, behaviour, expected) => {
    expect(await verdict("vllm", {}, { behaviour })).toMatchObject(expected);
  });
  test("[K2] SGLang that does not tell of its scheduler has an unknown priority", async () => {
    const pages = { "/get_server_info": { schedule_policy: "fcfs" } };
    expect(await verdict("sglang", {}, { pages })).toMatchObject({ priority: "unknown" });
  });
  test("[K2] SGLang with low values first is told apart, and so is one without priorities", async () => {
    const page = { schedule_policy: "fcfs", enable_priority_scheduling: true };
    const low = { ...page, schedule_low_priority_values_first: true };
    const off = { ...page, enable_priority_scheduling: false };
    for (const [info, priority] of [
      [low, "lower-first"],
      [off, "no"],
    ] as const) {
      const pages = { "/get_server_info": info };
      expect(await verdict("sglang", {}, { pages })).toMatchObject({ priority });
    }
  });
  test("[K2] Ollama with a bare template takes the raw prompt as it is", async () => {
    const pages = { "/api/show": { template: "{{ .Prompt }}", parameters: "num_ctx 16384" } };
    const changes = { pages, behaviour: { rawTemplate: "none" } } as const;
    expect(await verdict("ollama", { model: "her:32b" }, changes)).toMatchObject({
      rawPrompt: "verbatim",
      raw: { prefill: "yes" },
    });
  });
});

describe("[K3] a probe is small, bounded and silent", () => {
  test("[K3] every call has four tokens, and there are at most sixteen of them", async () => {
    for (const name of ["vllm", "sglang", "llama-cpp", "ollama", "strict"]) {
      const { endpoint } = await probed(name, { model: name === "ollama" ? "her:32b" : "her-32b" });
      const calls = endpoint.received.filter(({ path }) => path.endsWith("completions"));
      expect(calls.length).toBeLessThanOrEqual(16);
      for (const { body } of calls) expect(body["max_tokens"]).toBe(4);
    }
  });
  test("[K3] an endpoint that never answers costs the time allowed and no more", async () => {
    const endpoint = await startSseEndpoint(() => new Promise(() => {}));
    running.push(endpoint);
    const patience = { call: 150, whole: 400 };
    const result = await probe(endpointConfig(endpoint.baseUrl), systemClock(), { patience });
    expect(result).toMatchObject({ ok: false, trouble: { what: "timeout" } });
  });
  test("[K3] streams that hang are given up, and so is what waits behind the whole time", async () => {
    const hangs: Script = async (answer, { path }) => {
      if (path.endsWith("/models")) {
        answer.head(200, { "content-type": "application/json" });
        answer.end('{"data":[{"id":"her-32b"}]}');
        return;
      }
      answer.head();
      await answer.pause(60_000);
    };
    const endpoint = await startSseEndpoint(hangs);
    running.push(endpoint);
    const patience = { call: 10_000, whole: 300 };
    const result = await probe(endpointConfig(endpoint.baseUrl), systemClock(), { patience });
    expect(result.ok).toBe(false);
    await Promise.all(endpoint.connections);
  });
  test("[K3] an engine's version is kept where it is one", async () => {
    const of = async (version: string) => {
      const pages = { "/version": { version } };
      return (await verdict("vllm", {}, { pages })).engineVersion;
    };
    expect(await of("0.11.2rc1+cu128")).toBe("0.11.2rc1+cu128");
    expect(await of("9 <b>bold</b>")).toBeNull();
    expect((await verdict("llama-cpp")).engineVersion).toBeNull();
  });
  test("[K3] verdict and lines hold no text of the endpoint's but model names, and no key", async () => {
    const { result, endpoint } = await probed("vllm");
    expect(JSON.stringify(result)).not.toMatch(/fingerprint|9f3c11aa|uvicorn/);
    const lines = result.ok ? capabilityLines(result.capabilities).join("\n") : "";
    expect(lines).toContain("her-32b");
    expect(lines + JSON.stringify(result)).not.toContain(API_KEY);
    expect(endpoint.received.every(({ headers }) => headers.authorization?.endsWith(API_KEY))).toBe(
      true,
    );
  });
});
