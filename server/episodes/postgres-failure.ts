import { EpisodeLogError, type EpisodeLogFailure } from "./episode-log-error.ts";

type Failure = Extract<
  EpisodeLogFailure,
  "busy" | "unreachable" | "full" | "disk" | "corrupt" | "missing"
>;

const ADVICE: { readonly [F in Failure]: string } = {
  busy: "is held by another session or has no connection to spare: look at pg_stat_activity and max_connections",
  unreachable:
    "does not answer: check that the server runs, its address, its users and its access rules",
  full: "has no room left: free space on the server's disk",
  disk: "could not be opened, read or written: check the server's log and this user's permissions",
  corrupt:
    "is damaged, or its tables were changed: see with `npm run episodes -- verify` what is still whole",
  missing: "is not there: create the database, or name another one",
};

/** Says in the closed codes of the log what went wrong in PostgreSQL; keeps its five-character code, never its text. */
export function postgresFailureOf(error: unknown, shown: string): EpisodeLogError {
  if (error instanceof EpisodeLogError) return error;
  const { code } = error as { code?: unknown };
  const known = typeof code === "string" && /^[0-9A-Z]{5}$|^E[A-Z]+$/u.test(code) ? code : null;
  const failure = known === null ? failureWithoutCode(error) : failureOfCode(known);
  const phrase = known === null ? "connection" : `PostgreSQL ${known}`;
  return new EpisodeLogError(
    failure,
    `The episode log at ${shown} ${ADVICE[failure]} (${phrase}).`,
  );
}

/** What the driver says in its own words: a connection that broke, or took too long to be made. */
function failureWithoutCode(error: unknown): Failure {
  const message = error instanceof Error ? error.message : "";
  return /connect|terminated|queryable|discarded|timeout/iu.test(message) ? "unreachable" : "disk";
}

/** SQLSTATE, by https://www.postgresql.org/docs/current/errcodes-appendix.html, and the system's own codes. */
function failureOfCode(code: string): Failure {
  switch (code) {
    case "53100":
      return "full";
    case "3D000":
      return "missing";
    // A server that became a standby: the next connection may find the one that writes.
    case "25006":
      return "unreachable";
    case "57014":
    case "55P03":
    case "40001":
    case "40P01":
      return "busy";
    case "42501":
      return "disk";
  }
  // Node's own: the network, or a name that cannot be found.
  if (/^E[A-Z]{5,}$/u.test(code) || code === "EPIPE") return "unreachable";
  switch (code.slice(0, 2)) {
    case "08":
    case "28":
    case "57":
      return "unreachable";
    case "53":
      return "busy";
    case "22":
    case "23":
    case "42":
    case "XX":
      return "corrupt";
    default:
      return "disk";
  }
}
