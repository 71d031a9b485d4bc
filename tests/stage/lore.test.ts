import { expect, test } from "vitest";
import { LoreEntry } from "../../server/roleplay/lore/lore.ts";
import { DEFAULT_THINKING } from "../../server/roleplay/thinking/thinking-mode.ts";
import { createDirector } from "../../server/stage/director.ts";
import { createPassingMemory } from "../../server/stage/memory.ts";
import { aPersona, aStaging, seeded } from "../doubles/a-scene.ts";
import { fakeClock } from "../doubles/fake-clock.ts";
import { memoryLog } from "../doubles/memory-log.ts";
import { scriptedModel, turnOf } from "../doubles/scripted-model.ts";

const lore = [
  { id: "toll", keys: ["toll house"], text: "LORE-TOLL: it burned in the year of two floods." },
  { id: "eel", keys: ["eel"], text: "LORE-EEL: nobody here eats it." },
  { id: "river", keys: ["never said"], text: "LORE-RIVER: it is called the Sull.", always: true },
].map((entry) => LoreEntry.parse(entry));

function aPlay() {
  const clock = fakeClock();
  const model = scriptedModel(clock);
  const log = memoryLog();
  const mara = aPersona({ id: "mara", name: "Mara Quill", lore });
  const tomas = aPersona({ id: "tomas", name: "Tomas Reed" });
  const director = createDirector({
    scene: aStaging([mara, tomas], { scene: { hearing: 100 } }),
    model,
    episodeLog: log,
    clock,
    random: seeded(1),
    tell: () => {},
    memory: createPassingMemory(),
    play: { thinking: { ...DEFAULT_THINKING, mode: "full", ahead: [] } },
  });
  director.join({ id: "p-1", name: "Ayla", language: "en" });
  director.join({ id: "p-2", name: "Ben", language: "en" });
  for (const [id, x] of [
    ["mara", 2],
    ["tomas", 4],
    ["p-1", 3],
    ["p-2", 5],
  ] as const) {
    const body = director.cast.bodies.get(id);
    if (body) Object.assign(body, { x, y: 2, way: [] });
  }
  return {
    async say(text: string, to = "mara", more: { from?: string; whisper?: boolean } = {}) {
      model.script("*", turnOf("So it is."));
      director.say(more.from ?? "p-1", { text, to, whisper: more.whisper ?? false });
      await clock.pass(8_000);
    },
    /** The prompts that were asked with, the newest last. */
    asked: (name: string) =>
      model.requests
        .filter(
          ({ purpose, prompt }) =>
            purpose.lane === "answer" && prompt.system.startsWith(`You are ${name}`),
        )
        .map(
          ({ prompt }) =>
            `${prompt.system}\n${prompt.messages.map(({ content }) => content).join("\n")}`,
        ),
    turns: () => log.events.flatMap((event) => (event.type === "turn" ? [event] : [])),
  };
}

test("[ST29] lore comes to its persona alone when the talk touches it, once, and the turn's record says why", async () => {
  const play = aPlay();
  await play.say("Good evening.");
  expect(play.asked("Mara Quill").at(-1)).not.toMatch(/LORE-(?:TOLL|EEL)/u);
  expect(play.asked("Mara Quill").at(-1)).toContain("What Mara Quill knows:\n- LORE-RIVER");
  await play.say("Who burned the toll house?");
  expect(play.asked("Mara Quill").at(-1)).toContain(
    "Environment: Mara Quill knows this. LORE-TOLL",
  );
  const turn = play.turns().findLast(({ speaker }) => speaker === "mara");
  expect(turn?.recalled).toEqual([
    { id: "lore/toll", why: [{ kind: "key", key: "toll house" }], whose: [] },
  ]);
  await play.say("The toll house, I said.");
  expect(
    play
      .asked("Mara Quill")
      .at(-1)
      ?.match(/LORE-TOLL/gu),
  ).toHaveLength(1);
  await play.say("And you, do you know the toll house?", "tomas");
  expect(play.asked("Tomas Reed").at(-1)).toBeDefined();
  expect(play.asked("Tomas Reed").join("")).not.toContain("LORE-");
});

test("[ST29] what a whisper called up is in no prompt whose answer others hear", async () => {
  const play = aPlay();
  await play.say("Do you like eel?", "mara", { whisper: true });
  expect(play.asked("Mara Quill").at(-1)).toContain("LORE-EEL");
  await play.say("What a night.", "mara", { from: "p-2" });
  expect(play.asked("Mara Quill").at(-1)).not.toContain("LORE-EEL");
  await play.say("Eel for supper, then?", "mara", { from: "p-2" });
  expect(play.asked("Mara Quill").at(-1)).toContain("LORE-EEL");
});
