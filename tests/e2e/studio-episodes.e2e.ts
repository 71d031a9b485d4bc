import assert from "node:assert/strict";
import { connect } from "../../client/scene-client.ts";
import { check, type Check, type Stage } from "./check.ts";
import type { StudioVisitor } from "./studio-visitor.ts";

/** The episode browser, on what was really played: a player comes in, talks and whispers, and a designer looks at it. */

const HOST = "dorcas-maskell";
const SECRET = "My locker number is quince";

/** Played once; what is on record then is there for every check. */
let played: Promise<void> | null = null;
function playAScene(stage: Stage): Promise<void> {
  played ??= play(stage);
  return played;
}

/** Annabel talks to the landlady, who answers; without a page, since nothing here is about how it is played. */
async function play(stage: Stage): Promise<void> {
  const annabel = await connect({
    url: stage.url,
    room: "scene",
    options: { name: "Annabel" },
  });
  const answered = new Promise<void>((resolve) => {
    annabel.on("event", (event) => {
      if (event.type === "turn-end" && event.outcome === "complete") resolve();
    });
  });
  await annabel.move(14, 9);
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  for (let i = 0; i < 20; i++) {
    const said = await annabel.say(`${SECRET}, what do you have for supper?`, HOST);
    if (said.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  await answered;
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await annabel.leave();
}

/** The newest episode of the list, opened. */
async function openNewest(visitor: StudioVisitor): Promise<void> {
  await visitor.goto("episodes");
  await visitor.page.locator("table.episodes tbody a").first().click();
  await visitor.page.locator(".entries .entry").first().waitFor();
}

export const checks: Check[] = [
  check(
    "[ST112] [ST114] a designer finds the scene, sees what was thought and not what the player said",
    async (stage) => {
      await playAScene(stage);
      const visitor = await stage.visit({ as: "designer" });
      const { page } = visitor;
      await openNewest(visitor);
      await page.locator(".entry.turn .told.speech").first().waitFor();
      const text = await page.locator("main").innerText();
      assert.doesNotMatch(text, /quince|Annabel/);
      assert.match(text, /may not be read/);
      assert.match(text, /p-[a-z2-7]{10}/);
      await page.locator(".player canvas").waitFor();
      assert.ok((await page.locator(".player .map-mark").count()) >= 4);
      await visitor.accessible("an opened episode");
      await stage.picture(visitor, "episodes-open");
      await page.locator(".entry.turn .entry-deeds a").first().click();
      await page.locator(".trace").waitFor();
      const trace = await page.locator(".trace").innerText();
      assert.doesNotMatch(trace, /quince|Annabel/);
      assert.match(trace, /tokens/);
      await page.locator(".trace summary").first().click();
      await visitor.accessible("a trace");
      await stage.picture(visitor, "episodes-trace");
      assert.match(
        (await page.locator(".entry-deeds a").nth(1).getAttribute("href")) ?? "",
        /^#\/rehearse\/branch\/[^/]+\/[^/]+$/,
      );
      assert.deepEqual(visitor.faults, []);
    },
  ),

  check("[ST117] an episode is played, stepped and scrubbed, by keyboard alone", async (stage) => {
    await playAScene(stage);
    const visitor = await stage.visit({ as: "designer" });
    const { page } = visitor;
    await openNewest(visitor);
    await page.locator(".player canvas").waitFor();
    const now = () => page.locator(".player-now").innerText();
    const time = () => page.locator(".player-time input").inputValue().then(Number);
    await visitor.tabTo(".player-bar button", 80);
    // Steps until the landlady's turn, whose words and thoughts then stand on the map.
    for (let i = 0; i < 40 && (await page.locator(".bubble.thought").count()) === 0; i++) {
      const before = await now();
      await page.keyboard.press("l");
      await page
        .waitForFunction(
          (was) => document.querySelector(".player-now")?.textContent !== was,
          before,
          { timeout: 2_000 },
        )
        .catch(() => undefined);
    }
    await page.locator(".bubble.said").first().waitFor();
    await page.locator(".bubble.thought").first().waitFor();
    await stage.picture(visitor, "episodes-playback");
    const there = await time();
    await page.keyboard.press("j");
    await page.waitForFunction(
      (was) => Number(document.querySelector<HTMLInputElement>(".player-time input")?.value) < was,
      there,
    );
    await page.locator('.entry[aria-current="step"]').waitFor();
    const paused = await time();
    await page.keyboard.press("k");
    await page.waitForFunction(
      (was) => Number(document.querySelector<HTMLInputElement>(".player-time input")?.value) > was,
      paused,
    );
    await page.keyboard.press("k");
    await page.locator(".player-bar button", { hasText: "Play" }).waitFor();
    await visitor.tabTo(".player-time input");
    await page.keyboard.press("End");
    const until = Number(await page.locator(".player-time input").getAttribute("max"));
    await page.waitForFunction(
      (end) =>
        Number(document.querySelector<HTMLInputElement>(".player-time input")?.value) > end - 2_000,
      until,
    );
    assert.deepEqual(visitor.faults, []);
  }),

  check("[ST111] episodes are looked for by who was there and how it went", async (stage) => {
    await playAScene(stage);
    const visitor = await stage.visit({ as: "operator" });
    const { page } = visitor;
    await visitor.goto("episodes");
    const rows = page.locator("table.episodes tbody tr");
    await rows.first().waitFor();
    const pseudonym = /p-[a-z2-7]{10}/.exec(await rows.first().innerText())?.[0] ?? "";
    await page.getByLabel("Player (pseudonym)").fill(pseudonym);
    await page.getByLabel("Persona").fill("dorcas");
    await page.getByRole("button", { name: "Look", exact: true }).click();
    await page.waitForFunction(
      () => document.querySelectorAll("table.episodes tbody tr").length === 1,
    );
    await page.getByLabel("Persona").fill("nobody of this name");
    await page.getByRole("button", { name: "Look", exact: true }).click();
    await page.waitForFunction(() => document.querySelector("table.episodes") === null);
    await visitor.accessible("a search without an answer");
    // An operator sees that something was said, and no word of it.
    await openNewestOf(visitor);
    const text = await page.locator("main").innerText();
    assert.match(text, /not for your role/);
    assert.equal(await page.locator(".told").count(), 0);
    assert.deepEqual(visitor.faults, []);
  }),

  ...(["en", "zh"] as const).map((language) =>
    check(
      `[ST118] list and episode on a phone, ${language}: nothing is too wide, axe finds nothing`,
      async (stage) => {
        await playAScene(stage);
        for (const dark of [false, true]) {
          const visitor = await stage.visit({ language, phone: true, dark });
          await visitor.goto("episodes");
          await visitor.page.locator("table.episodes tbody tr").first().waitFor();
          await visitor.accessible("the list");
          await visitor.fits("the list");
          await stage.picture(visitor, `episodes-list-${language}-${dark ? "dark" : "light"}`);
          await openNewest(visitor);
          await visitor.page.locator(".player canvas").waitFor();
          await visitor.accessible("an episode");
          await visitor.fits("an episode");
          await stage.picture(visitor, `episodes-phone-${language}-${dark ? "dark" : "light"}`);
        }
      },
    ),
  ),
];

/** Looks for everything again first. */
async function openNewestOf(visitor: StudioVisitor): Promise<void> {
  await visitor.page.getByLabel("Persona").fill("");
  await visitor.page.getByLabel("Player (pseudonym)").fill("");
  await visitor.page.getByRole("button", { name: "Look", exact: true }).click();
  await visitor.page.locator("table.episodes tbody a").first().click();
  await visitor.page.locator(".entries .entry").first().waitFor();
}
