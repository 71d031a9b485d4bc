import { defineRoom } from "@colyseus/core";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { readConfig } from "../../server/cli/config.ts";
import { seededRandom } from "../../server/cli/seeded-random.ts";
import { systemClock } from "../../server/cli/system-clock.ts";
import { openEpisodeLog } from "../../server/episodes/sqlite-log.ts";
import { createModelChain } from "../../server/model/model-chain.ts";
import { DEFAULT_THINKING } from "../../server/roleplay/thinking/thinking-mode.ts";
import { sceneRoom } from "../../server/rooms/scene-room.ts";
import { createWebServer } from "../../server/rooms/web-server.ts";
import { crowdStaging, NPCS_A_ROOM, ROOMS } from "./crowd-place.ts";
import { endpointFor } from "./endpoint-for.ts";

/** The crowd benchmark's server, a process of its own: rooms, log and model edge as in `npm start`. Answers by IPC. */

const [, , modelUrl = ""] = process.argv;
/** What the queue is told that the endpoint carries. */
const CALLS_AT_ONCE = "256";
const folder = mkdtempSync(join(tmpdir(), "dramatis-crowd-"));
const clock = systemClock();
const log = await openEpisodeLog({ file: join(folder, "episodes.sqlite") });
const staging = crowdStaging();
const configured = readConfig({
  env: { DRAMATIS_CONCURRENCY_MIN: CALLS_AT_ONCE, DRAMATIS_CONCURRENCY_MAX: CALLS_AT_ONCE },
});
if (!configured.ok) throw new Error(configured.problems.join("\n"));
const { queue, caps } = configured.config;
const { model, availability } = createModelChain({
  first: endpointFor(modelUrl),
  second: null,
  clock,
  alert: () => console.error("an operator would be called"),
  queue,
  caps,
});
let rooms = 0;
const server = createWebServer({
  rooms: {
    scene: defineRoom(
      sceneRoom({
        maxRooms: ROOMS + 1,
        scene: () => ({
          scene: staging,
          model,
          availability,
          episodeLog: log,
          clock,
          random: seededRandom((rooms += 1)),
          play: {
            turnsAtOnce: NPCS_A_ROOM,
            // Every token is one that is shown: nothing else would be streamed to anyone.
            thinking: { ...DEFAULT_THINKING, mode: "reflex", ahead: [], actionFirst: false },
          },
        }),
      }),
    ),
  },
  page: null,
  origins: [],
  health: () => ({ ok: true }),
});
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
let cpu = process.cpuUsage();
let since = performance.now();

process.on("message", (message) => {
  if (message !== "report") return;
  const used = process.cpuUsage(cpu);
  process.send?.({
    bench: {
      cpu: (used.user + used.system) / 1000 / (performance.now() - since),
      loopP50: delay.percentile(50) / 1e6,
      loopP99: delay.percentile(99) / 1e6,
      rss: process.memoryUsage().rss / 2 ** 20,
    },
  });
  delay.reset();
  cpu = process.cpuUsage();
  since = performance.now();
});
process.on("disconnect", () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
const port = await server.listen(0, "127.0.0.1");
process.send?.({ bench: { port } });
