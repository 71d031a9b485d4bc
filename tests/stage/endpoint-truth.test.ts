import { expect, test } from "vitest";
import { createDirector, type DirectorOptions } from "../../server/stage/director.ts";
import { DEFAULT_THINKING } from "../../server/roleplay/thinking/thinking-mode.ts";
import { aPersona, aStaging, seeded } from "../doubles/a-scene.ts";
import { fakeClock } from "../doubles/fake-clock.ts";
import { memoryLog } from "../doubles/memory-log.ts";
import { scriptedModel, turnOf } from "../doubles/scripted-model.ts";

/** What a scene makes of what is known of its endpoint. */

const mara = aPersona({ id: "mara", name: "Mara Quill" });

async function answered(
  continuesPrefill: boolean,
  text: string,
  more: Partial<DirectorOptions> = {},
) {
  const clock = fakeClock();
  const model = { ...scriptedModel(clock, text), continuesPrefill };
  const log = memoryLog();
  const director = createDirector({
    scene: aStaging([mara]),
    model,
    episodeLog: log,
    clock,
    random: seeded(1),
    tell: () => {},
    play: {
      prefill: "<system_thinking>",
      thinking: { ...DEFAULT_THINKING, mode: "full", ahead: [] },
    },
    ...more,
  });
  director.join({ id: "p-1", name: "Ayla", language: "en" });
  director.say("p-1", { text: "Good evening, Mara." });
  await clock.pass(2_000);
  const said = director
    .snapshot("p-1")
    .entries.find(({ name }) => name === "Mara Quill")
    ?.segments.map((segment) => segment?.text ?? "–");
  await director.close("test");
  return { said, prefill: model.requests[0]?.prompt.prefill, log };
}

test("[K5] where a prefill is continued, the answer is read as going on inside the thought", async () => {
  const going = turnOf("Come in.").replace("<system_thinking>", "");
  expect(await answered(true, going)).toMatchObject({
    prefill: "<system_thinking>",
    said: ["Come in."],
  });
});

test("[K5] where it is not, none is asked for, and the answer is read from its own beginning", async () => {
  expect(await answered(false, turnOf("Come in."))).toMatchObject({
    prefill: "",
    said: ["Come in."],
  });
});

test("[K5] where it is not, a mode of two calls is not chosen either", async () => {
  const thinking = { ...DEFAULT_THINKING, mode: "budget" as const, ahead: [] };
  const play = { prefill: "<system_thinking>", thinking };
  expect(await answered(false, turnOf("Come in."), { play })).toMatchObject({
    prefill: "",
    said: ["Come in."],
  });
});

test("[K10] an episode begins with what is known of its endpoint, asked at that moment", async () => {
  let known: Record<string, unknown> = { verdict: "none", trouble: "refused" };
  const endpoint = () => known;
  known = { verdict: "probed", engine: "vllm", raw: { works: "yes" } };
  const { log } = await answered(true, turnOf("Aye."), { endpoint });
  expect(log.events[0]).toMatchObject({
    type: "episode-start",
    endpoint: { verdict: "probed", engine: "vllm", raw: { works: "yes" } },
  });
});

test("[K10] an episode without an endpoint has none in its beginning", async () => {
  const { log } = await answered(true, turnOf("Aye."));
  expect(log.events[0]).not.toHaveProperty("endpoint");
});
