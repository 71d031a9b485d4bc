import type { Prompt } from "../../server/roleplay/observation.ts";

/** A prompt as a page that a writer can review. */
export function promptPage(prompt: Prompt): string {
  return [
    "########## system",
    prompt.system,
    ...prompt.messages.flatMap(({ role, content }) => [`########## ${role}`, content]),
    `########## the answer begins with: ${prompt.prefill === "" ? "(nothing)" : prompt.prefill}`,
    "",
  ].join("\n");
}
