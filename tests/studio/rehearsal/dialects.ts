import { renderChatml } from "../../../server/model/chatml.ts";
import type { Dialects } from "../../../server/episodes/replay/sent-prompt.ts";

/** How models in this process are sent their prompts. */
export function chatmlDialects(): Dialects {
  return { raw: (prompt) => renderChatml(prompt), chat: (prompt) => prompt };
}
