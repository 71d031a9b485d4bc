import type { ThinkingMode } from "../../roleplay/thinking/thinking-mode.ts";
import type { Lane, ModelCall } from "../../stage/ports.ts";
import type { TokenCount } from "./token-count.ts";

/** Why the queue gave a call up. */
export const SHED_REASONS = [
  /** Too many waited. */
  "full",
  /** It waited too long. */
  "old",
  /** The endpoint asked for a longer pause than a call may wait. */
  "paused",
  /** An answer took its slot. */
  "preempted",
  /** The server stops. */
  "closing",
] as const;
export type ShedReason = (typeof SHED_REASONS)[number];

/** Whose cap, and on what. */
export const CAP_SCOPES = ["npc", "scene", "player", "server"] as const;
export type CapScope = (typeof CAP_SCOPES)[number];
export type CapKind = "tokens" | "calls";

/** What queue and caps tell as it happens, for whoever counts. */
export interface CallCounters {
  /** A call ended, however it did, made or not. */
  ended(call: ModelCall): void;
  shed(lane: Lane, reason: ShedReason): void;
  capped(scope: CapScope, kind: CapKind): void;
  /** The tokens that a call was settled with. */
  settled(mode: ThinkingMode, tokens: TokenCount): void;
}

/** Counts nothing. */
export const NO_COUNTERS: CallCounters = {
  ended: () => {},
  shed: () => {},
  capped: () => {},
  settled: () => {},
};
