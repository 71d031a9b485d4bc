import type { Access } from "../access/access.ts";
import type { AuditEntry } from "../access/audit-entry.ts";
import type { FrontDoor } from "../access/front-door.ts";
import type { StudioRoute } from "../route.ts";

/** What the studio's HTTP is made of. */
export interface StudioOptions {
  readonly routes: readonly StudioRoute[];
  readonly access: Access;
  /** Folder with the studio's built page; null where it was not built. */
  readonly page: string | null;
  readonly door: FrontDoor;
  /**
   * Told of who comes and goes, of each request whose answer holds private text, and of each that changes something,
   * before it is answered. Throws where it cannot keep it: then no private text is given.
   */
  readonly audit: (entry: AuditEntry) => void;
  /** A route threw; nothing of what was asked is in it. */
  readonly fault: (error: unknown) => void;
}
