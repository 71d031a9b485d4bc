import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { SceneEvent } from "../../shared/protocol.ts";
import { LeakCase } from "../../server/roleplay/parser/conformance.ts";
import { createDirector } from "../../server/stage/director.ts";
import { AS_TRAINED, aPersona, aStaging, seeded } from "../doubles/a-scene.ts";
import { fakeClock } from "../doubles/fake-clock.ts";
import { memoryLog } from "../doubles/memory-log.ts";
import { scriptedModel } from "../doubles/scripted-model.ts";

/** Every hostile output that the parser is tried on, played as a turn whose thoughts a player may read. */

const cases = (
  JSON.parse(
    readFileSync(resolve(import.meta.dirname, "../fixtures/hostile-outputs.json"), "utf8"),
  ) as unknown[]
).map((one) => LeakCase.parse(one));

const WELL_FORMED = /<role_thinking>([^<>]*)<\/role_thinking>/gu;

/** What one case lets the granted player read, and what it shows to another who stands beside. */
async function played(leak: LeakCase): Promise<{ read: string; reader: string; other: string }> {
  const clock = fakeClock();
  const model = scriptedModel(clock, "<system_thinking>x</system_thinking>Aye.");
  const told: { to: ReadonlySet<string>; event: SceneEvent }[] = [];
  const director = createDirector({
    scene: aStaging([
      aPersona({ id: "mira", name: leak.self }),
      aPersona({ id: "tomas", name: "Tomas" }),
    ]),
    model,
    episodeLog: memoryLog(),
    clock,
    random: seeded(1),
    tell: (batch) => {
      for (const { listeners, event } of batch) told.push({ to: listeners, event });
    },
    play: {
      ...AS_TRAINED,
      prefill: leak.start === "prefilled" ? "<system_thinking>" : "",
      opens: leak.start === "none" ? "none" : "expected",
    },
  });
  director.join({ id: "p-1", name: "Ayla", language: "en" });
  director.join({ id: "p-2", name: "Ben", language: "en" });
  director.grantMindRead("p-1", "mira", 60_000);
  director.grantMindRead("p-1", "tomas", 60_000);
  model.script(leak.self, { pieces: leak.chunks });
  director.say("p-1", { text: "Well?", to: "mira" });
  await clock.pass(1_500);
  await director.close("test");
  const of = (id: string) => told.flatMap(({ to, event }) => (to.has(id) ? [event] : []));
  const read = of("p-1").flatMap((e) => (e.type === "mind-read" ? [e.text] : []));
  return {
    read: read.join("\n"),
    reader: JSON.stringify(of("p-1")),
    other: JSON.stringify(of("p-2")),
  };
}

test("[O7] nothing that a hostile output holds outside a well-formed role thought is ever read", async () => {
  expect(cases.length).toBeGreaterThanOrEqual(596);
  let reads = 0;
  for (const leak of cases) {
    const whole = leak.chunks.join("");
    const { read, other } = await played(leak);
    const thoughts = [...whole.matchAll(WELL_FORMED)].map(([, text = ""]) => text.trim());
    for (const line of read === "" ? [] : read.split("\n"))
      expect(
        thoughts.some((thought) => thought.includes(line.trim())),
        leak.id,
      ).toBe(true);
    const outside = whole.replace(WELL_FORMED, "");
    for (const word of leak.must_not_contain) {
      if (outside.includes(word))
        expect(read.includes(word), `${leak.id}: ${leak.why}`).toBe(false);
      // What a mind-read gives to one, it gives to nobody else.
      if (read.includes(word)) expect(other.includes(word), leak.id).toBe(false);
    }
    expect(other).not.toContain("mind-read");
    if (read !== "") reads += 1;
  }
  // The suite holds sound turns too: the view is not simply shut.
  expect(reads).toBeGreaterThan(5);
}, 120_000);
