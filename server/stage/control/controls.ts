import type { ParticipantId } from "../../../shared/protocol.ts";
import type { Answering } from "../answering.ts";
import type { Forethought } from "../forethought.ts";
import type { Mind } from "../mind.ts";
import { homeOf } from "../placing.ts";
import type { SceneContext } from "../scene-context.ts";
import type { Turns } from "../turns.ts";
import type { BetweenTurns } from "./between-turns.ts";
import type { Entrances } from "./entrances.ts";
import { halt } from "./held-bodies.ts";
import type { Hold, Holds } from "./holds.ts";
import type { Recasting } from "./recasting.ts";
import { observeStanding } from "./standing.ts";

/** What somebody who watches over a scene may do to a persona, or to all of them. */
export type Control =
  /** Hears, remembers and walks, and does not speak: a running turn ends here. */
  | { readonly do: "mute" }
  /** As mute, and stands still. */
  | { readonly do: "pause" }
  /** Free again, whatever held it. */
  | { readonly do: "resume" }
  /**
   * Forgets what it observed in this scene, and begins as one who comes in. What it remembers from other visits stays,
   * unless `everything`.
   */
  | { readonly do: "reset"; readonly everything?: boolean | undefined }
  /** No model is called for it until it is resumed; running calls end within a second, and what waits is not made. */
  | { readonly do: "kill" }
  /** It leaves the scene for good. */
  | { readonly do: "dismiss" };

/** The hand of those who watch over a running scene. Whatever it does is on record, with who did it. */
export interface SceneControls extends Recasting, Pick<Entrances, "admit"> {
  /** False where nobody of that id is in the scene, or the scene is over. `null` is every persona and the scene's own world. */
  control(persona: ParticipantId | null, control: Control, by: string): boolean;
  /** Null for whoever is free. */
  holdOf(persona: ParticipantId): Hold | null;
}

export interface ControlParts {
  readonly holds: Holds;
  readonly betweenTurns: BetweenTurns;
  readonly turns: Pick<Turns, "drop">;
  readonly forethought: Pick<Forethought, "drop">;
  readonly answering: Pick<Answering, "forget">;
  readonly recasting: Recasting;
  readonly entrances: Entrances;
  readonly isOpen: () => boolean;
}

export function createControls(
  context: SceneContext,
  {
    holds,
    betweenTurns,
    turns,
    forethought,
    answering,
    recasting,
    entrances,
    isOpen,
  }: ControlParts,
): SceneControls {
  const { cast, chronicle, memory, minds } = context;
  let resets = 0;

  function hold(mind: Mind, as: Hold): void {
    holds.hold(mind.persona.id, as);
    turns.drop(mind);
    forethought.drop(mind, "held");
    if (holds.still(mind.persona.id)) halt(cast, mind.persona.id);
  }

  function reset(mind: Mind, everything: boolean): void {
    turns.drop(mind);
    betweenTurns.run(mind, "reset", () => {
      const { id } = mind.persona;
      if (minds.get(id) !== mind) return;
      forethought.drop(mind, "held");
      answering.forget(id);
      mind.beginAnew();
      memory.lose(mind.persona, chronicle, everything);
      resets += 1;
      observeStanding(context, mind, `reset-${resets}`);
      const index = context.staging.personas.findIndex((one) => one.id === id);
      cast.walkTo(id, cast.freeTileNear(homeOf(context.staging, id, index)));
    });
  }

  function apply(mind: Mind, control: Control): void {
    switch (control.do) {
      case "mute":
        return hold(mind, "muted");
      case "pause":
        return hold(mind, "paused");
      case "kill":
        return hold(mind, "killed");
      case "resume":
        return holds.free(mind.persona.id);
      case "reset":
        return reset(mind, control.everything === true);
      case "dismiss":
        return void entrances.dismiss(mind.persona.id);
    }
  }

  /** The scene itself: its world's own voice, and whoever comes in later. */
  function applyToScene(control: Control): void {
    if (control.do === "mute") holds.holdScene("muted");
    if (control.do === "pause") holds.holdScene("paused");
    if (control.do === "kill") holds.holdScene("killed");
    if (control.do === "resume") holds.holdScene(null);
  }

  return {
    recast: (persona, version, by) => isOpen() && recasting.recast(persona, version, by),
    admit: (persona, version, by, place) =>
      isOpen()
        ? entrances.admit(persona, version, by, place)
        : { ok: false, refusal: "scene-closed" },
    holdOf: (persona) => holds.of(persona),
    control(persona, control, by) {
      const meant = persona === null ? [...minds.values()] : [minds.get(persona)];
      if (!isOpen() || meant.includes(undefined)) return false;
      void chronicle.note("control", {
        participant: persona,
        control: control.do,
        ...(control.do === "reset" && control.everything === true ? { everything: true } : {}),
        by,
      });
      if (persona === null) applyToScene(control);
      for (const mind of meant) if (mind !== undefined) apply(mind, control);
      // What was shown until now is out before anybody is told that it is done.
      context.telling.flush();
      return true;
    },
  };
}
