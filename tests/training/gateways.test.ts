import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../../server/cli/system-clock.ts";
import { createEndpoint } from "../../server/model/endpoint.ts";
import { createDirector } from "../../server/stage/director.ts";
import type { EpisodeConnection, ModelCall } from "../../server/stage/ports.ts";
import { agentLightning } from "../../server/training/gateways/agent-lightning.ts";
import { startAreal } from "../../server/training/gateways/areal.ts";
import type { RewardGateway } from "../../server/training/gateways/reward-gateway.ts";
import { webhook } from "../../server/training/gateways/webhook.ts";
import { MARA, TOMAS } from "../doubles/a-play.ts";
import { AS_TRAINED, aStaging, seeded } from "../doubles/a-scene.ts";
import { endpointConfig } from "../doubles/endpoint-fixture.ts";
import { memoryLog } from "../doubles/memory-log.ts";
import {
  agentLightningDouble,
  arealDouble,
  type GatewayDouble,
} from "../doubles/recording-gateways.ts";
import { turnOf } from "../doubles/scripted-model.ts";
import { expectReplays, madeIn } from "../episodes/replay/replayed.ts";

const WORDS = turnOf("The tide is early tonight.");
const KEY = "gateway-key";
const doubles: GatewayDouble[] = [];
afterEach(async () => {
  for (const double of doubles.splice(0)) await double.stop();
});

/** One episode whose calls go through a gateway; the server's own endpoint would not answer. */
async function evening(connection: EpisodeConnection, dialect: "raw" | "chat") {
  const clock = systemClock();
  const log = memoryLog();
  let ended = () => {};
  const model = createEndpoint(
    endpointConfig("http://127.0.0.1:9/v1", { dialect, profile: "capture" }),
    clock,
    () => null,
    (episodeId) => (episodeId === "ep-1" ? connection : null),
  );
  const director = createDirector({
    model,
    episodeId: "ep-1",
    episodeLog: log,
    clock,
    random: seeded(1),
    scene: aStaging([MARA, TOMAS]),
    tell: (batch) => {
      if (batch.some(({ event }) => event.type === "turn-end")) ended();
    },
    play: { ...AS_TRAINED, sampling: { temperature: 1, topP: 1, maxTokens: 64, stop: [] } },
  });
  director.join({ id: "p-1", name: "Ayla", language: "en" });
  const done = new Promise<void>((resolve) => (ended = resolve));
  director.say("p-1", { text: "Mara, when is the tide?" });
  await done;
  await director.close("test");
  const replay = await expectReplays(log.events, director, ["p-1"]);
  expect(replay).toMatchObject({ ...madeIn(log.events), skipped: [] });
  const turn = log.events.find((e) => e.type === "turn");
  const call = log.events.find((e) => e.type === "model-call")?.call as unknown as ModelCall;
  return { turn, call };
}

describe("[E52] recording gateways between an episode and its model", () => {
  test("[E52] Agent Lightning 1.0: whole answers through its proxy, rewards as events", async () => {
    const double = await agentLightningDouble(WORDS, KEY);
    doubles.push(double);
    const gateway = agentLightning({
      server: `${double.url}/`,
      key: KEY,
      rollout: "r 1",
      attempt: "a",
    });
    if (gateway.connection === null) throw new Error("no connection");
    const { turn, call } = await evening(gateway.connection, "raw");
    expect(turn).toMatchObject({ outcome: "complete", exact: true });
    expect(call).toMatchObject({
      completionText: WORDS,
      promptTokenIds: [1, 2, 3],
      provenance: { profile: "capture", exact: true, responseId: "cmpl-1" },
    });
    expect(double.asked[0]?.path).toBe(
      "/proxy/rollout/r%201/attempt/a/mode/train/openai/v1/completions",
    );
    expect(double.asked[0]?.body).toMatchObject({
      stream: false,
      temperature: 1,
      top_p: 1,
      top_k: -1,
    });
    expect(await gateway.reward({ value: 0.5, name: "thumbs" })).toEqual({ ok: true });
    expect(await gateway.end()).toEqual({ ok: true });
    expect(double.kept.map(({ type }) => type)).toEqual(["model_request", "reward"]);
    expect(double.kept[1]?.data).toEqual({ value: 0.5, reason: "thumbs" });
  });

  test("[E52] what refuses a stream is asked for none, and a stream is refused", async () => {
    const double = await agentLightningDouble(WORDS, KEY);
    doubles.push(double);
    const { connection } = agentLightning({
      server: double.url,
      key: KEY,
      rollout: "r",
      attempt: "a",
    });
    if (connection === null) throw new Error("no connection");
    const { turn } = await evening({ ...connection, stream: true }, "raw").catch(() => ({
      turn: null,
    }));
    expect(turn).toMatchObject({ outcome: "fallback", cause: "bad-request" });
  });

  test.each([false, true])(
    "[E52] AReaL: a session with a key of its own (grouped: %s)",
    async (grouped) => {
      const double = await arealDouble(WORDS, "admin", grouped);
      doubles.push(double);
      const started = await startAreal({ server: double.url, adminKey: "admin", task: "ep-1" });
      if (!started.ok || started.gateway.connection === null) throw new Error("not started");
      expect(started.session).toBe("s-1");
      const { gateway } = started;
      expect(await gateway.reward({ value: 1, name: "early" })).toEqual({
        ok: false,
        problem: "the gateway answered with status 400",
      });
      const { turn, call } = await evening(started.gateway.connection, "chat");
      expect(turn).toMatchObject({ outcome: "complete", exact: true });
      const { responseId, weightsVersion } = call.provenance ?? {};
      expect({ responseId, weightsVersion }).toEqual({
        responseId: "chatcmpl-1",
        weightsVersion: "7",
      });
      expect(
        await gateway.reward({ value: -1, name: "judge", responseId: responseId ?? "" }),
      ).toEqual({ ok: true });
      expect(await gateway.end()).toEqual({ ok: true });
      expect(await gateway.end()).toEqual({ ok: true });
      expect(double.kept.at(-1)).toEqual({
        type: "reward",
        data: { interaction_id: "chatcmpl-1", reward: -1 },
      });
      const keys = double.asked.map(({ headers }) => headers.authorization);
      expect(keys[0]).toBe("Bearer admin");
      expect(new Set(keys.slice(1))).toEqual(new Set(["Bearer session-key-1"]));
    },
  );

  test("[E52] a webhook for trainers with an adapter of their own", async () => {
    const double = await agentLightningDouble(WORDS, KEY);
    doubles.push(double);
    const events = `${double.url}/api/rollouts/r/attempt/a/events`;
    const hook = webhook({ url: events, key: KEY, episodeId: "ep-1", label: { group: 3 } });
    expect(hook.connection).toBeNull();
    await hook.reward({ value: 0.25, name: "repetition", turnId: "ep-1.3" });
    await hook.end();
    expect(double.asked.map(({ body }) => body)).toEqual([
      {
        episode: "ep-1",
        label: { group: 3 },
        type: "reward",
        name: "repetition",
        value: 0.25,
        turn: "ep-1.3",
        response: null,
      },
      { episode: "ep-1", label: { group: 3 }, type: "end" },
    ]);
  });

  test("[E52] what goes wrong is told in words, without the gateway's own, and throws nothing", async () => {
    const double = await arealDouble(WORDS, "admin");
    doubles.push(double);
    expect(await startAreal({ server: double.url, adminKey: "wrong", task: "t" })).toEqual({
      ok: false,
      problem: "the gateway answered with status 401",
    });
    const gone: RewardGateway = webhook({
      url: "http://127.0.0.1:9/hook",
      key: null,
      episodeId: "ep-1",
    });
    expect(await gone.reward({ value: 1, name: "x" })).toEqual({
      ok: false,
      problem: "the gateway cannot be reached, or took too long",
    });
  });
});
