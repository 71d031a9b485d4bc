import { readFileSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { gunzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { upToDate } from "../../server/episodes/earlier-events.ts";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import { openEpisodeLog } from "../../server/episodes/sqlite-log.ts";
import { createTranscript, visiblePart } from "../../server/episodes/transcript.ts";
import { EPISODE_FORMAT, EpisodeEvent } from "../../server/stage/episode-event.ts";
import { collect, lineOf, newLogFile, outcomeOf, turnOf } from "./log-file.ts";

/** Logs as earlier versions wrote them: see `tests/fixtures/logs/README.md`. */
const PLAYED = "long-evening-mwqivhm3-if0lsi";
const BY_HAND = "salt-lantern-by-hand";
const STORED = [
  {
    version: 1,
    fixture: "v1.sqlite.gz",
    /** The hash of each episode's last record, as it was when the log was stored. */
    heads: new Map([
      [PLAYED, "195C59C2345BF3DFF45A5A93AC9EC90D3EE099FB21939C671152DDD3AE4FC943"],
      [BY_HAND, "41073FD42A9EA7DA426321337682100EB88854A4427F8F0127F4BE604CEE5FF9"],
    ]),
    records: 296,
  },
];

/** A copy of a stored log, to be opened and written to. */
function unpacked(fixture: string): string {
  const file = newLogFile();
  const packed = readFileSync(new URL(`../fixtures/logs/${fixture}`, import.meta.url));
  writeFileSync(file, gunzipSync(packed));
  return file;
}

async function readerOf(file: string) {
  const reader = await openEpisodeReader(file);
  onTestFinished(() => reader.close());
  return reader;
}

/** What is in the file, past everything that reads events. */
function rowsOf(file: string): { seq: number; hash: string; body: string }[] {
  const db = new DatabaseSync(file, { readOnly: true });
  const rows = db.prepare("SELECT seq, hex(hash) AS hash, body FROM records ORDER BY position");
  const all = rows.all() as { seq: number; hash: string; body: string }[];
  db.close();
  return all;
}

test("[E20] there is a stored log of every earlier version", () => {
  const earlier = Array.from({ length: EPISODE_FORMAT - 1 }, (_, i) => i + 1);
  expect(STORED.map(({ version }) => version)).toEqual(earlier);
});

test.each(STORED)(
  "[E20] a log of version $version opens, lists and verifies, and its chain is as it was",
  async ({ fixture, heads, records, version }) => {
    const file = unpacked(fixture);
    expect(new Set(rowsOf(file).map(({ body }) => JSON.parse(body).v))).toEqual(new Set([version]));
    const reader = await readerOf(file);
    const listed = await reader.list();
    expect(listed.map(({ id }) => id)).toEqual([...heads.keys()]);
    expect(listed[0]).toMatchObject({ scene: "The Long Evening", synthetic: true, turns: 40 });
    expect(listed.every(({ endedAt }) => endedAt !== null)).toBe(true);
    expect(await reader.verify()).toMatchObject({ ok: true, records, problems: [] });
    const db = new DatabaseSync(file, { readOnly: true });
    const stored = db.prepare("SELECT id, hex(head) AS head FROM episodes ORDER BY rowid").all();
    db.close();
    expect(new Map(stored.map(({ id, head }) => [id, head]))).toEqual(heads);
  },
);

test.each(STORED)(
  "[E20] every event of a log of version $version is read as one of this version, with every word that was said",
  async ({ fixture }) => {
    const file = unpacked(fixture);
    const reader = await readerOf(file);
    const kinds = new Set<string>();
    let tokens = 0;
    const bodies = new Map<string, unknown[]>();
    for (const { body } of rowsOf(file)) {
      const { v: _, ...said } = JSON.parse(body);
      bodies.set(said.episodeId, [...(bodies.get(said.episodeId) ?? []), said]);
    }
    for (const { id } of await reader.list()) {
      const read = await collect(reader.events(id));
      for (const { event } of read) {
        expect(EpisodeEvent.safeParse(event).success).toBe(true);
        kinds.add(event.type);
      }
      const stored = bodies.get(id) ?? [];
      expect(read).toHaveLength(stored.length);
      for (const [i, { event }] of read.entries()) {
        const { v, ...said } = event;
        expect(v).toBe(EPISODE_FORMAT);
        if (said.type === "model-call") {
          // Packed arrays are kept beside the body.
          const { promptTokenIds, completionTokenIds, logprobs } = said.call;
          tokens += [promptTokenIds, completionTokenIds, logprobs].flat().length;
          const packed = { promptTokenIds: null, completionTokenIds: null, logprobs: null };
          expect({ ...said, call: { ...said.call, ...packed } }).toEqual(stored[i]);
          continue;
        }
        expect(said).toEqual(stored[i]);
      }
    }
    expect(tokens).toBeGreaterThan(10_000);
    // Everything that version 1 could say.
    expect([...kinds].toSorted()).toEqual(
      [
        "deed",
        "ending",
        "episode-end",
        "episode-start",
        "feedback",
        "found",
        "line",
        "mind-read",
        "model-call",
        "moved",
        "participant-joined",
        "participant-left",
        "preference",
        "trigger",
        "turn",
      ].toSorted(),
    );
  },
);

test.each(STORED)(
  "[E20] a server goes on writing to a log of version $version, and both versions are read from one episode",
  async ({ fixture, records }) => {
    const file = unpacked(fixture);
    const before = rowsOf(file);
    const log = await openEpisodeLog({ file });
    await log.append([lineOf(BY_HAND, "new"), turnOf(BY_HAND, "new")]);
    await log.append([lineOf("another", "t1")]);
    await log.close();
    expect(rowsOf(file).slice(0, before.length)).toEqual(before);
    const reader = await readerOf(file);
    expect(await reader.verify()).toMatchObject({ ok: true, records: records + 3, episodes: 3 });
    const read = await collect(reader.events(BY_HAND));
    expect(read.map(({ seq }) => seq)).toEqual(read.map((_, i) => i));
    expect(read.at(-1)?.event).toEqual(turnOf(BY_HAND, "new"));
    const versions = rowsOf(file).map(({ body }): unknown => JSON.parse(body).v);
    expect(new Set(versions)).toEqual(new Set([1, EPISODE_FORMAT]));
  },
);

test.each(STORED)(
  "[E20] transcript and visible parts of a log of version $version are made as of any other",
  async ({ fixture }) => {
    const reader = await readerOf(unpacked(fixture));
    const transcript = createTranscript({ showPrivate: false });
    const lines: string[] = [];
    let thoughts = 0;
    for await (const logged of reader.events(PLAYED)) {
      lines.push(...transcript.linesOf(logged));
      if (JSON.stringify(visiblePart(logged)).includes("thinking")) thoughts += 1;
    }
    expect(lines[0]).toContain("The episode begins, played by");
    expect(lines.filter((line) => / votes (?:up|down) on /u.test(line))).toHaveLength(12);
    expect(lines.filter((line) => line.includes("heard by"))).toHaveLength(100);
    expect(transcript.hidden).toBeGreaterThan(60);
    expect(thoughts).toBe(0);
  },
);

test("[E20] an event of a newer version is refused, in a log and by itself", async () => {
  const newer = { ...lineOf("a", "t1"), v: EPISODE_FORMAT + 1 };
  expect(upToDate(newer)).toBe(newer);
  const file = newLogFile();
  const log = await openEpisodeLog({ file });
  await log.append([lineOf("a", "t1")]);
  await log.close();
  const db = new DatabaseSync(file);
  db.exec(`UPDATE records SET body = replace(body, '"v":${EPISODE_FORMAT}', '"v":99')`);
  db.close();
  const reader = await readerOf(file);
  expect(await outcomeOf(collect(reader.events("a")))).toBe("newer-format");
});
