import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { lookAt } from "../../server/studio/cards/look-at.ts";
import { cardPng, picture, SILLY } from "../studio/cards/make.ts";
import { check, type Check } from "./check.ts";
import type { StudioVisitor } from "./studio-visitor.ts";

/** A card comes in, plays, is talked to, and goes out again. */

// What the studio writes belongs into no folder of ours.
const worlds = mkdtempSync(join(tmpdir(), "dramatis-cards-"));
const world = join(worlds, "salt-lantern");
cpSync(resolve(import.meta.dirname, "../../assets/worlds/salt-lantern"), world, {
  recursive: true,
});
export const args = ["--scene", world];
export const done = (): void => rmSync(worlds, { recursive: true, force: true });

const FERRY = { ...SILLY, data: { ...SILLY.data, exact: 1 } };
/** A number that no computer's own keeps, as somebody's tool may have written it. */
const TEXT = JSON.stringify(FERRY, null, 1).replace(
  '"exact": 1',
  '"exact": 12345678901234567890.10e400',
);
const card = Buffer.from(cardPng({ chara: TEXT }));

async function bring(visitor: StudioVisitor, name: string, file: Buffer): Promise<void> {
  await visitor.goto("cards");
  await visitor.page
    .locator(".drop-zone input")
    .setInputFiles({ name, mimeType: "application/octet-stream", buffer: file });
}

export const checks: Check[] = [
  check(
    "[ST38] a card dropped on the page stands in the running scene, is talked to, and goes out with every byte of its own",
    async (stage) => {
      const ann = await stage.enter("Ann");
      const visitor = await stage.visit({ as: "designer" });
      const { page } = visitor;
      await visitor.goto("cards");
      await visitor.accessible("an empty page");
      // Dropped, as a person does it.
      await page.evaluate(
        ([bytes]) => {
          const file = new File([Uint8Array.from(bytes ?? [])], "brindle.png", {
            type: "image/png",
          });
          const data = new DataTransfer();
          data.items.add(file);
          const zone = document.querySelector(".drop-zone");
          zone?.dispatchEvent(
            new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }),
          );
        },
        [[...card]] as const,
      );
      await page.locator(".card-form").waitFor();
      assert.equal(await page.locator(".card-form input[required]").inputValue(), "Brindle Oake");
      assert.match((await page.locator(".rating").textContent()) ?? "", /NSFW/u);
      const play = page.getByRole("button", { name: "Bring in and play" });
      assert.equal(await play.isDisabled(), true);
      await visitor.accessible("a found card");
      await stage.picture(visitor, "cards-found");
      await page.getByLabel("I have looked at it").check();
      await play.click();
      await page.locator(".card-done").waitFor();
      assert.match(
        (await page.locator(".card-done").textContent()) ?? "",
        /stands in the running scene/u,
      );
      await visitor.accessible("a card that came in");
      await stage.picture(visitor, "cards-done");

      // Ann sees who came, with its own face, and talks to it.
      await ann.until("Brindle came in", ({ cast }) =>
        cast.some(({ id }) => id === "brindle-oake"),
      );
      const face = ann.page.locator('.company-button[data-id="brindle-oake"] img');
      await face.waitFor();
      assert.match((await face.getAttribute("src")) ?? "", /^\/portraits\/[0-9a-f]{32}\.png$/u);
      await ann.page.waitForFunction(() => {
        const shown = document.querySelector('.company-button[data-id="brindle-oake"] img');
        return shown instanceof HTMLImageElement && shown.complete && shown.naturalWidth > 0;
      });
      await ann.turnTo("brindle-oake");
      await ann.say("Who held the lamp at the toll house?");
      await ann.until("Brindle answers", ({ transcript }) =>
        (transcript?.entries ?? []).some(
          ({ speaker, segments }) => speaker === "brindle-oake" && segments.length > 0,
        ),
      );
      await ann.until("[ST156] its face stands in its bubble", ({ bubbles }) =>
        bubbles.some(
          ({ id, kind, face }) => id === "brindle-oake" && kind === "speech" && face !== null,
        ),
      );
      await stage.picture(ann, "cards-in-the-game");
      assert.doesNotMatch(await ann.page.content(), /CANARY/u);
      assert.deepEqual(ann.faults, []);

      // Out again: what was not changed is as it came.
      await page.getByRole("link", { name: "Take out" }).last().click();
      await page.locator(".take-out").waitFor();
      await visitor.accessible("taking out");
      await stage.picture(visitor, "cards-out");
      const waiting = page.waitForEvent("download");
      await page.getByRole("button", { name: "Take it out" }).click();
      const download = await waiting;
      assert.equal(download.suggestedFilename(), "brindle-oake.png");
      const seen = lookAt(readFileSync(await download.path()), "out.png");
      assert.ok(seen.ok && seen.file.kind === "card");
      const { file } = seen.file;
      assert.equal(
        file.json.text.replaceAll("chara_card_v3", "chara_card_v2").replace('"3.0"', '"2.0"'),
        TEXT,
      );
      assert.deepEqual(visitor.faults, []);
      const sheet = readFileSync(join(world, "personas/brindle-oake.yaml"), "utf8");
      assert.doesNotMatch(sheet, /CANARY/u);
      assert.match(readFileSync(join(world, "scene.yaml"), "utf8"), /- persona: brindle-oake/u);
    },
  ),

  check(
    "[ST39] by keyboard alone a card becomes a draft, and what is no card is refused in words",
    async (stage) => {
      const visitor = await stage.visit({ as: "designer" });
      const { page } = visitor;
      await bring(visitor, "picture.png", Buffer.from(picture()));
      await page.getByRole("alert").waitFor();
      assert.match((await page.getByRole("alert").textContent()) ?? "", /holds no card/u);
      await visitor.accessible("a refused file");
      const finch = {
        name: "Tamsin Finch",
        description: "{{char}} mends clocks.",
        first_mes: "Hm.",
      };
      await bring(visitor, "finch.json", Buffer.from(JSON.stringify(finch)));
      await page.locator(".card-form").waitFor();
      await page.waitForFunction(() => document.activeElement?.classList.contains("cards-result"));
      await visitor.tabTo(".card-form input[required]");
      await page.keyboard.press("Control+A");
      await page.keyboard.type("Perrin Finch");
      await visitor.tabTo(".card-deeds button:not(.main)");
      await page.keyboard.press("Enter");
      await page.locator(".card-done").waitFor();
      assert.match(
        (await page.locator(".card-done").textContent()) ?? "",
        /Perrin Finch is a draft/u,
      );
      assert.deepEqual(
        visitor.faults.filter((fault) => !fault.includes("400")),
        [],
      );
    },
  ),

  ...(["en", "zh"] as const).flatMap((language) =>
    [false, true].map((dark) =>
      check(
        `[ST39] a found card, a tale and taking out, ${language}, ${dark ? "dark" : "light"}: axe finds nothing, and a phone shows them whole`,
        async (stage) => {
          for (const phone of [false, true]) {
            const visitor = await stage.visit({ as: "designer", language, dark, phone });
            const name = `cards-${language}-${dark ? "dark" : "light"}-${phone ? "phone" : "desk"}`;
            await visitor.goto("cards");
            await stage.picture(visitor, `${name}-empty`);
            await visitor.fits("the empty page");
            await bring(visitor, "brindle.png", card);
            await visitor.page.locator(".card-form").waitFor();
            await visitor.accessible("a found card");
            await visitor.fits("a found card");
            await visitor.page.evaluate(() => window.scrollTo(0, 0));
            await stage.picture(visitor, `${name}-found`);
            const coser = readFileSync(resolve(import.meta.dirname, "../fixtures/coser-own.json"));
            await bring(visitor, "coser-own.json", coser);
            await visitor.page.locator(".tales").waitFor();
            await visitor.accessible("a list of tales");
            await visitor.fits("a list of tales");
            await stage.picture(visitor, `${name}-tales`);
            await visitor.page.locator(".tale-list button").first().click();
            await visitor.page.locator(".tale-person").first().waitFor();
            await visitor.accessible("a tale");
            await visitor.fits("a tale");
            await visitor.goto("cards/out");
            await visitor.page.locator(".take-out").waitFor();
            await visitor.accessible("taking out");
            await visitor.fits("taking out");
            await stage.picture(visitor, `${name}-out`);
            assert.deepEqual(visitor.faults, []);
            await visitor.close();
          }
        },
      ),
    ),
  ),
];
