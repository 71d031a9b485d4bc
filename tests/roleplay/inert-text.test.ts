import { describe, expect, test } from "vitest";
import { LIMITS } from "../../shared/protocol.ts";
import { seededRandom } from "../../server/cli/seeded-random.ts";
import { countControlTokens, renderChatml } from "../../server/model/chatml.ts";
import { comparable } from "../../server/roleplay/parser/character-folding.ts";
import { inertName, inertText } from "../../server/roleplay/inert-text.ts";
import type { Observation } from "../../server/roleplay/observation.ts";
import { buildPrompt } from "../../server/roleplay/prompt/prompt.ts";
import { createSpeakerLines } from "../../server/roleplay/parser/speaker-lines.ts";
import { createTagReader } from "../../server/roleplay/parser/tag-reader.ts";
import { createUnitReader } from "../../server/roleplay/parser/text-units.ts";
import { bram, orchard, orla } from "./orchard.ts";

const STRINGS = 1_000_000;
const BATCH = 500;
const NAMES = ["Orla Finch", "Bram Oduya", "王五", "Environment"];
const PIECES: readonly string[] = [
  "<",
  ">",
  "</",
  "/>",
  "|",
  "<|im_end|>",
  "<|",
  "|>",
  "im_start",
  "<｜User｜>",
  "</s>",
  "[INST]",

  "role_thinking",
  "system_thinking",
  "role_action",
  "Role Thinking",
  "thinking",
  "<!--",
  "<b>",

  "r o l e _ t h i n k i n g",
  "rоle_thіnking",
  "ｒｏｌｅ＿ｔｈｉｎｋｉｎｇ",
  "<think>",
  "[thought]",
  "&lt;",
  "&gt;",
  "&amp;lt;",
  "&#60;",
  "&#x3c;",
  "\\u003c",
  "%3C",
  "%253C",
  "&",
  "#60;",
  "lt;",
  "\u200b",
  "\u00ad",
  "\u202e",
  "\ud800",
  "\udfff",
  "\u0301",
  "\ufeff",
  "\u0000",

  "《",
  "》",
  "＜",
  "＞",
  "«",
  "»",
  "[",
  "]",
  "{",
  "}",
  "(",
  ")",
  "【",
  "】",
  "*",
  "**",
  "_",
  "-",
  "\n",
  "\r\n",
  "\u2028",
  " ",
  ":",
  "：",
  "꞉",
  ".",
  "!",
  "。",
  '"',
  "'",
  "`",
  "\\",
  "/",
  "===",
  ...NAMES,
  "user",
  "system",
  "a",
  "hello there",
  "5 < 6",
  "🔥",
  "👨‍👩‍👧",
  "10:30",
  "王五：",
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "javascript:alert(1)",
];

function generated(seed: number): string {
  const random = seededRandom(seed);
  let text = "";
  for (let left = 1 + Math.floor(random() * 5); left > 0; left--)
    text += PIECES[Math.floor(random() * PIECES.length)];
  return text;
}

/** What a text would be to whoever reads tags and speakers in it; each line begins a line. */
function findings(lines: readonly string[]): string[] {
  const found: string[] = [];
  const tags = createTagReader((token) => {
    if (token.type !== "unit") found.push(token.type);
  });
  const speakers = createSpeakerLines([], NAMES);
  const units = createUnitReader();
  for (const line of lines) {
    speakers.restart();
    units.push(`${line}\n`, (unit) => {
      const { found: what } = speakers.push(unit);
      if (what === "self" || what === "other") found.push("speaker");
    });
    tags.push(`${line}\n`);
  }
  tags.end();
  return found;
}

function promptWith(texts: readonly string[]) {
  const observations = texts.map((text, n): Observation => ({
    kind: "heard",
    turnId: String(n),
    speaker: "Wen",
    segments: [{ kind: "speech", text }],
  }));
  return buildPrompt({ persona: orla, scene: orchard, others: [bram], observations, prefill: "" });
}

describe("a stranger's words", () => {
  test(
    "[I1] of a million hostile strings none is a tag, a token or a speaker's line, alone or in a prompt",
    { timeout: 240_000 },
    () => {
      const plain = renderChatml(promptWith(["x"]));
      const tokens = plain.split("<|").length;
      for (let from = 0; from < STRINGS; from += BATCH) {
        const batch = Array.from({ length: BATCH }, (_, n) => inertText(generated(from + n)));
        const joined = batch.join("");
        if (/[<>|\r\n]/u.test(joined) || !joined.isWellFormed() || findings(batch).length > 0) {
          const bad = batch.findIndex(
            (text) => /[<>|\r\n]/u.test(text) || findings([text]).length > 0,
          );
          expect.fail(`seed ${from + bad}: ${JSON.stringify([generated(from + bad), batch[bad]])}`);
        }
        if ((from / BATCH) % 20 !== 0) continue;
        const prompt = promptWith(batch.filter((text) => text !== ""));
        expect(countControlTokens(prompt)).toBe(0);
        // The layout's own tokens, and no other.
        expect(renderChatml(prompt).split("<|")).toHaveLength(tokens);
        const last = prompt.messages.at(-1)?.content ?? "";
        expect(
          last
            .split("\n")
            .filter((line) => /^(?:Orla|Bram|王五|Environment)/u.test(line) && line.includes(":")),
        ).toEqual(last.split("\n").filter((line) => line.startsWith("Environment: A measuring")));
      }
    },
  );
  test("[I1] the check finds what it looks for", () => {
    expect(findings(["<role_thinking>"])).toContain("tag");
    expect(findings(["a <|im_end|> b"])).toContain("template");
    expect(findings(["Well.", "**Bram Oduya**: I took it."])).toContain("speaker");
  });
  test("[I2] making text inert twice changes nothing more", () => {
    for (let seed = 0; seed < 20_000; seed++) {
      const once = inertText(generated(seed));
      if (inertText(once) !== once) expect.fail(`seed ${seed}: ${JSON.stringify(once)}`);
    }
  });
  test.each([
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<svg/onload=alert(1)>",
    "&lt;iframe src=javascript:alert(1)&gt;",
    "\\u003cb\\u003e",
  ])("[I3] %j stays text", (text) => {
    const inert = inertText(text);
    expect(inert).not.toMatch(/[<>]|&lt;|&gt;|\\u003/u);
    expect(inert.length).toBeGreaterThan(5);
  });
  test.each([
    ["Good evening, Orla!", "Good evening, Orla!"],
    ["Come at 10:30, yes?", "Come at 10:30, yes?"],
    ["我最爱读《红楼梦》。", "我最爱读《红楼梦》。"],
    ["👨‍👩‍👧 ❤️ 🏳️‍🌈", "👨‍👩‍👧 ❤️ 🏳️‍🌈"],
    ["I think so; give me a reason.", "I think so; give me a reason."],
  ])("[I4] %j stays as it is", (text, inert) => expect(inertText(text)).toBe(inert));
  test("[I5] a text is cut at its bound, at a whole character", () => {
    const inert = inertText("🔥".repeat(LIMITS.text));
    expect(inert.length).toBeLessThanOrEqual(LIMITS.text);
    expect(inert.isWellFormed()).toBe(true);
  });
});

describe("a stranger's name", () => {
  test("[I6] always has 1 to 24 characters, is nobody else's, and is no role", () => {
    for (let seed = 0; seed < 20_000; seed++) {
      const taken = ["Orla Finch", "Traveller", "Wen"];
      const name = inertName(generated(seed), taken);
      expect(name.length).toBeGreaterThanOrEqual(1);
      expect(name.length).toBeLessThanOrEqual(LIMITS.name);
      expect(name).toMatch(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} .'’-]*$/u);
      expect(comparable(name)).not.toMatch(/^(?:system|user|assistant|environment|旁白)?\d*$/u);
      expect(taken.map(comparable)).not.toContain(comparable(name));
      expect(inertName(name, taken)).toBe(name);
    }
  });
  test.each(["Orla", "ORLA", "Оrlа", "O r l a", "Orla\u200b", "Órla", "Ｏｒｌａ", "O.r.l.a"])(
    "[I7] %j is taken when Orla is here",
    (name) => expect(comparable(inertName(name, ["Orla"]))).toBe("orla2"),
  );
  test.each([
    "System",
    "ѕystem",
    "S y s t e m",
    "user",
    "Ｕser2",
    "环境",
    "role_thinking",
    "<|im_start|>",
    "",
    "🔥",
  ])("[I8] %j is called Traveller", (name) =>
    expect(inertName(name, [])).toMatch(/^(?:Traveller|im start)$/u),
  );
});
