import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { ARGUMENTS, CHROMIUM } from "./browser.ts";
import type { Check, Stage } from "./check.ts";
import { openLine, type Line } from "./line.ts";
import { Player } from "./player.ts";
import { startServer, type StartedServer } from "./server.ts";
import { serveStage } from "./stage/build.ts";
import { StudioVisitor } from "./studio-visitor.ts";

/**
 * Plays the built game in Chromium: `npm run build && npm run e2e [-- part of a file's name [part of a check's name]]`.
 * `E2E_SHOTS` names a folder for pictures, `E2E_CHROMIUM` another browser, `E2E_URL` a server that runs already,
 * `E2E_PATIENCE` how many milliseconds one check may take.
 */

const PICTURES = process.env["E2E_SHOTS"] ?? "";
/** How long one check may take, in milliseconds; a busy machine needs more. */
const PATIENCE = Number(process.env["E2E_PATIENCE"] ?? 90_000);

const [wanted = "", named = ""] = process.argv.slice(2);
const files = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".e2e.ts") && file.includes(wanted))
  .toSorted();
if (PICTURES !== "") mkdirSync(PICTURES, { recursive: true });

/** Built once for all files that need it. */
const shared: { stage?: ReturnType<typeof serveStage> } = {};
let passed = 0;
let failed = 0;
const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS] });
try {
  for (const file of files) await playFile(browser, file);
} finally {
  await browser.close();
  await (await shared.stage)?.close();
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

async function playFile(browser: Browser, file: string): Promise<void> {
  console.log(`\n${file}`);
  const { checks, settings, args, set, done } = (await import(join(import.meta.dirname, file))) as {
    checks: Check[];
    /** What the server of this file is started with. */
    settings?: Record<string, string>;
    /** Further arguments of the server. */
    args?: readonly string[];
    /** Called when its checks are over. */
    done?: () => void;
    /** No server: the checks play the scene themselves. */
    set?: boolean;
  };
  const running = process.env["E2E_URL"];
  const server = set || running ? null : await startServer(settings, args);
  const url = server?.url ?? running ?? (await (shared.stage ??= serveStage())).url;
  try {
    for (const one of checks.filter(({ name }) => name.includes(named)))
      await playCheck(browser, url, server, one);
  } finally {
    await server?.close();
    done?.();
  }
}

async function playCheck(
  browser: Browser,
  url: string,
  server: StartedServer | null,
  { name, run }: Check,
): Promise<void> {
  const players: (Player | StudioVisitor)[] = [];
  const lines: Line[] = [];
  const open: Stage["open"] = async (options) => {
    const player = await Player.open(browser, url, options);
    players.push(player);
    return player;
  };
  const stage: Stage = {
    browser,
    url,
    server,
    open,
    async visit(options) {
      const visitor = await StudioVisitor.open(stage, options);
      players.push(visitor);
      return visitor;
    },
    async enter(who, options) {
      const player = await open(options);
      await player.enter(who);
      return player;
    },
    async line() {
      const line = await openLine(url);
      lines.push(line);
      return line;
    },
    async picture(player, title) {
      if (PICTURES !== "") await player.page.screenshot({ path: join(PICTURES, `${title}.png`) });
    },
  };
  let patience: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      const tell = () => reject(new Error(`took longer than ${PATIENCE} ms`));
      patience = setTimeout(tell, PATIENCE);
    });
    await Promise.race([run(stage), late]);
    passed += 1;
    console.log(`  ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(
      `  FAIL  ${name}\n        ${error instanceof Error ? error.message : String(error)}`,
    );
    for (const { faults } of players)
      for (const fault of faults) console.log(`        page: ${fault}`);
    for (const [index, player] of players.entries()) {
      await stage.picture(player, `failed-${failed}-${index}`).catch(() => undefined);
    }
  } finally {
    clearTimeout(patience);
    for (const player of players) await player.close().catch(() => undefined);
    for (const line of lines) line.close();
  }
}
