import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
} from "kysely";
import type { Database } from "./database.ts";

/** Statements that are kept ready; the queries of the log are few, and differ by their number of rows. */
const MOST_STATEMENTS = 256;

/**
 * Kysely over a connection of this runtime's own SQLite. One user at a time: who comes while a transaction is open
 * waits for its end. A transaction takes the file's write lock at its beginning, unless it only reads.
 */
export function sqliteDialect(db: Database): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => createDriver(db),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function createDriver(db: Database): Driver {
  const statements = new Map<string, ReturnType<Database["prepare"]>>();
  let free = Promise.resolve();
  let release = (): void => {};

  function statementOf(sql: string) {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    if (statements.size >= MOST_STATEMENTS) statements.clear();
    const made = db.prepare(sql);
    statements.set(sql, made);
    return made;
  }

  const connection: DatabaseConnection = {
    async executeQuery<R>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
      const values = parameters as Parameters<ReturnType<Database["prepare"]>["all"]>;
      return { rows: statementOf(sql).all(...values) as R[] };
    },
    streamQuery() {
      throw new Error("The log reads in pages.");
    },
  };

  return {
    async init() {},
    async acquireConnection() {
      const before = free;
      const { promise, resolve } = Promise.withResolvers<void>();
      free = promise;
      await before;
      release = resolve;
      return connection;
    },
    async releaseConnection() {
      release();
    },
    async beginTransaction(_connection, { accessMode }) {
      db.exec(accessMode === "read only" ? "BEGIN" : "BEGIN IMMEDIATE");
    },
    async commitTransaction() {
      db.exec("COMMIT");
    },
    async rollbackTransaction() {
      // A failure may have ended it already; the failure that led here is the one to report.
      if (db.isTransaction) db.exec("ROLLBACK");
    },
    // Whoever opened the connection closes it.
    async destroy() {},
  };
}
