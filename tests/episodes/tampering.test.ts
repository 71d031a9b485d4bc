import { DatabaseSync } from "node:sqlite";
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { EpisodeLogError } from "../../server/episodes/episode-log-error.ts";
import { createEpisodeStore } from "../../server/episodes/episode-store.ts";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import { recordOf } from "../../server/episodes/record.ts";
import { openSqliteForWriting } from "../../server/episodes/sqlite-database.ts";
import { openEpisodeLog } from "../../server/episodes/sqlite-log.ts";
import type { Problem } from "../../server/episodes/verification.ts";
import { callOf, collect, lineOf, newLogFile, startOf, turnOf } from "./log-file.ts";

/** A closed log: three episodes of ten records each, every third of them a model call. */
async function writeLog(): Promise<string> {
  const file = newLogFile();
  const log = await openEpisodeLog({ file });
  for (const id of ["a", "b", "c"]) {
    const turns = [0, 1, 2].map((i) => [
      lineOf(id, `l${i}`),
      callOf(id, `t${i}`),
      turnOf(id, `t${i}`),
    ]);
    await log.append([startOf(id), ...turns.flat()]);
  }
  await log.close();
  return file;
}

async function verify(file: string) {
  const reader = await openEpisodeReader(file);
  try {
    return await reader.verify();
  } finally {
    await reader.close();
  }
}

type Named = Partial<Problem>;
const TAMPERED: readonly [what: string, sql: string, found: readonly Named[]][] = [
  [
    "an edited body",
    "UPDATE records SET body = replace(body, 'light', 'lamp') WHERE episode = 'b' AND seq = 4",
    [{ kind: "changed", episode: "b", seq: 4 }],
  ],
  [
    "an edited log probability",
    "UPDATE records SET logprobs = zeroblob(40) WHERE episode = 'b' AND seq = 2",
    [{ kind: "changed", episode: "b", seq: 2 }],
  ],
  [
    "removed token ids",
    "UPDATE records SET prompt_tokens = NULL WHERE episode = 'b' AND seq = 2",
    [{ kind: "changed", episode: "b", seq: 2 }],
  ],
  [
    "a deleted record",
    "DELETE FROM records WHERE episode = 'b' AND seq = 5",
    [
      { kind: "missing", episode: null },
      { kind: "missing", episode: "b", seq: 5 },
    ],
  ],
  [
    "a deleted last record",
    "DELETE FROM records WHERE episode = 'b' AND seq = 9",
    [
      { kind: "missing", episode: null },
      { kind: "missing", episode: "b", seq: 9 },
    ],
  ],
  [
    "a deleted record with the gap closed",
    `DELETE FROM records WHERE episode = 'b' AND seq = 5;
     UPDATE records SET seq = -seq WHERE episode = 'b' AND seq > 5;
     UPDATE records SET seq = -seq - 1 WHERE seq < 0;
     UPDATE episodes SET records = 9 WHERE id = 'b'`,
    [
      { kind: "missing", episode: null },
      { kind: "changed", episode: "b", seq: 5 },
    ],
  ],
  [
    "two records swapped",
    `UPDATE records SET seq = -1 WHERE episode = 'b' AND seq = 3;
     UPDATE records SET seq = 3 WHERE episode = 'b' AND seq = 6;
     UPDATE records SET seq = 6 WHERE seq = -1`,
    [{ kind: "changed", episode: "b", seq: 3 }],
  ],
  [
    "records of two episodes swapped",
    `UPDATE records SET episode = 'x' WHERE episode = 'b' AND seq = 3;
     UPDATE records SET episode = 'b' WHERE episode = 'c' AND seq = 3;
     UPDATE records SET episode = 'c' WHERE episode = 'x'`,
    [
      { kind: "changed", episode: "b", seq: 3 },
      { kind: "changed", episode: "c", seq: 3 },
    ],
  ],
  [
    "an added record",
    `INSERT INTO records (episode, seq, type, at, hash, body)
     SELECT episode, 10, type, at, hash, body FROM records WHERE episode = 'b' AND seq = 9`,
    [{ kind: "extra", episode: "b" }],
  ],
  [
    "a record added before the first",
    `INSERT INTO records (episode, seq, type, at, hash, body)
     SELECT episode, -1, type, at, hash, body FROM records WHERE episode = 'b' AND seq = 9`,
    [{ kind: "extra", episode: "b" }],
  ],
  [
    "an edited column",
    "UPDATE records SET outcome = 'cut' WHERE episode = 'b' AND seq = 6",
    [{ kind: "columns", episode: "b", seq: 6 }],
  ],
  [
    "a replaced head",
    "UPDATE episodes SET head = zeroblob(32) WHERE id = 'b'",
    [{ kind: "head", episode: "b", seq: null }],
  ],
  [
    "a whole episode deleted",
    "DELETE FROM records WHERE episode = 'c'; DELETE FROM episodes WHERE id = 'c'",
    [{ kind: "missing", episode: null }],
  ],
  [
    "an episode's row deleted",
    "DELETE FROM episodes WHERE id = 'c'",
    [{ kind: "head", episode: "c" }],
  ],
];

test.each(TAMPERED)("[E6] verify names %s", async (_what, sql, found) => {
  const file = await writeLog();
  expect(await verify(file)).toMatchObject({ ok: true, episodes: 3, records: 30, problems: [] });
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
  const result = await verify(file);
  expect(result.ok).toBe(false);
  expect(result.problems).toMatchObject(found);
  expect(result.problems).toHaveLength(found.length);
});

test("[E6] a record that is rightly chained but is no event is named", async () => {
  const file = newLogFile();
  const store = createEpisodeStore(
    openSqliteForWriting({ file, busyTimeoutMs: 0, maxFileBytes: null }),
  );
  const good = recordOf(lineOf("a", "t1"));
  await store.commit([good, { ...good, body: `{"v":1,"secret":"CANARY"}` }, good]);
  await store.close();
  const { ok, problems } = await verify(file);
  expect({ ok, problems }).toMatchObject({ ok: false, problems: [{ kind: "invalid", seq: 1 }] });
  const reader = await openEpisodeReader(file);
  const failure: unknown = await collect(reader.events("a")).catch((error: unknown) => error);
  await reader.close();
  expect(failure).toMatchObject({ code: "corrupt" });
  expect(String(failure) + JSON.stringify(problems)).not.toContain("CANARY");
});

test("[E6] whichever byte of the file is flipped, it is noticed or nothing that is read changes", async () => {
  const file = await writeLog();
  const bytes = readFileSync(file);
  const original = await everything(file);
  let noticed = 0;
  // A stride prime to the page size visits every kind of page and every part of one.
  for (let offset = 0; offset < bytes.length; offset += 331) {
    const flipped = Buffer.from(bytes);
    flipped[offset] = (flipped[offset] ?? 0) ^ 0x20;
    writeFileSync(file, flipped);
    let ok: boolean;
    try {
      ok = (await verify(file)).ok;
    } catch (error) {
      expect(error, `offset ${offset}`).toBeInstanceOf(EpisodeLogError);
      ok = false;
    }
    if (ok) expect(await everything(file), `offset ${offset}`).toBe(original);
    else noticed += 1;
  }
  expect(noticed).toBeGreaterThan(20);
});

async function everything(file: string): Promise<string> {
  const reader = await openEpisodeReader(file);
  const episodes = ["a", "b", "c"].map((id) => collect(reader.events(id)));
  const text = JSON.stringify(await Promise.all(episodes));
  await reader.close();
  return text;
}
