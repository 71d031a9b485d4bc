import type { SceneContext } from "../scene-context.ts";
import type { Voice } from "../voice.ts";
import { createEnvironmentVoice } from "./environment-voice.ts";
import { createErrands } from "./errands.ts";
import { createGreetings } from "./greetings.ts";
import { createReactions } from "./reactions.ts";
import { createRoutines } from "./routines.ts";
import type { TalkBudget } from "./talk-budget.ts";
import { createTriggers, type AuthoredDeed } from "./triggers.ts";

/** All that goes on in a scene without a player's word, from its opening to its end. */
export interface SceneLife {
  /** `fired`: triggers that have fired already, in a scene that goes on from another. */
  start(fired?: readonly string[]): void;
  /** Cancels everything that has not happened yet. */
  stop(): void;
}

export function createSceneLife(
  context: SceneContext,
  voice: Voice,
  budget: TalkBudget,
  act: AuthoredDeed,
): SceneLife {
  let parts: readonly { stop(): void }[] = [];
  return {
    start(fired = []) {
      const errands = createErrands(context, budget);
      parts = [
        errands,
        createTriggers(context, voice, act, fired),
        createReactions(context),
        createRoutines(context, voice, act, errands.isOut),
        ...(context.staging.life.greets ? [createGreetings(context)] : []),
        ...(context.play.environmentVoice ? [createEnvironmentVoice(context, voice)] : []),
      ];
    },
    stop() {
      for (const part of parts) part.stop();
      context.cues.stop();
      parts = [];
    },
  };
}
