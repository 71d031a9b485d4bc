import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { check, type Check } from "./check.ts";
import { ownWorld } from "./own-world.ts";

/** The whole way of a new persona: written, rehearsed, released, met in the game, and changed while it plays. */

const own = ownWorld();
const { world, file } = own;
export const { args, done } = own;

const PATIENCE = 90_000;

export const checks: Check[] = [
  check(
    "[ST147] a new persona is written, rehearsed, released, met in the running game, and changed at its next turn",
    async (stage) => {
      const ann = await stage.enter("Ann");
      const visitor = await stage.visit({ as: "everyone" });
      const { page } = visitor;

      // Written, from a name.
      await visitor.goto("write/salt-lantern");
      await page.locator(".begin input").fill("Wat Tolliver");
      await page.locator(".begin button").click();
      await page.locator("#field-name").waitFor({ timeout: PATIENCE });
      await page.locator("#field-public\\.appearance").fill("A thin man with a sack of corks.");
      await page.locator("#field-public\\.known").fill("Wat sells corks and hears every rumour.");
      await page
        .locator("#field-profile")
        .fill("Wat Tolliver walks the coast road with a sack of corks and is never in a hurry.");
      await page.locator(".keeping.saved").waitFor({ timeout: PATIENCE });
      assert.ok(existsSync(join(world, "drafts/personas/wat-tolliver.yaml")));
      assert.ok(!existsSync(join(world, "personas/wat-tolliver.yaml")));

      // Rehearsed, before anybody else meets it.
      await visitor.goto("rehearse/salt-lantern/wat-tolliver/draft");
      await page.locator(".composer .say textarea").first().waitFor({ timeout: PATIENCE });
      await page.locator(".composer .say textarea").fill("What do you carry in that sack?");
      await page.keyboard.press("Enter");
      await page.locator(".channel-speech").first().waitFor({ timeout: PATIENCE });
      await page.locator(".turn .turn-hands").first().waitFor({ timeout: PATIENCE });
      await stage.picture(visitor, "studio-flow-rehearsed");
      assert.equal(await ann.page.locator('.company-button[data-id="wat-tolliver"]').count(), 0);

      // Released, with its place in the cast: it walks in.
      await visitor.goto("write/salt-lantern");
      await page.getByRole("button", { name: /^Release all/u }).click();
      await page.locator("p:has-text('Released.')").waitFor({ timeout: PATIENCE });
      assert.match(file("scene.yaml"), /persona: wat-tolliver/u);
      await ann.until("Wat came in", ({ cast }) => cast.some(({ id }) => id === "wat-tolliver"));
      await ann.turnTo("wat-tolliver");
      await ann.say("Wat, what do you carry in that sack?");
      await ann.until("Wat answers", ({ transcript }) =>
        (transcript?.entries ?? []).some(
          ({ speaker, segments, state }) =>
            speaker === "wat-tolliver" && segments.length > 0 && state !== "open",
        ),
      );
      await stage.picture(ann, "studio-flow-met");

      // Changed while it plays: the version that speaks is another one at its next turn.
      await visitor.goto("write/salt-lantern/persona.wat-tolliver");
      await page.locator("#field-profile").waitFor({ timeout: PATIENCE });
      await page.locator("#field-profile").fill("Wat Tolliver has sold his last cork tonight.");
      await page.locator(".keeping.saved").waitFor({ timeout: PATIENCE });
      await page.getByRole("button", { name: "Release", exact: true }).click();
      await page.locator(".keeping.clean").waitFor({ timeout: PATIENCE });
      const before = (await ann.probe()).transcript?.entries.length ?? 0;
      await ann.turnTo("wat-tolliver");
      await ann.say("And what is left in it now, Wat?");
      await ann.until("Wat answers again", ({ transcript }) =>
        (transcript?.entries ?? [])
          .slice(before)
          .some(({ speaker, segments }) => speaker === "wat-tolliver" && segments.length > 0),
      );
      assert.match(file("personas/wat-tolliver.yaml"), /sold his last cork/u);
      assert.deepEqual(visitor.faults, []);
      assert.deepEqual(ann.faults, []);
    },
  ),
];
