import { describe, expect, test } from "vitest";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { aDeedPlay } from "../../doubles/a-deed-play.ts";
import { aPlay, MARA, TOMAS, type Play } from "../../doubles/a-play.ts";
import { aPersona, aStaging } from "../../doubles/a-scene.ts";
import { turnOf } from "../../doubles/scripted-model.ts";
import { expectReplays, madeIn, replayed } from "./replayed.ts";

/** Kinds of calls that play nobody, as a log's records name them. */
function asidesIn(events: readonly EpisodeEvent[]): string[] {
  return events.flatMap((event) => {
    const aside = event.type === "model-call" ? event.call["aside"] : undefined;
    return aside === undefined ? [] : [(aside as { kind: string }).kind];
  });
}

/** Three who stand together, and a line that could be for any of them. */
async function whoIsMeant(language: "en" | "zh" = "en"): Promise<Play> {
  const cast =
    language === "en"
      ? [MARA, TOMAS]
      : [
          aPersona({ id: "shen", name: "沈砚", language }),
          aPersona({ id: "qin", name: "秦月娘", language }),
        ];
  const play = aPlay({
    scene: aStaging(cast, { scene: { language } }),
    play: { nextSpeaker: "model" },
  });
  play.director.join({ id: "p-1", name: "Ayla", language });
  play.director.join({ id: "p-2", name: "Ben", language });
  play.say("p-2", language === "en" ? "It is a wet night." : "今晚雨真大。");
  await play.live(3_000);
  play.say("p-1", language === "en" ? "Who saw the ship go down?" : "谁看见船沉了？");
  await play.live(200);
  play.say("p-2", language === "en" ? "Yes, who was it?" : "是谁看见的？");
  await play.live(5_000);
  return play;
}

describe("[E63] the prompts of calls that play nobody are built again", () => {
  test.each(["en", "zh"] as const)("[E63] who speaks next, in %s", async (language) => {
    const { log } = await whoIsMeant(language);
    expect(asidesIn(log.events)).toContain("next-speaker");
    const replay = await expectReplays(log.events);
    expect(replay).toMatchObject({ ...madeIn(log.events), skipped: [] });
  });

  test("[E63] a line that was still being said when it was asked", async () => {
    const play = aPlay({ play: { nextSpeaker: "model" } });
    play.join("p-1", "Ayla");
    play.join("p-2", "Ben");
    play.model.script("Mara Quill", {
      pieces: [turnOf("Slowly now, and one after the other, "), { wait: 4_000 }, "all of you."],
    });
    play.say("p-1", "Mara, a room?", "mara");
    await play.live(1_000);
    play.say("p-2", "Who saw the ship go down?");
    await play.live(8_000);
    const quoted = play.log.events.flatMap((event) => {
      const aside = event.type === "model-call" ? event.call["aside"] : undefined;
      return aside === undefined ? [] : (aside as { lines: { text?: string }[] }).lines;
    });
    expect(quoted.some(({ text }) => text?.startsWith("Slowly"))).toBe(true);
    const replay = await expectReplays(play.log.events);
    expect(replay).toMatchObject({ ...madeIn(play.log.events), skipped: [] });
  });

  test("[E63] what an unclear action means", async () => {
    const play = aDeedPlay({ play: { verbCall: true } });
    play.join("p-1", "Ayla", 6, 2);
    const unclear = "nods at Lin and hands her the small key";
    play.model.script(
      "Gideon Strake",
      turnOf(`<role_action>shrugs</role_action>Hm.<role_action>${unclear}</role_action>`),
    );
    play.model.script("*", "1");
    play.director.say("p-1", { text: "Gideon?", to: "gideon" });
    await play.walk(2_000);
    expect(asidesIn(play.log.events)).toEqual(["verb"]);
    const replay = await expectReplays(play.log.events);
    expect(replay).toMatchObject({ ...madeIn(play.log.events), skipped: [] });
  });

  test("[E63] what the world does, and what a persona makes of what it heard", async () => {
    const play = aPlay({ play: { environmentVoice: true, reflect: true } });
    play.director.join({ id: "p-1", name: "Ayla", language: "en", subject: "s-ayla" });
    play.join("p-2", "Ben");
    for (let i = 0; i < 8; i++) {
      play.say(
        "p-1",
        `Mara, my sister Hanne keeps bees in valley number ${i}. Is it late?`,
        "mara",
      );
      await play.live(3_000);
    }
    play.model.script("*", " The wind rises.");
    await play.live(200_000);
    expect(new Set(asidesIn(play.log.events))).toEqual(new Set(["environment", "reflection"]));
    const replay = await expectReplays(play.log.events);
    expect(replay).toMatchObject({ ...madeIn(play.log.events), skipped: [] });
    const facts = play.log.events.flatMap((event) => {
      const aside = event.type === "model-call" ? event.call["aside"] : undefined;
      return aside === undefined ? [] : ((aside as { facts?: object[] }).facts ?? []);
    });
    // What was said here stands in the log once, and is only pointed at.
    expect(facts.length).toBeGreaterThan(4);
    expect(facts.every((fact) => "turnId" in fact)).toBe(true);
  });

  test("[E63] one changed letter of what they quote is found", async () => {
    const { log } = await whoIsMeant();
    const changed = log.events.map((event) =>
      event.type === "line" || event.type === "observed"
        ? (JSON.parse(
            JSON.stringify(event).replace("It is a wet night", "It is a wet fight"),
          ) as EpisodeEvent)
        : event,
    );
    const { difference } = await replayed(changed);
    expect(difference).toMatchObject({ what: "prompt" });
    expect(difference?.callId).toContain("next-speaker");
    const other = log.events.map((event) => {
      const aside = event.type === "model-call" ? event.call["aside"] : undefined;
      if (aside === undefined || event.type !== "model-call") return event;
      return { ...event, call: { ...event.call, aside: { ...aside, players: ["p-1"] } } };
    });
    expect((await replayed(other)).difference).toMatchObject({ what: "prompt" });
  });

  test("[E63] with verbs of the game's own, what they were is not on record", async () => {
    const play = aDeedPlay({ play: { verbCall: true } });
    play.director.deeds.define({
      id: "hum",
      label: { en: "Hum", zh: "哼" },
      words: { en: ["hums"], zh: ["哼"] },
      phrases: {
        done: { en: "{actor} hums", zh: "{actor}哼起来" },
        refused: { en: "{actor} coughs", zh: "{actor}咳嗽" },
      },
      effect: () => null,
    } as never);
    play.join("p-1", "Ayla", 6, 2);
    play.attempt("gideon", "hum", null);
    play.model.script(
      "Gideon Strake",
      turnOf("<role_action>nods at Lin and hands her the small key</role_action>Hm."),
    );
    play.model.script("*", "0");
    play.director.say("p-1", { text: "Gideon?", to: "gideon" });
    await play.walk(2_000);
    const replay = await replayed(play.log.events);
    expect(replay.difference).toBeNull();
    expect(replay.skipped.map(({ what, reason }) => `${what} ${reason}`).toSorted()).toEqual([
      "perception games-own",
      "prompt games-own",
    ]);
  });
});
