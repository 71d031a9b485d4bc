import { describe, expect, test } from "vitest";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import type { Model, ModelEvent } from "../../../server/stage/ports.ts";
import { aPlay, MARA, TOMAS, type Play } from "../../doubles/a-play.ts";
import { aGround, aPersona, aStaging } from "../../doubles/a-scene.ts";
import { turnOf } from "../../doubles/scripted-model.ts";
import { expectReplays, madeIn } from "../../episodes/replay/replayed.ts";

const CARA = aPersona({ id: "cara", name: "Cara Finch", profile: "Cara mends nets." });
/** Mara as her author has written her anew. */
const NEW_MARA = aPersona({
  id: "mara",
  name: "Mara Quill",
  aliases: ["innkeeper"],
  public: { appearance: "A red scarf.", known: "Mara has sold the inn." },
  profile: "Mara counts the days until she sails.",
});

/** Ayla stands beside Mara and Tomas, both in hearing. */
function opened(more: Parameters<typeof aPlay>[0] = {}): Play {
  const play = aPlay({
    scene: {
      ...aStaging([MARA, TOMAS], {
        scene: { opening: [{ speaker: "Environment", text: "Rain on the roof." }] },
      }),
      versions: {
        scene: null,
        things: null,
        life: null,
        story: null,
        personas: { mara: "aaaaaaaaaaaa", tomas: "bbbbbbbbbbbb" },
      },
    },
    ...more,
  });
  play.join("p-1", "Ayla");
  return play;
}

function of<T extends EpisodeEvent["type"]>(play: Play, type: T) {
  return play.log.events.filter(
    (event): event is Extract<EpisodeEvent, { type: T }> => event.type === type,
  );
}

/** What Ayla heard of Mara: the ends of her turns. */
function ends(play: Play): string[] {
  return play.heard("p-1").flatMap((e) => (e.type === "turn-end" ? [e.outcome] : []));
}

describe("[ST70] another sheet plays from the next turn on", () => {
  test("[ST70] a running turn ends with the old one, and what was observed stays", async () => {
    const play = opened();
    play.model.script("Mara Quill", turnOf("Come in."));
    play.say("p-1", "Mara, I am Ayla of the reeds.");
    await play.live(2_000);
    play.model.script("Mara Quill", { pieces: [turnOf("Soup"), { wait: 2_000 }, " is hot."] });
    play.say("p-1", "Mara, what is there to eat?");
    await play.clock.pass(500);
    expect(play.director.controls.recast(NEW_MARA, "cccccccccccc", "dana")).toBe(true);
    expect(of(play, "recast")).toEqual([]);
    await play.live(4_000);
    expect(of(play, "recast")).toMatchObject([
      { participant: "mara", version: "cccccccccccc", by: "dana" },
    ]);
    play.say("p-1", "Mara, and to drink?");
    await play.live(2_000);
    const prompt = play.promptOf("Mara Quill");
    expect(prompt).toContain("counts the days");
    expect(prompt).toContain("Ayla of the reeds");
    expect(of(play, "turn").map(({ version }) => version)).toEqual([
      "aaaaaaaaaaaa",
      "aaaaaaaaaaaa",
      "cccccccccccc",
    ]);
    const made = madeIn(play.log.events);
    expect(await expectReplays(play.log.events, play.director, ["p-1"])).toMatchObject(made);
  });
  test("[ST70] others know her new public face, and see it", async () => {
    const play = opened();
    play.director.controls.recast(NEW_MARA, "cccccccccccc", "dana");
    expect(play.director.cast.bodies.get("mara")?.appearance).toBe("A red scarf.");
    play.say("p-1", "Tomas, who is she?");
    await play.live(2_000);
    expect(play.promptOf("Tomas Reed")).toContain("has sold the inn");
    expect(await expectReplays(play.log.events)).toMatchObject(madeIn(play.log.events));
  });
  test("[ST70] the sheet it has already is no change, and a stranger's is refused", () => {
    const play = opened();
    expect(play.director.controls.recast(MARA, "aaaaaaaaaaaa", "dana")).toBe(true);
    expect(play.director.controls.recast(CARA, "dddddddddddd", "dana")).toBe(false);
    expect(of(play, "recast")).toEqual([]);
  });
  test("[ST70] of two that come while it speaks the last one counts", async () => {
    const play = opened();
    play.model.script("Mara Quill", { pieces: [turnOf("Soup"), { wait: 1_000 }, "."] });
    play.say("p-1", "Mara, what is there to eat?");
    await play.clock.pass(500);
    play.director.controls.recast(NEW_MARA, "cccccccccccc", "dana");
    play.director.controls.recast(MARA, "eeeeeeeeeeee", "dana");
    await play.live(3_000);
    expect(of(play, "recast").map(({ version }) => version)).toEqual(["eeeeeeeeeeee"]);
  });
});

describe("[ST71] personas come into a running scene and leave it", () => {
  test("[ST71] she comes in at the entrance, is seen, knows the standing, and plays", async () => {
    const ground = aGround(["..........", "..........", "........e.", ".........."], {
      quay: [0, 0, 2, 2],
    });
    const play = opened({
      scene: {
        ...aStaging([MARA, TOMAS], {
          scene: { opening: [{ speaker: "Environment", text: "Rain on the roof." }] },
        }),
        ground: { ...ground, spots: new Map([["entrance", { x: 8, y: 2 }]]) },
      },
    });
    const shown = play.director.controls.admit(CARA, "dddddddddddd", "dana", "quay");
    expect(shown).toEqual({ ok: true });
    const body = play.director.cast.bodies.get("cara");
    expect(Math.abs((body?.x ?? 0) - 8)).toBeLessThanOrEqual(2);
    await play.live(5_000);
    expect(body?.x).toBeLessThan(3);
    expect(play.transcript("p-1").join("\n")).toContain("Cara Finch comes in.");
    play.say("p-1", "Cara, what do you mend?");
    await play.live(3_000);
    const prompt = play.promptOf("Cara Finch");
    for (const known of ["mends nets", "Rain on the roof", "Here are:", "Mara Quill"])
      expect(prompt).toContain(known);
    expect(prompt).not.toContain("Cara Finch comes in");
    play.say("p-1", "Mara, who is that?");
    await play.live(3_000);
    expect(play.promptOf("Mara Quill")).toContain("Cara Finch lives here");
    expect(play.turns()).toEqual([
      "cara to p-1: called, complete",
      "mara to p-1: called, complete",
    ]);
    const replay = await expectReplays(play.log.events, play.director, ["p-1"]);
    expect(replay).toMatchObject({ ...madeIn(play.log.events), skipped: [] });
  });
  test("[ST71] refused in a closed word: there already, called so already, over", async () => {
    const play = opened();
    const { controls } = play.director;
    expect(controls.admit(MARA, "v", "dana")).toEqual({ ok: false, refusal: "already-there" });
    const ayla = aPersona({ id: "other", name: "ayla" });
    expect(controls.admit(ayla, "v", "dana")).toEqual({ ok: false, refusal: "name-taken" });
    await play.director.close("test");
    expect(controls.admit(CARA, "v", "dana")).toEqual({ ok: false, refusal: "scene-closed" });
  });
  test("[ST71] who is dismissed leaves as a player does, and nothing of it goes on", async () => {
    const play = opened();
    play.model.script("Tomas Reed", { pieces: [turnOf("I"), { wait: 3_000 }, " stay."] });
    play.say("p-1", "Tomas, will you stay?");
    await play.clock.pass(500);
    expect(play.director.controls.control("tomas", { do: "dismiss" }, "dana")).toBe(true);
    await play.live(5_000);
    expect(play.director.cast.bodies.has("tomas")).toBe(false);
    expect(play.transcript("p-1").join("\n")).toContain("Tomas Reed leaves.");
    expect(play.transcript("p-1").join("\n")).not.toContain("stay.");
    expect(ends(play)).toEqual(["cancelled"]);
    play.say("p-1", "Mara, where did he go?");
    await play.live(2_000);
    expect(play.promptOf("Mara Quill")).not.toContain("Tomas Reed lives here");
    expect(await expectReplays(play.log.events)).toMatchObject(madeIn(play.log.events));
    expect(play.director.controls.admit(TOMAS, "bbbbbbbbbbbb", "dana")).toEqual({ ok: true });
  });
});

describe("[ST72] mute, pause and resume", () => {
  test("[ST72] muted: the running turn ends, it hears on, and nobody answers in its place", async () => {
    const play = opened();
    play.model.script("Mara Quill", { pieces: [turnOf("Well,"), { wait: 3_000 }, " listen."] });
    play.say("p-1", "Mara, tell me of the sea.");
    await play.clock.pass(500);
    play.director.controls.control("mara", { do: "mute" }, "dana");
    await play.live(1_000);
    expect(ends(play)).toEqual(["cancelled"]);
    play.say("p-1", "Mara, the word is heron.");
    await play.live(3_000);
    expect(play.turns()).toEqual(["mara to p-1: called, cancelled"]);
    play.director.controls.control("mara", { do: "resume" }, "dana");
    await play.live(3_000);
    expect(play.turns()).toHaveLength(1);
    play.say("p-1", "Mara, what was the word?");
    await play.live(3_000);
    expect(play.promptOf("Mara Quill")).toContain("heron");
    expect(play.turns().at(-1)).toBe("mara to p-1: called, complete");
  });
  test("[ST72] what is said to nobody in particular is answered by one who may", async () => {
    const play = opened();
    play.stand("p-1", 5, 5);
    play.stand("mara", 5, 6);
    play.stand("tomas", 7, 5);
    play.director.controls.control("mara", { do: "mute" }, "dana");
    play.say("p-1", "Hello, is anyone here?");
    await play.live(3_000);
    expect(play.turns()).toEqual([expect.stringMatching(/^tomas to p-1/u)]);
  });
  test("[ST72] paused: it stops where it walks and goes nowhere until it is resumed", async () => {
    const play = opened();
    const { cast, controls } = play.director;
    play.stand("mara", 2, 2);
    cast.walkTo("mara", { x: 9, y: 2 });
    await play.live(500);
    controls.control("mara", { do: "pause" }, "dana");
    const at = { ...cast.bodies.get("mara") };
    await play.live(2_000);
    expect(cast.bodies.get("mara")).toMatchObject({ x: at.x, y: at.y, status: "idle" });
    expect(cast.walkTo("mara", { x: 9, y: 2 })).toBe(false);
    expect(controls.holdOf("mara")).toBe("paused");
    controls.control("mara", { do: "resume" }, "dana");
    expect(cast.walkTo("mara", { x: 9, y: 2 })).toBe(true);
  });
});

describe("[ST73] reset", () => {
  test("[ST73] it forgets what it observed, is told the standing, and is begun anew", async () => {
    const play = opened();
    play.say("p-1", "Mara, the word is heron.");
    await play.live(3_000);
    play.director.controls.control("mara", { do: "reset" }, "dana");
    play.say("p-1", "Mara, what was the word?");
    await play.live(3_000);
    const prompt = play.promptOf("Mara Quill");
    expect(prompt).not.toContain("heron");
    expect(prompt).toContain("Rain on the roof");
    play.say("p-1", "Tomas, what was the word?");
    await play.live(3_000);
    expect(play.promptOf("Tomas Reed")).toContain("heron");
    expect(await expectReplays(play.log.events)).toMatchObject(madeIn(play.log.events));
  });
  test("[ST73] in the middle of a turn: the turn ends, and nothing of it is remembered", async () => {
    const play = opened();
    play.model.script("Mara Quill", { pieces: [turnOf("The heron"), { wait: 3_000 }, " flies."] });
    play.say("p-1", "Mara, tell me.");
    await play.clock.pass(500);
    play.director.controls.control("mara", { do: "reset" }, "dana");
    await play.live(1_000);
    play.say("p-1", "Mara, again?");
    await play.live(3_000);
    expect(play.promptOf("Mara Quill")).not.toContain("heron");
  });
});

describe("[ST74] the kill switch", () => {
  test("[ST74] nothing more is called, shown or done, and players hear a line that broke off", async () => {
    const play = opened();
    play.model.script("Mara Quill", { pieces: [turnOf("Once"), { wait: 3_000 }, " upon a time"] });
    play.say("p-1", "Mara, tell me a tale.");
    await play.clock.pass(500);
    const before = play.told.length;
    play.director.controls.control("mara", { do: "kill" }, "dana");
    await play.clock.pass(1_000);
    const after = play.told.slice(before).map(({ event }) => event);
    expect(after.filter(({ type }) => type === "turn-end")).toMatchObject([
      { outcome: "cancelled" },
    ]);
    expect(after.filter(({ type }) => /delta/u.test(type))).toEqual([]);
    expect(JSON.stringify(after)).not.toMatch(/kill|operator|dana/u);
    expect(play.model.aborted).toHaveLength(1);
    const calls = play.model.requests.length;
    play.say("p-1", "Mara, go on.");
    await play.live(10_000);
    expect(play.model.requests).toHaveLength(calls);
    play.director.controls.control("mara", { do: "mute" }, "dana");
    expect(play.director.controls.holdOf("mara")).toBe("killed");
    play.director.controls.control("mara", { do: "resume" }, "dana");
    play.say("p-1", "Mara, go on.");
    await play.live(3_000);
    expect(play.turns().at(-1)).toBe("mara to p-1: called, complete");
  });
  test.each(["kill", "mute", "pause"] as const)(
    "[ST85] %s: letters that were held back are not shown, the log has what was, and it replays",
    async (what) => {
      const play = opened();
      const tale = "Once upon a time there was a mill by the sea, and in the mill a";
      play.model.script("Mara Quill", { pieces: [turnOf(tale), { wait: 3_000 }, " miller."] });
      play.say("p-1", "Mara, tell me a tale.");
      await play.clock.pass(500);
      const heard = () =>
        play.told
          .map(({ event }) => event)
          .filter(({ type }) => type === "speech-delta" || type === "action-delta")
          .map((event) => ("text" in event ? event.text : ""))
          .join("");
      const shown = heard();
      expect(shown).not.toBe("");
      expect(shown.length).toBeLessThan(tale.length);
      play.director.controls.control("mara", { do: what }, "dana");
      await play.clock.pass(2_000);
      expect(heard()).toBe(shown);
      const [turn] = of(play, "turn");
      const logged = turn?.segments ?? [];
      expect(logged.filter(({ kind }) => kind === "speech")).toEqual([
        { kind: "speech", text: shown },
      ]);
      expect(logged.find(({ kind }) => kind === "unreleased")?.text).toBe(tale.slice(shown.length));
      await play.director.close("test");
      await expectReplays(play.log.events, play.director, ["p-1"]);
    },
  );
  test("[ST74] a model that does not hear that it was stopped shows nothing more either", async () => {
    let release = (): void => {};
    const deaf: Model = {
      synthetic: true,
      description: "deaf",
      continuesPrefill: true,
      async *generate(): AsyncGenerator<ModelEvent> {
        yield { type: "text", text: turnOf("Once upon a time there was a mill. ") };
        await new Promise<void>((resolve) => (release = resolve));
        yield { type: "text", text: "And more." };
      },
    };
    const play = opened({ model: deaf });
    play.say("p-1", "Mara, tell me a tale.");
    await play.clock.pass(500);
    play.director.controls.control("mara", { do: "kill" }, "dana");
    await play.clock.pass(900);
    expect(ends(play)).toEqual(["cancelled"]);
    release();
    await play.clock.pass(5_000);
    expect(play.transcript("p-1").join("\n")).not.toContain("And more");
    expect(play.director.turnsRunning).toBe(0);
  });
  test("[ST74] for everyone: those there, the scene's own world, and whoever comes in later", async () => {
    const play = opened({ play: { environmentVoice: true } });
    play.director.controls.control(null, { do: "kill" }, "dana");
    play.director.controls.admit(CARA, "dddddddddddd", "dana");
    play.say("p-1", "Is anyone here?");
    play.say("p-1", "Cara?");
    await play.live(400_000);
    const asked = play.model.requests.length;
    // What is asked all the same is asked with a signal that has aborted: nothing of it is made.
    expect(play.model.aborted).toHaveLength(asked);
    expect(of(play, "turn")).toEqual([]);
    expect(play.director.controls.holdOf("cara")).toBe("killed");
    play.director.controls.control(null, { do: "resume" }, "dana");
    play.say("p-1", "Cara, are you there?");
    await play.live(3_000);
    expect(play.turns().at(-1)).toBe("cara to p-1: called, complete");
  });
});

describe("[ST75] what is done is on record", () => {
  test("[ST75] with who did it, to whom; a stranger and a closed scene are refused", async () => {
    const play = opened();
    const { controls } = play.director;
    expect(controls.control("nobody", { do: "mute" }, "dana")).toBe(false);
    controls.control("mara", { do: "mute" }, "dana");
    controls.control(null, { do: "resume" }, "omar");
    controls.control("mara", { do: "reset", everything: true }, "omar");
    await play.clock.pass(10);
    expect(
      of(play, "control").map(({ participant, control, by, everything }) => ({
        participant,
        control,
        by,
        everything,
      })),
    ).toEqual([
      { participant: "mara", control: "mute", by: "dana", everything: undefined },
      { participant: null, control: "resume", by: "omar", everything: undefined },
      { participant: "mara", control: "reset", by: "omar", everything: true },
    ]);
    await play.director.close("test");
    expect(controls.control("mara", { do: "mute" }, "dana")).toBe(false);
  });
  test("[ST75] the episode begins with the versions of its sheets", () => {
    const play = opened();
    expect(of(play, "episode-start")[0]?.versions).toEqual({
      mara: "aaaaaaaaaaaa",
      tomas: "bbbbbbbbbbbb",
    });
  });
});
