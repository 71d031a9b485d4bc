import { expect, test } from "vitest";
import { createAllowance } from "../../server/model/queue/allowance.ts";
import { DEFAULT_CAPS } from "../../server/model/queue/ledger.ts";
import { createMetrics } from "../../server/model/queue/metrics.ts";
import { createQueue } from "../../server/model/queue/queue.ts";
import { DEFAULT_QUEUE } from "../../server/model/queue/queue-settings.ts";
import { fakeClock, settle } from "../doubles/fake-clock.ts";
import { aRequest, ask, heldModel } from "../doubles/held-model.ts";

function aLine() {
  const clock = fakeClock();
  const model = heldModel(clock);
  const metrics = createMetrics();
  const concurrency = { floor: 1, ceiling: 1, start: 1 };
  const queue = createQueue(model, { ...DEFAULT_QUEUE, concurrency }, clock, metrics.counters);
  metrics.watch(queue);
  const caps = { ...DEFAULT_CAPS, scene: { tokens: 1e9, calls: 3 } };
  const line = createAllowance(queue, caps, clock, metrics.counters);
  return { clock, model, metrics, line };
}

test("[Q12] the page tells what waits, what runs, how calls ended and what they used", async () => {
  const { clock, model, metrics, line } = aLine();
  ask(line, aRequest("one", { lane: "ambient", player: null }));
  await settle();
  ask(line, aRequest("two"));
  await settle();
  const three = ask(line, aRequest("three"));
  ask(line, aRequest("four"));
  await clock.pass(1_500);
  let page = await metrics.page();
  const has = (line: string) => expect(page.split("\n")).toContain(line);
  has('her_llm_queue_depth{lane="answer"} 1');
  has('her_llm_queue_age_seconds{lane="answer"} 1.5');
  has('her_llm_inflight{lane="answer"} 1');
  has('her_llm_inflight{lane="ambient"} 0');
  has("her_llm_limit 1");
  has('her_llm_shed_total{lane="ambient",reason="preempted"} 1');
  has('her_llm_preempted_total{lane="ambient"} 1');
  has('her_llm_capped_total{scope="scene",kind="calls"} 1');
  has('her_llm_requests_total{status="failed",cause="shed",lane="ambient"} 1');
  has('her_llm_requests_total{status="failed",cause="capped",lane="answer"} 1');

  await model.finish("two", { text: "Aye.", usage: { prompt_tokens: 70, completion_tokens: 9 } });
  three.abort();
  await settle();
  page = await metrics.page();
  has('her_llm_requests_total{status="complete",cause="stop",lane="answer"} 1');
  has('her_llm_requests_total{status="aborted",cause="none",lane="answer"} 1');
  has('her_llm_tokens_total{type="completion",mode="full"} 9');
  has('her_llm_queued_seconds_count{lane="answer"} 2');
  has('her_llm_ttft_seconds_count{lane="answer"} 1');
  has('her_llm_request_seconds_sum{lane="answer"} 1.5');
  has('her_llm_queue_depth{lane="answer"} 0');
});

test("[Q12] no label holds a player, a scene, a persona or a word of a prompt, and labels do not grow with them", async () => {
  const { model, metrics, line } = aLine();
  const series = async () =>
    (await metrics.page()).split("\n").filter((l) => l.startsWith("her_")).length;
  const round = async (n: number) => {
    const id = `canary-call-${n}`;
    const purpose = { scene: `canary-s${n}`, persona: `canary-n${n}`, player: `canary-p${n}` };
    const prompt = { system: `canary ${n}`, messages: [], prefill: "" };
    ask(line, aRequest(id, purpose, { prompt }));
    await model.finish(id, { text: `canary ${n}` });
  };
  await round(0);
  const before = await series();
  for (let n = 1; n < 30; n++) await round(n);
  expect(await series()).toBe(before);
  expect(await metrics.page()).not.toContain("canary");
});

test("[Q12] anomalies are counted by kind, in a bounded number of kinds", async () => {
  const metrics = createMetrics();
  metrics.parseFailure("unclosed", 2);
  metrics.parseFailure("unclosed");
  metrics.parseFailure('<evil>"\n');
  for (let i = 0; i < 500; i++) metrics.parseFailure(`kind-${i}`);
  metrics.firstVisible("reflex", 700);
  const page = await metrics.page();
  expect(page).toContain('her_parse_failures_total{kind="unclosed"} 3');
  expect(page).not.toContain("evil");
  expect(page.match(/her_parse_failures_total\{/gu)).toHaveLength(65);
  expect(page).toContain('her_llm_time_to_visible_seconds_sum{mode="reflex"} 0.7');
});

test("[Q12] two registries share nothing, and nothing of the process is on the page", async () => {
  const [one, two] = [createMetrics(), createMetrics()];
  one.parseFailure("unclosed");
  expect(await two.page()).not.toContain("unclosed");
  expect(await one.page()).not.toMatch(/process_|nodejs_/u);
});
