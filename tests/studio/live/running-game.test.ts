import { describe, expect, test, vi } from "vitest";
import { createRunningGame } from "../../../server/cli/running-game.ts";
import { restageReleases } from "../../../server/cli/restaging.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import type { ShelfChange } from "../../../server/worlds/world-shelf.ts";
import { versionOfPersona } from "../../../server/worlds/versioned.ts";
import { aPlay, MARA, TOMAS } from "../../doubles/a-play.ts";
import { aPersona, aStaging } from "../../doubles/a-scene.ts";
import { fakeClock } from "../../doubles/fake-clock.ts";
import { memoryLog } from "../../doubles/memory-log.ts";

const CARA = aPersona({ id: "cara", name: "Cara Finch" });
const NEW_MARA = aPersona({ id: "mara", name: "Mara Quill", profile: "Mara sails." });

/** One server that plays one world, with one scene open. */
function aServer() {
  const staging = aStaging([MARA, TOMAS]);
  const running = createRunningGame(staging);
  const log = memoryLog();
  const play = aPlay({ scene: running.around.staging(), episodeLog: running.around.watched(log) });
  const over = running.around.scenes.opened(play.director);
  const world = staging.scene.id;
  return { ...running, play, log, over, world, staging };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe("[ST76] the running game as the studio sees it", () => {
  test("[ST76] a scene is there from its first player to its end, with who is where", async () => {
    const { game, play, over, world } = aServer();
    const changes = vi.fn();
    game.onChange(changes);
    expect(game.scenes()).toEqual([]);
    play.join("p-1", "Ayla");
    await soon();
    expect(changes).toHaveBeenCalled();
    const [scene] = game.scenes();
    expect(scene).toMatchObject({ world, title: expect.any(String), map: "bare-stage" });
    scene?.control("mara", { do: "mute" }, "dana");
    expect(scene?.bodies()).toEqual([
      expect.objectContaining({ id: "mara", state: "muted", version: versionOfPersona(MARA) }),
      expect.objectContaining({ id: "tomas", state: "free", turns: 0 }),
      expect.objectContaining({ id: "p-1", kind: "player", name: "Ayla", version: null }),
    ]);
    over();
    expect(game.scenes()).toEqual([]);
  });
  test("[ST76] a sheet of another world, or of nobody, changes no open scene", () => {
    const { game, play, world } = aServer();
    play.join("p-1", "Ayla");
    expect(game.recast("elsewhere", NEW_MARA, "v1")).toBe(0);
    expect(game.recast(world, CARA, "v1")).toBe(0);
    expect(game.recast(world, NEW_MARA, "v1")).toBe(1);
    expect(game.admit(world, CARA, "v2")).toBe(1);
    expect(game.admit(world, CARA, "v2")).toBe(0);
  });
  test("[ST76] scenes that open later begin with what was released and who was admitted", () => {
    const { game, around, world, restage, staging } = aServer();
    const before = around.staging();
    expect(around.staging()).toBe(before);
    game.recast(world, NEW_MARA, "v1");
    game.admit(world, CARA, "v2", "bar");
    const later = around.staging();
    expect(later.personas.map(({ profile }) => profile)).toEqual([
      "Mara sails.",
      TOMAS.profile,
      CARA.profile,
    ]);
    expect(later.versions?.personas).toMatchObject({ mara: "v1", cara: "v2" });
    expect(later.scene.cast.at(-1)).toEqual({ persona: "cara", place: "bar" });
    restage({ ...staging, personas: [MARA, TOMAS, CARA] });
    expect(around.staging().personas.map(({ id }) => id)).toEqual(["mara", "tomas", "cara"]);
  });
  test("[ST76] what is logged is told in order, and a watcher that throws or is slow costs the game nothing", async () => {
    const quiet = vi.spyOn(console, "error").mockImplementation(() => {});
    const { game, play, log } = aServer();
    const heard: EpisodeEvent[] = [];
    game.onLogged(() => {
      throw new Error("slow");
    });
    const stop = game.onLogged((events) => heard.push(...events));
    play.join("p-1", "Ayla");
    play.say("p-1", "Mara, good evening.");
    await play.clock.pass(3_000);
    await soon();
    expect(heard.map(({ type }) => type)).toEqual(log.events.map(({ type }) => type));
    expect(quiet).toHaveBeenCalled();
    stop();
    const before = heard.length;
    play.say("p-1", "Mara?");
    await play.clock.pass(3_000);
    expect(heard).toHaveLength(before);
    quiet.mockRestore();
  });
  test("[ST76] a watcher that falls far behind is told what came last", async () => {
    const { game, play, log, around } = aServer();
    const heard: EpisodeEvent[] = [];
    game.onLogged((events) => heard.push(...events));
    play.join("p-1", "Ayla");
    await play.clock.pass(100);
    await soon();
    heard.length = 0;
    const watched = around.watched(memoryLog());
    const one = log.events.find(({ type }) => type === "line");
    if (one === undefined) throw new Error("nothing was logged");
    for (let at = 0; at < 6_000; at++) void watched.append([{ ...one, at }]);
    await soon();
    expect(heard.length).toBeLessThanOrEqual(4_096);
    expect(heard.at(-1)?.at).toBe(5_999);
  });
});

describe("[ST77] what is released or changed on disk", () => {
  test("[ST77] scenes that open later are played from it; a draft and an unsound world change nothing", async () => {
    const { staging } = aServer();
    let tell: (change: ShelfChange) => void = () => {};
    const shelf = {
      onChange(changed: (change: ShelfChange) => void) {
        tell = changed;
        return () => {};
      },
    };
    let sound = true;
    const restage = vi.fn();
    const read = async () =>
      sound
        ? ({ ok: true, staging, notes: [] } as const)
        : ({ ok: false, problems: ["broken"] } as const);
    const clock = fakeClock();
    restageReleases(shelf, "test", read, restage, clock);
    const change: ShelfChange = {
      world: "test",
      sheet: { part: "scene" },
      version: "v1",
      what: "outside",
      by: null,
    };
    tell({ ...change, what: "draft" });
    tell({ ...change, world: "elsewhere" });
    await clock.pass(1_000);
    expect(restage).not.toHaveBeenCalled();
    tell(change);
    tell(change);
    await clock.pass(1_000);
    expect(restage).toHaveBeenCalledTimes(1);
    sound = false;
    tell(change);
    await clock.pass(1_000);
    expect(restage).toHaveBeenCalledTimes(1);
  });
});
