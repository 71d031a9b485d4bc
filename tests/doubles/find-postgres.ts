import { userInfo } from "node:os";
import { Client } from "pg";

/**
 * A PostgreSQL that tests may use: the one that `TEST_POSTGRES` names (which must then answer), else the one that PG*
 * variables name, else one on this machine that lets us in; null where there is none. As a program it prints its URL.
 */
export async function findPostgres(): Promise<string | null> {
  const named = process.env["TEST_POSTGRES"];
  if (named !== undefined && named !== "") {
    if (await answers(named)) return named;
    throw new Error("TEST_POSTGRES is set, and no PostgreSQL answers there.");
  }
  const { PGHOST, PGPORT = "5432", PGDATABASE, PGUSER } = process.env;
  const user = PGUSER ?? userInfo().username;
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

/** Takes away what a test or a benchmark made. */
export async function dropSchema(url: string, schema: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
  await client.end();
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

if (import.meta.main) {
  const url = await findPostgres();
  if (url !== null) console.log(url);
  process.exitCode = url === null ? 1 : 0;
}
