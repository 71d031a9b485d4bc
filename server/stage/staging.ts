import type { World } from "../roleplay/world/world.ts";
import type { Ground } from "./ground.ts";

/** A world together with the ground it plays on: all that a director needs to open a scene. */
export interface Staging extends World {
  readonly ground: Ground;
  /** Of the sheets' texts, where they were read from files. */
  readonly versions?: SheetVersions;
}

/**
 * The versions of a world's sheets, the first 12 hex digits of the SHA-256 of each text; null where a world has no such
 * file. Personas by their ids.
 */
export interface SheetVersions {
  readonly scene: string | null;
  readonly things: string | null;
  readonly life: string | null;
  readonly story: string | null;
  readonly personas: Readonly<Record<string, string>>;
}
