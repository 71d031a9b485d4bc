import type { Audience, Observation, Prompt } from "../observation.ts";
import type { Persona } from "../persona.ts";
import { historyMessages } from "./prompt-history.ts";
import {
  characterSheet,
  type KnownThing,
  type OtherCharacter,
  type SceneSheet,
} from "./prompt-sections.ts";
import { PROMPT_WORDS } from "./prompt-words.ts";

/** What one turn's prompt is made of: the persona's own sheet, others' public faces, its own observations. */
export interface PromptParts {
  readonly persona: Persona;
  readonly scene: SceneSheet;
  /** The other personas of the cast, in its order. Players are introduced by the environment instead. */
  readonly others: readonly OtherCharacter[];
  /** Things that it knew of when the scene opened; what becomes of them it observes. */
  readonly things?: readonly KnownThing[];
  /** Oldest first. */
  readonly observations: readonly Observation[];
  /** Who will hear the turn; absent where nothing has to be kept from anyone. */
  readonly audience?: Audience;
  readonly prefill?: string;
}

/** The prompt in HER's training layout (arXiv 2601.21459 and its data code). The same parts give the same bytes. */
export function buildPrompt(parts: PromptParts): Prompt {
  const { persona, scene, others, things, observations, audience = null, prefill = "" } = parts;
  return {
    system: characterSheet(persona, scene, others, things),
    messages: historyMessages(persona.name, observations, PROMPT_WORDS[persona.language], audience),
    prefill,
  };
}
