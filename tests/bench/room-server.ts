import { definePlugins, defineRoom, Room } from "@colyseus/core";
import { schema, t, type SchemaType } from "@colyseus/schema";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createEndpoint } from "../../server/model/endpoint.ts";
import { npcPlugin } from "../../server/rooms/npc-plugin.ts";
import { createWebServer } from "../../server/rooms/web-server.ts";
import { systemClock } from "../../server/cli/system-clock.ts";
import { npcFields } from "../../shared/scene-state.ts";
import { aHall, AS_TRAINED, aPersona, aStaging, seeded } from "../doubles/a-scene.ts";
import { memoryLog } from "../doubles/memory-log.ts";
import { endpointFor } from "./endpoint-for.ts";

/**
 * One server process of the room benchmark: a small game of its own (ten bodies that move at every tick, a
 * broadcast 20 times a second), bare or with ten personas. Prints its port; answers `reset` and `report` by IPC.
 */

const [, , arm = "bare", modelUrl = ""] = process.argv;
const PERSONAS = 10;

const Mover = schema({ x: t.float32(), y: t.float32() }, "Mover");
const HostState = schema({ ...npcFields, stamp: t.number(), movers: t.array(Mover) }, "HostState");
type HostState = SchemaType<typeof HostState>;

const names = Array.from({ length: PERSONAS }, (_, i) => `Speaker${"ABCDEFGHIJ"[i]}`);
const personas = names.map((name, i) => aPersona({ id: `speaker-${i}`, name }));
const staging = aStaging(personas, { ground: aHall(), scene: { hearing: 1000, max_players: 500 } });
const clock = systemClock();

class HostRoom extends Room<{ state: HostState }> {
  override state = new HostState();
  override plugins = definePlugins(
    arm === "bare"
      ? []
      : [
          npcPlugin({
            scene: staging,
            model: createEndpoint(endpointFor(modelUrl), clock),
            episodeLog: memoryLog(),
            clock,
            random: seeded(1),
            play: { ...AS_TRAINED, turnsAtOnce: PERSONAS },
          }),
        ],
  );
  override onCreate(): void {
    for (let i = 0; i < PERSONAS; i++) this.state.movers.push(new Mover());
    let tick = 0;
    this.clock.setInterval(() => {
      tick += 1;
      for (const [i, mover] of this.state.movers.entries()) {
        mover.x = (tick + i) % 40;
        mover.y = (tick * 3 + i) % 24;
      }
      this.broadcast("tick", {
        tick,
        text: "the wind goes round to the north-west and the lamps swing",
      });
    }, 50);
  }
  override onBeforePatch(): void {
    this.state.stamp = performance.timeOrigin + performance.now();
  }
}

const server = createWebServer({
  rooms: { scene: defineRoom(HostRoom) },
  page: null,
  origins: [],
  health: () => ({ ok: true }),
});
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
let cpu = process.cpuUsage();
let since = performance.now();

process.on("message", (message) => {
  if (message === "reset") {
    delay.reset();
    cpu = process.cpuUsage();
    since = performance.now();
  } else if (message === "report") {
    const used = process.cpuUsage(cpu);
    process.send?.({
      bench: {
        cpu: (used.user + used.system) / 1000 / (performance.now() - since),
        loopP99: delay.percentile(99) / 1e6,
        rss: process.memoryUsage().rss / 2 ** 20,
      },
    });
  }
});
process.on("disconnect", () => process.exit(0));
const port = await server.listen(0, "127.0.0.1");
process.send?.({ bench: { port, names } });
