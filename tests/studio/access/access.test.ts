import { expect, test } from "vitest";
import {
  createAccess,
  TOKEN_SECONDS,
  VISIT_SECONDS,
} from "../../../server/studio/access/access.ts";
import { fakeClock } from "../../../testing/fake-clock.ts";
import { CREDENTIALS, KEYS } from "../a-studio.ts";

const minutes = (n: number) => n * 60_000;

test("[ST1] a link opens once, and not after ten minutes, nor from elsewhere", async () => {
  const clock = fakeClock();
  const access = createAccess([], clock);
  const key = access.oneTimeKey();
  expect(access.signIn(key, false)).toBeNull();
  expect(access.signIn(key)?.roles).toEqual(["designer", "operator", "exporter"]);
  expect(access.signIn(key)).toBeNull();
  const late = access.oneTimeKey();
  await clock.pass(minutes(10));
  expect(access.signIn(late)).toBeNull();
  expect(new Set(Array.from({ length: 50 }, () => access.oneTimeKey())).size).toBe(50);
});

test("[ST3] a token is good for 15 minutes, and no longer", async () => {
  const clock = fakeClock();
  const access = createAccess(CREDENTIALS, clock);
  const session = access.signIn(KEYS.designer);
  expect(session?.expiresIn).toBe(TOKEN_SECONDS);
  const token = session?.token ?? "";
  await clock.pass(TOKEN_SECONDS * 1_000 - 1);
  expect(access.callerOf(token)?.name).toBe("designer");
  await clock.pass(1);
  expect(access.callerOf(token)).toBeNull();
  expect(access.renew(token)).toBeNull();
});

test("[ST3] renewing goes on for twelve hours after the key, and then the key is asked for", async () => {
  const clock = fakeClock();
  const access = createAccess(CREDENTIALS, clock);
  let token = access.signIn(KEYS.operator)?.token ?? "";
  const ended = access.visitOf(token)?.ended;
  let renewals = 0;
  for (;;) {
    await clock.pass(minutes(10));
    const next = access.renew(token);
    if (next === null) break;
    renewals += 1;
    expect(next.token).not.toBe(token);
    ({ token } = next);
  }
  expect(clock.elapsed()).toBe(VISIT_SECONDS * 1_000);
  expect(renewals).toBe(VISIT_SECONDS / 600 - 1);
  expect(ended?.aborted).toBe(true);
});

test("[ST3] signing out ends every token of the visit, and no other visit", async () => {
  const clock = fakeClock();
  const access = createAccess(CREDENTIALS, clock);
  const first = access.signIn(KEYS.designer)?.token ?? "";
  const renewed = access.renew(first)?.token ?? "";
  const beside = access.signIn(KEYS.designer)?.token ?? "";
  const ended = access.visitOf(first)?.ended;
  access.signOut(first);
  expect(access.callerOf(first)).toBeNull();
  expect(access.callerOf(renewed)).toBeNull();
  expect(access.renew(renewed)).toBeNull();
  expect(ended?.aborted).toBe(true);
  expect(access.callerOf(beside)?.name).toBe("designer");
});

test("[ST3] what nobody signs out of ends by itself, and nothing of it stays", async () => {
  const clock = fakeClock();
  const access = createAccess(CREDENTIALS, clock);
  const visits = Array.from({ length: 100 }, () => {
    const { token } = access.signIn(KEYS.exporter) ?? { token: "" };
    return { token, ended: access.visitOf(token)?.ended };
  });
  // The oldest make room: one key does not hold any number of visits.
  expect(visits.filter(({ token }) => access.callerOf(token) !== null)).toHaveLength(64);
  await clock.pass(TOKEN_SECONDS * 1_000);
  expect(visits.every(({ ended }) => ended?.aborted)).toBe(true);
});

test("[ST3] no key or token can be read off what is kept", () => {
  const access = createAccess(CREDENTIALS, fakeClock());
  const { token } = access.signIn(KEYS.designer) ?? { token: "" };
  expect(JSON.stringify(access)).not.toContain(KEYS.designer);
  expect(JSON.stringify(access.visitOf(token))).not.toContain(token);
});
