import type { Dialect } from "../endpoint-config.ts";
import { askStreamed } from "./probe-call.ts";
import type { Caller } from "./probe-call.ts";
import { probeBody } from "./probe-dialect.ts";
import type { DialectTruth } from "./capabilities.ts";

/** One measured call: ms to the first text and to the end, tokens that came, and in how many pieces. */
export interface Pace {
  readonly firstText: number;
  readonly end: number;
  /** Told by the usage, else the pieces; null where neither can be counted as tokens. */
  readonly tokens: number | null;
  /** Per second, from the first text on; null for too short an answer. */
  readonly tokensPerSecond: number | null;
  readonly pieces: number;
}

const LENGTH = 64;
const FEWEST = 8;

/** Measures one call of at most 64 tokens; null if it did not end well or brought no text. */
export async function measurePace(
  caller: Caller,
  dialect: Dialect,
  truth: DialectTruth,
): Promise<Pace | null> {
  const body = { ...probeBody(caller.config, dialect, { truth }), max_tokens: LENGTH };
  const { fault, firstText, end, completionTokens, pieces } = await askStreamed(
    caller,
    dialect,
    body,
  );
  if (fault !== null || firstText === null) return null;
  const tokens = completionTokens ?? (pieces > 1 ? pieces : null);
  const seconds = (end - firstText) / 1_000;
  return {
    firstText,
    end,
    tokens,
    tokensPerSecond:
      tokens !== null && tokens >= FEWEST && pieces > 1 && seconds > 0
        ? (tokens - 1) / seconds
        : null,
    pieces,
  };
}
