import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readMemory } from "../../../server/episodes/memory/memory-editing.ts";
import { LogPlace } from "../../../server/episodes/log-place.ts";
import { openEpisodeReader } from "../../../server/episodes/reader.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import type { ExportRequest } from "../../../server/training/exports/index.ts";
import { logDialogues } from "../../../server/training/repair/log-dialogues.ts";
import { createLoggedTurns } from "../../../server/training/rewards/logged-turns.ts";
import { erasePlayer } from "../../../server/training/rights/erasure/erasure.ts";
import { fakeClock } from "../../doubles/fake-clock.ts";
import { collect, testFolder } from "../../episodes/log-file.ts";
import { readerOf } from "../exports/an-evening.ts";
import { exportTo } from "../exports/export-to.ts";
import { AYLA, BEN, CATO, evenings, onDisk, type Evening } from "./remembered-evenings.ts";

/** Ayla tells something; on another evening Ben asks what that was. */
const TOLD: Evening = {
  id: "evening-1",
  players: [AYLA, CATO],
  said: [[AYLA, "My old cat is shy of the sea."]],
  consents: [[AYLA, true]],
};
const ASKED: Evening = {
  id: "evening-2",
  players: [BEN],
  said: [
    [BEN, "What did Ayla tell of her old cat and the sea?"],
    [BEN, "And what do you make of it?"],
  ],
  consents: [[BEN, true]],
};
const again = (id: string, given?: boolean): Evening => ({
  id,
  players: [AYLA],
  said: [],
  consents: given === undefined ? [] : [[AYLA, given]],
});

/** Rows that come of the evening on which Ben asked, and why others do not. */
async function exported(events: readonly EpisodeEvent[], more: Partial<ExportRequest> = {}) {
  const filters = { episodes: ["evening-2"] };
  try {
    const made = await exportTo("trl-sft", { validation: 0, filters, ...more }, events);
    return { rows: await made.all(), why: made.leftOut.join("; "), manifest: made.manifest };
  } catch (error) {
    return { rows: [], why: (error as Error).message, manifest: {} };
  }
}

describe("[T17] consent decides about words that a persona remembers", () => {
  test("[T17] who allowed it at the visit where the words were said lets them be used, and no name of it leaves", async () => {
    const { events } = await evenings([TOLD, ASKED]);
    const { rows, manifest } = await exported(events);
    expect(rows).toHaveLength(2);
    const text = JSON.stringify(rows);
    expect(text).toContain("My old cat is shy of the sea.");
    expect(text).not.toMatch(/Ayla|Brandtmoor|s-ayla|p-ayla/u);
    expect(text).toContain("Player B once said");
    expect(rows).toMatchObject([
      { recalled: true, consented: true },
      { recalled: true, consented: true },
    ]);
    expect(manifest["marked"]).toEqual({});
  });

  test.each<[string, readonly Evening[]]>([
    ["who never allowed it", [{ ...TOLD, consents: [] }, ASKED]],
    [
      "who took it back on the same evening",
      [
        {
          ...TOLD,
          consents: [
            [AYLA, true],
            [AYLA, false],
          ],
        },
        ASKED,
      ],
    ],
    ["who took it back at a later visit", [TOLD, ASKED, again("evening-3", false)]],
    [
      "who allowed only what it says at a later visit",
      [{ ...TOLD, consents: [] }, again("evening-3", true), ASKED],
    ],
  ])("[T17] of %s nothing is used, and the reason is named", async (_who, played) => {
    const { events } = await evenings(played);
    const { rows, why } = await exported(events);
    expect(rows).toEqual([]);
    expect(why).toContain("2 with memories of words whose player did not allow it at that visit");
    expect(why).toContain("--include-unconsented");
    const asked = await exported(events, { includeUnconsented: true });
    expect(asked.rows).toMatchObject([{ consented: false }, { consented: false }]);
  });

  test("[T17] of a visit that is no longer in the log nothing is known, and so nothing is allowed", async () => {
    const { events } = await evenings([TOLD, ASKED]);
    const left = events.filter(({ episodeId }) => episodeId !== "evening-1");
    expect((await exported(left)).why).toContain("2 with memories of words whose player did not");
  });

  test("[T17] a later visit without a word about it takes nothing back", async () => {
    const { events } = await evenings([TOLD, ASKED, again("evening-3")]);
    expect((await exported(events)).rows).toHaveLength(2);
  });

  test("[T17] where nobody kept account whose words came back, the turn stays out, with that reason", async () => {
    const { events } = await evenings([TOLD, ASKED]);
    const unknown = JSON.parse(
      JSON.stringify(events, (key, value: unknown) => (key === "whose" ? undefined : value)),
    ) as EpisodeEvent[];
    const { rows, why } = await exported(unknown);
    expect(rows).toEqual([]);
    expect(why).toContain("2 with memories whose speakers the log does not name");
    const asked = await exported(unknown, { includeRecalled: true });
    expect(asked.rows).toHaveLength(2);
    expect(asked.manifest["marked"]).toEqual({ recalled: 2 });
  });

  test("[T17] what a persona itself said earlier holds the words of all that it had heard by then", async () => {
    const { events, memories } = await evenings([
      { ...TOLD, players: [AYLA, BEN], said: [...TOLD.said, [BEN, "My boots are new and red."]] },
    ]);
    expect(events.length).toBeGreaterThan(0);
    const own = memories
      .find(({ subject }) => subject === BEN.subject)
      ?.episodes.flatMap(({ lines }) => lines.filter(({ by }) => by === "self"));
    expect(own?.map(({ whose }) => whose)).toEqual([
      [
        { who: AYLA.subject, in: "evening-1" },
        { who: BEN.subject, in: "evening-1" },
      ],
    ]);
  });

  test("[G15] [K34] rewards and repair go by the same words", async () => {
    const played = async (list: readonly Evening[]) => {
      const { events } = await evenings(list);
      const reader = readerOf(events);
      const turns = events.flatMap((event) =>
        event.type === "turn" && event.episodeId === "evening-2" ? [event.turnId] : [],
      );
      const found = await createLoggedTurns(reader, fakeClock()).find(turns[0] ?? "");
      const read = await logDialogues(reader, "evening-2", "the log");
      return [found.ok ? "allowed" : found.why, read.dialogues.length, read.leftOut];
    };
    expect(await played([TOLD, ASKED])).toEqual(["allowed", 1, {}]);
    expect(await played([{ ...TOLD, consents: [] }, ASKED])).toEqual([
      "no-consent",
      0,
      { "no-consent": 2 },
    ]);
  });
});

describe("[D35] forgetting follows whose words a memory holds", () => {
  /** Too short and too plain to be found by what they say. */
  const PLAIN = "I fear cats.";
  const played: readonly Evening[] = [
    {
      ...TOLD,
      players: [AYLA, BEN],
      said: [
        [AYLA, PLAIN],
        [BEN, "My boots are new and red."],
      ],
    },
    {
      ...ASKED,
      said: [
        [BEN, "What does Ayla fear of cats?"],
        [BEN, "And what of my boots?"],
      ],
    },
    { id: "evening-3", players: [BEN], said: [[BEN, "A pint of stout for me."]] },
  ];
  const bytesOf = (folder: string): string =>
    readdirSync(folder)
      .map((name) => readFileSync(join(folder, name)).toString("latin1"))
      .join();
  const forget = async (folder: string, file: string) =>
    erasePlayer({
      asked: AYLA.subject,
      place: new LogPlace(file),
      dataDir: folder,
      exports: [],
      done: true,
    });

  test("[D35] recalled lines, and all that was played with them, leave later episodes that the player was not in", async () => {
    const folder = testFolder();
    const file = await onDisk(folder, await evenings(played));
    expect(bytesOf(folder)).toContain(PLAIN);
    const report = await forget(folder, file);
    expect(report).toMatchObject({ left: [] });
    const bytes = bytesOf(folder);
    for (const gone of [PLAIN, AYLA.subject, "Brandtmoor", "Ayla"])
      expect(bytes).not.toContain(gone);
    const reader = await openEpisodeReader(file);
    const events = (await collect(reader.events("evening-2"))).map(({ event }) => event);
    expect((await reader.verify()).problems).toEqual([]);
    await reader.close();
    const turns = events.filter((event) => event.type === "turn");
    expect(turns.map(({ trainable }) => trainable)).toEqual([false, false]);
    const back = events.flatMap((event) =>
      event.type === "observed" && event.observation.kind === "recalled" ? [event.observation] : [],
    );
    expect(back.map(({ text }) => text)).toEqual(["", expect.stringContaining("My boots")]);
    expect(back.map(({ whose }) => whose)).toEqual([[], [{ who: BEN.subject, in: "evening-1" }]]);
    expect(JSON.stringify(events)).toContain("And what of my boots?");
  });

  test("[D35] in memories of others every item that holds the player's words goes, and what is another's own stays", async () => {
    const folder = testFolder();
    const file = await onDisk(folder, await evenings(played));
    await forget(folder, file);
    const kept = readMemory(join(folder, "memory.sqlite")).map(({ remembrance }) => remembrance);
    const ben = kept.find(
      ({ subject, persona }) => subject === BEN.subject && persona.startsWith("mara@"),
    );
    expect(ben?.facts.map(({ text }) => text)).toContain("My boots are new and red.");
    const lines = ben?.episodes.flatMap((episode) => episode.lines) ?? [];
    expect(lines.some(({ by }) => by === BEN.subject)).toBe(true);
    expect(lines.some(({ whose }) => whose?.some(({ who }) => who === AYLA.subject))).toBe(false);
    expect(JSON.stringify(kept)).not.toContain(AYLA.subject);
  });

  test("[D35] a player without a key is forgotten by its participant's id as well", async () => {
    const passing = { ...AYLA, subject: null };
    const folder = testFolder();
    const [first, ...rest] = played;
    const { events, memories } = await evenings([
      { ...first, players: [passing, BEN], said: first?.said ?? [] } as unknown as Evening,
      ...rest,
    ]);
    expect(JSON.stringify(memories)).toContain("p-ayla");
    const file = await onDisk(folder, { events, memories });
    await erasePlayer({
      asked: "p-ayla",
      place: new LogPlace(file),
      dataDir: folder,
      exports: [],
      done: true,
    });
    const kept = readMemory(join(folder, "memory.sqlite")).map(({ remembrance }) => remembrance);
    expect(JSON.stringify(kept)).not.toContain("p-ayla");
  });
});
