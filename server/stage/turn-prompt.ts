import type { ParticipantId } from "../../shared/protocol.ts";
import type { Recalled } from "../roleplay/memory/recall.ts";
import { allVoices } from "../roleplay/memory/voices.ts";
import { fitPrompt, type FittedPrompt } from "../roleplay/prompt/prompt-budget.ts";
import type { Audience, Prompt } from "../roleplay/observation.ts";
import type { Persona } from "../roleplay/persona.ts";
import { buildPrompt, type PromptParts } from "../roleplay/prompt/prompt.ts";
import { estimatePrompt } from "../roleplay/prompt/token-estimate.ts";
import type { HeardTurn } from "./hearing.ts";
import { remindLore } from "./lore.ts";
import type { Mind } from "./mind.ts";
import type { ModelCall, PromptBasis } from "./ports.ts";
import type { SceneContext } from "./scene-context.ts";
import { companyOf } from "./voice.ts";

/** A prompt and what it was made of. */
export interface BasedPrompt {
  readonly prompt: Prompt;
  readonly basis: PromptBasis;
}

/** Who hears a turn, and with whom the persona is while it speaks. */
export type TurnFor = Pick<HeardTurn, "turnId" | "addressee" | "whisper" | "listeners">;

/**
 * The prompt of one turn: what comes back to the persona is observed first, then the history is cut if it must be. Both
 * stay for later turns. `share`: fit into this share of what the prompt takes now, for an endpoint that found it too
 * long although it should have fitted.
 */
export function turnPrompt(
  context: SceneContext,
  mind: Mind,
  turn: TurnFor,
  prefill: string,
  share: number | null = null,
): BasedPrompt {
  const audience = audienceOf(mind, turn);
  const again = mind.notes?.turnId === turn.turnId ? mind.notes : null;
  // A second look at the same words would only bring back what fits them less.
  const heardMore = again === null || again.observed !== mind.observations.at(-1);
  const fresh = heardMore
    ? [...remindLore(mind, audience), ...context.memory.remind(mind, audience)]
    : [];
  const recalled = [...(again?.recalled ?? []), ...fresh];
  const fitted = fit(context, mind, audience, prefill, share);
  if (share !== null && again !== null)
    context.gauge.refused(again.estimate, promptBudget(context));
  if (fitted.from > 0) mind.forgetOldest(fitted.from);
  const { whisper, listeners, addressee } = turn;
  const company = companyOf({ whisper, speaker: mind.persona.id, listeners }, addressee ?? "");
  mind.prompted(turn.turnId, turn.addressee, company);
  mind.notes = {
    turnId: turn.turnId,
    recalled,
    cut: fitted.cut ?? again?.cut ?? null,
    estimate: estimatePrompt(fitted.prompt),
    observed: mind.observations.at(-1) ?? null,
  };
  return { prompt: fitted.prompt, basis: basisOf(context, mind, audience, prefill) };
}

/** What a prompt was made of, when nothing has come since. */
function basisOf(
  { sheetChanges }: SceneContext,
  mind: Mind,
  { partner, hearers }: Audience,
  prefill: string,
): PromptBasis {
  const { changes, observations } = mind;
  return {
    changes,
    observations: observations.length,
    partner,
    hearers: [...hearers],
    prefill,
    shorter: false,
    ...(sheetChanges === 0 ? {} : { sheets: sheetChanges }),
  };
}

/** Tokens a prompt may take, so that the answer has room behind it. */
export function promptBudget({ play }: SceneContext): number {
  return Math.max(256, play.contextTokens - play.sampling.maxTokens);
}

/** The tokens of a prompt whose history takes this share of the room that the sheet leaves it. */
export function budgetAt(context: SceneContext, mind: Mind, share: number): number {
  const audience: Audience = { partner: null, hearers: new Set() };
  const parts = { ...partsOf(context, mind, audience, ""), observations: [] };
  const sheet = counted(context, buildPrompt(parts));
  return sheet + Math.floor(Math.max(0, promptBudget(context) - sheet) * share);
}

/** What the endpoint counted itself corrects the estimate, and so does a prompt that it found too long. */
export function learnTokens(context: SceneContext, mind: Mind, calls: readonly ModelCall[]): void {
  const { notes } = mind;
  if (notes === null) return;
  const own = calls.filter(({ callId }) => callId.startsWith(`${notes.turnId}.`));
  const counted = own[0]?.usage?.["prompt_tokens"];
  if (typeof counted === "number") context.gauge.learn(notes.estimate, counted);
  if (own.some(({ end }) => end.status === "failed" && end.failure === "context-too-long"))
    context.gauge.refused(notes.estimate, promptBudget(context));
}

/** What a turn's record says of its prompt; absent fields where there is nothing to say. */
export function promptNotes(mind: Mind, turnId: string) {
  const notes = mind.notes?.turnId === turnId ? mind.notes : null;
  return {
    ...(notes === null || notes.recalled.length === 0
      ? {}
      : { recalled: notes.recalled.map(recordOf) }),
    ...(notes?.cut ? { cut: { ...notes.cut } } : {}),
  };
}

function recordOf({ id, why, whose }: Recalled) {
  return { id, why: [...why], whose: allVoices([whose]) };
}

/** The prompt of the moment without a turn: what a warm-up sends. Nothing is recalled or noted. */
export function standingPrompt(
  context: SceneContext,
  mind: Mind,
  turn: TurnFor,
  budget: number,
): FittedPrompt & BasedPrompt {
  const audience = audienceOf(mind, turn);
  const fitted = fitPrompt(partsOf(context, mind, audience, ""), budget, (prompt) =>
    counted(context, prompt),
  );
  if (fitted.from > 0) mind.forgetOldest(fitted.from);
  return { ...fitted, basis: basisOf(context, mind, audience, "") };
}

/** The prompt of what a persona has experienced so far, for a partner who has not spoken yet. */
export function promptAhead(
  context: SceneContext,
  mind: Mind,
  partner: ParticipantId,
): BasedPrompt {
  const listeners = context.cast.earshot(mind.persona.id);
  const turn: TurnFor = { turnId: "", addressee: partner, whisper: false, listeners };
  return standingPrompt(context, mind, turn, promptBudget(context));
}

function fit(
  context: SceneContext,
  mind: Mind,
  audience: Audience,
  prefill: string,
  share: number | null,
): FittedPrompt {
  const parts = partsOf(context, mind, audience, prefill);
  const count = (prompt: Prompt): number => counted(context, prompt);
  const budget = promptBudget(context);
  if (share === null) return fitPrompt(parts, budget, count);
  const { tokens } = fitPrompt(parts, Number.POSITIVE_INFINITY, count);
  return fitPrompt(parts, Math.min(budget, Math.floor(tokens * share)), count);
}

function counted({ gauge }: SceneContext, prompt: Prompt): number {
  return Math.ceil(estimatePrompt(prompt) * gauge.factor);
}

/** The other personas of a cast as a persona's sheet names them. */
export function othersOf(
  personas: readonly Persona[],
  persona: Persona,
): { name: string; public: Persona["public"] }[] {
  return personas
    .filter(({ id }) => id !== persona.id)
    .map(({ name, public: face }) => ({ name, public: face }));
}

function partsOf(
  { staging, deeds }: SceneContext,
  mind: Mind,
  audience: Audience,
  prefill: string,
): PromptParts {
  const { persona } = mind;
  return {
    persona,
    scene: staging.scene,
    others: othersOf(staging.personas, persona),
    things: deeds.knownThings(persona.id),
    observations: mind.observations,
    audience,
    prefill,
  };
}

function audienceOf(mind: Mind, { addressee, listeners }: TurnFor): Audience {
  const hearers = new Set(listeners);
  hearers.delete(mind.persona.id);
  return { partner: addressee, hearers };
}
