import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EMPTY_TRANSCRIPT, reduceTranscript, type Transcript } from "../../client/transcript.ts";
import {
  LIMITS,
  PROTOCOL_VERSION,
  type SceneEvent,
  type Snapshot,
  type TranscriptEntry,
} from "../../shared/protocol.ts";

const all = (events: readonly (SceneEvent | Snapshot)[], from: Transcript = EMPTY_TRANSCRIPT) =>
  events.reduce(reduceTranscript, from);

const start = (seq: number, turnId: string): SceneEvent => ({
  type: "turn-start",
  seq,
  turnId,
  speaker: "mara",
  name: "Mara",
  addressee: null,
  whisper: false,
  gesture: "turns the glass",
});
const delta = (
  seq: number,
  turnId: string,
  segment: number,
  text: string,
  type: "speech-delta" | "action-delta" = "speech-delta",
): SceneEvent => ({ type, seq, turnId, segment, text });
const end = (seq: number, turnId: string): SceneEvent => ({
  type: "turn-end",
  seq,
  turnId,
  outcome: "complete",
  logged: true,
});
const line = (seq: number, turnId: string, text: string): SceneEvent => ({
  type: "line",
  seq,
  turnId,
  speaker: "p-1",
  name: "Ann",
  kind: "player",
  addressee: "mara",
  whisper: false,
  segments: [{ kind: "speech", text }],
});
const snapshot = (seq: number, entries: readonly TranscriptEntry[]): Snapshot => ({
  version: PROTOCOL_VERSION,
  seq,
  you: "p-1",
  entries,
});

/** What a server would hold, told in the plainest way; written apart from the reducer it is compared with. */
class Server {
  seq = 0;
  readonly entries: {
    turnId: string;
    state: TranscriptEntry["state"];
    segments: TranscriptEntry["segments"][number][];
    event: SceneEvent;
  }[] = [];

  snapshot(): Snapshot {
    const entries = this.entries.slice(-LIMITS.transcript).map(({ event, state, segments }) => {
      if (event.type === "line") {
        const { turnId, speaker, name, kind, addressee, whisper } = event;
        return { turnId, speaker, name, kind, addressee, whisper, segments, state, gesture: "" };
      }
      if (event.type !== "turn-start") throw new Error("only lines and starts begin a turn");
      const { turnId, speaker, name, addressee, whisper, gesture } = event;
      const kind = "persona" as const;
      return { turnId, speaker, name, kind, addressee, whisper, gesture, segments, state };
    });
    return snapshot(this.seq, structuredClone(entries));
  }
}

type Step = readonly ["line" | "start" | "speech" | "action" | "next" | "retract" | "end", number];

/** Plays a legal story and gives its events, with the server's snapshot after each. */
function play(steps: readonly Step[]): { events: SceneEvent[]; snapshots: Snapshot[] } {
  const server = new Server();
  const events: SceneEvent[] = [];
  const snapshots: Snapshot[] = [];
  const tell = (event: SceneEvent) => {
    events.push(event);
    snapshots.push(server.snapshot());
  };
  let turns = 0;
  for (const [what, n] of steps) {
    const open = server.entries.filter(({ state }) => state === "open");
    const turn = open[n % Math.max(1, open.length)];
    /* Others hear things that this client does not: numbers skip. */
    server.seq += 1 + (n % 3);
    const seq = server.seq;
    if (what === "line" || what === "start") {
      const turnId = `t${turns++}`;
      const event = what === "line" ? line(seq, turnId, `line ${n}`) : start(seq, turnId);
      const segments = event.type === "line" ? [...event.segments] : [];
      const state = what === "line" ? ("complete" as const) : ("open" as const);
      server.entries.push({ turnId, state, segments, event });
      tell(event);
    } else if (turn !== undefined) {
      const { turnId, segments } = turn;
      const last = segments.length - 1;
      if (what === "end") {
        turn.state = "complete";
        tell(end(seq, turnId));
      } else if (what === "retract") {
        if (last < 0 || segments[last] === null) continue;
        segments[last] = null;
        tell({ type: "turn-retract", seq, turnId, segment: last });
      } else {
        const grows = what !== "next" && last >= 0 && segments[last] !== null;
        const at = grows ? last : last + 1;
        const before = segments[at];
        const kind = before?.kind ?? (what === "action" ? "action" : "speech");
        segments[at] = { kind, text: `${before?.text ?? ""}w${n} ` };
        tell(delta(seq, turnId, at, `w${n} `, `${kind}-delta`));
      }
    }
  }
  return { events, snapshots };
}

const story = fc
  .array(
    fc.tuple(
      fc.constantFrom<Step[0]>(
        "line",
        "start",
        "start",
        "speech",
        "speech",
        "action",
        "next",
        "retract",
        "end",
      ),
      fc.nat(7),
    ),
    { maxLength: 60 },
  )
  .map(play);

describe("the transcript", () => {
  test("[C1] takes each event in once", () => {
    const events = [start(1, "a"), delta(2, "a", 0, "Aye. "), delta(4, "a", 0, "Sit.")];
    const heard = all(events);
    expect(all(events, heard)).toBe(heard);
    expect(heard.entries[0]?.segments).toEqual([{ kind: "speech", text: "Aye. Sit." }]);
  });

  test("[C2] hearing all gives what the server holds", () => {
    fc.assert(
      fc.property(story, ({ events, snapshots }) => {
        const heard = all(events);
        expect(heard.entries).toEqual(snapshots.at(-1)?.entries ?? []);
        expect(heard.missing).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  test("[C2] any beginning, then a snapshot, then the rest gives the same", () => {
    fc.assert(
      fc.property(story, fc.nat(), fc.nat(), fc.nat(), ({ events, snapshots }, a, b, c) => {
        if (events.length === 0) return;
        const at = b % events.length;
        const gone = a % (at + 1);
        /* After the return some events come that the snapshot held already. */
        const again = Math.max(0, at + 1 - (c % 5));
        const back = snapshots[at];
        if (back === undefined) return;
        const stayed = all(events);
        const returned = all([...events.slice(0, gone), back, ...events.slice(again)]);
        expect(returned.entries).toEqual(stayed.entries);
        expect(returned.seq).toBe(stayed.seq);
        expect(returned.missing).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  test("[C2] a snapshot older than what is held is passed over", () => {
    const heard = all([snapshot(0, []), line(1, "a", "one"), line(5, "b", "two")]);
    expect(reduceTranscript(heard, snapshot(3, [])).entries).toHaveLength(2);
  });

  test("[C2] no more than the limit is kept", () => {
    const lines = Array.from({ length: LIMITS.transcript + 7 }, (_, i) =>
      line(i + 1, `t${i}`, "x"),
    );
    const heard = all(lines);
    expect(heard.entries).toHaveLength(LIMITS.transcript);
    expect(heard.entries[0]?.turnId).toBe("t7");
  });

  test("[C3] a retracted segment stays away", () => {
    const heard = all([
      start(1, "a"),
      delta(2, "a", 0, "Aye."),
      delta(3, "a", 1, "she thinks", "action-delta"),
      { type: "turn-retract", seq: 4, turnId: "a", segment: 1 },
      delta(5, "a", 1, " more", "action-delta"),
      delta(6, "a", 2, "Sit."),
    ]);
    expect(heard.entries[0]?.segments).toEqual([
      { kind: "speech", text: "Aye." },
      null,
      { kind: "speech", text: "Sit." },
    ]);
  });

  test("[C3] what comes after the end changes nothing", () => {
    const heard = all([start(1, "a"), delta(2, "a", 0, "Aye."), end(3, "a")]);
    const late = all([delta(4, "a", 0, " And more."), end(5, "a")], heard);
    expect(late.entries).toEqual(heard.entries);
  });

  test.each([
    ["words", delta(3, "b", 0, "x")],
    ["an end", end(3, "b")],
    ["a retraction", { type: "turn-retract", seq: 3, turnId: "b", segment: 0 } as const],
    ["a segment whose predecessor never came", delta(3, "a", 4, "x")],
    ["a retraction of what never came", { type: "turn-retract", seq: 3, turnId: "a", segment: 2 }],
  ] as [string, SceneEvent][])("[C4] %s without a beginning is noticed", (_what, event) => {
    const heard = all([start(1, "a"), event]);
    expect(heard.missing).toBe("turnId" in event ? event.turnId : "");
    expect(reduceTranscript(heard, snapshot(9, [])).missing).toBeNull();
  });
});
