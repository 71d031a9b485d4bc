import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { openPostgresLog } from "../../server/episodes/postgres-log.ts";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import { POSTGRES_PROGRAMS, startPostgresCluster } from "../doubles/postgres-cluster.ts";
import { callOf, collect, outcomeOf, turnOf } from "./log-file.ts";

test.skipIf(POSTGRES_PROGRAMS === null)(
  "[E23] a database server that crashes and recovers under load loses nothing that was confirmed, and the log goes on",
  async () => {
    const cluster = startPostgresCluster();
    // Longer than any restart takes: what is tried here is that nothing is lost, not how long one waits.
    const log = await openPostgresLog({ url: cluster.url, patienceMs: 60_000 });
    onTestFinished(() => log.close());
    const outcomes = new Map<string, Promise<string>>();
    const state = { playing: true };
    const played = (async () => {
      for (let i = 0; state.playing; i++) {
        outcomes.set(`t${i}`, outcomeOf(log.append([callOf("a", `t${i}`), turnOf("a", `t${i}`)])));
        // Backlog is its own rule.
        await sleep(log.backlog > 500 ? 50 : 2);
      }
    })();
    for (let crash = 0; crash < 2; crash++) {
      await sleep(100);
      await cluster.crash(150);
    }
    await sleep(100);
    state.playing = false;
    await played;
    const names = [...outcomes.keys()];
    expect(new Set(await Promise.all(outcomes.values()))).toEqual(new Set(["resolved"]));
    const reader = await openEpisodeReader(cluster.url);
    const logged = await collect(reader.events("a"));
    const turns = logged.flatMap(({ event }) => (event.type === "turn" ? [event.turnId] : []));
    expect(turns).toEqual(names);
    expect(logged.map(({ seq }) => seq)).toEqual(logged.map((_, i) => i));
    expect(await reader.verify()).toMatchObject({ ok: true, problems: [] });
    await reader.close();
  },
);
