import type { Client } from "@colyseus/core";
import { describe, expect, test } from "vitest";
import { createSlowReaders } from "../../server/rooms/slow-readers.ts";

/** A client whose wire holds as many bytes as the test says. */
function aClient(bytes: number, joined = true) {
  const wire = {
    bufferedAmount: bytes,
    dropped: false,
    terminate() {
      wire.dropped = true;
    },
  };
  const client = { ref: wire, ...(joined ? {} : { _enqueuedMessages: [] }) };
  return { client: client as unknown as Client, wire };
}
const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50));
};

describe("[N7] readers that do not read", () => {
  test("[N7] one behind gets no single events, and one snapshot when it has caught up", async () => {
    const caughtUp: Client[] = [];
    const readers = createSlowReaders((client) => caughtUp.push(client));
    const { client, wire } = aClient(300 * 1024);
    readers.watch(client);
    expect(readers.isBehind(client)).toBe(true);
    wire.bufferedAmount = 0;
    await until(() => caughtUp.length > 0);
    expect(caughtUp).toEqual([client]);
    expect(readers.isBehind(client)).toBe(false);
    readers.close();
  });
  test("[N7] one that stays too far behind is dropped, others are not", async () => {
    const readers = createSlowReaders(() => undefined);
    const lost = aClient(600 * 1024);
    const fine = aClient(1024);
    readers.watch(lost.client);
    readers.watch(fine.client);
    await until(() => lost.wire.dropped);
    expect(fine.wire.dropped).toBe(false);
    readers.close();
  });
  test("[N7] one that never acknowledges its join is dropped", async () => {
    const readers = createSlowReaders(() => undefined);
    const silent = aClient(0, false);
    readers.watch(silent.client);
    await until(() => silent.wire.dropped);
    readers.close();
  });
});
