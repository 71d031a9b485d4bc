import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContextOptions } from "playwright-core";
import { openLine } from "../e2e/line.ts";
import { checks as after } from "./after.play.ts";
import { checks as before } from "./before.play.ts";
import { aMeadow, linesOfDiff, type Meadow } from "./meadow.ts";
import type { Play, PlayCheck } from "./play.ts";
import { Visitor } from "./visitor.ts";

/**
 * Takes a small Colyseus + Phaser game that knows nothing of Dramatis, adds an NPC by `add-npc.diff`, and plays both in
 * Chromium: `npm run check:host-game [-- part of a check's name]`. `HOST_GAME_SHOTS` names a folder for pictures,
 * `HOST_GAME_PACKAGE` a built package to install instead of the repository.
 */

const CHROMIUM = process.env["E2E_CHROMIUM"] ?? "/usr/bin/chromium";
const PICTURES = process.env["HOST_GAME_SHOTS"] ?? "";
const PATIENCE = 180_000;
const MOST = { server: 10, client: 5 } as const;
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--enable-unsafe-swiftshader",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const wanted = process.argv[2] ?? "";
if (PICTURES !== "") mkdirSync(PICTURES, { recursive: true });
let passed = 0;
let failed = 0;

function told(name: string, fault: string | null): void {
  if (fault === null) passed += 1;
  else failed += 1;
  console.log(fault === null ? `  ok    ${name}` : `  FAIL  ${name}\n        ${fault}`);
}

console.log("\nthe diff");
const diff = linesOfDiff();
for (const side of ["server", "client"] as const) {
  const files = diff.filter(({ file }) => file.startsWith(`src/${side}/`));
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const gone = files.reduce((sum, file) => sum + file.gone, 0);
  const fine = added > 0 && added <= MOST[side] && gone === 0;
  const name = `[U10] an NPC takes at most ${MOST[side]} ${side} lines and changes none: ${added}`;
  told(name, fine ? null : `${added} lines added and ${gone} taken away`);
}
const elsewhere = diff.filter(({ file }) => !/^src\/(?:server|client)\//u.test(file));
told(
  "[U10] nothing else is touched",
  elsewhere.length === 0 ? null : elsewhere.map(({ file }) => file).join(),
);

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
try {
  await playMeadow(browser, false, before);
  await playMeadow(browser, true, after);
} finally {
  await browser.close();
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

async function playMeadow(on: Browser, npc: boolean, all: readonly PlayCheck[]): Promise<void> {
  const checks = all.filter(({ name }) => name.includes(wanted));
  if (checks.length === 0) return;
  console.log(npc ? "\nthe game with an NPC" : "\nthe game as it was");
  let meadow: Meadow | null = null;
  try {
    meadow = aMeadow({ npc });
    const url = await meadow.start();
    for (const check of checks) await playCheck(on, url, check);
  } catch (error) {
    told(
      "[U10] the game takes the diff, type-checks under strict, builds and starts",
      wordsOf(error),
    );
  } finally {
    await meadow?.close();
  }
}

async function playCheck(on: Browser, url: string, { name, run }: PlayCheck): Promise<void> {
  const visitors: Visitor[] = [];
  const lines: { close(): void }[] = [];
  const play: Play = {
    url,
    async come(options: BrowserContextOptions = {}, at = url) {
      const visitor = await Visitor.come(on, at, options);
      visitors.push(visitor);
      return visitor;
    },
    async line() {
      const line = await openLine(url);
      lines.push(line);
      return line;
    },
    async picture(visitor, title) {
      if (PICTURES === "") return;
      await visitor.page.screenshot({ path: join(PICTURES, `${title}.png`) });
    },
  };
  let patience: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      const tell = () => reject(new Error(`took longer than ${PATIENCE} ms`));
      patience = setTimeout(tell, PATIENCE);
    });
    await Promise.race([run(play), late]);
    told(name, null);
  } catch (error) {
    told(name, wordsOf(error));
    for (const { faults } of visitors) for (const fault of faults) console.log(`        ${fault}`);
    for (const [index, visitor] of visitors.entries()) {
      await play.picture(visitor, `failed-${failed}-${index}`).catch(() => undefined);
    }
  } finally {
    clearTimeout(patience);
    for (const visitor of visitors) await visitor.close().catch(() => undefined);
    for (const line of lines) line.close();
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
