import { Room } from "@colyseus/sdk";
import type { Acknowledgement } from "../../shared/protocol.ts";

/** A room of the real SDK, as a game holds it after joining, with a server that the test plays. */
export interface JoinedRoom {
  readonly room: Room;
  /** What was asked of the server, oldest first. */
  readonly asked: { readonly name: string; readonly message: unknown }[];
  /** What the server answers; without one the request fails. */
  answer: Acknowledgement | null;
  /** The server sends a message. */
  send(type: string, message: unknown): void;
  /** The server's state arrives or changes. */
  sync(state: unknown): void;
  drop(): void;
  comeBack(): void;
  end(): void;
}

/** Joins a room that has no line. */
export function aJoinedRoom(): JoinedRoom {
  let state: unknown = null;
  const room = new Room("game");
  const asked: JoinedRoom["asked"] = [];
  const joined: JoinedRoom = {
    room,
    asked,
    answer: { ok: true },
    send: (type, message) =>
      (
        room as unknown as { dispatchMessage(type: string, message: unknown): void }
      ).dispatchMessage(type, message),
    sync(next) {
      state = next;
      room.onStateChange.invoke(next as never);
    },
    drop: () => room.onDrop.invoke(1006),
    comeBack: () => room.onReconnect.invoke(),
    end: () => room.onLeave.invoke(1000),
  };
  Object.assign(room, {
    sessionId: "s-1",
    serializer: { getState: () => state, teardown: () => undefined },
    connection: { isOpen: true },
    request: async (name: string, message: unknown) => {
      asked.push({ name, message });
      if (joined.answer === null) throw new Error("the test answers nothing");
      return joined.answer;
    },
  });
  return joined;
}
