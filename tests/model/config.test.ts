import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadDotEnv, readConfig, understudyEndpoint } from "../../server/cli/config.ts";
import type { Config } from "../../server/cli/config.ts";
import { SETTINGS, SETTING_NAMES } from "../../server/cli/settings.ts";

const ENDPOINT = { DRAMATIS_BASE_URL: "http://127.0.0.1:8000/v1", DRAMATIS_MODEL: "her-32b" };
const KEY = "sk-canary-91c7";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dramatis-config-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(content: unknown): string {
  const path = join(folder, "settings.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}
function good(env: Record<string, string>, path?: string): Config {
  const read = readConfig({ env, ...(path === undefined ? {} : { file: path }) });
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return read.config;
}
function problems(env: Record<string, string>, path?: string): readonly string[] {
  const read = readConfig({ env, ...(path === undefined ? {} : { file: path }) });
  return read.ok ? [] : read.problems;
}

test("[M22] with no setting at all the understudy plays", () => {
  const config = good({ PATH: "/bin", OPENAI_API_KEY: "ambient" });
  expect(config).toMatchObject({ port: 2567, endpoint: null, prefill: "<system_thinking>" });
  expect(understudyEndpoint(config, "http://127.0.0.1:1/v1", "understudy")).toMatchObject({
    baseUrl: "http://127.0.0.1:1/v1",
    model: "understudy",
    apiKey: null,
    synthetic: true,
    dialect: "raw",
    capture: true,
  });
});

test("[M21] every setting can be made by variable and by file, and the variable wins", () => {
  const path = file({
    port: 3000,
    baseUrl: "http://10.0.0.1/v1/",
    model: "from-file",
    dialect: "chat",
    capture: true,
    origins: ["https://play.example.org"],
    chatTemplateKwargs: { enable_thinking: false },
    temperature: 0,
  });
  const config = good(
    { DRAMATIS_MODEL: "from-env", DRAMATIS_TEMPERATURE: "", DRAMATIS_IDLE_MS: "900" },
    path,
  );
  expect(config).toMatchObject({
    port: 3000,
    origins: ["https://play.example.org"],
    prefill: "",
    sampling: { temperature: 0, topP: 0.9, maxTokens: 1024 },
    endpoint: {
      baseUrl: "http://10.0.0.1/v1",
      model: "from-env",
      dialect: "chat",
      capture: true,
      synthetic: false,
      chatTemplateKwargs: { enable_thinking: false },
      deadlines: { headers: 10_000, firstToken: 15_000, idle: 900, turn: 45_000 },
    },
  });
});

describe("[M19] a bad value is named with what was found and what was expected", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["PORT", "70000", "whole number from 0 to 65535"],
    ["PORT", "http", "whole number"],
    ["DRAMATIS_TEMPERATURE", "hot", "number from 0 to 2"],
    ["DRAMATIS_TEMPERATURE", "1e9", "number from 0 to 2"],
    ["DRAMATIS_TOP_P", "0", "number from 0.01 to 1"],
    ["DRAMATIS_MAX_TOKENS", "1.5", "whole number"],
    ["DRAMATIS_DIALECT", "rawr", "one of raw, chat"],
    ["DRAMATIS_PREFILL", "<think>", "one of none, system_thinking"],
    ["DRAMATIS_CAPTURE", "maybe", "on or off"],
    ["DRAMATIS_BASE_URL", "localhost:8000", "http or https address"],
    ["DRAMATIS_BASE_URL", "ftp://host/v1", "http or https address"],
    ["DRAMATIS_ORIGINS", "play.example.org", "web origins"],
    ["DRAMATIS_ORIGINS", "https://play.example.org/", "web origins"],
    ["DRAMATIS_CHAT_TEMPLATE_KWARGS", "[1]", "a JSON object"],
    ["DRAMATIS_IDLE_MS", "0", "whole number from 1"],
    ["DRAMATIS_SEED", "-1", "whole number from 0"],
  ];
  test.each(rows)("%s=%s", (name, value, expected) => {
    const found = problems({ ...ENDPOINT, DRAMATIS_DIALECT: "chat", [name]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${name}: found ${JSON.stringify(value)}`);
    expect(found[0]).toContain(expected);
  });
});

test("[M19] all problems are told at once, those of the file with its path", () => {
  const path = file({ port: "x", topP: 7 });
  expect(problems({ DRAMATIS_SEED: "x" }, path)).toEqual([
    expect.stringContaining(`${path}: port: found "x"`),
    expect.stringContaining("DRAMATIS_SEED: found"),
    expect.stringContaining(`${path}: topP: found 7`),
  ]);
});

test("[M19] a file that was named must be there and be one JSON object", () => {
  expect(problems({}, join(folder, "absent.json"))[0]).toContain("found no readable file");
  expect(problems({}, file("{ port: 1"))[0]).toContain("not valid JSON");
  expect(problems({}, file("[]"))[0]).toContain("one JSON object");
});

test("[M20] an unknown variable is named with the nearest known one", () => {
  expect(problems({ DRAMATIS_TEMPRATURE: "0.5" })).toEqual([
    "DRAMATIS_TEMPRATURE: no such setting. Did you mean DRAMATIS_TEMPERATURE? .env.example lists every setting.",
  ]);
  expect(problems({ DRAMATIS_COLOUR_OF_THE_SEA: "grey" })).toEqual([
    "DRAMATIS_COLOUR_OF_THE_SEA: no such setting. .env.example lists every setting.",
  ]);
  expect(problems({}, file({ Port: 1 }))[0]).toContain("Port: no such setting. Did you mean port?");
});

test("[M22] a setting that needs an endpoint stops the start without one", () => {
  expect(problems({ DRAMATIS_MODEL: "her-32b" })[0]).toContain("expected DRAMATIS_BASE_URL");
  expect(problems({ DRAMATIS_SYNTHETIC: "off" })[0]).toContain("expected DRAMATIS_BASE_URL");
  expect(problems({ DRAMATIS_BASE_URL: ENDPOINT.DRAMATIS_BASE_URL })[0]).toContain(
    "DRAMATIS_MODEL: found nothing",
  );
});

test("[M19] settings that do not fit together are told apart from bad ones", () => {
  expect(problems({ ...ENDPOINT, DRAMATIS_CHAT_TEMPLATE_KWARGS: "{}" })[0]).toContain(
    "DRAMATIS_DIALECT=chat",
  );
  expect(
    problems({ ...ENDPOINT, DRAMATIS_API_KEY: KEY, DRAMATIS_API_KEY_FILE: "x" }).join("\n"),
  ).toContain("only one of the two");
});

test("[M23] the key is usable and nowhere visible", () => {
  const path = join(folder, "key");
  writeFileSync(path, `${KEY}\n`);
  for (const config of [
    good({ ...ENDPOINT, DRAMATIS_API_KEY: KEY }),
    good({ ...ENDPOINT, DRAMATIS_API_KEY_FILE: path }),
  ]) {
    expect(config.endpoint?.apiKey?.expose()).toBe(KEY);
    const key = config.endpoint?.apiKey;
    const shown = `${JSON.stringify(config)}${inspect(config, { depth: 9, showHidden: true })}${key}`;
    expect(shown).not.toContain(KEY);
    expect(shown).toContain("[secret]");
  }
});

test("[M23] no message shows a credential, wherever it was put", () => {
  const told = [
    ...problems({ ...ENDPOINT, DRAMATIS_API_KEY: `${KEY} with a space` }),
    ...problems({ ...ENDPOINT, DRAMATIS_BASE_URL: `http://user:${KEY}@host/v1` }),
    ...problems({ ...ENDPOINT, DRAMATIS_BASE_URL: `http://host/v1?key=${KEY}` }),
    ...problems({ ...ENDPOINT, DRAMATIS_APIKEY: KEY }),
    ...problems({}, file({ apiKey: KEY })),
    ...problems({}, file(`{ "apiKey": "${KEY}"`)),
    ...problems({ ...ENDPOINT, DRAMATIS_API_KEY_FILE: file(`${KEY} ${KEY}`) }),
  ];
  expect(told).toHaveLength(7);
  expect(told.join("\n")).not.toContain(KEY);
});

test("[M24] the example names every setting, and each value in it is valid", () => {
  const lines = readFileSync(".env.example", "utf8").split("\n");
  const values = new Map<string, string>();
  for (const line of lines) {
    const read = /^# ([A-Z_]+)=(.*)$/.exec(line);
    if (read?.[1] !== undefined) values.set(read[1], read[2] ?? "");
  }
  expect([...values.keys()].sort()).toEqual(
    SETTING_NAMES.map((name): string => SETTINGS[name].env).sort(),
  );
  for (const name of SETTING_NAMES.filter((one) => !SETTINGS[one].secret)) {
    expect(lines.some((line) => line.startsWith(`# [${name}]`))).toBe(true);
  }
  expect(problems({ ...Object.fromEntries(values), DRAMATIS_DIALECT: "chat" })).toEqual([]);
});

test("[M19] a floor above the ceiling of calls at once is named, and both are counted from the settings", () => {
  expect(problems({ DRAMATIS_CONCURRENCY_MIN: "9", DRAMATIS_CONCURRENCY_MAX: "4" })).toEqual([
    "DRAMATIS_CONCURRENCY_MIN: found 9, expected at most the 4 of DRAMATIS_CONCURRENCY_MAX.",
  ]);
  const changed = good({
    ...ENDPOINT,
    DRAMATIS_CONCURRENCY_MIN: "1",
    DRAMATIS_CONCURRENCY_MAX: "3",
    DRAMATIS_QUEUE_DEPTH: "20",
    DRAMATIS_QUEUE_SCENE_DEPTH: "3",
    DRAMATIS_QUEUE_AGE_MS: "9000",
    DRAMATIS_CAP_PLAYER_CALLS: "50",
  });
  expect(changed.queue).toMatchObject({
    concurrency: { floor: 1, ceiling: 3, start: 3 },
    depths: { whole: 20, lane: { answer: 20 }, scene: { answer: 3 } },
    oldest: { answer: 9_000 },
    loadPage: "http://127.0.0.1:8000/metrics",
  });
  expect(changed.caps.player.calls).toBe(50);
  expect(good({}).queue.loadPage).toBeNull();
  expect(good({ ...ENDPOINT, DRAMATIS_ENDPOINT_METRICS: "off" }).queue.loadPage).toBeNull();
});

test("[M23] the token of the live figures is long, is not shown and stays out of the file", () => {
  const config = good({ DRAMATIS_METRICS_TOKEN: KEY.repeat(2) });
  expect(config.metricsToken?.expose()).toBe(KEY.repeat(2));
  expect(inspect(config, { depth: 9 }) + JSON.stringify(config)).not.toContain(KEY);
  const short = problems({ DRAMATIS_METRICS_TOKEN: "short-canary" });
  expect(short).toHaveLength(1);
  expect(short.join()).not.toContain("short-canary");
  expect(problems({}, file({ metricsToken: KEY.repeat(2) })).join()).not.toContain(KEY);
});

test("[M21] .env is loaded where there is one and changes nothing that is set", () => {
  const path = join(folder, ".env");
  loadDotEnv(path);
  writeFileSync(path, "DRAMATIS_TEST_NEW=file\nDRAMATIS_TEST_OLD=file\n");
  process.env["DRAMATIS_TEST_OLD"] = "environment";
  loadDotEnv(path);
  expect(process.env["DRAMATIS_TEST_NEW"]).toBe("file");
  expect(process.env["DRAMATIS_TEST_OLD"]).toBe("environment");
  delete process.env["DRAMATIS_TEST_NEW"];
  delete process.env["DRAMATIS_TEST_OLD"];
});

describe("[F9] a second endpoint is configured beside the first", () => {
  const SECOND = {
    DRAMATIS_FALLBACK_BASE_URL: "http://127.0.0.1:8001/v1/",
    DRAMATIS_FALLBACK_MODEL: "qwen3-8b",
  };
  test("[F9] with its own address, model, key and dialect; the first one's key is not its", () => {
    const config = good({
      ...ENDPOINT,
      ...SECOND,
      DRAMATIS_API_KEY: KEY,
      DRAMATIS_FALLBACK_API_KEY: "sk-second",
      DRAMATIS_FALLBACK_DIALECT: "chat",
      DRAMATIS_IDLE_MS: "900",
    });
    expect(config.fallback).toMatchObject({
      baseUrl: "http://127.0.0.1:8001/v1",
      model: "qwen3-8b",
      dialect: "chat",
      capture: false,
      expectModel: null,
      deadlines: { idle: 900 },
    });
    expect(config.fallback?.apiKey?.expose()).toBe("sk-second");
    expect(config.endpoint?.apiKey?.expose()).toBe(KEY);
    expect(good({ ...ENDPOINT, ...SECOND, DRAMATIS_API_KEY: KEY }).fallback?.apiKey).toBeNull();
    expect(good(ENDPOINT).fallback).toBeNull();
  });
  test("[F9] its key may stand in a file", () => {
    const path = file("sk-in-a-file\n");
    const env = { ...ENDPOINT, ...SECOND, DRAMATIS_FALLBACK_API_KEY_FILE: path };
    expect(good(env).fallback?.apiKey?.expose()).toBe("sk-in-a-file");
    expect(problems({ ...env, DRAMATIS_FALLBACK_API_KEY: KEY })).toEqual([
      expect.stringMatching(
        /^DRAMATIS_FALLBACK_API_KEY_FILE: found beside DRAMATIS_FALLBACK_API_KEY/u,
      ),
    ]);
  });
  test.each([
    [{ ...ENDPOINT, DRAMATIS_FALLBACK_MODEL: "m" }, "DRAMATIS_FALLBACK_BASE_URL"],
    [{ ...ENDPOINT, DRAMATIS_FALLBACK_BASE_URL: "http://h/v1" }, "DRAMATIS_FALLBACK_MODEL"],
    [SECOND, "DRAMATIS_BASE_URL"],
  ])("[F9] half a second endpoint stops the start: %o", (env, missing) => {
    expect(problems(env)).toEqual([expect.stringContaining(`${missing}: found nothing`)]);
  });
});

test.each([9, 6000, 6666])("[M19] port %i, which no web client opens, stops the start", (port) => {
  const found = problems({ ...ENDPOINT, DRAMATIS_BASE_URL: `http://127.0.0.1:${port}/v1` });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/DRAMATIS_BASE_URL.*on a port that web clients open/u);
});
