import { matchMaker } from "@colyseus/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { LIMITS, REQUESTS } from "../../shared/protocol.ts";
import { CONTENT_SECURITY_POLICY } from "../../server/rooms/web-server.ts";
import { aPersona, aStaging } from "../doubles/a-scene.ts";
import { aPlayer, aServer, linesOf, playerIn, type TestServer } from "../doubles/a-server.ts";
import { turnOf } from "../doubles/scripted-model.ts";

const mara = aPersona({ id: "mara", name: "Mara Quill" });
const tomas = aPersona({ id: "tomas", name: "Tomas Reed" });
const ended = (e: { type: string }) => e.type === "turn-end";

let server: TestServer;
beforeAll(async () => {
  server = await aServer(aStaging([mara, tomas]), {}, ["https://play.example"]);
});
afterAll(() => server.close());

describe("[N1] talk over real sockets", () => {
  test("[N1] a request is acknowledged with a turn id; two players hear the same turn", async () => {
    const ayla = await aPlayer(server.url, "Ayla");
    const ben = await aPlayer(server.url, "Ben");
    server.model.script("Mara Quill", turnOf("<role_action>nods</role_action>Come in."));
    const answer = await ayla.say({ text: "Good evening, Mara." });
    expect(answer).toEqual({ ok: true, turnId: expect.any(String) });
    const [mine, his] = await Promise.all([ayla.event(ended), ben.event(ended)]);
    expect(mine).toEqual(his);
    expect(mine).toMatchObject({ outcome: "complete", logged: true });
    expect(linesOf(await ben.sync())).toEqual(linesOf(await ayla.sync()));
    expect(ayla.room.state.cast.size).toBeGreaterThanOrEqual(4);
    await Promise.all([ayla.room.leave(), ben.room.leave()]);
  });

  test("[N1] a whisper is on one player's wire only", async () => {
    const ayla = await aPlayer(server.url, "Ayla");
    const ben = await aPlayer(server.url, "Ben");
    const me = (await ayla.sync()).you;
    const you = (await ben.sync()).you;
    expect(await ayla.say({ text: "Between us two.", to: you, whisper: true })).toMatchObject({
      ok: true,
    });
    await ben.event((e) => e.type === "line" && e.whisper && e.speaker === me);
    const clara = await aPlayer(server.url, "Clara");
    expect(JSON.stringify([clara.events, await clara.sync()])).not.toContain("Between us two.");
    await Promise.all([ayla, ben, clara].map((p) => p.room.leave()));
  });
});

describe("[N2] bad input ends nothing", () => {
  test.each([
    [{ text: "x".repeat(LIMITS.text + 1) }, "bad-message"],
    [{ text: "hello", extra: 1 }, "bad-message"],
    [{ text: 7 }, "bad-message"],
    [null, "bad-message"],
    [{ text: "\u200b\u200b" }, "empty"],
    [{ text: "hi", to: "__proto__" }, "unknown-target"],
  ])("[N2] %j is refused in a closed word", async (message, refusal) => {
    const ayla = await aPlayer(server.url, "Ayla");
    expect(await ayla.room.request(REQUESTS.say, message)).toMatchObject({ ok: false, refusal });
    expect(await ayla.room.request(REQUESTS.move, { x: 1.5, y: 1 })).toMatchObject({ ok: false });
    expect(await ayla.say({ text: "Mara?" })).toMatchObject({ ok: true });
    await ayla.room.leave();
  });
  test("[N2] a flood closes the flooder alone", async () => {
    const ayla = await aPlayer(server.url, "Ayla");
    const ben = await aPlayer(server.url, "Ben");
    ben.room.reconnection.enabled = false;
    const left = new Promise((resolve) => ben.room.onLeave(resolve));
    for (let i = 0; i < 200; i++) ben.room.send(REQUESTS.say, { text: "x" });
    await left;
    expect(await ayla.say({ text: "Mara?" })).toMatchObject({ ok: true });
    await ayla.room.leave();
  });
});

describe("[N3] late and returning clients", () => {
  test("[N3] one who comes late holds the same lines", async () => {
    const ayla = await aPlayer(server.url, "Ayla");
    await ayla.say({ text: "Mara, a bed for the night?" });
    await ayla.event(ended);
    const late = await aPlayer(server.url, "Late");
    expect(linesOf(await late.sync())).toEqual(linesOf(await ayla.sync()));
    await Promise.all([ayla.room.leave(), late.room.leave()]);
  });

  test("[N3] a drop in mid-line and a return: the transcript of one who stayed", async () => {
    const stays = await aPlayer(server.url, "Stays");
    const drops = await aPlayer(server.url, "Drops");
    server.model.script("Mara Quill", {
      pieces: [
        "<system_thinking>x</system_thinking>One, ",
        { wait: 400 },
        "two, ",
        { wait: 400 },
        "three.",
      ],
    });
    await stays.say({ text: "Mara, count for us." });
    await drops.event((e) => e.type === "speech-delta");
    const token = drops.room.reconnectionToken;
    const you = (await drops.sync()).you;
    drops.room.reconnection.enabled = false;
    (drops.room.connection.transport as unknown as { ws: WebSocket }).ws.close(4010);
    await stays.event(ended);
    const back = await playerIn(drops.client, await drops.client.reconnect(token));
    const [mine, theirs] = [await back.sync(), await stays.sync()];
    expect(mine.you).toBe(you);
    expect(linesOf(mine).at(-1)).toContain("One, two, three.");
    const since = linesOf(theirs).slice(-linesOf(mine).length);
    expect(linesOf(mine)).toEqual(since);
    await Promise.all([stays.room.leave(), back.room.leave()]);
  });
});

describe("[N4] the door", () => {
  const upgrade = (origin?: string) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(server.url.replace("http", "ws"), origin ? { origin } : {});
      socket.on("unexpected-response", (_request, response) => {
        resolve(response.statusCode ?? 0);
        socket.terminate();
      });
      socket.on("open", () => {
        resolve(101);
        socket.terminate();
      });
      socket.on("error", () => undefined);
    });
  test("[N4] a foreign page may not open a socket; our own and listed ones may", async () => {
    expect(await upgrade("https://evil.example")).toBe(403);
    expect(await upgrade("https://play.example")).toBe(101);
    expect(await upgrade(server.url)).toBe(101);
    expect(await upgrade()).toBe(101);
  });
  test("[N4] a foreign page may not read matchmaking answers, and nobody creates rooms at will", async () => {
    const ask = (method: string, origin: string) =>
      fetch(`${server.url}/matchmake/${method}/scene`, {
        method: "POST",
        headers: { "content-type": "application/json", origin },
        body: "{}",
      });
    expect(
      (await ask("joinOrCreate", "https://evil.example")).headers.get(
        "access-control-allow-origin",
      ),
    ).toBeNull();
    expect((await ask("create", server.url)).ok).toBe(false);
    expect(matchMaker.controller.exposedMethods).not.toContain("create");
  });
  test("[N4] health and headers", async () => {
    const response = await fetch(`${server.url}/healthz`);
    expect(await response.json()).toEqual({ ok: true, synthetic: true });
    expect(response.headers.get("content-security-policy")).toBe(CONTENT_SECURITY_POLICY);
    expect((await fetch(`${server.url}/assets/worlds/salt-lantern/scene.yaml`)).status).toBe(404);
  });
});
