import assert from "node:assert/strict";
import { check, type Check } from "./check.ts";

const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
} as const;

export const checks: Check[] = [
  check(
    "[C22] the page opens and plays without an error or a violation of its policy",
    async (stage) => {
      const ann = await stage.open();
      await stage.picture(ann, "title");
      await ann.enter("Ann");
      await ann.say("Good evening.");
      await ann.page.click(".menu");
      await ann.page.waitForSelector("dialog[open]");
      await stage.picture(ann, "settings");
      await ann.page.keyboard.press("Escape");
      await ann.page.waitForTimeout(1500);
      const policy = await ann.page.evaluate(async () => {
        const answer = await fetch("/");
        return answer.headers.get("content-security-policy") ?? "";
      });
      assert.match(policy, /script-src 'self'(;|$)/);
      assert.match(policy, /style-src 'self'(;|$)/);
      assert.deepEqual(ann.faults, []);
    },
  ),

  check(
    "[C12] on a phone everything is in reach: picture above, talk below, a tap walks",
    async (stage) => {
      const ann = await stage.open(PHONE);
      await stage.picture(ann, "phone-title");
      await ann.enter("Ann");
      const boxes = await ann.page.evaluate(() => {
        const box = (selector: string) => {
          const { left, right, top, bottom } =
            document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
          return { left, right, top, bottom };
        };
        return {
          stage: box("#stage"),
          talk: box("#talk"),
          say: box("#say"),
          wide: document.documentElement.scrollWidth,
        };
      });
      assert.ok(boxes.stage.bottom <= boxes.talk.top + 1, "the talk lies below the picture");
      assert.ok(
        boxes.say.bottom <= 844 && boxes.say.right <= 390,
        "the text field is on the screen",
      );
      assert.ok(boxes.wide <= 390, "nothing is wider than the screen");
      const { cast, you } = await ann.probe();
      const own = cast.find(({ id }) => id === you);
      if (!own?.screen) return assert.fail("Ann is not drawn");
      await ann.page.touchscreen.tap(own.screen.x - 60, own.screen.y);
      await ann.until("Ann walked", (probe) => {
        const now = probe.cast.find(({ id }) => id === you);
        return now !== undefined && now.x < own.x - 0.9;
      });
      await ann.page.tap(`.company-button[data-id="dorcas-maskell"]`);
      await ann.say("Good evening.");
      await ann.until("someone answers", (probe) => probe.open.length > 0);
      await ann.until("with words", (probe) =>
        probe.bubbles.some(({ kind, text }) => kind === "speech" && text !== ""),
      );
      await stage.picture(ann, "phone");
      assert.deepEqual(ann.faults, []);
    },
  ),

  check("[C5] who asks for less motion gets words at once and still air", async (stage) => {
    const ann = await stage.enter("Ann", { reducedMotion: "reduce" });
    await ann.page.click(".menu");
    assert.equal(
      await ann.page.locator('input[name="settings-pace"][value="instant"]').isChecked(),
      true,
    );
    assert.equal(await ann.page.locator('input[name="settings-weather"]').isChecked(), false);
  }),

  check(
    "[D20] the settings ask for consent: off at first, on once it is on record, taken back, and known again",
    async (stage) => {
      const ann = await stage.enter("Ann");
      const box = 'input[name="settings-consent"]';
      const answer = ann.page.locator(".consent [role=status]");
      await ann.page.click(".menu");
      await ann.page.waitForSelector(box);
      assert.equal(await ann.page.isChecked(box), false);
      assert.match(
        (await ann.page.textContent(".consent")) ?? "",
        /off unless you turn it on.*take it back/su,
      );
      await stage.picture(ann, "consent");
      await ann.page.check(box);
      await answer.filter({ hasText: "Noted. Thank you" }).waitFor();
      await ann.page.keyboard.press("Escape");
      await ann.page.click(".menu");
      assert.equal(await ann.page.isChecked(box), true);
      await ann.page.getByText("Leave the inn", { exact: true }).click();
      await ann.enter("Ann");
      await ann.page.click(".menu");
      assert.equal(await ann.page.isChecked(box), true);
      await ann.page.uncheck(box);
      await answer.filter({ hasText: "Nothing of this visit" }).waitFor();
      assert.equal(await ann.page.isChecked(box), false);
      await ann.page
        .locator('input[name="settings-language"], input[name="language"]')
        .last()
        .check();
      assert.match((await ann.page.textContent(".consent")) ?? "", /我说的话可以用来训练这些人物/u);
      assert.deepEqual(ann.faults, []);
    },
  ),

  check("[C17] the page speaks Chinese to those who do", async (stage) => {
    const ann = await stage.enter("小安", { locale: "zh-CN" });
    assert.equal(await ann.page.getAttribute("html", "lang"), "zh");
    assert.equal(await ann.page.textContent(".send"), "说");
    await stage.picture(ann, "chinese");
  }),
];
