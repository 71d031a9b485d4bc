import assert from "node:assert/strict";
import type { PlayCheck } from "./play.ts";

/** The game with the studio: its own page loads none of it, and the studio shows its room and its persona. */
export const checks: PlayCheck[] = [
  {
    name: "[ST120] the link opens the studio of a stranger's game: who plays is watched, who is written is theirs",
    async run(play) {
      const ada = await play.come();
      const loaded = await ada.page.evaluate(() =>
        performance.getEntriesByType("resource").map(({ name }) => name),
      );
      assert.ok(loaded.length > 0);
      assert.deepEqual(
        loaded.filter((address) => address.includes("/studio")),
        [],
      );
      const link = /http:\/\/\S+\/studio\/#key=[\w-]+/u.exec(play.said())?.[0] ?? "";
      assert.ok(link.startsWith(`${play.url}/studio/`), play.said());
      const page = await ada.context.newPage();
      const faults: string[] = [];
      page.on("pageerror", ({ message }) => faults.push(message));
      page.on("console", (line) => {
        // Its ground is no map that could be drawn.
        if (line.type() === "error" && !line.location().url.includes("/maps/"))
          faults.push(line.text());
      });
      await page.goto(link);
      await page.locator("header nav").waitFor();
      await page.goto(`${play.url}/studio/#/live`);
      await page.locator(".live-scenes a").first().click();
      await page.locator('.live-cast li[data-persona="wren-hollis"]').waitFor();
      await ada.until("Wren is there", ({ bodies }) => bodies.includes("wren-hollis"));
      await ada.hold("ArrowRight", "she is near", ({ x }) => x > 190);
      await ada.say("Good morning, Wren. What are you counting?");
      await page.locator(".live-line.persona .live-turn button").first().waitFor();
      await play.picture({ page }, "studio-live");
      await page.goto(`${play.url}/studio/#/write/meadow`);
      await page
        .getByRole("link", { name: /Wren Hollis/u })
        .first()
        .waitFor();
      await play.picture({ page }, "studio-write");
      await page.goto(`${play.url}/studio/#/rehearse`);
      await page.locator("main h1").first().waitFor();
      await play.picture({ page }, "studio-rehearse");
      await page.close();
      assert.deepEqual([ada.faults, faults], [[], []]);
    },
  },
];
