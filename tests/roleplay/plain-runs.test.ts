import { expect, test } from "vitest";
import { plainEnd } from "../../server/roleplay/parser/plain-runs.ts";
import { createTagReader } from "../../server/roleplay/parser/tag-reader.ts";
import type { Token } from "../../server/roleplay/parser/tag-token.ts";

test("[R4] read in runs or by units, the text around every character gives the same tokens", () => {
  const read = (text: string, inRuns: boolean) => {
    const found: string[] = [];
    let plain = "";
    const take = (token: Token) => {
      if (token.type === "unit") plain += token.unit.raw;
      else found.push(`${plain}|${token.type}`);
    };
    const reader = createTagReader(take, inRuns ? (run) => (plain += run) : undefined);
    reader.push(text);
    reader.end();
    return [...found, plain];
  };
  for (let code = 0; code < 0x1_0000; code++) {
    const char = String.fromCharCode(code);
    const text = `so ${char}think>${char} and <<role_thinking>>${char}>&l${char};`;
    expect(read(text, true)).toEqual(read(text, false));
  }
});

test("[R4] what may begin a tag or an escape ends a run, in every dress", () => {
  for (const char of "<>&\\%＜﹤‹«⟨《\ud83d\udd25") {
    const text = `plain 晚上好${char}`;
    expect(plainEnd(text, 0, text.length)).toBe(text.length - char.length);
  }
});
