import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { VisibleSegment } from "../../shared/protocol.ts";
import { seededRandom } from "../../server/cli/seeded-random.ts";
import { LeakCase, tryCase } from "../../server/roleplay/parser/conformance.ts";
import { comparable } from "../../server/roleplay/parser/character-folding.ts";
import {
  createCopyIndex,
  HIDDEN_RUN,
  PRIVATE_RUN,
  SHORT_RUN,
} from "../../server/roleplay/parser/copy-index.ts";
import {
  createUtteranceParser,
  parseUtterance,
  type ParserOptions,
  type VisiblePart,
} from "../../server/roleplay/parser/utterance-parser.ts";
import { isVisible, type PrivateSegment } from "../../server/roleplay/utterance.ts";

const MIRA: Omit<ParserOptions, "onPart"> = {
  self: { name: "Mira", aliases: ["Old Mira"] },
  others: ["Tomas", "Ayla"],
  start: "expected",
};
const PLAN = "<system_thinking>x</system_thinking>";

/** All parts of a turn, pushed in the given chunks. */
function partsOf(chunks: readonly string[], options: Partial<ParserOptions> = {}) {
  const parts: VisiblePart[] = [];
  const parser = createUtteranceParser({ ...MIRA, ...options, onPart: (part) => parts.push(part) });
  for (const chunk of chunks) parser.push(chunk);
  return { parts, parsed: parser.end(), parser };
}
function shown(text: string, options: Partial<ParserOptions> = {}): string {
  return partsOf([text], options)
    .parts.map((part) => ("text" in part ? part.text : ""))
    .join("");
}
/** Each segment as `kind: text`, private text revealed. */
function segments(text: string, options: Partial<ParserOptions> = {}): string[] {
  return parseUtterance(text, { ...MIRA, ...options }).utterance.segments.map((segment) =>
    isVisible(segment)
      ? `${segment.kind}: ${segment.text}`
      : `${segment.kind}: ${segment.text.reveal()}`,
  );
}
const counted = (text: string, options: Partial<ParserOptions> = {}) =>
  Object.fromEntries(
    Object.entries(parseUtterance(text, { ...MIRA, ...options }).anomalies).filter(
      ([, n]) => n > 0,
    ),
  );

describe("files of cases", () => {
  const own = new URL("../fixtures/hostile-outputs.json", import.meta.url);
  const beside = new URL("../../../shared/data/leak-cases.json", import.meta.url);
  for (const file of [own, beside].filter((path) => existsSync(path))) {
    const cases = z.array(LeakCase).parse(JSON.parse(readFileSync(file, "utf8")));
    test(
      `[R2] every case of ${file.pathname.split("/").at(-1)} holds in every cutting`,
      { timeout: 60_000 },
      () => {
        expect(cases.flatMap((leak) => tryCase(leak, seededRandom(1)))).toEqual([]);
      },
    );
  }
  test("[R2] a case that must fail does fail", () => {
    const leak = LeakCase.parse({
      id: "x",
      chunks: [`${PLAN}Good day.`],
      must_not_contain: ["GOOD\u200b day"],
    });
    expect(tryCase(leak, seededRandom(1)).length).toBeGreaterThan(0);
  });
});

describe("what is released", () => {
  test("[R0] a whole turn: two thoughts kept, an action and speech shown", () => {
    const turn =
      "<system_thinking>plan</system_thinking><role_thinking>fear</role_thinking><role_action>nods</role_action>Sit.";
    expect(segments(turn)).toEqual([
      "system-thinking: plan",
      "role-thinking: fear",
      "action: nods",
      "speech: Sit.",
    ]);
    expect(partsOf([turn]).parts).toEqual([
      { type: "action-delta", segment: 0, text: "nods" },
      { type: "segment-end", segment: 0, kind: "action" },
      { type: "speech-delta", segment: 1, text: "Sit." },
      { type: "segment-end", segment: 1, kind: "speech" },
    ]);
    expect(counted(turn)).toEqual({});
  });
  test("[R1] a private segment is no visible segment, for the compiler and for JSON", () => {
    const [secret] = parseUtterance("<system_thinking>plan", MIRA).utterance.segments;
    if (!secret || isVisible(secret)) throw new Error("expected a private segment");
    const private_: PrivateSegment = secret;
    // @ts-expect-error a private segment must not fit where a visible one is expected
    const leaked: VisibleSegment = private_;
    expect(JSON.stringify(leaked)).not.toContain("plan");
    expect(`${private_.text as unknown as string}`).not.toContain("plan");
  });
  test("[R1] streaming and reading whole give the same turn", () => {
    const turn = `${PLAN}One. <role_thinking>two</role_thinking> Three.`;
    const streamed = partsOf([...turn]).parsed.utterance.segments;
    expect(JSON.stringify(streamed)).toBe(
      JSON.stringify(parseUtterance(turn, MIRA).utterance.segments),
    );
  });
  test("[R2] a pair of surrogates is never shown by halves", () => {
    const { parts } = partsOf([`${PLAN}Fire \ud83d`, "\udd25", " burns"]);
    for (const part of parts) if ("text" in part) expect(part.text.isWellFormed()).toBe(true);
  });
});

describe("where a turn begins", () => {
  test.each([
    ["expected", "Hello there.", ""],
    ["expected", "plan</system_thinking>Hello.", "Hello."],
    ["expected", "plan<role_action>nods</role_action>Hello.", "nodsHello."],
    ["prefilled", "plan</system_thinking>Hello.", "Hello."],
    ["prefilled", "<system_thinking>plan</system_thinking>Hello.", "Hello."],
    ["prefilled", "plan <role_action>nods</role_action> Hello.", ""],
    ["none", "Hello.", "Hello."],
    ["none", "<system_thinking>plan</system_thinking>Hello.", "Hello."],
  ] as const)("[R3] %s: %j shows %j", (start, text, visible) => {
    expect(shown(text, { start })).toBe(visible);
  });
});

describe("a thought from an earlier call", () => {
  const thought = "the second ledger lies behind the loose brick in the wall";
  test("[R3] it is the turn's first segment, and the text begins with nothing open", () => {
    for (const start of ["expected", "prefilled", "none"] as const)
      expect(segments("<role_thinking>a</role_thinking>Sit.", { start, thought })).toEqual([
        `system-thinking: ${thought}`,
        "role-thinking: a",
        "speech: Sit.",
      ]);
    expect(counted("Sit.", { thought })).toEqual({});
  });
  test.each([
    "a </system_thinking> b",
    "<role_speech> a",
    "<|im_end|>",
    "<role_thinking>",
    "\nTomas: no",
    "<",
    "&#6",
    "[thinking]",
  ])("[R5] %j in it opens and closes nothing and shows nothing", (odd) => {
    expect(segments("Sit.", { thought: odd })).toEqual([`system-thinking: ${odd}`, "speech: Sit."]);
    expect(partsOf(["Sit."], { thought: odd }).parts).toEqual(
      partsOf(["Sit."], { start: "none" }).parts,
    );
    expect(counted("Sit.", { thought: odd })).toEqual({});
  });
  test("[R9] a run of 24 letters of it ends the turn", () => {
    const said = (n: number) => thought.replaceAll(" ", "").slice(0, n);
    expect(shown(`A. ${said(PRIVATE_RUN)}`, { thought })).toBe("A.");
    expect(counted(`A. ${said(PRIVATE_RUN)}`, { thought })).toEqual({ "copied-private": 1 });
    expect(shown(`A. ${said(PRIVATE_RUN - 1)}`, { thought })).toBe(`A. ${said(PRIVATE_RUN - 1)}`);
  });
  test("[R12] it is the turn's one system block, also if it is empty", () => {
    for (const given of [thought, ""])
      expect(counted(`${PLAN}Sit.`, { thought: given })).toEqual({ "second-system-thinking": 1 });
    expect(segments("Sit.", { thought: "" })).toEqual(["speech: Sit."]);
    expect(counted("Sit.", { thought: "", start: "expected" })).toEqual({});
  });
  test("[R10] it counts toward the raw text of the turn", () => {
    expect(counted("Sit down.", { thought: "a".repeat(96), limits: { raw: 99 } })).toEqual({
      "too-long": 1,
    });
    expect(shown("Sit down.", { thought: "a".repeat(120), limits: { raw: 99 } })).toBe("");
  });
});

describe("tags", () => {
  test.each([
    "role_think",
    "ROLE-THINKING",
    "rоle_thinking",
    "role_\u200bthinking",
    "role thinking",
    "inner_thinking",
    "think",
    "long_role_thinking",
    "role_mood",
    "system_note",
  ])("[R4] <%s> is private", (name) =>
    expect(shown(`${PLAN}Sit. <${name}>hush</${name}>`)).toBe("Sit."),
  );
  test.each(["role_action", "Role Action", "ROLE-ACTION", 'role_action mood="x>y"'])(
    "[R4] <%s> is an action",
    (name) =>
      expect(segments(`${PLAN}<${name}>nods</role_action>Sit.`).slice(1)).toEqual([
        "action: nods",
        "speech: Sit.",
      ]),
  );
  test("[R4] visible text itself is not changed", () => {
    const text = "Ｎａïve «x» &amp; ½ \u0301 ﬁn. 《书名》";
    expect(shown(PLAN + text)).toBe(text);
  });
  test.each([
    ["<role_thinking>a <role_action>b</role_action> c</role_thinking>Sit."],
    ["<role_thinking>a <role_thinking>b</role_thinking> c</role_thinking>Sit."],
    ["<role_thinking>a </system_thinking> c</role_thinking>Sit."],
    ["<role_thinking/>a</role_thinking>Sit."],
    ["<role_thinking>a &lt;/role_thinking&gt; b</role_thinking>Sit."],
  ])("[R5] %s shows only the speech", (text) => expect(shown(PLAN + text)).toBe("Sit."));
  test("[R6] an unclosed block stays private and is counted", () => {
    expect(shown(`${PLAN}Sit. <role_thinking>a`)).toBe("Sit.");
    expect(counted(`${PLAN}Sit. <role_thinking>a`)).toEqual({ "unclosed-private": 1 });
  });
  test.each(["<", "</", "<role", "&lt;role_th", "<role_action x='", "[role_thin"])(
    "[R7] %s at the end does not show",
    (rest) => expect(shown(`${PLAN}Sit. ${rest}`).replace("[", "").trim()).toBe("Sit."),
  );
  test("[R7] a tag's name without brackets silences the rest", () => {
    const { parsed } = partsOf([`${PLAN}Sit. role_thinking: hush`]);
    expect(parsed.terminated).toBe("tag-word");
    expect(shown(`${PLAN}Sit. role_thinking: hush`).trim()).toBe("Sit.");
  });
});

describe("the end of a turn", () => {
  test.each([
    ["Sit.<|im_end|>more", "template-token"],
    ["Sit.\nTomas: more", "other-speaker"],
    ["Sit.<!-- more -->", "unreadable"],
    ["Sit.[role_thinking] more", "tag-word"],
  ] as const)("[R8] %j ends with %s", (text, by) => {
    const { parts, parser } = partsOf([PLAN + text, "never"]);
    expect(parser.terminated).toBe(true);
    expect(parts.at(-1)).toEqual({ type: "terminated", by });
    expect(parts.filter(({ type }) => type === "terminated")).toHaveLength(1);
    expect(shown(PLAN + text).replace("[", "")).toBe("Sit.");
  });
  test.each(["Mira: Sit.", "**Mira**: Sit.", "Mira：Sit.", "Old Mira: Sit.", "  MIRA : Sit."])(
    "[R8] %j loses the persona's own name",
    (text) => expect(shown(PLAN + text)).toBe("Sit."),
  );
  test("[R8] a name in mid-sentence is speech", () => {
    expect(shown(`${PLAN}Ask Tomas: he knows.`)).toBe("Ask Tomas: he knows.");
  });
});

describe("copies", () => {
  const thought = "the second ledger lies behind the loose brick in the wall";
  test("[R9] a thought of this turn said again ends the turn before its first letter", () => {
    const turn = `${PLAN}<role_thinking>${thought}</role_thinking>Well. ${thought}`;
    expect(shown(turn)).toBe("Well.");
    expect(counted(turn)).toEqual({ "copied-private": 1 });
  });
  test("[R9] 23 letters may be the same, 24 may not", () => {
    const said = (n: number) => thought.replaceAll(" ", "").slice(0, n);
    const recentPrivate = [thought];
    expect(shown(`${PLAN}A. ${said(PRIVATE_RUN - 1)}`, { recentPrivate })).toBe(
      `A. ${said(PRIVATE_RUN - 1)}`,
    );
    expect(shown(`${PLAN}A. ${said(PRIVATE_RUN)}`, { recentPrivate })).toBe("A.");
  });
  test("[R9] hidden text has its own length, and indexes may be given ready-made", () => {
    const said = (n: number) => thought.replaceAll(" ", "").slice(0, n);
    const hidden = createCopyIndex(HIDDEN_RUN, [thought]);
    expect(shown(`${PLAN}A. ${said(HIDDEN_RUN - 1)}`, { hidden })).toBe(
      `A. ${said(HIDDEN_RUN - 1)}`,
    );
    expect(counted(`${PLAN}A. ${said(HIDDEN_RUN)}`, { hidden })).toEqual({ "copied-hidden": 1 });
  });
  test("[R9] what was removed from an index may be said", () => {
    const recentPrivate = createCopyIndex(PRIVATE_RUN, [thought, thought]);
    recentPrivate.remove(thought);
    expect(shown(`${PLAN}${thought}`, { recentPrivate })).toBe("");
    recentPrivate.remove(thought);
    expect(recentPrivate.empty).toBe(true);
    expect(shown(`${PLAN}${thought}`, { recentPrivate })).toBe(thought);
  });
});

describe("bounds and liveness", () => {
  test("[R10] a private tag that never ends is private", () => {
    expect(shown(`${PLAN}Sit. <role_thinking x="${"a".repeat(9_000)}`)).toBe("Sit.");
  });
  test("[R10] a public tag that never ends ends the turn", () => {
    expect(counted(`${PLAN}Sit. <role_action x="${"a".repeat(300)}">b`)).toEqual({ unreadable: 1 });
  });
  test("[R10] raw text ends at its bound, visible text at its own", () => {
    const words = "abcd ".repeat(1_000);
    expect(partsOf([PLAN + words]).parsed.terminated).toBe("too-long");
    const visible = shown(PLAN + words);
    expect(visible.length).toBeGreaterThanOrEqual(3_990);
    expect(visible.length).toBeLessThanOrEqual(4_100);
    const raw = `<system_thinking>${"a".repeat(70_000)}</system_thinking>Sit.`;
    expect(partsOf([raw]).parsed.terminated).toBe("too-long");
    expect(shown(raw)).toBe("");
    expect(shown(raw, { limits: { raw: 100_000 } })).toBe("Sit.");
  });
  const outAfter = (text: string, options: Partial<ParserOptions> = {}) => {
    let out = "";
    const parser = createUtteranceParser({
      ...MIRA,
      ...options,
      onPart: (part) => (out += "text" in part ? part.text : ""),
    });
    parser.push(PLAN + text);
    return out;
  };
  const ledger = "the second ledger lies behind the loose brick in the wall";
  test("[R11] speech is out eight letters behind the model, while none of them are private", () => {
    const said = "My cat has two kittens, and they are grey.";
    expect(said.startsWith(outAfter(said))).toBe(true);
    expect(outAfter(said, { recentPrivate: [ledger] }).length).toBeGreaterThanOrEqual(
      said.length - SHORT_RUN - 4,
    );
  });
  test("[R11] what may become a copy, a name or a heading waits", () => {
    const waits = "Well now, the second ledger l";
    expect(outAfter(waits, { recentPrivate: [ledger] })).toBe("Well now,");
    expect(outAfter("Well now, long_role_")).toBe("Well now,");
    expect(outAfter("Well now, r o l e t h i n")).toBe("Well now,");
    expect(outAfter("Well now, (inner thoughts")).toBe("Well now, (");
  });
  test("[R11] a closed action is out at once, though its last word begins like a name", () => {
    for (const action of ["nods", "walks to the inn", "keeps it hidden", "steps in"])
      expect(outAfter(`<role_action>${action}</role_action>`, { recentPrivate: [ledger] })).toBe(
        action,
      );
  });
  test("[R9] a closed action waits while twelve letters of it may be the beginning of a copy", () => {
    const begin = (action: string) =>
      outAfter(`<role_action>${action}</role_action>`, { recentPrivate: [ledger] });
    expect(begin("hides the second")).toBe("hides the second");
    expect(begin("hides the second ledger")).toBe("hides");
  });
  test("[R9] a copy that goes on in the next segment is cut before 24 letters of it show", () => {
    const turn = `${PLAN}<role_action>hides the second</role_action>ledger lies behind the loose brick.`;
    expect(shown(turn, { recentPrivate: [ledger] })).toBe("hides the second");
    expect(counted(turn, { recentPrivate: [ledger] })).toEqual({ "copied-private": 1 });
  });
  test("[R9] what was said before it was thought counts when it is said on", () => {
    const turn = `${PLAN}Well, the second ledger lies <role_thinking>${ledger}</role_thinking>behind the loose brick.`;
    expect(comparable(shown(turn))).not.toContain(comparable(ledger).slice(0, PRIVATE_RUN));
    expect(counted(turn)).toEqual({ "copied-private": 1 });
  });
  test.each([
    "5 < 6",
    "a < b and c > d",
    "I <3 you",
    "x<y, y>z",
    'he said "no"',
    "10:30",
    "(smiles) [map] {x}",
    "I think so.",
    "👨‍👩‍👧",
    "http://a.b/c?d=1&e=2",
  ])("[R11] %j is speech", (text) => {
    expect(shown(PLAN + text)).toBe(text);
    expect(counted(PLAN + text)).toEqual({});
  });
});

describe("orphans, strictness and numbering", () => {
  test("[R3] an orphan close takes back what was shown since the last tag", () => {
    const long = "I know where the ledger lies, and I shall never tell anyone of it.";
    const { parts, parsed } = partsOf([
      `${PLAN}<role_action>nods</role_action>${long}</role_thinking>Sit.`,
    ]);
    expect(parts).toContainEqual({ type: "retract", segment: 1 });
    expect(parsed.utterance.segments.filter(isVisible)).toEqual([
      { kind: "action", text: "nods" },
      { kind: "speech", text: "Sit." },
    ]);
    expect(parsed.anomalies).toMatchObject({ "orphan-close": 1, retracted: 1 });
  });
  test("[R3] with strict, an orphan close finds nothing shown", () => {
    const turn = `${PLAN}I know where the ledger lies, and I shall never tell anyone.</role_thinking>Sit.`;
    expect(shown(turn, { strict: true })).toBe("Sit.");
    expect(shown(turn)).not.toBe("Sit.");
  });
  test("[R11] with strict, speech waits for the tag that ends its segment", () => {
    const speech = `${PLAN}Sit down here, and tell me of the road you took to this house.`;
    const parts: VisiblePart[] = [];
    const parser = createUtteranceParser({
      ...MIRA,
      strict: true,
      onPart: (part) => parts.push(part),
    });
    parser.push(speech);
    expect(parts).toEqual([]);
    parser.push("<role_action>");
    expect(parts[0]).toMatchObject({ type: "speech-delta", segment: 0 });
  });
  test("[R2] segments are numbered in the order shown, empty ones not at all", () => {
    const { parts } = partsOf([
      `${PLAN} \n<role_action></role_action> One. <role_thinking>t</role_thinking><role_action>two</role_action>\n`,
    ]);
    expect(parts.filter(({ type }) => type === "segment-end")).toEqual([
      { type: "segment-end", segment: 0, kind: "speech" },
      { type: "segment-end", segment: 1, kind: "action" },
    ]);
  });
  test("[R2] white space at the edges of a turn is not shown", () => {
    expect(shown(`${PLAN}\n\n  One.\n\nTwo. \n `)).toBe("One.\n\nTwo.");
  });
  test("[R12] every kind of anomaly is counted by name", () => {
    expect(counted("Sit.")).toEqual({ "no-system-thinking": 1 });
    expect(counted(`${PLAN}${PLAN}Sit.`)).toEqual({ "second-system-thinking": 1 });
    expect(counted(`${PLAN}<feeling>a</feeling>Sit.`)).toEqual({ "unknown-tag": 1 });
    expect(counted(`${PLAN}&lt;role_thinking&gt;a&lt;/role_thinking&gt;`)).toEqual({
      "escaped-tag": 2,
    });
    expect(counted(`${PLAN}Sit.<role_thi`)).toEqual({ "partial-tag": 1 });
    expect(counted(`${PLAN}<think>a<think>b</think></think>`)).toEqual({ "nested-private": 1 });
  });
});
