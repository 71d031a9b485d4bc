import { setTimeout as sleep } from "node:timers/promises";

/** When tokens are due. Times in milliseconds; a rate of 0 means as fast as the socket takes them. */
export interface Pacing {
  readonly ttft: number;
  readonly tokensPerSecond: number;
}

/** Waits until the token with this index is due; returns false when the request was given up. */
export class Pace {
  private readonly start = performance.now();
  private readonly pacing: Pacing;
  private readonly signal: AbortSignal;
  private slowedFrom: number | null = null;
  private slowedAt = 0;

  constructor(pacing: Pacing, signal: AbortSignal) {
    this.pacing = pacing;
    this.signal = signal;
  }

  async due(index: number): Promise<boolean> {
    const { ttft, tokensPerSecond } = this.pacing;
    let at = this.start + ttft + (tokensPerSecond > 0 ? (index * 1000) / tokensPerSecond : 0);
    if (this.slowedFrom !== null)
      at = Math.max(at, this.slowedAt + (index - this.slowedFrom + 1) * 2000);
    return this.rest(at - performance.now());
  }

  /** From this token on, one every two seconds. */
  trickle(index: number): void {
    this.slowedFrom = index;
    this.slowedAt = performance.now();
  }

  /** False when the request was given up while waiting. */
  async rest(ms: number): Promise<boolean> {
    if (this.signal.aborted) return false;
    if (ms <= 0) return true;
    try {
      await sleep(ms, undefined, { signal: this.signal });
      return true;
    } catch {
      return false;
    }
  }
}
