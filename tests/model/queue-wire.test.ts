import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../server/cli/system-clock.ts";
import { createAllowance } from "../../server/model/queue/allowance.ts";
import { createEndpoint } from "../../server/model/endpoint.ts";
import { DEFAULT_CAPS } from "../../server/model/queue/ledger.ts";
import { createQueue } from "../../server/model/queue/queue.ts";
import { DEFAULT_QUEUE } from "../../server/model/queue/queue-settings.ts";
import {
  startUnderstudy,
  UNDERSTUDY_MODEL,
  type Understudy,
} from "../../server/model/understudy/index.ts";
import type { Lane } from "../../server/stage/ports.ts";
import { endpointConfig, PROMPT } from "../doubles/endpoint-fixture.ts";
import { aRequest, ask } from "../doubles/held-model.ts";

/** The whole way over real sockets: caps, queue, endpoint, and the understudy behind it. */

let understudy: Understudy | null = null;
afterEach(() => understudy?.close());

async function aStage(slots: number, tps: number) {
  const order: string[] = [];
  const started = await startUnderstudy({
    tps,
    think: 40,
    onRequest: (_path, body) => {
      // The seed is the one field of a request that this test may choose.
      order.push(`seed ${(body as { seed: number }).seed}`);
    },
  });
  understudy = started;
  const clock = systemClock();
  const endpoint = createEndpoint(
    endpointConfig(started.url, { model: UNDERSTUDY_MODEL, synthetic: true }),
    clock,
  );
  const concurrency = { floor: slots, ceiling: slots, start: slots };
  const queue = createQueue(endpoint, { ...DEFAULT_QUEUE, concurrency }, clock);
  const line = createAllowance(queue, DEFAULT_CAPS, clock);
  let seed = 0;
  return {
    understudy: started,
    order,
    queue,
    ask(id: string, lane: Lane) {
      seed += 1;
      const request = aRequest(id, { lane }, { prompt: PROMPT });
      return ask(line, { ...request, sampling: { ...request.sampling, seed } });
    },
  };
}

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
};

test("[Q1] over real sockets a player's answer overtakes all that waits for nobody", async () => {
  const { ask, order } = await aStage(1, 0);
  const talk = ask("talk", "talk");
  const ambient = [1, 2].map((n) => ask(`ambient${n}`, "ambient"));
  const ahead = ask("ahead", "ahead");
  const answer = ask("answer", "answer");
  await Promise.all([talk, ...ambient, ahead, answer].map(({ over }) => over));
  for (const { end } of [talk, ...ambient, ahead, answer]) {
    expect(end).toEqual({ status: "complete", finishReason: "stop" });
  }
  expect(order).toEqual([1, 5, 4, 2, 3].map((seed) => `seed ${seed}`));
  expect(answer.call).toMatchObject({ synthetic: true, edge: { httpStatus: 200 } });
  expect(answer.call?.edge?.queued).toBeGreaterThan(0);
  expect(answer.call?.usage?.["completion_tokens"]).toBeGreaterThan(10);
});

test("[Q5] over real sockets ambient work that runs is stopped upstream when an answer needs its slot", async () => {
  // So slow that the ambient call cannot end by itself within this test.
  const { ask, order, understudy: stage } = await aStage(1, 2);
  const ambient = ask("ambient", "ambient");
  await until(() => stage.activity.running === 1);
  const answer = ask("answer", "answer");
  await ambient.over;
  expect(ambient.ends).toEqual([{ status: "failed", failure: "shed" }]);
  expect(ambient.call).toMatchObject({ edge: { detail: "preempted" } });
  await until(() => order.length === 2 && stage.activity.abandoned === 1);
  expect(order).toEqual(["seed 1", "seed 2"]);
  answer.abort();
  await answer.over;
  expect(answer.ends).toEqual([{ status: "aborted" }]);
});
