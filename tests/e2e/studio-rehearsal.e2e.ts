import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { check, type Check, type Stage } from "./check.ts";
import { StudioVisitor, type VisitorOptions } from "./studio-visitor.ts";

/** Rehearsing on the page as a designer does, with nothing but what comes along: no key, no GPU, no account. */

const NESSA = `id: nessa
name: Nessa
profile: Nessa mends nets on the quay and knows every boat by its creak.
public: { appearance: A woman with tar on her hands., known: She mends nets. }
`;

async function visit(stage: Stage, options: VisitorOptions = {}): Promise<StudioVisitor> {
  const visitor = await stage.visit({ as: "designer", ...options });
  // So many are open at once, and every check begins one.
  const open = JSON.parse((await visitor.ask("/rehearsals")).text) as { id: string }[];
  for (const { id } of open) await visitor.ask(`/rehearsals/${id}`, { method: "DELETE" });
  return visitor;
}

/** Begins with everything as it is. */
async function begin(visitor: StudioVisitor): Promise<Page> {
  const { page } = visitor;
  await visitor.goto("rehearse");
  await page.locator(".setup .begin").click();
  await page.locator(".composer textarea").first().waitFor();
  return page;
}

async function say(page: Page, text: string): Promise<void> {
  const before = await page.locator(".turn .turn-hands").count();
  await page.locator(".composer .say textarea").fill(text);
  await page.keyboard.press("Enter");
  await page.locator(".turn .turn-hands").nth(before).waitFor();
}

export const checks: Check[] = [
  check(
    "[ST97] from the door to the first spoken line in seconds, thoughts apart",
    async (stage) => {
      const visitor = await visit(stage);
      const { page } = visitor;
      const began = Date.now();
      await begin(visitor);
      await stage.picture(visitor, "studio-rehearsal-empty");
      await page
        .locator(".composer .say textarea")
        .fill("What news of the wreck, and of the light?");
      await page.keyboard.press("Enter");
      await page.locator(".channel-system-thinking").first().waitFor();
      await page.locator(".channel-speech").first().waitFor();
      console.log(
        `        first speech ${Date.now() - began} ms after the setup page was asked for`,
      );
      await page.locator(".turn .turn-hands").waitFor();
      await page.waitForFunction(
        () => (document.querySelector(".rehearsal .away")?.textContent ?? "").length > 10,
      );
      await page.getByRole("button", { name: "How it came" }).click();
      await page.locator(".how .times").waitFor();
      await page.locator(".prompt li").first().waitFor();
      const sections = await page.locator(".prompt summary > span:first-child").allTextContents();
      assert.deepEqual(sections.slice(0, 3), ["Opening line", "Profile", "Background"]);
      await page.locator(".call details summary").first().click();
      await visitor.accessible("the talk with how it came");
      await stage.picture(visitor, "studio-rehearsal-how");
      assert.deepEqual(visitor.faults, []);
    },
  ),

  check("[ST97] a turn again, side by side, one kept, edited, and gone on with", async (stage) => {
    const visitor = await visit(stage, { dark: true });
    const page = await begin(visitor);
    await say(page, "Who lights the lamps here?");
    await page.getByRole("button", { name: "Again, otherwise…" }).click();
    await page.getByLabel("Thinking").selectOption("full");
    await page.getByLabel("Seed").fill("7");
    await page.getByRole("button", { name: "Run it again" }).click();
    await page.locator(".compare").waitFor();
    await page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLButtonElement>(".compare-side .main")].every(
        (button) => !button.disabled,
      ),
    );
    await page.locator(".compare-side mark").first().waitFor();
    await visitor.accessible("two takes side by side, dark");
    await stage.picture(visitor, "studio-rehearsal-compare-dark");
    await page.locator(".side-b .main").click();
    await page.locator(".side-b .kept-word").waitFor();
    await page.getByRole("button", { name: "Back to the talk" }).click();
    await page.getByRole("button", { name: "This is how it should be…" }).click();
    await page.locator(".talk.writing").waitFor();
    const words = page.locator(".edit textarea").last();
    await words.fill("I light them, and nobody thanks me.");
    await stage.picture(visitor, "studio-rehearsal-edit-dark");
    await page.getByRole("button", { name: "Save as preferred" }).click();
    await page.locator(".edited").waitFor();
    await page.getByRole("button", { name: "Go on with the edited words" }).click();
    await page.waitForFunction(() => document.querySelectorAll(".turn .edited").length === 1);
    await say(page, "And who pays for the oil?");
    await page.getByRole("button", { name: "How it came" }).last().click();
    await page.locator(".prompt li", { hasText: "What it said" }).first().waitFor();
    const told = await page.locator(".prompt li", { hasText: "What it said" }).allTextContents();
    assert.ok(told.join(" ").includes("I light them, and nobody thanks me."));
    assert.deepEqual(visitor.faults, []);
  }),

  check("[ST97] by keyboard alone: begin, say, again, edit, stop", async (stage) => {
    const visitor = await visit(stage);
    const { page } = visitor;
    await visitor.goto("rehearse");
    await page.locator(".setup .begin").waitFor();
    await visitor.tabTo(".setup .begin");
    await page.keyboard.press("Enter");
    await page.locator(".composer .say textarea").waitFor();
    await visitor.tabTo(".composer .say textarea");
    await page.keyboard.type("Good evening.");
    await page.keyboard.press("Enter");
    await page.locator(".turn .turn-hands").waitFor();
    await page.keyboard.press("Alt+KeyA");
    await page.locator(".compare").waitFor();
    await page.waitForFunction(
      () => document.querySelector<HTMLButtonElement>(".side-b .main")?.disabled === false,
    );
    await visitor.tabTo(".side-b .main");
    await page.keyboard.press("Enter");
    await page.locator(".side-b .kept-word").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".rehearsal-sides:not([hidden])").waitFor();
    await page.keyboard.press("Alt+KeyE");
    await page.locator(".edit textarea").first().waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".edit").waitFor({ state: "detached" });
    await page.keyboard.press("Alt+KeyP");
    await page.locator(".turn[aria-busy=true]").first().waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".turn[aria-busy=true]").waitFor({ state: "detached" });
    assert.deepEqual(visitor.faults, []);
  }),

  check("[ST97] on a phone, in Chinese, takes in tabs and the panel folded away", async (stage) => {
    const visitor = await visit(stage, { phone: true, language: "zh" });
    const { page } = visitor;
    await visitor.goto("rehearse");
    await page.locator(".setup select").first().selectOption("yuye-chaguan");
    await visitor.accessible("the setup, a phone, Chinese");
    await visitor.fits("the setup");
    await page.locator(".setup .begin").click();
    await page.locator(".composer .say textarea").waitFor();
    await say(page, "今晚还有船吗？");
    await visitor.fits("the talk");
    await stage.picture(visitor, "studio-rehearsal-phone-zh");
    await page.getByRole("button", { name: "来龙去脉" }).click();
    await page.locator(".how .times").waitFor();
    await visitor.fits("how it came");
    await stage.picture(visitor, "studio-rehearsal-phone-how-zh");
    await page.locator(".how-close").click();
    await page.getByRole("button", { name: "再来一遍", exact: true }).click();
    await page.locator(".compare-tabs").waitFor();
    assert.equal(await page.locator(".side-a").isVisible(), false);
    await page.locator(".compare-tabs button").first().click();
    await page.locator(".side-a").waitFor();
    await visitor.fits("two takes");
    await stage.picture(visitor, "studio-rehearsal-phone-tabs-zh");
    await visitor.accessible("two takes on a phone");
    assert.deepEqual(visitor.faults, []);
  }),

  check("[ST97] from an empty field to the first line of somebody new", async (stage) => {
    const visitor = await visit(stage);
    const { page } = visitor;
    const began = Date.now();
    await visitor.goto("rehearse");
    await page.locator(".setup-more summary").click();
    await page.getByLabel(/^Sheet of/u).selectOption("pasted");
    await page.getByLabel(/^A sheet as YAML/u).fill(NESSA);
    await page.locator(".setup .begin").click();
    await page.locator(".composer .say textarea").waitFor();
    await say(page, "What is that creak?");
    console.log(`        first line of a new sheet after ${Date.now() - began} ms`);
    assert.equal(await page.locator(".rehearsal-head h1").textContent(), "Nessa");
    assert.deepEqual(visitor.faults, []);
  }),

  check(
    "[ST97] a cast plays by itself, and a rehearsal is there again after a reload",
    async (stage) => {
      const visitor = await visit(stage);
      const { page } = visitor;
      await visitor.goto("rehearse");
      await page.locator(".setup .begin").waitFor();
      await page.getByRole("checkbox", { name: "Dorcas Maskell" }).uncheck();
      await page.locator(".setup .begin").click();
      await page.locator(".composer .say textarea").waitFor();
      await page.getByRole("button", { name: "Play on" }).click();
      await page.waitForFunction(() => document.querySelectorAll(".turn .turn-hands").length === 4);
      const speakers = await page.locator(".turn-head strong").allTextContents();
      assert.ok(new Set(speakers).size > 1);
      await stage.picture(visitor, "studio-rehearsal-cast");
      await page.reload();
      await page.waitForFunction(() => document.querySelectorAll(".turn .turn-hands").length === 4);
      assert.deepEqual(visitor.faults, []);
    },
  ),
];
