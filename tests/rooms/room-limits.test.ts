import { defineRoom } from "@colyseus/core";
import { Client } from "@colyseus/sdk";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../server/cli/seeded-random.ts";
import { systemClock } from "../../server/cli/system-clock.ts";
import { sceneRoom } from "../../server/rooms/scene-room.ts";
import { createWebServer } from "../../server/rooms/web-server.ts";
import { aPersona, aStaging } from "../doubles/a-scene.ts";
import { memoryLog } from "../doubles/memory-log.ts";
import { scriptedModel } from "../doubles/scripted-model.ts";

describe("[N2] rooms are bounded", () => {
  test("[N2] a full scene opens another, up to the limit; nothing plays before someone has joined", async () => {
    const clock = systemClock();
    const log = memoryLog();
    const model = scriptedModel(clock);
    const scene = aStaging([aPersona({ id: "mara", name: "Mara Quill" })], {
      scene: { max_players: 1 },
    });
    const options = () => ({ scene, model, episodeLog: log, clock, random: seededRandom(1) });
    const server = createWebServer({
      rooms: { scene: defineRoom(sceneRoom({ scene: options, maxRooms: 2 })) },
      page: null,
      origins: [],
      health: () => ({ ok: true }),
    });
    const url = `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}`;
    const seat = await fetch(`${url}/matchmake/joinOrCreate/scene`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect(seat.ok).toBe(true);
    expect(log.events).toEqual([]);
    const first = await new Client(url).joinOrCreate("scene", { name: "Ayla" });
    await expect(new Client(url).joinOrCreate("scene", { name: "Ben" })).rejects.toThrow();
    expect(log.events.filter((e) => e.type === "episode-start")).toHaveLength(1);
    await first.leave();
    await server.close();
  });
});
