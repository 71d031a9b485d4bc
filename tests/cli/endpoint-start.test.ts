import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readConfig } from "../../server/cli/config.ts";
import { openPlay, type Play } from "../../server/cli/play.ts";
import { readStaging } from "../../server/worlds/read-staging.ts";
import { createDirector } from "../../server/stage/director.ts";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import { shape, startShapedEndpoint } from "../doubles/shaped-endpoint.ts";
import { REQUEST } from "../doubles/endpoint-fixture.ts";

/** How a server starts with an endpoint that is sound, wrong, or not there. */

let data = "";
let said = "";
const closing: (() => Promise<void> | void)[] = [];
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "dramatis-start-"));
  said = "";
  for (const way of ["log", "error"] as const) {
    vi.spyOn(console, way).mockImplementation((line: string) => void (said += `${line}\n`));
  }
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closing.splice(0)) await close();
  rmSync(data, { recursive: true, force: true });
});

async function play(env: Record<string, string>): Promise<Play> {
  const read = await readStaging("salt-lantern", resolve(import.meta.dirname, "../../assets"));
  const configured = readConfig({ env: { DRAMATIS_DATA_DIR: data, ...env } });
  if (!read.ok || !configured.ok) throw new Error("the test's own settings are wrong");
  const opened = await openPlay(configured.config, read.staging, "dramatis/test");
  closing.unshift(() => opened.close());
  await opened.probing.first;
  return opened;
}

async function serve(name: string, changes: Parameters<typeof startShapedEndpoint>[1] = {}) {
  const endpoint = await startShapedEndpoint(shape(name), changes);
  closing.push(() => endpoint.stop());
  return endpoint;
}

test("[K10] the verdict is said at the start, and stands in every episode's record", async () => {
  const endpoint = await serve("sglang");
  const opened = await play({ DRAMATIS_BASE_URL: endpoint.baseUrl, DRAMATIS_MODEL: "her-32b" });
  expect(said).toMatch(/endpoint: SGLang; context 40960 tokens; models: her-32b/);
  expect(said).toMatch(/priority higher-first/);
  const director = createDirector({ ...opened.options(), tell: () => {} });
  director.join({ id: "p-1", name: "Ayla", language: "en" });
  await director.close("test");
  const reader = await openEpisodeReader(join(data, "episodes.sqlite"));
  const [episode] = await reader.list();
  for await (const record of reader.events(episode?.id ?? "")) {
    expect(JSON.stringify(record)).toMatch(/"verdict":"probed".*"engine":"sglang"/);
    break;
  }
  reader.close();
});

test("[K10] the calls that follow are sent as the verdict allows, salted by the world", async () => {
  const endpoint = await serve("sglang");
  const opened = await play({ DRAMATIS_BASE_URL: endpoint.baseUrl, DRAMATIS_MODEL: "her-32b" });
  for await (const _event of opened.model.generate(REQUEST, new AbortController().signal));
  const body = endpoint.received.at(-1)?.body;
  expect(body).toMatchObject({ priority: 4, return_token_ids: true });
  expect(body?.["cache_salt"]).toMatch(/^[0-9a-f]{32}$/);
});

test("[K6] an endpoint that is down does not keep a server from starting, and is said to be down", async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  const env = { DRAMATIS_BASE_URL: `http://127.0.0.1:${port}/v1`, DRAMATIS_MODEL: "her-32b" };
  const opened = await play(env);
  expect(opened.probing).toMatchObject({ capabilities: null, trouble: { what: "refused" } });
  expect(said).toMatch(/DEGRADED: .*refuses the connection.*Start the model server/);
});

test("[K6] a model that does not exist is said loudly, with the names that do", async () => {
  const { baseUrl } = await serve("vllm");
  await play({ DRAMATIS_BASE_URL: baseUrl, DRAMATIS_MODEL: "her-33b" });
  expect(said).toMatch(/DEGRADED: .*her-33b does not exist.*a name that exists: her-32b/);
});

test("[K6] a wrong key is said loudly, with what to do and without the key", async () => {
  const server = createServer((_request, response) => {
    response.writeHead(401, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  closing.push(() => void server.close());
  await play({
    DRAMATIS_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    DRAMATIS_MODEL: "her-32b",
    DRAMATIS_API_KEY: "sk-wrong-one",
  });
  expect(said).toMatch(/DEGRADED: .*\(401\).*DRAMATIS_API_KEY_FILE/);
  expect(said).not.toContain("sk-wrong-one");
});

test("[K10] what HER cannot be played on is said beside the verdict", async () => {
  const { baseUrl } = await serve("vllm", { behaviour: { stops: "ignored" } });
  await play({ DRAMATIS_BASE_URL: baseUrl, DRAMATIS_MODEL: "her-32b" });
  expect(said).toMatch(/does not do what HER needs: Stop strings are ignored/);
});
