import { describe, expect, test } from "vitest";
import { zoomFor } from "../../client/game/framing.ts";
import { company, nextAddressee } from "../../client/game/overlay/addressee.ts";
import { sheetOf } from "../../client/game/sprites.ts";
import { wordsOf } from "../../client/game/words.ts";
import type { CastView } from "../../client/cast-view.ts";
import { LANGUAGES, NOTICES, REFUSALS } from "../../shared/protocol.ts";

const someone = (id: string, x: number, connected = true): CastView => ({
  id,
  name: id,
  kind: "persona",
  sprite: id,
  appearance: "",
  x,
  y: 0,
  facing: "down",
  status: "idle",
  posture: "standing",
  connected,
});

describe("whom one speaks to", () => {
  const cast = new Map(
    [someone("far", 20), someone("gone", 1, false), someone("near", 2), someone("me", 0)].map(
      (view) => [view.id, view],
    ),
  );

  test("[C13] the nearest come first, those who left for a moment last", () => {
    expect(company(cast, "me").map(({ view }) => view.id)).toEqual(["near", "far", "gone"]);
  });

  test("[C13] Tab goes round the near ones once, and then on", () => {
    expect(nextAddressee(["a", "b"], null)).toBe("a");
    expect(nextAddressee(["a", "b"], "a")).toBe("b");
    expect(nextAddressee(["a", "b"], "b")).toBeUndefined();
    expect(nextAddressee([], null)).toBeUndefined();
    expect(nextAddressee(["a"], "who-left")).toBeNull();
  });
});

test("[C17] each language has a word for each refusal, notice and state", () => {
  for (const language of LANGUAGES) {
    const words = wordsOf(language);
    for (const code of REFUSALS) expect(words.refusals[code]).not.toBe("");
    for (const code of NOTICES) expect(words.notices[code]).not.toBe("");
  }
});

test("[C17] no text of one language is left in the other", () => {
  const texts = (value: unknown): string[] => {
    if (typeof value === "string") return [value];
    if (typeof value === "function") {
      return [String((value as (...names: string[]) => string)("1", "2", "3"))];
    }
    return Object.values(value as object).flatMap(texts);
  };
  const [en, zh] = [texts(wordsOf("en")), texts(wordsOf("zh"))];
  expect(zh).toHaveLength(en.length);
  expect(en.filter((text) => /[\u3400-\u9fff]/.test(text))).toEqual([]);
  const foreign = (text: string) => /\p{L}/u.test(text) && !/[\u3400-\u9fff]/.test(text);
  expect(zh.filter((text) => text !== "AI" && foreign(text))).toEqual([]);
});

test("[C20] someone without a sheet gets a traveller's, always the same", () => {
  const sprites = { names: ["mara", "player-1", "player-2", "player-3"] };
  expect(sheetOf(sprites, { id: "x", sprite: "mara" })).toBe("mara");
  const given = sheetOf(sprites, { id: "silas", sprite: "silas" });
  expect(given).toMatch(/^player-\d$/);
  expect(sheetOf(sprites, { id: "silas", sprite: "silas" })).toBe(given);
});

test("[C19] the world is drawn at a whole zoom on every screen", () => {
  for (const [width, height, ratio] of [
    [880, 800, 1],
    [780, 740, 2],
    [2560, 1300, 1],
    [320, 200, 1],
  ] as const) {
    expect(Number.isInteger(zoomFor(width, height, ratio))).toBe(true);
    expect(zoomFor(width, height, ratio)).toBeGreaterThanOrEqual(2);
  }
});
