import { readFileSync, statSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { EpisodeEvent } from "../../server/stage/episode-event.ts";
import type { EpisodeReader } from "../../server/episodes/reader.ts";
import { openEvidenceFile } from "../../server/training/rewards/evidence-file.ts";
import { createLoggedTurns } from "../../server/training/rewards/logged-turns.ts";
import { createPlaces } from "../../server/training/rewards/places.ts";
import {
  createRewardServer,
  type RewardServerOptions,
} from "../../server/training/rewards/reward-server.ts";
import {
  createRewardService,
  type RewardServiceOptions,
} from "../../server/training/rewards/reward-service.ts";
import { fakeClock } from "../doubles/fake-clock.ts";
import { memoryLog } from "../doubles/memory-log.ts";
import { callOf, lineOf, startOf, testFolder, turnOf } from "../episodes/log-file.ts";
import { candidateIn, fakeJudge, judgeThatLikes, type FakeJudge } from "./a-judge.ts";

const TALK = [{ role: "user", content: "===Conversation Start===\n\nTomas: Where is the key?" }];
const CHATML =
  "<|im_start|>system\nYou are Mira.<|im_end|>\n<|im_start|>user\nTomas: Where?<|im_end|>\n<|im_start|>assistant\n<system_thinking>";

interface Running {
  readonly judge: FakeJudge;
  readonly url: string;
  readonly troubles: string[];
  ask(
    body: unknown,
    init?: RequestInit,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  close(within?: number): Promise<void>;
}

async function running(
  options: {
    judge?: FakeJudge;
    service?: Partial<RewardServiceOptions>;
    server?: Partial<RewardServerOptions>;
  } = {},
): Promise<Running> {
  const judge = options.judge ?? (await fakeJudge(judgeThatLikes("well")));
  const troubles: string[] = [];
  const service = createRewardService({
    judge,
    clock: fakeClock(),
    turns: null,
    log: null,
    file: null,
    begins: "expected",
    trouble: (problem) => troubles.push(problem),
    ...options.service,
  });
  const server = createRewardServer({ service, token: null, ...options.server });
  const url = `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}`;
  onTestFinished(() => server.close(0));
  return {
    judge,
    url,
    troubles,
    close: (within) => server.close(within),
    async ask(body, init = {}) {
      const answer = await fetch(`${url}/reward`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: typeof body === "string" ? body : JSON.stringify(body),
        ...init,
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
  };
}

const WELL = "<system_thinking>a plan</system_thinking>Mira: In the well.";
const slime = { prompt: TALK, response: WELL, label: "Mira: Who asks?" };

describe("[G11] three shapes", () => {
  test("[G11] OpenRLHF sends whole texts, prompts and labels, and gets lists of their length", async () => {
    const { ask, judge } = await running();
    const responses = [
      "plan</system_thinking>Mira: In the well.",
      "plan</system_thinking>Mira: Who asks?",
      "plan never closed",
    ];
    const { status, body } = await ask({
      query: responses.map((text) => `${CHATML}${text}<|im_end|>\n<|endoftext|>`),
      prompts: responses.map(() => CHATML),
      labels: [
        "Mira: Nowhere.",
        "Mira: In the well.",
        JSON.stringify({ baseline: "Mira: Nowhere." }),
      ],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      rewards: [1, -1, -1],
      scores: [1, 0, 0],
      synthetic: false,
      extra_logs: {
        judge_agreed: [1, 1, 0],
        judge_no_label: [0, 0, 0],
        judge_synthetic: [0, 0, 0],
      },
    });
    for (const list of Object.values(body["extra_logs"] as object)) expect(list).toHaveLength(3);
    expect(judge.asked).toHaveLength(4);
  });
  test("[G11] messages as prompts are found behind the last open header", async () => {
    const { ask } = await running();
    const { body } = await ask({
      query: [
        `<|im_start|>user\nTomas: Where?<|im_end|>\n<|im_start|>assistant\n${WELL}<|im_end|>`,
      ],
      prompts: [TALK],
      labels: ["Mira: Who asks?"],
    });
    expect(body["rewards"]).toEqual([1]);
  });
  test("[G11] slime sends one, and gets an object or the bare number", async () => {
    const { ask, url } = await running();
    expect(await ask(slime)).toMatchObject({
      status: 200,
      body: { score: 1, why: "agreed", synthetic: false },
    });
    const number = await fetch(`${url}/?as=number`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(slime),
    });
    expect(await number.json()).toBe(1);
    expect(number.headers.get("content-type")).toContain("application/json");
  });
  test("[G11] verl's function sends the solution, the ground truth and what stands beside them", async () => {
    const { ask } = await running();
    const verl = { data_source: "dramatis", solution_str: WELL, ground_truth: "Mira: Who asks?" };
    expect(await ask({ ...verl, extra_info: { index: 3, prompt: TALK } })).toMatchObject({
      status: 200,
      body: { score: 1, why: "agreed" },
    });
    // HER's own column: the talk and the better candidate as one JSON text.
    const solution = JSON.stringify({
      input: TALK,
      ref_answer: "Mira: Who asks?",
      golden_type: "3",
    });
    expect(await ask({ ...verl, ground_truth: solution })).toMatchObject({ body: { score: 1 } });
  });
  test("[G8] who wrote a baseline is on record, and in no question", async () => {
    const folder = testFolder();
    const file = await openEvidenceFile(join(folder, "rewards.jsonl"));
    const { ask, judge } = await running({ service: { file } });
    await ask({
      ...slime,
      label: { baseline: "Mira: Who asks?", policy: { id: "CANARY-sft-17" } },
      policy: "CANARY",
    });
    await file.close();
    expect(JSON.stringify(judge.asked)).not.toContain("CANARY");
    expect(JSON.stringify(judge.asked)).not.toContain("a plan");
    expect(readFileSync(join(folder, "rewards.jsonl"), "utf8")).toContain("CANARY-sft-17");
  });
});

describe("[G12] what is refused, and why", () => {
  const bad: [string, unknown, number, RegExp][] = [
    ["no JSON", "{", 400, /not JSON/],
    ["a list", [], 400, /a JSON object is expected/],
    ["another shape", { text: "x" }, 400, /no known shape/],
    ["a prompt that is a number", { ...slime, prompt: 3 }, 400, /see prompt/],
    [
      "lists of two lengths",
      { query: ["a", "b"], prompts: ["a"], labels: ["x", "y"] },
      422,
      /of one length; found 2, 1 and 2/,
    ],
    [
      "a query without its prompt",
      { query: ["a"], prompts: ["b"], labels: ["x"] },
      422,
      /query\[0\] does not hold/,
    ],
    [
      "too many",
      {
        query: Array(1_025).fill("a"),
        prompts: Array(1_025).fill("a"),
        labels: Array(1_025).fill("a"),
      },
      422,
      /at most 1024/,
    ],
    ["an empty baseline", { ...slime, label: " " }, 422, /no baseline/],
    ["no label", { ...slime, label: null }, 422, /no baseline/],
    [
      "an empty ref_answer, as HER writes it for ties",
      { ...slime, label: { ref_answer: "" } },
      422,
      /no baseline/,
    ],
    [
      "a baseline that is all plan",
      { ...slime, label: "<system_thinking>only" },
      422,
      /label: the baseline holds nothing/,
    ],
    ["a turn without a log", { ...slime, label: { turn: "e.1" } }, 422, /no log is open/],
    ["no talk", { solution_str: "x", ground_truth: "y" }, 422, /ground_truth: no talk to judge by/],
  ];
  test.each(bad)("[G12] %s", async (_name, body, status, words) => {
    const { ask, judge } = await running();
    const answer = await ask(body);
    expect(answer.status).toBe(status);
    expect(answer.body["error"]).toMatch(words);
    expect(judge.asked).toEqual([]);
  });
  test("[G12] other ways, other kinds of body, and pages in a browser", async () => {
    const { url } = await running();
    const status = async (path: string, init?: RequestInit) =>
      (await fetch(url + path, init)).status;
    expect(await status("/nowhere", { method: "POST" })).toBe(404);
    expect(await status("/reward")).toBe(405);
    expect(await status("/reward", { method: "POST", body: "{}" })).toBe(415);
    const json = { "content-type": "application/json" };
    expect(
      await status("/reward", {
        method: "POST",
        body: "{}",
        headers: { ...json, origin: "http://evil.example" },
      }),
    ).toBe(403);
  });
  test("[G12] a token is asked for, except for the health, which then names no model", async () => {
    const { ask, url } = await running({ server: { token: "a-token-of-the-test" } });
    expect((await ask(slime)).status).toBe(401);
    const headers = { "content-type": "application/json" };
    const wrong = { ...headers, authorization: "Bearer a-token-of-another" };
    expect((await ask(slime, { headers: wrong })).status).toBe(401);
    const right = { ...headers, authorization: "Bearer a-token-of-the-test" };
    expect((await ask(slime, { headers: right })).status).toBe(200);
    const health = (await (await fetch(`${url}/healthz`)).json()) as object;
    expect(health).toEqual({ ok: true, synthetic: false, open: 0 });
    const known = await (await fetch(`${url}/healthz`, { headers: right })).json();
    expect(known).toMatchObject({ model: "judge of the test" });
  });
  test("[G12] a body that is too large, told beforehand or not", async () => {
    const { ask, url } = await running({ server: { largestBody: 1_000 } });
    const large = { ...slime, response: "x".repeat(2_000) };
    expect(await ask(large)).toMatchObject({ status: 413 });
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${url}/reward`, {
        method: "POST",
        headers: { "content-type": "application/json", "transfer-encoding": "chunked" },
      });
      sent.once("response", (answer) => {
        resolve(answer.statusCode);
        sent.destroy();
      });
      sent.on("error", reject);
      sent.write(JSON.stringify(large));
    });
    expect(status).toBe(413);
  });
  test("[G10] a judge that gives no answer is 503, and nothing is rewarded", async () => {
    const { ask } = await running({ judge: await fakeJudge(() => null) });
    const answer = await ask(slime);
    expect(answer.status).toBe(503);
    expect(answer.body["error"]).toContain("nothing was rewarded");
  });
  test("[G12] a judge that takes too long is 504", async () => {
    const judge = await fakeJudge(() => new Promise(() => undefined));
    const late = { ...judge, ask: hanging };
    const { ask } = await running({ judge: late, server: { answerWithin: 20 } });
    expect(await ask(slime)).toMatchObject({ status: 504 });
  });
  test("[G13] more than may be open at once is 503, with a time to come back", async () => {
    const { ask } = await running({ server: { mostOpen: 1 } });
    const two = { query: [`a${WELL}`, `a${WELL}`], prompts: ["a", "a"], labels: ["x", "y"] };
    expect((await ask(two)).status).toBe(503);
    expect((await ask(slime)).status).toBe(200);
  });
});

/** Never answers, and rejects when it is called off, as an endpoint does. */
function hanging(_prompt: unknown, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(null), { once: true });
  });
}

describe("[G13] work in bounds", () => {
  test("[G13] so many questions at once, first come first served, and one that leaves makes room", async () => {
    const places = createPlaces(2, 10);
    let most = 0;
    const order: number[] = [];
    const gates: (() => void)[] = [];
    const never = new AbortController().signal;
    const work = (n: number, signal = never) =>
      places.in(async () => {
        most = Math.max(most, places.busy);
        order.push(n);
        await new Promise<void>((resolve) => gates.push(resolve));
      }, signal);
    const leaving = new AbortController();
    const all = [work(1), work(2), work(3, leaving.signal).catch(() => "left"), work(4), work(5)];
    await Promise.resolve();
    expect([places.busy, places.waiting]).toEqual([2, 3]);
    expect(places.full(8)).toBe(true);
    leaving.abort(new Error("left"));
    expect(await all[2]).toBe("left");
    while (order.length < 4) {
      gates.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const open of gates) open();
    await Promise.all(all);
    expect(order).toEqual([1, 2, 4, 5]);
    expect(most).toBe(2);
    expect([places.busy, places.waiting]).toEqual([0, 0]);
  });
  test("[G13] who leaves is not judged any further", async () => {
    let calledOff = 0;
    const judge = await fakeJudge(() => null);
    const asking = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const patient: FakeJudge = {
      ...judge,
      async ask(prompt, signal) {
        asking.resolve();
        const answer = await hanging(prompt, signal);
        calledOff += 1;
        if (calledOff === 2) ended.resolve();
        return answer;
      },
    };
    const { ask } = await running({ judge: patient });
    const leaving = new AbortController();
    const asked = ask(slime, { signal: leaving.signal });
    const failed = expect(asked).rejects.toThrow();
    await asking.promise;
    leaving.abort();
    await failed;
    await ended.promise;
    expect(calledOff).toBe(2);
  });
  test("[G13] a stop waits for what runs, takes nothing new, and then calls it off", async () => {
    const judge = await fakeJudge(() => null);
    const asking = Promise.withResolvers<void>();
    const patient: FakeJudge = {
      ...judge,
      ask(prompt, signal) {
        asking.resolve();
        return hanging(prompt, signal);
      },
    };
    const { ask, close } = await running({ judge: patient });
    const asked = ask(slime);
    await asking.promise;
    await close(10);
    expect(await asked).toMatchObject({ status: 503, body: { error: "the service is stopping" } });
    await expect(ask(slime)).rejects.toThrow();
  });
});

/** A log of one episode `e`: a player asked, `mara` answered in turn `e.2`. */
function logged(consent: boolean | "taken back"): EpisodeEvent[] {
  const given = (yes: boolean): EpisodeEvent => ({
    v: 2,
    episodeId: "e",
    at: 1,
    type: "consent",
    participant: "p1",
    purpose: "training",
    given: yes,
    notice: "1",
  });
  return [
    startOf("e"),
    {
      v: 2,
      episodeId: "e",
      at: 0,
      type: "participant-joined",
      participant: "p1",
      name: "Ayla",
      kind: "player",
      language: "en",
    },
    ...(consent === false ? [] : [given(true)]),
    lineOf("e", "e.1"),
    callOf("e", "e.2", { promptText: CHATML }),
    {
      ...turnOf("e", "e.2"),
      segments: [
        { kind: "system-thinking", text: "PLAN" },
        { kind: "speech", text: "Who asks?" },
      ],
    },
    ...(consent === "taken back" ? [given(false)] : []),
  ];
}
function readerOf(events: readonly EpisodeEvent[]): Pick<EpisodeReader, "events"> {
  return {
    async *events(episode) {
      for (const [seq, event] of events.entries())
        if (event.episodeId === episode) yield { seq, event };
    },
  };
}

describe("[G13] a request that is sent again", () => {
  test("[G13] asks only what was not judged, and leaves no evidence twice", async () => {
    const likes = judgeThatLikes("well");
    let down = true;
    const judge = await fakeJudge((prompt) =>
      down && candidateIn(prompt, 1).includes("Later") ? null : likes(prompt),
    );
    const path = join(testFolder(), "rewards.jsonl");
    const file = await openEvidenceFile(path);
    const { ask } = await running({ judge, service: { file } });
    expect(await ask(slime)).toMatchObject({ body: { score: 1 } });
    const batch = {
      query: [`a${WELL}`, "a<role_action>waits</role_action>Later."],
      prompts: ["a", "a"],
      labels: ["Who?", "Who?"],
    };
    expect((await ask(batch)).status).toBe(503);
    down = false;
    const before = judge.asked.length;
    expect(await ask(batch)).toMatchObject({ status: 200, body: { rewards: [1, 0] } });
    expect(judge.asked.length - before).toBeLessThanOrEqual(4);
    expect(await ask(batch)).toMatchObject({ status: 200, body: { rewards: [1, 0] } });
    expect(await ask(slime)).toMatchObject({ body: { score: 1 } });
    expect(judge.asked.length - before).toBeLessThanOrEqual(4);
    await file.close();
    expect(readFileSync(path, "utf8").trim().split("\n")).toHaveLength(3);
  });
});

describe("[G14] evidence", () => {
  test("[G14] of a logged turn it goes into the log, principle by principle, as a judge's reward", async () => {
    const log = memoryLog();
    const turns = createLoggedTurns(readerOf(logged(true)), fakeClock());
    const { ask, judge } = await running({ service: { log, turns } });
    const { prompt: _none, ...bare } = slime;
    const answer = await ask({
      solution_str: bare.response,
      ground_truth: JSON.stringify({ turn: "e.2" }),
    });
    expect(answer).toMatchObject({ status: 200, body: { score: 1 } });
    expect(log.events).toHaveLength(1);
    expect(log.events[0]).toMatchObject({
      type: "reward",
      episodeId: "e",
      scope: "turn",
      target: "e.2",
      name: "judge.response-against-turn",
      value: 1,
      bounds: [-1, 1],
      source: "judge",
      model: "judge of the test",
      synthetic: false,
      evidence: {
        reward: 1,
        why: "agreed",
        judge: { principles: "dramatis 1" },
        baseline: { turn: "e.2", text: null },
        orders: [
          {
            first: "response",
            preferred: "response",
            principles: [
              {
                name: "Own voice",
                response: "evidence of one",
                baseline: "evidence of two",
                winner: "response",
              },
              {},
              {},
            ],
          },
          {
            first: "baseline",
            preferred: "response",
            principles: [
              { response: "evidence of two", baseline: "evidence of one", winner: "response" },
              {},
              {},
            ],
          },
        ],
      },
    });
    expect(JSON.stringify([log.events, judge.asked])).not.toContain("PLAN");
    // The talk is the turn's own prompt.
    expect(judge.asked[0]?.messages[0]?.content).toContain("Tomas(user): Where?");
  });
  test("[G14] of other baselines it goes into a file for its owner alone", async () => {
    const path = join(testFolder(), "rewards.jsonl");
    const file = await openEvidenceFile(path);
    const { ask } = await running({ service: { file } });
    await Promise.all([ask(slime), ask({ ...slime, response: "<role_action>nods</role_action>" })]);
    await file.close();
    const lines = readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { reward: number });
    expect(lines.map(({ reward }) => reward).toSorted()).toEqual([0, 1]);
    expect(lines[0]).toMatchObject({
      v: 1,
      why: "agreed",
      baseline: { text: "Who asks?", turn: null },
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
  test("[G14] a log that fails loses none: the file has it, and the operator is told", async () => {
    const path = join(testFolder(), "rewards.jsonl");
    const file = await openEvidenceFile(path);
    const log = memoryLog();
    log.broken = true;
    const turns = createLoggedTurns(readerOf(logged(true)), fakeClock());
    const { ask, troubles } = await running({ service: { log, turns, file } });
    expect(await ask({ ...slime, label: { turn: "e.2" } })).toMatchObject({ body: { score: 1 } });
    await file.close();
    expect(troubles[0]).toContain("goes to the file");
    expect(readFileSync(path, "utf8")).toContain('"turn":"e.2"');
  });
});

describe("[G15] whose words may be judged", () => {
  test.each([
    [false, /has not allowed training/],
    ["taken back", /has not allowed training/],
  ] as const)(
    "[G15] a turn that answers a player is refused without consent (%s)",
    async (consent, words) => {
      const turns = createLoggedTurns(readerOf(logged(consent)), fakeClock());
      const { ask, judge } = await running({ service: { turns } });
      const answer = await ask({ ...slime, label: { turn: "e.2" } });
      expect(answer.status).toBe(422);
      expect(answer.body["error"]).toMatch(words);
      expect(judge.asked).toEqual([]);
    },
  );
  test("[G15] consent that is taken back while the service runs counts within half a minute", async () => {
    const events = logged(true);
    const clock = fakeClock();
    let readings = 0;
    const reader = readerOf(events);
    const counted = {
      events(episode: string) {
        readings += 1;
        return reader.events(episode);
      },
    };
    const turns = createLoggedTurns(counted, clock);
    expect(await turns.find("e.2")).toMatchObject({ ok: true });
    expect(await turns.find("e.2")).toMatchObject({ ok: true });
    expect(readings).toBe(1);
    events.push(...logged("taken back").slice(-1));
    await clock.pass(30_000);
    expect(await turns.find("e.2")).toEqual({ ok: false, why: "no-consent" });
  });
  test("[G15] a turn that the log does not have is refused, and looked for again later", async () => {
    const events = logged(true);
    const clock = fakeClock();
    const turns = createLoggedTurns(readerOf(events), clock);
    expect(await turns.find("e.9")).toEqual({ ok: false, why: "unknown" });
    events.push({ ...turnOf("e", "e.9") });
    await clock.pass(30_000);
    expect(await turns.find("e.9")).toMatchObject({ ok: true, turn: { name: "Mara Quill" } });
    expect(await turns.find("nonsense")).toEqual({ ok: false, why: "unknown" });
  });
});

describe("[G16] a stand-in's judgements mean nothing", () => {
  test("[G16] and every answer says so", async () => {
    const judge = await fakeJudge(judgeThatLikes("well"), { synthetic: true });
    const { ask, url } = await running({ judge });
    const answers = [
      (await ask(slime)).body,
      (await ask({ query: [`a${WELL}`], prompts: ["a"], labels: ["Who?"] })).body,
      (await (await fetch(`${url}/healthz`)).json()) as Record<string, unknown>,
    ];
    for (const body of answers) {
      expect(body["synthetic"]).toBe(true);
      expect(body["notice"]).toContain("mean nothing");
    }
    expect(answers[1]?.["extra_logs"]).toMatchObject({ judge_synthetic: [1] });
  });
});

describe("[G21] the warning line, while a policy trains", () => {
  test("[G21] is another one where responses hold nothing to judge, and begins can mend it", async () => {
    const { ask } = await running();
    const plain = (begins: string) => ({
      query: Array<string>(30).fill("aWords without a thought."),
      prompts: Array<string>(30).fill("a"),
      labels: Array.from({ length: 30 }, () => ({ baseline: "Who?", begins })),
    });
    const { body } = await ask(plain("expected"));
    expect(body["rewards"]).toEqual(Array(30).fill(-1));
    expect(body["warning"]).toMatch(/100 % of the last 30 responses hold nothing .* --begins/u);
    expect((await ask(plain("none"))).body["rewards"]).toEqual(Array(30).fill(0));
  });
  test("[G21] is said once the last responses are nearly all of one pattern", async () => {
    const { ask } = await running();
    const batch = (n: number, text: string) => ({
      query: Array(n).fill(`a${text}`),
      prompts: Array(n).fill("a"),
      labels: Array(n).fill("Who?"),
    });
    const varied = await ask(batch(10, "<role_action>nods</role_action>"));
    expect(varied.body["warning"]).toBeUndefined();
    const { body } = await ask(batch(40, WELL));
    expect(body["warning"]).toMatch(
      /collapses: 80 % of the last 50 responses have one pattern, 0\.72 bits/,
    );
    expect((body["extra_logs"] as Record<string, number[]>)["pattern_collapse"]?.[0]).toBe(1);
  });
});
