import { createHash } from "node:crypto";
import { Kysely, PostgresDialect, sql } from "kysely";
import { Pool, types, type CustomTypesConfig, type PoolClient } from "pg";
import { EpisodeLogError } from "./episode-log-error.ts";
import { inTransaction, patiently, type LogDatabase } from "./log-database.ts";
import type { PostgresPlace } from "./log-place.ts";
import type { LogTables, LogTransaction } from "./log-tables.ts";
import { postgresFailureOf } from "./postgres-failure.ts";
import { POSTGRES_FORMAT, POSTGRES_MARK, postgresLayout } from "./postgres-layout.ts";

export interface PostgresSettings {
  readonly place: PostgresPlace;
  /** How long to wait for another session that holds the same episode, in ms. */
  readonly busyTimeoutMs: number;
  /** How long the server may be away before work on it fails, in ms. */
  readonly patienceMs: number;
  /** Nobody else may have the log open to write it: rejects with `busy` where somebody has, as whatever role. */
  readonly alone?: boolean;
}

/** Who opens a log waits no longer than this for a server that is away, in ms. */
const OPENING = 5_000;

/** Opens a log for one of its writers, and makes the tables where there are none; rejects with an `EpisodeLogError`. */
export async function openPostgresForWriting(settings: PostgresSettings): Promise<LogDatabase> {
  const { place, busyTimeoutMs, patienceMs } = settings;
  /** This opening's own row among the writers, once it is there. */
  const writer: Writer = { id: null };
  const { database, pool } = connect(settings, 1, writer);
  try {
    const open = () =>
      inTransaction(database, "writing", async (transaction) => {
        await waitFor(transaction, busyTimeoutMs, [`schema ${place.schema}`]);
        if ((await inspect(transaction, place)) === "empty") await layOut(transaction, place);
        return await signIn(transaction, place);
      });
    writer.id = await patiently(database, open, Math.min(OPENING, patienceMs));
    return database;
  } catch (error) {
    await pool.end();
    throw database.failureOf(error);
  }
}

/** Opens a log for readers; never writes. Rejects with `missing` when there is none yet. */
export async function openPostgresForReading(
  place: PostgresPlace,
  patienceMs = 30_000,
): Promise<LogDatabase> {
  const { database, pool } = connect({ place, busyTimeoutMs: 0, patienceMs }, 4, { id: null });
  try {
    const look = () =>
      inTransaction(database, "reading", (transaction) => inspect(transaction, place));
    const found = await patiently(database, look, Math.min(OPENING, patienceMs));
    if (found === "log") return database;
    throw new EpisodeLogError("missing", `There is no episode log at ${place.shown} yet.`);
  } catch (error) {
    await pool.end();
    throw database.failureOf(error);
  }
}

interface Writer {
  id: number | null;
}

function connect(
  { place, busyTimeoutMs, patienceMs, alone = false }: PostgresSettings,
  connections: number,
  writer: Writer,
): { database: LogDatabase; pool: Pool } {
  const pool = new Pool({
    connectionString: place.url,
    ...(connections === 1 ? { verify: presence(place, alone) } : {}),
    max: connections,
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: connections === 1 ? writerName(place) : "dramatis",
    // A writer stays for as long as its server runs, so that nobody rewrites the log meanwhile.
    idleTimeoutMillis: connections === 1 ? 0 : 300_000,
    types: { getTypeParser: parserOf },
  });
  // A connection that breaks while nobody uses it is made anew by the next query; one in use rejects its own query.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const kysely = new Kysely<LogTables>({ dialect: new PostgresDialect({ pool }) });
  const writers = sql.table(`${place.schema}.writers`);
  const database: LogDatabase = {
    queries: kysely.withSchema(place.schema),
    patienceMs,
    hold: (transaction, episodes) =>
      waitFor(
        transaction,
        busyTimeoutMs,
        episodes.map((episode) => `episode ${place.schema} ${episode}`),
      ),
    async tally(transaction, records) {
      await sql`UPDATE ${writers} SET records = records + ${records} WHERE id = ${writer.id}`.execute(
        transaction,
      );
    },
    async takeStock(transaction) {
      const count = await sql<{ written: number }>`
        SELECT coalesce(sum(records), 0)::BIGINT AS written FROM ${writers}`.execute(transaction);
      return { written: count.rows[0]?.written ?? 0, damage: null };
    },
    failureOf: (error) => postgresFailureOf(error, place.shown),
    close: () => pool.end(),
  };
  return { database, pool };
}

/** What a writer of a log is called among the server's sessions; PostgreSQL cuts it at 63 letters. */
function writerName({ schema }: PostgresPlace): string {
  return `dramatis ${schema}`.slice(0, 63);
}

/**
 * Each connection that writes a log says so before anything else, by a lock that lasts as long as it: all writers share
 * it, and who rewrites the log has it alone. Locks of one database are seen by all of its roles.
 */
function presence({ schema, shown }: PostgresPlace, alone: boolean): Verify {
  const take = alone ? "pg_try_advisory_lock" : "pg_try_advisory_lock_shared";
  return (client, ready) => {
    client.query<{ taken: boolean }>(
      `SELECT ${take}($1::BIGINT) AS taken`,
      [lockKey(`writers ${schema}`)],
      (error, result) => {
        if (error) return ready(error);
        if (result.rows[0]?.taken === true) return ready();
        const by = alone ? "written by a server" : "rewritten, because somebody is forgotten";
        ready(new EpisodeLogError("busy", `The episode log at ${shown} is being ${by}.`));
      },
    );
  };
}

/** What a pool asks of a connection before it is used. */
type Verify = (client: PoolClient, ready: (error?: Error) => void) => void;

/** How many others of this role have this log open to write it: servers of before writers took a lock are seen so. */
export async function otherWriters(log: LogDatabase, place: PostgresPlace): Promise<number> {
  const { rows } = await sql<{ others: number }>`
    SELECT count(*) AS others FROM pg_stat_activity
    WHERE application_name = ${writerName(place)} AND datname = current_database()
      AND pid <> pg_backend_pid()`.execute(log.queries);
  return rows[0]?.others ?? 0;
}

/** Gives back the room of rows that were changed or deleted: until then the server's files still hold them. */
export async function clearDeadRows(log: LogDatabase, { schema }: PostgresPlace): Promise<void> {
  await sql`VACUUM (FULL) ${sql.table(`${schema}.records`)}`.execute(log.queries);
}

/** Counts and places come as numbers: 2^53 records are further away than any log gets. */
const parserOf: CustomTypesConfig["getTypeParser"] = (type: number, format?: "text" | "binary") =>
  type === 20 ? Number : types.getTypeParser(type, format as "text");

/**
 * Waits until no other session writes under these names, and keeps them until the transaction ends. What a commit
 * promises does not depend on the server's settings: it is on the disk before it is confirmed. A writer that vanished
 * without a word keeps what it holds for half a minute.
 */
async function waitFor(
  transaction: LogTransaction,
  busyTimeoutMs: number,
  names: readonly string[],
): Promise<void> {
  await sql`SELECT set_config('synchronous_commit', 'on', true),
    set_config('idle_in_transaction_session_timeout', '30s', true),
    set_config('lock_timeout', ${`${busyTimeoutMs}ms`}, true)`.execute(transaction);
  // Everyone takes them in the same order, so that nobody waits for who waits for them.
  const keys = [...new Set(names.map(lockKey))].toSorted();
  await sql`SELECT pg_advisory_xact_lock(key) FROM unnest(${keys}::BIGINT[]) AS key`.execute(
    transaction,
  );
}

function lockKey(name: string): string {
  return createHash("sha256").update(`dramatis ${name}`).digest().readBigInt64LE().toString();
}

async function layOut(transaction: LogTransaction, { schema }: PostgresPlace): Promise<void> {
  const found = await sql`SELECT 1 FROM pg_namespace WHERE nspname = ${schema}`.execute(
    transaction,
  );
  // Who may use a schema that was made for them may not make one.
  if (found.rows.length === 0) await sql`CREATE SCHEMA ${sql.id(schema)}`.execute(transaction);
  for (const statement of postgresLayout(schema)) await sql.raw(statement).execute(transaction);
  const format = sql.table(`${schema}.format`);
  await sql`INSERT INTO ${format} VALUES (${POSTGRES_FORMAT}, ${Date.now()})`.execute(transaction);
}

async function signIn(transaction: LogTransaction, { schema }: PostgresPlace): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    INSERT INTO ${sql.table(`${schema}.writers`)} (since, records) VALUES (${Date.now()}, 0)
    RETURNING id`.execute(transaction);
  return rows[0]?.id ?? 0;
}

async function inspect(
  transaction: LogTransaction,
  { schema, shown }: PostgresPlace,
): Promise<"empty" | "log"> {
  const found = await sql<{ tables: number; mark: string | null; encoding: string }>`
    SELECT current_setting('server_encoding') AS encoding, (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ${schema} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')) AS tables,
    obj_description(to_regclass(${`"${schema}".format`}), 'pg_class') AS mark`.execute(transaction);
  const { tables = 0, mark = null, encoding = "" } = found.rows[0] ?? {};
  if (encoding !== "UTF8") {
    throw new EpisodeLogError(
      "foreign",
      `The database at ${shown} keeps text as ${encoding}, which cannot hold what players may write; ` +
        "create one with ENCODING 'UTF8'.",
    );
  }
  if (mark !== POSTGRES_MARK) {
    if (tables === 0) return "empty";
    throw new EpisodeLogError(
      "foreign",
      `${shown} has tables in the schema ${schema}, but they are not an episode log; they were left as they are. ` +
        "Name another database, or another schema with ?schema=NAME.",
    );
  }
  const format = await sql<{ version: number }>`
    SELECT max(version) AS version FROM ${sql.table(`${schema}.format`)}`.execute(transaction);
  const version = format.rows[0]?.version ?? 0;
  if (version > POSTGRES_FORMAT) {
    throw new EpisodeLogError(
      "newer-format",
      `The episode log at ${shown} has format ${version}, and this version knows formats up to ` +
        `${POSTGRES_FORMAT}; it was left as it is. Use the newer version that wrote it.`,
    );
  }
  return "log";
}
