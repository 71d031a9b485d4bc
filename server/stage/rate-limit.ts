import type { Clock } from "./ports.ts";

/** A token bucket: `burst` at once, then one every `every` ms. Returns ms to wait, 0 when granted. */
export function createRateLimit(clock: Clock, every: number, burst: number): () => number {
  let tokens = burst;
  let filledAt = clock.elapsed();
  return () => {
    const now = clock.elapsed();
    tokens = Math.min(burst, tokens + (now - filledAt) / every);
    filledAt = now;
    if (tokens >= 1) {
      tokens -= 1;
      return 0;
    }
    return Math.ceil((1 - tokens) * every);
  };
}
