import { expect, test } from "vitest";
import { openEpisodeReader } from "../../../server/episodes/reader.ts";
import { openEpisodeLog } from "../../../server/episodes/sqlite-log.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { logDialogues } from "../../../server/training/repair/log-dialogues.ts";
import { joinedOf, lineOf, newLogFile, startOf, turnOf } from "../../episodes/log-file.ts";

const PERSONAS = ["mara", "tomas"].map((id) => ({
  id,
  name: id === "mara" ? "Mara Quill" : "Tomas",
  public: { appearance: "Grey.", known: "Keeps the light." },
  profile: "A keeper.",
}));
const start = (): EpisodeEvent => ({
  ...startOf("e"),
  scene: { setting: "The lamp room." },
  personas: PERSONAS,
});
const consent = (given: boolean, participant = "p1"): EpisodeEvent => ({
  v: 2,
  episodeId: "e",
  at: 1,
  type: "consent",
  participant,
  purpose: "training",
  given,
  notice: "1",
});

/** The episode's dialogues, read back from a log on disk. */
async function dialoguesOf(events: readonly EpisodeEvent[]) {
  const file = newLogFile();
  const log = await openEpisodeLog({ file });
  await log.append(events);
  await log.close();
  const reader = await openEpisodeReader(file);
  try {
    return await logDialogues(reader, "e", "log");
  } finally {
    await reader.close();
  }
}

test("[K33] an episode is one dialogue for each persona that spoke, from what it heard itself", async () => {
  const secret = {
    ...lineOf("e", "e.3", "Only Tomas may know."),
    listeners: ["tomas", "p1"],
  };
  const tomas = {
    ...turnOf("e", "e.4", "TOMAS-THOUGHT"),
    speaker: "tomas",
    listeners: ["mara", "p1"],
  };
  const planned = turnOf("e", "e.5", "MARA-THOUGHT");
  const { dialogues, leftOut } = await dialoguesOf([
    start(),
    joinedOf("e"),
    consent(true),
    lineOf("e", "e.1"),
    secret,
    tomas,
    { ...planned, segments: [{ kind: "system-thinking", text: "PLAN" }, ...planned.segments] },
  ]);
  expect(leftOut).toEqual({});
  const [mara, other] = dialogues;
  expect([mara?.character.id, other?.character.id]).toEqual(["mara", "tomas"]);
  expect(mara).toMatchObject({ setting: "The lamp room.", synthetic: true });
  expect(mara?.lines.map(({ id, speaker, editable }) => [id, speaker, editable])).toEqual([
    ["e.1", "Ayla", false],
    ["e.4", "tomas", false],
    ["e.5", "mara", true],
  ]);
  expect(mara?.lines[2]?.systemThinking).toBe("PLAN");
  const text = JSON.stringify(mara);
  expect(text).toContain("MARA-THOUGHT");
  expect(text).not.toContain("TOMAS-THOUGHT");
  expect(text).not.toContain("Only Tomas");
  expect(JSON.stringify(other)).not.toContain("PLAN");
});

test.each([
  ["never given", []],
  ["given and taken back later", [consent(true)], [consent(false)]],
  ["given by another", [joinedOf("e", "p2", "Ilo"), consent(true, "p2")]],
])(
  "[K34] training that a player did not allow ends the dialogues that heard it: %s",
  async (_, before, after = []) => {
    const { dialogues, leftOut } = await dialoguesOf([
      start(),
      joinedOf("e"),
      ...before,
      turnOf("e", "e.0"),
      lineOf("e", "e.1", "CANARY"),
      turnOf("e", "e.2"),
      { ...turnOf("e", "e.3"), speaker: "tomas", listeners: ["p1"] },
      ...after,
    ]);
    expect(leftOut).toEqual({ "no-consent": 1 });
    expect(dialogues.map(({ lines }) => lines.map(({ id }) => id))).toEqual([["e.0"], ["e.3"]]);
    expect(JSON.stringify(dialogues)).not.toContain("CANARY");
  },
);

test("[K34] the last word of a player who came back counts for both visits", async () => {
  const joined = { ...joinedOf("e"), subject: "s1" } as EpisodeEvent;
  const again = { ...joinedOf("e", "p9"), subject: "s1" } as EpisodeEvent;
  const events = [start(), joined, lineOf("e", "e.1"), turnOf("e", "e.2"), again];
  const given = await dialoguesOf([...events, consent(true, "p9")]);
  expect(given.dialogues[0]?.lines).toHaveLength(2);
  const taken = await dialoguesOf([
    ...events.slice(0, 2),
    consent(true),
    ...events.slice(2),
    consent(false, "p9"),
  ]);
  expect(taken.dialogues).toEqual([]);
});

test("[K33] turns that are not whole or not to be learned from are only heard; retakes are left out", async () => {
  const { dialogues, leftOut } = await dialoguesOf([
    start(),
    joinedOf("e"),
    turnOf("e", "e.1"),
    { ...turnOf("e", "e.2"), outcome: "cut", trainable: true },
    { ...turnOf("e", "e.3"), trainable: false },
    { ...turnOf("e", "e.4"), instead: "e.1" },
  ]);
  expect(dialogues[0]?.lines.map(({ id, editable }) => [id, editable])).toEqual([
    ["e.1", true],
    ["e.2", false],
    ["e.3", false],
  ]);
  expect(leftOut).toEqual({ "not-complete": 1, "not-trainable": 1, retake: 1 });
});
