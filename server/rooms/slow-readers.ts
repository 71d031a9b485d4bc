import type { Client } from "@colyseus/core";

/**
 * Bounds what a client that does not read can cost. Colyseus' WebSocket transport never looks at its send
 * buffer, and queues for ever for a client that does not acknowledge its join.
 */
export interface SlowReaders {
  watch(client: Client): void;
  forget(client: Client): void;
  /** True while a client is too far behind for single events: it gets one snapshot when it has caught up. */
  isBehind(client: Client): boolean;
  close(): void;
}

/** Bytes waiting in user space above which events are skipped, and above which a client is dropped. */
const BEHIND = 256 * 1024;
const LOST = 512 * 1024;
/** Milliseconds that a client may stay above `LOST`, and may take to acknowledge its join. */
const LOST_FOR = 2_000;
const JOIN_WITHIN = 5_000;
const LOOK_EVERY = 500;

interface Watched {
  readonly since: number;
  lostSince: number | null;
  behind: boolean;
}
interface Wire {
  readonly bufferedAmount?: number;
  terminate?(): void;
}

export function createSlowReaders(caughtUp: (client: Client) => void): SlowReaders {
  const watched = new Map<Client, Watched>();
  const waiting = (client: Client) => (client.ref as unknown as Wire).bufferedAmount ?? 0;
  const unjoined = (client: Client) =>
    (client as unknown as { _enqueuedMessages?: unknown[] })._enqueuedMessages !== undefined;

  const timer = setInterval(() => {
    const now = performance.now();
    for (const [client, entry] of watched) {
      const bytes = waiting(client);
      if (bytes <= LOST) entry.lostSince = null;
      else entry.lostSince ??= now;
      const lost = entry.lostSince !== null && now - entry.lostSince > LOST_FOR;
      if (lost || (unjoined(client) && now - entry.since > JOIN_WITHIN)) {
        watched.delete(client);
        // `close` would wait for a peer that does not read.
        (client.ref as unknown as Wire).terminate?.();
        continue;
      }
      if (entry.behind && bytes < BEHIND / 4) {
        entry.behind = false;
        caughtUp(client);
      }
    }
  }, LOOK_EVERY);
  timer.unref();

  return {
    watch(client) {
      watched.set(client, { since: performance.now(), lostSince: null, behind: false });
    },
    forget(client) {
      watched.delete(client);
    },
    isBehind(client) {
      const entry = watched.get(client);
      if (!entry) return false;
      if (!entry.behind && waiting(client) > BEHIND) entry.behind = true;
      return entry.behind;
    },
    close() {
      clearInterval(timer);
      watched.clear();
    },
  };
}
