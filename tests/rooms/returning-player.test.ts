import { Client } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { REQUESTS } from "../../shared/protocol.ts";
import { systemClock } from "../../server/cli/system-clock.ts";
import { DEFAULT_THINKING } from "../../server/roleplay/thinking/thinking-mode.ts";
import { aPersona, aStaging } from "../doubles/a-scene.ts";
import { aPlayer, aServer, playerIn, type TestServer } from "../doubles/a-server.ts";
import { thinkingModel, type ThinkingModel } from "../doubles/thinking-model.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const mara = aPersona({ id: "mara", name: "Mara Quill" });
let model: ThinkingModel;
let server: TestServer;

beforeAll(async () => {
  model = thinkingModel(systemClock(), { firstToken: 5, perToken: 1, thought: 200 });
  server = await aServer(aStaging([mara]), { model, play: { thinking: DEFAULT_THINKING } });
});
afterAll(() => server.close());

describe("[N9] who a player is beyond a visit", () => {
  test("[N9] the same key is the same subject, on another day and under another name", async () => {
    for (const name of ["Ayla", "Somebody Else"]) {
      const client = new Client(server.url);
      const player = await playerIn(client, await client.joinOrCreate("scene", { name, key: KEY }));
      await player.say({ text: "Good evening, Mara!" });
      await player.event((event) => event.type === "turn-end");
      await player.room.leave(true);
    }
    const subjects = new Set(model.requests.map(({ purpose }) => purpose.player));
    expect(subjects.size).toBe(1);
    expect([...subjects][0]).toMatch(/^s-[\w-]{22}$/u);
  });
  test("[N9] the key itself is in no event, no state and no record, and a bad one is ignored", async () => {
    const client = new Client(server.url);
    const joined = await client.joinOrCreate("scene", { name: "Ayla", key: KEY });
    const player = await playerIn(client, joined);
    const other = await aPlayer(server.url, "Ben");
    await player.say({ text: "Good evening, Mara!" });
    await other.event((event) => event.type === "turn-end");
    const seen = JSON.stringify([
      other.events,
      other.snapshot,
      other.room.state,
      server.log.events,
    ]);
    expect(seen).not.toContain(KEY);
    expect(seen).toContain("Ayla");
    const odd = new Client(server.url);
    const bad = await playerIn(
      odd,
      await odd.joinOrCreate("scene", { name: "Cy", key: "<script>" }),
    );
    await bad.sync();
    expect(bad.snapshot?.you).toMatch(/^p-/u);
  });
});

describe("[N10] a player is writing", () => {
  test("[N10] it is acknowledged, whoever it is for begins to think, and nobody is told", async () => {
    const player = await aPlayer(server.url, "Writer");
    await player.sync();
    const before = model.requests.length;
    const events = player.events.length;
    const answer = await player.room.request(REQUESTS.typing, { to: "mara" }, { timeout: 5_000 });
    expect(answer).toEqual({ ok: true });
    await expect.poll(() => model.requests.length).toBeGreaterThan(before);
    expect(model.requests.at(-1)?.purpose).toMatchObject({ lane: "ahead", persona: "mara" });
    expect(player.events.slice(events)).toEqual([]);
  });
  test.each([{ to: 7 }, { to: "mara", text: "no" }, null, "typing"])(
    "[N10] %j is refused and ends nothing",
    async (message) => {
      const player = await aPlayer(server.url, "Odd");
      const answer = await player.room.request(REQUESTS.typing, message as object, {
        timeout: 5_000,
      });
      expect(answer).toEqual({ ok: false, refusal: "bad-message" });
    },
  );
});
