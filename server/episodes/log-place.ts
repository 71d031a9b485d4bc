import { inspect } from "node:util";
import { EpisodeLogError } from "./episode-log-error.ts";

/** Where the tables are inside a database, unless the URL says otherwise with `?schema=NAME`. */
const SCHEMA = "dramatis";

/** A PostgreSQL database as its URL names it; the password stays in `url`, and `shown` has none. */
export interface PostgresPlace {
  readonly kind: "postgres";
  /** For the driver alone: it may hold a password. */
  readonly url: string;
  /** The PostgreSQL schema that the log's tables are in. */
  readonly schema: string;
  readonly shown: string;
}

/** A SQLite file on this machine. */
export interface FilePlace {
  readonly kind: "file";
  readonly file: string;
  readonly shown: string;
}

/**
 * Where a log is: the path of a SQLite file, or a `postgres://` URL. As text, as JSON and in a debugger it shows no
 * password; only `open` gives what a driver needs.
 */
export class LogPlace {
  readonly #place: FilePlace | PostgresPlace;

  /** Throws `missing` for a URL that names no PostgreSQL database. */
  constructor(place: string) {
    this.#place = /^[a-z][a-z0-9+.-]+:\/\//iu.test(place)
      ? postgresPlace(place)
      : { kind: "file", file: place, shown: place };
  }

  /** What a driver needs; never to be printed. */
  open(): FilePlace | PostgresPlace {
    return this.#place;
  }

  toString(): string {
    return this.#place.shown;
  }

  toJSON(): string {
    return this.#place.shown;
  }

  [inspect.custom](): string {
    return this.#place.shown;
  }
}

/** A place, from its words or as it is. */
export function placeOf(place: string | LogPlace): LogPlace {
  return typeof place === "string" ? new LogPlace(place) : place;
}

function postgresPlace(text: string): PostgresPlace {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "postgres:" && url.protocol !== "postgresql:")) {
    throw new EpisodeLogError(
      "missing",
      "The place of the log is a URL of a kind that is not known; expected the path of a file, or " +
        "postgres://USER@HOST:PORT/DATABASE.",
    );
  }
  const schema = url.searchParams.get("schema") ?? SCHEMA;
  if (!/^[a-z_][a-z0-9_]{0,62}$/u.test(schema)) {
    throw new EpisodeLogError(
      "missing",
      "The schema in the log's URL is no plain name; expected small letters, digits and underscores.",
    );
  }
  url.searchParams.delete("schema");
  const user = url.username === "" ? "" : `${url.username}@`;
  const named = schema === SCHEMA ? "" : `?schema=${schema}`;
  // What else stands behind the question mark may be a credential too.
  const shown = `${url.protocol}//${user}${url.host}${url.pathname}${named}`;
  return { kind: "postgres", url: url.href, schema, shown };
}
