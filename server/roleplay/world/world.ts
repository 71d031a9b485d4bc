import type { Persona } from "../persona.ts";
import type { Scene } from "../scene.ts";

/** A scene with the personas of its cast, checked against each other. */
export interface World {
  readonly scene: Scene;
  /** In the order of `scene.cast`. */
  readonly personas: readonly Persona[];
}
