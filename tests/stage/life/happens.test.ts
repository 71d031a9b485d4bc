import { describe, expect, test } from "vitest";
import { aGround, aStaging } from "../../doubles/a-scene.ts";
import { aPlay, happens, MARA, TOMAS } from "../../doubles/a-play.ts";
import { turnOf } from "../../doubles/scripted-model.ts";

const rooms = aGround(
  [
    "###########################",
    "#.....#...................#",
    "#.....#...................#",
    "#.....#...................#",
    "#.....#####################",
    "#.........................#",
    "###########################",
  ],
  { parlour: [1, 1, 5, 3], yard: [7, 1, 19, 3], hall: [1, 5, 25, 1] },
);
const places = ["parlour", "yard", "hall"].map((id) => ({ id, name: `the ${id}` }));

/** Tomas belongs into the hall, which has a way to the parlour; Mara into the yard, which has none. */
const AT_HOME = [
  { persona: "mara", place: "yard" },
  { persona: "tomas", place: "hall" },
];

function aLife(life: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const it = aPlay({
    scene: aStaging([MARA, TOMAS], {
      life,
      ground: rooms,
      scene: { places, cast: AT_HOME },
      ...more,
    }),
  });
  it.join("p-1", "Ayla");
  it.stand("mara", 2, 2);
  it.stand("tomas", 3, 5);
  it.stand("p-1", 5, 5);
  const fired = () =>
    it.log.events.flatMap((e) => (e.type === "trigger" ? [`${e.trigger} by ${e.by}`] : []));
  const world = (id: string) =>
    it.transcript(id).filter((line) => line.startsWith("Environment: "));
  return { ...it, fired, world };
}
const wind = { environment: "The wind rises." };

describe("[J11] who walks into which place", () => {
  test("[J11] each change of place is told once, and nothing while nobody walks", async () => {
    const it = aLife({
      triggers: [
        { id: "in", when: { on: "entered", place: "parlour" }, again_after: 1, do: [wind] },
      ],
    });
    it.stand("mara", 20, 2);
    expect(it.director.move("p-1", { x: 3, y: 2 })).toEqual({ ok: true });
    await it.live(5_000);
    expect(it.fired()).toEqual(["in by p-1"]);
    await it.live(30_000);
    expect(it.fired()).toHaveLength(1);
    it.director.move("p-1", { x: 8, y: 5 });
    await it.live(5_000);
    it.director.move("p-1", { x: 3, y: 2 });
    await it.live(5_000);
    expect(it.fired()).toEqual(["in by p-1", "in by p-1"]);
  });
});

describe("[J17] authored triggers", () => {
  test("[J17] somebody comes in, and the world says so once", async () => {
    const it = aLife({ triggers: [{ id: "door", when: { on: "came-in" }, do: [wind] }] });
    it.join("p-2", "Ben");
    await it.live(1_000);
    expect(it.fired()).toEqual(["door by p-1"]);
    expect(it.world("p-2").filter((line) => line.includes("wind"))).toHaveLength(1);
  });
  test("[J17] a word of a player's, whole and aloud; a persona's where its name is given", async () => {
    const it = aLife({
      triggers: [
        {
          id: "name",
          when: { on: "said", words: ["Osric", "奥斯里克"] },
          again_after: 1,
          do: [wind],
        },
        { id: "hers", when: { on: "said", words: ["gannet"], who: "mara" }, do: [wind] },
      ],
    });
    it.stand("mara", 6, 5);
    for (const [text, times] of [
      ["Osrician ways, gannet.", 0],
      ["Who was OSRIC?", 1],
      ["谁是奥斯里克？", 2],
    ] as const) {
      it.director.say("p-1", { text });
      await it.live(6_000);
      expect(it.fired().filter((line) => line.startsWith("name"))).toHaveLength(times);
    }
    it.director.say("p-1", { text: "Osric.", to: "mara", whisper: true });
    await it.live(6_000);
    expect(it.fired().filter((line) => line.startsWith("name"))).toHaveLength(2);
    it.model.script("Mara Quill", turnOf("A gannet."));
    it.director.say("p-1", { text: "Mara, what bird?" });
    await it.live(6_000);
    expect(it.fired().at(-1)).toBe("hers by mara");
  });
  test("[J17] a deed that was done, and not one that was refused; a finding", async () => {
    const it = aLife({
      triggers: [
        { id: "took", when: { on: "done", verb: "take", item: "key" }, do: [wind] },
        { id: "learned", when: { on: "found", finding: "the-truth" }, do: [wind] },
      ],
    });
    const deed = {
      deedId: "d",
      actor: "p-1",
      verb: "take",
      target: null,
      item: "key",
      refusal: null,
      origin: "player" as const,
      turnId: null,
      witnesses: new Set(["p-1"]),
    };
    happens(it, { type: "deed", deed: { ...deed, outcome: "refused", refusal: "out-of-reach" } });
    happens(it, { type: "deed", deed: { ...deed, item: "cup", outcome: "done" } });
    expect(it.fired()).toEqual([]);
    happens(it, { type: "deed", deed: { ...deed, outcome: "done" } });
    happens(it, { type: "found", player: "p-1", finding: "the-truth" });
    await it.live(250);
    expect(it.fired()).toEqual(["took by p-1", "learned by p-1"]);
  });
  test("[J17] a minute comes once, or again and again; silence only while somebody is there", async () => {
    const it = aLife({
      triggers: [
        { id: "dawn", when: { on: "minutes", minutes: 5 }, do: [wind] },
        { id: "bell", when: { on: "minutes", minutes: 1 }, again_after: 120, do: [wind] },
        { id: "hush", when: { on: "silence", seconds: 30 }, do: [wind] },
      ],
    });
    await it.live(20_000);
    it.director.say("p-1", { text: "Hm." });
    await it.live(25_000);
    expect(it.fired()).toEqual([]);
    await it.live(10 * 60_000);
    const count = (id: string) => it.fired().filter((line) => line.startsWith(id)).length;
    expect([count("dawn"), count("bell"), count("hush")]).toEqual([1, 5, 1]);
    const empty = aLife({
      triggers: [{ id: "hush", when: { on: "silence", seconds: 30 }, do: [wind] }],
    });
    empty.director.leave("p-1");
    await empty.live(120_000);
    expect(empty.fired()).toEqual([]);
  });
  test("[J17] what the world does at a place is for those who perceive the place", async () => {
    const it = aLife({
      triggers: [
        {
          id: "yard",
          when: { on: "minutes", minutes: 1 },
          do: [{ environment: "A loose slate falls.", place: "yard" }],
        },
      ],
    });
    it.join("p-2", "Ben");
    it.stand("p-2", 12, 2);
    it.stand("tomas", 14, 2);
    it.stand("p-1", 5, 2);
    it.stand("mara", 2, 2);
    // Personas stay where the test put them.
    for (const id of ["mara", "tomas"]) it.director.cast.setStatus(id, "speaking");
    await it.clock.pass(61_000);
    expect(it.world("p-2").join()).toContain("slate");
    expect(it.world("p-1").join()).not.toContain("slate");
  });
  test("[J17] triggers that set each other off come to an end", async () => {
    const it = aLife({
      triggers: Array.from({ length: 20 }, (_, i) => ({
        id: `t-${i}`,
        when: { on: "found", finding: "f" },
        again_after: 1,
        do: [{ verb: "take", persona: "mara", item: "key" }],
      })),
    });
    for (let i = 0; i < 100; i++) happens(it, { type: "found", player: "p-1", finding: "f" });
    await it.live(1_000);
    expect(it.fired().length).toBeLessThanOrEqual(12);
  });
});

describe("[J14] reactions", () => {
  const things = {
    props: [{ id: "key", name: "key", description: "A key.", place: "hall", owner: "tomas" }],
  };
  const deed = {
    deedId: "d",
    actor: "p-1",
    verb: "show",
    target: "tomas",
    item: "key",
    outcome: "done" as const,
    refusal: null,
    origin: "player" as const,
    turnId: null,
    witnesses: new Set(["p-1", "tomas", "mara"]),
  };
  test("[J14] who is shown something, given something or meant by a deed answers it", async () => {
    for (const verb of ["show", "give", "pour"]) {
      const it = aLife({}, { things });
      happens(it, { type: "deed", deed: { ...deed, verb } });
      await it.live(3_000);
      expect(it.turns()).toEqual(["tomas to p-1: reaction, complete"]);
    }
  });
  test("[J14] whose thing is taken answers where it saw that, and not where it did not", async () => {
    const saw = aLife({}, { things });
    happens(saw, { type: "deed", deed: { ...deed, verb: "take", target: null } });
    await saw.live(3_000);
    expect(saw.turns()).toEqual(["tomas to p-1: reaction, complete"]);
    const blind = aLife({}, { things });
    const witnesses = new Set(["p-1", "mara"]);
    happens(blind, { type: "deed", deed: { ...deed, verb: "take", target: null, witnesses } });
    await blind.live(3_000);
    expect(blind.turns()).toEqual([]);
  });
  test("[J14] what needs no answer gets none, nor what a persona did in its turn", async () => {
    const it = aLife({}, { things });
    happens(it, { type: "deed", deed: { ...deed, verb: "point" } });
    happens(it, { type: "deed", deed: { ...deed, actor: "mara", origin: "action" } });
    await it.live(5_000);
    expect(it.turns()).toEqual([]);
  });
});

describe("[J16] routines", () => {
  test("[J16] steps come in order, go where they say, and are seen as actions", async () => {
    const it = aLife({
      routines: [
        {
          persona: "tomas",
          every: [10, 10],
          steps: [{ action: "coughs" }, { go: "parlour", action: "wipes a table" }],
        },
      ],
    });
    it.stand("tomas", 13, 5);
    it.stand("p-1", 10, 5);
    await it.live(5_000);
    expect(it.transcript("p-1").join()).not.toContain("coughs");
    await it.live(7_000);
    expect(it.transcript("p-1").at(-1)).toBe("Tomas Reed: coughs");
    it.stand("p-1", 4, 3);
    await it.live(13_500);
    expect(it.transcript("p-1").at(-1)).toBe("Tomas Reed: wipes a table");
    const body = it.director.cast.bodies.get("tomas");
    expect(body && body.y < 4 && body.x < 6).toBe(true);
    expect(it.turns()).toEqual([]);
  });
  test("[J16] nobody does anything for eyes that are not there, nor while it is wanted", async () => {
    const it = aLife({
      routines: [{ persona: "mara", every: [10, 10], steps: [{ action: "coughs" }] }],
    });
    it.stand("p-1", 20, 2);
    await it.live(60_000);
    expect(it.log.events.filter(({ type }) => type === "line").length).toBeLessThanOrEqual(2);
    const busy = aLife({
      routines: [{ persona: "tomas", every: [10, 10], steps: [{ action: "coughs" }] }],
    });
    busy.model.script("Tomas Reed", { pieces: [{ wait: 40_000 }, turnOf("Aye.")] });
    busy.director.say("p-1", { text: "Tomas?" });
    await busy.live(39_000);
    expect(busy.transcript("p-1").join()).not.toContain("coughs");
  });
});
