import { getMessageBytes, Protocol, type Client } from "@colyseus/core";
import {
  MESSAGES,
  type CastFields,
  type CastMessage,
  type ParticipantId,
  type PropFields,
} from "../../shared/protocol.ts";
import { CastMember, npcFields, PropState, type SceneState } from "../../shared/scene-state.ts";
import type { Body } from "../stage/body.ts";

/** How clients come to know bodies and things: in the room's own state, or by messages where it has no place for them. */
export interface CastSharing {
  body(body: Body, gone: boolean): void;
  prop(prop: PropFields): void;
  /** Sends everything to one client, where it does not come by itself. */
  greet(client: Client): void;
  close(): void;
}

/** What a scene tells of itself. */
export type SceneWords = NonNullable<CastMessage["scene"]>;

/** Milliseconds between two messages of changes: at most ten a second. */
const EVERY = 100;

/** True when a room's state was built with `npcFields`. A state of the host's own that happens to have a `cast` was not. */
export function holdsNpcFields(state: unknown): state is SceneState {
  if (typeof state !== "object" || state === null) return false;
  if (!Object.keys(npcFields).every((field) => field in state)) return false;
  const { cast, props } = state as Partial<SceneState>;
  return typeof cast?.clear === "function" && typeof props?.clear === "function";
}

/** Bodies in the room's own state; Colyseus sends them. */
export function castInState(state: SceneState, words: SceneWords): CastSharing {
  // A room restored by a development reload still shows the bodies of the scene before.
  state.cast.clear();
  state.props.clear();
  Object.assign(state, words);
  return {
    body(body, gone) {
      if (gone) {
        state.cast.delete(body.id);
        return;
      }
      const known = state.cast.get(body.id);
      const member = known ?? new CastMember();
      const { way: _, ...seen } = body;
      Object.assign(member, seen);
      if (!known) state.cast.set(body.id, member);
    },
    prop(prop) {
      const known = state.props.get(prop.id);
      const shown = known ?? new PropState();
      Object.assign(shown, prop);
      if (!known) state.props.set(prop.id, shown);
    },
    greet() {},
    close() {},
  };
}

/**
 * Bodies as `npc:cast` messages: everything when a client comes or returns, then what changed. `listening` are the
 * clients that may be sent more just now.
 */
export function castByMessage(words: SceneWords, listening: () => Iterable<Client>): CastSharing {
  const members = new Map<ParticipantId, CastFields>();
  const props = new Map<string, PropFields>();
  const changed = new Set<ParticipantId>();
  const gone = new Set<ParticipantId>();
  const changedProps = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let sentAt = Number.NEGATIVE_INFINITY;

  function changes(): void {
    timer ??= setTimeout(send, Math.max(0, sentAt + EVERY - performance.now()));
  }

  function send(): void {
    timer = null;
    sentAt = performance.now();
    const message: CastMessage = {
      members: [...changed].flatMap((id) => members.get(id) ?? []),
      gone: [...gone],
      props: [...changedProps].flatMap((id) => props.get(id) ?? []),
    };
    changed.clear();
    gone.clear();
    changedProps.clear();
    const frame = getMessageBytes.raw(Protocol.ROOM_DATA, MESSAGES.cast, message);
    for (const client of listening()) client.enqueueRaw(frame);
  }

  return {
    body(body, left) {
      const { id } = body;
      if (left) {
        members.delete(id);
        changed.delete(id);
        gone.add(id);
        changes();
        return;
      }
      const fields = fieldsOf(body);
      const before = members.get(id);
      if (before !== undefined && same(before, fields)) return;
      members.set(id, fields);
      gone.delete(id);
      changed.add(id);
      changes();
    },
    prop(prop) {
      props.set(prop.id, { ...prop });
      changedProps.add(prop.id);
      changes();
    },
    greet(client) {
      const all: CastMessage = {
        scene: words,
        members: [...members.values()],
        gone: [],
        props: [...props.values()],
      };
      client.send(MESSAGES.cast, all);
    },
    close() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** What is told of a body, named field by field; a hundredth of a tile is more than anyone sees. */
function fieldsOf(body: Body): CastFields {
  const { id, name, kind, sprite, appearance, facing, status, posture, connected } = body;
  const x = Math.round(body.x * 100) / 100;
  const y = Math.round(body.y * 100) / 100;
  return { id, name, kind, sprite, appearance, x, y, facing, status, posture, connected };
}

function same(a: CastFields, b: CastFields): boolean {
  return (Object.keys(b) as (keyof CastFields)[]).every((field) => a[field] === b[field]);
}
