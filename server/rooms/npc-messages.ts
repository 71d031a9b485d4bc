import type { Client, Room } from "@colyseus/core";
import { REQUESTS, type Acknowledgement, type RequestMessages } from "../../shared/protocol.ts";
import { npcsOf } from "./room-npcs.ts";
import type { SceneHost } from "./scene-host.ts";

type Handler<Message, Answer> = (this: unknown, client: Client, message: Message) => Answer;
/** Only consent waits for the disk before it is acknowledged. */
type AnswerTo<Kind extends keyof RequestMessages> = Kind extends "consent"
  ? Acknowledgement | Promise<Acknowledgement>
  : Acknowledgement;

/** What a client may ask of the NPCs in its room, with the type of each message and of its answer. */
export type NpcMessages = {
  readonly [Kind in keyof RequestMessages as (typeof REQUESTS)[Kind]]: Handler<
    RequestMessages[Kind],
    AnswerTo<Kind>
  >;
} & { readonly [REQUESTS.sync]: Handler<unknown, Acknowledgement> };

type Ask<Answer> = (host: SceneHost, client: Client, message: unknown) => Answer;

/** Messages are looked at by the scene itself: until then their types are a wish. */
function handler<Answer>(ask: Ask<Answer>) {
  return function (this: unknown, client: Client, message: unknown): Answer | Acknowledgement {
    // Colyseus calls a handler with its room as `this`, also one that rooms share.
    const host = npcsOf(this as Room)?.hostFor(client) ?? null;
    return host === null ? { ok: false, refusal: "scene-closed" } : ask(host, client, message);
  };
}

/**
 * The handlers that `npcPlugin` brings. Spread them into a room's own `messages = { ...npcMessages }` where clients are
 * typed by the room: Colyseus does not show a plugin's messages to its clients.
 */
export const npcMessages: NpcMessages = {
  [REQUESTS.say]: handler((host, client, message) => host.say(client, message)),
  [REQUESTS.move]: handler((host, client, message) => host.move(client, message)),
  [REQUESTS.face]: handler((host, client, message) => host.face(client, message)),
  [REQUESTS.typing]: handler((host, client, message) => host.typing(client, message)),
  [REQUESTS.act]: handler((host, client, message) => host.act(client, message)),
  [REQUESTS.feedback]: handler((host, client, message) => host.feedback(client, message)),
  [REQUESTS.retake]: handler((host, client, message) => host.retake(client, message)),
  [REQUESTS.prefer]: handler((host, client, message) => host.prefer(client, message)),
  [REQUESTS.consent]: handler((host, client, message) => host.consent(client, message)),
  [REQUESTS.sync]: handler((host, client) => host.sync(client)),
};
