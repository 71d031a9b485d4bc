import { describe, expect, test } from "vitest";
import { EMPTY_TRANSCRIPT, type Transcript } from "../../client/transcript.ts";
import { createCanaries } from "../../server/cli/chaos/canaries.ts";
import type { EpisodeEvent } from "../../server/stage/episode-event.ts";
import type { Model, ModelEvent, ModelRequest } from "../../server/stage/ports.ts";
import type { TranscriptEntry } from "../../shared/protocol.ts";
import { createLeakSearch } from "./leak-search.ts";
import { mapDifferences } from "./map-differences.ts";
import { PLANTED, plantingModel } from "./planting-model.ts";
import { slopeOf, surelyAbove } from "./slope.ts";
import { createStepLedger, transcriptDifferences } from "./step-ledger.ts";

/** The soak's own instruments, each shown what it must notice. The run itself is a command: `npm run soak`. */

const entry = (turnId: string, text: string, more: Partial<TranscriptEntry> = {}) =>
  ({
    turnId,
    speaker: "mara",
    name: "Mara",
    kind: "persona",
    addressee: null,
    whisper: false,
    segments: [{ kind: "speech", text }],
    state: "complete",
    gesture: "waits",
    ...more,
  }) satisfies TranscriptEntry;

const logged = (turnId: string, text: string, more: Record<string, unknown> = {}) =>
  ({
    type: "turn",
    at: 50_000,
    turnId,
    speaker: "mara",
    whisper: false,
    outcome: "complete",
    listeners: ["p-1", "p-2"],
    segments: [
      { kind: "system-thinking", text: "hm" },
      { kind: "speech", text },
    ],
    ...more,
  }) as unknown as EpisodeEvent;

describe("[X5] the ledger notices who is out of step", () => {
  function played() {
    const ledger = createStepLedger();
    for (const reader of ["p-1", "p-2"]) ledger.came(reader, 0);
    ledger.began("t.1", 10);
    ledger.ended("t.1", 400, true);
    for (const reader of ["p-1", "p-2"]) ledger.holds(reader, entry("t.1", "Evening."));
    return ledger;
  }
  test("[X5] nothing where all is well", () => {
    const ledger = played();
    ledger.acknowledged("t.1");
    expect(ledger.settle([logged("t.1", "Evening.")], 1_000)).toEqual([]);
    expect(ledger.figures).toMatchObject({ turns: 1, held: 2, shared: 1, longestTurn: 390 });
  });
  test.each<[string, RegExp, (ledger: ReturnType<typeof played>) => EpisodeEvent[]]>([
    [
      "one letter differs between two players",
      /different versions of turn t\.2: segments/u,
      (ledger) => {
        ledger.holds("p-1", entry("t.2", "Aye."));
        ledger.holds("p-2", entry("t.2", "Aye!"));
        return [logged("t.1", "Evening."), logged("t.2", "Aye.")];
      },
    ],
    [
      "one player thinks that it was cut",
      /different versions of turn t\.1: state/u,
      (ledger) => {
        ledger.holds("p-2", entry("t.1", "Evening.", { state: "cut" }));
        return [logged("t.1", "Evening.")];
      },
    ],
    [
      "players hold what the log does not",
      /in the log: "speech:Evening\." and "speech:Morning\."/u,
      () => [logged("t.1", "Morning.")],
    ],
    ["a turn is not in the log", /players hold turn t\.1/u, () => []],
    [
      "an acknowledged line is not in the log",
      /line t\.9 was acknowledged/u,
      (ledger) => {
        ledger.acknowledged("t.9");
        return [logged("t.1", "Evening.")];
      },
    ],
    [
      "someone in earshot does not hold it",
      /p-2 was in earshot of turn t\.3/u,
      (ledger) => {
        ledger.holds("p-1", entry("t.3", "Well."));
        return [logged("t.1", "Evening."), logged("t.3", "Well.")];
      },
    ],
    [
      "a whisper reaches a third",
      /a whisper, turn t\.4, reached p-3/u,
      (ledger) => {
        ledger.holds("p-3", entry("t.4", "Psst.", { whisper: true }));
        const whisper = { whisper: true, listeners: ["p-9"] };
        return [logged("t.1", "Evening."), logged("t.4", "Psst.", whisper)];
      },
    ],
    [
      "a turn never ends",
      /turn t\.5 was open for 800 ms/u,
      (ledger) => {
        ledger.began("t.5", 200);
        return [logged("t.1", "Evening.")];
      },
    ],
    [
      "a turn is open for too long",
      /turn t\.6 was open for 60001 ms/u,
      (ledger) => {
        ledger.began("t.6", 0);
        ledger.ended("t.6", 60_001, false);
        return [logged("t.1", "Evening.")];
      },
    ],
  ])("[X5] %s", (_name, sentence, play) => {
    const ledger = played();
    expect(ledger.settle(play(ledger), 1_000)).toEqual([expect.stringMatching(sentence)]);
  });
  test("[X5] where the server said that its disk is stuck, only what was called durable must be there", () => {
    const ledger = played();
    ledger.acknowledged("t.7");
    expect(ledger.settle([], 1_000, 2)).toEqual([expect.stringMatching(/players hold turn t\.1/u)]);
    expect(ledger.figures.unlogged).toBe(1);
  });
  test("[X5] who left before a turn ended need not hold it", () => {
    const ledger = played();
    ledger.left("p-2", 49_000);
    ledger.holds("p-1", entry("t.3", "Well."));
    expect(ledger.settle([logged("t.1", "Evening."), logged("t.3", "Well.")], 1_000)).toEqual([]);
  });
});

describe("[X5] a snapshot is held against what its reader has", () => {
  const holding = (...entries: TranscriptEntry[]): Transcript => ({
    ...EMPTY_TRANSCRIPT,
    seq: 10,
    you: "p-1",
    entries,
  });
  const [a, b] = [entry("t.1", "Evening."), entry("t.2", "Aye.")];
  test("[X5] the same is the same, also where the server has forgotten the oldest", () => {
    expect(transcriptDifferences(holding(a, b), holding(a, b), false)).toEqual([]);
    expect(transcriptDifferences(holding(a, b), holding(b), false)).toEqual([]);
  });
  test.each<[string, Transcript, RegExp]>([
    ["a letter", holding(a, entry("t.2", "Aye!")), /turn t\.2 is other on the server/u],
    ["an entry too many", holding(a, b, entry("t.3", "Well.")), /holds other turns/u],
    ["another order", holding(b, a), /in another order/u],
    ["a step back", { ...holding(a, b), seq: 9 }, /goes back from 10 to 9/u],
    ["another reader", { ...holding(a, b), you: "p-2" }, /p-1 is p-2/u],
  ])("[X5] %s is noticed", (_name, fresh, sentence) => {
    expect(transcriptDifferences(holding(a, b), fresh, false)).toEqual([
      expect.stringMatching(sentence),
    ]);
  });
  test("[X5] an open turn has to agree too, and need not after a gap", () => {
    const open = entry("t.2", "Ay", { state: "open" });
    expect(transcriptDifferences(holding(a, open), holding(a, b), false)).toHaveLength(1);
    expect(transcriptDifferences(holding(a, open), holding(a, b), true)).toEqual([]);
  });
});

describe("[X6] whether memory is flat", () => {
  const line = (values: number[]) =>
    slopeOf(values.map((value, index) => ({ at: index * 60_000, value })));
  test("[X6] a rise of one MiB a minute is sixty an hour, and surely above twenty", () => {
    const slope = line([50, 51, 52, 53, 54, 55]);
    expect(slope?.perHour).toBeCloseTo(60, 6);
    expect(slope?.error).toBeCloseTo(0, 6);
    expect(slope !== null && surelyAbove(slope, 20)).toBe(true);
  });
  test("[X6] up and down is no rise, and few points say nothing", () => {
    const slope = line([50, 58, 49, 57, 50, 58, 49, 57]);
    expect(slope !== null && surelyAbove(slope, 20)).toBe(false);
    expect(line([50, 60])).toBeNull();
  });
});

describe("[X7] planted words", () => {
  test("[X7] are found in bytes however they are cut", () => {
    const word = `r${createCanaries(1).next()}`;
    const bytes = Buffer.from(`\u0001npc:events${word}\u0002 zqx and more`);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const found: string[] = [];
      const search = createLeakSearch((one) => found.push(one));
      search.take(bytes.subarray(0, cut));
      search.take(bytes.subarray(cut));
      search.end();
      expect(found).toEqual([word]);
    }
  });
  test("[X7] are found at the very end of a stream", () => {
    const found: string[] = [];
    const search = createLeakSearch((one) => found.push(one));
    search.take(Buffer.from("so szqx0123abcd"));
    expect(found).toEqual([]);
    search.end();
    expect(found).toEqual(["szqx0123abcd"]);
  });
  test.each([1, 5, 16, 200])(
    "[X7] stand in every thought, in pieces of %i letters",
    async (size) => {
      const said = "It is late.</system_thinking><role_thinking>So tired.</role_thinking>Evening.";
      const inner: Model = {
        synthetic: true,
        description: "spells",
        continuesPrefill: true,
        async *generate(): AsyncGenerator<ModelEvent> {
          for (let at = 0; at < said.length; at += size)
            yield { type: "text", text: said.slice(at, at + size) };
        },
      };
      const canaries = createCanaries(2);
      const request = { prompt: { prefill: "<system_thinking>" } } as unknown as ModelRequest;
      let text = "";
      for await (const event of plantingModel(inner, canaries).generate(
        request,
        new AbortController().signal,
      )) {
        if (event.type === "text") text += event.text;
      }
      expect(canaries.planted).toBe(2);
      expect(text.replaceAll(new RegExp(`${PLANTED.source} `, "gu"), "")).toBe(said);
      expect(text).toMatch(
        /^szqx\w+ It is late\.<\/system_thinking><role_thinking>rzqx\w+ So tired/u,
      );
    },
  );
});

describe("[X5] the map", () => {
  const body = (id: string, x: number) => ({ id, x, y: 2, facing: "down" });
  const own = (...bodies: ReturnType<typeof body>[]) =>
    new Map(bodies.map((one) => [one.id, { ...one, name: "of no account" }]));
  test("[X5] what stands still is compared, what moved is not", () => {
    const [before, after] = [
      [body("a", 1), body("b", 1)],
      [body("a", 1), body("b", 2)],
    ];
    const found = mapDifferences(before, after, own(body("a", 1), body("b", 1)));
    expect(found).toEqual({ compared: 1, differences: [] });
  });
  test("[X5] a position is the same to the precision it travels in", () => {
    const all = [body("a", 8.199999999999992)];
    expect(mapDifferences(all, all, own(body("a", 8.199999809265137))).differences).toEqual([]);
  });
  test.each([
    ["stands elsewhere", own(body("a", 3)), "a other than it is: x 3 for 1"],
    ["is missing", own(), "no a, which is there"],
    ["is there no more", own(body("a", 1), body("z", 1)), "z, which is not there"],
  ])("[X5] who %s is noticed", (_name, seen, sentence) => {
    const all = [body("a", 1)];
    expect(mapDifferences(all, all, seen).differences).toEqual([sentence]);
  });
});
