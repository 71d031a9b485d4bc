import type { ParticipantId } from "../../shared/protocol.ts";
import type { GameHand } from "../stage/game-hand.ts";
import type { Ground, Point } from "../stage/ground.ts";

/** How a scene fits into a game that has players, bodies and names of its own. */
export interface HostOptions {
  /**
   * The middle of a player's body as the game keeps it, in the game's own units: `(id) => this.state.players.get(id)`.
   * Bodies in the scene follow it, participants are called by their session id, and nobody walks by `npc:move`.
   */
  readonly players?: (sessionId: string) => Readonly<Point> | null | undefined;
  /** The side of a tile in those units; 32 unless told otherwise. The first tile begins at 0, 0. */
  readonly tile?: number;
  /** What a player is called, where that is not in its join options. */
  readonly nameOf?: (sessionId: string) => string | undefined;
  /** How long a dropped player's place is kept, in seconds, where the room has no `onDrop` of its own; 0 for not at all. */
  readonly reconnectSeconds?: number;
}

/** Lets the scene's bodies be where the game's are. */
export interface HostBodies {
  /** From now on this body follows; returns where it is, where the game knows that yet. In tiles. */
  follow(id: ParticipantId, sessionId: string): Point | undefined;
  forget(id: ParticipantId): void;
  /** Looks where everyone is now. */
  look(): void;
}

/** Null where the scene has the only bodies. */
export function createHostBodies(
  { players, tile = 32 }: HostOptions,
  hand: GameHand,
  ground: Ground,
): HostBodies | null {
  if (players === undefined) return null;
  if (!(tile > 0)) throw new Error(`npcPlugin: tile is ${tile}; it must be a positive number`);
  const followed = new Map<ParticipantId, string>();
  const said = new Set<string>();
  const whereIs = players;

  /** The game's own faults must not stop its NPCs, nor fill its console. */
  function once(about: string, words: string): void {
    if (said.has(about)) return;
    said.add(about);
    console.error(`npcPlugin: ${words}`);
  }

  function placeOf(sessionId: string): Point | undefined {
    let at: Readonly<Point> | null | undefined;
    try {
      at = whereIs(sessionId);
    } catch (error) {
      const what = error instanceof Error ? error.message : "unknown fault";
      once("fault", `players() threw (${what}); that body stays where it is`);
    }
    if (at === null || at === undefined) return undefined;
    const x = at.x / tile - 0.5;
    const y = at.y / tile - 0.5;
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      once("number", "players() gave a place without numbers x and y; that body stays where it is");
      return undefined;
    }
    if (x < -1 || y < -1 || x > ground.width || y > ground.height) {
      once(
        "outside",
        `a player stands at tile ${Math.round(x)}, ${Math.round(y)}, outside the NPCs' ground of ${ground.width} by ${ground.height} tiles, and is heard at its edge; is 'tile: ${tile}' the side of a tile in the game's units?`,
      );
    }
    return { x: within(x, ground.width), y: within(y, ground.height) };
  }

  return {
    follow(id, sessionId) {
      followed.set(id, sessionId);
      return placeOf(sessionId);
    },
    forget(id) {
      followed.delete(id);
    },
    look() {
      for (const [id, sessionId] of followed) {
        const at = placeOf(sessionId);
        if (at !== undefined) hand.follow(id, at);
      }
    },
  };
}

function within(value: number, size: number): number {
  return Math.min(size - 1, Math.max(0, value));
}
