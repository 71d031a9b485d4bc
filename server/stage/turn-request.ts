import type { ParticipantId } from "../../shared/protocol.ts";
import { guardedWords, lineWeight } from "../roleplay/thinking/line-weight.ts";
import type { Persona } from "../roleplay/persona.ts";
import {
  planThinking,
  thinkingOf,
  type ThinkingPlan,
} from "../roleplay/thinking/thinking-policy.ts";
import type { ThinkingMode, ThinkingSettings } from "../roleplay/thinking/thinking-mode.ts";
import { hiddenOf } from "./guarded-sheet.ts";
import type { HeardTurn } from "./hearing.ts";
import type { Mind } from "./mind.ts";
import type { TurnRequest } from "./npc-turn.ts";
import type { CallPurpose, Lane } from "./ports.ts";
import { nameable, type SceneContext } from "./scene-context.ts";
import { turnPrompt } from "./turn-prompt.ts";

/**
 * Everything one turn asks of the model: the prompt of this persona's own experience, and how its answer is read. `mode`:
 * how it is thought, where that is settled already.
 */
export function turnRequest(
  context: SceneContext,
  mind: Mind,
  turn: HeardTurn,
  thoughtAhead: number,
  mode?: ThinkingMode,
): TurnRequest {
  const { persona } = mind;
  const { play, staging } = context;
  const plan = planOf(context, mind, turn.addressee, thoughtAhead, mode);
  // An endpoint that closes a prefilled turn would answer it anew, and be read as if it went on.
  const prefill = context.model.continuesPrefill ? play.prefill : "";
  const began = plan.mode === "full" ? prefill : "";
  const { prompt, basis } = turnPrompt(context, mind, turn, began);
  const names = [...context.cast.bodies.keys()]
    .filter((id) => id !== persona.id)
    .flatMap((id) => nameable(context, id).names);
  return {
    turnId: turn.turnId,
    prompt,
    basis,
    purpose: purposeOf(context, mind, turn.addressee),
    sampling: play.sampling,
    speakTokens: play.speakTokens,
    plan,
    self: persona,
    partner: partnerName(context, turn.addressee),
    parser: {
      self: { name: persona.name, aliases: persona.aliases },
      others: names,
      start: play.opens === "none" ? "none" : prefill === "" ? "expected" : "prefilled",
      recentPrivate: mind.recentPrivate,
      hidden: hiddenOf(mind, prompt, staging),
    },
    guards: () => mind.guards,
    version: mind.version,
  };
}

/** Whose work it is: a player waits for an answer, and nobody for what personas say among themselves. */
export function purposeOf(
  context: SceneContext,
  mind: Mind,
  partner: ParticipantId | null,
  lane?: Lane,
): CallPurpose {
  const body = partner === null ? undefined : context.cast.bodies.get(partner);
  const player = body?.kind === "player" ? (context.subjects.get(body.id) ?? body.id) : null;
  return {
    lane: lane ?? (player === null ? "talk" : "answer"),
    scene: context.chronicle.episodeId,
    persona: mind.persona.id,
    player,
  };
}

/** How a persona thinks in this scene. */
export function thinkingSettings({ play, staging }: SceneContext, mind: Mind): ThinkingSettings {
  return thinkingOf(play.thinking, staging.scene.thinking, mind.persona.thinking);
}

/** The name by which a persona knows whom it answers. */
export function partnerName({ cast }: SceneContext, partner: ParticipantId | null): string {
  return (partner === null ? undefined : cast.bodies.get(partner)?.name) ?? "";
}

function planOf(
  context: SceneContext,
  mind: Mind,
  partner: ParticipantId | null,
  thoughtAhead: number,
  mode: ThinkingMode | undefined,
): ThinkingPlan {
  const { play, model, cast } = context;
  const settings = thinkingSettings(context, mind);
  return planThinking(mode === undefined ? settings : { ...settings, mode, actionFirst: false }, {
    weight: lineWeight(lastLine(mind), guarded(mind.persona)),
    playerWaits: partner !== null && cast.bodies.get(partner)?.kind === "player",
    thoughtAhead,
    queued: model.queued?.() ?? 0,
    beganWithAction: beganWithAction(mind),
    // A model that was trained without system thinking has nothing to cut short.
    continuesPrefill: model.continuesPrefill && play.opens === "expected",
  });
}

const guardedByPersona = new WeakMap<Persona, ReadonlySet<string>>();

function guarded(persona: Persona): ReadonlySet<string> {
  const known = guardedByPersona.get(persona);
  if (known !== undefined) return known;
  const words = guardedWords(persona);
  guardedByPersona.set(persona, words);
  return words;
}

/** What was said last, in the persona's hearing. */
function lastLine(mind: Mind): string {
  const heard = mind.observations.findLast(({ kind }) => kind === "heard");
  if (heard?.kind !== "heard") return "";
  return heard.segments.flatMap(({ kind, text }) => (kind === "speech" ? [text] : [])).join(" ");
}

/** Of the persona's last turns, the newest first: whether they began with an action. */
function beganWithAction(mind: Mind): boolean[] {
  return mind.observations
    .flatMap((one) => (one.kind === "own" ? [one.segments] : []))
    .slice(-2)
    .toReversed()
    .map((segments) => segments[0]?.kind === "action");
}
