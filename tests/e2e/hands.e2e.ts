import assert from "node:assert/strict";
import { check, type Check } from "./check.ts";
import { above } from "./player.ts";
import { PHONE, asked, change, comeIn, tell } from "./set-stage.ts";
import type { ToldEvent } from "./stage/scripted-scene.ts";

/** Played on a stage that the test sets, without a server. */
export const set = true;

const DORCAS = "dorcas-maskell";
const again = (turnId: string, text: string): ToldEvent[] => [
  {
    type: "turn-start",
    turnId,
    speaker: DORCAS,
    name: "Dorcas Maskell",
    addressee: "me",
    whisper: false,
    gesture: "looks up",
    instead: "t2",
  },
  { type: "speech-delta", turnId, segment: 0, text },
  { type: "turn-end", turnId, outcome: "complete", logged: true },
];

export const checks: Check[] = [
  check(
    "[C27] a suggested line is filled in, changed, or said by a second press",
    async (stage) => {
      const ayla = await comeIn(stage);
      const { page } = ayla;
      const first = page.locator(".suggestion").first();
      await first.click();
      assert.equal(await page.inputValue("#say"), "Who sold you oil at that price, Dorcas?");
      assert.equal((await ayla.probe()).address.to, DORCAS);
      assert.equal(await page.evaluate(() => document.activeElement?.id), "say");
      assert.deepEqual(await asked(ayla, "say"), []);
      await page.keyboard.type(" And when?");
      await page.waitForSelector(".suggestions", { state: "hidden" });
      await page.fill("#say", "");
      await page.waitForSelector(".suggestions:visible");
      await page.focus("#say");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      assert.equal(await page.inputValue("#say"), "Whose ring is that on the cord?");
      await page.keyboard.press("Enter");
      await page.waitForFunction(
        () => (document.querySelector("#say") as HTMLInputElement).value === "",
      );
      assert.equal((await asked(ayla, "say"))[0]?.[0], "Whose ring is that on the cord?");
    },
  ),

  check("[C27] on a phone two taps say it, and no keyboard comes up between", async (stage) => {
    const mei = await comeIn(stage, PHONE);
    const chip = mei.page.locator(".suggestion").first();
    await chip.tap();
    await mei.page.waitForSelector('.suggestion[aria-pressed="true"]');
    assert.notEqual(await mei.page.evaluate(() => document.activeElement?.id), "say");
    await stage.picture(mei, "suggestion-phone");
    await chip.tap();
    await mei.page.waitForFunction(
      () => (document.querySelector("#say") as HTMLInputElement).value === "",
    );
    assert.equal((await asked(mei, "say")).length, 1);
  }),

  check("[C28] thumbs and reasons by keyboard, from one stop in the log", async (stage) => {
    const ayla = await comeIn(stage);
    const { page } = ayla;
    await tell(ayla, ...again("t9", "Half price, and not a question asked."));
    await page.waitForSelector('[data-turn="t9"] .turn-tools', { state: "attached" });
    const stops = page.locator('.turn-tools > button[tabindex="0"][data-rating="up"]');
    assert.equal(await stops.count(), 1);
    await stops.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    const reasons = page.getByRole("group", { name: /Why/ });
    await reasons.waitFor();
    await stage.picture(ayla, "reasons");
    await reasons.getByRole("button", { name: "it is not true" }).press("Enter");
    await page.waitForSelector('[data-turn="t9"] .tools-note:has-text("Noted")');
    await page.keyboard.press("Escape");
    assert.equal(
      await page.evaluate(() => (document.activeElement as HTMLElement).dataset["rating"]),
      "down",
    );
    assert.deepEqual(await asked(ayla, "feedback"), [
      ["t9", "down", []],
      ["t9", "down", ["untrue"]],
    ]);
    await page.keyboard.press("ArrowUp");
    const at = await page.evaluate(
      () => document.activeElement?.closest(".turn")?.getAttribute("data-turn") ?? "",
    );
    assert.equal(at, "t2");
  }),

  check(
    "[C28] other words are looked for, come beside the first ones, and one is kept",
    async (stage) => {
      const ayla = await comeIn(stage);
      const { page } = ayla;
      const old = page.locator('[data-turn="t2"]');
      await old.hover();
      await old.locator(".retake").click();
      await page.waitForSelector('[data-turn="t2"] .tools-note:has-text("looks for other words")');
      await stage.picture(ayla, "retaking");
      await tell(ayla, ...again("t3", "Eleven barrels, paid for."));
      const other = page.locator('[data-turn="t2"] + [data-turn="t3"].variant');
      await other.waitFor();
      assert.match((await other.textContent()) ?? "", /another way.*only you see this/);
      await stage.picture(ayla, "retake");
      await other.getByRole("button", { name: "Keep this one" }).click();
      await page.waitForSelector('[data-turn="t2"].set-aside');
      assert.deepEqual(await asked(ayla, "prefer"), [["t3", "t2"]]);
      await old.getByRole("button", { name: "Keep this one" }).click();
      await page.waitForSelector('[data-turn="t3"].set-aside');
      assert.deepEqual((await asked(ayla, "prefer"))[1], ["t2", "t3"]);
      assert.deepEqual(ayla.faults, []);
    },
  ),

  check("[C28] [C34] when no other words come, that is said", async (stage) => {
    const ayla = await comeIn(stage);
    await ayla.page.locator('[data-turn="t2"]').hover();
    await ayla.page.locator('[data-turn="t2"] .retake').click();
    const begun = again("t3", "")[0];
    if (begun === undefined) return assert.fail("no beginning");
    await tell(ayla, begun, { type: "turn-end", turnId: "t3", outcome: "failed", logged: true });
    await ayla.page.waitForSelector('[data-turn="t2"] .tools-note:has-text("No other words")');
  }),

  check("[C29] a thing is clicked, walked up to and taken, and then carried", async (stage) => {
    const ayla = await comeIn(stage);
    const { page } = ayla;
    const menu = page.getByRole("menu", { name: "an orange: what to do" });
    await ayla.clickOn(
      "the menu of the orange",
      ({ props }) => above(props.find(({ id }) => id === "orange")?.screen, 10),
      () => menu.isVisible(),
    );
    await stage.picture(ayla, "menu");
    await menu.getByRole("menuitem", { name: "Take" }).click();
    await page.waitForFunction(() => {
      const { stage: scene } = window as unknown as { stage: { asked: { request: string }[] } };
      return scene.asked.some(({ request }) => request === "act");
    });
    assert.deepEqual(await asked(ayla, "move"), [[13, 11]]);
    assert.deepEqual(await asked(ayla, "act"), [["take", null, "orange"]]);
    await change(ayla, (scene) => scene.thing("orange", { holder: "me" }));
    await page.waitForSelector('.carried[data-prop="orange"]');
  }),

  check("[C29] [C30] deeds stand in the log, and a refusal is told in words", async (stage) => {
    const ayla = await comeIn(stage);
    const { page } = ayla;
    const deed = {
      type: "verb-done",
      deedId: "d",
      verb: "open",
      item: null,
      turnId: null,
    } as const;
    await tell(
      ayla,
      {
        ...deed,
        actor: "gideon-strake",
        target: "leather-case",
        outcome: "done",
        refusal: null,
        phrase: { en: "Gideon Strake opens the leather case.", zh: "吉迪恩打开了皮箱。" },
      },
      {
        ...deed,
        actor: "me",
        target: "tea-tin",
        outcome: "refused",
        refusal: "locked",
        phrase: { en: "Ayla tries the tea tin.", zh: "艾拉试了试茶罐。" },
      },
    );
    await page.waitForSelector(".log .deed-seen.done:has-text('opens the leather case')");
    await page.waitForSelector(".toast:has-text('It is locked.')");
    await page.click(".menu");
    await page.check('input[name="settings-language"][value="zh"]');
    await page.waitForSelector(".log .deed-seen.done:has-text('吉迪恩打开了皮箱')");
    assert.deepEqual(ayla.faults, []);
  }),

  check("[C29] on a phone a tap on a thing opens its menu within the picture", async (stage) => {
    const mei = await comeIn(stage, PHONE);
    await mei.page.tap('.carried[data-prop="storm-glass"]');
    const menu = mei.page.getByRole("menu", { name: /storm glass/ });
    await menu.waitFor();
    const box = await mei.page.locator(".deed-menu").boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 390 && box.y >= 0);
    await stage.picture(mei, "menu-phone");
    await menu.getByRole("menuitem", { name: /Show.*Dorcas/ }).tap();
    await mei.page.waitForSelector(".deed-menu", { state: "hidden" });
    await mei.page.waitForFunction(() => {
      const { stage: scene } = window as unknown as { stage: { asked: { request: string }[] } };
      return scene.asked.some(({ request }) => request === "act");
    });
    assert.deepEqual(await asked(mei, "act"), [["show", DORCAS, "storm-glass"]]);
  }),

  check("[C34] a line on a slow way says that it is on its way", async (stage) => {
    const ayla = await comeIn(stage);
    await change(ayla, (scene) => {
      scene.slow = true;
    });
    await ayla.page.fill("#say", "Hello?");
    await ayla.page.press("#say", "Enter");
    await ayla.page.waitForSelector(".composer .progress:has-text('Saying it')");
    await change(ayla, (scene) => scene.release());
    await ayla.page.waitForFunction(
      () => document.querySelector(".composer .progress")?.textContent === "",
    );
    await change(ayla, (scene) => scene.line("reconnecting"));
    await ayla.page.waitForSelector(".line-state:has-text('Coming back')");
  }),

  check("[C33] sound begins with a touch, and stays off where it was turned off", async (stage) => {
    const ayla = await comeIn(stage);
    const { page } = ayla;
    const sound = async () => (await ayla.probe()).sound;
    await ayla.until("sound is there", (probe) => probe.sound.state === "sounding");
    const before = (await sound()).played;
    await tell(ayla, { type: "notice", code: "scene-ending" });
    assert.equal((await sound()).played, before + 1);
    await page.waitForSelector('.sound-caption:has-text("a ship\'s bell")');
    await page.getByRole("button", { name: "Sound off (M)" }).click();
    await ayla.until("sound is off", (probe) => probe.sound.state === "silent");
    await tell(ayla, { type: "mind-grant", persona: DORCAS, ms: 5000 });
    assert.equal((await sound()).played, before + 1);
    await page.reload();
    await page.waitForSelector(".join-enter:visible");
    await page.mouse.click(5, 5);
    assert.equal((await sound()).state, "asleep");
    const kept = await page.evaluate(() => localStorage.getItem("dramatis:settings"));
    assert.match(kept ?? "", /"sound":false/);
    assert.deepEqual(ayla.faults, []);
  }),
];
