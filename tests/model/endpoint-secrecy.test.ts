import { execFile } from "node:child_process";
import { inspect, promisify } from "node:util";
import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../server/cli/system-clock.ts";
import { createEndpoint } from "../../server/model/endpoint.ts";
import { Secret } from "../../server/model/secret.ts";
import { API_KEY, endpointConfig, hear, rawChunk } from "../doubles/endpoint-fixture.ts";
import { startSseEndpoint } from "../doubles/sse-endpoint.ts";
import type { Script, SseEndpoint } from "../doubles/sse-endpoint.ts";

const run = promisify(execFile);
const ONE_CALL = new URL("../doubles/one-call.ts", import.meta.url).pathname;

/** What a client library would pick up from the surroundings, each with a canary. */
const AMBIENT = {
  OPENAI_API_KEY: "canary-ambient-key",
  OPENAI_ADMIN_KEY: "canary-ambient-admin",
  OPENAI_ORG_ID: "canary-ambient-org",
  OPENAI_PROJECT_ID: "canary-ambient-project",
  OPENAI_CUSTOM_HEADERS: "x-ambient: canary-ambient-header",
  OPENAI_BASE_URL: "http://127.0.0.1:9/canary-ambient",
  OPENAI_LOG: "debug",
};

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

const PRIVATE = "she-hides-the-lamp";

test.each<[string, Script, string]>([
  [
    "that no JSON can be read from",
    async (answer) => {
      answer.head();
      await answer.bytes(`data: {"choices":[{"text":"${PRIVATE}"\n\n`);
    },
    "malformed",
  ],
  [
    "that holds an error",
    async (answer) => {
      answer.head();
      await answer.event({ error: { message: PRIVATE } });
    },
    "server-error",
  ],
  [
    "that is refused",
    (answer) => {
      answer.head(400);
      answer.end(JSON.stringify({ error: { message: PRIVATE } }));
    },
    "bad-request",
  ],
  [
    "that is whole",
    async (answer) => {
      answer.head();
      await answer.event({ ...rawChunk(PRIVATE, { finish_reason: "stop" }), usage: {} });
    },
    "complete",
  ],
])("[M16] nothing is printed about an answer %s", async (_name, script, outcome) => {
  const endpoint = await serve(script);
  // Rejects if the process exits with anything but 0.
  const { stdout, stderr } = await run(process.execPath, [ONE_CALL, endpoint.baseUrl, outcome], {
    env: { ...process.env, ...AMBIENT, NODE_NO_WARNINGS: "1" },
  });
  expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "" });
  const [received] = endpoint.received;
  expect(JSON.stringify(received)).not.toContain("canary-ambient");
  expect(received?.headers["authorization"]).toBe(`Bearer ${API_KEY}`);
  expect(Object.keys(received?.headers ?? {}).filter((name) => name.startsWith("x-"))).toEqual([]);
});

test("[M16] the key is in the authorization header alone, even if the endpoint repeats it", async () => {
  const endpoint = await serve(async (answer) => {
    answer.head();
    await answer.event({
      ...rawChunk("Hello", { finish_reason: API_KEY, stop_reason: API_KEY }),
      model: `${API_KEY}-model`,
      system_fingerprint: API_KEY,
    });
    await answer.event({ choices: [], usage: { total_tokens: 1, key: API_KEY } });
  });
  const config = endpointConfig(endpoint.baseUrl);
  const heard = await hear(config);
  const model = createEndpoint(config, systemClock());
  const shown = `${JSON.stringify(heard)}${inspect([heard, config, model], { depth: 9 })}${model.description}`;
  expect(shown).not.toContain(API_KEY);
  expect(heard.call).toMatchObject({ servedModel: "[secret]-model", usage: { total_tokens: 1 } });
  const { headers, ...rest } = endpoint.received[0] ?? { headers: {} };
  expect(headers["authorization"]).toBe(`Bearer ${API_KEY}`);
  expect(JSON.stringify(rest)).not.toContain(API_KEY);
});

test("[M16] without a key no authorization is sent", async () => {
  const endpoint = await serve(async (answer) => {
    answer.head();
    await answer.event({ ...rawChunk("", { finish_reason: "stop" }), usage: {} });
  });
  await hear(endpointConfig(endpoint.baseUrl, { apiKey: null }));
  expect(endpoint.received[0]?.headers).not.toHaveProperty("authorization");
});

test("[M5] a key that cannot be sent ends the call instead of throwing, and is not told", async () => {
  const endpoint = await serve(() => {});
  const apiKey = new Secret("line\nbreak-canary");
  const heard = await hear(endpointConfig(endpoint.baseUrl, { apiKey }));
  expect(heard.ends).toHaveLength(1);
  expect(heard.end.status).toBe("failed");
  expect(JSON.stringify(heard)).not.toContain("break-canary");
});
