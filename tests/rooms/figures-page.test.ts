import type { IncomingMessage } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mayReadFigures } from "../../server/rooms/figures-page.ts";
import { createWebServer, type WebServer } from "../../server/rooms/web-server.ts";

const TOKEN = "a-token-of-many-letters";
let server: WebServer;
let withFigures = "";

beforeAll(async () => {
  const figures = {
    text: () => Promise.resolve("her_llm_limit 8\n"),
    contentType: "text/plain; version=0.0.4; charset=utf-8",
    token: TOKEN,
  };
  const options = { rooms: {}, page: null, origins: [], health: () => ({ ok: true }) };
  server = createWebServer({ ...options, figures });
  withFigures = `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}/metrics`;
});
afterAll(() => server.close());

test("[Q13] this machine reads the live figures, which no cache keeps", async () => {
  const response = await fetch(withFigures);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/u);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("access-control-allow-origin")).toBeNull();
  expect(await response.text()).toBe("her_llm_limit 8\n");
});

test("[Q13] what comes through a proxy on this machine needs the token, and is told of nothing without", async () => {
  const forwarded = { "x-forwarded-for": "127.0.0.1" };
  const refused = await fetch(withFigures, { headers: forwarded });
  const nowhere = await fetch(new URL("/nowhere", withFigures));
  expect([refused.status, await refused.text()]).toEqual([404, await nowhere.text()]);
  expect(nowhere.status).toBe(404);
  const wrong = { ...forwarded, authorization: `Bearer ${TOKEN}x` };
  expect((await fetch(withFigures, { headers: wrong })).status).toBe(404);
  const right = { ...forwarded, authorization: `Bearer ${TOKEN}` };
  expect((await fetch(withFigures, { headers: right })).status).toBe(200);
});

const from = (remoteAddress: string | undefined, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;

test.each([
  ["127.0.0.1", true],
  ["127.8.9.1", true],
  ["::1", true],
  ["::ffff:127.0.0.1", true],
  ["10.0.0.7", false],
  ["::ffff:10.0.0.7", false],
  ["127.0.0.1.example.org", false],
  ["1127.0.0.1", false],
  [undefined, false],
])("[Q13] a socket that ends at %s reads: %s", (address, reads) => {
  expect(mayReadFigures(from(address), null)).toBe(reads);
});

test("[Q13] no header makes a foreign socket a near one, and no token lets nobody in", () => {
  for (const header of ["x-forwarded-for", "x-real-ip", "forwarded", "host"]) {
    expect(mayReadFigures(from("10.0.0.7", { [header]: "127.0.0.1" }), null)).toBe(false);
  }
  for (const authorization of [
    "Bearer ",
    "Bearer null",
    "Bearer undefined",
    `Basic ${TOKEN}`,
    "",
  ]) {
    expect(mayReadFigures(from("10.0.0.7", { authorization }), null)).toBe(false);
    expect(mayReadFigures(from("10.0.0.7", { authorization }), TOKEN)).toBe(false);
  }
  expect(mayReadFigures(from("10.0.0.7", { authorization: `Bearer ${TOKEN}` }), TOKEN)).toBe(true);
});
