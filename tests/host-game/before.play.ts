import assert from "node:assert/strict";
import type { PlayCheck } from "./play.ts";

/** The game as it was: what it can do must still be so afterwards. */
export const checks: PlayCheck[] = [
  {
    name: "[U10] the game works without Dramatis: two see each other and walk",
    async run(play) {
      const ada = await play.come();
      const bob = await play.come();
      await ada.until("Bob is there", ({ avatars }) => avatars === 2);
      const { x } = await ada.sight();
      await ada.hold("ArrowRight", "Ada walks", (sight) => sight.x > x + 60);
      const still = await bob.sight();
      await bob.hold("a", "Bob walks by letters", (sight) => sight.x < still.x - 60);
      assert.deepEqual((await ada.sight()).bodies, []);
      assert.deepEqual([ada.faults, bob.faults], [[], []]);
    },
  },
];
