import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../../server/cli/system-clock.ts";
import { UNKNOWN_DIALECT, unknownCapabilities } from "../../server/model/probe/capabilities.ts";
import type { Capabilities, DialectTruth } from "../../server/model/probe/capabilities.ts";
import { createEndpoint } from "../../server/model/endpoint.ts";
import type { Dialect } from "../../server/model/endpoint-config.ts";
import { probe } from "../../server/model/probe/probe.ts";
import { requestBody } from "../../server/model/request-body.ts";
import { LANES, type ModelEnd, type ModelRequest } from "../../server/stage/ports.ts";
import { endpointConfig, REQUEST } from "../doubles/endpoint-fixture.ts";
import { shape, startShapedEndpoint } from "../doubles/shaped-endpoint.ts";
import type { SseEndpoint } from "../doubles/sse-endpoint.ts";

/** What a request holds once it is known what its endpoint does. */

let running: SseEndpoint[] = [];
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  running = [];
});

const CONFIG = endpointConfig("http://127.0.0.1:9/v1");

function bodyWith(
  dialect: Dialect,
  truth: Partial<DialectTruth>,
  more: Partial<Capabilities> = {},
  request: ModelRequest = REQUEST,
): Record<string, unknown> {
  const capabilities: Capabilities = {
    ...unknownCapabilities(dialect),
    [dialect]: { ...UNKNOWN_DIALECT, ...truth },
    ...more,
  };
  return requestBody({ ...CONFIG, dialect }, request, { capabilities, salt: "salt-of-a-world" })
    .body;
}

const VENDOR = ["top_k", "min_p", "repetition_penalty", "skip_special_tokens"];

describe.each(["raw", "chat"] as const)(
  "[K4] nothing is sent that was seen to fail (%s)",
  (dialect) => {
    test("[K4] vendor fields", () => {
      const body = bodyWith(dialect, { vendorFields: "no" });
      for (const field of VENDOR) expect(body).not.toHaveProperty(field);
      expect(bodyWith(dialect, { vendorFields: "yes" })).toHaveProperty("min_p");
    });
    test("[K4] capture fields, each for itself", () => {
      const body = bodyWith(dialect, { completionIds: "no" });
      expect(body).not.toHaveProperty("return_token_ids");
      expect(body).toHaveProperty("logprobs");
      const without = bodyWith(dialect, { logprobs: "no" });
      expect(without).not.toHaveProperty("logprobs");
      expect(without).not.toHaveProperty("top_logprobs");
      expect(without).toHaveProperty("return_token_ids", true);
    });
    test("[K4] more than four stop strings, ChatML's first", () => {
      const stop = ["a", "b", "c", "d", "e"];
      const request = { ...REQUEST, sampling: { ...REQUEST.sampling, stop } };
      const sent = bodyWith(dialect, { manyStops: "no" }, {}, request)["stop"] as string[];
      expect(sent).toHaveLength(4);
      if (dialect === "raw") expect(sent.slice(0, 2)).toEqual(["<|im_end|>", "<|im_start|>"]);
      const all = bodyWith(dialect, { manyStops: "yes" }, {}, request)["stop"] as string[];
      expect(all).toEqual(expect.arrayContaining(stop));
    });
  },
);

describe("[K5] nothing is sent on a guess", () => {
  test.each(["no", "unknown"] as const)("[K5] a chat prefill whose fate is %s", (prefill) => {
    const body = bodyWith("chat", { prefill });
    expect(body).not.toHaveProperty("continue_final_message");
    expect((body["messages"] as { role: string }[]).map(({ role }) => role)).toEqual([
      "system",
      "user",
    ]);
  });
  test("[K5] a chat prefill that is continued goes out with both flags", () => {
    expect(bodyWith("chat", { prefill: "yes" })).toMatchObject({
      continue_final_message: true,
      add_generation_prompt: false,
    });
  });
  test.each([
    ["lower-first", [0, 1, 2, 3, 4]],
    ["higher-first", [4, 3, 2, 1, 0]],
    ["no", LANES.map(() => undefined)],
    ["unknown", LANES.map(() => undefined)],
  ] as const)("[K5] priority %s", (priority, expected) => {
    const sent = LANES.map((lane) => {
      const request = { ...REQUEST, purpose: { ...REQUEST.purpose, lane } };
      return bodyWith("raw", {}, { priority }, request)["priority"];
    });
    expect(sent).toEqual(expected);
  });
  test("[K5] the salt of a world only where it is understood", () => {
    expect(bodyWith("raw", {}, { cacheSalt: "yes" })).toHaveProperty(
      "cache_salt",
      "salt-of-a-world",
    );
    expect(bodyWith("raw", {}, { cacheSalt: "unknown" })).not.toHaveProperty("cache_salt");
  });
  test("[K5] a prefill is relied on only where it was seen to be continued", () => {
    const relies = (dialect: Dialect, prefill: DialectTruth["prefill"] | null) =>
      createEndpoint({ ...CONFIG, dialect }, systemClock(), () =>
        prefill === null
          ? null
          : {
              salt: null,
              capabilities: {
                ...unknownCapabilities(dialect),
                [dialect]: { ...UNKNOWN_DIALECT, prefill },
              },
            },
      ).continuesPrefill;
    expect([relies("chat", "yes"), relies("chat", "unknown"), relies("chat", null)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([relies("raw", "yes"), relies("raw", "no"), relies("raw", null)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

test.each([
  ["vllm", "raw", "her-32b"],
  ["vllm", "chat", "her-32b"],
  ["sglang", "raw", "her-32b"],
  ["llama-cpp", "raw", "her-32b"],
  ["ollama", "chat", "her:32b"],
  ["strict", "chat", "her-32b"],
] as const)(
  "[K4] %s in %s: the call that follows its verdict is not refused",
  async (name, dialect, model) => {
    const endpoint = await startShapedEndpoint(shape(name));
    running.push(endpoint);
    const config = endpointConfig(endpoint.baseUrl, { dialect, model });
    const probed = await probe(config, systemClock());
    if (!probed.ok) throw new Error(probed.trouble.what);
    const known = { capabilities: probed.capabilities, salt: "s" };
    const ends: ModelEnd[] = [];
    const stop = ["1", "2", "3", "4", "5"];
    const request = { ...REQUEST, sampling: { ...REQUEST.sampling, stop } };
    const endpointModel = createEndpoint(config, systemClock(), () => known);
    for await (const event of endpointModel.generate(request, new AbortController().signal)) {
      if (event.type === "end") ends.push(event.end);
    }
    expect(ends).toEqual([{ status: "complete", finishReason: "length" }]);
  },
);
