import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openKeysFile } from "../../../server/studio/access/keys-file.ts";
import { readKeys, weakness } from "../../../server/studio/access/keys.ts";
import { openingFor } from "../../../server/studio/access/opening.ts";
import { readConfig } from "../../../server/cli/config.ts";
import { aFolder, CREDENTIALS, KEYS } from "../a-studio.ts";

const GOOD = "8fK2_pLq-Zx9vB4nM1aS7dR3tY6uJ0wE5hGc";

test("[ST2] a file of keys is read by lines, with comments and names in any script", () => {
  const read = readKeys(
    `\uFEFF# who may come in\r\n\r\nada designer,exporter ${GOOD}\r\n小雨\tdesigner  ${KEYS.designer}\n`,
  );
  expect(read).toEqual({
    ok: true,
    credentials: [
      { name: "ada", roles: ["designer", "exporter"], key: GOOD },
      { name: "小雨", roles: ["designer"], key: KEYS.designer },
    ],
  });
});

describe("[ST2] what is refused, by its line and in words that show no key", () => {
  test.each([
    ["short", `ada designer ${GOOD.slice(0, 31)}`, /31 characters/],
    ["one letter over and over", `ada designer ${"a".repeat(40)}`, /regular/],
    ["a word over and over", `ada designer ${"qXw9Lm2e".repeat(5)}`, /regular/],
    ["letters in their order", "ada designer abcdefghijklmnopqrstuvwxyz012345", /regular/],
    ["digits alone", "ada designer 12345678901234567890123456789012", /regular/],
    ["a placeholder", `ada designer change-me-${GOOD}`, /placeholder/],
    ["a known default", `ada designer ${GOOD}-password`, /placeholder/],
    ["other characters", `ada designer ${GOOD}é`, /visible ASCII/],
    ["a role that is none", `ada admin ${GOOD}`, /roles may be designer/],
    ["a role twice", `ada designer,designer ${GOOD}`, /each once/],
    ["no roles", `ada ${GOOD}`, /expected: a name/],
    ["more than a key", `ada designer ${GOOD} ${GOOD}`, /expected: a name/],
    ["the name of the link", `Local designer ${GOOD}`, /stands for whoever opens the link/],
    ["a name of signs", `<b> designer ${GOOD}`, /the name may have/],
    ["a name of a prototype's kind", `__proto__ designer ${GOOD}`, /begins with a letter/],
  ])("[ST2] %s", (_, line, expected) => {
    const read = readKeys(`# first\n${line}\nbob operator ${KEYS.operator}`);
    expect(read).toMatchObject({ ok: false });
    const problems = read.ok ? [] : read.problems;
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^line 2: /);
    expect(problems[0]).toMatch(expected);
    expect(problems.join()).not.toContain(line.split(" ").at(-1));
  });

  test("[ST2] a name or key that stands there twice, and a file without any", () => {
    const twice = readKeys(
      `ada designer ${GOOD}\nADA operator ${KEYS.operator}\nbob designer ${GOOD}`,
    );
    expect(twice).toEqual({
      ok: false,
      problems: [
        'line 2: the name "ADA" stands there already, in small or large letters',
        "line 3: this key stands there already; each person needs one of their own",
      ],
    });
    expect(readKeys("# nobody yet\n")).toMatchObject({ ok: false });
  });
});

test("[ST2] keys by chance are never called weak", () => {
  for (let i = 0; i < 2_000; i++) {
    const text = randomBytes(32);
    expect(weakness(text.toString("base64url"))).toBeNull();
    expect(weakness(text.toString("hex"))).toBeNull();
  }
});

describe("[ST2] the file itself", () => {
  const text = `ada designer ${GOOD}\n`;
  test.each([0o644, 0o604, 0o660, 0o606, 0o602])(
    "[ST2] of mode %o is refused, and how to close it is said",
    (mode) => {
      const path = join(aFolder(), "keys");
      writeFileSync(path, text);
      chmodSync(path, mode);
      const read = openKeysFile(path);
      expect(read).toMatchObject({ ok: false });
      expect(read.ok ? "" : read.problems[0]).toContain(`chmod 600 ${path}`);
    },
  );
  test.each([0o600, 0o400, 0o640])("[ST2] of mode %o is read", (mode) => {
    const path = join(aFolder(), "keys");
    writeFileSync(path, text);
    chmodSync(path, mode);
    expect(openKeysFile(path)).toMatchObject({ ok: true });
  });
  test("[ST2] one that is not there or is a folder stops the start, by the setting's name", () => {
    const folder = join(aFolder(), "keys");
    mkdirSync(folder);
    for (const path of [folder, join(folder, "none")]) {
      const read = readConfig({ env: { DRAMATIS_STUDIO_KEYS_FILE: path } });
      expect(read.ok ? [] : read.problems[0]).toMatch(
        /^DRAMATIS_STUDIO_KEYS_FILE: .*: it (?:is no file|cannot be read)/,
      );
    }
  });
});

describe("[ST1] where it opens", () => {
  test.each(["127.0.0.1", "localhost", "::1", "[::1]", "127.8.0.1", "game.localhost"])(
    "[ST1] %s: by a link",
    (host) => {
      expect(openingFor(host, null)).toEqual({ open: "link" });
    },
  );
  test.each([
    "0.0.0.0",
    "::",
    "192.168.0.7",
    "game.example",
    "localhost.example",
    "127.0.0.1.example",
    "",
  ])("[ST1] %s: not without keys", (host) => {
    const opening = openingFor(host, null);
    expect(opening.open === "no" ? opening.why : "").toMatch(/closed.*DRAMATIS_STUDIO_KEYS_FILE/);
    expect(openingFor(host, CREDENTIALS).open).toBe("keys");
  });
});
