import { expect, test } from "vitest";
import { fallbackLines, waitingGestures } from "../../server/roleplay/stock-lines.ts";
import { LANGUAGES } from "../../shared/protocol.ts";
import { orla } from "./orchard.ts";

test("[P18] a persona's own lines come first, and nobody is without lines", () => {
  expect(fallbackLines(orla)).toEqual(orla.fallback_lines);
  expect(waitingGestures(orla)).toEqual(orla.waiting_gestures);
  for (const language of LANGUAGES) {
    const bare = { language, fallback_lines: [], waiting_gestures: [] };
    expect(fallbackLines(bare).length).toBeGreaterThan(1);
    expect(waitingGestures(bare).length).toBeGreaterThan(1);
  }
});

test("[P18] stock lines are in the persona's language, and gestures have no end mark", () => {
  const zh = { language: "zh" as const, fallback_lines: [], waiting_gestures: [] };
  const en = { ...zh, language: "en" as const };
  for (const line of [...fallbackLines(zh), ...waitingGestures(zh)]) {
    expect(line).toMatch(/\p{Script=Han}/u);
  }
  for (const line of [...fallbackLines(en), ...waitingGestures(en)]) {
    expect(line).not.toMatch(/\p{Script=Han}/u);
  }
  for (const gesture of [...waitingGestures(zh), ...waitingGestures(en)]) {
    expect(gesture).not.toMatch(/[.。!！?？]$/);
  }
});
