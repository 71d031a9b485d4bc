import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { createEpisodeStore } from "../../server/episodes/episode-store.ts";
import { openLogForWriting } from "../../server/episodes/log-opening.ts";
import { LogPlace } from "../../server/episodes/log-place.ts";
import { openPostgresLog, type PostgresLogOptions } from "../../server/episodes/postgres-log.ts";
import { postgresFailureOf } from "../../server/episodes/postgres-failure.ts";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import { recordOf } from "../../server/episodes/record.ts";
import type { Problem } from "../../server/episodes/verification.ts";
import {
  connectDirectly,
  newSchemaUrl,
  onServer,
  POSTGRES,
  schemaOf,
} from "../doubles/postgres.ts";
import { startPostgresProxy } from "../doubles/postgres-proxy.ts";
import { callOf, collect, endOf, lineOf, outcomeOf, startOf, turnOf } from "./log-file.ts";

async function openLog(options: PostgresLogOptions) {
  const log = await openPostgresLog(options);
  onTestFinished(() => log.close());
  return log;
}

/** The turns of episode `a`, once each, of a log whose chain holds. */
async function turnsIn(url: string): Promise<string[]> {
  const reader = await openEpisodeReader(url);
  const logged = await collect(reader.events("a"));
  expect(await reader.verify()).toMatchObject({ ok: true, problems: [] });
  expect(logged.map(({ seq }) => seq)).toEqual(logged.map((_, i) => i));
  await reader.close();
  return logged.flatMap(({ event }) => (event.type === "line" ? [event.turnId] : []));
}

describe.skipIf(POSTGRES === null)("a log in PostgreSQL whose server fails", () => {
  test.each(["not-sent", "not-answered"] as const)(
    "[E23] a connection that breaks at a commit (%s) loses nothing and writes nothing twice",
    async (fault) => {
      const url = newSchemaUrl();
      const proxy = await startPostgresProxy();
      const log = await openLog({ url: proxy.through(url) });
      await log.append([lineOf("a", "t0")]);
      proxy.failNextCommit(fault);
      await log.append([lineOf("a", "t1")]);
      await log.append([lineOf("a", "t2")]);
      expect(proxy.broken).toBe(1);
      expect(await turnsIn(url)).toEqual(["t0", "t1", "t2"]);
      expect(log.failure).toBeNull();
    },
  );

  test("[E23] a commit that the server still works on when its connection is gone is waited for, and is not written twice", async () => {
    const url = newSchemaUrl();
    const proxy = await startPostgresProxy();
    const log = await openLog({ url: proxy.through(url), busyTimeoutMs: 50 });
    await log.append([lineOf("a", "t0")]);
    // Each commit takes much longer than anyone waits for an episode that is held.
    await onServer(`CREATE FUNCTION ${schemaOf(url)}.rest() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_sleep(0.4); RETURN NULL; END $$`);
    await onServer(`CREATE CONSTRAINT TRIGGER rest AFTER INSERT ON ${schemaOf(url)}.records
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ${schemaOf(url)}.rest()`);
    proxy.failNextCommit("under-way");
    await log.append([lineOf("a", "t1")]);
    expect(proxy.broken).toBe(1);
    expect(await turnsIn(url)).toEqual(["t0", "t1"]);
  });

  test("[E23] while the server is away appends wait for it, and a late commit is as good as any", async () => {
    const url = newSchemaUrl();
    const proxy = await startPostgresProxy();
    const log = await openLog({ url: proxy.through(url) });
    await log.append([lineOf("a", "t0")]);
    await proxy.close();
    const waiting = [1, 2, 3].map((i) => log.append([lineOf("a", `t${i}`)]));
    expect(log.backlog).toBe(3);
    await sleep(150);
    await proxy.open();
    await Promise.all(waiting);
    expect(await turnsIn(url)).toEqual(["t0", "t1", "t2", "t3"]);
  });

  test("[E23] an append that waited long enough is rejected as unreachable, and the log goes on afterwards", async () => {
    const url = newSchemaUrl();
    const proxy = await startPostgresProxy();
    const log = await openLog({ url: proxy.through(url), patienceMs: 150 });
    await proxy.close();
    const failure: unknown = await log.append([lineOf("a", "lost")]).catch((error) => error);
    expect(failure).toMatchObject({ code: "unreachable" });
    expect(String(failure)).toContain("does not answer");
    expect(log.failure).toBeNull();
    await proxy.open();
    await log.append([lineOf("a", "kept")]);
    expect(await turnsIn(url)).toEqual(["kept"]);
  });

  test("[E23] sessions that the server ends, idle or at work, cost no append", async () => {
    const url = newSchemaUrl();
    const proxy = await startPostgresProxy();
    const log = await openLog({ url: proxy.through(url) });
    const written: Promise<void>[] = [];
    const names: string[] = [];
    let ended = 0;
    for (let i = 0; i < 60; i++) {
      names.push(`t${i}`);
      written.push(log.append([lineOf("a", `t${i}`), turnOf("b", `t${i}`)]));
      if (i % 12 !== 5) continue;
      if (i < 30) await written.at(-1);
      const sessions = await onServer(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
        [schemaOf(url)],
      );
      ended += sessions.length;
    }
    await Promise.all(written);
    expect(await turnsIn(url)).toEqual(names);
    expect(ended).toBeGreaterThan(2);
  });

  test("[E9] an episode that another session holds refuses the append as busy, and the next one goes through", async () => {
    const url = newSchemaUrl();
    const log = await openLog({ url, busyTimeoutMs: 50 });
    await log.append([startOf("a")]);
    const other = await connectDirectly();
    await other.query("BEGIN");
    await other.query(`LOCK TABLE ${schemaOf(url)}.records IN EXCLUSIVE MODE`);
    expect(await outcomeOf(log.append([lineOf("a", "lost")]))).toBe("busy");
    await other.query("ROLLBACK");
    await other.end();
    await log.append([lineOf("a", "kept")]);
    expect(await turnsIn(url)).toEqual(["kept"]);
  });

  test("[E14] closing while the server is away rejects what is not confirmed", async () => {
    const url = newSchemaUrl();
    const proxy = await startPostgresProxy();
    const log = await openLog({ url: proxy.through(url), closeWithinMs: 50 });
    await proxy.close();
    const waiting = outcomeOf(log.append([lineOf("a", "t1")]));
    await log.close();
    expect(await waiting).toBe("closed");
  });

  test("[E23] a reader goes on where it was after its connection broke", async () => {
    const url = newSchemaUrl();
    const proxy = await startPostgresProxy();
    const log = await openLog({ url });
    await log.append(Array.from({ length: 300 }, (_, i) => lineOf("a", `t${i}`)));
    const reader = await openEpisodeReader(proxy.through(url));
    onTestFinished(() => reader.close());
    const seen: number[] = [];
    for await (const { seq } of reader.events("a")) {
      seen.push(seq);
      if (seq === 100) {
        await proxy.close();
        await proxy.open();
      }
    }
    expect(seen).toEqual(Array.from({ length: 300 }, (_, i) => i));
  });
});

describe.skipIf(POSTGRES === null)("opening a log in PostgreSQL", () => {
  test("[E26] where nothing was written there is no log, and reading makes none", async () => {
    const url = newSchemaUrl();
    expect(await outcomeOf(openEpisodeReader(url))).toBe("missing");
    const schemas = await onServer("SELECT 1 FROM pg_namespace WHERE nspname = $1", [
      schemaOf(url),
    ]);
    expect(schemas).toEqual([]);
  });

  test("[E26] a database that is not there, and a server that is not there, are said by their code", async () => {
    const gone = new URL(newSchemaUrl());
    gone.pathname = "/dramatis_no_such_database";
    expect(await outcomeOf(openPostgresLog({ url: gone.href }))).toBe("missing");
    const proxy = await startPostgresProxy();
    const nobody = proxy.through(newSchemaUrl());
    await proxy.close();
    expect(await outcomeOf(openPostgresLog({ url: nobody, patienceMs: 50 }))).toBe("unreachable");
    expect(await outcomeOf(openPostgresLog({ url: "mysql://somewhere/else" }))).toBe("missing");
    expect(await outcomeOf(openPostgresLog({ url: "data/episodes.sqlite" }))).toBe("missing");
  });

  test("[E26] another program's tables and a newer format are refused and left alone", async () => {
    const foreign = newSchemaUrl();
    await onServer(`CREATE SCHEMA ${schemaOf(foreign)}`);
    await onServer(`CREATE TABLE ${schemaOf(foreign)}.records (x int)`);
    expect(await outcomeOf(openPostgresLog({ url: foreign }))).toBe("foreign");
    expect(await outcomeOf(openEpisodeReader(foreign))).toBe("foreign");
    const newer = newSchemaUrl();
    const log = await openPostgresLog({ url: newer });
    await log.append([lineOf("a", "t1")]);
    await log.close();
    await onServer(`INSERT INTO ${schemaOf(newer)}.format VALUES (99, 0)`);
    expect(await outcomeOf(openPostgresLog({ url: newer }))).toBe("newer-format");
    expect(await outcomeOf(openEpisodeReader(newer))).toBe("newer-format");
  });

  test("[E26] a database that cannot keep every letter is refused", async () => {
    const url = new URL(newSchemaUrl());
    const name = `${schemaOf(url.href)}_latin1`;
    await onServer(
      `CREATE DATABASE ${name} ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'`,
    );
    onTestFinished(() => onServer(`DROP DATABASE ${name}`).then(() => {}));
    url.pathname = `/${name}`;
    const failure: unknown = await openPostgresLog({ url: url.href }).catch((error) => error);
    expect(failure).toMatchObject({ code: "foreign" });
    expect(String(failure)).toContain("LATIN1");
  });

  test("[E26] servers that start at once on an empty database make one log", async () => {
    const url = newSchemaUrl();
    const logs = await Promise.all([openLog({ url }), openLog({ url }), openLog({ url })]);
    await Promise.all(logs.map((log, i) => log.append([startOf(`e${i}`), endOf(`e${i}`)])));
    const reader = await openEpisodeReader(url);
    onTestFinished(() => reader.close());
    expect(await reader.verify()).toMatchObject({ ok: true, episodes: 3, records: 6 });
  });
});

test("[E25] what PostgreSQL says becomes a closed code, and neither its words nor a password are passed on", () => {
  const codes: [string, string][] = [
    ["53100", "full"],
    ["53300", "busy"],
    ["55P03", "busy"],
    ["40P01", "busy"],
    ["57P01", "unreachable"],
    ["57P03", "unreachable"],
    ["08006", "unreachable"],
    ["28P01", "unreachable"],
    ["25006", "unreachable"],
    ["ECONNREFUSED", "unreachable"],
    ["EPIPE", "unreachable"],
    ["3D000", "missing"],
    ["42501", "disk"],
    ["58030", "disk"],
    ["23505", "corrupt"],
    ["42P01", "corrupt"],
    ["XX001", "corrupt"],
  ];
  for (const [code, failure] of codes) {
    const error = Object.assign(new Error("CANARY"), { code, detail: "CANARY" });
    const told = postgresFailureOf(error, "postgres://localhost/play");
    expect([code, told.code]).toEqual([code, failure]);
    expect(told.message).toContain(code);
    expect(told.message).not.toContain("CANARY");
  }
  const broken = postgresFailureOf(new Error("Connection terminated unexpectedly"), "there");
  expect(broken.code).toBe("unreachable");
  expect(postgresFailureOf(new Error("CANARY"), "there")).toMatchObject({ code: "disk" });
});

/** As in `tampering.test.ts`, where SQLite's own ways of changing a file are tried as well. */
const TAMPERED: readonly [what: string, sql: string, found: readonly Partial<Problem>[]][] = [
  [
    "an edited body",
    "UPDATE records SET body = replace(body, 'light', 'lamp') WHERE episode = 'b' AND seq = 4",
    [{ kind: "changed", episode: "b", seq: 4 }],
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
    "an added record",
    `INSERT INTO records (episode, seq, type, at, hash, body)
     SELECT episode, 10, type, at, hash, body FROM records WHERE episode = 'b' AND seq = 9`,
    [{ kind: "extra", episode: "b" }],
  ],
  [
    "an edited column",
    "UPDATE records SET outcome = 'cut' WHERE episode = 'b' AND seq = 6",
    [{ kind: "columns", episode: "b", seq: 6 }],
  ],
  [
    "a replaced head",
    "UPDATE episodes SET head = hash FROM records WHERE episode = 'b' AND seq = 1 AND id = 'b'",
    [{ kind: "head", episode: "b", seq: null }],
  ],
  [
    "a whole episode deleted",
    "WITH r AS (DELETE FROM records WHERE episode = 'c') DELETE FROM episodes WHERE id = 'c'",
    [{ kind: "missing", episode: null }],
  ],
  [
    "an episode's row deleted",
    "DELETE FROM episodes WHERE id = 'c'",
    [{ kind: "head", episode: "c" }],
  ],
];

describe.skipIf(POSTGRES === null)("a log in PostgreSQL that was changed", () => {
  test.each(TAMPERED)("[E6] verify names %s", async (_what, sql, found) => {
    const url = newSchemaUrl();
    const store = createEpisodeStore(await openLogForWriting(new LogPlace(url)));
    onTestFinished(async () => store.close());
    for (const id of ["a", "b", "c"]) {
      const turns = [0, 1, 2].map((i) => [
        lineOf(id, `l${i}`),
        callOf(id, `t${i}`),
        turnOf(id, `t${i}`),
      ]);
      await store.commit([startOf(id), ...turns.flat()].map(recordOf));
    }
    const reader = await openEpisodeReader(url);
    onTestFinished(() => reader.close());
    expect(await reader.verify()).toMatchObject({ ok: true, episodes: 3, records: 30 });
    const client = await connectDirectly();
    await client.query(`SET search_path = ${schemaOf(url)}`);
    await client.query(sql);
    await client.end();
    const { ok, problems } = await reader.verify();
    expect(ok).toBe(false);
    expect(problems).toMatchObject(found);
    expect(problems).toHaveLength(found.length);
  });
});
