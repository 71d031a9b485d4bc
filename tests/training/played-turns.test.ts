import { join } from "node:path";
import { expect, test } from "vitest";
import type { EpisodeReader } from "../../server/episodes/reader.ts";
import { readStaging } from "../../server/worlds/read-staging.ts";
import { renderChatml } from "../../server/model/chatml.ts";
import type { EpisodeEvent } from "../../server/stage/episode-event.ts";
import { sampleOfTurn } from "../../server/training/diversity/diversity-sample.ts";
import { readDialogue } from "../../server/training/rewards/dialogue.ts";
import { judgePrompt } from "../../server/training/rewards/judge-prompt.ts";
import { createLoggedTurns } from "../../server/training/rewards/logged-turns.ts";
import { signalsOf } from "../../server/training/signals/signals.ts";
import { aPlay } from "../../testing/a-play.ts";
import { fakeClock } from "../doubles/fake-clock.ts";
import { understudyModel } from "../doubles/understudy-model.ts";
import { ourPrinciples, ROOT } from "./a-judge.ts";

/** Turns as they are really played and recorded, from the prompt to the question to a judge. */

const WORLDS = [
  [
    "salt-lantern",
    ["Who keeps this inn?", "Who put out the light?", "Who put out the light?"],
    "Rules that always hold",
  ],
  ["yuye-chaguan", ["请问掌柜在吗？", "这雨下了多久了？", "这雨下了多久了？"], "必须始终遵守"],
] as const;

function readerOf(events: readonly EpisodeEvent[]): Pick<EpisodeReader, "events"> {
  return {
    async *events(episode) {
      for (const [seq, event] of events.entries())
        if (event.episodeId === episode) yield { seq, event };
    },
  };
}

test.each(WORLDS)(
  "[G4] a turn played in %s is judged with its sheet and its talk, and without its plan",
  async (world, lines, form) => {
    const read = await readStaging(world, join(ROOT, "assets"));
    if (!read.ok) throw new Error(read.problems.join("\n"));
    const model = understudyModel(fakeClock());
    const play = aPlay(read.staging, { model });
    play.join("p1", "Ayla");
    for (const line of lines) {
      await play.live(12_000);
      play.say("p1", line);
    }
    await play.live(12_000);
    const { events } = play.log;
    const turn = events.findLast((event) => event.type === "turn" && event.addressee === "p1");
    if (turn?.type !== "turn") throw new Error("nobody answered");
    const persona = read.staging.personas.find(({ id }) => id === turn.speaker);

    // Nobody was asked yet whether this may be used.
    expect(await createLoggedTurns(readerOf(events), fakeClock()).find(turn.turnId)).toEqual({
      ok: false,
      why: "no-consent",
    });
    const { episodeId } = turn;
    const consent: EpisodeEvent = {
      v: 2,
      episodeId,
      at: 0,
      type: "consent",
      participant: "p1",
      purpose: "training",
      given: true,
      notice: "1",
    };
    const found = await createLoggedTurns(readerOf([...events, consent]), fakeClock()).find(
      turn.turnId,
    );
    if (!found.ok) throw new Error(found.why);
    const { name, text, prompt } = found.turn;
    if (prompt === null) throw new Error("the turn has no call");
    expect(name).toBe(persona?.name);
    const { principles } = await ourPrinciples();
    const question = judgePrompt(
      { dialogue: readDialogue(prompt, name), first: text, second: text },
      principles,
    );
    const content = question.messages[0]?.content ?? "";
    expect(content).toContain(`Ayla(user): ${lines[2]}`);
    expect(content).toContain(`${name}(assistant): `);
    expect(content).toContain("(system): ");
    // What it hides belongs to what it is judged by; how it was asked to write does not.
    const secret = persona?.private.secrets[0]?.text.slice(0, 20) ?? "";
    expect(secret.length).toBeGreaterThan(10);
    expect(content).toContain(secret);
    expect(content).not.toContain(form);
    expect(content).not.toContain("system_thinking");
    const plan = turn.segments.find(({ kind }) => kind === "system-thinking")?.text ?? "";
    expect(plan.length).toBeGreaterThan(20);
    expect(content).not.toContain(plan.trim().slice(0, 40));

    // The text that went over the wire gives the same, and the name by itself.
    const sent = model.requests.at(-1);
    if (sent === undefined) throw new Error("nothing was asked");
    const raw = readDialogue(renderChatml({ ...sent.prompt, prefill: "<system_thinking>" }));
    expect(raw.name).toBe(
      read.staging.personas.find(({ id }) => id === sent.purpose.persona)?.name,
    );
    expect(raw.begins).toBe("prefilled");

    // Signals and patterns of the same play.
    expect(signalsOf(events).some((one) => one.name === "asked-again" && one.value <= -0.6)).toBe(
      true,
    );
    expect(events.flatMap((event) => sampleOfTurn(event) ?? []).length).toBeGreaterThanOrEqual(3);
  },
);
