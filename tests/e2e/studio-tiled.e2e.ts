import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { zipSync } from "fflate";
import { check, type Check } from "./check.ts";
import type { StudioVisitor } from "./studio-visitor.ts";

/** A map from Tiled: dropped, looked at, brought in, chosen, played on, taken out. */

const assets = resolve(import.meta.dirname, "../../assets");
const worlds = mkdtempSync(join(tmpdir(), "dramatis-tiled-"));
const world = join(worlds, "salt-lantern");
cpSync(join(assets, "worlds/salt-lantern"), world, { recursive: true });
export const args = ["--scene", world];
export const done = (): void => rmSync(worlds, { recursive: true, force: true });

const PATIENCE = 90_000;
const file = (name: string) => readFileSync(join(world, name), "utf8");

/** The inn as its own map file and picture, without what says where players come in. */
function harbour() {
  const map = JSON.parse(readFileSync(join(assets, "public/maps/salt-lantern.json"), "utf8"));
  const spots = map.layers.find(({ name }: { name: string }) => name === "spots");
  spots.objects = spots.objects.filter(({ name }: { name: string }) => name !== "entrance");
  const text = Buffer.from(JSON.stringify(map));
  const tiles = readFileSync(join(assets, "public/tiles/tiles.png"));
  return [
    { name: "harbour-inn.tmj", mimeType: "application/json", buffer: text },
    { name: "tiles.png", mimeType: "image/png", buffer: tiles },
  ];
}

async function drop(visitor: StudioVisitor): Promise<void> {
  await visitor.goto("maps/salt-lantern");
  await visitor.page.locator('input[type="file"]').setInputFiles(harbour());
  await visitor.page.locator(".found-map img").waitFor({ timeout: PATIENCE });
}

export const checks: Check[] = [
  check(
    "[ST69] a map is dropped, looked at, brought in, chosen by keyboard, seen with its places, and played on",
    async (stage) => {
      const visitor = await stage.visit({ as: "designer" });
      const { page } = visitor;
      await drop(visitor);
      await page.waitForFunction(() => document.activeElement?.matches(".maps-result"));
      await visitor.accessible("a map that was found");
      await stage.picture(visitor, "studio-tiled-found");
      await page.locator(".map-notes li", { hasText: "no spot called entrance" }).waitFor();
      await page.locator(".map-floor .walls[d^=M]").waitFor({ state: "attached" });
      await visitor.tabTo(".map-bring input");
      await page.keyboard.press("Control+A");
      await page.keyboard.type("The other inn");
      await page.keyboard.press("Enter");
      await page.locator(".map-brought .map-done").waitFor({ timeout: PATIENCE });
      const [kept = ""] = readdirSync(join(world, "maps")).filter((name) => name.endsWith(".json"));
      const map = kept.slice(0, -".json".length);
      assert.doesNotMatch(file("scene.yaml"), new RegExp(map, "u"));
      await visitor.tabTo(".map-brought .use-map button");
      await page.keyboard.press("Enter");
      await page.locator(".map-brought .use-map .map-done").waitFor({
        timeout: PATIENCE,
      });
      assert.match(file("scene.yaml"), new RegExp(`^map: ${map}$`, "mu"));
      await visitor.accessible("a map that is played on");
      await stage.picture(visitor, "studio-tiled-chosen");
      await visitor.goto("write/salt-lantern/map/routines");
      await page.locator(".map-mark.stop").first().waitFor({ timeout: PATIENCE });
      await page.locator(".map-place", { hasText: "the hearth" }).waitFor();
      await stage.picture(visitor, "studio-tiled-map");
      assert.deepEqual(visitor.faults, []);

      const ann = await stage.enter("Ann");
      const { cast } = await ann.until("Ann is there", (probe) =>
        probe.cast.some(({ id }) => id === "merrin-tace"),
      );
      assert.ok(cast.length > 5);
      const loaded = await ann.page.evaluate(() =>
        performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname),
      );
      assert.ok(loaded.includes(`/maps/${map}.json`), loaded.join(" "));
      await stage.picture(ann, "studio-tiled-played");
      assert.deepEqual(ann.faults, []);
    },
  ),
  check(
    "[ST69] a map in use stays, and another is chosen before it is taken out",
    async (stage) => {
      const visitor = await stage.visit({ as: "designer" });
      const { page } = visitor;
      await visitor.goto("maps/salt-lantern");
      const taking = page.getByRole("button", { name: "Take out: The other inn" });
      await taking.waitFor({ timeout: PATIENCE });
      assert.equal(await taking.isDisabled(), true);
      await page.locator(".other-map select").first().selectOption("salt-lantern");
      await page.locator(".world-maps[open] .use-map button").first().press("Enter");
      await page.waitForFunction(
        () => document.querySelector<HTMLButtonElement>(".kept-maps button")?.disabled === false,
        undefined,
        { timeout: PATIENCE },
      );
      assert.match(file("scene.yaml"), /^map: salt-lantern$/mu);
      page.once("dialog", (dialog) => void dialog.accept());
      await taking.press("Enter");
      await taking.waitFor({ state: "detached", timeout: PATIENCE });
      assert.deepEqual(visitor.faults, []);
    },
  ),
  check("[ST69] a zip with the map's folders is dropped on the page", async (stage) => {
    const visitor = await stage.visit({ as: "designer" });
    const { page } = visitor;
    await visitor.goto("maps");
    const [map, picture] = harbour();
    const zip = zipSync({
      "inn/maps/inn.tmj": map!.buffer,
      "inn/tiles/tiles.png": picture!.buffer,
    });
    const dropped = await page.evaluateHandle(
      (bytes) => {
        const given = new DataTransfer();
        given.items.add(new File([Uint8Array.from(bytes)], "inn.zip"));
        return given;
      },
      [...zip],
    );
    await page.locator(".drop-zone").dispatchEvent("drop", { dataTransfer: dropped });
    await page.locator(".found-map img").waitFor({ timeout: PATIENCE });
    assert.equal(await page.locator(".map-bring input").inputValue(), "inn");
    assert.deepEqual(visitor.faults, []);
  }),
  check("[ST69] what is no map is refused in words, in either language", async (stage) => {
    for (const language of ["en", "zh"] as const) {
      const visitor = await stage.visit({ as: "designer", language });
      await visitor.goto("maps");
      const [, picture] = harbour();
      await visitor.page.locator('input[type="file"]').setInputFiles([picture!]);
      const notice = visitor.page.locator(".maps-result .notice");
      await notice.waitFor({ timeout: PATIENCE });
      const said = (await notice.textContent()) ?? "";
      assert.match(said, language === "en" ? /map/iu : /地图/u);
      await visitor.accessible("a refused file");
    }
  }),
  ...(["light", "dark"] as const).map((scheme) =>
    check(`[ST69] on a phone, in Chinese, ${scheme}: the maps page fits`, async (stage) => {
      const visitor = await stage.visit({
        as: "designer",
        language: "zh",
        dark: scheme === "dark",
        phone: true,
      });
      await drop(visitor);
      for (const summary of await visitor.page.locator(".found-map summary").all())
        await summary.press("Enter");
      await visitor.fits("a found map");
      await visitor.accessible("a found map");
      await stage.picture(visitor, `studio-tiled-${scheme}`);
      assert.deepEqual(visitor.faults, []);
    }),
  ),
];
