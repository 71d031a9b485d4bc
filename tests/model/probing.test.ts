import { createServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../../server/cli/system-clock.ts";
import type { Probed } from "../../server/model/probe/probe.ts";
import { startProbing, type Probing } from "../../server/model/probe/probing.ts";
import { endpointConfig } from "../doubles/endpoint-fixture.ts";
import { shape, startShapedEndpoint } from "../doubles/shaped-endpoint.ts";
import { startSseEndpoint, type SseEndpoint } from "../doubles/sse-endpoint.ts";

/** The search for a verdict, over an endpoint that is not there yet. */

let running: SseEndpoint[] = [];
let probing: Probing | null = null;
afterEach(async () => {
  probing?.stop();
  await Promise.all(running.map((one) => one.stop()));
  running = [];
});

function until(look: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => (look() ? resolve() : setTimeout(check, 5));
    check();
  });
}

/** Passes everything on to a target that may be named later; until then connections are broken off. */
async function door() {
  let target: number | null = null;
  const { connect } = await import("node:net");
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    if (target === null) {
      socket.resetAndDestroy();
      return;
    }
    const behind = connect(target, "127.0.0.1");
    behind.on("error", () => socket.destroy());
    socket.pipe(behind).pipe(socket);
    socket.on("close", () => behind.destroy());
  });
  const port = await new Promise<number>((done) => {
    server.listen(0, "127.0.0.1", () => done((server.address() as { port: number }).port));
  });
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    leadTo: (baseUrl: string) => {
      target = Number(new URL(baseUrl).port);
    },
    close: () => server.close(),
  };
}

describe("[K6] a start does not wait for its endpoint", () => {
  test("[K6] the probe is repeated until it has a verdict; each trouble is told once", async () => {
    const way = await door();
    const told: Probed[] = [];
    probing = startProbing({
      config: endpointConfig(way.baseUrl),
      clock: systemClock(),
      told: (probed) => told.push(probed),
      pauses: [10],
    });
    await probing.first;
    expect(probing.capabilities).toBeNull();
    expect(probing.record()).toEqual({ verdict: "none", trouble: "broken" });
    await new Promise((go) => setTimeout(go, 60));
    expect(told).toMatchObject([{ ok: false, trouble: { what: "broken" } }]);
    const endpoint = await startShapedEndpoint(shape("vllm"));
    running.push(endpoint);
    way.leadTo(endpoint.baseUrl);
    await until(() => probing?.capabilities !== null);
    expect(told).toHaveLength(2);
    expect(probing.trouble).toBeNull();
    expect(probing.record()).toMatchObject({ verdict: "probed", engine: "vllm" });
    way.close();
  });
  test("[K6] after a verdict nothing more is asked", async () => {
    const endpoint = await startShapedEndpoint(shape("llama-cpp"));
    running.push(endpoint);
    const config = endpointConfig(endpoint.baseUrl);
    probing = startProbing({ config, clock: systemClock(), told: () => {}, pauses: [1] });
    await probing.first;
    const asked = endpoint.received.length;
    await new Promise((go) => setTimeout(go, 50));
    expect(endpoint.received).toHaveLength(asked);
  });
  test("[K6] stopped, it asks nothing more, tells nothing, and lets its connections go", async () => {
    const endpoint = await startSseEndpoint(() => new Promise(() => {}));
    running.push(endpoint);
    const told: Probed[] = [];
    const config = endpointConfig(endpoint.baseUrl);
    probing = startProbing({
      config,
      clock: systemClock(),
      told: (probed) => told.push(probed),
      pauses: [1],
    });
    await until(() => endpoint.received.length > 0);
    probing.stop();
    await probing.first;
    await Promise.all(endpoint.connections);
    expect(told).toEqual([]);
    expect(endpoint.received).toHaveLength(1);
  });
});
