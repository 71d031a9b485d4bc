import type { Role } from "./role.ts";

/** What somebody did: came in or not, went, asked what they may not, read private text, changed something. */
export const AUDITED = [
  "sign-in",
  "sign-in-refused",
  "sign-out",
  "refused",
  "read",
  "change",
] as const;
export type Audited = (typeof AUDITED)[number];

/** One line of the audit log: who did what, to what. No text that anyone wrote is in it. */
export interface AuditLine {
  /** Grows by one with each line of the log. */
  readonly n: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly did: Audited;
  /** As the credentials name them; null for whoever was not let in. */
  readonly who: string | null;
  readonly roles?: readonly Role[];
  readonly method: string;
  /** As it was asked for, with ids and without a query. */
  readonly path: string;
  /** Ids of what it is about, by what they are. */
  readonly of?: Readonly<Record<string, string>>;
  /** What private text it gave; absent where none. */
  readonly privateText?: string;
}

/** `GET /audit?who=&did=&before=`: lines newest first; `before` is the `n` to go on from, null at the end. */
export interface AuditPage {
  readonly lines: readonly AuditLine[];
  readonly before: number | null;
}
