import type { IdleLife } from "../idle-life.ts";
import type { QuietHours } from "../quiet-hours.ts";
import type { StageParts } from "../stage-parts.ts";
import type { Voice } from "../voice.ts";
import { createControls, type ControlParts, type SceneControls } from "./controls.ts";
import { createEntrances } from "./entrances.ts";
import { createRecasting } from "./recasting.ts";
import type { SceneContext } from "../scene-context.ts";
import type { Turns } from "../turns.ts";

/** The parts of a scene that a hand from outside reaches into. */
export interface ReachedParts extends Omit<ControlParts, "holds" | "recasting" | "entrances"> {
  readonly turns: Turns;
  readonly quiet: QuietHours;
  readonly voice: Voice;
  readonly idleLife: IdleLife;
}

/** Wires what watches over a scene to what plays in it. */
export function createSceneControls(
  context: SceneContext,
  { minds, mindOf, sheets, holds }: StageParts,
  parts: ReachedParts,
): SceneControls {
  const { betweenTurns, turns, forethought, quiet, answering, voice, idleLife } = parts;
  const recasting = createRecasting(context, { sheets, betweenTurns, forethought, quiet });
  const entrances = createEntrances(context, {
    minds,
    mindOf,
    sheets,
    holds,
    voice,
    idleLife,
    letGo(mind) {
      betweenTurns.forget(mind);
      turns.drop(mind);
      forethought.drop(mind, "held");
      answering.forget(mind.persona.id);
      turns.forget(mind.persona.id);
    },
  });
  return createControls(context, { ...parts, holds, recasting, entrances });
}
