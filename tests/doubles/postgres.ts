import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { onTestFinished } from "vitest";
import { findPostgres } from "./find-postgres.ts";

/** The PostgreSQL that tests may use; null where there is none, and its tests are skipped. */
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
