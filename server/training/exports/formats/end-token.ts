import type { ModelCall } from "../../../stage/ports.ts";

/**
 * The end of a turn as a token. Some endpoints leave it out of the ids that they give; who learns from such rows never
 * learns to stop. In the raw dialect the prompt itself spells the token, once for each message, so it can be read there.
 */

const OPEN = "<|im_start|>";
const CLOSE = "<|im_end|>";

/** The id that has to follow what was sampled; null where the turn did not end there, or where it stands there already. */
export function missingEnd(call: ModelCall): number | null {
  const { completionTokenIds: sampled, end, finishReason, stopReason, thinking } = call;
  if (!sampled || end.status !== "complete" || finishReason !== "stop") return null;
  if (thinking.phase === "think") return null;
  const token = endTokenOf(call);
  if (token === null || sampled.at(-1) === token) return null;
  // Any other stop text ended it in the middle of a turn.
  return stopReason === null || stopReason === CLOSE || stopReason === token ? token : null;
}

/**
 * What stands two places before each message's opening but the first: the end of a message, and a line break between
 * them. Null unless that is one and the same everywhere, and nowhere else.
 */
function endTokenOf({ promptText, promptTokenIds: ids }: ModelCall): number | null {
  if (promptText === null || !ids) return null;
  const messages = promptText.split(CLOSE).length - 1;
  const opening = ids[0];
  if (messages === 0 || promptText.split(OPEN).length - 1 !== messages + 1) return null;
  const openings = ids.flatMap((id, at) => (id === opening && at > 0 ? [at] : []));
  if (openings.length !== messages) return null;
  const [first = 0] = openings;
  const [token, between] = [ids[first - 2], ids[first - 1]];
  if (token === undefined || ids.filter((id) => id === token).length !== messages) return null;
  const alike = openings.every((at) => ids[at - 2] === token && ids[at - 1] === between);
  return alike ? token : null;
}
