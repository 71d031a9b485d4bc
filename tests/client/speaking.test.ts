import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { onClauses, type SpeechCancel, type SpokenClause } from "../../client/speaking.ts";
import { sceneClientOf } from "../../client/scene-client.ts";
import { webSpeech } from "../../client/web-speech.ts";
import {
  MESSAGES,
  PROTOCOL_VERSION,
  type SceneEvent,
  type TranscriptEntry,
  type TurnOutcome,
} from "../../shared/protocol.ts";
import { aJoinedRoom } from "../doubles/a-joined-room.ts";

/** A scene in which the test speaks for Mara, and what a voice was told of it. */
function listening(language: "en" | "zh" = "en") {
  const joined = aJoinedRoom();
  const client = sceneClientOf(joined.room);
  const scene = { scene: "inn", title: "", topic: "", map: "", language, synthetic: false };
  joined.send(MESSAGES.cast, { scene, members: [], gone: [], props: [] });
  const clauses: SpokenClause[] = [];
  const cancels: SpeechCancel[] = [];
  const stop = onClauses(client, {
    onClause: (clause) => clauses.push(clause),
    onCancel: (cancel) => cancels.push(cancel),
  });
  let seq = 0;
  const tell = (event: object) => {
    seq += 1;
    joined.send(MESSAGES.events, [{ seq, ...event } as SceneEvent]);
  };
  return {
    joined,
    client,
    clauses,
    cancels,
    stop,
    tell,
    texts: () => clauses.map(({ text }) => text),
    begin: (turnId: string, instead?: string) =>
      tell({
        type: "turn-start",
        turnId,
        speaker: "mara",
        name: "Mara",
        addressee: null,
        whisper: false,
        gesture: "",
        ...(instead === undefined ? {} : { instead }),
      }),
    speak: (turnId: string, segment: number, text: string) =>
      tell({ type: "speech-delta", turnId, segment, text }),
    act: (turnId: string, segment: number, text: string) =>
      tell({ type: "action-delta", turnId, segment, text }),
    retract: (turnId: string, segment: number) => tell({ type: "turn-retract", turnId, segment }),
    end: (turnId: string, outcome: TurnOutcome = "complete") =>
      tell({ type: "turn-end", turnId, outcome, logged: true }),
    snapshot: (entries: readonly TranscriptEntry[]) =>
      joined.send(MESSAGES.snapshot, { version: PROTOCOL_VERSION, seq, you: "s-1", entries }),
  };
}

describe("what a voice is given", () => {
  test("[U5] clauses of speech come as they are finished, in order, with the speaker", () => {
    const mara = listening();
    mara.begin("t-1");
    mara.speak("t-1", 0, "Good even");
    expect(mara.clauses).toEqual([]);
    mara.speak("t-1", 0, "ing. Sit");
    expect(mara.texts()).toEqual(["Good evening. "]);
    mara.speak("t-1", 0, " down.");
    mara.end("t-1");
    expect(mara.clauses.map(({ clause, last }) => [clause, last])).toEqual([
      [0, false],
      [1, true],
    ]);
    expect(mara.clauses[1]).toMatchObject({ speaker: "mara", name: "Mara", text: "Sit down." });
  });

  test("[U5] actions are never spoken, and a segment that is over gives its last words", () => {
    const mara = listening();
    mara.begin("t-1");
    mara.speak("t-1", 0, "Look");
    mara.act("t-1", 1, "points at the door. It is open. ");
    mara.speak("t-1", 2, "There!");
    mara.end("t-1");
    expect(mara.texts()).toEqual(["Look", "There!"]);
  });

  test("[U5] a line of the world's or of a player's is nobody's voice", () => {
    const mara = listening();
    const line = { turnId: "l", name: "", addressee: null, whisper: false };
    const segments = [{ kind: "speech", text: "The wind rises." }];
    mara.tell({ ...line, type: "line", speaker: "world", kind: "environment", segments });
    mara.tell({ ...line, type: "line", turnId: "p", speaker: "s-1", kind: "player", segments });
    expect(mara.clauses).toEqual([]);
  });

  test("[U8] a turn that was cut gives what was shown and no more", () => {
    const mara = listening();
    mara.begin("t-1");
    mara.speak("t-1", 0, "I saw him. He was with th");
    mara.end("t-1", "cut");
    mara.speak("t-1", 0, "e keeper. ");
    expect(mara.texts().join("")).toBe("I saw him. He was with th");
  });

  test("[U8] a segment that is withdrawn takes back what was spoken of it, and only that", () => {
    const mara = listening();
    mara.begin("t-1");
    mara.speak("t-1", 0, "Good evening. ");
    mara.speak("t-1", 1, "I killed him. I must not s");
    mara.retract("t-1", 1);
    mara.speak("t-1", 1, "ay it. ");
    mara.speak("t-1", 2, "Sit down.");
    mara.end("t-1");
    expect(mara.texts()).toEqual(["Good evening. ", "I killed him. ", "Sit down."]);
    expect(mara.cancels).toEqual([
      { turnId: "t-1", speaker: "mara", reason: "retracted", clauses: [1] },
    ]);
  });

  test("[U8] a segment withdrawn before a clause was over is never heard of", () => {
    const mara = listening();
    mara.begin("t-1");
    mara.speak("t-1", 0, "I must not s");
    mara.retract("t-1", 0);
    mara.end("t-1");
    expect([mara.clauses, mara.cancels]).toEqual([[], []]);
  });

  test("[U8] who is interrupted falls silent, and a turn said differently replaces the first", () => {
    const mara = listening();
    mara.begin("t-1");
    mara.speak("t-1", 0, "It began at dusk. The light went");
    mara.end("t-1", "cancelled");
    mara.begin("t-2");
    mara.speak("t-2", 0, "No.");
    mara.end("t-2");
    mara.begin("t-3", "t-2");
    mara.speak("t-3", 0, "Never.");
    mara.end("t-3");
    expect(mara.texts()).toEqual(["It began at dusk. ", "No.", "Never."]);
    expect(mara.cancels.map(({ turnId, reason }) => [turnId, reason])).toEqual([
      ["t-1", "interrupted"],
      ["t-2", "replaced"],
    ]);
  });

  test("[U5] what was heard before is not spoken again; a clause under way is spoken once", () => {
    const mara = listening();
    const entry = (turnId: string, state: TranscriptEntry["state"], text: string) =>
      ({
        turnId,
        speaker: "mara",
        name: "Mara",
        kind: "persona",
        addressee: null,
        whisper: false,
        segments: [{ kind: "speech", text }],
        state,
        gesture: "",
      }) satisfies TranscriptEntry;
    const heard = [
      entry("t-1", "complete", "Old words."),
      entry("t-2", "open", "First. Second is on its"),
    ];
    mara.snapshot(heard);
    mara.speak("t-2", 0, " way. ");
    mara.snapshot([heard[0]!, entry("t-2", "open", "First. Second is on its way. Third.")]);
    mara.end("t-2");
    expect(mara.texts()).toEqual(["Second is on its way. ", "Third."]);
  });

  test("[U5] one who stopped listening is told nothing more", () => {
    const mara = listening();
    mara.stop();
    mara.begin("t-1");
    mara.speak("t-1", 0, "Anyone?");
    mara.end("t-1");
    expect(mara.clauses).toEqual([]);
  });

  test("[U7] each clause has its language", () => {
    const mara = listening("zh");
    mara.begin("t-1");
    mara.speak("t-1", 0, "晚上好。Good evening to you. OK");
    mara.end("t-1");
    expect(mara.clauses.map(({ language }) => language)).toEqual(["zh", "en", "zh"]);
  });

  test("[U5] whatever a turn is made of, its clauses are its speech", () => {
    const text = fc
      .array(fc.constantFrom("Hm. ", "Mr. ", "a", " ", "。", "盐", "?", "…", "\n"), {
        minLength: 1,
        maxLength: 12,
      })
      .map((parts) => parts.join(""));
    const step = fc.record({ kind: fc.constantFrom("speak", "act"), text });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const mara = listening();
        mara.begin("t-1");
        let segment = -1;
        let kind = "";
        let speech = "";
        for (const one of steps) {
          if (one.kind !== kind) segment += 1;
          kind = one.kind;
          if (one.kind === "speak") {
            mara.speak("t-1", segment, one.text);
            speech += one.text;
          } else mara.act("t-1", segment, one.text);
        }
        mara.end("t-1");
        expect(mara.texts().join("")).toBe(speech);
        expect(mara.clauses.map(({ clause }) => clause)).toEqual([...mara.clauses.keys()]);
      }),
      { numRuns: 200 },
    );
  });
});

/** Compiled only: the browser's own objects fit. */
export const inABrowser = () =>
  webSpeech(speechSynthesis, ({ text }) => new SpeechSynthesisUtterance(text));

describe("the browser's own voice", () => {
  function aVoice() {
    const spoken: { text: string; lang: string; onend: (() => void) | null; onerror: null }[] = [];
    let cancelled = 0;
    const voice = webSpeech(
      {
        speak: (utterance: (typeof spoken)[number]) => spoken.push(utterance),
        cancel: () => (cancelled += 1),
      },
      ({ text }) => ({ text, lang: "", onend: null, onerror: null }),
    );
    const say = (turnId: string, clause: number, text: string, language: "en" | "zh" = "en") =>
      voice.onClause({ turnId, speaker: "m", name: "M", text, language, clause, last: false });
    return { voice, say, spoken, cancelled: () => cancelled };
  }

  test("[U9] speaks one clause after another, each in its language", () => {
    const { say, spoken } = aVoice();
    say("t-1", 0, "Good evening.");
    say("t-1", 1, "晚上好。", "zh");
    expect(spoken.map(({ text }) => text)).toEqual(["Good evening."]);
    spoken[0]?.onend?.();
    expect(spoken.map(({ lang }) => lang)).toEqual(["en-GB", "zh-CN"]);
  });

  test("[U9] what is taken back is not spoken, and others are", () => {
    const { voice, say, spoken, cancelled } = aVoice();
    say("t-1", 0, "One.");
    say("t-1", 1, "Two.");
    say("t-2", 0, "Other.");
    voice.onCancel({ turnId: "t-1", speaker: "m", reason: "interrupted", clauses: [0, 1] });
    expect(cancelled()).toBe(1);
    expect(spoken.map(({ text }) => text)).toEqual(["One.", "Other."]);
    /* The voice that was stopped reports its end late. */
    spoken[0]?.onend?.();
    expect(spoken).toHaveLength(2);
  });
});
