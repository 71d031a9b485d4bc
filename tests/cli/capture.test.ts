import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { captureProblem } from "../../server/cli/capture-profile.ts";
import { readConfig, type Config } from "../../server/cli/config.ts";
import { openPlay } from "../../server/cli/play.ts";
import { readStaging } from "../../server/worlds/read-staging.ts";
import { UNKNOWN_DIALECT, unknownCapabilities } from "../../server/model/probe/capabilities.ts";
import { startUnderstudy, UNDERSTUDY_MODEL } from "../../server/model/understudy/index.ts";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import { createDirector } from "../../server/stage/director.ts";
import { rawChunk } from "../doubles/endpoint-fixture.ts";
import { startSseEndpoint } from "../doubles/sse-endpoint.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
function configOf(env: Record<string, string>): Config {
  const dataDir = mkdtempSync(join(tmpdir(), "dramatis-capture-"));
  folders.push(dataDir);
  const read = readConfig({ env: { DRAMATIS_DATA_DIR: dataDir, ...env } });
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return read.config;
}
const refused = (env: Record<string, string>): readonly string[] => {
  const read = readConfig({ env });
  return read.ok ? [] : read.problems;
};
async function opened(config: Config) {
  const read = await readStaging("salt-lantern", resolve(import.meta.dirname, "../../assets"));
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return openPlay(config, read.staging, "test");
}

describe("[E48] the profile that captures", () => {
  test("[E48] samples the policy as it is, whatever the sampling of play is", () => {
    const { sampling, calls, memory } = configOf({ DRAMATIS_PROFILE: "capture" });
    expect(sampling).toMatchObject({ temperature: 1, topP: 1 });
    expect(calls).toMatchObject({ profile: "capture", capture: true, vendorFields: true });
    expect(memory).toMatchObject({ warm: false, reflect: false });
    expect(configOf({ DRAMATIS_PROFILE: "capture", DRAMATIS_DIALECT: "chat" }).calls.capture).toBe(
      true,
    );
    expect(configOf({}).calls.profile).toBe("play");
  });

  test("[E48] names what contradicts it", () => {
    const problems = refused({
      DRAMATIS_PROFILE: "capture",
      DRAMATIS_TEMPERATURE: "0.7",
      DRAMATIS_TOP_P: "0.9",
      DRAMATIS_CAPTURE: "off",
      DRAMATIS_VENDOR_FIELDS: "off",
      DRAMATIS_BASE_URL: "http://127.0.0.1:8001/v1",
      DRAMATIS_MODEL: "m",
      DRAMATIS_FALLBACK_BASE_URL: "http://127.0.0.1:8002/v1",
      DRAMATIS_FALLBACK_MODEL: "n",
    });
    expect(problems).toHaveLength(5);
    expect(problems[0]).toBe(
      "DRAMATIS_TEMPERATURE: found with DRAMATIS_PROFILE=capture, which samples the policy as it is; expected 1, or nothing.",
    );
    expect(refused({ DRAMATIS_PROFILE: "capture", DRAMATIS_TEMPERATURE: "1" })).toEqual([]);
  });

  test("[E48] says what is missing and what to change, and takes unknown for no", () => {
    const all = {
      ...UNKNOWN_DIALECT,
      promptIds: "yes" as const,
      completionIds: "yes" as const,
      logprobs: "yes" as const,
    };
    const known = unknownCapabilities("raw");
    expect(captureProblem({ ...known, raw: all }, null)).toBeNull();
    expect(captureProblem(known, null)).toMatch(/not seen to give the token ids of the prompt/u);
    expect(captureProblem({ ...known, raw: { ...all, logprobs: "no" }, chat: all }, null)).toMatch(
      /not seen to give the log-probabilities in the dialect raw\. .*DRAMATIS_DIALECT=chat/u,
    );
    expect(captureProblem(null, { what: "refused", models: [] } as never)).toMatch(
      /the trouble is 'refused'.*npm run doctor/u,
    );
  });

  test("[E48] a server does not start on an endpoint that gives no token ids", async () => {
    const endpoint = await startSseEndpoint(async (answer, { path }) => {
      if (path.endsWith("/models")) {
        answer.head(200, { "content-type": "application/json" });
        answer.end(JSON.stringify({ data: [{ id: "her-32b" }] }));
        return;
      }
      answer.head();
      await answer.event(rawChunk("Aye.", { finish_reason: "stop" }));
      answer.end("data: [DONE]\n\n");
    });
    const config = configOf({
      DRAMATIS_PROFILE: "capture",
      DRAMATIS_BASE_URL: endpoint.baseUrl,
      DRAMATIS_MODEL: "her-32b",
    });
    await expect(opened(config)).rejects.toThrow(
      /does not start, because the endpoint was not seen to give/u,
    );
    const play = await opened({ ...config, calls: { ...config.calls, profile: "play" } });
    await play.close();
    await endpoint.stop();
  });

  test("[E48] on one that does, each call is exact, and each turn says so", async () => {
    const understudy = await startUnderstudy({ seed: 3, think: 10 });
    const config = configOf({
      DRAMATIS_PROFILE: "capture",
      DRAMATIS_BASE_URL: understudy.url,
      DRAMATIS_MODEL: UNDERSTUDY_MODEL,
      DRAMATIS_SYNTHETIC: "on",
    });
    const play = await opened(config);
    let ended = () => {};
    const done = new Promise<void>((resolve) => (ended = resolve));
    const director = createDirector({
      ...play.options(),
      tell: (batch) => {
        if (batch.some(({ event }) => event.type === "turn-end")) ended();
      },
    });
    director.join({ id: "p-1", name: "Ayla", language: "en" });
    const [persona] = play.options().scene.personas;
    const body = director.cast.bodies.get(persona?.id ?? "");
    const me = director.cast.bodies.get("p-1");
    if (body && me) Object.assign(me, director.cast.freeTileNear(body));
    director.say("p-1", { text: "Who are you?", to: persona?.id ?? "" });
    await done;
    await director.close("test");
    await play.close();
    await understudy.close();
    const reader = await openEpisodeReader(join(config.dataDir, "episodes.sqlite"));
    const [episode] = await reader.list();
    const turns = [];
    const calls = [];
    for await (const { event } of reader.events(episode?.id ?? "")) {
      if (event.type === "turn") turns.push(event);
      if (event.type === "model-call") calls.push(event.call);
    }
    await reader.close();
    expect(turns.some(({ exact }) => exact === true)).toBe(true);
    const spoken = calls.filter(({ purpose }) => (purpose as { lane: string }).lane === "answer");
    expect(spoken.length).toBeGreaterThan(0);
    for (const call of spoken) {
      expect(call["request"]).toMatchObject({
        temperature: 1,
        top_p: 1,
        top_k: -1,
        presence_penalty: 0,
        frequency_penalty: 0,
        repetition_penalty: 1,
      });
      expect(call["provenance"]).toMatchObject({ profile: "capture", exact: true });
    }
  });
});
