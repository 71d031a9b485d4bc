import { definePlugins, Room, type Client } from "@colyseus/core";
import { schema, t } from "@colyseus/schema";
import { afterEach, describe, expect, test, vi } from "vitest";
import { attachNpcs, npcFields, npcMessages, npcPlugin } from "../../server/index.ts";
import type { SceneOptions } from "../../server/index.ts";
import { systemClock } from "../../server/cli/system-clock.ts";
import { aGuest, aHost, guestIn, type Guest } from "../doubles/a-host.ts";
import { aPersona, aStaging, AS_TRAINED, seeded } from "../doubles/a-scene.ts";
import { memoryLog } from "../doubles/memory-log.ts";
import { scriptedModel } from "../doubles/scripted-model.ts";
import { DecoratedState } from "../fixtures/decorated-state.js";

/** The rooms that strangers' games are made of: each must have its NPCs, and everything else that it had. */

const mara = aPersona({ id: "mara", name: "Mara Quill" });
const scene = (): SceneOptions => {
  const clock = systemClock();
  return {
    scene: aStaging([mara]),
    model: scriptedModel(clock),
    episodeLog: memoryLog(),
    clock,
    random: seeded(3),
    play: AS_TRAINED,
  };
};

const open: { close(): Promise<void> }[] = [];
async function host(rooms: Parameters<typeof aHost>[0]): Promise<string> {
  const server = await aHost(rooms);
  open.push(server);
  return server.url;
}
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

/** Says good evening and hears the answer to its end; the bodies came before. */
async function talks(guest: Guest): Promise<void> {
  await guest.until(() => guest.snapshot !== null);
  expect(await guest.ask("say", { text: "Good evening, Mara." })).toMatchObject({ ok: true });
  const end = await guest.until(() => guest.events.find(({ type }) => type === "turn-end"));
  expect(end).toMatchObject({ outcome: "complete" });
  const spoken = guest.events.filter(({ type }) => type === "turn-end");
  expect(spoken).toHaveLength(1);
}

const HostState = schema({ coins: t.number() }, "HostState");
class Plain extends Room<{ state: InstanceType<typeof HostState> }> {
  override state = new HostState();
  override plugins = definePlugins([npcPlugin(scene())]);
}

describe("[Z1] a room whose state knows nothing of NPCs", () => {
  test("[Z1] is told of bodies by messages: first everything, then changes; and NPCs answer", async () => {
    const url = await host({ game: Plain });
    const ayla = await aGuest(url, "game", { name: "Ayla" });
    await talks(ayla);
    const [first, ...later] = ayla.casts;
    expect(first).toMatchObject({ scene: { scene: "a-scene", synthetic: true }, gone: [] });
    expect(first?.members.map(({ name }) => name)).toEqual(["Mara Quill", "Ayla"]);
    for (const { scene: words, members } of later) {
      expect(words).toBeUndefined();
      expect(members.map(({ id }) => id)).not.toHaveLength(0);
    }
    expect(JSON.stringify(ayla.room.state)).not.toContain("Mara");
    const ben = await aGuest(url, "game", { name: "Ben" });
    await ben.until(() => ben.cast().size === 3);
    await ayla.until(() => [...ayla.cast().values()].some(({ name }) => name === "Ben"));
    await ben.room.leave();
    await ayla.until(() => ayla.cast().size === 2);
  });

  test("[Z1] a walk is at most ten messages a second, and who stands costs none", async () => {
    const ayla = await aGuest(await host({ game: Plain }), "game");
    await ayla.until(() => ayla.snapshot !== null);
    const you = ayla.snapshot?.you ?? "";
    const at = ayla.cast().get(you) ?? { x: 0, y: 0 };
    const before = ayla.casts.length;
    const since = performance.now();
    expect(await ayla.ask("move", { x: at.x + 4, y: at.y })).toEqual({ ok: true });
    await ayla.until(() => ayla.cast().get(you)?.x === at.x + 4);
    // Four tiles are twenty steps of the scene; how long they take is the machine's affair.
    const tenths = (performance.now() - since) / 100;
    expect(ayla.casts.length - before).toBeLessThanOrEqual(tenths + 2);
    await ayla.until(() => ayla.cast().get(you)?.status === "idle");
    const still = ayla.casts.length;
    expect(await ayla.ask("face", { target: "mara" })).toEqual({ ok: true });
    expect(await ayla.ask("face", { target: "mara" })).toEqual({ ok: true });
    await ayla.ask("sync", {});
    expect(
      ayla.casts.slice(still).filter(({ scene: words }) => words === undefined).length,
    ).toBeLessThan(2);
  });

  test("[Z1] who was cut off holds all bodies again when it is back", async () => {
    const url = await host({ game: Plain });
    const ayla = await aGuest(url, "game", { name: "Ayla" });
    await ayla.until(() => ayla.snapshot !== null);
    const token = ayla.room.reconnectionToken;
    ayla.room.reconnection.enabled = false;
    (ayla.room.connection.transport as unknown as { ws: { close(code: number): void } }).ws.close(
      4010,
    );
    const back = guestIn(ayla.client, await ayla.client.reconnect(token));
    await back.until(() => back.casts.length > 0);
    expect(back.casts[0]?.scene).toBeDefined();
    expect([...back.cast().values()].map(({ name }) => name)).toEqual(["Mara Quill", "Ayla"]);
  });

  test("[Z1] a state with decorators, and with a `cast` of its own, stays as it is", async () => {
    class Decorated extends Room<{ state: DecoratedState }> {
      override state = new DecoratedState();
      override plugins = definePlugins([npcPlugin(scene())]);
    }
    const ayla = await aGuest(await host({ game: Decorated }), "game");
    await talks(ayla);
    expect(ayla.cast().has("mara")).toBe(true);
    expect(ayla.room.state.cast).toBe("a word of the game's own");
  });

  test("[Z1] a state built in onCreate, with npcFields, holds the bodies itself", async () => {
    const Mine = schema({ ...npcFields, coins: t.number() }, "Mine");
    class Late extends Room<{ state: InstanceType<typeof Mine> }> {
      override plugins = definePlugins([npcPlugin(scene())]);
      override onCreate(): void {
        this.state = new Mine();
      }
    }
    const ayla = await aGuest(await host({ game: Late }), "game");
    await talks(ayla);
    expect([...ayla.room.state.cast.keys()]).toContain("mara");
    expect(ayla.casts).toEqual([]);
  });
});

describe("[Z2] rooms that a plugin's own hooks would miss or meet twice", () => {
  test("[Z2] the first room of a class with onUncaughtException, and the next", async () => {
    class Careful extends Room {
      override maxClients = 1;
      override plugins = definePlugins([npcPlugin(scene())]);
      override onUncaughtException(): void {}
      override onJoin(): void {}
      override onLeave(): void {}
    }
    const url = await host({ game: Careful });
    for (const name of ["Ayla", "Ben"]) {
      const guest = await aGuest(url, "game", { name });
      await talks(guest);
      expect([...guest.cast().values()].map((body) => body.name)).toContain(name);
    }
  });

  test("[Z2] hooks as arrow functions run, and so do the NPCs'", async () => {
    const ran: string[] = [];
    class Arrows extends Room {
      override plugins = definePlugins([npcPlugin(scene())]);
      override onCreate = () => void ran.push("create");
      override onJoin = (client: Client, options: { name: string }) =>
        void ran.push(`join ${options.name} ${client.sessionId.length}`);
      override onLeave = () => void ran.push("leave");
      override onDispose = () => void ran.push("dispose");
    }
    const ayla = await aGuest(await host({ game: Arrows }), "game", { name: "Ayla" });
    await talks(ayla);
    await ayla.room.leave();
    await vi.waitFor(() => expect(ran).toContain("dispose"));
    expect(ran).toEqual(["create", "join Ayla 9", "leave", "dispose"]);
  });

  test("[Z2] a base class and its subclass, both used: each player comes in once", async () => {
    const joined: string[] = [];
    class Base extends Room {
      override plugins = definePlugins([npcPlugin(scene())]);
      override onCreate(): void {
        this.plugins.npc.on("joined", ({ participant }) => joined.push(participant));
      }
    }
    class Derived extends Base {
      override onJoin(): void {}
    }
    const url = await host({ base: Base, derived: Derived });
    await talks(await aGuest(url, "base", { name: "Ayla" }));
    const ben = await aGuest(url, "derived", { name: "Ben" });
    await talks(ben);
    expect([...ben.cast().values()].map(({ name }) => name)).toEqual(["Mara Quill", "Ben"]);
    expect(joined).toHaveLength(2);
  });

  test("[Z2] several rooms in one process keep their talk apart, with messages in one shared object too", async () => {
    const shared = { ...npcMessages, wave: () => undefined };
    class Shared extends Room {
      override maxClients = 1;
      override messages = shared;
      override plugins = definePlugins([npcPlugin(scene())]);
    }
    const url = await host({ game: Shared });
    const [ayla, ben] = [await aGuest(url, "game"), await aGuest(url, "game")];
    expect(ayla.room.roomId).not.toBe(ben.room.roomId);
    await Promise.all([talks(ayla), talks(ben)]);
    expect(ayla.cast().size).toBe(2);
  });

  test("[Z2] one plugin for two rooms is refused in words when the second is made", async () => {
    const one = npcPlugin(scene());
    class Twice extends Room {
      override maxClients = 1;
      override plugins = definePlugins([one]);
    }
    const url = await host({ game: Twice });
    await talks(await aGuest(url, "game"));
    await expect(aGuest(url, "game")).rejects.toThrow("create it in a field initialiser");
  });

  test("[Z2] a room's own onDrop and onReconnect keep their say, and the body its place", async () => {
    const ran: string[] = [];
    class Own extends Room {
      override plugins = definePlugins([npcPlugin(scene())]);
      override onDrop = async (client: Client) => {
        ran.push("drop");
        await this.allowReconnection(client, 5).catch(() => undefined);
      };
      override onReconnect = () => void ran.push("reconnect");
      override onLeave = () => void ran.push("leave");
    }
    const url = await host({ game: Own });
    const ayla = await aGuest(url, "game", { name: "Ayla" });
    await ayla.until(() => ayla.snapshot !== null);
    const token = ayla.room.reconnectionToken;
    ayla.room.reconnection.enabled = false;
    (ayla.room.connection.transport as unknown as { ws: { close(code: number): void } }).ws.close(
      4010,
    );
    const back = guestIn(ayla.client, await ayla.client.reconnect(token));
    await talks(back);
    expect(back.snapshot?.you).toBe(ayla.snapshot?.you);
    expect(ran).toEqual(["drop", "reconnect"]);
  });

  test("[Z2] a room from older days, that waits for returns in onLeave, loses no body by it", async () => {
    const ran: string[] = [];
    class Old extends Room {
      override plugins = definePlugins([npcPlugin(scene(), { reconnectSeconds: 0 })]);
      override async onLeave(client: Client): Promise<void> {
        ran.push("leave");
        await this.allowReconnection(client, 5);
        ran.push("back");
      }
    }
    const url = await host({ game: Old });
    const ayla = await aGuest(url, "game", { name: "Ayla" });
    await ayla.until(() => ayla.snapshot !== null);
    const token = ayla.room.reconnectionToken;
    ayla.room.reconnection.enabled = false;
    (ayla.room.connection.transport as unknown as { ws: { close(code: number): void } }).ws.close(
      4010,
    );
    const back = guestIn(ayla.client, await ayla.client.reconnect(token));
    await talks(back);
    expect(ran).toEqual(["leave", "back"]);
    expect([...back.cast().values()].map(({ name }) => name)).toEqual(["Mara Quill", "Ayla"]);
  });

  test("[Z2] a room that can take no plugin is given its NPCs by attachNpcs", async () => {
    class NoPlugins extends Room {
      override onCreate(): void {
        attachNpcs(this, scene());
        this.onMessage("wave", () => undefined);
      }
    }
    await talks(await aGuest(await host({ game: NoPlugins }), "game"));
  });
});

const Player = schema({ x: t.number(), y: t.number(), name: t.string() }, "Player");
const Field = schema({ players: t.map(Player) }, "Field");
const TILE = 32;

/** A game with bodies of its own, in pixels. */
class Game extends Room<{ state: InstanceType<typeof Field> }> {
  override state = new Field();
  override plugins = definePlugins([
    npcPlugin(
      { options: scene },
      {
        tile: TILE,
        players: (id) => this.state.players.get(id),
        nameOf: (id) => this.state.players.get(id)?.name,
      },
    ),
  ]);
  override onCreate(): void {
    this.onMessage("go", ({ sessionId }, { x, y }: { x: number; y: number }) => {
      this.state.players.get(sessionId)?.assign({ x, y });
    });
  }
  override onJoin({ sessionId }: Client): void {
    const player = new Player();
    player.assign({ x: 5.5 * TILE, y: 5.5 * TILE, name: "Sir Host" });
    this.state.players.set(sessionId, player);
  }
}

describe("[Z3] bodies of the game's own", () => {
  test("[Z3] are where the game has them, under their session ids and the game's names", async () => {
    const ayla = await aGuest(await host({ game: Game }), "game", { name: "Ayla" });
    await talks(ayla);
    const me = ayla.room.sessionId;
    expect(ayla.snapshot?.you).toBe(me);
    expect(ayla.cast().get(me)).toMatchObject({ name: "Sir Host", x: 5, y: 5 });
    ayla.room.send("go", { x: 9.5 * TILE, y: 3.75 * TILE });
    await ayla.until(() => ayla.cast().get(me)?.x === 9);
    expect(ayla.cast().get(me)).toMatchObject({ x: 9, y: 3.25 });
    expect(await ayla.ask("move", { x: 3, y: 3 })).toEqual({ ok: false, refusal: "not-possible" });
  });

  test("[Z3] who walks away in the game is out of earshot of the NPCs", async () => {
    const ayla = await aGuest(await host({ game: Game }), "game");
    await talks(ayla);
    const me = ayla.room.sessionId;
    ayla.room.send("go", { x: 0.5 * TILE, y: 0.5 * TILE });
    await ayla.until(() => ayla.cast().get(me)?.x === 0);
    const answer = await ayla.ask("say", { text: "Mara?", to: "mara" });
    expect(answer).toEqual({ ok: false, refusal: "out-of-reach" });
  });

  test.each([
    ["numbers that are none", { x: Number.NaN, y: 1 }],
    ["places outside the ground", { x: -5_000, y: 90_000 }],
    ["nothing at all", undefined],
  ])("[Z3] %s end no scene, and are said once", async (_name, at) => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
    class Odd extends Room {
      override plugins = definePlugins([npcPlugin(scene(), { players: () => at })]);
    }
    const ayla = await aGuest(await host({ game: Odd }), "game");
    await ayla.until(() => ayla.snapshot !== null);
    for (let i = 0; i < 3; i++) await ayla.ask("sync", {});
    expect(errors.mock.calls.length).toBeLessThanOrEqual(1);
    errors.mockRestore();
  });

  test("[Z3] a callback that throws leaves the body where it is", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
    class Broken extends Room {
      override plugins = definePlugins([
        npcPlugin(scene(), {
          players: () => {
            throw new Error("no such player");
          },
        }),
      ]);
    }
    await talks(await aGuest(await host({ game: Broken }), "game"));
    expect(errors.mock.calls.flat().join()).toContain("no such player");
    expect(errors).toHaveBeenCalledTimes(1);
    errors.mockRestore();
  });
});
