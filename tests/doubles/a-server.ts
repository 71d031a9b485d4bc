import { defineRoom } from "@colyseus/core";
import { Client, type Room } from "@colyseus/sdk";
import {
  MESSAGES,
  REQUESTS,
  type Acknowledgement,
  type SayMessage,
  type SceneEvent,
  type Snapshot,
} from "../../shared/protocol.ts";
import { systemClock } from "../../server/cli/system-clock.ts";
import { sceneRoom } from "../../server/rooms/scene-room.ts";
import { createWebServer } from "../../server/rooms/web-server.ts";
import type { SceneOptions } from "../../server/rooms/scene-host.ts";
import type { Staging } from "../../server/stage/staging.ts";
import { AS_TRAINED, seeded } from "./a-scene.ts";
import { memoryLog, type MemoryLog } from "./memory-log.ts";
import { scriptedModel, type ScriptedModel } from "./scripted-model.ts";

/** A real server on a free loopback port, with a scripted model and a log in memory. */
export interface TestServer {
  readonly url: string;
  readonly model: ScriptedModel;
  readonly log: MemoryLog;
  close(): Promise<void>;
}

export async function aServer(
  scene: Staging,
  more: Partial<SceneOptions> = {},
  origins: readonly string[] = [],
): Promise<TestServer> {
  const clock = systemClock();
  const model = scriptedModel(clock);
  const log = memoryLog();
  const options = (): SceneOptions => ({
    scene,
    model,
    episodeLog: log,
    clock,
    random: seeded(3),
    play: AS_TRAINED,
    ...more,
  });
  const server = createWebServer({
    rooms: { scene: defineRoom(sceneRoom({ scene: options, maxRooms: 4 })) },
    page: null,
    origins,
    health: () => ({ ok: true, synthetic: true }),
  });
  const port = await server.listen(0, "127.0.0.1");
  return { url: `http://127.0.0.1:${port}`, model, log, close: () => server.close() };
}

/** A player at the wire: keeps what it was sent, and waits for what it expects. */
export interface TestPlayer {
  readonly room: Room;
  readonly client: Client;
  readonly events: SceneEvent[];
  snapshot: Snapshot | null;
  say(message: SayMessage): Promise<Acknowledgement>;
  /** Resolves with the first event so far or to come that fits. */
  event(fits: (event: SceneEvent) => boolean): Promise<SceneEvent>;
  /** Asks for everything it should hold. */
  sync(): Promise<Snapshot>;
}

export async function aPlayer(url: string, name: string): Promise<TestPlayer> {
  const client = new Client(url);
  return playerIn(client, await client.joinOrCreate("scene", { name }));
}

export async function playerIn(client: Client, room: Room): Promise<TestPlayer> {
  const events: SceneEvent[] = [];
  let awaited: (() => void)[] = [];
  const wake = () => {
    for (const check of awaited) check();
  };
  const until = <T>(look: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const check = () => {
        const found = look();
        if (found === undefined) return;
        awaited = awaited.filter((other) => other !== check);
        resolve(found);
      };
      awaited.push(check);
      check();
    });
  const player: TestPlayer = {
    room,
    client,
    events,
    snapshot: null,
    say: (message) => room.request(REQUESTS.say, message) as Promise<Acknowledgement>,
    event: (fits) => until(() => events.find(fits)),
    async sync() {
      player.snapshot = null;
      await room.request(REQUESTS.sync, {});
      return until(() => player.snapshot ?? undefined);
    },
  };
  room.onMessage(MESSAGES.events, (batch: SceneEvent[]) => {
    events.push(...batch);
    wake();
  });
  room.onMessage(MESSAGES.snapshot, (snapshot: Snapshot) => {
    player.snapshot = snapshot;
    wake();
  });
  await until(() => player.snapshot ?? undefined);
  return player;
}

/** The transcript that follows from a snapshot and the events after it, as plain lines. */
export function linesOf(snapshot: Snapshot): string[] {
  return snapshot.entries
    .filter(({ kind }) => kind !== "environment")
    .map((e) => `${e.name}: ${e.segments.map((s) => s?.text ?? "–").join("")}`);
}
