import { defineRoom } from "@colyseus/core";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createWebServer } from "../../server/rooms/web-server.ts";
import { aPlayer } from "../doubles/a-server.ts";

const data = mkdtempSync(join(tmpdir(), "dramatis-hello-"));
afterAll(() => rmSync(data, { recursive: true, force: true }));

describe("[N8] hello, NPC", () => {
  test("[N8] the README's room is this file, word for word", () => {
    const code = readFileSync(resolve(import.meta.dirname, "hello-npc.ts"), "utf8").trim();
    const readme = readFileSync(resolve(import.meta.dirname, "../../README.md"), "utf8");
    expect(readme).toContain(`\`\`\`ts\n${code}\n\`\`\``);
  });
  test("[N8] it runs: a player is answered", async () => {
    process.env["DRAMATIS_DATA_DIR"] = data;
    const { Inn } = await import("./hello-npc.ts");
    const server = createWebServer({
      rooms: { scene: defineRoom(Inn) },
      page: null,
      origins: [],
      health: () => ({ ok: true }),
    });
    const port = await server.listen(0, "127.0.0.1");
    const ayla = await aPlayer(`http://127.0.0.1:${port}`, "Ayla");
    await ayla.say({ text: "Good evening, Dorcas." });
    expect(await ayla.event((e) => e.type === "turn-end")).toMatchObject({ outcome: "complete" });
    await ayla.room.leave();
    await server.close();
  });
});
