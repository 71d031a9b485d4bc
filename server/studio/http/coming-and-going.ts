import express from "express";
import { SignIn } from "../../../shared/studio/api.ts";
import type { AuditEntry } from "../access/audit-entry.ts";
import { NOT_SIGNED_IN, refuse, tooMany } from "./refusals.ts";
import type { StudioOptions } from "./studio-options.ts";
import { tokenOf } from "./token.ts";

/** Signing in and out, and staying in. */
export function comingAndGoing(
  api: express.Router,
  { access, door, audit, fault }: StudioOptions,
): void {
  const told = (entry: AuditEntry) => {
    try {
      audit(entry);
    } catch (error) {
      fault(error);
    }
  };
  api.post("/session", express.json({ limit: 4096 }), (request, response) => {
    const wait = door.tries.wait(request);
    if (wait > 0) return refuse(response, tooMany("Too many keys did not open", wait), wait);
    const read = SignIn.safeParse(request.body);
    const session = read.success ? access.signIn(read.data.key) : null;
    const at = { method: "POST", path: "/session" } as const;
    if (session === null) {
      door.tries.failed(request);
      told({ did: "sign-in-refused", who: null, ...at });
      return refuse(response, NOT_SIGNED_IN);
    }
    told({ did: "sign-in", who: session.name, roles: session.roles, ...at });
    response.json(session);
  });
  api.post("/session/renew", (request, response) => {
    const session = access.renew(tokenOf(request));
    if (session === null) refuse(response, NOT_SIGNED_IN);
    else response.json(session);
  });
  api.delete("/session", (request, response) => {
    const caller = access.callerOf(tokenOf(request));
    if (caller === null) return refuse(response, NOT_SIGNED_IN);
    access.signOut(tokenOf(request));
    told({ did: "sign-out", who: caller.name, method: "DELETE", path: "/session" });
    response.status(204).end();
  });
}
