import type { Clock, ModelRequest } from "../../stage/ports.ts";

/** How an endpoint that is left alone is tried in the background; times in ms. */
export interface KnockSettings {
  /** Between two tries. */
  readonly pause: number;
  /** How long one try may take. */
  readonly limit: number;
}

/** One token is enough to know that a model answers, and costs next to nothing. No part of any scene. */
export const KNOCK: ModelRequest = {
  callId: "knock",
  prompt: { system: "", messages: [{ role: "user", content: "Hello." }], prefill: "" },
  sampling: { temperature: 0, topP: 1, maxTokens: 1, seed: 0, stop: [] },
  purpose: { lane: "ambient", scene: "", persona: "", player: null },
  thinking: { mode: "reflex", phase: "whole", budget: null, after: null, forced: "", trimmed: 0 },
};

/** Tries again and again until it is stopped. */
export interface Knocking {
  start(): void;
  stop(): void;
}

/** `knock` makes one try and never rejects; its signal aborts when the try takes too long or is not needed any more. */
export function createKnocking(
  settings: KnockSettings | null,
  clock: Clock,
  knock: (signal: AbortSignal) => Promise<void>,
): Knocking {
  let running: AbortController | null = null;

  async function run({ signal }: AbortController, { pause, limit }: KnockSettings): Promise<void> {
    while (!signal.aborted) {
      await new Promise<void>((resolve) => void clock.after(pause, resolve));
      if (signal.aborted) return;
      const late = new AbortController();
      const cancel = clock.after(limit, () => late.abort());
      await knock(AbortSignal.any([signal, late.signal]));
      cancel();
    }
  }

  return {
    start() {
      if (running !== null || settings === null) return;
      running = new AbortController();
      void run(running, settings);
    },
    stop() {
      running?.abort();
      running = null;
    },
  };
}
