import type { AuditLine } from "../../../shared/studio/audit.ts";

/** What is told to the audit log, which gives it its number and time. */
export type AuditEntry = Omit<AuditLine, "n" | "at">;
