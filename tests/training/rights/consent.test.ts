import { rosterOf } from "../../../server/training/rights/roster.ts";
import { describe, expect, test } from "vitest";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { consentOf } from "../../../server/training/rights/consent.ts";
import {
  createPseudonymKey,
  createPseudonyms,
} from "../../../server/training/rights/pseudonyms.ts";

const head = { v: 2, episodeId: "e", at: 1 } as const;
const joined = (participant: string, subject?: string | null): EpisodeEvent => ({
  ...head,
  type: "participant-joined",
  participant,
  name: participant,
  kind: "player",
  language: "en",
  ...(subject === undefined ? {} : { subject }),
});
const word = (participant: string, given: boolean): EpisodeEvent => ({
  ...head,
  type: "consent",
  participant,
  purpose: "training",
  given,
  notice: "n",
});
const training = new Set(["training"]);

describe("[D20] the last word of a player counts for its whole episode", () => {
  test.each([
    ["nobody who said nothing", [joined("a")], {}],
    ["who gave it", [joined("a"), word("a", true)], { a: training }],
    ["not who took it back", [joined("a"), word("a", true), word("a", false)], {}],
    ["who thought again", [joined("a"), word("a", false), word("a", true)], { a: training }],
    ["each for itself", [joined("a"), joined("b"), word("b", true)], { b: training }],
    [
      "both visits of one player, after they gave it in the second",
      [joined("a", "s"), joined("b", "s"), word("b", true)],
      { a: training, b: training },
    ],
    [
      "neither visit of one player that took it back in the second",
      [joined("a", "s"), word("a", true), joined("b", "s"), word("b", true), word("b", false)],
      {},
    ],
    [
      "not two strangers because neither has a key",
      [joined("a", null), joined("b", null), word("b", true)],
      { b: training },
    ],
    ["also where the joining was not written", [word("a", true)], { a: training }],
    [
      "no subject by the name of a participant",
      [joined("a", "b"), joined("b"), word("b", true)],
      { b: training },
    ],
  ] as const)("[D20] %s", (_what, events, expected) => {
    expect(Object.fromEntries(consentOf(events))).toEqual(expected);
  });
});

describe("[D22] pseudonyms of an export", () => {
  test("[D22] one export names one id one way, each kind for itself", () => {
    const { of } = createPseudonyms(createPseudonymKey());
    expect(of("player", "p-1")).toBe(of("player", "p-1"));
    expect(of("player", "p-1")).toMatch(/^p-[a-z2-7]{26}$/u);
    const names = new Set([
      of("player", "p-1"),
      of("player", "p-2"),
      of("episode", "p-1").slice(2),
      of("player", "p-1").slice(2),
    ]);
    expect(names.size).toBe(4);
  });
  test("[D22] two exports share no name, so that they cannot be joined", () => {
    const [one, two] = [createPseudonymKey(), createPseudonymKey()].map(createPseudonyms);
    const ids = Array.from({ length: 500 }, (_, i) => `p-${i}`);
    const names = (of: typeof one) => ids.map((id) => of?.of("player", id));
    expect(new Set([...names(one), ...names(two)]).size).toBe(1_000);
  });
  test("[D22] it is HMAC-SHA-256 in base32, whoever reckons it", () => {
    const { of } = createPseudonyms(new Uint8Array(32).fill(7));
    expect(of("player", "p-1")).toBe("p-vq5l6girfvhmudetlp3ggpibey");
  });
  test("[D22] a short key is no key", () => {
    expect(() => createPseudonyms(new Uint8Array(8))).toThrow(RangeError);
  });
});

test("[D23] the players of an episode get letters as they come; one player's names share one", () => {
  const named = (participant: string, name: string, subject: string | null = null) => ({
    ...joined(participant, subject),
    name,
  });
  const events = [
    named("a", "Ayla", "s"),
    { ...joined("m"), kind: "persona" } as EpisodeEvent,
    named("b", "Ben"),
    named("c", "Aylin", "s"),
    ...Array.from({ length: 25 }, (_, i) => named(`x${i}`, `X${i}`)),
  ] as EpisodeEvent[];
  const roster = rosterOf(events);
  expect(roster.slice(0, 2)).toEqual([
    { names: ["Ayla", "Aylin"], by: { en: "Player A", zh: "旅人A" } },
    { names: ["Ben"], by: { en: "Player B", zh: "旅人B" } },
  ]);
  expect(roster.at(-1)?.by).toEqual({ en: "Player AA", zh: "旅人AA" });
});
