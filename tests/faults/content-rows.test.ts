import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../../server/cli/system-clock.ts";
import {
  ACTION,
  FALLBACK,
  GESTURE,
  PHASES,
  playFault,
  SPEECH,
  type FaultCase,
  type FaultSeen,
  type Phase,
  type Strike,
} from "../doubles/faulty-scene.ts";
import { rawChunk } from "../doubles/endpoint-fixture.ts";

/** The rows of reliability 4 where the stream is whole and what is in it is odd: 19 to 23, 26 to 29, 31. */

let running: FaultSeen | null = null;
afterEach(async () => {
  await running?.close();
  running = null;
});
async function play(fault: FaultCase, phase: Phase): Promise<FaultSeen> {
  running = await playFault(fault, phase);
  return running;
}
const stream = (strike: (strike: Strike) => Promise<void> | void): FaultCase => ({
  meets: { kind: "stream", strike },
});
async function close({ answer, say }: Strike, reason = "stop"): Promise<void> {
  await say("", { finish_reason: reason });
  answer.end("data: [DONE]\n\n");
}

describe("[F26] row 19 and 28: nothing to show is a silent gesture, and words the third time", () => {
  const EMPTY: readonly (readonly [string, (text: string) => unknown[]])[] = [
    ["no text at all", () => []],
    ["white space alone", () => [rawChunk(" \n\n  ")]],
    ["thought alone", (text) => [rawChunk(text)]],
    ["all in the reasoning field", (text) => [rawChunk("", { reasoning: text })]],
    ["all in vLLM's old field", (text) => [rawChunk("", { reasoning_content: text })]],
  ];
  test.each(EMPTY)("[F26] %s", async (_name, chunks) => {
    const seen = await play(
      {
        meets: {
          kind: "answer",
          answer: async (answer) => {
            answer.head();
            for (const chunk of chunks("zqprivate0 goes nowhere.</system_thinking>")) {
              await answer.event(chunk);
            }
            await answer.event(rawChunk("", { finish_reason: "stop" }));
            answer.end("data: [DONE]\n\n");
          },
        },
      },
      "before",
    );
    expect(seen.end.outcome).toBe("fallback");
    expect(seen.turn.cause).toBe("empty");
    expect(seen.calls).toHaveLength(1);
    expect(seen.shown).toEqual([GESTURE]);
    expect((await seen.again()).shown).toEqual([GESTURE]);
    const third = await seen.again();
    expect(third.shown).toEqual([FALLBACK]);
    expect(seen.alerts).toEqual([]);
  });
});

describe("[F27] row 20: a turn that is cut by its length ends with a whole sentence", () => {
  const cutOff = (rest: number) =>
    stream(async (strike) => {
      await strike.say(strike.rest.slice(0, rest));
      await close(strike, "length");
    });
  test("[F27] before anything is visible the authored line is spoken", async () => {
    const seen = await play(cutOff(3), "before");
    expect(seen.end.outcome).toBe("fallback");
    expect(seen.turn.cause).toBe("length");
    expect(seen.shown).toEqual([FALLBACK]);
    expect(seen.calls).toHaveLength(1);
  });
  test.each([0, 4, 12])("[F27] within a sentence, %i letters further", async (further) => {
    const seen = await play(cutOff(further), "during");
    expect(seen.end.outcome).toBe("cut");
    expect(seen.turn.cause).toBe("length");
    expect(seen.shown).toEqual([ACTION, "The ferry leaves at dawn, traveller."]);
  });
  test("[F27] after a whole sentence nothing is taken away", async () => {
    const seen = await play(cutOff(0), "after");
    expect(seen.turn.cause).toBe("length");
    expect(seen.shown).toEqual([ACTION, SPEECH]);
  });
});

describe.each(PHASES)("%s visible text", (phase: Phase) => {
  const nothing = phase === "before";

  test("[F28] row 21: a filter ends the turn where it struck", async () => {
    const seen = await play(
      stream((strike) => close(strike, "content_filter")),
      phase,
    );
    expect(seen.turn.cause).toBe("content-filter");
    expect(seen.end.outcome).toBe(nothing ? "fallback" : "cut");
    expect(seen.calls).toHaveLength(1);
    if (nothing) expect(seen.shown).toEqual([FALLBACK]);
    else expect(SPEECH.startsWith(seen.shown[1] ?? "-")).toBe(true);
  });

  test.each(["tool_calls", "function_call", "some_new_reason"])(
    "[F29] row 22: %s is an end like any other",
    async (reason) => {
      const seen = await play(
        stream(async (strike) => {
          await strike.say(strike.rest, {
            tool_calls: [{ function: { name: "open_door", arguments: "{}" } }],
          });
          await close(strike, reason);
        }),
        phase,
      );
      expect(seen.end.outcome).toBe("complete");
      expect(seen.shown).toEqual([ACTION, SPEECH]);
    },
  );

  test.each([
    ["a few words", "and then the sea came in "],
    ["one letter without a space", "o"],
    ["a sentence", "I will not say it a second time, my friend. "],
  ])("[F30] row 23: %s without end", async (_name, loop) => {
    const left = Promise.withResolvers<void>();
    const seen = await play(
      stream(async (strike) => {
        strike.answer.raw.on("close", left.resolve);
        while (!strike.answer.raw.destroyed) await strike.say(loop);
      }),
      phase,
    );
    // The work upstream was stopped, or this would wait for ever.
    await left.promise;
    expect(seen.turn.cause).toBe("repetition");
    expect(seen.turn.anomalies.repetition).toBe(1);
    expect(seen.end.outcome).toBe(nothing ? "fallback" : "cut");
    expect(seen.calls).toHaveLength(1);
    const said = seen.shown.join("");
    expect(said.length).toBeLessThan(SPEECH.length + 1_200);
  });

  test("[F31] row 26: a chunk that comes twice is shown as it is", async () => {
    const seen = await play(
      stream(async (strike) => {
        await strike.say("");
        await strike.say(strike.rest);
        const twice = nothing ? "" : " Aye.";
        await strike.say(twice);
        await strike.say(twice);
        await close(strike);
      }),
      phase,
    );
    expect(seen.end.outcome).toBe("complete");
    expect(seen.shown).toEqual([ACTION, nothing ? SPEECH : `${SPEECH} Aye. Aye.`]);
  });

  test("[F32] row 27: other choices, roles alone, nulls and what follows [DONE] are ignored", async () => {
    const seen = await play(
      stream(async (strike) => {
        const { answer, rest } = strike;
        await answer.event({ object: "text_completion", model: "her-32b", choices: [] });
        await answer.event(rawChunk("", { delta: { role: "assistant", content: null } }));
        await answer.event({ ...rawChunk(""), choices: [{ index: 0, text: null }] });
        await answer.event({
          model: "her-32b",
          choices: [
            { index: 1, text: "Another voice." },
            { index: 0, text: rest },
          ],
        });
        await strike.say("", { finish_reason: "stop" });
        await answer.bytes("data: [DONE]\n\n");
        await strike.say(" Too late.");
        answer.end();
      }),
      phase,
    );
    expect(seen.end.outcome).toBe("complete");
    expect(seen.shown).toEqual([ACTION, SPEECH]);
  });

  test.each([
    ["every byte by itself", "\n", false],
    ["CRLF line ends, over several data lines", "\r\n", false],
    ["CR line ends", "\r", false],
    ["comments between", "\n", true],
  ])("[F33] row 29: %s", async (_name, newline, comments) => {
    const seen = await play(
      stream(async (strike) => {
        const { answer, rest } = strike;
        const chunk = JSON.stringify(
          rawChunk(`${rest} Café, 火山, 😀.`, { finish_reason: "stop" }),
        );
        const half = chunk.indexOf('"choices"');
        const lines = [`data: ${chunk.slice(0, half)}`, `data: ${chunk.slice(half)}`, "", ""];
        const bytes = Buffer.from(`${comments ? `: hm${newline}` : ""}${lines.join(newline)}`);
        for (const byte of bytes) await answer.bytes(Uint8Array.of(byte));
        answer.end(`data: [DONE]${newline}${newline}`);
      }),
      phase,
    );
    expect(seen.end.outcome).toBe("complete");
    expect(seen.shown).toEqual([ACTION, `${SPEECH} Café, 火山, 😀.`]);
  });

  test.each([86_400_000, -86_400_000])(
    "[F34] row 31: a wall clock that jumps by %i ms",
    async (by) => {
      const system = systemClock();
      let jump = 0;
      const seen = await play(
        {
          ...stream(async (strike) => {
            jump = by;
            await strike.say(strike.rest);
            await close(strike);
          }),
          clock: { ...system, now: () => system.now() + jump },
        },
        phase,
      );
      expect(seen.end.outcome).toBe("complete");
      expect(seen.shown).toEqual([ACTION, SPEECH]);
      expect(seen.turn.timing.end).toBeLessThan(60_000);
      expect(seen.calls[0]?.timing.end).toBeLessThan(60_000);
    },
  );
});
