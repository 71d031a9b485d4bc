import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { ARGUMENTS, CHROMIUM } from "../e2e/browser.ts";
import { startServer } from "../e2e/server.ts";
import { LONG, writeLongLog } from "./long-log.ts";
import type { BenchReport } from "./report.ts";

/** A long log, and a long episode of it, looked through in a browser: what its reader waits for. */

const TURNS = 100_000;
const QUICK = 5_000;
/** Nodes that a list may have, however long the episode is. */
const NODES = 1_000;
const PATIENCE = 180_000;

export async function benchBrowse({
  quick,
  turns = null,
}: {
  readonly quick: boolean;
  readonly turns: number | null;
}): Promise<BenchReport> {
  const played = turns ?? (quick ? QUICK : TURNS);
  const folder = mkdtempSync(join(tmpdir(), "dramatis-browse-"));
  const rows: string[] = [];
  const timed = async (what: string, work: () => Promise<void>): Promise<void> => {
    const since = performance.now();
    await work();
    rows.push(
      `  ${Math.round(performance.now() - since)
        .toString()
        .padStart(7)} ms  ${what}`,
    );
  };
  let nodes = 0;
  try {
    const file = join(folder, "episodes.sqlite");
    let records = 0;
    await timed("the log is written", async () => {
      records = await writeLongLog(file, played);
    });
    const server = await startServer({ DRAMATIS_LOG: file });
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS] });
    try {
      const page = await browser.newPage();
      page.setDefaultTimeout(PATIENCE);
      await page.goto(`${server.url}/studio/`);
      await page.locator(".sign-in input").fill(server.keys.everyone);
      await page.locator(".sign-in button[type=submit]").click();
      await page.locator("header nav").waitFor();
      const listed = page.locator("table.episodes tbody tr").first();
      await timed("the first list", async () => {
        await page.goto(`${server.url}/studio/#/episodes`);
        await listed.waitFor();
      });
      await timed("the list once more", () => look(page));
      await timed("found by an anomaly", async () => {
        await page.locator('input[name="anomaly"]').fill("unclosed");
        await look(page);
      });
      await timed("the long episode is opened, at its beginning", async () => {
        await page.goto(`${server.url}/studio/#/episodes/${LONG}`);
        await page.locator(".entries > li").first().waitFor();
      });
      await timed("its playback is there", () => page.locator(".player-bar").waitFor());
      const range = page.locator(".player-time input");
      const scrub = (share: number, turn: number) => async () => {
        await range.evaluate((input: HTMLInputElement, to) => {
          input.value = String(Number(input.max) * to);
          input.dispatchEvent(new Event("input", { bubbles: true }));
        }, share);
        await page.locator(`.entries a[href$="/turn-${turn}"]`).first().waitFor();
      };
      await timed("scrubbed to the middle", scrub(0.5, Math.floor(played / 2) - 5));
      await timed("scrubbed to the end", scrub(1, played - 2));
      nodes = await page.locator(".entries > li").count();
      await timed("the trace of its last turn", async () => {
        await page
          .locator(`.entries a[href="#/episodes/${LONG}/turn-${played - 1}"]`)
          .first()
          .click();
        await page.locator("ol.trace > li").nth(3).waitFor();
      });
      await timed("played back from there at 32 times", async () => {
        await scrub(0.9, Math.floor(played * 0.9) - 5)();
        await page.locator(".player-bar select").selectOption("32");
        const before = await page.locator(".player-now").innerText();
        await page.locator(".player-bar button.main").click();
        await page.waitForFunction(
          (was) => document.querySelector(".player-now")?.textContent !== was,
          before,
        );
      });
      await timed("a branch from its last turn is offered in rehearsal", async () => {
        await page.goto(`${server.url}/studio/#/rehearse/branch/${LONG}/turn-${played - 1}`);
        await page.locator("main h1").waitFor();
      });
    } finally {
      await browser.close();
      await server.close();
    }
    return {
      table: [
        `${played} turns in one episode, ${played} in evenings of 50: ${records} records`,
        ...rows,
        `  ${nodes.toString().padStart(7)}     entries on the page at the end`,
      ].join("\n"),
      goals: [
        {
          name: "entries of a long episode on the page",
          goal: `at most ${NODES}`,
          value: nodes,
          met: nodes > 0 && nodes <= NODES,
        },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Looks again, until the answer is there. */
async function look(page: Page): Promise<void> {
  const answered = page.waitForResponse((response) => response.url().includes("/api/episodes?"));
  await page.locator(".episode-search button[type=submit]").click();
  await answered;
  await page.locator("table.episodes tbody tr").first().waitFor();
}
