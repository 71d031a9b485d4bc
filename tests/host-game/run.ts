import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContextOptions } from "playwright-core";
import { openLine } from "../e2e/line.ts";
import { checks as after } from "./after.play.ts";
import { checks as before } from "./before.play.ts";
import { aMeadow, linesOfDiff, type Added, type Meadow } from "./meadow.ts";
import type { Play, PlayCheck } from "./play.ts";
import { checks as studio } from "./studio.play.ts";
import { Visitor } from "./visitor.ts";

/**
 * Takes a small Colyseus + Phaser game that knows nothing of Dramatis, adds an NPC by `add-npc.diff` and the studio by
 * `add-studio.diff`, and plays all three in Chromium: `npm run check:host-game [-- part of a check's name]`. `HOST_GAME_SHOTS` names a folder for pictures,
 * `HOST_GAME_PACKAGE` a built package to install instead of the repository.
 */

const CHROMIUM = process.env["E2E_CHROMIUM"] ?? "/usr/bin/chromium";
const PICTURES = process.env["HOST_GAME_SHOTS"] ?? "";
const PATIENCE = 180_000;
const MOST = { npc: { server: 10, client: 5 }, studio: { server: 5, client: 0 } } as const;
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
for (const [of, rule, what] of [
  ["npc", "U10", "an NPC"],
  ["studio", "ST120", "the studio"],
] as const) {
  const diff = linesOfDiff(of);
  for (const side of ["server", "client"] as const) {
    const files = diff.filter(({ file }) => file.startsWith(`src/${side}/`));
    const added = files.reduce((sum, file) => sum + file.added, 0);
    const gone = files.reduce((sum, file) => sum + file.gone, 0);
    const most = MOST[of][side];
    const fine = (added > 0 || most === 0) && added <= most && gone === 0;
    const name = `[${rule}] ${what} takes at most ${most} ${side} lines and changes none: ${added}`;
    told(name, fine ? null : `${added} lines added and ${gone} taken away`);
  }
  const elsewhere = diff.filter(({ file }) => !/^src\/(?:server|client)\//u.test(file));
  told(
    `[${rule}] nothing else is touched`,
    elsewhere.length === 0 ? null : elsewhere.map(({ file }) => file).join(),
  );
}

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
try {
  await playMeadow(browser, [], before);
  await playMeadow(browser, ["npc"], after);
  await playMeadow(browser, ["npc", "studio"], studio);
} finally {
  await browser.close();
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

async function playMeadow(
  on: Browser,
  added: readonly Added[],
  all: readonly PlayCheck[],
): Promise<void> {
  const checks = all.filter(({ name }) => name.includes(wanted));
  if (checks.length === 0) return;
  console.log(`\nthe game ${added.length === 0 ? "as it was" : `with ${added.join(" and ")}`}`);
  let meadow: Meadow | null = null;
  try {
    const opened = (meadow = aMeadow(added));
    const url = await meadow.start();
    for (const check of checks) await playCheck(on, url, opened.said, check);
  } catch (error) {
    told(
      "[U10] the game takes the diff, type-checks under strict, builds and starts",
      wordsOf(error),
    );
  } finally {
    await meadow?.close();
  }
}

async function playCheck(
  on: Browser,
  url: string,
  said: () => string,
  { name, run }: PlayCheck,
): Promise<void> {
  const visitors: Visitor[] = [];
  const lines: { close(): void }[] = [];
  const play: Play = {
    url,
    said,
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
