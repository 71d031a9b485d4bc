import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openEpisodeLog } from "dramatis/server";
import {
  aGround,
  aPersona,
  aPlay,
  aStaging,
  fakeClock,
  readRecording,
  recordedModel,
  recordingOf,
  seeded,
  turnOf,
  type Play,
} from "dramatis/testing";

/** How a game's author tests a scene of their own. */

const brida = aPersona({
  id: "brida",
  name: "Brida Holt",
  private: { motivation: "Brida means to sell the ferry." },
});
const ferry = aStaging([brida], {
  scene: { title: "The last ferry", setting: "A landing in fog.", hearing: 6 },
  ground: aGround(["..........", ".1........", ".........."]),
});
const folder = mkdtempSync(join(tmpdir(), "dramatis-testing-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("[Z6] a scene in a test", () => {
  test("[Z6] says what the model writes, and looks at what is heard, thought and asked", async () => {
    const play = aPlay(ferry);
    play.model.script(
      "Brida Holt",
      turnOf("<role_action>coils the rope</role_action>Not tonight.", "Better they do not know."),
    );
    expect(play.join("ayla", "Ayla")).toBe("Ayla");
    expect(play.say("ayla", "Will you take us across, Brida?")).toMatchObject({ ok: true });
    await play.live(2_000);
    expect(play.transcript("ayla")).toEqual([
      "Environment: Ayla comes in.",
      "Ayla: Will you take us across, Brida?",
      "Brida Holt: coils the rope Not tonight.",
    ]);
    expect(play.turns()).toEqual(["brida to ayla: called, complete"]);
    expect(JSON.stringify(play.told)).not.toContain("do not know");
    expect(play.promptOf("Brida Holt")).toContain("sell the ferry");
  });

  test("[Z6] time stands still until it is told to pass", async () => {
    const play = aPlay(ferry);
    play.model.script("*", { pieces: [{ wait: 3_000 }, turnOf("In a while.")] });
    play.join("ayla", "Ayla");
    play.say("ayla", "Brida?");
    await play.live(2_900);
    expect(play.heard("ayla").some(({ type }) => type === "turn-end")).toBe(false);
    await play.live(200);
    expect(play.heard("ayla").at(-1)).toMatchObject({ type: "turn-end", outcome: "complete" });
  });

  test("[Z6] whom the fog hides from hears nothing", async () => {
    const play = aPlay(ferry);
    play.join("ayla", "Ayla");
    play.join("ben", "Ben");
    play.stand("brida", 1, 1);
    play.stand("ayla", 2, 1);
    play.stand("ben", 9, 1);
    play.say("ayla", "Brida, a word?");
    await play.live(2_000);
    expect(play.transcript("ben").join()).not.toMatch(/a word|Aye/u);
  });

  test("[Z6] the same seed is the same luck", () => {
    const [a, b] = [seeded(7), seeded(7)];
    expect([a(), a(), a()]).toEqual([b(), b(), b()]);
  });

  test("[Z6] a scene that cannot be is refused where it is written", () => {
    expect(() => aStaging([brida], { scene: { hearing: -1 } })).toThrow();
    expect(() => aPersona({ id: "Not A Slug", name: "X" })).toThrow();
  });
});

/** One evening at the ferry, with whatever model. */
async function evening(more: Parameters<typeof aPlay>[1] = {}): Promise<Play> {
  const play = aPlay(ferry, { seed: 5, episodeId: "evening", ...more });
  play.model.script(
    "*",
    turnOf("<role_action>shrugs</role_action>The river is high.", "Keep quiet."),
  );
  play.model.script("*", { pieces: [], end: { status: "failed", failure: "unauthorized" } });
  play.model.script("*", {
    pieces: ["<system_thinking>x</system_thinking>Very w"],
    end: { status: "failed", failure: "cut" },
  });
  play.join("ayla", "Ayla");
  for (const line of ["Is it far, Brida?", "And deep, Brida?", "Shall we, Brida?"]) {
    play.say("ayla", line);
    await play.live(10_000);
  }
  await play.director.close("done");
  return play;
}

describe("[Z7] a recorded model", () => {
  test("[Z7] plays an episode again to the letter: every event, in its order and at its time", async () => {
    const first = await evening();
    const model = recordedModel(recordingOf(first.log.events), fakeClock());
    const again = await evening({ model });
    expect(again.told).toEqual(first.told);
    expect(first.turns()).toHaveLength(3);
    expect(model.strayed).toEqual([]);
    expect(model.left).toEqual([]);
    expect(again.model.requests).toEqual([]);
  });

  test("[Z7] from a log on disk, and from a JSON file that was made of it", async () => {
    const file = join(folder, "episodes.sqlite");
    const log = await openEpisodeLog({ file });
    const first = await evening({ episodeLog: log });
    await log.close();
    const recording = await readRecording(file, "evening");
    const json = join(folder, "evening.json");
    writeFileSync(json, JSON.stringify(recording));
    expect(await readRecording(json)).toEqual(recording);
    const model = recordedModel(recording, fakeClock());
    expect((await evening({ model })).transcript("ayla")).toEqual(first.transcript("ayla"));
    expect(model.strayed).toEqual([]);
  });

  test("[Z7] says where a replay is not the recording", async () => {
    const first = await evening();
    const model = recordedModel(recordingOf(first.log.events), fakeClock());
    const play = aPlay(ferry, { model });
    play.join("ayla", "Ayla");
    play.say("ayla", "Something else, Brida?");
    await play.live(10_000);
    expect(model.strayed).toEqual(["brida (whole): call 1 asks something else"]);
    for (let i = 0; i < 4; i++) {
      play.say("ayla", `More, Brida, ${i}?`);
      await play.live(10_000);
    }
    expect(model.strayed.at(-1)).toMatch(/nothing is recorded for call \d/u);
    expect(play.transcript("ayla").at(-1)).toBe("Brida Holt: Brida Holt has no words just now.");
  });

  test("[Z7] what is no recording is refused in words", async () => {
    const write = (name: string, text: string) => {
      const file = join(folder, name);
      writeFileSync(file, text);
      return readRecording(file);
    };
    await expect(write("a.json", "{}")).rejects.toThrow("expected one of recorded calls");
    await expect(write("b.json", '[{"persona":"x"}]')).rejects.toThrow(
      "call 0 has no persona or no completion",
    );
    await expect(write("c.json", "[null]")).rejects.toThrow("call 0");
    await expect(readRecording(join(folder, "episodes.sqlite"), "nothing")).rejects.toThrow(
      "it holds: evening",
    );
  });
});
