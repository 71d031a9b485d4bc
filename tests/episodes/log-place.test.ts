import { inspect } from "node:util";
import { expect, test } from "vitest";
import { LogPlace } from "../../server/episodes/log-place.ts";
import { readConfig } from "../../server/cli/config.ts";

const PASSWORD = "CANARY-9f3c";

test("[E25] a place shows user, host, database and schema, and no password", () => {
  const url = `postgres://her:${PASSWORD}@db.example.org:5433/games?schema=one&sslpassword=${PASSWORD}`;
  const place = new LogPlace(url);
  const shown = [String(place), JSON.stringify({ place }), inspect({ place }), `${String(place)}`];
  for (const text of shown) {
    expect(text).toContain("postgres://her@db.example.org:5433/games?schema=one");
    expect(text).not.toContain(PASSWORD);
  }
  expect(place.open()).toMatchObject({ kind: "postgres", schema: "one" });
  expect(JSON.stringify(place.open())).toContain(PASSWORD);
});

test("[E25] a path is a file, and other kinds of URL and schema names that need quoting are refused", () => {
  expect(new LogPlace("data/episodes.sqlite").open()).toMatchObject({ kind: "file" });
  expect(new LogPlace("C:\\data\\episodes.sqlite").open()).toMatchObject({ kind: "file" });
  for (const bad of [
    `mysql://her:${PASSWORD}@db/games`,
    `postgres://her:${PASSWORD}@db:port/games`,
    `postgres://her:${PASSWORD}@db/games?schema=a";drop`,
  ]) {
    expect(() => new LogPlace(bad)).toThrow(/expected/u);
    expect(() => new LogPlace(bad)).not.toThrow(PASSWORD);
  }
});

test("[E25] DRAMATIS_LOG is the place of the log; a bad one stops the start and is not shown", () => {
  const config = readConfig({ env: { DRAMATIS_LOG: `postgres://her:${PASSWORD}@db/games` } });
  expect(config.ok && String(config.config.log)).toBe("postgres://her@db/games");
  expect(inspect(config, { depth: 9 })).not.toContain(PASSWORD);
  const usual = readConfig({ env: { DRAMATIS_DATA_DIR: "elsewhere" } });
  expect(usual.ok && String(usual.config.log)).toMatch(/^elsewhere.episodes\.sqlite$/u);
  const bad = readConfig({ env: { DRAMATIS_LOG: `mysql://her:${PASSWORD}@db/games` } });
  expect(!bad.ok && bad.problems.join()).toMatch(/^DRAMATIS_LOG: found a value .* \(not shown\)/u);
  expect(JSON.stringify(bad)).not.toContain(PASSWORD);
});
