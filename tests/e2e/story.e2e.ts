import assert from "node:assert/strict";
import { check, type Check } from "./check.ts";
import { PHONE, asked, change, comeIn, tell } from "./set-stage.ts";
import { STORY } from "./stage/night.ts";
import type { ToldEvent } from "./stage/scripted-scene.ts";

/** Played on a stage that the test sets, without a server. */
export const set = true;

const both = (text: string) => ({ en: text, zh: text });
const found: ToldEvent = {
  type: "journal",
  entry: {
    id: "own-watch",
    at: 300_000,
    kind: "finding",
    text: { en: "Tamsin had the watch.", zh: "值守的是塔姆辛。" },
    source: { name: "Dorcas Maskell", turnId: "t2" },
    answers: ["watch"],
  },
};
const moved: ToldEvent = {
  type: "goal",
  questions: STORY.questions.map((one) => (one.id === "watch" ? { ...one, state: "found" } : one)),
};
const THOUGHT = "She has counted the lamps.";

export const checks: Check[] = [
  check("[C25] the board moves, the journal opens by key, and leads to the line", async (stage) => {
    const ayla = await comeIn(stage);
    const { page } = ayla;
    await page.waitForSelector('.board[aria-label*="1 of 4"]');
    await tell(ayla, found, moved);
    await page.waitForSelector(".board-lamps .flare");
    await page.waitForSelector('.board[aria-label*="1 new"][aria-label*="2 of 4"]');
    await page.waitForSelector(".toast:has-text('Who had the watch')");
    await page.focus("#stage");
    await page.keyboard.press("j");
    const journal = page.getByRole("dialog", { name: "Journal" });
    await journal.waitFor();
    await journal.locator('.questions [data-state="found"]').nth(1).waitFor();
    assert.match((await journal.locator(".entry").first().textContent()) ?? "", /new/);
    await stage.picture(ayla, "journal");
    await journal.getByRole("button", { name: "Show the line" }).first().press("Enter");
    assert.equal(
      await page.evaluate(() => document.activeElement?.getAttribute("data-turn")),
      "t2",
    );
    await page.click(".board");
    await journal.waitFor({ state: "hidden" });
    await page.focus(".board");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement?.className), "board");
    await page.waitForSelector('.board[aria-label^="Journal (J)."]');
  }),

  check("[C26] what is found comes up in words and light, for the finder", async (stage) => {
    const ayla = await comeIn(stage);
    await tell(ayla, found);
    await ayla.page.waitForSelector(".found-card:visible");
    await ayla.page.waitForSelector(".found-card:has-text('You found something out')");
    const status = ayla.page.locator('[role="status"]:has-text("Tamsin had the watch")');
    await status.waitFor({ state: "attached" });
    assert.equal(await status.count(), 1);
    await stage.picture(ayla, "found");
    assert.deepEqual(ayla.faults, []);
  }),

  check("[C26] [C25] on a phone and in Chinese it leads to the journal", async (stage) => {
    const mei = await comeIn(stage, { ...PHONE, locale: "zh-CN" });
    await tell(mei, found);
    const card = mei.page.locator(".found-card");
    await card.waitFor();
    assert.match((await card.textContent()) ?? "", /你弄清了一件事值守的是塔姆辛/);
    await card.tap();
    await mei.page.waitForSelector(".journal:modal");
    const boxes = await mei.page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      right: document.querySelector(".journal")?.getBoundingClientRect().right ?? 0,
    }));
    assert.ok(boxes.wide <= 390 && boxes.right <= 390, "nothing is wider than the phone");
    await stage.picture(mei, "journal-phone");
    assert.deepEqual(mei.faults, []);
  }),

  check("[C31] a thought is seen with a grant alone, marked, and for its time", async (stage) => {
    const ayla = await comeIn(stage);
    const persona = "dorcas-maskell";
    assert.equal((await ayla.page.content()).includes(THOUGHT), false);
    assert.equal(await ayla.page.locator(".mind").count(), 0);
    await tell(
      ayla,
      { type: "mind-grant", persona, ms: 60_000 },
      { type: "mind-read", persona, turnId: "t2", text: THOUGHT },
    );
    const note = ayla.page.locator(".log .thought");
    await note.waitFor();
    assert.match((await note.textContent()) ?? "", /Dorcas Maskell thinks.*only you see this/);
    const mind = { hasText: /Dorcas Maskell's thoughts\s?(60|[1-5]\d) s/ };
    await ayla.page.locator(".mind", mind).waitFor();
    await ayla.page.waitForSelector(".thought-bubble:visible");
    await stage.picture(ayla, "mind-read");
    await tell(ayla, { type: "mind-grant", persona, ms: 0 });
    await ayla.page.waitForSelector(".mind", { state: "detached" });
    await ayla.page.waitForSelector(".thought-bubble", { state: "hidden" });
    await ayla.page.waitForSelector(".toast:has-text('closes again')");
    assert.deepEqual(ayla.faults, []);
  }),

  check("[C31] a grant runs out by itself", async (stage) => {
    const ayla = await comeIn(stage);
    await tell(ayla, { type: "mind-grant", persona: "merrin-tace", ms: 900 });
    await ayla.page.waitForSelector(".mind");
    await ayla.page.waitForSelector(".mind", { state: "detached" });
    await ayla.page.waitForSelector('.toast:has-text("Merrin Tace\'s face closes")');
  }),

  check("[C32] the night ends once, can be stayed in, and be played again", async (stage) => {
    const ayla = await comeIn(stage);
    const { page } = ayla;
    await tell(ayla, { type: "notice", code: "scene-ending" });
    await page.waitForSelector(".toast:has-text('nearly over')");
    await tell(ayla, {
      type: "ending",
      id: "lit",
      title: both("The lantern is lit"),
      text: both("A white light.\nThe Plover comes in."),
    });
    await change(ayla, (scene) => scene.line("offline"));
    const ending = page.getByRole("dialog", { name: "The lantern is lit" });
    await ending.waitFor();
    assert.equal(await ending.locator(".ending-text").count(), 2);
    assert.match((await ending.textContent()) ?? "", /1 of 4.*Ayla.*Dorcas Maskell/s);
    await stage.picture(ayla, "ending");
    await ending.getByRole("button", { name: "Stay and read" }).press("Enter");
    await ending.waitFor({ state: "hidden" });
    assert.equal(await page.locator(".line-state").isVisible(), false);
    await page.evaluate(() => document.querySelector<HTMLDialogElement>(".ending")?.showModal());
    await page.getByRole("button", { name: "Play another night" }).press("Enter");
    await page.waitForFunction(() => document.querySelector(".ending:modal") === null);
    assert.equal((await asked(ayla, "leave")).length, 1);
    assert.deepEqual(ayla.faults, []);
  }),
];
