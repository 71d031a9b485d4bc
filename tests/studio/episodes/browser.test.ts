import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openLogAt } from "../../../server/episodes/postgres-log.ts";
import { LogPlace } from "../../../server/episodes/log-place.ts";
import { createEpisodeShelf, type EpisodeShelf } from "../../../server/episodes/episode-shelf.ts";
import {
  createEpisodeSearch,
  type Wanted,
} from "../../../server/studio/episodes/episode-search.ts";
import {
  PSEUDONYM_KEY_FILE,
  pseudonymKeyIn,
} from "../../../server/studio/episodes/pseudonym-key.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import type {
  EpisodeOpened,
  EpisodesFound,
  EpisodeTrack,
  TurnTrace,
} from "../../../shared/studio/episodes.ts";
import { newSchemaUrl, POSTGRES } from "../../doubles/postgres.ts";
import { callOf, joinedOf, lineOf, newLogFile, startOf, turnOf } from "../../episodes/log-file.ts";
import { aFolder, aStudio, KEYS } from "../a-studio.ts";

const DAY = 86_400_000;
const BEGUN = Date.UTC(2026, 0, 10);

/** A small log: an episode a day, each different in one thing that can be looked for. */
function evenings(): EpisodeEvent[][] {
  const shifted = (id: string, days: number, ...events: EpisodeEvent[]): EpisodeEvent[] =>
    events.map((event, at) => ({ ...event, episodeId: id, at: BEGUN + days * DAY + at * 1_000 }));
  const player = (subject: string | null) =>
    ({ ...joinedOf("", "p1", "Ayla"), subject }) as EpisodeEvent;
  const feedback = (rating: "up" | "down"): EpisodeEvent => ({
    v: 2,
    episodeId: "",
    at: 0,
    type: "feedback",
    participant: "p1",
    turnId: "t",
    rating,
    reasons: [],
  });
  const end: EpisodeEvent = { v: 2, episodeId: "", at: 0, type: "episode-end", reason: "empty" };
  return [
    shifted("plain", 0, startOf(""), player("s1"), lineOf("", "l"), turnOf("", "t"), end),
    shifted("failed", 1, startOf(""), player("s2"), {
      ...turnOf("", "t"),
      outcome: "failed",
      // What was looked for and not found is no anomaly.
      anomalies: { unclosed: 0, copied: 0 },
    }),
    shifted("odd", 2, startOf(""), player("s1"), {
      ...turnOf("", "t"),
      anomalies: { unclosed: 2 },
    }),
    shifted(
      "liked",
      3,
      startOf(""),
      player("s2"),
      turnOf("", "t"),
      feedback("down"),
      feedback("up"),
    ),
    shifted("disliked", 4, startOf(""), player(null), turnOf("", "t"), feedback("down")),
    shifted(
      "branched",
      5,
      { ...startOf(""), branchOf: { episodeId: "plain", turnId: "t" } },
      turnOf("", "t"),
    ),
    shifted(
      "other",
      6,
      { ...startOf(""), personas: [{ id: "wilt", name: "Wilt 小雨" }] },
      { ...turnOf("", "t"), speaker: "wilt" },
    ),
  ];
}

async function logged(place: string, episodes: readonly EpisodeEvent[][]): Promise<EpisodeShelf> {
  const log = await openLogAt(new LogPlace(place));
  for (const events of episodes) await log.append(events);
  await log.close();
  return createEpisodeShelf(place);
}

const never = new AbortController().signal;

describe.each([
  ["SQLite", newLogFile, true],
  ["PostgreSQL", newSchemaUrl, POSTGRES !== null],
])("[ST111] on %s", (_, newPlace, there) => {
  test.skipIf(!there)("[ST111] episodes are found by each thing, newest first", async () => {
    const shelf = await logged(newPlace(), evenings());
    const search = createEpisodeSearch({ shelf, pseudonym: (id) => `p-${id}`, elapsed: () => 0 });
    const find = async (wanted: Wanted) =>
      (await search.find(wanted, null, never)).episodes.map(({ id }) => id);
    expect(await find({})).toEqual([
      "other",
      "branched",
      "disliked",
      "liked",
      "odd",
      "failed",
      "plain",
    ]);
    expect(await find({ player: "p-s1" })).toEqual(["odd", "plain"]);
    expect(await find({ persona: "mara" })).toHaveLength(6);
    expect(await find({ persona: "小雨" })).toEqual(["other"]);
    expect(await find({ outcome: "failed" })).toEqual(["failed"]);
    expect(await find({ feedback: "up" })).toEqual(["liked"]);
    expect(await find({ feedback: "down" })).toEqual(["disliked"]);
    expect(await find({ feedback: "any" })).toEqual(["disliked", "liked"]);
    expect(await find({ anomaly: "unclosed" })).toEqual(["odd"]);
    expect(await find({ anomaly: "any" })).toEqual(["odd"]);
    expect(await find({ origin: "branch" })).toEqual(["branched"]);
    expect(await find({ since: BEGUN + 5 * DAY })).toEqual(["other", "branched"]);
    expect(await find({ until: BEGUN + DAY })).toEqual(["failed", "plain"]);
    expect(
      await find({ persona: "mara", since: BEGUN + DAY, until: BEGUN + 3 * DAY, player: "p-s2" }),
    ).toEqual(["liked", "failed"]);
    expect(await find({ outcome: "__proto__" })).toEqual([]);
    await shelf.close();
  });

  test.skipIf(!there)(
    "[ST111] pages meet without a gap, and an answer stops where its time is over",
    async () => {
      const many = Array.from(
        { length: 75 },
        (_, at) => [startOf(`e${at}`), turnOf(`e${at}`, "t")] as EpisodeEvent[],
      );
      const shelf = await logged(newPlace(), many);
      let time = 0;
      const search = createEpisodeSearch({
        shelf,
        pseudonym: (id) => id,
        elapsed: () => (time += 100),
      });
      const found: string[] = [];
      let before: number | null = null;
      let answers = 0;
      do {
        const page: EpisodesFound = await search.find({}, before, never);
        found.push(...page.episodes.map(({ id }) => id));
        ({ before } = page);
        answers += 1;
      } while (before !== null);
      expect(found).toEqual(many.map((_, at) => `e${74 - at}`));
      expect(answers).toBeGreaterThan(3);
      await shelf.close();
    },
  );
});

/** A studio over the small log, with calls and observations in its first episode. */
async function aStudioWith(...episodes: EpisodeEvent[][]) {
  const studio = await aStudio();
  const log = await openLogAt(new LogPlace(join(studio.dataDir, "episodes.sqlite")));
  for (const events of episodes) await log.append(events);
  await log.close();
  const ask = async <T>(
    path: string,
    key: string = KEYS.designer,
  ): Promise<{ status: number; value: T; text: string }> => {
    const { token } = await studio.signIn(key);
    const { status, text } = await studio.ask(`/studio/api${path}`, { token });
    return { status, value: JSON.parse(text) as T, text };
  };
  return { ...studio, get: ask };
}

const SAID = "The oil is in the third cask.";
function anEvening(id = "e1"): EpisodeEvent[] {
  return [
    startOf(id),
    { ...joinedOf(id, "p1", "Ayla"), subject: "subject-77" } as EpisodeEvent,
    { v: 2, episodeId: id, at: 1_700_000_001_500, type: "moved", participant: "p1", x: 3, y: 4 },
    lineOf(id, "l1", SAID),
    {
      v: 2,
      episodeId: id,
      at: 1_700_000_002_100,
      type: "observed",
      minds: [{ persona: "mara", index: 0 }],
      replaces: false,
      observation: {
        kind: "heard",
        turnId: "l1",
        speaker: "Ayla",
        from: "p1",
        segments: [{ kind: "speech", text: SAID }],
      },
    },
    callOf(id, "t1", { promptText: `Ayla: ${SAID}` }),
    turnOf(id, "t1"),
  ];
}

test("[ST113] [ST114] [ST116] what leaves the server of an episode holds no word, name or id of a player who does not allow it", async () => {
  const studio = await aStudioWith(anEvening());
  for (const key of [KEYS.designer, KEYS.exporter, KEYS.operator, KEYS.everyone]) {
    for (const path of [
      "/episodes",
      "/episodes/e1",
      "/episodes/e1/track",
      "/episodes/e1/turns/t1",
    ]) {
      const { status, text } = await studio.get(path, key);
      expect(status).toBe(200);
      for (const secret of [SAID, "third cask", "Ayla", "subject-77", '"p1"'])
        expect(text, `${path}: ${secret}`).not.toContain(secret);
    }
  }
  const { value } = await studio.get<TurnTrace>("/episodes/e1/turns/t1");
  expect(value.calls[0]).toMatchObject({ prompt: { withheld: "others-words" }, promptTokens: 5 });
  expect(value.observed).toEqual([
    {
      kind: "heard",
      from: expect.stringMatching(/^p-[a-z2-7]{10}$/),
      text: { withheld: "others-words" },
    },
  ]);
});

test("[ST112] an episode of players who allow it is open: transcript, trace, and where everybody stood", async () => {
  const given: EpisodeEvent = {
    v: 2,
    episodeId: "e1",
    at: 1_700_000_004_000,
    type: "consent",
    participant: "p1",
    purpose: "training",
    given: true,
    notice: "training-1",
  };
  const studio = await aStudioWith([...anEvening(), given]);
  const { value: opened } = await studio.get<EpisodeOpened>("/episodes/e1");
  expect(opened.entries.map(({ kind }) => kind)).toEqual(["came", "line", "turn"]);
  expect(JSON.stringify(opened.entries)).toContain(SAID);
  expect(opened.entries[2]).toMatchObject({
    who: "mara",
    thoughts: { shown: [{ kind: "role-thinking", text: "He must not know." }] },
  });
  const { value: trace } = await studio.get<TurnTrace>("/episodes/e1/turns/t1");
  const pseudonym = opened.head.players[0] ?? "";
  expect(trace.calls[0]?.prompt).toEqual({ shown: `${pseudonym}: ${SAID}` });
  expect(trace.segments).toEqual({
    shown: [
      { kind: "role-thinking", text: "He must not know." },
      { kind: "action", text: "turns the glass" },
      { kind: "speech", text: "The wind,\nas far as I know." },
    ],
  });
  const { value: track } = await studio.get<EpisodeTrack>("/episodes/e1/track");
  expect(track.bodies.map(({ id }) => id)).toEqual(["mara", pseudonym]);
});

test("[ST110] a pseudonym is the same in every episode and after every start, and another on another server", async () => {
  const studio = await aStudioWith(anEvening("e1"), anEvening("e2"));
  const { value } = await studio.get<EpisodesFound>("/episodes");
  const [first, second] = value.episodes.map(({ players }) => players[0]);
  expect(first).toBe(second);
  const other = await aStudioWith(anEvening("e1"));
  expect((await other.get<EpisodesFound>("/episodes")).value.episodes[0]?.players[0]).not.toBe(
    first,
  );
  const folder = aFolder();
  expect(pseudonymKeyIn(folder)).toEqual(pseudonymKeyIn(folder));
  const file = join(folder, PSEUDONYM_KEY_FILE);
  if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
  const kept = readFileSync(file, "utf8");
  writeFileSync(file, "spoilt");
  // A new key by itself would part a player's episodes for good.
  expect(() => pseudonymKeyIn(folder)).toThrow(/put the old one back/);
  writeFileSync(file, kept);
  expect(existsSync(file)).toBe(true);
});

test("[ST111] what is asked wrongly is said, and what is not there is not there", async () => {
  const studio = await aStudioWith(anEvening());
  for (const query of [
    "since=yesterday",
    "since=2026-13-45",
    "feedback=maybe",
    "origin=mars",
    "before=-1",
    "colour=red",
  ])
    expect((await studio.get(`/episodes?${query}`)).status, query).toBe(400);
  for (const path of [
    "/episodes/none",
    "/episodes/e1/turns/none",
    "/episodes/none/track",
    "/episodes/%2e%2e%2fetc",
  ])
    expect((await studio.get(path)).status, path).toBe(404);
  const empty = await aStudio();
  const { token } = await empty.signIn(KEYS.designer);
  const { status, text } = await empty.ask("/studio/api/episodes", { token });
  expect(status).toBe(404);
  expect(text).toMatch(/play a scene first/);
});

test("[ST7] opening an episode and a turn is in the audit log, by its ids", async () => {
  const studio = await aStudioWith(anEvening());
  await studio.get("/episodes/e1");
  await studio.get("/episodes/e1/turns/t1");
  const reads = studio.audit().filter(({ did }) => did === "read");
  expect(reads.map(({ of }) => of)).toEqual([{ episode: "e1" }, { episode: "e1", turn: "t1" }]);
});
