import type { ParticipantId } from "../../shared/protocol.ts";
import { buildPrompt } from "../roleplay/prompt.ts";
import { hiddenOf } from "./guarded-sheet.ts";
import type { HeardTurn } from "./hearing.ts";
import type { Mind } from "./mind.ts";
import type { TurnRequest } from "./npc-turn.ts";
import type { CallPurpose } from "./ports.ts";
import { nameable, type SceneContext } from "./scene-context.ts";

/** Everything one turn asks of the model: the prompt of this persona's own experience, and how its answer is read. */
export function turnRequest(context: SceneContext, mind: Mind, turn: HeardTurn): TurnRequest {
  const { persona } = mind;
  const { play, staging } = context;
  const others = staging.personas
    .filter(({ id }) => id !== persona.id)
    .map(({ name, public: face }) => ({ name, public: face }));
  const prompt = buildPrompt({
    persona,
    scene: staging.scene,
    others,
    observations: mind.observations,
    prefill: play.prefill,
  });
  const names = [...context.cast.bodies.keys()]
    .filter((id) => id !== persona.id)
    .flatMap((id) => nameable(context, id).names);
  return {
    turnId: turn.turnId,
    prompt,
    purpose: purposeOf(context, mind, turn.addressee),
    sampling: play.sampling,
    parser: {
      self: { name: persona.name, aliases: persona.aliases },
      others: names,
      start:
        play.thinking === "none"
          ? ("none" as const)
          : play.prefill === ""
            ? ("expected" as const)
            : ("prefilled" as const),
      recentPrivate: mind.recentPrivate,
      hidden: hiddenOf(mind, prompt, staging),
    },
  };
}

/** Whose work it is: a player waits for an answer, and nobody for what personas say among themselves. */
export function purposeOf(
  context: SceneContext,
  mind: Mind,
  partner: ParticipantId | null,
): CallPurpose {
  const body = partner === null ? undefined : context.cast.bodies.get(partner);
  const player = body?.kind === "player" ? body.id : null;
  return {
    lane: player === null ? "talk" : "answer",
    scene: context.chronicle.episodeId,
    persona: mind.persona.id,
    player,
  };
}
