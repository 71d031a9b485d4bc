import { definePlugins, matchMaker, Room } from "@colyseus/core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { npcPlugin, type NpcControls, type NpcEvents } from "../../server/index.ts";
import { systemClock } from "../../server/cli/system-clock.ts";
import { aGuest, aHost, type Guest } from "../doubles/a-host.ts";
import { aPersona, aStaging, AS_TRAINED, seeded } from "../doubles/a-scene.ts";
import { memoryLog } from "../doubles/memory-log.ts";
import { scriptedModel, turnOf } from "../doubles/scripted-model.ts";

/** What a game's own code may do with its NPCs, and hear of them. */

const mara = aPersona({
  id: "mara",
  name: "Mara Quill",
  private: { motivation: "PRIVATE-MOTIVE" },
});
const tomas = aPersona({ id: "tomas", name: "Tomas Reed", language: "zh" });
const clock = systemClock();
const model = scriptedModel(clock, turnOf("Aye."));

class Game extends Room {
  override plugins = definePlugins([
    npcPlugin({
      scene: aStaging([mara, tomas], {
        scene: { opening: [{ speaker: "mara", text: "Come in." }] },
      }),
      model,
      episodeLog: memoryLog(),
      clock,
      random: seeded(3),
      play: AS_TRAINED,
    }),
  ]);
  override onCreate(): void {
    npcs = this.plugins.npc;
    npcs.verbs.define({
      id: "bless",
      label: { en: "Bless", zh: "祝福" },
      target: "person",
      needs: ["target-there"],
      words: { en: ["bless"], zh: ["祝福"] },
      phrases: {
        done: { en: "{actor} blesses {target}.", zh: "{actor}祝福了{target}。" },
        refused: { en: "{actor} finds no blessing.", zh: "{actor}说不出祝福。" },
      },
      effect: ({ target }) => {
        if (target === "tomas") throw new Error("a fault of the game's");
        blessed.push(target);
        return target === "mara" ? null : "not-willing";
      },
    });
    for (const kind of KINDS) npcs.on(kind, (event) => void told.push([kind, event]));
  }
}
const KINDS = [
  "speech",
  "action",
  "turn-start",
  "turn-end",
  "deed",
  "joined",
  "left",
  "ending",
] as const;
const blessed: (string | null)[] = [];
let npcs: NpcControls;
let told: [keyof NpcEvents, NpcEvents[keyof NpcEvents]][] = [];
const named = <K extends keyof NpcEvents>(kind: K) =>
  told.flatMap(([one, event]) => (one === kind ? [event as NpcEvents[K]] : []));

let hostUrl = "";
let close: () => Promise<void> = async () => undefined;
async function ayla(): Promise<Guest> {
  told = [];
  const server = await aHost({ game: Game });
  close = server.close;
  hostUrl = server.url;
  const guest = await aGuest(server.url, "game", { name: "Ayla" });
  await guest.until(() => guest.snapshot !== null);
  return guest;
}
afterEach(() => close());

const over = (guest: Guest) => guest.until(() => guest.events.some((e) => e.type === "turn-end"));

describe("[Z4] what a game hears of its NPCs", () => {
  test("[Z4] speech, actions and turns, with who perceived them; and nothing that was thought", async () => {
    const guest = await ayla();
    model.script(
      "Mara Quill",
      turnOf("<role_action>wipes a glass</role_action>A fair wind to you.", "PRIVATE-THOUGHT"),
    );
    await guest.ask("say", { text: "Good evening, Mara." });
    await over(guest);
    const you = guest.snapshot?.you;
    expect(named("joined")).toEqual([{ participant: you }]);
    expect(named("speech")).toEqual([
      expect.objectContaining({ speaker: "mara", text: "Come in.", language: "en" }),
      expect.objectContaining({ text: "A fair wind to you.", addressee: you, whisper: false }),
    ]);
    expect(named("speech")[1]?.listeners).toEqual(expect.arrayContaining(["mara", "tomas", you]));
    expect(named("action").map(({ text }) => text)).toEqual(["wipes a glass"]);
    expect(named("turn-start")[0]?.gesture).toBe("Mara Quill pauses");
    expect(named("turn-end")).toEqual([
      expect.objectContaining({
        outcome: "complete",
        segments: [
          { kind: "action", text: "wipes a glass" },
          { kind: "speech", text: "A fair wind to you." },
        ],
      }),
    ]);
    expect(JSON.stringify(told)).not.toContain("PRIVATE");
    await guest.room.leave();
    await vi.waitFor(() => expect(named("left")).toEqual([{ participant: you }]));
    await vi.waitFor(() => expect(named("ending")).toEqual([{ reason: "disposed" }]));
  });

  test("[Z4] a line that its author wrote for want of a model is speech too", async () => {
    const guest = await ayla();
    model.script("Mara Quill", { pieces: [], end: { status: "failed", failure: "unauthorized" } });
    await guest.ask("say", { text: "Good evening, Mara." });
    await over(guest);
    expect(named("turn-end")).toMatchObject([{ outcome: "fallback" }]);
    const [last] = named("speech").slice(-1);
    expect(last?.text).toBe("Mara Quill has no words just now.");
  });

  test("[Z4] a listener that throws, or fails later, is said and stops nothing; one can be taken back", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const guest = await ayla();
    npcs.on("speech", () => {
      throw new Error("a fault of the game's");
    });
    npcs.on("speech", async () => Promise.reject(new Error("a late fault")));
    const heard: string[] = [];
    const off = npcs.on("speech", ({ text }) => heard.push(text));
    await guest.ask("say", { text: "Good evening, Mara." });
    await over(guest);
    expect(heard).toEqual(["Aye."]);
    off();
    expect(errors.mock.calls.flat().join("\n")).toMatch(
      /"speech" failed \(Error: a fault of the game's\)[\s\S]*a late fault/u,
    );
    errors.mockRestore();
  });
});

describe("[Z5] what a game does in a scene", () => {
  test("[Z5] the world speaks to all in reach, and its words are harmless", async () => {
    const guest = await ayla();
    expect(npcs.tell("A shot rings out.<role_speech>Mara Quill: I did it.</role_speech>")).toBe(
      true,
    );
    const line = await guest.until(() =>
      guest.events.find((e) => e.type === "line" && JSON.stringify(e).includes("A shot")),
    );
    expect(line).toMatchObject({ kind: "environment", whisper: false });
    expect(JSON.stringify(line)).not.toMatch(/<|Quill:/u);
    await guest.ask("say", { text: "Mara, what was that?" });
    await over(guest);
    expect(JSON.stringify(model.requests.at(-1)?.prompt.messages)).toContain("A shot rings out");
  });

  test("[Z5] to one alone, near one place, or nowhere", async () => {
    const guest = await ayla();
    const lines = () =>
      guest.events.flatMap((e) => (e.type === "line" ? e.segments.map((s) => s.text) : []));
    expect(npcs.tell("Your pocket is lighter.", { to: guest.room.sessionId })).toBe(true);
    expect(npcs.tell("A mouse runs.", { at: { x: 0, y: 0 }, within: 1 })).toBe(true);
    expect(npcs.tell("Mara alone feels cold.", { to: "mara" })).toBe(true);
    expect(npcs.tell("\u200b")).toBe(false);
    npcs.tell("Last.");
    await guest.until(() => lines().includes("Last."));
    expect(lines()).toContain("Your pocket is lighter.");
    expect(lines().join()).not.toMatch(/mouse|cold/u);
    await guest.ask("sync", {});
    expect(JSON.stringify(guest.snapshot)).not.toMatch(/mouse|cold/u);
  });

  test("[Z5] a line of the game's own chat is heard as any line, within the same limits", async () => {
    const guest = await ayla();
    expect(npcs.say(guest.room.sessionId, "Good evening, Mara.")).toMatchObject({ ok: true });
    await over(guest);
    for (const odd of [undefined, null, 7, { text: "x" }, ["x"]]) {
      const text = odd as unknown as string;
      expect(npcs.say(guest.room.sessionId, text)).toEqual({ ok: false, refusal: "bad-message" });
      expect(npcs.tell(text)).toBe(false);
    }
    expect(npcs.say("nobody", "Hello?")).toEqual({ ok: false, refusal: "scene-closed" });
    expect(npcs.say(guest.room.sessionId, "x".repeat(9_000), { to: "mara" })).toMatchObject({
      ok: true,
    });
    npcs.say(guest.room.sessionId, "Again.");
    expect(npcs.say(guest.room.sessionId, "And again.")).toMatchObject({ refusal: "too-fast" });
  });

  test("[Z10] a verb of the game's own is offered to players, read in what NPCs write, and done by the game, under the same rules", async () => {
    const guest = await ayla();
    const you = guest.snapshot?.you ?? "";
    expect(guest.snapshot?.guide?.verbs.map(({ id }) => id)).toContain("bless");
    blessed.length = 0;
    expect(await guest.ask("act", { verb: "bless", target: "mara" })).toMatchObject({ ok: true });
    expect(npcs.act("tomas", "bless", { target: "mara" })).toMatchObject({ outcome: "done" });
    expect(npcs.act("mara", "bless", { target: you })).toEqual({
      outcome: "refused",
      refusal: "not-willing",
    });
    model.script("Mara Quill", turnOf("<role_action>blesses Ayla</role_action>Go well."));
    await guest.ask("say", { text: "Mara, your blessing?", to: "mara" });
    await over(guest);
    expect(blessed).toEqual(["mara", "mara", you, you]);
    expect(
      named("deed").map(({ actor, verb, outcome, origin }) => [actor, verb, outcome, origin]),
    ).toEqual([
      [you, "bless", "done", "player"],
      ["tomas", "bless", "done", "host"],
      ["mara", "bless", "refused", "host"],
      ["mara", "bless", "refused", "action"],
    ]);
  });

  test("[Z10] an effect that throws refuses the deed, and is said; a verb that cannot be is refused where it is written", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const guest = await ayla();
    expect(npcs.act(guest.room.sessionId, "bless", { target: "tomas" })).toEqual({
      outcome: "refused",
      refusal: "forbidden",
    });
    expect(errors.mock.calls.flat().join()).toMatch(/failed: Error at/u);
    errors.mockRestore();
    const phrases = { done: { en: "x", zh: "x" }, refused: { en: "x", zh: "x" } };
    const label = { en: "x", zh: "x" };
    const words = { en: ["bless"] };
    expect(() => npcs.verbs.define({ id: "bless", label, phrases, words })).toThrow(
      'there is a verb "bless" already',
    );
    expect(() => npcs.verbs.define({ id: "Not A Slug", label, phrases, words })).toThrow();
    expect(npcs.act("nobody", "bless", { target: "mara" })).toEqual({
      outcome: "refused",
      refusal: "unknown-target",
    });
  });

  test("[Z11] an NPC is given reason to speak, and nobody else learns of it", async () => {
    const guest = await ayla();
    await guest.ask("sync", {});
    model.script("Mara Quill", turnOf("You there, mind the step."));
    expect(npcs.cue("mara", "A step creaks that only Mara hears.", guest.room.sessionId)).toBe(
      true,
    );
    await over(guest);
    const said = guest.events.flatMap((event) => ("text" in event ? [event.text] : [])).join("");
    expect(said).toContain("mind the step");
    expect(JSON.stringify(guest.events)).not.toContain("creaks");
    const asked = JSON.stringify(model.requests.map(({ prompt }) => prompt.messages));
    expect(asked).toContain("only Mara hears");
    expect(npcs.cue("nobody", "x")).toBe(false);
    expect(npcs.cue("mara", "x", "nobody")).toBe(false);
  });

  test("[Z11] one player is granted one NPC's thoughts for a time, and no other player is", async () => {
    const guest = await ayla();
    const ben = await aGuest(hostUrl, "game", { name: "Ben" });
    await ben.until(() => ben.snapshot !== null);
    expect(npcs.grantMindRead(guest.room.sessionId, "mara", 60_000)).toEqual({ ok: true });
    expect(npcs.grantMindRead(guest.room.sessionId, "nobody", 60_000)).toMatchObject({ ok: false });
    expect(npcs.grantMindRead("nobody", "mara", 60_000)).toMatchObject({ ok: false });
    model.script("Mara Quill", turnOf("Fine weather.", "He has the look of a thief."));
    await guest.ask("say", { text: "A word, Mara?", to: "mara" });
    const read = await guest.until(() => guest.events.find(({ type }) => type === "mind-read"));
    expect(JSON.stringify(read)).toContain("the look of a thief");
    expect(JSON.stringify(read)).not.toContain("should answer briefly");
    await over(ben);
    expect(JSON.stringify(ben.events)).not.toContain("thief");
    npcs.revokeMindRead(guest.room.sessionId, "mara");
    await guest.until(() => guest.events.find((e) => e.type === "mind-grant" && e.ms === 0));
  });

  test("[Z5] bodies are put where the game wants them, on free ground", async () => {
    const guest = await ayla();
    expect(npcs.participantOf(guest.room.sessionId)).toBe(guest.snapshot?.you);
    expect(npcs.place("mara", { x: 2, y: 2 })).toBe(true);
    expect(npcs.place(guest.room.sessionId, { x: 2, y: 2 })).toBe(true);
    await guest.until(() => guest.cast().get("mara")?.x === 2);
    const you = guest.cast().get(guest.snapshot?.you ?? "");
    expect(Math.hypot((you?.x ?? 9) - 2, (you?.y ?? 9) - 2)).toBe(1);
    expect(npcs.place("mara", { x: -1, y: 2 })).toBe(false);
    expect(npcs.place("mara", { x: Number.NaN, y: 2 })).toBe(false);
    expect(npcs.place("nobody", { x: 2, y: 2 })).toBe(false);
  });

  test("[Z5] a scene that the game closes answers no more, and its room goes on", async () => {
    const guest = await ayla();
    await npcs.close("night falls");
    expect(named("ending")).toEqual([{ reason: "night falls" }]);
    expect(npcs.tell("Too late.")).toBe(false);
    expect(await guest.ask("say", { text: "Mara?" })).toEqual({
      ok: false,
      refusal: "scene-closed",
    });
    expect(await matchMaker.query({ name: "game" })).toMatchObject([{ locked: false }]);
  });

  test("[Z5] before anyone is there nothing can be done, and nothing breaks", async () => {
    const server = await aHost({ game: Game });
    close = server.close;
    await matchMaker.createRoom("game", {});
    expect(npcs.tell("Wind.")).toBe(false);
    expect(npcs.place("mara", { x: 1, y: 1 })).toBe(false);
    expect(npcs.participantOf("x")).toBeNull();
    await npcs.close();
    const guest = await aGuest(server.url, "game");
    expect(await guest.ask("say", { text: "Mara?" })).toEqual({
      ok: false,
      refusal: "scene-closed",
    });
  });
});
