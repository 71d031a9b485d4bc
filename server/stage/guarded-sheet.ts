import { createCopyIndex, HIDDEN_RUN, type CopyIndex } from "../roleplay/copy-index.ts";
import { guardedText } from "../roleplay/guarded-text.ts";
import type { Prompt } from "../roleplay/observation.ts";
import type { Mind } from "./mind.ts";
import type { Staging } from "./staging.ts";

/**
 * What a persona may not copy out of its own sheet, ready for the copy filter. The sheet does not change while a
 * scene plays, so the index is made once and kept in the mind.
 */
export function hiddenOf(mind: Mind, prompt: Prompt, { scene, personas }: Staging): CopyIndex {
  if (mind.hidden?.system === prompt.system) return mind.hidden.index;
  const names = personas.flatMap(({ name, aliases }) => [name, ...aliases]);
  const guarded = guardedText({ persona: mind.persona, prompt, scene, names });
  const index = createCopyIndex(HIDDEN_RUN, guarded);
  mind.hidden = { system: prompt.system, index };
  return index;
}
