/** The layout of the log's tables in PostgreSQL, apart from the version of the events in them. */
export const POSTGRES_FORMAT = 1;

/** What marks a schema as a log of ours: the comment on its table `format`. */
export const POSTGRES_MARK = "dramatis episode log";

/**
 * Creates the tables in a schema that is there, whose name must be a plain one. As in SQLite, but for `writers`: each opening for
 * writing counts its own records there, since no other row is written by two servers at once.
 */
export function postgresLayout(schema: string): readonly string[] {
  const s = `"${schema}"`;
  return [
    `CREATE TABLE ${s}.format (version INTEGER PRIMARY KEY, since DOUBLE PRECISION NOT NULL)`,
    `COMMENT ON TABLE ${s}.format IS '${POSTGRES_MARK}'`,
    `CREATE TABLE ${s}.records (
       position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       episode TEXT NOT NULL,
       seq BIGINT NOT NULL,
       type TEXT NOT NULL,
       turn TEXT,
       participant TEXT,
       outcome TEXT,
       at DOUBLE PRECISION NOT NULL,
       hash BYTEA NOT NULL,
       body TEXT NOT NULL,
       prompt_tokens BYTEA,
       completion_tokens BYTEA,
       logprobs BYTEA,
       UNIQUE (episode, seq)
     )`,
    `CREATE INDEX records_by_type ON ${s}.records (episode, type, outcome)`,
    `CREATE INDEX records_by_turn ON ${s}.records (turn) WHERE turn IS NOT NULL`,
    `CREATE TABLE ${s}.episodes (
       rowid BIGINT GENERATED ALWAYS AS IDENTITY,
       id TEXT PRIMARY KEY,
       records BIGINT NOT NULL,
       head BYTEA NOT NULL,
       first_at DOUBLE PRECISION NOT NULL,
       last_at DOUBLE PRECISION NOT NULL
     )`,
    `CREATE TABLE ${s}.writers (
       id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       since DOUBLE PRECISION NOT NULL,
       records BIGINT NOT NULL
     )`,
  ];
}
