import { setTimeout as pause } from "node:timers/promises";
import { CORNERS, NPCS_A_ROOM, PLAYERS_A_ROOM, ROOMS } from "./crowd-place.ts";
import type { BenchReport } from "./report.ts";
import { startProcess, type BenchProcess, type EndpointReport } from "./speed-process.ts";

/** What 500 players and 200 personas that never stop talking cost one server process; each part in a process of its own. */

const TOKENS_A_SECOND = 30;
const NPCS = ROOMS * NPCS_A_ROOM;
const PLAYERS = ROOMS * PLAYERS_A_ROOM;

interface ServerReport {
  readonly cpu: number;
  readonly loopP50: number;
  readonly loopP99: number;
  readonly rss: number;
}
interface ClientsReport {
  readonly acks: number;
  readonly ackP50: number;
  readonly ackP95: number;
  readonly deltas: number;
  readonly frames: number;
  readonly refused: number;
  readonly rooms: number;
}
interface Window {
  readonly server: ServerReport;
  readonly witness: number;
  readonly clients: readonly ClientsReport[];
  readonly tokensASecond: number;
  readonly endpointLate: number;
}

export async function benchCrowd({ quick = false } = {}): Promise<BenchReport> {
  const running: BenchProcess[] = [];
  const start = async (file: string, args: readonly string[] = []) => {
    const process = await startProcess(file, args);
    running.push(process);
    return process;
  };
  try {
    const pace = ["11", "150", String(1_000 / TOKENS_A_SECOND), "speech"];
    const endpoint = await start("./speed-endpoint.ts", pace);
    const server = await start("./crowd-server.ts", [`http://127.0.0.1:${endpoint.ready.port}/v1`]);
    const witness = await start("./crowd-witness.ts");
    const url = `http://127.0.0.1:${server.ready.port}`;
    const clients: BenchProcess[] = [];
    // One after the other, so that each fills rooms of its own.
    for (let part = 0; part < 2; part++)
      clients.push(await start("./crowd-clients.ts", [url, String(PLAYERS / 2)]));
    for (const one of clients) one.tell("walk");
    await pause(15_000);

    let generated = 0;
    const look = async (ms: number): Promise<Window> => {
      const reports = () =>
        Promise.all([
          server.ask<ServerReport>("report"),
          witness.ask<{ loopP99: number }>("report"),
          endpoint.ask<EndpointReport>("report"),
          ...clients.map((one) => one.ask<ClientsReport>("report")),
        ]);
      const sum = ({ figures }: EndpointReport) =>
        Object.values(figures).reduce((all, one) => all + one.generated, 0);
      generated = sum((await reports())[2]);
      await pause(ms);
      const [served, idle, counted, ...heard] = await reports();
      return {
        server: served,
        witness: idle.loopP99,
        clients: heard,
        tokensASecond: ((sum(counted) - generated) * 1_000) / ms,
        endpointLate: counted.lateP99,
      };
    };
    const silent = await look(quick ? 4_000 : 8_000);
    for (const one of clients) one.tell("talk");
    await pause(4_000);
    const ms = quick ? 10_000 : 20_000;
    const loud = await look(ms);
    return { table: tableOf(silent, loud, ms), goals: goalsOf(loud) };
  } finally {
    for (const one of running) one.stop();
  }
}

function tableOf(silent: Window, loud: Window, ms: number): string {
  const sum = (key: "deltas" | "frames" | "refused" | "rooms" | "acks") =>
    loud.clients.reduce((all, one) => all + one[key], 0);
  const worst = (key: "ackP50" | "ackP95") => Math.max(...loud.clients.map((one) => one[key]));
  const row = (name: string, { server, witness }: Window) =>
    `${name.padEnd(38)}${(server.cpu * 100).toFixed(1).padStart(8)}${server.loopP50.toFixed(1).padStart(10)}${server.loopP99.toFixed(1).padStart(10)}${witness.toFixed(1).padStart(16)}${server.rss.toFixed(0).padStart(8)}`;
  return [
    `Crowd: ${PLAYERS} clients over ${sum("rooms")} rooms, ${NPCS} personas that talk without end at ${TOKENS_A_SECOND} tokens/s each; every token is shown,`,
    `to the dozen players and five personas in the same corner of the hall (${CORNERS.length} corners a room). Server, endpoint, clients (two) and`,
    `an idle witness are processes of their own; CPU and loop delay are the server's, over ${ms / 1_000} s.`,
    `${"".padEnd(38)}${"CPU %".padStart(8)}${"loop p50".padStart(10)}${"p99 ms".padStart(10)}${"witness p99 ms".padStart(16)}${"RSS MB".padStart(8)}`,
    row("connected, nobody speaks", silent),
    row(`${NPCS} personas stream`, loud),
    `tokens/s taken in ${loud.tokensASecond.toFixed(0)} of ${NPCS * TOKENS_A_SECOND}; the endpoint's tokens late by p99 ${loud.endpointLate.toFixed(0)} ms; ` +
      `clients got ${((sum("frames") * 1_000) / ms).toFixed(0)} batches/s with ${((sum("deltas") * 1_000) / ms).toFixed(0)} pieces of text/s;`,
    `acknowledgement of a line at the client p50 ${worst("ackP50").toFixed(0)} ms, p95 ${worst("ackP95").toFixed(0)} ms (${sum("acks")} lines, ${sum("refused")} refused)`,
  ].join("\n");
}

function goalsOf({ server, tokensASecond }: Window): BenchReport["goals"] {
  const cpu = server.cpu * 100;
  const rate = tokensASecond / NPCS;
  return [
    // Without this the other two would say nothing.
    {
      name: "crowd.tokens-per-second-and-persona",
      goal: `>= ${0.95 * TOKENS_A_SECOND}`,
      value: rate,
      met: rate >= 0.95 * TOKENS_A_SECOND,
    },
    { name: "crowd.server-cpu-percent-of-a-core", goal: "<= 50", value: cpu, met: cpu <= 50 },
    {
      name: "crowd.server-loop-delay-p99-ms",
      goal: "< 25",
      value: server.loopP99,
      met: server.loopP99 < 25,
    },
  ];
}
