import type { Prompt } from "../../roleplay/observation.ts";
import { buildPrompt } from "../../roleplay/prompt/prompt.ts";
import { shorterPrompt } from "../../roleplay/prompt/shorter-prompt.ts";
import type { ModelCall } from "../../stage/ports.ts";
import { othersOf } from "../../stage/turn-prompt.ts";
import { sheetsAt, type EpisodeSheets } from "./episode-sheets.ts";
import type { ReplayedMind } from "./replayed-mind.ts";
import type { ThoughtChain } from "./thought-chain.ts";

/**
 * Why something of an episode cannot be made again: a closed set.
 * `earlier-version`: its log does not say yet what this needs. `sheet-unknown`: the persona or the scene is of a form
 * that is not known. `not-sent`: the call never reached an endpoint. `aside`: the call plays nobody, and was made of no
 * persona's experience. `observations-lost`, `thoughts-lost`: the log could not keep them all. `thought-missing`: the call
 * whose thought it continues is not on record. `redacted`: something was taken out of the episode. `spoke-meanwhile`: a
 * retake ran while the same persona spoke, and what it might not say changed on the way. `records-lost`: the log could
 * not keep records before it, on which it depends. `games-own`: a rule or a verb of the game's own decided it.
 */
export const NOT_REBUILT = [
  "earlier-version",
  "sheet-unknown",
  "not-sent",
  "aside",
  "observations-lost",
  "thoughts-lost",
  "thought-missing",
  "redacted",
  "spoke-meanwhile",
  "records-lost",
  "games-own",
] as const;
export type NotRebuilt = (typeof NOT_REBUILT)[number];

export type RebuiltPrompt =
  | { readonly ok: true; readonly prompt: Prompt }
  | { readonly ok: false; readonly reason: NotRebuilt };

/** A call's prompt, made again from its persona's sheet and what it had observed, by the code that made it. */
export function rebuiltPrompt(
  call: ModelCall,
  persona: string,
  latest: EpisodeSheets,
  mind: ReplayedMind | null,
  thoughts: ThoughtChain,
): RebuiltPrompt {
  const sheets = sheetsAt(latest, call.basis?.sheets ?? 0);
  const no = (reason: NotRebuilt): RebuiltPrompt => ({ ok: false, reason });
  if (sheets.known === null) return no("earlier-version");
  if (call.basis === undefined) return no("aside");
  if (Object.keys(call.request).length === 0) return no("not-sent");
  const sheet = sheets.personas.find(({ id }) => id === persona);
  if (sheet === undefined || mind === null) return no("sheet-unknown");
  const { changes, observations, partner, hearers, shorter } = call.basis;
  const seen = mind.at(changes, observations);
  if (seen === null) return no("observations-lost");
  const begun = thoughts.begun(call);
  if (begun === null) return no("thought-missing");
  const prompt = buildPrompt({
    persona: sheet,
    scene: sheets.scene,
    others: othersOf(sheets.personas, sheet),
    things: sheets.known[persona] ?? [],
    observations: seen,
    audience: { partner, hearers: new Set(hearers) },
    prefill: call.basis.prefill,
  });
  const fitted = shorter ? shorterPrompt(prompt) : prompt;
  return { ok: true, prompt: { ...fitted, prefill: begun.prefill } };
}
