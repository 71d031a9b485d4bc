import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, parseDocument, type Scalar } from "yaml";
import { editSheet } from "../../server/worlds/sheet-edit.ts";

const worlds = new URL("../../assets/worlds", import.meta.url).pathname;
const sheets = readdirSync(worlds, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => [name, readFileSync(join(worlds, name), "utf8")] as const);

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

describe("what is saved", () => {
  test.each(sheets)("[ST47] %s with nothing changed is the same to the letter", (_name, text) => {
    expect(editSheet(text, parse(text))).toBe(text);
  });

  test("[ST47] one changed text changes its own lines and no other", () => {
    const [, text = ""] = sheets.find(([name]) => name.endsWith("merrin-tace.yaml")) ?? [];
    const value = parse(text);
    value.private.motivation = `${value.private.motivation} She hums.`;
    value.public.known = "She mends nets.";
    const edited = editSheet(text, value);
    expect(parse(edited)).toEqual(value);
    const before = new Set(text.split("\n"));
    expect(edited.split("\n").filter((line) => !before.has(line))).toMatchInlineSnapshot(`
      [
        "  known: She mends nets.",
        "    Merrin has given her word to someone, and she has kept worse promises for worse people. She",
        "    trusts nobody who was on the quay that night, and she cannot tell who all of them were. She",
        "    tests whoever talks to her with rhymes and rudeness. She would open her hand to one who brought",
        "    her a piece that she did not have, and most of all to one who could tell her that it is safe for",
        "    Tamsin. She hums.",
      ]
    `);
    expect(edited).toContain("  motivation: >-\n");
  });

  test("[ST47] comments, order and quotes stay, wherever an entry moves", () => {
    const text = `# whose sheet
id: ada # never changes
name: "Ada"   # quoted

# what she says
voice:
  - 'One.' # first
  # a comment on two
  - Two.

  - Three.
aliases: [a, 'b', "c"] # short
public: { appearance: x, known: y }
`;
    const value = parse(text);
    value.voice = ["Three.", "One.", "Two!", "Four."];
    value.name = "Ada Lee";
    value.aliases = ["a", "d, e", "c"];
    value.public.known = "z: 1";
    value.profile = "Rows.";
    const edited = editSheet(text, value);
    expect(parse(edited)).toEqual(value);
    expect(edited).toMatchInlineSnapshot(`
      "# whose sheet
      id: ada # never changes
      name: "Ada Lee"   # quoted

      # what she says
      voice:
        - Three.
        - 'One.' # first
        # a comment on two
        - Two!
        - Four.
      aliases: [a, "d, e", "c"] # short
      public: { appearance: x, known: "z: 1" }
      profile: Rows.
      "
    `);
  });

  test("[ST47] an entry taken away takes its own comment along, and no comment set apart from it", () => {
    const text = "a: 1\n\n# about all that follows\n\n# about b\nb: 2\nc: 3 # c\n# end\n";
    expect(editSheet(text, { a: 1, c: 3 })).toBe(
      "a: 1\nc: 3 # c\n\n# about all that follows\n# end\n",
    );
    expect(editSheet(text, { b: 2, c: 3 })).toContain("# about all that follows");
  });

  test("[ST47] a new sheet is readable: folded prose, short lists on one line", () => {
    const prose = "She rows people over the river and does not ask where they are going. "
      .repeat(4)
      .trim();
    const text = editSheet("# begun by hand\n", {
      id: "ada",
      aliases: ["The ferrywoman", "Mother Ada"],
      public: { appearance: prose, known: "She rows: everybody, at any hour. # always" },
      private: { secrets: [{ id: "boat", text: prose }] },
      voice: ["One.", `${prose}\n\nTwo.`],
      profile: "她划船。".repeat(60),
      thinking: undefined,
    });
    expect(text).toMatchInlineSnapshot(`
      "# begun by hand
      id: ada
      aliases: [ The ferrywoman, Mother Ada ]
      public:
        appearance: >-
          She rows people over the river and does not ask where they are going. She rows people over the
          river and does not ask where they are going. She rows people over the river and does not ask
          where they are going. She rows people over the river and does not ask where they are going.
        known: "She rows: everybody, at any hour. # always"
      private:
        secrets:
          - id: boat
            text: >-
              She rows people over the river and does not ask where they are going. She rows people over
              the river and does not ask where they are going. She rows people over the river and does not
              ask where they are going. She rows people over the river and does not ask where they are
              going.
      voice:
        - One.
        - >-
          She rows people over the river and does not ask where they are going. She rows people over the
          river and does not ask where they are going. She rows people over the river and does not ask
          where they are going. She rows people over the river and does not ask where they are going.


          Two.
      profile: |-
        她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。她划船。
      "
    `);
  });

  test("[ST47] any change to any sheet gives a text with that value, and lines that did not change stay", () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.lorem({ mode: "sentences", maxCount: 6 }),
      fc.constantFrom(
        "- a",
        "a: b",
        "# c",
        "'",
        "\n",
        "x\n\n  y",
        "true",
        "12",
        "他说：“来。”",
        "a ".repeat(90),
      ),
      fc.integer(),
      fc.boolean(),
    );
    const change = fc.record({
      where: fc.array(fc.nat(), { minLength: 1, maxLength: 5 }),
      what: fc.constantFrom("set", "drop", "add", "swap"),
      value: fc.oneof(
        scalar,
        fc.array(scalar, { maxLength: 3 }),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), scalar, { maxKeys: 3 }),
      ),
    });
    fc.assert(
      fc.property(fc.nat(), fc.array(change, { minLength: 1, maxLength: 4 }), (which, changes) => {
        const [, text] = sheets[which % sheets.length]!;
        const value = parse(text) as Json;
        for (const one of changes)
          applied(value, one.where, one.what, structuredClone(one.value) as Json);
        const edited = editSheet(text, value);
        expect(parse(edited)).toEqual(value);
        // What is written anew as a whole has lost its comments: no change may come to that.
        const [head = ""] = text.split("\n");
        if (head.startsWith("#")) expect(edited.startsWith(head)).toBe(true);
      }),
      { numRuns: 120 },
    );
  });

  test("[ST144] one field changed changes the lines that hold it, and every other line stays to the byte", () => {
    const text = fc.oneof(
      fc.lorem({ mode: "sentences", maxCount: 4 }),
      fc.constantFrom(
        "a: b",
        "# c",
        "'",
        '"',
        "true",
        "12",
        " x",
        "x ",
        "\n",
        "a\n\nb",
        "他说：“来。”",
        "- a",
        "",
      ),
    );
    fc.assert(
      fc.property(fc.nat(), fc.nat(), text, (which, place, said) => {
        const [, source] = sheets[which % sheets.length]!;
        const value = parse(source) as Json;
        const all = scalars(value);
        const path = all[place % all.length]!;
        const old = at(value, path);
        const wanted = typeof old === "number" ? old + 1 : typeof old === "boolean" ? !old : said;
        (at(value, path.slice(0, -1)) as Record<string, Json>)[path.at(-1)!] = wanted;
        const edited = editSheet(source, value);
        expect(parse(edited)).toEqual(value);
        const node = parseDocument(source).getIn(path, true) as Scalar;
        const [start, , end] = node.range!;
        const line = source.lastIndexOf("\n", start - 1) + 1;
        // A block ends with its own last line; what is behind a bracket or a comment shares it.
        const rest = source.slice(end).replace(/^[^\n]*/u, "");
        const tail = source[end - 1] === "\n" ? `\n${source.slice(end)}` : rest;
        expect(edited.startsWith(source.slice(0, line))).toBe(true);
        expect(edited.endsWith(tail)).toBe(true);
        const comments = (of: string) => of.split("\n").filter((one) => /^\s*#|\s#\s/u.test(one));
        expect(comments(edited).length).toBeGreaterThanOrEqual(comments(source).length);
      }),
      { numRuns: 300 },
    );
  });
});

/** Every scalar of a value, with the way to it. */
function scalars(
  value: Json,
  path: readonly (string | number)[] = [],
): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return Array.isArray(value)
    ? value.flatMap((one, at) => scalars(one, [...path, at]))
    : Object.entries(value).flatMap(([key, one]) => scalars(one, [...path, key]));
}

function at(value: Json, path: readonly (string | number)[]): Json {
  let found = value;
  for (const step of path) found = (found as Record<string, Json>)[step]!;
  return found;
}

function applied(value: Json, where: readonly number[], what: string, given: Json): void {
  let at = value;
  for (const [depth, step] of where.entries()) {
    if (typeof at !== "object" || at === null) return;
    const keys = Object.keys(at);
    if (keys.length === 0) return;
    const key = keys[step % keys.length]!;
    const inner = (at as Record<string, Json>)[key]!;
    if (depth < where.length - 1 && typeof inner === "object" && inner !== null) {
      at = inner;
      continue;
    }
    if (Array.isArray(at)) {
      if (what === "drop" && at.length > 1) at.splice(Number(key), 1);
      else if (what === "add") at.splice(Number(key), 0, given);
      else if (what === "swap") at.reverse();
      else at[Number(key)] = given;
    } else if (what === "drop" && keys.length > 1) delete at[key];
    else if (what === "add") at[`new-${step % 7}`] = given;
    else at[key] = given;
    return;
  }
}
