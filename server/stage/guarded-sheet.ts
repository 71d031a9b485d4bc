import { createCopyIndex, HIDDEN_RUN, type CopyIndex } from "../roleplay/parser/copy-index.ts";
import { guardedText } from "../roleplay/prompt/guarded-text.ts";
import type { Prompt } from "../roleplay/observation.ts";
import type { Persona } from "../roleplay/persona.ts";
import type { Mind } from "./mind.ts";
import type { Staging } from "./staging.ts";

interface Guarded {
  readonly system: string;
  readonly index: CopyIndex;
}

/** Every playing of one staging guards the same sheets: each index is made once for all rooms of a server. */
const guarded = new WeakMap<Staging, Map<Persona, Guarded>>();

/**
 * What a persona may not copy out of its own sheet, ready for the copy filter. The sheet does not change while a
 * scene plays.
 */
export function hiddenOf({ persona }: Mind, prompt: Prompt, staging: Staging): CopyIndex {
  const ofStaging = guarded.get(staging) ?? new Map<Persona, Guarded>();
  guarded.set(staging, ofStaging);
  const known = ofStaging.get(persona);
  if (known?.system === prompt.system) return known.index;
  const index = hiddenIn(persona, prompt, staging);
  ofStaging.set(persona, { system: prompt.system, index });
  return index;
}

/** The same, made anew. */
export function hiddenIn(
  persona: Persona,
  prompt: Pick<Prompt, "system">,
  { scene, personas, things }: Pick<Staging, "scene" | "personas" | "things">,
): CopyIndex {
  const names = [
    ...personas.flatMap(({ name, aliases }) => [name, ...aliases]),
    ...things.props.flatMap(({ name }) => Object.values(name)),
  ];
  return createCopyIndex(HIDDEN_RUN, guardedText({ persona, prompt, scene, names }));
}
