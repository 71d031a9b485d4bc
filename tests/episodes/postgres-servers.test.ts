import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { openPostgresLog } from "../../server/episodes/postgres-log.ts";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import { newSchemaUrl, POSTGRES } from "../doubles/postgres.ts";
import { collect, lineOf } from "./log-file.ts";

/** For longer runs: `POSTGRES_KILLS=200 npx vitest run ... postgres-servers`. */
const KILLS = Number(process.env["POSTGRES_KILLS"] ?? 5);

const child = join(dirname(fileURLToPath(import.meta.url)), "kill-child.ts");

interface Run {
  readonly acknowledged: [episode: string, turn: string][];
  readonly complaints: string;
  readonly signal: string | null;
}

/** A server of its own that writes to the log; killed once it has acknowledged so many turns, where that is given. */
function serve(
  url: string,
  cycle: number,
  { turns = Infinity, killAfter = Infinity },
): Promise<Run> {
  const args = [child, url, String(cycle), ...(Number.isFinite(turns) ? [String(turns)] : [])];
  const run = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  let complaints = "";
  run.stdout.on("data", (text: Buffer) => {
    printed += text.toString();
    if (printed.split("\n").length > killAfter) run.kill("SIGKILL");
  });
  run.stderr.on("data", (text: Buffer) => (complaints += text.toString()));
  return new Promise((resolve) => {
    run.once("close", (_status, signal: string | null) => {
      const lines = printed.split("\n").slice(0, -1);
      const acknowledged = lines.map((line) => line.split(" ") as [string, string]);
      resolve({ acknowledged, complaints, signal });
    });
  });
}

/** Everything acknowledged is there, once, in appends that are whole, in chains that hold. */
async function expectAllThere(url: string, acknowledged: Run["acknowledged"]): Promise<number> {
  const reader = await openEpisodeReader(url);
  expect((await reader.verify()).problems).toEqual([]);
  const there = new Set<string>();
  let records = 0;
  for (const { id } of await reader.list()) {
    const logged = await collect(reader.events(id));
    expect(logged.map(({ seq }) => seq)).toEqual(logged.map((_, i) => i));
    records += logged.length;
    const calls: string[] = [];
    const turns: string[] = [];
    for (const { event } of logged) {
      if (event.type === "model-call") calls.push(event.turnId);
      if (event.type === "turn") turns.push(event.turnId);
    }
    expect(turns).toEqual(calls);
    expect(new Set(turns).size).toBe(turns.length);
    for (const turn of turns) there.add(`${id} ${turn}`);
  }
  await reader.close();
  expect(acknowledged.map((pair) => pair.join(" ")).filter((pair) => !there.has(pair))).toEqual([]);
  return records;
}

describe.skipIf(POSTGRES === null)("several servers on one log", () => {
  test("[E22] two servers write to the same episodes at once: no gap, no turn lost, no turn twice", async () => {
    const url = newSchemaUrl();
    const runs = await Promise.all([serve(url, 0, { turns: 20 }), serve(url, 1, { turns: 20 })]);
    for (const { complaints, signal } of runs)
      expect({ complaints, signal }).toEqual({ complaints: "", signal: null });
    const acknowledged = runs.flatMap((run) => run.acknowledged);
    expect(acknowledged).toHaveLength(2 * 6 * 20);
    expect(await expectAllThere(url, acknowledged)).toBe(2 * acknowledged.length);
  });

  test("[E22] two logs of one process take turns at one episode, and each append stays together", async () => {
    const url = newSchemaUrl();
    const logs = [await openPostgresLog({ url }), await openPostgresLog({ url })];
    for (const log of logs) onTestFinished(() => log.close());
    await Promise.all(
      logs.flatMap((log, l) =>
        Array.from({ length: 40 }, (_, i) =>
          log.append([lineOf("a", `${l}.${i}.x`), lineOf("a", `${l}.${i}.y`)]),
        ),
      ),
    );
    const reader = await openEpisodeReader(url);
    onTestFinished(() => reader.close());
    expect(await reader.verify()).toMatchObject({ ok: true, records: 160 });
    const turns = (await collect(reader.events("a"))).map(({ event }) =>
      event.type === "line" ? event.turnId : "",
    );
    for (let i = 0; i < turns.length; i += 2) {
      expect(turns[i + 1]).toBe(turns[i]?.replace(/x$/u, "y"));
    }
    for (const l of [0, 1]) {
      const own = turns.filter((turn) => turn.startsWith(`${l}.`) && turn.endsWith("x"));
      expect(own).toEqual(Array.from({ length: 40 }, (_, i) => `${l}.${i}.x`));
    }
  });

  test(
    `[E24] of two servers one is killed, ${KILLS} times: nothing acknowledged is lost, and the other one goes on`,
    async () => {
      const url = newSchemaUrl();
      const acknowledged: Run["acknowledged"] = [];
      for (let cycle = 0; cycle < KILLS; cycle++) {
        const [killed, other] = await Promise.all([
          serve(url, 2 * cycle, { killAfter: 1 + ((cycle * 37) % 90) }),
          serve(url, 2 * cycle + 1, { turns: 10 }),
        ]);
        expect(killed).toMatchObject({ signal: "SIGKILL", complaints: "" });
        expect(other).toMatchObject({ signal: null, complaints: "" });
        expect(other.acknowledged).toHaveLength(60);
        acknowledged.push(...killed.acknowledged, ...other.acknowledged);
      }
      await expectAllThere(url, acknowledged);
    },
    KILLS * 10_000 + 30_000,
  );
});
