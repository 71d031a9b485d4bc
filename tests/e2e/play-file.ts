import { join } from "node:path";
import type { Browser } from "playwright-core";
import type { Check, Stage } from "./check.ts";
import { openLine, type Line } from "./line.ts";
import { Player } from "./player.ts";
import { startServer, type StartedServer } from "./server.ts";
import { StudioVisitor } from "./studio-visitor.ts";

/** What a file of checks holds. */
interface CheckFile {
  readonly checks: readonly Check[];
  /** What the server of this file is started with. */
  readonly settings?: Record<string, string>;
  /** Further arguments of the server. */
  readonly args?: readonly string[];
  /** No server: the checks play the scene themselves. */
  readonly set?: boolean;
  /** Called when its checks are over. */
  readonly done?: () => void;
}

export interface PlayOptions {
  readonly browser: Browser;
  /** Part of the names of the checks to play; empty for all. */
  readonly named: string;
  /** Folder for pictures; empty for none. */
  readonly pictures: string;
  /** How long one check may take, in milliseconds. */
  readonly patience: number;
  /** A server that runs already. */
  readonly running: string | undefined;
  /** Where files without a server play. */
  readonly stageUrl: () => Promise<string>;
}

export interface Played {
  readonly passed: number;
  readonly failed: number;
  /** What was found, a line each. */
  readonly told: readonly string[];
}

/** Plays the checks of one file, one after the other, on a server of their own. */
export async function playFile(file: string, options: PlayOptions): Promise<Played> {
  const { checks, settings, args, set, done } = (await import(
    join(import.meta.dirname, file)
  )) as CheckFile;
  const wanted = checks.filter(({ name }) => name.includes(options.named));
  if (wanted.length === 0) {
    done?.();
    return { passed: 0, failed: 0, told: [] };
  }
  const told: string[] = [];
  let failed = 0;
  let server: StartedServer | null = null;
  try {
    if (!set && options.running === undefined) server = await startServer(settings, args);
    const shared = server === null ? (options.running ?? (await options.stageUrl())) : null;
    for (const one of wanted) {
      const first = await playCheck(one, shared ?? server?.url ?? "", server, options);
      if (first === null) {
        told.push(`  ok    ${one.name}`);
        continue;
      }
      /* Scenes are alive, and machines busy: whoever fails is tried once more, on a server that is new, and both are told. */
      if (server !== null) {
        await server.close();
        server = await startServer(settings, args);
      }
      const again = await playCheck(one, shared ?? server?.url ?? "", server, options);
      told.push(again === null ? `  AGAIN ${one.name}` : `  FAIL  ${one.name}`);
      told.push(...first.map((fault) => `        ${fault}`));
      if (again === null) continue;
      failed += 1;
      told.push(...again.map((fault) => `        the second time: ${fault}`));
    }
  } finally {
    await server?.close();
    done?.();
  }
  return { passed: wanted.length - failed, failed, told };
}

/** Null for a check that holds, else what is known of why it does not. */
async function playCheck(
  { name, run }: Check,
  url: string,
  server: StartedServer | null,
  { browser, pictures, patience }: PlayOptions,
): Promise<readonly string[] | null> {
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
      if (pictures !== "") await player.page.screenshot({ path: join(pictures, `${title}.png`) });
    },
  };
  let waiting: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      const tell = () => reject(new Error(`took longer than ${patience} ms`));
      waiting = setTimeout(tell, patience);
    });
    await Promise.race([run(stage), late]);
    return null;
  } catch (error) {
    const slug = name.replaceAll(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60);
    for (const [index, player] of players.entries())
      await stage.picture(player, `failed-${slug}-${index}`).catch(() => undefined);
    return [
      error instanceof Error ? error.message : String(error),
      ...players.flatMap(({ faults }) => faults.map((fault) => `page: ${fault}`)),
      ...(await Promise.all(players.map(shown))).flat(),
    ];
  } finally {
    clearTimeout(waiting);
    for (const player of players) await player.close().catch(() => undefined);
    for (const line of lines) line.close();
  }
}

/** What a page said of its own accord when a check failed: refusals and news, which a person would have read. */
async function shown({ page }: Player | StudioVisitor): Promise<readonly string[]> {
  const texts = await page
    .locator(".refusal, .toast, [role=alert]")
    .allTextContents()
    .catch(() => []);
  return texts.filter((text) => text.trim() !== "").map((text) => `shown: ${text}`);
}
