import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { connect, type SceneClient } from "../../../client/scene-client.ts";
import type { LiveScenes } from "../../../shared/studio/live.ts";
import { startServer, type StartedServer } from "../../e2e/server.ts";
import { studioHand, type StudioHand } from "../../studio-time/studio-hand.ts";

/** The kill switch over real HTTP, with real clients of which each counts the letters that reach it. */

const PERSONA = "merrin-tace";
const NAMES = ["Ada", "Bob", "Cleo"] as const;
const STARTS_WITHIN = 120_000;

/** One client, and the letters of a persona's turns that it was shown. */
interface Listener {
  readonly client: SceneClient;
  letters: number;
  ended: number;
}

describe("[ST85] once a kill is acknowledged", () => {
  let server: StartedServer;
  let hand: StudioHand;
  let episode = "";
  const listeners: Listener[] = [];

  beforeAll(async () => {
    // Slow enough that a turn goes on for long after it was stopped.
    server = await startServer({ DRAMATIS_UNDERSTUDY_TPS: "20", DRAMATIS_MEMORY: "0" });
    for (const name of NAMES) {
      const client = await connect({
        url: server.url,
        room: "scene",
        options: { name, language: "en" },
        memory: null,
      });
      const listener: Listener = { client, letters: 0, ended: 0 };
      client.on("event", (event) => {
        if (event.type === "speech-delta" || event.type === "action-delta")
          listener.letters += event.text.length;
        if (event.type === "turn-end") listener.ended += 1;
      });
      listeners.push(listener);
    }
    hand = await studioHand(server.url, server.keys.operator);
    episode = (await hand.ask<LiveScenes>("/live")).scenes[0]?.episodeId ?? "";
  }, STARTS_WITHIN);
  afterAll(async () => {
    for (const { client } of listeners) await client.leave().catch(() => {});
    await server?.close();
  });

  const control = (persona: string | null, what: string) =>
    hand.ask(`/live/scenes/${episode}/control`, {
      method: "POST",
      body: { persona, control: { do: what } },
    });

  /** Says something until everybody is shown letters of an answer that has not ended. */
  async function streaming(): Promise<void> {
    for (let tries = 0; tries < 12; tries++) {
      const before = listeners.map(({ letters, ended }) => ({ letters, ended }));
      for (const { client } of listeners) {
        const body = client.cast.get(PERSONA);
        if (body !== undefined) await client.move(Math.round(body.x) + 1, Math.round(body.y));
      }
      const said = await listeners[0]?.client.say(
        "Merrin, tell me all that you know of the wreck.",
        PERSONA,
      );
      const shown = () =>
        listeners.every(({ letters }, index) => letters > (before[index]?.letters ?? 0) + 5);
      for (let wait = 0; wait < (said?.ok === true ? 400 : 40) && !shown(); wait++) await pause(20);
      if (shown() && listeners.every(({ ended }, index) => ended === before[index]?.ended)) return;
    }
    throw new Error("nobody spoke for all to hear");
  }

  test.each([
    ["one persona, at the first letters", PERSONA, 0],
    ["one persona, in the middle of a line", PERSONA, 700],
    ["the whole scene, in the middle of a line", null, 450],
    ["the whole scene, at the first letters", null, 0],
  ] as const)(
    "[ST85] no client is shown another letter: %s",
    async (_what, whom, later) => {
      await streaming();
      await pause(later);
      const open = listeners.map(({ ended }) => ended);
      onTestFinished(() => control(whom, "resume").then(() => {}));
      await control(whom, "kill");
      const acknowledged = listeners.map(({ letters }) => letters);
      for (let wait = 0; wait < 100; wait++) {
        if (listeners.every(({ ended }, index) => ended > (open[index] ?? 0))) break;
        await pause(20);
      }
      await pause(1_500);
      expect(listeners.map(({ letters }) => letters)).toEqual(acknowledged);
      expect(listeners.every(({ ended }, index) => ended > (open[index] ?? 0))).toBe(true);
    },
    60_000,
  );
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
