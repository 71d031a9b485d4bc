import assert from "node:assert/strict";
import { check, type Check } from "./check.ts";

/** Coming into the studio, by hand on the page. */

const LOOKS = (["en", "zh"] as const).flatMap((language) =>
  [false, true].map((dark) => ({ language, dark, shade: dark ? "dark" : "light" })),
);

const looked = LOOKS.map(({ language, dark, shade }) =>
  check(
    `[ST14] sign-in, overview and audit, ${language}, ${shade}: axe finds nothing, and a phone shows them whole`,
    async (stage) => {
      for (const phone of [false, true]) {
        const name = `studio-${language}-${shade}-${phone ? "phone" : "desk"}`;
        const visitor = await stage.visit({ as: null, language, dark, phone });
        await visitor.accessible("sign-in");
        await visitor.fits("sign-in");
        await stage.picture(visitor, `${name}-sign-in`);
        await visitor.signIn(stage.server?.keys.everyone ?? "");
        for (const page of ["home", "audit"]) {
          await visitor.goto(page);
          if (page === "audit")
            await visitor.page.locator("table.audit tbody tr").first().waitFor();
          await visitor.accessible(page);
          await visitor.fits(page);
          await stage.picture(visitor, `${name}-${page}`);
        }
        assert.deepEqual(visitor.faults, []);
      }
    },
  ),
);

export const checks: Check[] = [
  ...looked,
  check("[ST14] the studio is walked through by keyboard alone", async (stage) => {
    const visitor = await stage.visit({ as: null });
    const { page } = visitor;
    await visitor.tabTo(".sign-in input");
    await page.keyboard.type("not-a-key");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await visitor.accessible("a refused key");
    await page.keyboard.press("Shift+Tab");
    await visitor.tabTo(".sign-in input");
    await page.keyboard.press("Control+A");
    await page.keyboard.type(stage.server?.keys.operator ?? "");
    await page.keyboard.press("Enter");
    await page.locator("header nav").waitFor();
    await visitor.tabTo(".skip");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.id === "main");
    await visitor.goto("home");
    await visitor.tabTo('header nav a[href="#/home"]');
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.hash === "#/home");
    await visitor.tabTo("header button:last-child");
    await page.keyboard.press("Enter");
    await page.locator(".sign-in input").waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.getItem("dramatis-studio")), null);
    assert.deepEqual(
      visitor.faults.filter((fault) => !fault.includes("401")),
      [],
    );
  }),
];
