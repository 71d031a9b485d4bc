import type { ParticipantId } from "../../shared/protocol.ts";
import { inertText } from "../roleplay/inert-text.ts";
import { tileOf } from "./body.ts";
import { placeAt, type Point } from "./ground.ts";
import type { SceneContext } from "./scene-context.ts";
import type { Voice } from "./voice.ts";

/** Who perceives what a game tells; with nothing set, everyone does. Tiles. */
export interface TellReach {
  /** These participants alone. */
  readonly to?: readonly ParticipantId[];
  /** Where it happens: those who would hear it from where they stand. */
  readonly at?: Point;
  /** How far it carries from `at`, whatever is in between, instead of the scene's hearing. */
  readonly within?: number;
}

/** What the game around a scene may do in it. A game is trusted; the words it passes on are made harmless all the same. */
export interface GameHand {
  /** The world speaks, at most 500 letters: personas in reach observe it. False before anyone came in, after the end, or with no words. */
  tell(text: string, reach?: TellReach): boolean;
  /** Gives a persona reason to speak; `cue` is what it alone notices. False where it stays silent all the same. */
  cue(persona: ParticipantId, cue: string, to: ParticipantId | null): boolean;
  /** Puts a body on a free tile at or near this one; false for a stranger or a place outside the ground. */
  place(id: ParticipantId, at: Point): boolean;
  /** The body is where the game says, fractions of a tile included; costs nothing while it stands. */
  follow(id: ParticipantId, at: Point): void;
}

/** A body that the game moves is looked at in quarters of a tile. */
const GRAIN = 4;

export function createGameHand(
  context: SceneContext,
  voice: Voice,
  isOpen: () => boolean,
): GameHand {
  const { cast, happenings, staging } = context;
  const { ground } = staging;

  /** Who is carried comes into places as who walks does. */
  function put(id: ParticipantId, at: Point): void {
    const body = cast.bodies.get(id);
    if (!body) return;
    const from = placeAt(ground, tileOf(body));
    cast.put(id, at);
    const place = placeAt(ground, tileOf(body));
    if (place !== from) happenings.tell({ type: "entered", id, place, from });
  }

  function reached({ to, at, within }: TellReach): Set<ParticipantId> {
    const all = to ?? [...cast.bodies.keys()];
    const near = all.filter((id) => {
      const body = cast.bodies.get(id);
      if (!body || at === undefined) return body !== undefined;
      if (within === undefined) return cast.canHear(id, at);
      return Math.hypot(body.x - at.x, body.y - at.y) <= within;
    });
    return new Set(near);
  }

  return {
    tell(text, reach = {}) {
      const words = inertText(text);
      if (!isOpen() || words === "") return false;
      voice.utter(
        {
          speaker: "environment",
          name: "Environment",
          kind: "environment",
          addressee: null,
          // Who comes in later hears what hangs in the air, and this was for these alone.
          whisper: reach.to !== undefined || reach.within !== undefined,
          origin: reach.at ?? null,
          listeners: reached(reach),
          ...(reach.at === undefined ? {} : { sense: "hearing" as const }),
        },
        [{ kind: "action", text: words }],
      );
      return true;
    },
    cue(persona, cue, to) {
      if (!isOpen() || !context.minds.has(persona)) return false;
      if (to !== null && !cast.bodies.has(to)) return false;
      return context.cues.give(persona, inertText(cue), to, "cue") === null;
    },
    place(id, at) {
      const inside = at.x >= 0 && at.y >= 0 && at.x < ground.width && at.y < ground.height;
      if (!cast.bodies.has(id) || !inside) return false;
      const tile = { x: Math.round(at.x), y: Math.round(at.y) };
      put(id, cast.freeTileNear(tile));
      return true;
    },
    follow(id, { x, y }) {
      if (!Number.isFinite(x) || !Number.isFinite(y)) return;
      put(id, { x: Math.round(x * GRAIN) / GRAIN, y: Math.round(y * GRAIN) / GRAIN });
    },
  };
}
