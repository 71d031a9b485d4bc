import { Client, type Room } from "@colyseus/sdk";
import { fork, type ChildProcess } from "node:child_process";
import { MESSAGES, REQUESTS, type SceneEvent } from "../../shared/protocol.ts";
import { startUnderstudy } from "../../server/model/understudy/wire.ts";
import { quantile, type BenchReport } from "./report.ts";

/**
 * What ten talking personas cost a room of 200 clients: the same small game, bare and with the plugin, in turns in
 * one run. Latency of patches is server clock to client callback, so it holds the client process' own work too.
 */

interface Sample {
  readonly cpu: number;
  readonly loopP99: number;
  readonly rss: number;
  readonly patchP99: number;
  readonly turns: number;
  readonly deltas: number;
}

const CLIENTS = 200;
const SECONDS = 10;
const ROUNDS = 3;

export async function benchRoom(): Promise<BenchReport> {
  const understudy = await startUnderstudy({ seed: 1, ttft: 150, tps: 30, think: 40 });
  const bare: Sample[] = [];
  const talking: Sample[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await measure("bare", understudy.url));
    talking.push(await measure("talking", understudy.url));
  }
  await understudy.close();
  const mid = (samples: Sample[], key: keyof Sample) =>
    quantile(
      samples.map((s) => s[key]),
      0.5,
    );
  const points = (mid(talking, "cpu") - mid(bare, "cpu")) * 100;
  const patch = mid(talking, "patchP99") - mid(bare, "patchP99");
  const row = (name: string, samples: Sample[]) =>
    `${name.padEnd(22)} ${(mid(samples, "cpu") * 100).toFixed(1).padStart(7)} ${mid(samples, "loopP99").toFixed(1).padStart(10)} ${mid(samples, "patchP99").toFixed(1).padStart(11)} ${mid(samples, "rss").toFixed(0).padStart(7)} ${mid(samples, "turns").toFixed(0).padStart(6)} ${mid(samples, "deltas").toFixed(0).padStart(9)}`;
  return {
    table: [
      `Room: ${CLIENTS} clients, ${SECONDS} s windows, median of ${ROUNDS}; the same small game bare and with 10 talking personas`,
      "                       CPU %   loop p99 ms patch p99 ms  RSS MB  turns  deltas/s",
      row("bare Colyseus room", bare),
      row("with ten personas", talking),
    ].join("\n"),
    goals: [
      { name: "room.cpu-points-above-bare", goal: "<= 5", value: points, met: points <= 5 },
      { name: "room.patch-p99-ms-above-bare", goal: "<= 5", value: patch, met: patch <= 5 },
    ],
  };
}

async function measure(arm: string, modelUrl: string): Promise<Sample> {
  const child = fork(new URL("./room-server.ts", import.meta.url), [arm, modelUrl], {
    env: { ...process.env, NODE_ENV: "production" },
  });
  try {
    const { port, names } = await message<{ port: number; names: string[] }>(child);
    const rooms: Room[] = [];
    const lag: number[] = [];
    const seen = { turns: 0, deltas: 0 };
    for (let i = 0; i < CLIENTS; i++) {
      const room = await new Client(`http://127.0.0.1:${port}`).joinOrCreate("scene", {
        name: `Guest ${i}`,
      });
      room.onMessage("tick", () => undefined);
      room.onMessage(MESSAGES.snapshot, () => undefined);
      room.onMessage(MESSAGES.events, (batch: SceneEvent[]) => {
        if (i !== 0) return;
        for (const { type } of batch) {
          if (type === "turn-end") seen.turns += 1;
          if (type.endsWith("-delta")) seen.deltas += 1;
        }
      });
      let last = 0;
      room.onStateChange((state: { stamp: number }) => {
        if (state.stamp === last) return;
        last = state.stamp;
        lag.push(performance.timeOrigin + performance.now() - last);
      });
      rooms.push(room);
    }
    const keepTalking =
      arm === "bare"
        ? null
        : setInterval(() => {
            for (const [i, name] of names.entries()) {
              rooms[i]?.send(REQUESTS.say, { text: `${name}, tell me more of the harbour.` });
            }
          }, 2_500);
    for (const [i, name] of names.entries()) {
      if (arm !== "bare") rooms[i]?.send(REQUESTS.say, { text: `${name}, good evening.` });
    }
    await sleep(2_000);
    lag.length = 0;
    seen.turns = 0;
    seen.deltas = 0;
    child.send("reset");
    await sleep(SECONDS * 1000);
    child.send("report");
    const report = await message<Pick<Sample, "cpu" | "loopP99" | "rss">>(child);
    if (keepTalking !== null) clearInterval(keepTalking);
    await Promise.all(rooms.map((room) => room.leave().catch(() => undefined)));
    return {
      ...report,
      patchP99: quantile(lag, 0.99),
      turns: seen.turns,
      deltas: seen.deltas / SECONDS,
    };
  } finally {
    if (child.connected) child.disconnect();
  }
}

function message<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    // A monitoring package among Colyseus' own dependencies also posts to the parent.
    const read = (value: { bench?: T }) => {
      if (value.bench === undefined) return;
      child.off("message", read);
      resolve(value.bench);
    };
    child.on("message", read);
    child.once("exit", (code) =>
      reject(new Error(`the benchmark's server ended with code ${code}`)),
    );
  });
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
