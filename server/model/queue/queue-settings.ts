import type { Lane } from "../../stage/ports.ts";
import { DEFAULT_CONCURRENCY, type ConcurrencySettings } from "./concurrency.ts";

/** How many calls may wait. What runs is not counted. */
export interface QueueDepths {
  /** In all lanes together. */
  readonly whole: number;
  readonly lane: Readonly<Record<Lane, number>>;
  /** In one lane for one scene. */
  readonly scene: Readonly<Record<Lane, number>>;
}

export interface QueueSettings {
  readonly concurrency: ConcurrencySettings;
  readonly depths: QueueDepths;
  /** How long a call may wait, in ms; then it is shed. */
  readonly oldest: Readonly<Record<Lane, number>>;
  /** After this many ms, talk among personas stands with players' answers, so that many answers do not starve it. */
  readonly liftTalkAfter: number;
  /** The longest pause an endpoint is granted, in ms. */
  readonly longestPause: number;
  /** The longest pause that is waited through, in ms; in a longer one calls are shed at once. */
  readonly pausePatience: number;
  /** The endpoint's own page of figures; null to ask for none. */
  readonly loadPage: string | null;
}

/**
 * A scene runs eight turns at once, and as many may wait. Speculation is worthless once the player has spoken, and a
 * player who waited a quarter of a minute is better told that nothing comes.
 */
export const DEFAULT_QUEUE: QueueSettings = {
  concurrency: DEFAULT_CONCURRENCY,
  depths: {
    whole: 256,
    lane: { answer: 256, talk: 64, ahead: 32, rehearsal: 32, ambient: 16 },
    scene: { answer: 8, talk: 4, ahead: 4, rehearsal: 8, ambient: 2 },
  },
  oldest: { answer: 15_000, talk: 30_000, ahead: 4_000, rehearsal: 60_000, ambient: 20_000 },
  liftTalkAfter: 10_000,
  longestPause: 30_000,
  pausePatience: 5_000,
  loadPage: null,
};
