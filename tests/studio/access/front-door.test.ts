import { describe, expect, test } from "vitest";
import { createAccess } from "../../../server/studio/access/access.ts";
import { createFrontDoor } from "../../../server/studio/access/front-door.ts";
import { json, NO_BODY, route } from "../../../server/studio/route.ts";
import { STUDIO_POLICY } from "../../../server/studio/http/headers.ts";
import { studioApp } from "../../../server/studio/studio.ts";
import { fakeClock } from "../../../testing/fake-clock.ts";
import { aFolder, aStudio, CREDENTIALS, KEYS, served } from "../a-studio.ts";

const linkOf = (studio: Awaited<ReturnType<typeof aStudio>>) =>
  /#key=([\w-]+)/u.exec(studio.announce("http://x").join())?.[1] ?? "";

describe("[ST1] with a link alone", () => {
  test.each<[Record<string, string>, string]>([
    [{ "X-Forwarded-For": "203.0.113.7" }, "a proxy's request"],
    [{ Forwarded: "for=203.0.113.7" }, "a proxy's request in the standard's words"],
    [{ "X-Forwarded-Proto": "https" }, "a proxy that names the scheme alone"],
    [{ Via: "1.1 cache" }, "a cache's request"],
    [{ Host: "game.example" }, "another machine's name (DNS rebinding)"],
    [{ Host: "localhost.evil.example" }, "a name that begins like this machine's"],
    [{ Host: "127.0.0.1.evil.example:2567" }, "a name that begins like an address"],
    [{ Host: "evil.example#localhost" }, "a name that ends like this machine's"],
    [{ Host: "0.0.0.0" }, "every address, which browsers lead here"],
  ])("[ST1] %j finds nothing: %s", async (headers) => {
    const studio = await aStudio({ open: "link" });
    const key = linkOf(studio);
    for (const path of [
      "/studio/",
      "/studio/a-studio.ts",
      "/studio/api/home",
      "/studio/api/session",
    ]) {
      const answer = await studio.ask(path, { headers });
      expect([answer.status, answer.text]).toEqual([404, "nothing here"]);
    }
    const tried = { method: "POST", body: JSON.stringify({ key }), headers };
    expect((await studio.ask("/studio/api/session", tried)).status).toBe(404);
    expect((await studio.signIn(key)).name).toBe("local");
  });

  test("[ST1] a visit that began here does not go on from elsewhere", async () => {
    const studio = await aStudio({ open: "link" });
    const { token } = await studio.signIn(linkOf(studio));
    const headers = { "X-Forwarded-For": "203.0.113.7" };
    expect((await studio.ask("/studio/api/home", { token })).status).toBe(200);
    expect((await studio.ask("/studio/api/home", { token, headers })).status).toBe(404);
  });

  test.each(["localhost", "127.0.0.1:2567", "[::1]:2567", "game.localhost:8080", "LOCALHOST"])(
    "[ST1] Host %s is this machine",
    async (Host) => {
      const studio = await aStudio({ open: "link" });
      expect((await studio.ask("/studio/a-studio.ts", { headers: { Host } })).status).toBe(200);
    },
  );
});

test("[ST1] where it stays closed, the page and every address say so, and no key opens", async () => {
  const studio = await aStudio({ open: "no", why: "closed, since" });
  expect(studio.announce("http://x")).toEqual(["closed, since"]);
  for (const path of ["/studio/", "/studio/api/home", "/studio/api/session"]) {
    const { status, text } = await studio.ask(path, {
      method: "POST",
      body: JSON.stringify({ key: KEYS.everyone }),
    });
    expect(status).toBe(404);
    expect(text).toMatch(/not open/);
  }
});

test("[ST1] with keys it answers from anywhere, behind proxies too", async () => {
  const studio = await aStudio();
  expect(studio.announce("http://x").join()).not.toMatch(/key=/);
  const headers = { Host: "play.example", "X-Forwarded-For": "203.0.113.7" };
  const { token } = await studio.signIn(KEYS.designer, { headers });
  expect((await studio.ask("/studio/api/home", { token, headers })).status).toBe(200);
});

describe("[ST4] what other pages send", () => {
  test.each<[Record<string, string>, string]>([
    [{ Origin: "https://evil.example" }, "another origin"],
    [{ Origin: "null" }, "a sandboxed frame or a file"],
    [{ Origin: "http://127.0.0.1:1" }, "this machine, another port"],
    [{ "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors" }, "no-cors from afar"],
    [{ "Sec-Fetch-Site": "same-site" }, "a neighbour under the same name"],
    [{ "Sec-Fetch-Site": "none" }, "an address that somebody was given"],
    [
      { Origin: "https://play.example", "Sec-Fetch-Site": "cross-site" },
      "a known origin that is another one",
    ],
  ])("[ST4] %j is refused: %s", async (headers) => {
    const studio = await aStudio();
    const { token } = await studio.signIn(KEYS.everyone);
    for (const asked of [
      { path: "/home", method: "GET", token },
      { path: "/session", method: "POST", body: JSON.stringify({ key: KEYS.everyone }) },
      { path: "/session/renew", method: "POST", token },
      { path: "/session", method: "DELETE", token },
    ]) {
      const { path, ...options } = asked;
      const answer = await studio.ask(`/studio/api${path}`, { ...options, headers });
      expect(answer.status, `${asked.method} ${path}`).toBe(403);
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
      expect(answer.text).not.toMatch(/token/);
    }
    expect((await studio.ask("/studio/api/home", { token })).status).toBe(200);
  });

  test.each([
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "",
  ])("[ST4] a form's post as %j signs nobody in, from its own origin either", async (type) => {
    const studio = await aStudio();
    for (const body of [`key=${KEYS.everyone}`, JSON.stringify({ key: KEYS.everyone })]) {
      const headers = { "Content-Type": type, Origin: studio.url };
      const { status } = await studio.ask("/studio/api/session", { method: "POST", headers, body });
      expect(status).toBe(401);
    }
  });

  test("[ST4] its own page is listened to, also behind a proxy that hides its name", async () => {
    const studio = await aStudio();
    const { token } = await studio.signIn(KEYS.designer);
    const own: Record<string, string>[] = [
      { Origin: studio.url },
      { "Sec-Fetch-Site": "same-origin", Origin: "https://hidden.example" },
      { Origin: "https://play.example" },
    ];
    for (const headers of own)
      expect((await studio.ask("/studio/api/home", { token, headers })).status).toBe(200);
  });
});

describe("[ST5] how often", () => {
  const guess = (n: number) => ({
    method: "POST",
    body: JSON.stringify({ key: `${KEYS.designer}${n}` }),
  });

  test("[ST5] ten keys that do not open, then one in six seconds, and who is in stays in", async () => {
    const studio = await aStudio();
    const { token } = await studio.signIn(KEYS.designer);
    const tries = async (n: number) => {
      const found: number[] = [];
      for (let i = 0; i < n; i++)
        found.push((await studio.ask("/studio/api/session", guess(i))).status);
      return found;
    };
    expect(await tries(12)).toEqual([...Array(10).fill(401), 429, 429]);
    const right = { method: "POST", body: JSON.stringify({ key: KEYS.designer }) };
    const held = await studio.ask("/studio/api/session", right);
    expect(held.status).toBe(429);
    expect(held.headers["retry-after"]).toBe("6");
    expect(held.text).toMatch(/try again in 6 seconds/);
    expect((await studio.ask("/studio/api/session/renew", { method: "POST", token })).status).toBe(
      200,
    );
    expect((await studio.ask("/studio/api/home", { token })).status).toBe(200);
    // From another address the same key opens at once.
    expect((await studio.ask("/studio/api/session", { ...right, from: "127.0.0.9" })).status).toBe(
      200,
    );
    await studio.clock.pass(6_000);
    expect((await studio.ask("/studio/api/session", right)).status).toBe(200);
    // Keys that open take nothing away.
    for (let i = 0; i < 30; i++)
      expect((await studio.ask("/studio/api/session", right)).status).toBe(200);
  });

  test("[ST5] a visit has 240 requests at once and 20 a second, and no other visit is held up by it", async () => {
    const studio = await aStudio();
    const { token } = await studio.signIn(KEYS.designer);
    const { token: beside } = await studio.signIn(KEYS.designer);
    const statuses: number[] = [];
    for (let i = 0; i < 245; i++)
      statuses.push((await studio.ask("/studio/api/home", { token })).status);
    expect(statuses.filter((one) => one === 429)).toHaveLength(5);
    expect((await studio.ask("/studio/api/home", { token: beside })).status).toBe(200);
    await studio.clock.pass(1_000);
    expect((await studio.ask("/studio/api/home", { token })).status).toBe(200);
  });

  test.each([
    "{",
    '{"key":1}',
    '{"key":""}',
    "[]",
    "null",
    `{"key":"a","more":1}`,
    `{"key":"${"x".repeat(5_000)}"}`,
  ])("[ST5] %j is no key, and costs a try or nothing", async (body) => {
    const studio = await aStudio();
    const { status } = await studio.ask("/studio/api/session", { method: "POST", body });
    expect([400, 401, 413]).toContain(status);
  });
});

test("[ST9] every answer carries the policy and may be used by its own origin alone", async () => {
  const studio = await aStudio();
  const { token } = await studio.signIn(KEYS.designer);
  for (const path of [
    "/studio/a-studio.ts",
    "/studio/api/home",
    "/studio/api/none",
    "/studio/none",
  ]) {
    const { headers } = await studio.ask(path, { token });
    expect(headers).toMatchObject({
      "content-security-policy": STUDIO_POLICY,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers["set-cookie"]).toBeUndefined();
    if (path.includes("/api/")) expect(headers["cache-control"]).toBe("no-store");
  }
});

test("[ST3] signing out ends what still streams, also where nothing is said just now", async () => {
  const clock = fakeClock();
  const handled = { ended: false };
  const routes = [
    route({
      method: "GET",
      path: "/silence",
      roles: ["designer"],
      body: NO_BODY,
      handle: ({ gone }) => ({
        kind: "lines",
        values: (async function* () {
          yield 1;
          await new Promise((resolve) => gone.addEventListener("abort", resolve));
          handled.ended = true;
        })(),
      }),
    }),
    route({
      method: "GET",
      path: "/late",
      roles: ["designer"],
      body: NO_BODY,
      handle: () => json(1),
    }),
  ];
  const access = createAccess(CREDENTIALS, clock);
  const app = studioApp({
    routes,
    access,
    page: null,
    door: createFrontDoor({ open: "keys", origins: [], clock }),
    audit: () => {},
    fault: () => {},
  });
  const studio = await served(app, clock, aFolder());
  const { token } = await studio.signIn(KEYS.designer);
  const stream = studio.ask("/studio/api/silence", { token });
  await new Promise((resolve) => setTimeout(resolve, 50));
  await studio.ask("/studio/api/session", { method: "DELETE", token });
  expect((await stream).text).toBe("1\n");
  expect(handled.ended).toBe(true);
});
