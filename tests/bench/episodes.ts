import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createEpisodeStore } from "../../server/episodes/episode-store.ts";
import { openPostgresLog } from "../../server/episodes/postgres-log.ts";
import { recordOf } from "../../server/episodes/record.ts";
import { openSqliteForWriting } from "../../server/episodes/sqlite-database.ts";
import { openEpisodeLog } from "../../server/episodes/sqlite-log.ts";
import type { EpisodeEvent } from "../../server/stage/episode-event.ts";
import { dropSchema, findPostgres } from "../doubles/find-postgres.ts";
import { block, startFaultyWriter } from "../episodes/faulty-writer.ts";
import { turnOf } from "../episodes/sample-events.ts";

/** One measured goal of a benchmark; values in the unit that the name ends with. */
export interface Goal {
  readonly name: string;
  readonly goal: string;
  readonly value: number;
  readonly met: boolean;
}

/** Events per second, their size as JSON in characters, and how long each way is measured, in ms. */
const RATE = 200;
const SIZE = 4_000;
const DURATION = 4_000;

interface Measured {
  readonly way: string;
  /** From the moment an event was due to its acknowledgement, in ms. */
  readonly ackP50: number;
  readonly ackP99: number;
  /** Delay of the main thread's event loop, in ms. */
  readonly loopP99: number;
}

/** A way to log: resolves when the event is durable. */
interface Way {
  readonly name: string;
  open(file: string): Promise<{
    append(event: EpisodeEvent): Promise<void>;
    close(): Promise<void>;
  }>;
}

const nothing: Way = {
  name: "nothing is logged",
  open: async () => ({ append: async () => {}, close: async () => {} }),
};

function onWorker(slow: boolean): Way {
  return {
    name: slow ? "writer's thread, disk 5 ms slower" : "writer's thread",
    async open(file) {
      const log = await openEpisodeLog({
        file,
        ...(slow ? { startWriter: startFaultyWriter("slow") } : {}),
      });
      return { append: (event) => log.append([event]), close: () => log.close() };
    },
  };
}

function onMainThread(slow: boolean): Way {
  return {
    name: slow ? "main thread, disk 5 ms slower" : "main thread",
    async open(file) {
      const log = openSqliteForWriting({ file, busyTimeoutMs: 0, maxFileBytes: null });
      const store = createEpisodeStore(log);
      return {
        async append(event) {
          if (slow) block(5);
          await store.commit([recordOf(event)]);
        },
        close: async () => store.close(),
      };
    },
  };
}

/** A database of this machine, in a schema that is dropped afterwards. */
function inPostgres(url: string): Way {
  const schema = `dramatis_bench_${randomBytes(6).toString("hex")}`;
  return {
    name: "PostgreSQL, writer's thread",
    async open() {
      const place = new URL(url);
      place.searchParams.set("schema", schema);
      const log = await openPostgresLog({ url: place.href });
      return {
        append: (event) => log.append([event]),
        async close() {
          await log.close();
          await dropSchema(url, schema);
        },
      };
    },
  };
}

/** Sends what is due, however late the loop is: a way that cannot keep up is seen to fall behind. */
async function measure(way: Way, file: string): Promise<Measured> {
  const log = await way.open(file);
  await log.append(turnOf("warm", "up"));
  const acks: number[] = [];
  const waiting: Promise<void>[] = [];
  const loop = monitorEventLoopDelay({ resolution: 1 });
  const start = performance.now();
  loop.enable();
  await new Promise<void>((resolve) => {
    let sent = 0;
    const tick = (): void => {
      const elapsed = performance.now() - start;
      // One event at a time, so that work on the main thread competes with the loop as it would in a room.
      if (sent * (1_000 / RATE) <= elapsed) {
        const due = start + sent * (1_000 / RATE);
        const event = turnOf(`episode-${sent % 5}`, `turn-${sent}`, "x".repeat(SIZE - 600));
        waiting.push(log.append(event).then(() => void acks.push(performance.now() - due)));
        sent += 1;
      }
      if (sent >= (RATE * DURATION) / 1_000) resolve();
      else setTimeout(tick, 1);
    };
    tick();
  });
  await Promise.all(waiting);
  loop.disable();
  await log.close();
  acks.sort((a, b) => a - b);
  return {
    way: way.name,
    ackP50: acks[acks.length >> 1] ?? Number.NaN,
    ackP99: acks[Math.floor(acks.length * 0.99)] ?? Number.NaN,
    loopP99: loop.percentile(99) / 1e6,
  };
}

/** Durable acknowledgements and event-loop delay of the log, beside the same load written on the main thread. */
export async function benchEpisodes(): Promise<{ table: string; goals: Goal[] }> {
  const folder = mkdtempSync(join(tmpdir(), "dramatis-bench-"));
  try {
    const measured: Measured[] = [];
    const ways = [
      nothing,
      onWorker(false),
      onMainThread(false),
      onWorker(true),
      onMainThread(true),
    ];
    for (const [i, way] of ways.entries()) {
      measured.push(await measure(way, join(folder, `${i}.sqlite`)));
    }
    const [idle, worker, main, slowWorker, slowMain] = measured;
    const url = await findPostgres();
    const database = url === null ? null : await measure(inPostgres(url), "");
    if (database !== null) measured.push(database);
    if (!idle || !worker || !main || !slowWorker || !slowMain) throw new Error("a way is missing");
    const goals = [
      below("episodes: durable ack p99, ms", worker.ackP99, 60),
      below("episodes: durable ack p99 with a disk 5 ms slower, ms", slowWorker.ackP99, 60),
      below("episodes: event-loop p99 above no logging, ms", worker.loopP99 - idle.loopP99, 5),
      below(
        "episodes: event-loop p99 above no logging with a disk 5 ms slower, ms",
        slowWorker.loopP99 - idle.loopP99,
        5,
      ),
    ];
    if (database !== null) {
      goals.push(below("episodes: durable ack p99 in PostgreSQL, ms", database.ackP99, 60));
    }
    return { table: tableOf(measured), goals };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function below(name: string, value: number, limit: number): Goal {
  return { name, goal: `< ${limit}`, value: Math.round(value * 100) / 100, met: value < limit };
}

function tableOf(rows: readonly Measured[]): string {
  const line = (way: string, ...cells: string[]): string =>
    [way.padEnd(36), ...cells.map((cell) => cell.padStart(12))].join("");
  return [
    `Episode log: ${RATE} events/s of ~${SIZE / 1_000} KB, synchronous=FULL, ${DURATION / 1_000} s each; ms`,
    line("way", "ack p50", "ack p99", "loop p99"),
    ...rows.map(({ way, ackP50, ackP99, loopP99 }) =>
      line(way, ackP50.toFixed(2), ackP99.toFixed(2), loopP99.toFixed(2)),
    ),
  ].join("\n");
}
