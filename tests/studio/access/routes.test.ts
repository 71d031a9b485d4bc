import { describe, expect, test } from "vitest";
import { TOKEN_SECONDS } from "../../../server/studio/access/access.ts";
import { mayAsk, type StudioRoute } from "../../../server/studio/route.ts";
import { ROLES } from "../../../shared/studio/role.ts";
import { aStudio, KEYS, type AStudio } from "../a-studio.ts";

/** Every route that the server has, as everyone who might ask it. A route that is added is tried by being there. */

/** The route's address with something in each of its places. */
function addressOf({ path }: StudioRoute): string {
  return `/studio/api${path.replace(/:\w+/gu, "some-id").replace(/\/?\{[^}]*\}/gu, "")}`;
}

/** Sends the least that gets to the handler or past it; a body that no schema takes. */
function knock(studio: AStudio, route: StudioRoute, token: string | undefined) {
  return studio.ask(addressOf(route), {
    method: route.method,
    headOnly: true,
    ...(token === undefined ? {} : { token }),
    ...(route.body.kind === "none" ? {} : { body: "{}" }),
  });
}

const names = (routes: readonly StudioRoute[]) =>
  routes.map(({ method, path }) => `${method} ${path}`);

test("[ST6] every route names roles that there are, and none stands twice", async () => {
  const { routes } = await aStudio();
  expect(routes.length).toBeGreaterThan(1);
  for (const { roles } of routes) {
    expect(roles.length).toBeGreaterThan(0);
    for (const role of roles) expect(ROLES).toContain(role);
  }
  expect(new Set(names(routes)).size).toBe(routes.length);
});

test("[ST6] nobody gets anything from any route", async () => {
  const studio = await aStudio();
  for (const route of studio.routes) {
    expect((await knock(studio, route, undefined)).status, `${route.method} ${route.path}`).toBe(
      401,
    );
  }
});

describe("[ST6] each route as each role", () => {
  test.each([...ROLES, "everyone"] as const)("[ST6] %s", async (who) => {
    const studio = await aStudio();
    const { token } = await studio.signIn(KEYS[who]);
    for (const route of studio.routes) {
      const may = mayAsk(route, new Set(who === "everyone" ? ROLES : [who]));
      const { status } = await knock(studio, route, token);
      const name = `${who}: ${route.method} ${route.path} gave ${status}`;
      if (may) expect([401, 403], name).not.toContain(status);
      else expect(status, name).toBe(403);
      // No burst of a test is a person's.
      await studio.clock.pass(1_000);
    }
  });
});

test("[ST6] no route takes a token that is garbled, of another form, expired, signed out, or another server's", async () => {
  const studio = await aStudio();
  const other = await aStudio();
  const { token } = await studio.signIn(KEYS.everyone);
  const { token: left } = await studio.signIn(KEYS.everyone);
  await studio.ask("/studio/api/session", { method: "DELETE", token: left });
  const { token: foreign } = await other.signIn(KEYS.everyone);
  const { token: late } = await studio.signIn(KEYS.designer);
  const bad: Record<string, string> = {
    garbled: `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`,
    shortened: token.slice(0, -1),
    doubled: token + token,
    "in capitals": token.toUpperCase(),
    "the key itself": KEYS.everyone,
    "signed out": left,
    "another server's": foreign,
    none: "none",
    "of a prototype": "__proto__",
    "a JSON Web Token of no one": "eyJhbGciOiJub25lIn0.eyJyb2xlIjoib3BlcmF0b3IifQ.",
  };
  for (const route of studio.routes) {
    for (const [kind, one] of Object.entries(bad)) {
      expect((await knock(studio, route, one)).status, `${kind} at ${route.path}`).toBe(401);
    }
    for (const Authorization of [
      `bearer ${token}`,
      `Basic ${Buffer.from(`a:${token}`).toString("base64")}`,
      token,
      `Bearer  ${token}`,
      `Bearer ${token} ${token}`,
      "Bearer",
    ]) {
      const { status } = await studio.ask(addressOf(route), {
        method: route.method,
        headers: { Authorization },
        headOnly: true,
      });
      expect(status, `"${Authorization.slice(0, 9)}" at ${route.path}`).toBe(401);
    }
  }
  await studio.clock.pass(TOKEN_SECONDS * 1_000);
  for (const route of studio.routes)
    expect((await knock(studio, route, late)).status, route.path).toBe(401);
});

test("[ST4] [ST6] no address, cookie or form lets anyone in, and unknown addresses answer nobody", async () => {
  const studio = await aStudio();
  const { token } = await studio.signIn(KEYS.everyone);
  for (const route of studio.routes) {
    const at = addressOf(route);
    for (const query of [
      `?token=${token}`,
      `?access_token=${token}`,
      `?authorization=Bearer%20${token}`,
    ])
      expect((await studio.ask(at + query, { method: route.method, headOnly: true })).status).toBe(
        401,
      );
    const cookies = { Cookie: `token=${token}; dramatis-studio=${token}; session=${token}` };
    expect(
      (await studio.ask(at, { method: route.method, headers: cookies, headOnly: true })).status,
    ).toBe(401);
  }
  const { status } = await studio.ask("/studio/api/no-such-thing");
  expect(status).toBe(401);
  expect((await studio.ask("/studio/api/no-such-thing", { token })).status).toBe(404);
  for (const method of ["OPTIONS", "TRACE", "PATCH"])
    expect((await studio.ask("/studio/api/home", { method })).text).not.toMatch(/GET|HEAD/u);
});

test("[ST6] whoever may not ask is told so before the body is read", async () => {
  const studio = await aStudio();
  const { token } = await studio.signIn(KEYS.exporter);
  const closed = studio.routes.filter((route) => !mayAsk(route, new Set(["exporter"])));
  expect(closed.length).toBeGreaterThan(0);
  for (const route of closed) {
    const { status } = await studio.ask(addressOf(route), {
      method: route.method,
      token,
      // Never sent: a server that waited for it would not answer.
      headers: { "Content-Length": "100000000", Expect: "100-continue" },
      headOnly: true,
    });
    expect(status, route.path).toBe(403);
  }
});
