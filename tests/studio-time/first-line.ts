import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Page } from "playwright-core";
import { ARGUMENTS, CHROMIUM } from "../e2e/browser.ts";
import type { Stage } from "../e2e/check.ts";
import { startServer } from "../e2e/server.ts";
import { StudioVisitor } from "../e2e/studio-visitor.ts";

/**
 * `npm run build && npm run first-line [-- --typing MS]`: how long it takes from an empty form to the first spoken line,
 * in a real browser, with a hand that types so many milliseconds a letter (150 unless told, 80 words a minute) and thinks
 * nothing over. Needs no model: the understudy plays. Nothing passes or fails by a time.
 */

const { values: given } = parseArgs({ options: { typing: { type: "string", default: "150" } } });
const typing = Math.max(0, Math.min(2_000, Number(given.typing) || 0));

const WRITTEN = [
  ["Looks", "A woman with tar on her hands and a net over her shoulder."],
  ["Known to all", "Nessa mends nets on the quay and knows every boat by its creak."],
  ["Profile", "Nessa is forty, quick and dry. She trusts boats more than those who row them."],
] as const;

const folder = mkdtempSync(join(tmpdir(), "dramatis-first-line-"));
const world = join(folder, "salt-lantern");
cpSync(resolve(import.meta.dirname, "../../assets/worlds/salt-lantern"), world, {
  recursive: true,
});
const server = await startServer({}, ["--scene", world]);
const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS] });
let began = 0;
let before = 0;
let typed = 0;
try {
  const visitor = await StudioVisitor.open({ browser, url: server.url, server } as Stage, {
    as: "designer",
  });
  const { page } = visitor;
  await visitor.goto("home");
  began = before = performance.now();
  await page.locator('header a[href="#/write"]').click();
  await page.getByLabel("Title of the scene").waitFor();
  step("click Write");
  await write(page, "Title of the scene", "The Quay");
  await write(page, "Name of its first character", "Nessa");
  step("type the names of a scene and of its first character");
  await page.locator("main form.begin button[type=submit]").click();
  await page.locator(".sheet-form .field").first().waitFor();
  step("click Begin: the empty form");
  for (const [field, text] of WRITTEN) await write(page, field, text);
  step(`type ${WRITTEN.map(([field]) => field).join(", ")}`);
  await page.getByRole("button", { name: "Hear it speak" }).click();
  await page.locator(".rehearsal").waitFor();
  step("click Hear it speak: the rehearsal");
  await page.locator(".channel-system-thinking, .channel-speech").first().waitFor();
  step("the first of it, thought or said");
  await page.locator(".channel-speech").first().waitFor();
  step("the first spoken line begins");
  await page.locator(".turn .turn-hands").waitFor();
  step("it is whole");
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
const whole = performance.now() - began;
console.log(
  `${seconds(whole)} in all; ${typed} letters took ${seconds(typed * typing)} of it, at ${typing} ms a letter.`,
);
console.log(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}; the understudy plays.`);

async function write(page: Page, label: string, text: string): Promise<void> {
  const field = page.getByLabel(label).first();
  await field.click();
  await field.pressSequentially(text, { delay: typing });
  typed += text.length;
}

function step(what: string): void {
  const now = performance.now();
  console.log(`${seconds(now - began).padStart(8)}  +${seconds(now - before).padEnd(8)} ${what}`);
  before = now;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
