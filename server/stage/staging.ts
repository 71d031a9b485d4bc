import type { World } from "../roleplay/world/world.ts";
import type { Ground } from "./ground.ts";

/** A world together with the ground it plays on: all that a director needs to open a scene. */
export interface Staging extends World {
  readonly ground: Ground;
  /** The versions of the personas' sheets, by id; absent where nobody counts them. */
  readonly versions?: Readonly<Record<string, string>>;
}
