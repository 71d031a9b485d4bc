import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@colyseus/sdk";
import { chromium, type Page } from "playwright-core";
import { MESSAGES } from "../../shared/protocol.ts";
import { ARGUMENTS, CHROMIUM } from "../e2e/browser.ts";
import { createChecks } from "./checks.ts";
import { commandFrom, started, writtenGame, type RunningGame } from "./new-game.ts";
import { command, inNewFolder, install, packed } from "./project.ts";

/**
 * `npm run check:game`: `dramatis init` from the packed tarball, then what its reader is told to do, and a talk in
 * Chromium. `E2E_SHOTS` names a folder for pictures.
 */

const { check, finish } = createChecks();
const PICTURES = process.env["E2E_SHOTS"] ?? "";

await inNewFolder(async (folder) => {
  let game = "";
  let running: RunningGame | null = null;
  let bin = "";

  await check("[Z9] init writes a game, and names it after its folder", async () => {
    const tarball = await packed(folder);
    game = await writtenGame(folder, "salt-and-rain", tarball);
    bin = await commandFrom(folder, tarball);
    const json = JSON.parse(readFileSync(join(game, "package.json"), "utf8"));
    assert.equal(json.name, "salt-and-rain");
    assert.match(readFileSync(join(game, "client/index.html"), "utf8"), /<title>Salt And Rain</u);
    for (const file of [".gitignore", ".npmrc", "npcs/tavern/scene.yaml", "README.md"]) {
      assert.ok(existsSync(join(game, file)), `${file} is missing`);
    }
  });

  await check(
    "[Z9] a folder with something in it, and a name that is none, are refused in words",
    async () => {
      writeFileSync(join(game, "README.md"), "mine");
      await assert.rejects(
        command(bin, ["init", "salt-and-rain"], folder),
        /is not empty[\s\S]*nothing was written/u,
      );
      assert.equal(readFileSync(join(game, "README.md"), "utf8"), "mine");
      for (const name of ["My Game", "../.hidden", "phaser", "a/b\nc", "-x/", ""]) {
        await assert.rejects(
          command(bin, ["init", "--", name], folder),
          /no name for a game|needs itself/u,
          name,
        );
      }
      mkdirSync(join(folder, "empty"));
      await command(bin, ["init", "empty"], folder);
      assert.match(
        await command(bin, ["init", "--help"], folder),
        /Usage: npx dramatis init NAME/u,
      );
      await assert.rejects(command(bin, ["init"], folder), /Expected one name/u);
    },
  );

  await check("[Z9] it installs, its types hold, and its own test passes", async () => {
    await install(game);
    await command("npm", ["run", "types"], game);
    assert.match(await command("npm", ["test"], game), /pass 1\b/u);
  });

  await check("[Z9] it builds and starts with nothing set", async () => {
    running = await started(game);
    assert.match(running.said(), /a stand-in and no model/u);
  });

  await check("[Z9] npm run dev serves the page as it is being written", async () => {
    const making = await started(game, "dev");
    try {
      assert.match(await (await fetch(making.url)).text(), /@vite\/client[\s\S]*main\.ts/u);
      assert.match(await (await fetch(`${making.url}/main.ts`)).text(), /DramatisPlugin/u);
    } finally {
      await making.close();
    }
  });

  const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS] });
  const faults: string[] = [];
  let page: Page | null = null;
  await check("[Z9] in a browser Hanna greets who comes in, and answers what is said", async () => {
    assert.ok(running);
    page = await browser.newPage({ viewport: { width: 1000, height: 720 }, locale: "en-GB" });
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (line) => void (line.type() === "error" && faults.push(line.text())));
    await page.goto(`${running.url}/?name=Ayla`);
    const log = page.getByRole("log");
    await log.getByText("Rain drums on the shutters").waitFor();
    await log.getByText("Hanna Lund").first().waitFor({ timeout: 30_000 });
    await page.keyboard.press("Enter");
    await page.keyboard.type("What is the soup tonight, Hanna?");
    await page.keyboard.press("Enter");
    await log.getByText("What is the soup tonight, Hanna?").waitFor();
    await log
      .getByText(/barley|fish/iu)
      .first()
      .waitFor({ timeout: 30_000 });
    if (PICTURES !== "") await page.screenshot({ path: join(PICTURES, "new-game.png") });
    assert.match(running.said(), /Hanna Lund: /u);
    assert.deepEqual(faults, []);
  });

  await check("[Z9] arrow keys walk, for all to see; letters in the box do not", async () => {
    assert.ok(page && running);
    const ben = await new Client(running.url).joinOrCreate("tavern", { name: "Ben" });
    for (const name of Object.values(MESSAGES)) ben.onMessage(name, () => undefined);
    const ayla = () =>
      [
        ...((ben.state.players ?? new Map()) as Map<string, { name: string; x: number }>).values(),
      ].find(({ name }) => name === "Ayla")?.x ?? Number.NaN;
    /** Where Ayla is, once she stands: what a page sends is on its way for a while. */
    const stands = async () => {
      for (let last = Number.NaN; ; last = ayla()) {
        if (ayla() === last) return last;
        await page?.waitForTimeout(250);
      }
    };
    const before = await stands();
    await page.keyboard.press("Enter");
    await page.keyboard.down("ArrowRight");
    await page.keyboard.type("left is right");
    await page.keyboard.up("ArrowRight");
    assert.equal(await stands(), before);
    await page.keyboard.press("Escape");
    await page.keyboard.down("ArrowLeft");
    await page.waitForTimeout(600);
    await page.keyboard.up("ArrowLeft");
    assert.ok((await stands()) < before - 20);
    await ben.leave();
    assert.deepEqual(faults, []);
  });
  await browser.close();
  await (running as RunningGame | null)?.close();
});
finish();
