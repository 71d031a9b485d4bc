import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { DOORS } from "./doors.ts";
import {
  firstSentence,
  makeReference,
  signatureOf,
  writtenReference,
  type Reference,
} from "./reference.ts";

describe("[X11] the reference", () => {
  let made: Reference = { page: "", bare: [] };
  beforeAll(() => {
    made = makeReference("reference-checked");
  }, 300_000);

  test("[X11] is what the sources say; else run npm run reference", () => {
    expect(writtenReference()).toBe(made.page);
  });
  test("[X11] explains every public name", () => {
    expect(made.bare).toEqual([]);
  });
  test("[X11] knows every door of the package, and no other", () => {
    const { exports } = JSON.parse(
      readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8"),
    ) as { exports: Record<string, string> };
    const sources = new Set(
      Object.values(exports).flatMap((file) => (file.endsWith(".ts") ? [file] : [])),
    );
    expect([...sources].toSorted()).toEqual(
      Object.values(DOORS)
        .map((source) => `./${source}`)
        .toSorted(),
    );
    for (const [door, source] of Object.entries(DOORS)) {
      expect(exports[door.replace("dramatis/", "./")]).toBe(`./${source}`);
    }
  });
  test("[X11] has every name that a door's file passes on", () => {
    for (const [door, source] of Object.entries(DOORS)) {
      const text = readFileSync(join(resolve(import.meta.dirname, "../.."), source), "utf8");
      const named = [...text.matchAll(/export (?:type )?\{([^}]*)\}/gu)].flatMap(([, list = ""]) =>
        list
          .split(",")
          .map(
            (one) =>
              one
                .trim()
                .replace(/^type /u, "")
                .split(" as ")
                .at(-1) ?? "",
          )
          .filter((one) => one !== ""),
      );
      const part = made.page.slice(made.page.indexOf(`## ${door}\n`)).split(/\n## /u)[0] ?? "";
      for (const name of named) expect(part, `${name} of ${door}`).toContain(`\n### ${name}\n`);
    }
  });
});

describe("[X11] a docstring's first sentence", () => {
  test.each([
    ["One thing. And another.", "One thing."],
    ["Reads `a. B` first. Then more.", "Reads `a. B` first."],
    ["Costs 0.5 ms, e.g. Here it goes on. Then more.", "Costs 0.5 ms, e.g. Here it goes on."],
    ["No stop at all", "No stop at all"],
    ["Such as `https://inn.example`. Null for none.", "Such as `https://inn.example`."],
  ])("[X11] of %j is %j", (says, sentence) => {
    expect(firstSentence(says)).toBe(sentence);
  });
});

describe("[X11] a signature", () => {
  test.each([
    ["export declare function go(x: number): void;", "function go(x: number): void;"],
    [
      "export interface A {\n    readonly b: {\n        readonly c: string;\n    };\n}",
      "export interface A {\n  readonly b: {\n    readonly c: string;\n  };\n}",
    ],
    [
      "declare const A: z.ZodObject<{\n    id: z.ZodString;\n}, z.core.$strict>;\ntype A = z.infer<typeof A>;",
      "const A: z.ZodObject<…>;\ntype A = z.infer<typeof A>;",
    ],
    ['declare const a: import("x").B;', "const a: B;"],
  ])("[X11] of %j", (text, signature) => {
    expect(signatureOf(text)).toBe(signature);
  });
});
