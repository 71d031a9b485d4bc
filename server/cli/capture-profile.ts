import { recordsForTraining, type Capabilities } from "../model/probe/capabilities.ts";
import type { Trouble } from "../model/probe/trouble.ts";

/**
 * Why a server may not start in the profile `capture`, in words with what to change; null where it may. What was not
 * seen is not relied on: without a verdict on the endpoint it does not start either.
 */
export function captureProblem(
  capabilities: Capabilities | null,
  trouble: Trouble | null,
): string | null {
  const lead = "DRAMATIS_PROFILE=capture: the server does not start, because";
  if (capabilities === null) {
    const why = trouble === null ? "it has not answered yet" : `the trouble is '${trouble.what}'`;
    return `${lead} nothing is known of the endpoint (${why}), and what cannot be captured could not be told. Run npm run doctor, mend what it says, and start again.`;
  }
  if (recordsForTraining(capabilities) === "yes") return null;
  const { dialect } = capabilities;
  const { promptIds, completionIds, logprobs } = capabilities[dialect];
  const missing = [
    ...(promptIds === "yes" ? [] : ["the token ids of the prompt"]),
    ...(completionIds === "yes" ? [] : ["the token ids of the completion"]),
    ...(logprobs === "yes" ? [] : ["the log-probabilities"]),
  ].join(", ");
  const other = dialect === "raw" ? "chat" : "raw";
  const works = recordsForTraining({ ...capabilities, dialect: other }) === "yes";
  const change = works
    ? `This endpoint gives them in the other dialect: set DRAMATIS_DIALECT=${other}.`
    : "Serve the model with an engine that takes return_token_ids and logprobs in a stream (vLLM 0.10.2 or later does), or play with DRAMATIS_PROFILE=play, which no policy gradient can learn from.";
  return `${lead} the endpoint was not seen to give ${missing} in the dialect ${dialect}. ${change}`;
}
