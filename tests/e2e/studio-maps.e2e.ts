import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { check, type Check } from "./check.ts";
import { ownWorld } from "./own-world.ts";
import type { StudioVisitor } from "./studio-visitor.ts";

/** A designer works on the map: routines, triggers, the entrance. */

const own = ownWorld();
const { world, file } = own;
export const { args, done } = own;

const PATIENCE = 90_000;

async function openMap(visitor: StudioVisitor, part: string): Promise<void> {
  await visitor.goto(`write/salt-lantern/map/${part}`);
  await visitor.page.locator(".map-mark").first().waitFor({ timeout: PATIENCE });
}

async function kept(visitor: StudioVisitor): Promise<void> {
  await visitor.page.locator(".keeping.saved").waitFor({ timeout: PATIENCE });
}

export const checks: Check[] = [
  check(
    "[ST66] a routine's stop is moved by arrow keys, undone and done again, and the file keeps its comments",
    async (stage) => {
      const visitor = await stage.visit({ as: "designer" });
      const { page } = visitor;
      await openMap(visitor, "routines");
      const before = file("life.yaml");
      await page.locator(".map-item", { hasText: "Gideon" }).press("Enter");
      const stop = page.locator(".map-mark.stop", { hasText: "Step 2" });
      await stop.waitFor({ timeout: PATIENCE });
      await stage.picture(visitor, "studio-maps-routines");
      await visitor.accessible("a routine on the map");
      assert.match((await stop.getAttribute("aria-label")) ?? "", /, the bar$/u);
      await stop.focus();
      await page.keyboard.press("ArrowUp");
      await page.locator(".said:has-text('Step 2 leads to')").waitFor({ timeout: PATIENCE });
      assert.equal(await stop.evaluate((one) => one === document.activeElement), true);
      await kept(visitor);
      const moved = file("drafts/life.yaml");
      const changed = before.split("\n").filter((line) => !moved.split("\n").includes(line));
      assert.ok(changed.length <= 1, changed.join("\n"));
      assert.match(moved, /^ {2}# The night goes on\.$/mu);
      assert.doesNotMatch((await stop.getAttribute("aria-label")) ?? "", /, the bar$/u);
      await page.keyboard.press("Control+z");
      await page.waitForFunction(() =>
        document
          .querySelector('.map-mark.stop[aria-label^="Step 2"]')
          ?.getAttribute("aria-label")
          ?.endsWith(", the bar"),
      );
      await page.keyboard.press("Control+y");
      await page.waitForFunction(
        () =>
          !document
            .querySelector('.map-mark.stop[aria-label^="Step 2"]')
            ?.getAttribute("aria-label")
            ?.endsWith(", the bar"),
      );
      assert.deepEqual(visitor.faults, []);
    },
  ),
  check(
    "[ST66] a stop is added on the map, and steps are ordered and taken out by keyboard",
    async (stage) => {
      const visitor = await stage.visit({ as: "designer" });
      const { page } = visitor;
      await openMap(visitor, "routines");
      await page.locator(".map-item", { hasText: "Merrin" }).press("Enter");
      const add = page.getByRole("button", { name: "Add a stop on the map" });
      await add.press("Enter");
      await page.waitForFunction(() => document.activeElement?.matches("button.map-place"));
      await visitor.accessible("places to choose from");
      await stage.picture(visitor, "studio-maps-picking");
      await page.keyboard.press("Escape");
      await page.waitForFunction(() =>
        document.activeElement?.textContent?.startsWith("Add a stop"),
      );
      await add.press("Enter");
      await page.locator("button.map-place", { hasText: "the quay" }).first().press("Enter");
      await page.locator(".map-mark.stop", { hasText: "Step 4" }).waitFor({ timeout: PATIENCE });
      await kept(visitor);
      assert.match(file("drafts/life.yaml"), /- go: quay\n/u);
      const steps = page.locator("[id$='steps'] > .rows > .row");
      await steps.nth(3).locator("summary").press("Alt+ArrowUp");
      await page.locator(".said:has-text('Moved to place 3')").waitFor({ timeout: PATIENCE });
      await steps
        .nth(2)
        .getByRole("button", { name: /^Remove/u })
        .press("Enter");
      await page.waitForFunction(() => document.querySelectorAll(".map-mark.stop").length === 3);
      await page.waitForFunction(() => document.activeElement?.closest("[id$='steps']") !== null);
      assert.deepEqual(visitor.faults, []);
    },
  ),
  check("[ST67] a trigger is moved, edited beside the map, added and taken out", async (stage) => {
    const visitor = await stage.visit({ as: "designer" });
    const { page } = visitor;
    await openMap(visitor, "triggers");
    await visitor.accessible("triggers on the map");
    const mark = page.locator(".map-mark.trigger", { hasText: "under-the-gable" });
    await mark.focus();
    await page.keyboard.press("ArrowLeft");
    await page
      .locator(".said:has-text('under-the-gable happens at')")
      .waitFor({ timeout: PATIENCE });
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.id.startsWith("field-triggers."));
    await page.locator("[id$='.when.place']").selectOption("quay");
    await page.locator("[id$='.again_after']").fill("321");
    await stage.picture(visitor, "studio-maps-triggers");
    await visitor.accessible("a trigger's fields");
    await page.locator(".said:has-text('under-the-gable')").waitFor();
    await kept(visitor);
    assert.match(
      file("drafts/life.yaml"),
      /id: under-the-gable\n\s+when: \{ on: entered, place: quay \}\n\s+again_after: 321\n/u,
    );
    await page.locator(".map-item[aria-expanded=true]").press("Enter");
    await page.getByRole("button", { name: "Add a trigger at a place" }).press("Enter");
    await page.locator("button.map-place", { hasText: "the kitchen" }).press("Enter");
    await page.waitForFunction(() =>
      document.activeElement?.matches(".map-item[aria-expanded=true]"),
    );
    await page.locator(".map-item .mark.problem").waitFor({ timeout: PATIENCE });
    await page.getByRole("button", { name: "Take out this trigger" }).press("Enter");
    await page.waitForFunction(() => document.activeElement?.matches(".map-item"));
    await page.locator(".map-item .mark.problem").waitFor({ state: "detached", timeout: PATIENCE });
    assert.deepEqual(visitor.faults, []);
  }),
  check(
    "[ST68] the entrance is moved from place to place, by keys and by choosing",
    async (stage) => {
      const visitor = await stage.visit({ as: "designer" });
      const { page } = visitor;
      await openMap(visitor, "people");
      const door = page.locator(".map-mark.door");
      await door.focus();
      await page.keyboard.press("ArrowDown");
      await page.locator(".said:has-text('Entrance')").waitFor({ timeout: PATIENCE });
      await kept(visitor);
      assert.doesNotMatch(file("drafts/scene.yaml"), /^entrance: doorway$/mu);
      await page.locator("aside .map-item[aria-expanded=true]", { hasText: "Entrance" }).waitFor();
      await page.locator("aside .pick").press("Enter");
      await page.locator("button.map-place", { hasText: "the porch" }).press("Enter");
      await page.waitForFunction(() => document.activeElement?.matches("aside .pick"));
      await page.waitForFunction(() =>
        document.querySelector(".map-mark.door")?.getAttribute("aria-label")?.endsWith("the porch"),
      );
      await kept(visitor);
      assert.match(file("drafts/scene.yaml"), /^entrance: porch$/mu);
      await stage.picture(visitor, "studio-maps-people");
      assert.deepEqual(visitor.faults, []);
    },
  ),
  check(
    "[ST66] [ST68] stops and bodies are dragged, and undo goes back through both files",
    async (stage) => {
      const visitor = await stage.visit({ as: "designer" });
      const { page } = visitor;
      /** Drags a mark to the middle of a place. */
      const drag = async (mark: string, place: string) => {
        const from = await page.locator(`${mark} .map-dot`).boundingBox();
        const to = await page.locator(".map-place", { hasText: place }).first().boundingBox();
        assert.ok(from !== null && to !== null);
        await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
        await page.mouse.down();
        await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 5 });
        await page.mouse.up();
      };
      const label = (mark: string) => page.locator(mark).getAttribute("aria-label");
      await openMap(visitor, "people");
      const lin = '.map-mark.persona[aria-label^="Lin Shouhai"]';
      const before = await label(lin);
      await drag(lin, "the store-room");
      await page.locator(".said:has-text('the store-room')").waitFor({ timeout: PATIENCE });
      assert.match((await label(lin)) ?? "", /store-room$/u);
      await openMap(visitor, "routines");
      const stop = '.map-mark.stop[aria-label^="Step 2"]';
      await page.locator(stop).waitFor({ timeout: PATIENCE });
      await drag(stop, "the guest room");
      await page.locator(".said:has-text('the guest room')").waitFor({ timeout: PATIENCE });
      assert.match((await label(stop)) ?? "", /the guest room$/u);
      await page.getByRole("button", { name: "Undo" }).click();
      await page.waitForFunction(
        (one) => !document.querySelector(one)?.getAttribute("aria-label")?.endsWith("guest room"),
        stop,
      );
      await openMap(visitor, "people");
      assert.match((await label(lin)) ?? "", /store-room$/u);
      await page.getByRole("button", { name: "Undo" }).click();
      await page.waitForFunction(
        ([one, was]) => document.querySelector(one)?.getAttribute("aria-label") === was,
        [lin, before ?? ""] as const,
      );
      assert.deepEqual(visitor.faults, []);
    },
  ),
  check("[ST68] places that the scene does not know are taken over from the map", async (stage) => {
    rmSync(join(world, "drafts"), { recursive: true, force: true });
    const visitor = await stage.visit({ as: "designer" });
    const { page } = visitor;
    const whole = file("scene.yaml");
    const without = whole.replace(/ {2}- id: spit\n {4}name: .*\n {4}description: .*\n/u, "");
    writeFileSync(join(world, "scene.yaml"), without);
    await openMap(visitor, "people");
    const add = page.locator(".unknown-places button", { hasText: "spit" });
    await add.waitFor({ timeout: PATIENCE });
    await visitor.accessible("places that the scene does not know");
    await add.press("Enter");
    await add.waitFor({ state: "detached", timeout: PATIENCE });
    await kept(visitor);
    assert.match(file("drafts/scene.yaml"), /- id: spit\n\s+name: spit\n/u);
    await page.locator(".map-place", { hasText: "spit" }).waitFor();
    writeFileSync(join(world, "scene.yaml"), whole);
    rmSync(join(world, "drafts"), { recursive: true, force: true });
    assert.deepEqual(visitor.faults, []);
  }),
  check("[ST57] what is changed in a file comes onto the map", async (stage) => {
    rmSync(join(world, "drafts"), { recursive: true, force: true });
    const visitor = await stage.visit({ as: "designer" });
    const { page } = visitor;
    await openMap(visitor, "triggers");
    const written = file("life.yaml").replace("- id: gust\n", "- id: a-gust\n");
    writeFileSync(join(world, "life.yaml"), written);
    await page.locator(".said:has-text('changed outside')").waitFor({ timeout: PATIENCE });
    await page.locator(".map-item", { hasText: "a-gust" }).waitFor({ timeout: PATIENCE });
    assert.deepEqual(visitor.faults, []);
  }),
  ...(["light", "dark"] as const).map((scheme) =>
    check(`[ST66] [ST67] [ST68] on a phone, in Chinese, ${scheme}: the map fits`, async (stage) => {
      const visitor = await stage.visit({
        as: "designer",
        language: "zh",
        dark: scheme === "dark",
        phone: true,
      });
      for (const part of ["people", "routines", "triggers"]) {
        await visitor.goto(`write/yuye-chaguan/map/${part}`);
        await visitor.page.locator(".map-mark").first().waitFor({ timeout: PATIENCE });
        const first = visitor.page.locator(".map-item").first();
        if ((await first.getAttribute("aria-expanded")) === "false") await first.click();
        await visitor.page
          .locator(".map-fields :is(.field, fieldset)")
          .first()
          .waitFor({ timeout: PATIENCE });
        await visitor.fits(part);
        await visitor.accessible(part);
        // Who presses something on the map keeps it before their eyes.
        const mark = visitor.page.locator(".map-mark").last();
        const before = await mark.boundingBox();
        await mark.tap();
        await visitor.page.locator('.map-item[aria-expanded="true"]').first().waitFor();
        assert.equal((await mark.boundingBox())?.y, before?.y);
        await stage.picture(visitor, `studio-maps-${part}-${scheme}`);
      }
      assert.deepEqual(visitor.faults, []);
    }),
  ),
];
