import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { check, type Check } from "./check.ts";

/** Somebody who is only begun in a form is heard with one press, in a world that is only begun as well. */

const worlds = mkdtempSync(join(tmpdir(), "dramatis-unfinished-"));
const world = join(worlds, "salt-lantern");
cpSync(resolve(import.meta.dirname, "../../assets/worlds/salt-lantern"), world, {
  recursive: true,
});
export const args = ["--scene", world];
export const done = (): void => rmSync(worlds, { recursive: true, force: true });

export const checks: Check[] = [
  check(
    "[ST104] from an empty form to the first spoken line, and back to write on",
    async (stage) => {
      const visitor = await stage.visit({ as: "designer" });
      const { page } = visitor;
      await visitor.goto("write");
      await page.getByLabel("Title of the scene").fill("The Quay");
      await page.getByLabel("Name of its first character").fill("Nessa");
      await page.locator("main form.begin button[type=submit]").click();
      const form = page.locator(".sheet-form");
      await form.locator(".field").first().waitFor();
      await page.getByLabel("Known to all").fill("Nessa mends nets on the quay.");
      // What was typed last is not kept yet.
      await page.getByRole("button", { name: "Hear it speak" }).click();
      await page.locator(".channel-speech").first().waitFor();
      await page.locator(".turn .turn-hands").waitFor();
      const note = (await page.locator("p.unfinished").textContent()) ?? "";
      assert.match(note, /made up for now: the world around, Looks, Profile\./u);
      await visitor.accessible("an unfinished sheet in rehearsal");
      await stage.picture(visitor, "studio-rehearsal-unfinished");
      await page.getByRole("button", { name: "How it came" }).click();
      await page.locator(".prompt li").first().waitFor();
      assert.match((await page.locator(".prompt").textContent()) ?? "", /Nessa is new here/u);
      await page.getByRole("link", { name: "Write on" }).click();
      await form.locator(".field").first().waitFor();
      await visitor.accessible("the form it is written in");
      assert.deepEqual(visitor.faults, []);
    },
  ),

  check("[ST104] on a phone, in Chinese, dark", async (stage) => {
    const visitor = await stage.visit({ phone: true, language: "zh", dark: true });
    const { page } = visitor;
    const { text } = await visitor.ask("/writing/worlds/salt-lantern/personas", {
      method: "POST",
      body: JSON.stringify({ name: "周小满" }),
      headers: { "Content-Type": "application/json" },
    });
    const { sheet } = JSON.parse(text) as { sheet: string };
    await visitor.goto(`write/salt-lantern/${sheet}`);
    await page.locator(".sheet-form .field").first().waitFor();
    await visitor.fits("the form");
    await page.getByRole("button", { name: "马上试戏" }).click();
    await page.locator(".channel-speech").first().waitFor();
    await visitor.fits("an unfinished sheet");
    await visitor.accessible("an unfinished sheet on a phone");
    await stage.picture(visitor, "studio-rehearsal-unfinished-phone-zh-dark");
    assert.deepEqual(visitor.faults, []);
  }),
];
