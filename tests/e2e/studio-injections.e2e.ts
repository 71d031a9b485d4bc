import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { ARGUMENTS, CHROMIUM } from "./browser.ts";
import { check, type Check, type Stage } from "./check.ts";
import { CARDS } from "./injected/cards.ts";
import { EPISODES } from "./injected/episodes.ts";
import { LIVE } from "./injected/live.ts";
import { MAPS } from "./injected/maps.ts";
import { writeLog } from "./injected/log.ts";
import { REHEARSAL } from "./injected/rehearsal.ts";
import { pressUntilGone, TEXTS, type Shown } from "./injected/shown.ts";
import { WRITING } from "./injected/writing.ts";
import { INJECTIONS, shownAsText, watch, type Watch } from "./injections.ts";
import type { StudioVisitor } from "./studio-visitor.ts";

/** Texts that would run something, in every text field that a page of the studio shows. A new page adds itself to PAGES. */

const PAGES: readonly Shown[] = [
  {
    name: "the overview, by a scene's title",
    async open(visitor) {
      await visitor.goto("home");
    },
    where: null,
  },
  {
    name: "the audit log, by what was asked for",
    async open(visitor) {
      for (const text of TEXTS)
        await visitor.ask(`/episodes/${encodeURIComponent(text.slice(0, 60))}`);
      await visitor.goto("home");
      await visitor.goto("audit");
      await visitor.page.locator("table.audit").waitFor();
      await pressUntilGone(visitor, "Older lines");
    },
    where: null,
  },
  {
    name: "an address that nobody meant",
    async open({ page }) {
      for (const text of TEXTS.slice(0, 40)) {
        await page.evaluate((to) => {
          location.hash = `#/episodes/${encodeURIComponent(to)}/${encodeURIComponent(to)}`;
        }, text);
        await page.waitForTimeout(20);
      }
      await page.getByRole("alert").first().waitFor();
    },
    where: null,
  },
  ...EPISODES,
  ...WRITING,
  ...MAPS,
  ...REHEARSAL,
  ...LIVE,
  ...CARDS,
];

const data = mkdtempSync(join(tmpdir(), "dramatis-injections-"));
const world = join(data, "salt-lantern");
cpSync(resolve(import.meta.dirname, "../../assets/worlds/salt-lantern"), world, {
  recursive: true,
});
const scene = join(world, "scene.yaml");
writeFileSync(
  scene,
  readFileSync(scene, "utf8").replace(/^title:.*$/mu, `title: '<img src=x onerror=__ran()>'`),
);
await writeLog(join(data, "episodes.sqlite"));

export const settings = { DRAMATIS_DATA_DIR: data };
export const args = ["--scene", world];
export const done = (): void => rmSync(data, { recursive: true, force: true });

export const checks: Check[] = [
  ...PAGES.map(({ name, open, where }) =>
    check(`[ST11][ST12] none of ${TEXTS.length} texts runs: ${name}`, async (stage) => {
      const { visitor, seen } = await watched(stage);
      await open(visitor, stage);
      await visitor.page.waitForTimeout(300);
      assert.deepEqual(await seen.happened(), []);
      if (where !== null) await shownAsText(visitor.page, where, TEXTS);
      assert.deepEqual(
        visitor.faults.filter((fault) => !/status of 4\d\d/u.test(fault)),
        [],
      );
      await stage.picture(visitor, `injections-${name.replaceAll(/\W+/gu, "-").slice(0, 40)}`);
    }),
  ),

  check("[ST11] the texts do run where they are taken for anything but text", async () => {
    // A browser of its own: what some of these do to one is not to be seen by the other checks.
    const own = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS] });
    let ran = 0;
    try {
      for (const family of new Set(INJECTIONS.map((one) => one.family))) {
        const context = await own.newContext();
        await context.route(/injected\.example/u, (route) => route.abort());
        const page = await context.newPage();
        const seen = await watch(context, page);
        await page.goto("about:blank");
        const texts = INJECTIONS.filter((one) => one.family === family).map(({ text }) => text);
        await page.evaluate((all) => {
          for (const text of all) {
            if (/<(?:portal|plaintext|frameset)/u.test(text)) continue;
            const place = document.createElement("div");
            document.body.append(place);
            place.innerHTML = text;
          }
        }, texts);
        await page.waitForTimeout(500);
        ran += new Set(await seen.happened()).size;
        ran += await page.evaluate(
          () => (globalThis as unknown as { __hits: string[] }).__hits.length,
        );
        await context.close();
      }
    } finally {
      await own.close();
    }
    assert.ok(ran >= 60, `only ${ran} things happened for ${TEXTS.length} texts`);
  }),
];

async function watched(stage: Stage): Promise<{ visitor: StudioVisitor; seen: Watch }> {
  const visitor = await stage.visit({ as: null });
  const seen = await watch(visitor.context, visitor.page);
  await visitor.page.reload();
  await visitor.page.locator(".sign-in input").waitFor();
  await visitor.signIn(stage.server?.keys.everyone ?? "");
  return { visitor, seen };
}
