import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../server/cli/seeded-random.ts";
import { DEFAULT_THINKING, THINKING_MODES } from "../../server/roleplay/thinking/thinking-mode.ts";
import { hostileTurn } from "../../server/roleplay/parser/tag-mutator.ts";
import { createDirector } from "../../server/stage/director.ts";
import type { Model, ModelEvent, ModelRequest } from "../../server/stage/ports.ts";
import { aPersona, aStaging, seeded } from "../doubles/a-scene.ts";
import { fakeClock } from "../doubles/fake-clock.ts";
import { memoryLog } from "../doubles/memory-log.ts";
import { callOf } from "../doubles/scripted-model.ts";

/** Calls that think are private whatever they write: nothing of them is told, whichever way the turn then goes. */

const mira = aPersona({ id: "mira", name: "Mira" });
const tomas = aPersona({ id: "tomas", name: "Tomas" });

/** Plays one scene in which every thought is `thought`, cut into pieces by `random`; returns all that was told. */
async function play(
  thought: string,
  mode: (typeof THINKING_MODES)[number] | "auto",
  random: () => number,
): Promise<{ told: string; prompts: ModelRequest[]; turns: number }> {
  const clock = fakeClock();
  const prompts: ModelRequest[] = [];
  const told: unknown[] = [];
  const model: Model = {
    synthetic: true,
    description: "thinks hostile thoughts",
    continuesPrefill: true,
    async *generate(request, signal): AsyncGenerator<ModelEvent> {
      prompts.push(request);
      const text =
        request.thinking.phase === "think" ? thought : "<role_action>nods</role_action>Aye.";
      let said = "";
      for (let at = 0; at < text.length && !signal.aborted;) {
        const most = Math.max(12, Math.ceil(text.length / 12));
        const piece = text.slice(at, at + 1 + Math.floor(random() * most));
        at += piece.length;
        said += piece;
        yield { type: "text", text: piece };
        await new Promise<void>((resolve) => clock.after(20, resolve));
      }
      const end = signal.aborted
        ? ({ status: "aborted" } as const)
        : ({ status: "complete", finishReason: random() < 0.5 ? "stop" : "length" } as const);
      yield { type: "end", end, call: callOf(request, said, end, clock) };
    },
  };
  const log = memoryLog();
  const director = createDirector({
    model,
    episodeLog: log,
    clock,
    random: seeded(1),
    scene: aStaging([mira, tomas]),
    tell: (batch) => told.push(...batch),
    play: { thinking: { ...DEFAULT_THINKING, mode } },
  });
  director.join({ id: "p-1", name: "Ayla", language: "en" });
  for (const line of [
    "Mira, what is there to eat?",
    "And a bed, Mira?",
    "Tomas, what of the sea?",
  ]) {
    director.typing("p-1", { to: line.includes("Mira") ? "mira" : "tomas" });
    await clock.pass(Math.floor(random() * 400));
    director.say("p-1", { text: line });
    // Now and then the next line comes while the persona still thinks, or cuts in.
    await clock.pass(random() < 0.4 ? 40 : 1_000);
  }
  await clock.pass(3_000);
  await director.close("test");
  told.push(director.snapshot("p-1"));
  return {
    told: JSON.stringify(told),
    prompts,
    turns: log.events.filter((event) => event.type === "turn").length,
  };
}

interface Case {
  readonly id: string;
  readonly chunks: readonly string[];
}
const FILE = "../fixtures/hostile-outputs.json";
const read: unknown = JSON.parse(readFileSync(new URL(FILE, import.meta.url), "utf8"));
const cases = (Array.isArray(read) ? read : (read as { cases: unknown }).cases) as Case[];
const MARK = "zqxj";

describe("[L2] a call that thinks is private whatever it writes", () => {
  test.each(["budget", "ahead", "auto"] as const)(
    "[L2] every hostile output as a thought, in %s",
    async (mode) => {
      expect(cases.length).toBeGreaterThan(300);
      for (const [index, { id, chunks }] of cases.entries()) {
        const random = seededRandom(index);
        // Every word carries a mark, so that no word of the thought can be told unseen.
        const thought = chunks
          .join("")
          .replace(/[\p{L}\p{N}]{3,}/gu, (word) =>
            /^(?:system|role|thinking|think|action|speech)/iu.test(word) ? word : `${word}${MARK}`,
          );
        const { told, turns } = await play(thought, mode, random);
        expect(turns, id).toBeGreaterThan(0);
        expect(told.includes(MARK), id).toBe(false);
        expect(told.includes("Aye."), id).toBe(true);
      }
    },
    120_000,
  );
  test("[L2] mutated turns as thoughts, and another persona's prompts hold none of it", async () => {
    for (let seed = 1; seed <= 400; seed++) {
      const random = seededRandom(seed);
      const { text, planted } = hostileTurn(random);
      const { told, prompts } = await play(text, "budget", random);
      for (const word of planted) {
        expect(told.includes(word), `${seed}`).toBe(false);
        const tomas_ = prompts.filter(({ purpose }) => purpose.persona === "tomas");
        // Its own thoughts are Tomas' as well: only what others lines say of them may not be in there.
        for (const { prompt } of tomas_)
          expect(JSON.stringify(prompt.messages).includes(word), `${seed}`).toBe(false);
      }
    }
  }, 120_000);
});
