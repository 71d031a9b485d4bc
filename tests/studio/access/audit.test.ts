import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { createAccess } from "../../../server/studio/access/access.ts";
import { AUDIT_FILE, auditLines, createAuditLog } from "../../../server/studio/access/audit-log.ts";
import { auditPage } from "../../../server/studio/access/audit-routes.ts";
import { createFrontDoor } from "../../../server/studio/access/front-door.ts";
import { json, NO_BODY, route } from "../../../server/studio/route.ts";
import { studioApp } from "../../../server/studio/studio.ts";
import type { AuditPage } from "../../../shared/studio/audit.ts";
import { fakeClock } from "../../../testing/fake-clock.ts";
import { aFolder, aStudio, CREDENTIALS, KEYS, served, type AStudio } from "../a-studio.ts";

/** A studio with one route of each kind that the audit log tells apart. */
async function aWatchedStudio(): Promise<AStudio & { readonly faults: unknown[] }> {
  const clock = fakeClock();
  const dataDir = aFolder();
  const faults: unknown[] = [];
  const Line = z.strictObject({ persona: z.string(), text: z.string() });
  const app = studioApp({
    routes: [
      route({
        method: "GET",
        path: "/plain",
        roles: ["designer"],
        body: NO_BODY,
        handle: () => json("plain"),
      }),
      route({
        method: "GET",
        path: "/episodes/:episode/thoughts",
        roles: ["designer"],
        privateText: "thoughts",
        body: NO_BODY,
        handle: () => json("a thought"),
      }),
      route({
        method: "POST",
        path: "/say",
        roles: ["designer"],
        privateText: "thoughts",
        changesNothing: true,
        body: { kind: "json", schema: Line },
        about: ({ body }) => ({ persona: body.persona }),
        handle: () => json("an answer"),
      }),
      route({
        method: "DELETE",
        path: "/scenes/:scene",
        roles: ["designer"],
        body: NO_BODY,
        handle: () => json("gone"),
      }),
    ],
    access: createAccess(CREDENTIALS, clock),
    page: null,
    door: createFrontDoor({ open: "keys", origins: [], clock }),
    audit: createAuditLog(dataDir, clock).write,
    fault: (error) => faults.push(error),
  });
  return { ...(await served(app, clock, dataDir)), faults };
}

test("[ST7] who came, went, was refused, read and changed is written down, with ids and no text", async () => {
  const studio = await aWatchedStudio();
  const { token } = await studio.signIn(KEYS.designer);
  const { token: operator } = await studio.signIn(KEYS.operator);
  await studio.ask("/studio/api/session", {
    method: "POST",
    body: '{"key":"no-such-key-of-mine"}',
  });
  await studio.ask("/studio/api/plain", { token });
  await studio.ask("/studio/api/episodes/e-17/thoughts?player=Annabel", { token });
  await studio.ask("/studio/api/say", {
    method: "POST",
    token,
    body: '{"persona":"wilt","text":"my darkest secret"}',
  });
  await studio.ask("/studio/api/scenes/s%2F1", { method: "DELETE", token });
  await studio.ask("/studio/api/scenes/s1", { method: "DELETE", token: operator });
  await studio.ask("/studio/api/session", { method: "DELETE", token });
  const lines = studio.audit();
  expect(
    lines.map(({ n, who, did, method, path, of, privateText }) => ({
      n,
      who,
      did,
      method,
      path,
      of,
      privateText,
    })),
  ).toEqual([
    { n: 1, who: "designer", did: "sign-in", method: "POST", path: "/session" },
    { n: 2, who: "operator", did: "sign-in", method: "POST", path: "/session" },
    { n: 3, who: null, did: "sign-in-refused", method: "POST", path: "/session" },
    {
      n: 4,
      who: "designer",
      did: "read",
      method: "GET",
      path: "/episodes/e-17/thoughts",
      of: { episode: "e-17" },
      privateText: "thoughts",
    },
    {
      n: 5,
      who: "designer",
      did: "read",
      method: "POST",
      path: "/say",
      of: { persona: "wilt" },
      privateText: "thoughts",
    },
    {
      n: 6,
      who: "designer",
      did: "change",
      method: "DELETE",
      path: "/scenes/s%2F1",
      of: { scene: "s/1" },
    },
    { n: 7, who: "operator", did: "refused", method: "DELETE", path: "/scenes/s1" },
    { n: 8, who: "designer", did: "sign-out", method: "DELETE", path: "/session" },
  ]);
  const text = readFileSync(join(studio.dataDir, AUDIT_FILE), "utf8");
  for (const secret of ["darkest", "Annabel", "no-such-key", KEYS.designer, token, "a thought"])
    expect(text).not.toContain(secret);
  if (process.platform !== "win32")
    expect(statSync(join(studio.dataDir, AUDIT_FILE)).mode & 0o777).toBe(0o600);
});

test("[ST8] while the audit log cannot be written no private text is given, and what shows none still works", async () => {
  const studio = await aWatchedStudio();
  const { token } = await studio.signIn(KEYS.designer);
  rmSync(join(studio.dataDir, AUDIT_FILE));
  mkdirSync(join(studio.dataDir, AUDIT_FILE));
  const read = await studio.ask("/studio/api/episodes/e-17/thoughts", { token });
  expect(read.status).toBe(500);
  expect(read.text).not.toContain("a thought");
  expect(read.text).toMatch(/audit log cannot be written/);
  const said = await studio.ask("/studio/api/say", {
    method: "POST",
    token,
    body: '{"persona":"wilt","text":"x"}',
  });
  expect(said.status).toBe(500);
  expect((await studio.ask("/studio/api/scenes/s1", { method: "DELETE", token })).status).toBe(200);
  expect((await studio.ask("/studio/api/plain", { token })).status).toBe(200);
  expect(studio.faults.length).toBeGreaterThan(0);
  rmSync(join(studio.dataDir, AUDIT_FILE), { recursive: true });
  expect((await studio.ask("/studio/api/episodes/e-17/thoughts", { token })).status).toBe(200);
});

test("[ST7] the log goes on where it ended, past a line that was cut off, and never forgets what it has", () => {
  const folder = aFolder();
  const clock = fakeClock();
  const entry = { did: "read", who: "ada", method: "GET", path: "/x" } as const;
  createAuditLog(folder, clock).write(entry);
  appendFileSync(join(folder, AUDIT_FILE), '{"n":7,"at":"2026-01-01T00:0\n');
  const again = createAuditLog(folder, clock);
  again.write({ ...entry, who: "bob" });
  expect([...auditLines(folder)].map(({ n, who }) => [n, who])).toEqual([
    [2, "bob"],
    [1, "ada"],
  ]);
});

test("[ST7] a full file is kept beside a new one, their number is bounded, and letters stay whole", () => {
  const folder = aFolder();
  const clock = fakeClock();
  const file = join(folder, AUDIT_FILE);
  const filler = `${JSON.stringify({ n: 1, at: "x", did: "read", who: "小雨".repeat(60_000), method: "GET", path: "/" })}\n`;
  const log = createAuditLog(folder, clock);
  for (let i = 0; i < 30; i++) {
    writeFileSync(file, filler.repeat(Math.ceil((8 * 1024 * 1024) / Buffer.byteLength(filler))));
    log.write({ did: "read", who: `reader ${i}`, method: "GET", path: "/x" });
  }
  expect(readdirSync(folder).length).toBe(25);
  const names = new Set([...auditLines(folder)].map(({ who }) => who));
  expect(names).toEqual(new Set(["reader 29", "小雨".repeat(60_000)]));
});

test("[ST7] pages of the log meet without a gap, by name and by deed", () => {
  const lines = Array.from({ length: 950 }, (_, at) => ({
    n: 950 - at,
    at: "2026-01-01T00:00:00.000Z",
    did: at % 3 === 0 ? ("change" as const) : ("read" as const),
    who: at % 2 === 0 ? "ada" : "bob",
    method: "GET",
    path: "/x",
  }));
  const found: number[] = [];
  let before: number | null = Number.POSITIVE_INFINITY;
  while (before !== null) {
    const page: AuditPage = auditPage(lines, { who: "ada", did: "change", before });
    found.push(...page.lines.map(({ n }) => n));
    ({ before } = page);
  }
  expect(found).toEqual(
    lines.filter(({ who, did }) => who === "ada" && did === "change").map(({ n }) => n),
  );
});

test("[ST7] operators read the log, and nobody else does", async () => {
  const studio = await aStudio();
  const { token } = await studio.signIn(KEYS.operator);
  const page = JSON.parse(
    (await studio.ask("/studio/api/audit?did=sign-in", { token })).text,
  ) as AuditPage;
  expect(page.lines.map(({ who }) => who)).toEqual(["operator"]);
  expect((await studio.ask("/studio/api/audit?did=everything", { token })).status).toBe(400);
  expect((await studio.ask("/studio/api/audit?before=-1", { token })).status).toBe(400);
  const { token: designer } = await studio.signIn(KEYS.designer);
  expect((await studio.ask("/studio/api/audit", { token: designer })).status).toBe(403);
});
