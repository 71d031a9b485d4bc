import { expect, test } from "vitest";
import { EpisodeLogError } from "../../server/episodes/episode-log-error.ts";
import { createGroupCommit, type FailureNote } from "../../server/episodes/group-commit.ts";
import { recordOf } from "../../server/episodes/record.ts";
import { lineOf } from "./sample-events.ts";

/** A clock that stands still until it is told to go on. */
function standingClock() {
  let now = 0;
  const timers = new Set<{ at: number; run: () => void }>();
  return {
    elapsed: () => now,
    after(ms: number, run: () => void) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance(ms: number) {
      const until = now + ms;
      for (;;) {
        const due = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers.delete(due);
        now = due.at;
        due.run();
      }
      now = until;
    },
  };
}

/** A group commit over a store in memory, whose commits fail where `fails` says so (counted from 1). */
function setUp(fails: { [commit: number]: "full" | "disk" } = {}) {
  const clock = standingClock();
  const batches: { at: number; turns: (string | null)[] }[] = [];
  const settled = new Map<number, FailureNote | null>();
  const order: number[] = [];
  let commits = 0;
  let closed = false;
  const commit = createGroupCommit({
    clock,
    windowMs: 20,
    batchRecords: 64,
    store: {
      commit(records) {
        expect(closed).toBe(false);
        commits += 1;
        const failure = fails[commits];
        if (failure !== undefined) throw new EpisodeLogError(failure, "injected");
        batches.push({ at: clock.elapsed(), turns: records.map(({ turn }) => turn) });
      },
      close() {
        closed = true;
      },
    },
    settle(ids, failure) {
      for (const id of ids) {
        expect(settled.has(id)).toBe(false);
        settled.set(id, failure);
        order.push(id);
      }
    },
  });
  let next = 0;
  function add(records = 1): number {
    const id = next++;
    const made = Array.from({ length: records }, (_, i) => recordOf(lineOf("a", `t${id}.${i}`)));
    commit.add({ id, records: made });
    return id;
  }
  return { clock, batches, settled, order, commit, add, isClosed: () => closed };
}

test("[E7] an idle log commits at once; a busy one within 20 ms, all that came meanwhile together", () => {
  const { clock, batches, add } = setUp();
  clock.advance(1_000);
  add();
  add();
  clock.advance(0);
  expect(batches).toEqual([{ at: 1_000, turns: ["t0.0", "t1.0"] }]);
  clock.advance(3);
  add();
  clock.advance(10);
  add();
  expect(batches).toHaveLength(1);
  clock.advance(7);
  expect(batches.slice(1)).toEqual([{ at: 1_020, turns: ["t2.0", "t3.0"] }]);
});

test("[E7] 64 records are not kept waiting, and an append is never torn between two commits", () => {
  const { clock, batches, add } = setUp();
  add();
  clock.advance(0);
  for (let i = 0; i < 21; i++) add(3);
  clock.advance(0);
  expect(batches).toHaveLength(1);
  add(3);
  add(200);
  clock.advance(0);
  expect(batches.map(({ at, turns }) => [at, turns.length])).toEqual([
    [0, 1],
    [0, 66],
    [0, 200],
  ]);
});

/** Sixty appends of one to three records each, four at a time every 7 ms. */
function busyMinute(fails: Parameters<typeof setUp>[0]) {
  const run = setUp(fails);
  for (let i = 0; i < 60; i++) {
    run.add(1 + (i % 3));
    if (i % 4 === 3) run.clock.advance(7);
  }
  run.commit.close();
  return run;
}

test("[E9] whichever commit fails, exactly its appends are rejected and nothing is written twice", () => {
  const commits = busyMinute({}).batches.length;
  expect(commits).toBeGreaterThan(4);
  for (const code of ["full", "disk"] as const) {
    for (let failing = 1; failing <= commits; failing++) {
      const { batches, settled, order, isClosed } = busyMinute({ [failing]: code });
      expect(order).toEqual(Array.from({ length: 60 }, (_, id) => id));
      expect(isClosed()).toBe(true);
      const written = batches.flatMap(({ turns }) => turns);
      expect(new Set(written).size).toBe(written.length);
      const rejected = [...settled].flatMap(([id, failure]) => (failure === null ? [] : [id]));
      for (const [id, failure] of settled) {
        expect(written.includes(`t${id}.0`)).toBe(failure === null);
        if (failure !== null) expect(failure.code).toBe(code);
      }
      // One commit's appends stand side by side; after a failure that leaves the file in doubt nothing follows.
      const first = rejected[0] ?? -1;
      expect(rejected).toEqual(rejected.map((_, i) => first + i));
      expect(batches).toHaveLength(code === "full" ? commits - 1 : failing - 1);
      if (code === "disk") expect(rejected.at(-1)).toBe(59);
    }
  }
});

test("[E14] closing commits what is waiting; what comes later is refused", async () => {
  const { batches, settled, commit, add, isClosed } = setUp();
  add();
  add();
  expect(await commit.close()).toBeNull();
  expect(batches).toHaveLength(1);
  expect([...settled.values()]).toEqual([null, null]);
  expect(isClosed()).toBe(true);
  expect(settled.get(add())).toMatchObject({ code: "closed" });
});
