import assert from "node:assert/strict";
import type { LiveBody, LiveEvent } from "../../shared/studio/live.ts";
import { check, type Check } from "./check.ts";
import type { StudioVisitor } from "./studio-visitor.ts";

/** Watching over a running scene, by hand on the page, while somebody plays in it. */

/** Slow enough that a stream can be stopped by hand. */
export const settings = {
  DRAMATIS_UNDERSTUDY_TPS: "30",
  DRAMATIS_SEED: "5",
};

const PATIENCE = 60_000;

/** What the feed of a scene says where a crowd is in it. */
const CROWD: LiveEvent = {
  type: "scene",
  episodeId: "crowd",
  world: "salt-lantern",
  title: "The fair of Saint Elmo, on the quay and in the long hall behind it",
  map: "salt-lantern",
  since: Date.UTC(2026, 0, 1),
  bodies: Array.from({ length: 700 }, (_, n): LiveBody => {
    const persona = n < 200;
    return {
      id: persona ? `npc-${n}` : `player-${n - 199}`,
      name: persona ? `Person ${n} of the long-standing crowd` : `Player ${n - 199}`,
      kind: persona ? "persona" : "player",
      x: 3 + (n % 25),
      y: 3 + (Math.floor(n / 25) % 12),
      state: n % 9 === 0 ? "speaking" : n % 7 === 0 ? "muted" : "free",
      version: persona ? "0123456789ab" : null,
      turns: n % 13,
    };
  }),
  lines: [],
  notes: [],
  figures: {
    personas: 200,
    players: 500,
    turns: 1_234,
    firstVisible: { p50: 800, p95: 2_400, of: 500 },
    outcomes: {},
    anomalies: {},
    calls: 2_468,
    tokens: { prompt: 12_345_678, completion: 345_678 },
  },
  load: null,
};

/** Comes to the one scene that is open. */
async function watching(visitor: StudioVisitor): Promise<void> {
  await visitor.goto("live");
  await visitor.page.locator(".live-scenes a").first().click({ timeout: PATIENCE });
  await visitor.page.locator(".live-cast li").first().waitFor({ timeout: PATIENCE });
}

export const checks: Check[] = [
  check(
    "[ST83] a player talks while a designer watches: lines, trace, mute, resume, stop",
    async (stage) => {
      const player = await stage.enter("Rosalind Fenwick");
      const visitor = await stage.visit({ as: "designer" });
      const { page } = visitor;
      await watching(visitor);
      const { cast } = await player.probe();
      const persona = cast.find(({ kind }) => kind === "persona")?.id ?? "";
      await player.turnTo(persona);
      await player.say("Good evening, may I sit down by the fire?");
      const mine = page.locator(".live-line.player").last();
      await mine.waitFor({ timeout: PATIENCE });
      assert.match(await mine.innerText(), /Player 1/u);
      assert.doesNotMatch(await page.locator("main").innerText(), /Rosalind|by the fire/u);
      const trace = page.locator(".live-line.persona .live-turn button").last();
      await trace.waitFor({ timeout: PATIENCE });
      await visitor.accessible("the scene");
      await trace.click();
      const steps = page.locator("dialog.live-trace[open] .live-steps > li");
      await steps.nth(6).waitFor({ timeout: PATIENCE });
      await visitor.accessible("a trace");
      const told = await page.locator("dialog.live-trace").innerText();
      assert.doesNotMatch(told, /Rosalind|by the fire/u);
      assert.match(told, /Profile/u);
      await stage.picture(visitor, "studio-live-trace");
      await page.keyboard.press("Escape");
      await page.locator("dialog.live-trace[open]").waitFor({ state: "detached" });

      const row = page.locator(`[data-persona="${persona}"]`);
      await row.getByRole("button", { name: /^Mute/u }).click();
      await page
        .locator(`[data-persona="${persona}"][data-state="muted"]`)
        .waitFor({ timeout: PATIENCE });
      const turnsBefore = await page.locator(".live-line.persona").count();
      await player.turnTo(persona);
      await player.say("Can you hear me?");
      await page.locator(".live-line.player").nth(1).waitFor({ timeout: PATIENCE });
      await page.waitForTimeout(2_500);
      const spoke = await page.locator(".live-line.persona").count();
      assert.ok(spoke >= turnsBefore);
      await row.getByRole("button", { name: /^Resume/u }).click();
      await page
        .locator(`[data-persona="${persona}"]:not([data-state="muted"])`)
        .waitFor({ timeout: PATIENCE });
      await player.turnTo(persona);
      await player.say("And can you hear me now? Tell me everything about the sea.");
      await player.until("somebody speaks", ({ transcript }) =>
        (transcript?.entries ?? []).some(
          ({ state, speaker, segments }) =>
            state === "open" && speaker === persona && segments.length > 0,
        ),
      );
      await row.getByRole("button", { name: /^Stop/u }).click();
      const dialog = page.locator("dialog.live-confirm[open]");
      await dialog.waitFor();
      await visitor.accessible("the question before a stop");
      await dialog.getByRole("button", { name: "Stop now" }).click();
      await page
        .locator(`[data-persona="${persona}"][data-state="killed"]`)
        .waitFor({ timeout: PATIENCE });
      const ended = await player.until("the line has broken off", ({ transcript }) =>
        (transcript?.entries ?? []).every(
          ({ state, speaker }) => speaker !== persona || state !== "open",
        ),
      );
      const words = JSON.stringify(
        ended.transcript?.entries.findLast(({ speaker }) => speaker === persona),
      );
      await page.waitForTimeout(1_500);
      const after = await player.probe();
      assert.equal(
        JSON.stringify(after.transcript?.entries.findLast(({ speaker }) => speaker === persona)),
        words,
      );
      assert.doesNotMatch(
        await player.page.locator("body").innerText(),
        /stopped|killed|operator/iu,
      );
      await stage.picture(player, "studio-live-player");
      assert.deepEqual(visitor.faults, []);
    },
  ),
  check("[ST83] by keyboard alone, and the way out is where the focus is", async (stage) => {
    await stage.enter("Ada");
    const visitor = await stage.visit({ as: "operator" });
    const { page } = visitor;
    await visitor.goto("live");
    await visitor.tabTo(".live-scenes a");
    await page.keyboard.press("Enter");
    await page.locator(".live-cast li").first().waitFor({ timeout: PATIENCE });
    assert.match(await page.locator(".live-talk").innerText(), /Your role shows when/u);
    await visitor.tabTo(".live-cast button.stop", 120);
    // The scene may be the one in which the check before this one stopped somebody.
    const killed = await page.locator('[data-state="killed"]').count();
    await page.keyboard.press("Enter");
    await page.locator("dialog.live-confirm[open]").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog.live-confirm[open]").waitFor({ state: "detached" });
    assert.equal(await page.locator('[data-state="killed"]').count(), killed);
    assert.deepEqual(visitor.faults, []);
  }),
  check("[ST83] the owner has players' words shown, and it is in the audit log", async (stage) => {
    const player = await stage.enter("Celia Marchbanks");
    const visitor = await stage.visit({ as: "everyone" });
    const { page } = visitor;
    await watching(visitor);
    await page.getByLabel("Show players’ words").check();
    await page.locator(".live-warning").waitFor({ timeout: PATIENCE });
    await player.say("The lighthouse keeper owes me a song.");
    await page.getByText("The lighthouse keeper owes me a song.").waitFor({ timeout: PATIENCE });
    const { text } = await visitor.ask("/audit");
    assert.match(text, /what players say/u);
    assert.deepEqual(visitor.faults, []);
  }),
  check("[ST87] a turn that is long ago opens from the log, in the same place", async (stage) => {
    const player = await stage.enter("Dora");
    const visitor = await stage.visit({ as: "designer" });
    const { page } = visitor;
    await page.route("**/api/live/scenes/*/turns/*", (route) =>
      route.fulfill({ status: 404, json: { code: "not-found", message: "too long ago" } }),
    );
    await watching(visitor);
    await player.say("Is anyone here?");
    const trace = page.locator(".live-line.persona .live-turn button").last();
    await trace.waitFor({ timeout: PATIENCE });
    await trace.click();
    await page.locator("dialog.live-trace[open] ol.trace > li").nth(3).waitFor();
    await visitor.accessible("a trace from the log");
    await stage.picture(visitor, "studio-live-trace-from-the-log");
    assert.deepEqual(
      visitor.faults.filter((fault) => !fault.includes("404")),
      [],
    );
  }),
  check(
    "[ST122] a crowd of 200 personas and 500 players: found by name, and a phone shows it whole",
    async (stage) => {
      await stage.enter("Eve");
      for (const phone of [false, true]) {
        const visitor = await stage.visit({ as: "designer", phone });
        const { page } = visitor;
        await page.route("**/api/live/scenes/*/feed?*", (route) =>
          route.fulfill({
            contentType: "application/x-ndjson",
            body: `${JSON.stringify(CROWD)}\n`,
          }),
        );
        await watching(visitor);
        assert.ok((await page.locator(".live-cast li").count()) <= 40);
        assert.ok((await page.locator(".map-mark").count()) <= 61);
        await visitor.fits("a crowd");
        await visitor.accessible("a crowd");
        await stage.picture(visitor, `studio-live-crowd-${phone ? "phone" : "desk"}`);
        await page.locator(".live-search input").fill("Person 187");
        await page.locator('[data-persona="npc-187"]').waitFor();
        assert.equal(await page.locator(".live-cast li").count(), 1);
        await page.locator(".live-search input").fill("");
        await page.getByRole("button", { name: /^Show all 200/u }).click();
        assert.equal(await page.locator(".live-cast li").count(), 200);
        await visitor.fits("the whole crowd");
        assert.deepEqual(visitor.faults, []);
      }
    },
  ),
  ...(["en", "zh"] as const).flatMap((language) =>
    [false, true].map((dark) =>
      check(
        `[ST83] the live page, ${language}, ${dark ? "dark" : "light"}: axe finds nothing, and a phone shows it whole`,
        async (stage) => {
          const player = await stage.enter("Ben");
          await player.say("Is anyone here?");
          for (const phone of [false, true]) {
            const name = `studio-live-${language}-${dark ? "dark" : "light"}-${phone ? "phone" : "desk"}`;
            const visitor = await stage.visit({ as: "everyone", language, dark, phone });
            await visitor.goto("live");
            await visitor.page.locator(".live-scenes a").first().waitFor({ timeout: PATIENCE });
            await visitor.accessible("the list of scenes");
            await visitor.fits("the list of scenes");
            await watching(visitor);
            await visitor.page.locator(".live-line").first().waitFor({ timeout: PATIENCE });
            await visitor.page.locator(".map-mark").first().waitFor({ timeout: PATIENCE });
            await visitor.accessible("a scene");
            await visitor.fits("a scene");
            await stage.picture(visitor, name);
            const trace = visitor.page.locator(".live-line.persona .live-turn button").last();
            await trace.waitFor({ timeout: PATIENCE });
            await trace.click();
            await visitor.page.locator(".live-steps > li").nth(6).waitFor({ timeout: PATIENCE });
            await visitor.fits("a trace");
            await stage.picture(visitor, `${name}-trace`);
            assert.deepEqual(visitor.faults, []);
          }
        },
      ),
    ),
  ),
];
