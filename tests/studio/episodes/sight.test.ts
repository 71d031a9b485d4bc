import { describe, expect, test } from "vitest";
import {
  DIGESTED,
  digestOf,
  type DigestedEvent,
} from "../../../server/studio/episodes/episode-digest.ts";
import {
  createSight,
  readingOf,
  type Reading,
} from "../../../server/studio/episodes/episode-sight.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { joinedOf, lineOf, startOf, turnOf } from "../../episodes/sample-events.ts";

/** Two players come, one of whom may allow; both talk to Mara, and one whispers. */
interface Told {
  readonly allows?: readonly string[];
  readonly whisper?: string | null;
  readonly rehearsal?: boolean;
  readonly recalled?: boolean;
}

const E = "e1";

function evening({ allows = [], whisper = null, rehearsal = false, recalled = false }: Told = {}) {
  const start = { ...startOf(E), ...(rehearsal ? { origin: "rehearsal" } : {}) } as EpisodeEvent;
  const memory = recalled
    ? { recalled: [{ id: "subject-9/bond", why: [{ kind: "meeting" }] }] }
    : {};
  const events: EpisodeEvent[] = [
    start,
    joinedOf(E, "p1", "Ayla"),
    joinedOf(E, "p2", "Borin"),
    ...allows.map((participant): EpisodeEvent => ({
      v: 2,
      episodeId: E,
      at: 1,
      type: "consent",
      participant,
      purpose: "training",
      given: true,
      notice: "training-1",
    })),
    lineOf(E, "l1", "I am Ayla of the reeds."),
    { ...turnOf(E, "t1", "Ayla fears the dark."), ...memory },
    ...(whisper === null
      ? []
      : [{ ...lineOf(E, "l2", "The key is in the well."), speaker: whisper, whisper: true }]),
    turnOf(E, "t2", "So it is in the well, Borin."),
    { ...turnOf(E, "t3", "Only for you."), whisper: true, addressee: "p1" },
  ];
  const logged = events.map((event, seq) => ({ seq, event }));
  const digest = digestOf(
    logged.filter((one): one is { seq: number; event: DigestedEvent } =>
      DIGESTED.some((type) => type === one.event.type),
    ),
  );
  const of = <T extends EpisodeEvent["type"]>(type: T, turnId: string) => {
    const found = logged.find(
      ({ event }) => event.type === type && "turnId" in event && event.turnId === turnId,
    );
    return found as { seq: number; event: Extract<EpisodeEvent, { type: T }> };
  };
  return {
    digest,
    line: (id: string) => of("line", id),
    turn: (id: string) => of("turn", id),
    sight: (reading: Reading, root = true) =>
      createSight(digest, reading, (id) => `p-${id}name`, root),
  };
}

const textOf = (of: object) =>
  "shown" in of
    ? JSON.stringify(of.shown)
    : `withheld: ${String((of as { withheld: string }).withheld)}`;

test("[ST112] who designs reads as a designer, whatever else they may", () => {
  expect(readingOf(new Set(["operator", "exporter", "designer"]))).toBe("designer");
  expect(readingOf(new Set(["operator", "exporter"]))).toBe("exporter");
  expect(readingOf(new Set(["operator"]))).toBe("operator");
});

describe("[ST113] a player's own words", () => {
  test("[ST113] are shown to designers and exporters where that player allows it, and to no operator", () => {
    const { sight, line } = evening({ allows: ["p1"] });
    expect(textOf(sight("designer").line(line("l1").event))).toContain("of the reeds");
    expect(textOf(sight("exporter").line(line("l1").event))).toContain("of the reeds");
    expect(textOf(sight("operator").line(line("l1").event))).toBe("withheld: role");
  });
  test("[ST113] are not shown where the player does not, aloud or whispered", () => {
    const { sight, line } = evening({ allows: ["p2"], whisper: "p1" });
    for (const reading of ["designer", "exporter"] as const) {
      expect(textOf(sight(reading).line(line("l1").event))).toBe("withheld: no-consent");
      expect(textOf(sight(reading).line(line("l2").event))).toBe("withheld: whisper");
    }
  });
  test("[ST113] its name is a pseudonym in every text, also where it allows the text", () => {
    const { sight, line, turn } = evening({ allows: ["p1", "p2"] });
    const designer = sight("designer");
    for (const shown of [designer.line(line("l1").event), designer.thoughts(turn("t1").event, 1)]) {
      expect(textOf(shown)).not.toMatch(/Ayla/);
      expect(textOf(shown)).toMatch(/p-p1name/);
    }
    expect(designer.id("p2")).toBe("p-p2name");
    expect(designer.id("mara")).toBe("mara");
  });
});

describe("[ST114] a persona's words and thoughts", () => {
  test("[ST114] are shown to designers of scenes that are played, without players' names", () => {
    const { sight, turn } = evening();
    const { event, seq } = turn("t1");
    expect(textOf(sight("designer").words(event))).toContain("turns the glass");
    expect(textOf(sight("designer").words(event))).not.toMatch(/thinking/);
    expect(textOf(sight("designer").thoughts(event, seq))).toContain("p-p1name fears the dark");
  });
  test("[ST114] are shown to exporters only where every player of the episode allows it", () => {
    const [all, one] = [evening({ allows: ["p1", "p2"] }), evening({ allows: ["p1"] })];
    const { event, seq } = all.turn("t1");
    expect(textOf(all.sight("exporter").thoughts(event, seq))).toContain("fears the dark");
    expect(textOf(one.sight("exporter").thoughts(event, seq))).toBe("withheld: no-consent");
    expect(textOf(one.sight("exporter").words(event))).toBe("withheld: no-consent");
  });
  test("[ST114] are shown to no operator", () => {
    const { sight, turn } = evening({ allows: ["p1", "p2"] });
    const { event, seq } = turn("t1");
    expect(textOf(sight("operator").words(event))).toBe("withheld: role");
    expect(textOf(sight("operator").thoughts(event, seq))).toBe("withheld: role");
    expect(textOf(sight("operator").behind(event, seq)("x"))).toBe("withheld: role");
  });
});

describe("[ST115] whispers", () => {
  test("[ST115] a persona's whisper to a player who does not allow it is a whisper, words and thoughts", () => {
    const { sight, turn } = evening({ allows: ["p2"] });
    const { event, seq } = turn("t3");
    expect(textOf(sight("designer").words(event))).toBe("withheld: whisper");
    expect(textOf(sight("designer").thoughts(event, seq))).toBe("withheld: whisper");
  });
  test("[ST115] after such a player whispered to it, nothing that a persona thinks is shown; what it says aloud is", () => {
    const { sight, turn } = evening({ whisper: "p2" });
    expect(textOf(sight("designer").thoughts(turn("t1").event, turn("t1").seq))).toContain(
      "fears the dark",
    );
    expect(textOf(sight("designer").thoughts(turn("t2").event, turn("t2").seq))).toBe(
      "withheld: whisper",
    );
    expect(textOf(sight("designer").words(turn("t2").event))).toContain("The wind");
  });
  test("[ST115] a whisper of a player who allows it hides nothing", () => {
    const { sight, turn } = evening({ whisper: "p2", allows: ["p1", "p2"] });
    expect(textOf(sight("designer").thoughts(turn("t2").event, turn("t2").seq))).toContain(
      "in the well",
    );
  });
});

describe("[ST116] prompts, completions and observations", () => {
  const behind = (told: Told, reading: Reading = "designer", root = true) => {
    const { sight, turn } = evening(told);
    const { event, seq } = turn("t1");
    return textOf(sight(reading, root).behind(event, seq)("Ayla: I am here"));
  };
  test("[ST116] are shown where every player allows it, under pseudonyms", () => {
    expect(behind({ allows: ["p1", "p2"] })).toBe('"p-p1name: I am here"');
    expect(behind({ allows: ["p1", "p2"] }, "exporter")).toBe('"p-p1name: I am here"');
  });
  test("[ST116] are not shown where one player does not, where memories of other visits came back, or the branched episode may not be read", () => {
    expect(behind({ allows: ["p1"] })).toBe("withheld: others-words");
    expect(behind({ allows: ["p1", "p2"], recalled: true })).toBe("withheld: others-words");
    expect(behind({ allows: ["p1", "p2"] }, "designer", false)).toBe("withheld: others-words");
  });
  test("[ST116] of a rehearsal are shown whole, with the names that were used there", () => {
    expect(behind({ rehearsal: true, recalled: true })).toBe('"Ayla: I am here"');
    expect(behind({ rehearsal: true }, "operator")).toBe("withheld: role");
    expect(behind({ rehearsal: true }, "designer", false)).toBe("withheld: others-words");
  });
});
