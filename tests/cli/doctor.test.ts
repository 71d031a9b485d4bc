import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import { createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { runDoctor } from "../../server/cli/doctor-run.ts";
import { systemClock } from "../../server/cli/system-clock.ts";
import { startUnderstudy } from "../../server/model/understudy/index.ts";
import { certificate, type Certificate } from "../doubles/a-certificate.ts";
import { API_KEY } from "../doubles/endpoint-fixture.ts";
import { shape, startShapedEndpoint, type Behaviour } from "../doubles/shaped-endpoint.ts";
import { startSseEndpoint, type Script } from "../doubles/sse-endpoint.ts";

/** The doctor at every hop: what it says, and how it ends. */

const root = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "dramatis-doctor-"));
const keyFile = join(folder, "key");
writeFileSync(keyFile, `${API_KEY}\n`);
let closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  closing = [];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PATIENCE = { call: 2_000, whole: 6_000 };

async function doctor(args: readonly string[], env: Record<string, string> = {}) {
  let said = "";
  const add = (text: string) => void (said += `${text}\n`);
  const room = { env, clock: systemClock(), print: add, complain: add, patience: PATIENCE };
  return { code: await runDoctor(args, room), said: () => said };
}

/** The doctor as a process of its own, which may be given certificates to trust. */
function doctorProcess(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(root, "server/cli/doctor.ts"), ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", ...env },
  });
  let text = "";
  child.stdout.on("data", (bytes: Buffer) => (text += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (text += bytes.toString()));
  return new Promise<{ code: number | null; said: string }>((done) => {
    child.once("close", (code) => done({ code, said: text }));
  });
}

async function scripted(script: Script): Promise<string> {
  const endpoint = await startSseEndpoint(script);
  closing.push(() => endpoint.stop());
  return endpoint.baseUrl;
}

async function shaped(
  name: string,
  changes: Parameters<typeof startShapedEndpoint>[1] = {},
): Promise<string> {
  const endpoint = await startShapedEndpoint(shape(name), changes);
  closing.push(() => endpoint.stop());
  return endpoint.baseUrl;
}

function answer(status: number, body: string, headers: Record<string, string> = {}): Script {
  return (reply) => {
    reply.head(status, { "content-type": "application/json", ...headers });
    reply.end(body);
  };
}

async function portOf(server: Server): Promise<number> {
  closing.push(() => void server.close());
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

async function tlsServer(made: Certificate): Promise<number> {
  const server = createTlsServer({ cert: made.cert, key: made.key }, (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end('{"data":[]}');
  });
  return portOf(server as unknown as Server);
}

describe("[K7] each broken hop is named, with what to do next", () => {
  const page = "<!doctype html><title>Sign in</title>";
  const cases: readonly [string, () => Promise<string>, RegExp, RegExp][] = [
    [
      "an address that is none",
      async () => "localhost:8000",
      /✗ address: .*cannot be read/,
      /127\.0\.0\.1:8000\/v1/,
    ],
    [
      "a name nobody knows",
      async () => "http://no-such-host.invalid/v1",
      /✗ name: The name no-such-host\.invalid is not known/,
      /spelling/,
    ],
    [
      "a refused connection",
      async () => `http://127.0.0.1:${await freePort()}/v1`,
      /✗ connection: .*refuses the connection/,
      /Start the model server/,
    ],
    [
      "silence",
      () => scripted(() => new Promise(() => {})),
      /✗ connection: .*does not answer in time/,
      /still loading/,
    ],
    [
      "a connection that breaks",
      () => scripted((reply) => reply.reset()),
      /✗ connection: .*breaks it off/,
      /own log/,
    ],
    [
      "https spoken to plain HTTP",
      async () => (await shaped("vllm")).replace("http:", "https:"),
      /✗ tls: .*does not speak TLS/,
      /Write http:/,
    ],
    [
      "http spoken to TLS",
      async () => `http://127.0.0.1:${await tlsServer(certificate({ host: "localhost" }))}/v1`,
      /✗ tls: .*speaks TLS/,
      /Write https:/,
    ],
    [
      "a self-signed certificate",
      async () => `https://localhost:${await tlsServer(certificate({ host: "localhost" }))}/v1`,
      /✗ tls: .*signed by itself/,
      /NODE_EXTRA_CA_CERTS/,
    ],
    [
      "a log-in page",
      () => scripted(answer(200, page, { "content-type": "text/html" })),
      /✗ http: .*web page where JSON was expected/,
      /log in/,
    ],
    [
      "a redirect",
      () => scripted(answer(307, "", { location: "https://elsewhere.invalid/secret" })),
      /✗ http: .*redirect, and redirects are not followed/,
      /https:/,
    ],
    [
      "a model that loads",
      () => scripted(answer(503, '{"error":{"message":"Loading model"}}')),
      /✗ http: .*not ready \(503\)/,
      /Wait/,
    ],
    ["too many requests", () => scripted(answer(429, "{}")), /✗ http: .*too many requests/, /Wait/],
    ["a server that fails", () => scripted(answer(500, "{}")), /✗ http: .*fails inside/, /own log/],
    [
      "no key",
      () => scripted(answer(401, "{}")),
      /✗ key: .*wants a key.*401/,
      /DRAMATIS_API_KEY_FILE/,
    ],
    [
      "a key without the right",
      () => scripted(answer(403, "{}")),
      /✗ key: .*403/,
      /may call this model/,
    ],
    [
      "no /v1",
      async () => (await shaped("vllm")).replace("/v1", ""),
      /✗ path: .*404/,
      /DRAMATIS_BASE_URL=http:\/\/127\.0\.0\.1:\d+\/v1/,
    ],
    [
      "a wrong path",
      async () => `${await shaped("strict")}/api`,
      /✗ path: .*\/v1\/api \(404\)/,
      /up to and with \/v1/,
    ],
    [
      "another service",
      () => scripted(answer(200, '{"hello":"world"}')),
      /✗ streaming: .*does not stream/,
      /check the server/,
    ],
  ];
  test.each(cases)("[K7] %s", async (_name, address, says, next) => {
    const { code, said } = await doctor(["--base-url", await address(), "--model", "her-32b"]);
    expect(said()).toMatch(says);
    expect(said()).toMatch(next);
    expect(said()).toMatch(/Not healthy/);
    expect(said()).not.toMatch(/elsewhere|secret|Sign in|Loading model/);
    expect(code).toBe(1);
  });
  test("[K7] a certificate for another name, an expired one and one of a stranger, told apart", async () => {
    const authority = certificate({ host: "authority.test" });
    const trust = join(folder, "authority.pem");
    writeFileSync(trust, authority.cert);
    const other = certificate({ host: "elsewhere.test", by: authority });
    const expired = certificate({
      host: "localhost",
      by: authority,
      until: new Date("2002-01-01"),
    });
    const good = certificate({ host: "localhost", by: authority });
    const ask = async (made: Certificate, env: Record<string, string>) => {
      const url = `https://localhost:${await tlsServer(made)}/v1`;
      return doctorProcess(["--base-url", url, "--model", "her-32b"], env);
    };
    const trusting = { NODE_EXTRA_CA_CERTS: trust };
    const [a, b, c, d] = await Promise.all([
      ask(other, trusting),
      ask(expired, trusting),
      ask(good, {}),
      ask(good, trusting),
    ]);
    expect(a.said).toMatch(/✗ tls: .*another name than localhost/);
    expect(b.said).toMatch(/✗ tls: .*expired/);
    expect(c.said).toMatch(/✗ tls: Nobody whom this machine trusts/);
    expect(d.said).not.toMatch(/✗ tls/);
    expect(d.said).toMatch(/✓ way/);
    expect([a, b, c].map(({ code }) => code)).toEqual([1, 1, 1]);
  });
  test("[K7] the hops before the broken one are said to be well", async () => {
    const url = (await scripted(answer(401, "{}"))).replace("127.0.0.1", "localhost");
    const { said } = await doctor(["--base-url", url, "--model", "her-32b"]);
    expect(said().match(/^[✓✗] \w+/gm)).toEqual([
      "✓ address",
      "✓ name",
      "✓ connection",
      "✓ http",
      "✗ key",
    ]);
  });
});

describe("[K8] what an endpoint lacks is said, and whether it matters", () => {
  const faults: readonly [string, Behaviour, string, RegExp][] = [
    [
      "a template that thinks",
      { chatTemplate: "think-block" },
      "chat",
      /✗ template: .*empty think block/,
    ],
    [
      "one that thinks before a prefill",
      { chatPrefill: "continued-after-thought" },
      "chat",
      /✗ template: .*before a prefill/,
    ],
    [
      "a reasoning parser",
      { reasoningParser: true },
      "chat",
      /✗ reasoning parser: .*\n.*without --reasoning-parser/,
    ],
    ["a stream that is none", { streams: false }, "raw", /✗ streaming: .*does not stream/],
    [
      "an answer in one piece",
      { gathers: true },
      "raw",
      /✗ streaming: An answer of 64 tokens came in one piece/,
    ],
    ["no finish reason", { finishes: false }, "raw", /✗ ending: .*without a finish reason/],
    ["ignored stops", { stops: "ignored" }, "raw", /✗ stop strings: .*ignored/],
    ["a prompt templated twice", { rawTemplate: "twice" }, "raw", /✗ prompt: .*twice/],
  ];
  test.each(faults)("[K8] fault: %s", async (_name, behaviour, dialect, says) => {
    const url = await shaped("vllm", { behaviour });
    const { code, said } = await doctor([
      "--base-url",
      url,
      "--model",
      "her-32b",
      "--dialect",
      dialect,
    ]);
    expect(said()).toMatch(says);
    expect(code).toBe(1);
  });
  test("[K8] fault: a context too small for HER", async () => {
    const { code, said } = await doctor([
      "--base-url",
      await shaped("ollama"),
      "--model",
      "her:32b",
      "--dialect",
      "chat",
    ]);
    expect(said()).toMatch(/✗ context: The context is 4096 tokens.*too small for HER/);
    expect(said()).toMatch(/OLLAMA_CONTEXT_LENGTH/);
    expect(code).toBe(1);
  });
  test("[K8] fault: a model that does not exist, with the names that do", async () => {
    const url = await shaped("strict");
    const { code, said } = await doctor([
      "--base-url",
      url,
      "--model",
      "her-33b",
      "--dialect",
      "chat",
    ]);
    expect(said()).toMatch(/✗ model: The model her-33b does not exist there/);
    expect(said()).toMatch(/her-32b, other-8b/);
    expect(code).toBe(1);
  });
  test("[K8] fault: a dialect that is not there, with the one that is", async () => {
    const url = await shaped("strict");
    const { code, said } = await doctor([
      "--base-url",
      url,
      "--model",
      "her-32b",
      "--dialect",
      "raw",
    ]);
    expect(said()).toMatch(/✗ dialect raw: .*\n.*DRAMATIS_DIALECT=chat/);
    expect(code).toBe(1);
  });
  const notes: readonly [string, string, Behaviour, string, RegExp][] = [
    ["no ids", "llama-cpp", {}, "raw", /· recording: No token ids come: play works/],
    [
      "no log-probabilities",
      "vllm",
      { logprobs: "none" },
      "raw",
      /· recording: No log-probabilities come/,
    ],
    [
      "a prefill that is closed",
      "vllm",
      { chatPrefill: "closed" },
      "chat",
      /· prefill: A prefill is not continued/,
    ],
    ["refused fields", "vllm", { unknownFields: "refused" }, "raw", /· fields: .*refused/],
    ["four stops", "vllm", { stops: "four" }, "raw", /· stop strings: More than four/],
  ];
  test.each(notes)("[K8] note: %s", async (_name, fixture, behaviour, dialect, says) => {
    const url = await shaped(fixture, { behaviour });
    const { code, said } = await doctor([
      "--base-url",
      url,
      "--model",
      "her-32b",
      "--dialect",
      dialect,
    ]);
    expect(said()).toMatch(says);
    expect(said()).toMatch(/Healthy/);
    expect(code).toBe(0);
  });
  test("[K8] the pace is measured, and judged against a second", async () => {
    const understudy = await startUnderstudy({ ttft: 30, tps: 200, think: 200 });
    closing.push(() => understudy.close());
    const { code, said } = await doctor([
      "--base-url",
      understudy.url,
      "--model",
      "dramatis/understudy",
    ]);
    expect(said()).toMatch(
      /· speed: Measured: first text after \d+ ms, then \d+ tokens a second\./,
    );
    expect(said()).toMatch(/after about \d+\.\d s, not within a second/);
    expect(code).toBe(0);
  });
});

describe("[K9] how the doctor is called", () => {
  test("[K9] without arguments and settings it examines the understudy and says that it is a stand-in", async () => {
    const { code, said } = await doctorProcess([]);
    expect(said).toMatch(/stand-in, not a model/);
    expect(code).toBe(0);
  });
  test("[K9] without arguments it reads what the server reads", async () => {
    const env = { DRAMATIS_BASE_URL: await shaped("vllm"), DRAMATIS_MODEL: "her-32b" };
    const { code, said } = await doctor([], env);
    expect(said()).toMatch(/vLLM answers/);
    expect(code).toBe(0);
  });
  test("[K9] without a model it takes the first that is listed, and says so", async () => {
    const { code, said } = await doctor(["--base-url", await shaped("vllm")]);
    expect(said()).toMatch(/No model is named; her-32b, the first that is listed/);
    expect(code).toBe(0);
  });
  test("[K9] without a model where none is listed, that is the fault", async () => {
    const url = await shaped("vllm", { pages: { "/v1/models": { object: "list", data: [] } } });
    const { code, said } = await doctor(["--base-url", url]);
    expect(said()).toMatch(/✗ model: /);
    expect(code).toBe(1);
  });
  test.each([
    [["--frobnicate"], /frobnicate/],
    [["--dialect", "loud"], /--dialect takes raw or chat/],
    [
      [
        "--api-key-file",
        "/nowhere/at/all",
        "--base-url",
        "http://127.0.0.1:59999/v1",
        "--model",
        "m",
      ],
      /DRAMATIS_API_KEY_FILE/,
    ],
    [["--config", "/nowhere/at/all"], /no readable file/],
  ])("[K9] %j is refused with exit code 2", async (args, says) => {
    const { code, said } = await doctor(args);
    expect(said()).toMatch(says);
    expect(code).toBe(2);
  });
  test("[K9] --json prints one object with the verdict", async () => {
    const { said } = await doctor([
      "--base-url",
      await shaped("sglang"),
      "--model",
      "her-32b",
      "--json",
    ]);
    expect(JSON.parse(said())).toMatchObject({
      healthy: true,
      capabilities: { engine: "sglang", priority: "higher-first" },
      pace: { pieces: 64 },
    });
  });
  test("[K9] the key is used and never printed, and goes to no other host than its own", async () => {
    const keys: (string | undefined)[] = [];
    const url = await scripted((reply, { headers }) => {
      keys.push(headers.authorization);
      answer(401, "{}")(reply, { path: "", headers: {}, body: {} });
    });
    const own = await doctor(["--base-url", url, "--model", "m", "--api-key-file", keyFile]);
    expect(keys.splice(0)).toEqual([`Bearer ${API_KEY}`]);
    const env = {
      DRAMATIS_BASE_URL: "http://127.0.0.1:59999/v1",
      DRAMATIS_API_KEY: API_KEY,
      DRAMATIS_MODEL: "m",
    };
    const other = await doctor(["--base-url", url], env);
    expect(keys).toEqual([undefined]);
    expect(other.said()).toMatch(/belongs to another host and is not sent/);
    expect(own.said() + other.said()).not.toContain(API_KEY);
  });
});
