import { check, type Check } from "./check.ts";

/** The README's pictures: `E2E_SHOTS=assets/readme npm run e2e -- readme`. */

const HOST = "dorcas-maskell";

export const checks: Check[] = [
  check("[C15] two travellers talk with the landlady, as the README shows", async (stage) => {
    const ayla = await stage.enter("Ayla");
    const ben = await stage.enter("Ben");
    await ben.page.locator("canvas").press("ArrowRight");
    await ben.page.keyboard.down("ArrowRight");
    await ben.page.waitForTimeout(700);
    await ben.page.keyboard.up("ArrowRight");
    await ayla.turnTo(HOST);
    await ayla.say("May I ask about the brass ring on the cord at your throat?");
    await ayla.until(
      "Dorcas has answered",
      ({ transcript, story }) =>
        (transcript?.entries ?? []).some(
          (entry) =>
            entry.speaker === HOST && entry.addressee !== null && entry.state === "complete",
        ) && (story?.journal.length ?? 0) > 0,
    );
    await ayla.page.waitForSelector(".found-card:visible");
    // Until the slowest letters of the typewriter are out.
    await ayla.page.waitForFunction(() => document.querySelectorAll(".log [data-turn]").length > 2);
    await ayla.page.waitForTimeout(2_000);
    await stage.picture(ayla, "salt-lantern");
  }),
  check("[C12] and so on a phone", async (stage) => {
    const mei = await stage.enter("Mei", {
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
      isMobile: true,
      hasTouch: true,
    });
    await mei.turnTo(HOST);
    await mei.say("What does a bed cost?");
    await mei.until("Dorcas answers", ({ transcript }) =>
      (transcript?.entries ?? []).some(
        (entry) => entry.speaker === HOST && entry.addressee !== null && entry.segments.length > 0,
      ),
    );
    await stage.picture(mei, "phone");
  }),
];
