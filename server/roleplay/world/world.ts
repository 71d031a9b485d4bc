import type { Persona } from "../persona.ts";
import type { Life } from "../life/life.ts";
import type { Scene } from "../scene.ts";
import type { Story } from "../story/story.ts";
import type { Things } from "../things/things.ts";

/** A scene with the personas of its cast, checked against each other. */
export interface World {
  readonly scene: Scene;
  /** In the order of `scene.cast`. */
  readonly personas: readonly Persona[];
  readonly things: Things;
  readonly life: Life;
  readonly story: Story;
}
