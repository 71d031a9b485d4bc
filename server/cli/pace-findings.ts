import type { Pace } from "../model/probe/probe-pace.ts";
import { fault, note, ok } from "./finding.ts";
import type { Finding } from "./finding.ts";

/** What a player waits for without wondering, in ms. */
const AT_ONCE = 1_000;
/** HER thinks about this many tokens before its first visible word. */
const HIDDEN_TOKENS = 580;

/** What a measured call says, and what it means for someone who waits. */
export function paceFindings(pace: Pace | null): readonly Finding[] {
  if (pace === null)
    return [
      note(
        "speed",
        "The speed could not be measured: the call brought no whole answer.",
        "Try again.",
      ),
    ];
  const found: Finding[] = [];
  if (pace.pieces === 1 && (pace.tokens ?? 0) > 8) {
    found.push(
      fault(
        "streaming",
        `An answer of ${pace.tokens} tokens came in one piece: something gathers the stream.`,
        "Switch off buffering in the proxy, and stream intervals in the server.",
      ),
    );
  }
  const { firstText, tokensPerSecond } = pace;
  const measured = `Measured: first text after ${Math.round(firstText)} ms${tokensPerSecond === null ? "" : `, then ${tokensPerSecond.toFixed(0)} tokens a second`}.`;
  if (tokensPerSecond === null)
    return [...found, note("speed", measured, "Too short an answer to tell more.")];
  const hidden = firstText + (HIDDEN_TOKENS / tokensPerSecond) * 1_000;
  found.push(
    hidden <= AT_ONCE
      ? ok(
          "speed",
          `${measured} HER's whole thinking of about ${HIDDEN_TOKENS} tokens fits into a second.`,
        )
      : note(
          "speed",
          `${measured} With HER's whole thinking of about ${HIDDEN_TOKENS} tokens the first visible word comes after about ${(hidden / 1_000).toFixed(1)} s, not within a second.`,
          firstText > AT_ONCE
            ? "The first token alone takes over a second: look at load, prompt cache and model loading."
            : "Shorter or earlier thinking makes up for it; FP8 weights and more GPUs make it faster.",
        ),
  );
  return found;
}
