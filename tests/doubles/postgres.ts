import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { onTestFinished } from "vitest";

/**
 * The PostgreSQL that tests may use: the one that `TEST_POSTGRES` names (which must then answer), else the one
 * that PG* variables name, else one on this machine that lets anybody in; null where there is none.
 */
export const POSTGRES: string | null = await findPostgres();

/** A place in that server for one test's own log: a schema that is dropped when the test ends. */
export function newSchemaUrl(): string {
  const url = new URL(POSTGRES ?? "");
  const schema = `dramatis_test_${randomBytes(6).toString("hex")}`;
  url.searchParams.set("schema", schema);
  onTestFinished(() => onServer(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`).then(() => {}));
  return url.href;
}

/** The schema that `newSchemaUrl` named. */
export function schemaOf(url: string): string {
  return new URL(url).searchParams.get("schema") ?? "";
}

/** A connection past everything under test. */
export async function connectDirectly(): Promise<Client> {
  const client = new Client({ connectionString: POSTGRES ?? "" });
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** Runs one statement on the server, past everything under test. */
export async function onServer(
  statement: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = await connectDirectly();
  try {
    return (await client.query<Record<string, unknown>>(statement, values)).rows;
  } finally {
    await client.end();
  }
}

async function findPostgres(): Promise<string | null> {
  const named = process.env["TEST_POSTGRES"];
  if (named !== undefined && named !== "") {
    if (await answers(named)) return named;
    throw new Error("TEST_POSTGRES is set, and no PostgreSQL answers there.");
  }
  const { PGHOST, PGPORT = "5432", PGDATABASE, PGUSER } = process.env;
  const user = PGUSER ?? process.env["USER"] ?? "root";
  const candidates = [
    ...(PGHOST === undefined && PGDATABASE === undefined
      ? []
      : [`postgres://${user}@${PGHOST ?? "127.0.0.1"}:${PGPORT}/${PGDATABASE ?? user}`]),
    `postgres://${user}@127.0.0.1:5432/test`,
    `postgres:///test?host=/var/run/postgresql&user=${user}`,
  ];
  for (const candidate of candidates) {
    if (await answers(candidate)) return candidate;
  }
  return null;
}

/** Nobody is there, or somebody who does not let us in: both are no server for tests. */
async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ may: boolean }>(
      "SELECT has_database_privilege(current_database(), 'CREATE') AS may",
    );
    return rows[0]?.may === true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
