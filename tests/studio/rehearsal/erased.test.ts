import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../../server/cli/system-clock.ts";
import { LogPlace } from "../../../server/episodes/log-place.ts";
import { openEpisodeReader } from "../../../server/episodes/reader.ts";
import { openEpisodeLog } from "../../../server/episodes/sqlite-log.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { erasePlayer } from "../../../server/training/rights/erasure/erasure.ts";
import { retain } from "../../../server/training/rights/retention.ts";
import { aPlay } from "../../doubles/a-play.ts";
import { scriptedModel, turnOf } from "../../doubles/scripted-model.ts";
import { collect, testFolder } from "../../episodes/log-file.ts";
import { aRehearsalStudio, logged } from "./a-rehearsal.ts";

type Of<T extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: T }>;
const SAID = "My brother Corwin buried the heron under the mill.";
const PARTS = ["Corwin", "heron under the mill", "s-ayla", "Ayla"];

/** An evening with a player, a rehearsal that goes on from it with an edit that quotes her, and one that goes on from that. */
async function rehearsedEvening(): Promise<string> {
  const play = aPlay({ episodeId: "ep-1" });
  play.director.join({ id: "p-1", name: "Ayla", language: "en", subject: "s-ayla" });
  play.model.script("Mara Quill", turnOf("Is that so?", `Ayla says: ${SAID}`));
  play.say("p-1", SAID, "mara");
  await play.live(3_000);
  play.say("p-1", "What do you make of it?", "mara");
  await play.live(3_000);
  await play.director.close("test");
  const evening = play.log.events;
  const turn = evening.findLast((event): event is Of<"turn"> => event.type === "turn");
  const model = scriptedModel(systemClock(), turnOf("Corwin did that?", `Ayla told me: ${SAID}`));
  const studio = await aRehearsalStudio({ models: { play: model }, episodes: evening });
  const owner = await studio.as("everyone");
  const { value } = await owner.ask("POST", "/rehearsals/from", {
    episode: "ep-1",
    turn: turn?.turnId,
  });
  const one = owner.rehearsal((value as { id: string }).id);
  await one.post("/play", { turns: 1 });
  const { turnId } = await one.last();
  const segments = [
    { kind: "role-thinking", text: `So ${SAID}` },
    { kind: "speech", text: "The heron under the mill, Ayla!" },
  ];
  expect((await one.post(`/turns/${turnId}/edit`, { segments })).status).toBe(200);
  expect((await one.post("/go-on", { turn: turnId, edited: true })).status).toBe(200);
  await one.post("/play", { turns: 1 });
  await one.last();
  expect(logged(studio, "taken-up").at(-1)?.thoughts.length).toBeGreaterThan(0);
  const file = join(testFolder(), "episodes.sqlite");
  const log = await openEpisodeLog({ file });
  await log.append([...evening, ...studio.ports.log.events]);
  await log.close();
  return file;
}

async function eventsOf(file: string): Promise<EpisodeEvent[]> {
  const reader = await openEpisodeReader(file);
  try {
    expect((await reader.verify()).problems).toEqual([]);
    const all = [];
    for (const { id } of await reader.list())
      all.push(...(await collect(reader.events(id))).map(({ event }) => event));
    return all;
  } finally {
    await reader.close();
  }
}

const bytesOf = (folder: string): string =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name)).toString("latin1"))
    .join("\n");

test("[ST101] who is forgotten leaves every rehearsal that goes on from their words: edits and what was taken up", async () => {
  const file = await rehearsedEvening();
  const folder = join(file, "..");
  for (const part of PARTS) expect(bytesOf(folder)).toContain(part);
  const report = await erasePlayer({
    asked: "s-ayla",
    place: new LogPlace(file),
    dataDir: folder,
    exports: [],
    done: true,
  });
  if ("several" in report) throw new Error("several players");
  expect(report.left).toEqual([]);
  expect(report.episodes).toHaveLength(3);
  for (const part of PARTS) expect(bytesOf(folder), part).not.toContain(part);
  const events = await eventsOf(file);
  const edits = events.filter((event): event is Of<"edit"> => event.type === "edit");
  expect(edits.map(({ segments }) => segments.map(({ text }) => text))).toEqual([["", ""]]);
  const taken = events.filter((event): event is Of<"taken-up"> => event.type === "taken-up");
  expect(taken).toHaveLength(2);
  for (const { thoughts, heard } of taken) {
    expect(thoughts).toEqual([]);
    for (const { segments } of heard)
      expect(segments.map((one) => one?.text ?? "").join("")).toBe("");
  }
});

test("[ST101] once thoughts have had their time, none is left in an edit or in what was taken up", async () => {
  const file = await rehearsedEvening();
  await retain({
    place: new LogPlace(file),
    keep: { days: null, privateDays: 1 },
    now: Date.now() + 40 * 24 * 60 * 60_000,
    done: true,
  });
  const events = await eventsOf(file);
  const taken = events.filter((event): event is Of<"taken-up"> => event.type === "taken-up");
  expect(taken.map(({ thoughts }) => thoughts)).toEqual([[], []]);
  const edits = events.filter((event): event is Of<"edit"> => event.type === "edit");
  expect(edits.map(({ segments }) => segments.map(({ text }) => text))).toEqual([
    ["", "The heron under the mill, Ayla!"],
  ]);
});
