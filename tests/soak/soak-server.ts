import { defineRoom } from "@colyseus/core";
import { join, resolve } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createCanaries } from "../../server/cli/chaos/canaries.ts";
import { readConfig } from "../../server/cli/config.ts";
import { openPlay } from "../../server/cli/play.ts";
import { readStaging } from "../../server/worlds/read-staging.ts";
import { sceneRoom } from "../../server/rooms/scene-room.ts";
import { createWebServer } from "../../server/rooms/web-server.ts";
import { plantingModel } from "./planting-model.ts";
import type { Inside, MapSeen } from "./inside.ts";

/** The soak's server, a process of its own: everything as in `npm start`, with words planted in every thought. Answers by IPC. */

setFlagsFromString("--expose-gc");
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
const collect = runInNewContext("gc") as () => void;

const [, , folder = "", seed = "1", world = ""] = process.argv;
/** Players who never stop would reach an hour's caps, and nothing else would be seen. */
const NO_CAP = "1000000000000";
const caps = ["NPC", "SCENE", "PLAYER", "SERVER"].flatMap((who) => [
  [`DRAMATIS_CAP_${who}_TOKENS`, NO_CAP],
  [`DRAMATIS_CAP_${who}_CALLS`, NO_CAP],
]);
const configured = readConfig({
  env: { DRAMATIS_DATA_DIR: folder, DRAMATIS_SEED: seed, ...Object.fromEntries(caps) },
});
if (!configured.ok) throw new Error(configured.problems.join("\n"));
const root = resolve(import.meta.dirname, "../..");
const read = await readStaging(resolve(root, world), join(root, "assets"));
if (!read.ok) throw new Error(read.problems.join("\n"));
const play = await openPlay(configured.config, read.staging, "dramatis/soak");
const canaries = createCanaries(Number(seed));
let stalls = 0;

const Scene = sceneRoom({
  scene: () => {
    const options = play.options();
    return {
      ...options,
      model: plantingModel(options.model, canaries),
      logTrouble: () => (stalls += 1),
    };
  },
});
const open = new Set<InstanceType<typeof Scene>>();
class WatchedScene extends Scene {
  override onCreate(): void {
    super.onCreate();
    open.add(this);
  }
  override onDispose(): void {
    open.delete(this);
    super.onDispose();
  }
}
const server = createWebServer({
  rooms: { scene: defineRoom(WatchedScene) },
  page: null,
  origins: [],
  health: () => ({ ok: true }),
});

function map(): MapSeen {
  const states = [...open].map(({ state }) => state);
  return {
    bodies: states.flatMap(({ cast }) =>
      [...cast.values()].map(({ id, x, y, facing, connected }) => ({
        id,
        x,
        y,
        facing,
        connected,
      })),
    ),
    things: states.flatMap(({ props }) =>
      [...props.values()].map(({ id, x, y, holder, open }) => ({ id, x, y, holder, open })),
    ),
  };
}

function inside(): Inside {
  const late = delay.max / 1e6;
  // Twice: what the first frees may let go of more.
  collect();
  collect();
  delay.reset();
  const { heapUsed, rss, external, arrayBuffers } = process.memoryUsage();
  return {
    heap: heapUsed / 2 ** 20,
    rss: rss / 2 ** 20,
    outside: (external + arrayBuffers) / 2 ** 20,
    resources: process.getActiveResourcesInfo().length,
    logBacklog: play.log.backlog,
    waitingCalls: play.queue.state.waiting,
    rooms: open.size,
    planted: canaries.planted,
    stalls,
    late,
  };
}

process.on("message", (message) => {
  const answer = (bench: unknown) => void process.send?.({ bench });
  if (message === "inside") answer(inside());
  if (message === "map") answer(map());
  if (message === "end") {
    void (async () => {
      await server.close();
      await play.close();
      answer({});
    })();
  }
});
process.on("disconnect", () => process.exit(0));
const port = await server.listen(0, "127.0.0.1");
process.send?.({ bench: { port } });
