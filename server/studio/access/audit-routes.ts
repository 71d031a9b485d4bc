import { AUDITED, type AuditLine, type AuditPage } from "../../../shared/studio/audit.ts";
import { json, NO_BODY, problem, route, type StudioRoute } from "../route.ts";
import { auditLines } from "./audit-log.ts";

/** Lines of one answer. */
const LINES = 100;
/** Lines looked at for one answer, so that a rare name does not hold the server up. */
const LOOKED_AT = 50_000;

/** `GET /audit`: who read and changed what, for operators. */
export function auditRoutes(folder: string): StudioRoute[] {
  return [
    route({
      method: "GET",
      path: "/audit",
      roles: ["operator"],
      body: NO_BODY,
      handle({ query }) {
        const did = query.get("did");
        const before = query.get("before");
        if (did !== null && !AUDITED.some((one) => one === did))
          return problem("bad-request", `did may be one of ${AUDITED.join(", ")}.`);
        if (before !== null && !/^\d{1,15}$/u.test(before))
          return problem("bad-request", "before is the number of a line.");
        return json(
          auditPage(auditLines(folder), {
            who: query.get("who"),
            did,
            before: before === null ? Number.POSITIVE_INFINITY : Number(before),
          }),
        );
      },
    }),
  ];
}

/** Those lines that fit, newest first. */
export function auditPage(
  all: Iterable<AuditLine>,
  { who, did, before }: { who: string | null; did: string | null; before: number },
): AuditPage {
  const lines: AuditLine[] = [];
  let looked = 0;
  for (const line of all) {
    if (line.n >= before) continue;
    looked += 1;
    const fits = (who === null || line.who === who) && (did === null || line.did === did);
    if (fits) lines.push(line);
    if (lines.length === LINES || looked === LOOKED_AT) return { lines, before: line.n };
  }
  return { lines, before: null };
}
