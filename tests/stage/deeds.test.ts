import { describe, expect, test } from "vitest";
import { DEED_REFUSALS } from "../../shared/deeds.ts";
import { createPropWorld } from "../../server/stage/deeds/prop-world.ts";
import { Things } from "../../server/roleplay/things/things.ts";
import type { VerbInput } from "../../server/roleplay/verbs/verb.ts";
import { aHall } from "../doubles/a-scene.ts";
import { aDeedPlay, aHallWithThings, SOME_THINGS } from "../doubles/a-deed-play.ts";
import { turnOf } from "../doubles/scripted-model.ts";

/** What the last prompt of a persona says, in one piece. */
function lastPrompt(play: ReturnType<typeof aDeedPlay>, name: string): string {
  const asked = play.model.requests.findLast(({ prompt }) => prompt.system.includes(`are ${name}`));
  return JSON.stringify(asked?.prompt);
}

describe("[V1] rules decide, and say why not", () => {
  const refusals: [string, [verb: string, target?: string, item?: string], string][] = [
    ["a verb nobody knows", ["levitate", "cup"], "unknown-verb"],
    ["someone who is not here", ["give", "ghost", "cup"], "unknown-target"],
    ["a thing that is not here", ["take", undefined, "sword"], "unknown-item"],
    ["a thing inside something shut", ["take", undefined, "page"], "unknown-item"],
    ["a thing kept out of sight", ["take", undefined, "ledger"], "unknown-item"],
    ["opening what does not open", ["open", "cup"], "forbidden"],
    ["taking what cannot be carried", ["take", undefined, "lantern"], "not-portable"],
    ["taking from someone's hands", ["take", undefined, "small-key"], "not-willing"],
    ["taking what its owner watches", ["take", undefined, "case"], "not-yours"],
    ["giving what one does not hold", ["give", "gideon", "cup"], "not-held"],
    ["giving another's thing away", ["give", "gideon", "storm-glass"], "not-held"],
    ["showing what one does not hold", ["show", "gideon", "cup"], "not-held"],
    ["opening what is locked", ["open", "case"], "locked"],
    ["sitting on what is no seat", ["sit", "cup"], "forbidden"],
    ["standing while one stands", ["stand"], "already"],
    ["a verb for personas alone", ["go-to", "gideon"], "forbidden"],
    ["following oneself", ["follow", "p-1"], "unknown-target"],
    ["nothing where something is needed", ["give"], "unknown-target"],
    ["a place where a person is needed", ["give", "table", "cup"], "unknown-target"],
  ];
  test.each(refusals)("[V1] %s is refused", (_, [verb, target, item], refusal) => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    const before = play.world();
    expect(play.act("p-1", verb, target, item)).toEqual({ ok: false, refusal });
    expect(play.world()).toBe(before);
    expect(DEED_REFUSALS).toContain(refusal);
    expect(play.deeds()).toMatchObject([{ actor: "p-1", verb, outcome: "refused", refusal }]);
  });
  test("[V1] out of reach, out of sight and behind a wall are refused", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla", 16, 10);
    expect(play.act("p-1", "take", undefined, "cup")).toMatchObject({ refusal: "out-of-reach" });
    play.stand("p-1", 22, 10);
    expect(play.act("p-1", "follow", "gideon")).toMatchObject({ refusal: "out-of-sight" });
  });
  test("[V1] two do not sit on one chair, and walking off frees it", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla", 4, 3);
    expect(play.act("p-1", "sit", "chair")).toEqual({ ok: true });
    expect(play.director.cast.bodies.get("p-1")).toMatchObject({ posture: "sitting", x: 4, y: 2 });
    expect(play.attempt("gideon", "sit", "chair")).toMatchObject({ refusal: "occupied" });
    expect(play.director.move("p-1", { x: 8, y: 6 })).toEqual({ ok: true });
    expect(play.director.cast.bodies.get("p-1")).toMatchObject({ posture: "standing" });
    await play.walk(3000);
    expect(play.attempt("gideon", "sit", "chair")).toMatchObject({ outcome: "done" });
    await play.clock.pass(9000);
    expect(play.attempt("gideon", "stand", null)).toMatchObject({ outcome: "done" });
  });
  test("[V1] the one who holds the key opens it, and what lay in it comes to light", () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    expect(play.shown.has("page")).toBe(false);
    expect(play.attempt("gideon", "open", "case")).toMatchObject({ outcome: "done" });
    expect(play.shown.get("case")).toMatchObject({ open: true });
    expect(play.shown.get("page")).toMatchObject({ holder: "" });
    expect(play.attempt("gideon", "open", "case")).toMatchObject({ refusal: "already" });
    expect(play.attempt("gideon", "close", "case")).toMatchObject({ outcome: "done" });
    expect(play.shown.has("page")).toBe(true);
  });
  test("[V1] what somebody owns is free once the owner does not see it", () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    play.stand("gideon", 22, 10);
    expect(play.act("p-1", "take", undefined, "case")).toEqual({ ok: true });
    expect(play.shown.get("case")).toMatchObject({ holder: "p-1" });
  });
  test("[V1] a scene may know fewer verbs", () => {
    const play = aDeedPlay({ scene: aHallWithThings({ ...SOME_THINGS, verbs: ["take"] }) });
    play.join("p-1", "Ayla");
    expect(play.act("p-1", "sit", "chair")).toMatchObject({ refusal: "unknown-verb" });
    expect(play.act("p-1", "take", undefined, "cup")).toEqual({ ok: true });
    expect(play.director.snapshot("p-1").guide?.verbs.map(({ id }) => id)).toEqual(["take"]);
  });
});

describe("[V2] hands and things", () => {
  test("[V2] a player takes, gives and gets; a thing is in one place", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    play.join("p-2", "Ben", 6, 4);
    play.stand("gideon", 5, 3);
    expect(play.act("p-1", "take", "cup")).toEqual({ ok: true });
    expect(play.act("p-1", "take", undefined, "cup")).toMatchObject({ refusal: "already" });
    expect(play.act("p-2", "take", undefined, "cup")).toMatchObject({ refusal: "not-willing" });
    expect(play.act("p-1", "give", "gideon", "cup")).toEqual({ ok: true });
    expect(play.shown.get("cup")).toMatchObject({ holder: "gideon" });
    expect(play.attempt("gideon", "give", "p-2", "cup")).toMatchObject({ outcome: "done" });
    await play.clock.pass(9000);
    expect(play.act("p-2", "put-down", undefined, "cup")).toEqual({ ok: true });
    expect(play.shown.get("cup")).toMatchObject({ holder: "", x: 6, y: 4 });
  });
  test("[V2] nothing leaves anyone's hands but by their own giving", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    play.act("p-1", "take", "cup");
    expect(play.act("p-1", "show", "gideon", "cup")).toEqual({ ok: true });
    expect(play.attempt("gideon", "take", null, "cup")).toMatchObject({ refusal: "not-willing" });
    play.model.script(
      "Gideon Strake",
      turnOf("<role_action>takes the cup from Ayla</role_action>"),
    );
    play.director.say("p-1", { text: "Gideon, look at this." });
    await play.walk(1000);
    expect(play.shown.get("cup")).toMatchObject({ holder: "p-1" });
  });
  test("[V2] who leaves lets everything lie where they stood", () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    play.act("p-1", "take", "cup");
    play.stand("p-1", 12, 9);
    play.director.leave("p-1");
    expect(play.shown.get("cup")).toMatchObject({ holder: "", x: 12, y: 9 });
  });
  test("[V2] what is kept out of sight comes to light when it is shown", () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla", 8, 3);
    expect(play.shown.has("ledger")).toBe(false);
    expect(play.attempt("lin", "show", "p-1", "ledger")).toMatchObject({ outcome: "done" });
    expect(play.shown.get("ledger")).toMatchObject({ holder: "lin" });
  });
  test("[V2] what is in a shut case goes where the case goes", () => {
    const play = aDeedPlay();
    play.attempt("gideon", "take", null, "case");
    play.attempt("gideon", "open", "case");
    expect(play.shown.get("page")).toMatchObject({ holder: "gideon" });
  });
});

describe("[V3] whoever saw it knows it", () => {
  test("[V3] those in sight are told; those behind the wall are not", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    play.join("p-2", "Ben", 22, 2);
    play.act("p-1", "take", "cup");
    await play.clock.pass(100);
    const done = play.events("p-1").filter((e) => e.type === "verb-done");
    expect(done).toMatchObject([
      { actor: "p-1", verb: "take", item: "cup", outcome: "done", refusal: null, turnId: null },
    ]);
    expect(done[0]).toMatchObject({ phrase: { en: "Ayla takes the cup.", zh: "Ayla拿起杯子。" } });
    expect(play.events("p-2").filter((e) => e.type === "verb-done")).toEqual([]);
    expect(play.deeds()[0]?.witnesses.toSorted()).toEqual(["gideon", "lin", "p-1"]);
  });
  test("[V3] personas that saw it have it in their prompts, the others do not", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    play.stand("lin", 22, 2);
    play.act("p-1", "take", "cup");
    play.act("p-1", "open", "case");
    play.director.say("p-1", { text: "Gideon?" });
    await play.clock.pass(500);
    expect(lastPrompt(play, "Gideon")).toContain("Ayla takes the cup.");
    expect(lastPrompt(play, "Gideon")).toContain("It is locked.");
    play.stand("p-1", 22, 3);
    await play.clock.pass(5000);
    play.director.say("p-1", { text: "Lin?" });
    await play.clock.pass(500);
    expect(lastPrompt(play, "Lin")).not.toMatch(/takes the cup|locked\./u);
  });
  test("[V3] a Chinese scene tells it in Chinese", async () => {
    const play = aDeedPlay({ scene: aHallWithThings(SOME_THINGS, "zh") });
    play.join("p-1", "Ayla");
    play.act("p-1", "open", "case");
    play.director.say("p-1", { text: "Gideon?" });
    await play.clock.pass(500);
    expect(lastPrompt(play, "Gideon")).toContain("Ayla打不开皮箱。是锁着的。");
  });
  test("[V3] the actor learns why its own action came to nothing", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    play.attempt("lin", "open", "case");
    play.director.say("p-1", { text: "Lin?" });
    await play.clock.pass(500);
    expect(lastPrompt(play, "Lin")).toContain(
      "Lin Shouhai cannot open the leather case. It is locked.",
    );
  });
  test("[V3] who hammers on a locked case fills nobody's memory", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    for (let at = 0; at < 5; at++) {
      play.act("p-1", "open", "case");
      await play.clock.pass(2000);
    }
    play.director.say("p-1", { text: "Gideon?" });
    await play.clock.pass(500);
    expect(lastPrompt(play, "Gideon").split("It is locked.")).toHaveLength(2);
    expect(play.deeds()).toHaveLength(5);
  });
  test("[V3] a vain try that nobody could see is told to nobody", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    play.act("p-1", "take", undefined, "page");
    await play.clock.pass(100);
    expect(JSON.stringify(play.told)).not.toContain("verb-done");
    expect(play.deeds()[0]?.witnesses).toEqual(["p-1"]);
  });
  test("[V3] what happens to what is hidden names it to no client", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla", 8, 3);
    play.director.deeds.define({
      id: "swear-on",
      label: "Swear on",
      item: true,
      who: "players",
      phrases: { done: "{actor} swears on {item}.", refused: "{actor} does not swear on {item}." },
    });
    play.director.deeds.define({
      id: "pray-with",
      label: "Pray with",
      item: true,
      words: { en: ["pray with"] },
      phrases: {
        done: "{actor} prays with {item}.",
        refused: "{actor} does not pray with {item}.",
      },
    });
    expect(play.attempt("lin", "pray-with", null, "ledger")).toMatchObject({ outcome: "done" });
    await play.clock.pass(100);
    const [told] = play.events("p-1").filter((e) => e.type === "verb-done");
    expect(told).toMatchObject({ item: null, phrase: { en: "Lin Shouhai prays with something." } });
    expect(JSON.stringify([play.told, [...play.shown.values()]])).not.toMatch(/ledger/u);
  });
});

describe("[V4] an action is a deed when its turn stands", () => {
  async function played(
    performance: Parameters<ReturnType<typeof aDeedPlay>["model"]["script"]>[1],
  ) {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    play.director.deeds.define({
      id: "hoist",
      label: "Hoist",
      target: "prop",
      words: { en: ["hoist"] },
      phrases: { done: "{actor} hoists {target}.", refused: "{actor} cannot hoist {target}." },
    });
    play.model.script("Gideon Strake", performance);
    play.director.say("p-1", { text: "Gideon, come with me." });
    await play.walk(2500);
    return play;
  }
  const WALKS = "<role_action>walks to Lin</role_action>";
  test("[V4] a finished action is done, on record with its prose and turn", async () => {
    const play = await played(turnOf(`${WALKS}Come.`));
    const [deed] = play.deeds();
    expect(deed).toMatchObject({
      actor: "gideon",
      verb: "go-to",
      target: "lin",
      outcome: "done",
      origin: "action",
      prose: "walks to Lin",
    });
    const turn = play.log.events.find((e) => e.type === "turn");
    expect(deed?.turnId).toBe(turn?.type === "turn" ? turn.turnId : "");
    expect(turn).toMatchObject({
      sayDo: [{ verb: "go-to", target: "lin", promised: false, outcome: "done" }],
    });
    expect(play.director.cast.distance("gideon", "lin")).toBeLessThanOrEqual(1.5);
  });
  test("[V4] what was taken back did nothing", async () => {
    const play = await played(turnOf(`${WALKS}Come.</system_thinking>Well.`));
    expect(play.deeds()).toEqual([]);
    expect(play.director.cast.bodies.get("gideon")).toMatchObject({ x: 5, y: 2 });
  });
  test("[V4] a turn that was cancelled did nothing", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    play.model.script("Gideon Strake", { pieces: [turnOf(`${WALKS}Come`), { wait: 5000 }, "."] });
    play.director.say("p-1", { text: "Gideon?" });
    await play.walk(300);
    play.director.say("p-1", { text: "Never mind.", to: "gideon", interrupt: true });
    await play.walk(2000);
    const ends = play.events("p-1").filter((e) => e.type === "turn-end");
    expect(ends[0]).toMatchObject({ outcome: "cancelled" });
    expect(play.deeds()).toEqual([]);
  });
  test("[V4] an action that broke off did nothing, one before the break did", async () => {
    const cut = { status: "failed", failure: "cut" } as const;
    const broken = await played({
      pieces: [turnOf("Come.<role_action>walks to Lin, but stops")],
      end: cut,
    });
    expect(broken.deeds()).toEqual([]);
    const after = await played({ pieces: [turnOf(`${WALKS}Come with`)], end: cut });
    expect(after.deeds()).toHaveLength(1);
  });
  test("[V4] an authored line that stands in is no deed", async () => {
    const play = await played({ pieces: [], end: { status: "failed", failure: "server-error" } });
    expect(play.deeds()).toEqual([]);
  });
  test("[V4] in a whisper it is seen by all in sight, without a word", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    play.join("p-2", "Ben", 9, 4);
    play.model.script("Gideon Strake", turnOf(`${WALKS}The page is CANARY-WORDS.`));
    play.director.say("p-1", { text: "Go to Lin.", to: "gideon", whisper: true });
    await play.walk(1000);
    const seen = play.events("p-2");
    expect(seen.filter((e) => e.type === "verb-done")).toMatchObject([{ verb: "go-to" }]);
    expect(JSON.stringify(seen)).not.toContain("CANARY-WORDS");
    expect(seen.filter((e) => "text" in e)).toEqual([]);
  });
});

describe("[V5] what is a few steps away is walked up to first", () => {
  test("[V5] it is decided on arrival", async () => {
    const play = aDeedPlay();
    play.stand("lin", 15, 9);
    expect(play.attempt("lin", "take", null, "cup")).toEqual({
      outcome: "under-way",
      refusal: null,
    });
    expect(play.deeds()).toEqual([]);
    await play.walk(4000);
    expect(play.shown.get("cup")).toMatchObject({ holder: "lin" });
    expect(play.deeds()).toMatchObject([{ actor: "lin", outcome: "done" }]);
  });
  test("[V5] someone else was quicker", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    play.stand("lin", 15, 9);
    play.attempt("lin", "take", null, "cup");
    await play.walk(500);
    play.act("p-1", "take", "cup");
    await play.walk(4000);
    expect(play.shown.get("cup")).toMatchObject({ holder: "p-1" });
    expect(play.deeds().at(-1)).toMatchObject({ actor: "lin", refusal: "not-willing" });
  });
  test("[V5] nobody is chased for ever", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla", 15, 9);
    play.attempt("lin", "take", null, "cup");
    await play.walk(4000);
    play.attempt("lin", "give", "p-1", "cup");
    for (let at = 0; at < 60; at++) {
      const { x = 0 } = play.director.cast.bodies.get("lin") ?? {};
      play.stand("p-1", x > 8 ? 1 : 16, 1);
      await play.walk(500);
    }
    expect(play.deeds().at(-1)).toMatchObject({
      actor: "lin",
      verb: "give",
      refusal: "out-of-reach",
    });
    expect(play.shown.get("cup")).toMatchObject({ holder: "lin" });
  });
  test("[V5] a second wish takes the place of the first, which is on record as refused", async () => {
    const play = aDeedPlay();
    play.stand("lin", 15, 9);
    play.attempt("lin", "take", null, "cup");
    play.attempt("lin", "take", null, "storm-glass");
    expect(play.deeds()).toMatchObject([{ item: "cup", refusal: "out-of-reach" }]);
    await play.walk(4000);
    expect(play.deeds().at(-1)).toMatchObject({ item: "storm-glass", outcome: "done" });
  });
  test("[V5] deeds of one turn wait for each other", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla", 15, 10);
    play.stand("lin", 15, 9);
    const cause = { origin: "author" as const, turnId: "t-1" };
    const { deeds } = play.director;
    deeds.attempt({ actor: "lin", verb: "take", target: null, item: "cup" }, cause);
    deeds.attempt({ actor: "lin", verb: "give", target: "p-1", item: "cup" }, cause);
    await play.walk(8000);
    expect(play.deeds().map(({ verb, outcome }) => [verb, outcome])).toEqual([
      ["take", "done"],
      ["give", "done"],
    ]);
    expect(play.shown.get("cup")).toMatchObject({ holder: "p-1" });
  });
  test("[V5] followers stay near until they go elsewhere or the other leaves", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    expect(play.attempt("gideon", "follow", "p-1")).toMatchObject({ outcome: "done" });
    expect(play.attempt("gideon", "follow", "p-1")).toMatchObject({ refusal: "already" });
    play.director.move("p-1", { x: 16, y: 10 });
    await play.walk(5000);
    expect(play.director.cast.distance("gideon", "p-1")).toBeLessThanOrEqual(1.5);
    play.attempt("gideon", "go-to", "table");
    await play.walk(5000);
    expect(play.director.cast.distance("gideon", "p-1")).toBeGreaterThan(5);
    play.director.move("p-1", { x: 10, y: 10 });
    await play.walk(3000);
    expect(play.director.cast.following("gideon")).toBeNull();
    play.attempt("gideon", "follow", "p-1");
    play.director.leave("p-1");
    expect(play.director.cast.following("gideon")).toBeNull();
  });
});

describe("[V6] a game's own verbs", () => {
  const ring: VerbInput = {
    id: "ring",
    label: { en: "Ring", zh: "摇铃" },
    target: "prop",
    needs: ["target-there", "near-target"],
    words: { en: ["ring"], zh: ["摇"] },
    phrases: { done: "{actor} rings {target}.", refused: "{actor} cannot ring {target}." },
  };
  test("[V6] are known at once, to rules, players and prompts' observers alike", () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    play.director.deeds.define(ring);
    expect(play.act("p-1", "ring", "cup")).toEqual({ ok: true });
    expect(play.director.snapshot("p-1").guide?.verbs.map(({ id }) => id)).toContain("ring");
  });
  test("[V6] clash with no other, and say so", () => {
    const { director } = aDeedPlay();
    expect(() => director.deeds.define({ ...ring, id: "take" })).toThrow(/"take" already.*engine/u);
    director.deeds.define(ring);
    expect(() => director.deeds.define(ring)).toThrow(/"ring" already/u);
    expect(() => director.deeds.define({ ...ring, id: "Ring It" })).toThrow(/verb/u);
  });
  test("[V6] an effect changes the world when it says so, and only then", () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    let answer: unknown = "forbidden";
    play.director.deeds.define({
      ...ring,
      effect: (attempt, world) => {
        world.hand("cup", attempt.actor);
        world.setOpen("case", true);
        if (answer instanceof Error) throw answer;
        return answer as null;
      },
    });
    const before = play.world();
    for (const wrong of ["forbidden", "nonsense", new Error("boom"), Promise.resolve(null), 0]) {
      answer = wrong;
      expect(play.attempt("p-1", "ring", "cup")).toMatchObject({ refusal: "forbidden" });
      expect(play.world()).toBe(before);
      expect(play.shown.has("page")).toBe(false);
    }
    expect(play.faults).toHaveLength(4);
    expect(play.deeds()).toHaveLength(5);
    answer = null;
    expect(play.attempt("p-1", "ring", "cup")).toMatchObject({ outcome: "done" });
    expect(play.shown.get("cup")).toMatchObject({ holder: "p-1" });
    expect(play.shown.has("page")).toBe(true);
  });
  test("[V6] an effect that hands things to nobody is refused", () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    play.director.deeds.define({
      ...ring,
      effect: (_, world) => {
        world.hand("cup", "nobody");
        return null;
      },
    });
    expect(play.act("p-1", "ring", "cup")).toMatchObject({ refusal: "forbidden" });
    expect(play.faults).toHaveLength(1);
  });
});

describe("[V7] what a page and a prompt may know of things", () => {
  test("[V7] hidden things are in no state, no guide and no other persona's prompt", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    const guide = play.director.snapshot("p-1").guide;
    expect(guide?.props.map(({ id }) => id)).not.toContain("page");
    expect(JSON.stringify([guide, [...play.shown.values()]])).not.toMatch(/CANARY|ledger|page/u);
    play.director.say("p-1", { text: "Gideon?" });
    await play.clock.pass(5000);
    play.director.say("p-1", { text: "Lin?" });
    await play.clock.pass(500);
    expect(lastPrompt(play, "Gideon")).toContain("CANARY-PAGE");
    expect(lastPrompt(play, "Gideon")).not.toContain("CANARY-LEDGER");
    expect(lastPrompt(play, "Lin")).toContain("CANARY-LEDGER");
    expect(lastPrompt(play, "Lin")).not.toContain("CANARY-PAGE");
  });
  test("[V7] a player learns of what came to light by seeing it, then or later", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    play.join("p-2", "Ben", 22, 2);
    play.attempt("gideon", "open", "case");
    const props = (id: string) => play.director.snapshot(id).guide?.props.map((prop) => prop.id);
    expect(props("p-1")).toContain("page");
    expect(props("p-2")).not.toContain("page");
    expect(play.grew).toEqual(["p-1"]);
    play.director.move("p-2", { x: 10, y: 3 });
    await play.walk(8000);
    expect(props("p-2")).toContain("page");
    expect(play.grew).toEqual(["p-1", "p-2"]);
  });
  test("[V7] a prompt's beginning does not change while things do", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    play.director.say("p-1", { text: "Gideon?" });
    await play.clock.pass(5000);
    play.act("p-1", "take", "cup");
    play.attempt("gideon", "open", "case");
    play.director.say("p-1", { text: "Gideon?" });
    await play.clock.pass(500);
    const [first, last] = play.model.requests.filter(({ prompt }) =>
      prompt.system.includes("are Gideon"),
    );
    expect(last?.prompt.system).toBe(first?.prompt.system);
    expect(first?.prompt.system).toContain(
      "Things here:\n- the leather case (the table; yours; locked): A case.\n- the small key (yours): A key.",
    );
    expect(first?.prompt.system).toContain(
      "Things that only you know to be here:\n- the last page (inside the leather case; yours)",
    );
  });
  test("[V7] a scene without things says nothing of them", () => {
    const play = aDeedPlay({ scene: aHallWithThings({ props: [] }) });
    play.join("p-1", "Ayla");
    expect(play.director.snapshot("p-1")).not.toHaveProperty("guide");
  });
  test("[V7] verbs that make sense on a thing", () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    const guide = play.director.snapshot("p-1").guide;
    const verbs = (id: string) => guide?.props.find((prop) => prop.id === id)?.verbs;
    expect(verbs("chair")).toContain("sit");
    expect(verbs("chair")).not.toContain("take");
    expect(verbs("case")).toEqual(expect.arrayContaining(["open", "close", "take", "give"]));
    expect(verbs("cup")).not.toContain("open");
    expect(verbs("cup")).not.toContain("go-to");
  });
});

describe("[V8] players act as seldom as they speak, and things cost nothing while they lie", () => {
  test("[V8] deeds are limited like lines; what was too fast is no deed", () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla");
    const answers = Array.from({ length: 6 }, () => play.act("p-1", "take", undefined, "nothing"));
    expect(answers.filter((a) => !a.ok && a.refusal === "too-fast")).toHaveLength(3);
    expect(play.deeds()).toHaveLength(3);
    play.director.leave("p-1");
    expect(play.act("p-1", "take", undefined, "cup")).toMatchObject({ refusal: "scene-closed" });
  });
  test("[V8] of two hundred things none is shown again while none moves", async () => {
    const props = Array.from({ length: 100 }, (_, i) => ({
      id: `thing-${i}`,
      name: `thing ${i}`,
      description: "A thing.",
      place: "table",
    }));
    const play = aDeedPlay({ scene: aHallWithThings({ props }) });
    play.join("p-1", "Ayla");
    expect(play.shows).toHaveLength(100);
    play.director.move("p-1", { x: 12, y: 9 });
    await play.walk(4000);
    play.act("p-1", "take", undefined, "thing-7");
    expect(play.shows).toHaveLength(100);
    play.stand("p-1", 6, 3);
    play.act("p-1", "take", undefined, "thing-7");
    expect(play.shows.slice(100)).toEqual(["thing-7"]);
    play.director.move("p-1", { x: 12, y: 9 });
    await play.walk(4000);
    expect(play.shows).toHaveLength(101);
  });
});

describe("[V2] the world of things", () => {
  test("[V2] changes that belong together are all true or none", () => {
    const seen: string[] = [];
    const { props } = Things.parse(SOME_THINGS);
    const world = createPropWorld(
      props,
      aHall(),
      () => null,
      (prop) => seen.push(prop.id),
    );
    seen.length = 0;
    const done = world.together(() => {
      world.hand("cup", "a");
      world.setOpen("case", true);
      return false;
    });
    expect(done).toBe(false);
    expect(seen).toEqual([]);
    expect(world.things.get("cup")).toMatchObject({ holder: null });
    expect(world.inTheLight("page")).toBe(false);
    expect(() =>
      world.together(() => {
        world.hand("cup", "a");
        throw new Error("boom");
      }),
    ).toThrow("boom");
    expect(world.things.get("cup")).toMatchObject({ holder: null });
    world.together(() => {
      world.hand("cup", "a");
      world.together(() => {
        world.hand("storm-glass", "a");
        return false;
      });
      return true;
    });
    expect(seen).toEqual(["cup"]);
  });
});

describe("[V4] prose of a persona that the rules allow", () => {
  async function acted(actions: readonly string[], language: "en" | "zh" = "en") {
    const play = aDeedPlay({ scene: aHallWithThings(SOME_THINGS, language) });
    play.join("p-1", "Ayla", 6, 2);
    for (const action of actions) {
      play.model.script("Gideon Strake", turnOf(`<role_action>${action}</role_action>There.`));
      play.director.say("p-1", { text: "Gideon?", to: "gideon" });
      await play.walk(3000);
    }
    return play;
  }
  test("[V4] gives, takes, opens and sits", async () => {
    const given = await acted(["hands the small key to Ayla"]);
    expect(given.shown.get("small-key")).toMatchObject({ holder: "p-1" });
    const opened = await acted(["unlocks nothing yet, but opens the leather case"]);
    expect(opened.deeds().map(({ verb }) => verb)).not.toContain("give");
    const case_ = await acted(["opens the leather case"]);
    expect(case_.shown.get("case")).toMatchObject({ open: true });
    expect(case_.shown.has("page")).toBe(true);
    const taken = await acted([
      "picks up the cup, turning it in the light",
      "sits down on the chair",
    ]);
    expect(taken.shown.get("cup")).toMatchObject({ holder: "gideon" });
    expect(taken.director.cast.bodies.get("gideon")).toMatchObject({ posture: "sitting" });
  });
  test("[V4] in Chinese as well", async () => {
    const play = await acted(["把小钥匙递给Ayla", "打开皮箱"], "zh");
    expect(play.shown.get("small-key")).toMatchObject({ holder: "p-1" });
    expect(play.deeds().at(-1)).toMatchObject({ verb: "open", refusal: "locked" });
  });
  test("[V4] a player uses what it was given", async () => {
    const play = await acted(["hands the small key to Ayla"]);
    play.stand("gideon", 22, 10);
    expect(play.act("p-1", "open", "case")).toEqual({ ok: true });
    expect(play.director.snapshot("p-1").guide?.props.map(({ id }) => id)).toContain("page");
  });
  test("[V4] what it holds out of sight, it may give; what it does not hold, it may not", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla", 8, 3);
    play.model.script("Lin Shouhai", turnOf("<role_action>hands the ledger to Ayla</role_action>"));
    play.director.say("p-1", { text: "Lin?", to: "lin" });
    await play.walk(1500);
    expect(play.shown.get("ledger")).toMatchObject({ holder: "p-1" });
    play.model.script(
      "Lin Shouhai",
      turnOf("<role_action>hands the small key to Ayla</role_action>"),
    );
    await play.clock.pass(3000);
    play.director.say("p-1", { text: "Lin?", to: "lin" });
    await play.walk(1500);
    expect(play.deeds().at(-1)).toMatchObject({ actor: "lin", verb: "give", refusal: "not-held" });
  });
});

describe("[V13] an unclear action may be asked about", () => {
  /** Prose that the rules of words call unclear in this scene. */
  const UNCLEAR = "nods at Lin and hands her the small key";
  function asking(answer: string, pieces?: readonly (string | { readonly wait: number })[]) {
    const play = aDeedPlay({ play: { verbCall: true } });
    play.join("p-1", "Ayla", 6, 2);
    play.model.script("Gideon Strake", turnOf(`<role_action>${UNCLEAR}</role_action>Hm.`));
    play.model.script("*", { pieces: pieces ?? [answer] });
    play.director.say("p-1", { text: "Gideon?", to: "gideon" });
    return play;
  }
  test("[V13] off by default: no call is made", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla", 6, 2);
    play.model.script("Gideon Strake", turnOf(`<role_action>${UNCLEAR}</role_action>Hm.`));
    play.director.say("p-1", { text: "Gideon?", to: "gideon" });
    await play.walk(1500);
    expect(play.model.requests).toHaveLength(1);
    expect(play.deeds()).toEqual([]);
  });
  test("[V13] a listed number is tried by the rules, and the call is on record", async () => {
    const play = asking("1");
    await play.walk(1500);
    const asked = play.model.requests.at(-1);
    expect(asked?.purpose).toMatchObject({ lane: "ambient", persona: "gideon", player: null });
    expect(asked?.prompt.messages[0]?.content).toContain(UNCLEAR);
    expect(play.deeds()).toMatchObject([{ actor: "gideon", origin: "action", prose: UNCLEAR }]);
    const calls = play.log.events.filter((event) => event.type === "model-call");
    expect(calls).toHaveLength(2);
  });
  test.each(["0", "2 or 1", "take the cup", "", "<role_action>takes the key</role_action>", "99"])(
    "[V13] any other answer is none: %s",
    async (answer) => {
      const play = asking(answer);
      await play.walk(1500);
      expect(play.model.requests).toHaveLength(2);
      expect(play.deeds()).toEqual([]);
    },
  );
  test("[V13] an answer after the scene has moved on is none", async () => {
    const play = asking("1", [{ wait: 2000 }, "1"]);
    await play.walk(1000);
    play.act("p-1", "sit", "chair");
    await play.walk(3000);
    expect(play.deeds().map(({ actor }) => actor)).toEqual(["p-1"]);
    const late = asking("1", [{ wait: 30_000 }, "1"]);
    await late.walk(40_000);
    expect(late.deeds()).toEqual([]);
  });
  test("[V13] closing stops it", async () => {
    const play = asking("1", [{ wait: 2000 }, "1"]);
    await play.walk(500);
    await play.director.close("test");
    await play.walk(3000);
    expect(play.deeds()).toEqual([]);
    expect(play.log.events.at(-1)?.type).toBe("episode-end");
  });
});
