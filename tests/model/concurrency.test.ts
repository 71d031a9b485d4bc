import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createConcurrency, type CallSample } from "../../server/model/queue/concurrency.ts";
import { createLoadWatch, loadPageOf, readLoad } from "../../server/model/queue/endpoint-load.ts";
import { hasShare, slotsFor } from "../../server/model/queue/lane-shares.ts";
import { createQueue } from "../../server/model/queue/queue.ts";
import { DEFAULT_QUEUE } from "../../server/model/queue/queue-settings.ts";
import { LANES, type ModelFailure } from "../../server/stage/ports.ts";
import { fakeClock, settle } from "../doubles/fake-clock.ts";
import { aRequest, ask, heldModel } from "../doubles/held-model.ts";

/** Resolves once something holds that real sockets bring about. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

const SETTINGS = { floor: 2, ceiling: 16, start: 8 };
let time = 0;

/** A call that began after everything before it had ended. */
function sample(changes: Partial<CallSample> = {}): CallSample {
  time += 1_000;
  return {
    startedAt: time,
    endedAt: time + 900,
    end: { status: "complete", finishReason: "stop" },
    firstText: 200,
    oldestWait: 100,
    ...changes,
  };
}
const failing = (failure: ModelFailure, changes: Partial<CallSample> = {}) =>
  sample({ end: { status: "failed", failure }, firstText: null, ...changes });

describe("[Q7] how many calls at once", () => {
  test("[Q7] it grows by one for each limit's worth of good calls while others wait, up to the ceiling", () => {
    const one = createConcurrency(SETTINGS);
    for (let i = 0; i < 9; i++) one.ended(sample());
    expect(one.limit).toBe(9);
    for (let i = 0; i < 500; i++) one.ended(sample());
    expect(one.limit).toBe(16);
  });

  test("[Q7] it grows by one with each good call while someone has waited for a second", () => {
    const one = createConcurrency(SETTINGS);
    for (let i = 0; i < 3; i++) one.ended(sample({ oldestWait: 1_001 }));
    expect(one.limit).toBe(11);
  });

  test("[Q7] a limit that nobody meets does not grow, nor do cancelled calls make it", () => {
    const one = createConcurrency(SETTINGS);
    for (let i = 0; i < 50; i++) one.ended(sample({ oldestWait: null }));
    for (let i = 0; i < 50; i++) one.ended(sample({ end: { status: "aborted" } }));
    expect(one.limit).toBe(8);
  });

  test.each<[ModelFailure, number]>([
    ["overloaded", 4],
    ["timeout-first-token", 4],
    ["timeout-connect", 5],
    ["timeout-idle", 5],
    ["server-error", 5],
    ["unauthorized", 8],
    ["bad-request", 8],
    ["cut", 8],
    ["unreachable", 8],
    ["shed", 8],
  ])("[Q7] after %s it is %i of 8", (failure, limit) => {
    const one = createConcurrency(SETTINGS);
    one.ended(failing(failure));
    expect(one.limit).toBe(limit);
  });

  test("[Q7] it falls to the floor and no lower, and recovers", () => {
    const one = createConcurrency(SETTINGS);
    for (let i = 0; i < 20; i++) one.ended(failing("overloaded"));
    expect(one.limit).toBe(2);
    for (let i = 0; i < 6; i++) one.ended(sample());
    expect(one.limit).toBe(4);
  });

  test("[Q7] calls that began before a cut cut no further", () => {
    const one = createConcurrency(SETTINGS);
    const startedAt = time + 10;
    for (let i = 0; i < 8; i++) one.ended(failing("overloaded", { startedAt }));
    expect(one.limit).toBe(4);
    one.ended(failing("overloaded"));
    expect(one.limit).toBe(2);
  });

  test("[Q7] first text that comes much later than usual lowers it, one slow call does not", () => {
    const one = createConcurrency(SETTINGS);
    for (let i = 0; i < 20; i++) one.ended(sample({ oldestWait: null }));
    one.ended(sample({ firstText: 1_500 }));
    expect(one.limit).toBe(8);
    for (let i = 0; i < 6; i++) one.ended(sample({ firstText: 1_500, oldestWait: null }));
    expect(one.limit).toBeLessThan(8);
  });

  test("[Q7] an endpoint that is slow by nature is not taken for an overloaded one", () => {
    const one = createConcurrency(SETTINGS);
    for (let i = 0; i < 100; i++) one.ended(sample({ firstText: 4_000, oldestWait: null }));
    expect(one.limit).toBe(8);
  });

  test("[Q7] while the endpoint says that calls wait in it or its cache is full, it does not grow; if many do, it falls", () => {
    const one = createConcurrency(SETTINGS);
    one.loadIs({ waiting: 1, cache: null }, time);
    for (let i = 0; i < 8; i++) one.ended(sample());
    expect(one.limit).toBe(8);
    one.loadIs({ waiting: 0, cache: 0.95 }, time + 1_000);
    one.ended(sample({ oldestWait: 5_000 }));
    expect(one.limit).toBe(8);
    one.loadIs({ waiting: 4, cache: null }, time);
    expect(one.limit).toBe(6);
    one.loadIs({ waiting: 40, cache: 0.99 }, time + 2_000);
    expect(one.limit).toBe(6);
    one.loadIs({ waiting: 40, cache: 0.99 }, time + 4_000);
    expect(one.limit).toBe(5);
    one.loadIs({ waiting: 0, cache: 0.3 }, time + 5_000);
    time += 5_000;
    one.ended(sample({ oldestWait: 5_000 }));
    expect(one.limit).toBe(6);
  });

  test("[Q7] the queue gives the endpoint fewer calls after it was overloaded, and more again when it copes", async () => {
    const clock = fakeClock();
    const model = heldModel(clock);
    const concurrency = { floor: 1, ceiling: 8, start: 4 };
    const depths = {
      ...DEFAULT_QUEUE.depths,
      scene: { ...DEFAULT_QUEUE.depths.scene, answer: 99 },
    };
    const queue = createQueue(model, { ...DEFAULT_QUEUE, concurrency, depths }, clock);
    for (let i = 0; i < 40; i++) ask(queue, aRequest(`c${i}`));
    await settle();
    expect(model.running).toHaveLength(4);
    await model.finish("c0", { end: { status: "failed", failure: "overloaded" } });
    expect(queue.state.limit).toBe(2);
    for (const id of ["c1", "c2"]) await model.finish(id);
    expect(model.running).toHaveLength(2);
    for (let i = 0; i < 12; i++) {
      await clock.pass(300);
      await model.finish(model.running[0] ?? "");
    }
    expect(queue.state.limit).toBeGreaterThan(4);
    expect(model.running).toHaveLength(queue.state.limit);
  });
});

test("[Q7] what nobody waits for makes no limit grow", async () => {
  const clock = fakeClock();
  const model = heldModel(clock);
  const concurrency = { floor: 1, ceiling: 8, start: 4 };
  const queue = createQueue(model, { ...DEFAULT_QUEUE, concurrency }, clock);
  for (let i = 0; i < 3; i++) ask(queue, aRequest(`b${i}`, { lane: "ambient" }));
  for (let i = 0; i < 12; i++) {
    ask(queue, aRequest(`a${i}`));
    await clock.pass(1_200);
    await model.finish(`a${i}`);
  }
  expect(queue.state.lanes.ambient.waiting).toBe(2);
  expect(queue.state.limit).toBe(4);
});

describe("[Q5] shares", () => {
  test("[Q5] of any limit each lane has at least one slot and never more than the lane above it", () => {
    for (let limit = 1; limit <= 64; limit++) {
      const shares = LANES.map((lane) => slotsFor(lane, limit));
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(1);
      expect(shares).toEqual(shares.toSorted((a, b) => b - a));
      if (limit > 1) expect(slotsFor("talk", limit)).toBeLessThan(limit);
      expect(shares[0]).toBe(limit);
    }
  });
  test("[Q5] a lane's share counts what runs below it too", () => {
    expect(hasShare("ahead", { answer: 0, talk: 0, ahead: 2, rehearsal: 0, ambient: 2 }, 8)).toBe(
      false,
    );
    expect(hasShare("ahead", { answer: 4, talk: 0, ahead: 2, rehearsal: 0, ambient: 1 }, 8)).toBe(
      true,
    );
    expect(hasShare("ambient", { answer: 0, talk: 6, ahead: 0, rehearsal: 0, ambient: 0 }, 8)).toBe(
      false,
    );
    expect(hasShare("talk", { answer: 8, talk: 0, ahead: 0, rehearsal: 0, ambient: 0 }, 8)).toBe(
      true,
    );
  });
});

describe("[Q8] what the endpoint tells of itself", () => {
  const VLLM = `# HELP vllm:num_requests_waiting Number of requests waiting to be processed.
# TYPE vllm:num_requests_waiting gauge
vllm:num_requests_waiting{engine="0",model_name="her-32b"} 3.0
vllm:num_requests_waiting{engine="1",model_name="her-32b"} 2.0
vllm:num_requests_waiting_by_reason{engine="1",reason="capacity"} 70.0
vllm:kv_cache_usage_perc{engine="0",model_name="her {32b}"} 0.25
vllm:kv_cache_usage_perc{engine="1",model_name="her-32b"} 0.5
`;
  test.each([
    ["vLLM", VLLM, { waiting: 5, cache: 0.5 }],
    [
      "SGLang",
      'sglang:num_queue_reqs{model_name="m"} 4.0\nsglang:token_usage{a="b"} 0.28\n',
      { waiting: 4, cache: 0.28 },
    ],
    [
      "an older vLLM",
      "vllm:num_requests_waiting 0\nvllm:gpu_cache_usage_perc 1e-1",
      { waiting: 0, cache: 0.1 },
    ],
    ["figures that are none", "vllm:num_requests_waiting NaN\nsglang:token_usage +Inf\n", null],
    ["another server", "process_cpu_seconds_total 12\n", null],
    ["a page", "<html>vllm:num_requests_waiting 3</html>", null],
  ])("[Q8] the page of %s", (_name, text, load) => {
    expect(readLoad(text)).toEqual(load);
  });

  test("[Q8] the page stands beside /v1", () => {
    expect(loadPageOf("http://10.0.0.1:8000/v1")).toBe("http://10.0.0.1:8000/metrics");
    expect(loadPageOf("https://host/her/v1/")).toBe("https://host/her/metrics");
    expect(loadPageOf("https://host")).toBe("https://host/metrics");
  });

  let server: Server | null = null;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** A page and a watch on it; `seen` resolves with the next request. */
  async function watched(answer: RequestListener) {
    const clock = fakeClock();
    const requests: { path: string; authorization: string | undefined }[] = [];
    const made = createServer((request, response) => {
      requests.push({ path: request.url ?? "", authorization: request.headers.authorization });
      answer(request, response);
    });
    server = made;
    await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
    const { port } = made.address() as AddressInfo;
    const loads: unknown[] = [];
    const address = loadPageOf(`http://127.0.0.1:${port}/v1`);
    const watch = createLoadWatch(address, clock, (load) => loads.push(load));
    /** Looks, and waits until the answer was taken. */
    const look = async () => {
      const before = requests.length;
      watch.look();
      await until(() => !watch.asking);
      return requests.length - before;
    };
    return { address, clock, requests, loads, watch, look };
  }

  test("[Q8] it is asked at most every two seconds, without a credential", async () => {
    const { look, loads, clock, requests } = await watched((_, response) => response.end(VLLM));
    expect(await look()).toBe(1);
    expect(await look()).toBe(0);
    await clock.pass(1_999);
    expect(await look()).toBe(0);
    await clock.pass(1);
    expect(await look()).toBe(1);
    expect(loads).toEqual([
      { waiting: 5, cache: 0.5 },
      { waiting: 5, cache: 0.5 },
    ]);
    expect(requests[0]).toEqual({ path: "/metrics", authorization: undefined });
  });

  test.each<[string, RequestListener]>([
    ["is not there", (_, response) => response.writeHead(404).end()],
    ["wants a password", (_, response) => response.writeHead(401).end()],
    ["is elsewhere", (_, response) => response.writeHead(302, { location: "/v1" }).end()],
    ["knows no such figures", (_, response) => response.end("up 1\n")],
  ])("[Q8] a page that %s is not asked again", async (_name, answer) => {
    const { look, loads, clock } = await watched(answer);
    expect(await look()).toBe(1);
    await clock.pass(60_000);
    expect(await look()).toBe(0);
    expect(loads).toEqual([]);
  });

  test("[Q8] the queue asks when it makes a call, and gives a crowded endpoint fewer", async () => {
    const page = await watched((_, response) => response.end("vllm:num_requests_waiting 40\n"));
    const { clock } = page;
    const model = heldModel(clock);
    const concurrency = { floor: 1, ceiling: 8, start: 8 };
    const settings = { ...DEFAULT_QUEUE, concurrency, loadPage: page.address };
    const queue = createQueue(model, settings, clock);
    expect(page.requests).toHaveLength(0);
    ask(queue, aRequest("one"));
    await until(() => queue.state.limit === 6);
    queue.close();
    await clock.pass(2_000);
    await model.finish("one");
    ask(queue, aRequest("two"));
    await settle();
    expect(page.requests).toHaveLength(1);
  });

  test("[Q8] an endless page is read so far and no further", async () => {
    let sent = 0;
    const { look, loads } = await watched((_, response) => {
      response.write(VLLM);
      const more = () => {
        while (sent < 64 * 1024 * 1024 && !response.destroyed) {
          sent += 65_536;
          if (!response.write("#".repeat(65_535) + "\n")) break;
        }
      };
      response.on("drain", more);
      more();
    });
    expect(await look()).toBe(1);
    expect(loads).toEqual([{ waiting: 5, cache: 0.5 }]);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  test("[Q8] a page that never answers is given up, and asked again later", async () => {
    const { clock, watch, requests } = await watched(() => {});
    watch.look();
    await until(() => requests.length === 1);
    await clock.pass(2_000);
    await until(() => !watch.asking);
    watch.look();
    await until(() => requests.length === 2);
    watch.stop();
  });
});
