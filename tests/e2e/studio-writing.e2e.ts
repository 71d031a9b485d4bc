import assert from "node:assert/strict";
import { appendFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { check, type Check } from "./check.ts";
import { ownWorld } from "./own-world.ts";
import type { StudioVisitor } from "./studio-visitor.ts";

/** A designer writes: a sheet as a form and as text, a new character, the map, the history, somebody else's change. */

const own = ownWorld();
const { world, file } = own;
export const { args, done } = own;

const PATIENCE = 90_000;

async function openSheet(visitor: StudioVisitor, sheet: string): Promise<void> {
  await visitor.goto(`write/salt-lantern/${sheet}`);
  await visitor.page.locator(".sheet-form .field").first().waitFor({ timeout: PATIENCE });
}

/** Waits until what was written is kept. */
async function kept(visitor: StudioVisitor): Promise<void> {
  await visitor.page.locator(".keeping.saved").waitFor({ timeout: PATIENCE });
}

async function released(visitor: StudioVisitor): Promise<void> {
  await visitor.page.locator(".keeping.clean").waitFor({ timeout: PATIENCE });
}

export const checks: Check[] = [
  check(
    "[ST56] a field is written by keyboard alone, kept, undone, released, and read in the history",
    async (stage) => {
      const visitor = await stage.visit({ as: "designer" });
      const { page } = visitor;
      await openSheet(visitor, "persona.merrin-tace");
      await visitor.accessible("a persona's form");
      await page.locator(".views button[aria-selected=true]").focus();
      await visitor.tabTo("#field-name", 20);
      await page.keyboard.press("End");
      await page.keyboard.type(" the Elder");
      await kept(visitor);
      assert.match(file("drafts/personas/merrin-tace.yaml"), /^name: Merrin Tace the Elder$/mu);
      assert.match(file("personas/merrin-tace.yaml"), /^name: Merrin Tace$/mu);
      await page.keyboard.press("Control+z");
      await page.waitForFunction(
        () => document.querySelector<HTMLInputElement>("#field-name")?.value === "Merrin Tace",
      );
      await page.keyboard.press("Control+y");
      await page.waitForFunction(() =>
        document.querySelector<HTMLInputElement>("#field-name")?.value.endsWith("Elder"),
      );
      await page.waitForFunction(() => document.querySelector(".keeping.unsaved") === null);
      await kept(visitor);
      await page.getByRole("button", { name: "Release", exact: true }).press("Enter");
      await released(visitor);
      assert.match(file("personas/merrin-tace.yaml"), /^name: Merrin Tace the Elder$/mu);
      assert.equal(existsSync(join(world, "drafts/personas/merrin-tace.yaml")), false);
      await page.getByRole("tab", { name: "Form" }).focus();
      await page.keyboard.press("ArrowLeft");
      await page.locator(".history li").nth(1).waitFor({ timeout: PATIENCE });
      await page.getByRole("button", { name: "Compare with now" }).last().press("Enter");
      await page.locator(".diff ins").waitFor({ timeout: PATIENCE });
      assert.equal(
        (await page.locator(".diff ins").allTextContents()).join("").trim(),
        "the Elder",
      );
      await visitor.accessible("a sheet's history");
      await page.getByRole("button", { name: "Release this text again" }).press("Enter");
      await page.locator(".history li").nth(2).waitFor({ timeout: PATIENCE });
      assert.match(file("personas/merrin-tace.yaml"), /^name: Merrin Tace$/mu);
      assert.deepEqual(visitor.faults, []);
    },
  ),
  check(
    "[ST56] the text and the form of a sheet are one, and what is wrong is said at its field",
    async (stage) => {
      const visitor = await stage.visit({ as: "designer" });
      const { page } = visitor;
      await openSheet(visitor, "persona.dorcas-maskell");
      await page.getByRole("tab", { name: "YAML" }).click();
      const text = page.locator("textarea.yaml");
      await text.fill((await text.inputValue()).replace(/^name: .*$/mu, 'name: ""'));
      await page.locator("aside .wrong").first().waitFor({ timeout: PATIENCE });
      await visitor.accessible("a sheet's text");
      await page.getByRole("tab", { name: "Form" }).click();
      await page.locator('#field-name[aria-invalid="true"]').waitFor({ timeout: PATIENCE });
      await page.locator("#field-name").fill("Dorcas");
      await page.waitForFunction(
        () => document.querySelector("#field-name[aria-invalid]") === null,
      );
      await kept(visitor);
      await page.getByRole("tab", { name: "YAML" }).click();
      await page.waitForFunction(() =>
        document
          .querySelector<HTMLTextAreaElement>("textarea.yaml")
          ?.value.includes('name: "Dorcas"'),
      );
      page.once("dialog", (dialog) => void dialog.accept());
      await page.getByRole("button", { name: "Drop the draft" }).click();
      await released(visitor);
      assert.deepEqual(visitor.faults, []);
    },
  ),
  check(
    "[ST57] a change made in the file comes into the page, and beside a draft both texts are shown",
    async (stage) => {
      const visitor = await stage.visit({ as: "designer" });
      const { page } = visitor;
      await openSheet(visitor, "persona.gideon-strake");
      const path = join(world, "personas/gideon-strake.yaml");
      appendFileSync(path, "# one\n");
      await page.locator(".said:has-text('changed outside')").waitFor({ timeout: PATIENCE });
      await page.locator("#field-name").fill("Gideon");
      await kept(visitor);
      appendFileSync(path, "# two\n");
      await page.locator(".conflict .diff").waitFor({ timeout: PATIENCE });
      await visitor.accessible("a conflict");
      await page.getByRole("button", { name: "Keep mine" }).click();
      await page.locator(".conflict").waitFor({ state: "detached" });
      await kept(visitor);
      assert.equal(await page.locator("#field-name").inputValue(), "Gideon");
    },
  ),
  check(
    "[ST58] a list is written, ordered and emptied by keyboard, and the focus stays with it",
    async (stage) => {
      const visitor = await stage.visit({ as: "designer" });
      const { page } = visitor;
      await openSheet(visitor, "persona.tamsin-wenn");
      const list = page.locator("#field-aliases");
      const before = await list.locator(".row").count();
      await list.locator(":scope > .add").press("Enter");
      await page.waitForFunction(
        (at) => document.activeElement?.id === `field-aliases.${at}`,
        before,
      );
      await page.keyboard.type("Tam");
      await page.keyboard.press("Alt+ArrowUp");
      await page.waitForFunction(
        (at) => document.activeElement?.id === `field-aliases.${at}`,
        before - 1,
      );
      assert.equal(await page.locator(`#field-aliases\\.${before - 1}`).inputValue(), "Tam");
      await list
        .getByRole("button", { name: /^Remove/u })
        .nth(before - 1)
        .press("Enter");
      await page.waitForFunction(
        (rows) => document.querySelectorAll("#field-aliases .row").length === rows,
        before,
      );
      await page.waitForFunction(() => document.activeElement?.closest("#field-aliases") !== null);
    },
  ),
  check("[ST59] who stands where is moved on the map by arrow keys, and said", async (stage) => {
    const visitor = await stage.visit({ as: "designer" });
    const { page } = visitor;
    await visitor.goto("write/salt-lantern/map");
    const mark = page.locator(".map-mark.persona", { hasText: "Merrin" });
    await mark.waitFor({ timeout: PATIENCE });
    await visitor.accessible("the map");
    await mark.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    await page.locator(".said:has-text('tile')").waitFor({ timeout: PATIENCE });
    await kept(visitor);
    assert.match(
      file("drafts/scene.yaml"),
      /persona: merrin-tace\n\s+place: [a-z-]+\n\s+tile: \{ x: \d+, y: \d+ \}/u,
    );
    assert.match(file("drafts/scene.yaml"), /^# The Salt Lantern\. Never served/mu);
    await stage.picture(visitor, "studio-writing-map");
  }),
  check(
    "[ST54] a new character begins from a name and is released with its place in the cast",
    async (stage) => {
      // What the checks before this one left half written is not to be released with it.
      rmSync(join(world, "drafts"), { recursive: true, force: true });
      const visitor = await stage.visit({ as: "designer" });
      const { page } = visitor;
      await visitor.goto("write/salt-lantern");
      await visitor.accessible("a world");
      await page.locator(".begin input").fill("Ada Lee");
      await page.locator(".begin button").click();
      await page.locator("#field-name").waitFor({ timeout: PATIENCE });
      await page.locator("#field-public\\.appearance").fill("Flour to the elbows.");
      await page.locator("#field-public\\.known").fill("Ada grinds for three villages.");
      await page.locator("#field-profile").fill("Ada Lee is the miller.");
      await kept(visitor);
      await visitor.goto("write/salt-lantern");
      await page.getByRole("button", { name: /^Release all/u }).click();
      await page.locator("p:has-text('Released.')").waitFor({ timeout: PATIENCE });
      assert.match(file("scene.yaml"), /- persona: ada-lee/u);
      assert.match(file("personas/ada-lee.yaml"), /^id: ada-lee\nname: Ada Lee\n/u);
    },
  ),
  check(
    "[ST143] a character is copied, taken out after a look at what goes with it, and brought back, by keyboard",
    async (stage) => {
      rmSync(join(world, "drafts"), { recursive: true, force: true });
      const visitor = await stage.visit({ as: "designer" });
      const { page } = visitor;
      await visitor.goto("write/salt-lantern");
      await page.getByRole("button", { name: "Copy Merrin Tace" }).press("Enter");
      await page.locator(".cards form input:focus").waitFor({ timeout: PATIENCE });
      await page.keyboard.type("Marrow Tull");
      await page.keyboard.press("Enter");
      await page.locator("#field-name").waitFor({ timeout: PATIENCE });
      assert.match(file("drafts/personas/marrow-tull.yaml"), /^name: Marrow Tull$/mu);
      rmSync(join(world, "drafts"), { recursive: true, force: true });

      await visitor.goto("write/salt-lantern");
      const takeOut = page.getByRole("button", { name: "Take out Lin Shouhai" });
      await takeOut.press("Enter");
      await page.locator(".leaving li").first().waitFor({ timeout: PATIENCE });
      await visitor.accessible("what goes with a character");
      await stage.picture(visitor, "studio-writing-take-out");
      await page.keyboard.press("Escape");
      await page.locator("dialog").waitFor({ state: "detached" });
      assert.equal(
        await page.evaluate(() => document.activeElement?.getAttribute("aria-label")),
        "Take out Lin Shouhai",
      );
      const before = file("scene.yaml");
      await takeOut.press("Enter");
      await page.locator(".leaving li").first().waitFor({ timeout: PATIENCE });
      await page.locator("dialog .stop").press("Enter");
      await page.getByText("Lin Shouhai was taken out.").waitFor({ timeout: PATIENCE });
      assert.equal(existsSync(join(world, "personas/lin-shouhai.yaml")), false);
      assert.doesNotMatch(file("scene.yaml"), /persona: lin-shouhai/u);
      assert.match(before, /persona: lin-shouhai/u);
      await page.getByRole("button", { name: "Bring back Lin Shouhai" }).press("Enter");
      await page.locator("#field-name").waitFor({ timeout: PATIENCE });
      await visitor.goto("write/salt-lantern");
      await page.getByRole("button", { name: /^Release all/u }).press("Enter");
      await page.locator("p:has-text('Released.')").waitFor({ timeout: PATIENCE });
      assert.match(file("scene.yaml"), /persona: lin-shouhai/u);
      assert.deepEqual(visitor.faults, []);
    },
  ),
  ...(["light", "dark"] as const).map((scheme) =>
    check(
      `[ST60] on a phone, in Chinese, ${scheme}: everything fits and can be used`,
      async (stage) => {
        const visitor = await stage.visit({
          as: "designer",
          language: "zh",
          dark: scheme === "dark",
          phone: true,
        });
        for (const path of ["write", "write/yuye-chaguan", "write/yuye-chaguan/map"]) {
          await visitor.goto(path);
          await visitor.page
            .locator(path.endsWith("map") ? ".map-mark" : ".cards a")
            .first()
            .waitFor({ timeout: PATIENCE });
          await visitor.fits(path);
          await visitor.accessible(path);
          await stage.picture(visitor, `studio-writing-${path.replaceAll("/", "-")}-${scheme}`);
        }
        for (const sheet of ["persona.gu-sangeng", "life", "story", "things", "scene"]) {
          await visitor.goto(`write/yuye-chaguan/${sheet}`);
          await visitor.page
            .locator(".sheet-form .list, .sheet-form .field")
            .first()
            .waitFor({ timeout: PATIENCE });
          await visitor.fits(sheet);
          await visitor.accessible(sheet);
          await stage.picture(visitor, `studio-writing-${sheet}-${scheme}`);
        }
        assert.deepEqual(visitor.faults, []);
      },
    ),
  ),
];
