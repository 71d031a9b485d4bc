import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { aPlay, aSceneFrom, turnOf } from "dramatis/testing";

/** The tavern without a server, a model or a clock: `npm test`. */

const tavern = await aSceneFrom(join(import.meta.dirname, "../npcs/tavern"));

test("Hanna answers who speaks to her, and keeps her thoughts to herself", async () => {
  const play = aPlay(tavern);
  play.join("ayla", "Ayla");
  await play.live(20_000);
  // What the model writes next, with a thought that nobody may hear.
  play.model.script("Hanna Lund", turnOf("Fish soup. One penny.", "Is this the thief?"));
  play.say("ayla", "What is for supper, Hanna?");
  await play.live(5_000);
  assert.equal(play.transcript("ayla").at(-1), "Hanna Lund: Fish soup. One penny.");
  assert.ok(!JSON.stringify(play.told).includes("thief"));
});
