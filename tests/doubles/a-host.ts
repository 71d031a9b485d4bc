import { defineRoom, type Room as ServerRoom } from "@colyseus/core";
import { Client, type Room } from "@colyseus/sdk";
import {
  MESSAGES,
  REQUESTS,
  type Acknowledgement,
  type CastFields,
  type CastMessage,
  type SceneEvent,
  type Snapshot,
} from "../../shared/protocol.ts";
import { createWebServer } from "../../server/rooms/web-server.ts";

/** A server with a game's own rooms. */
export async function aHost(
  rooms: Record<string, new () => ServerRoom>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createWebServer({
    rooms: Object.fromEntries(
      Object.entries(rooms).map(([name, kind]) => [name, defineRoom(kind)]),
    ),
    page: null,
    origins: [],
    health: () => ({ ok: true }),
  });
  const port = await server.listen(0, "127.0.0.1");
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** A client of such a game, that knows of NPCs what their messages say. */
export interface Guest {
  readonly room: Room;
  readonly client: Client;
  readonly events: readonly SceneEvent[];
  readonly casts: readonly CastMessage[];
  /** All bodies, from the messages so far. */
  cast(): ReadonlyMap<string, CastFields>;
  snapshot: Snapshot | null;
  ask(name: keyof typeof REQUESTS, message: object): Promise<Acknowledgement>;
  /** Resolves once something is so; looked at with each message. */
  until<T>(look: () => T | undefined | false): Promise<T>;
}

export async function aGuest(url: string, room: string, options: object = {}): Promise<Guest> {
  const client = new Client(url);
  return guestIn(client, await client.joinOrCreate(room, options));
}

export function guestIn(client: Client, room: Room): Guest {
  const events: SceneEvent[] = [];
  const casts: CastMessage[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  const guest: Guest = {
    room,
    client,
    events,
    casts,
    snapshot: null,
    cast() {
      const bodies = new Map<string, CastFields>();
      for (const { scene, members, gone } of casts) {
        if (scene !== undefined) bodies.clear();
        for (const id of gone) bodies.delete(id);
        for (const member of members) bodies.set(member.id, member);
      }
      return bodies;
    },
    ask: (name, message) => room.request(REQUESTS[name], message) as Promise<Acknowledgement>,
    until: (look) =>
      new Promise((resolve) => {
        const check = () => {
          const found = look();
          if (found === undefined || found === false) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
      }),
  };
  room.onMessage(MESSAGES.events, (batch: SceneEvent[]) => {
    events.push(...batch);
    wake();
  });
  room.onMessage(MESSAGES.snapshot, (snapshot: Snapshot) => {
    guest.snapshot = snapshot;
    wake();
  });
  room.onMessage(MESSAGES.cast, (message: CastMessage) => {
    casts.push(message);
    wake();
  });
  room.onStateChange(wake);
  return guest;
}
