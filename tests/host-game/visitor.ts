import assert from "node:assert/strict";
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Locator,
  Page,
} from "playwright-core";

/** What a visitor's page shows just now. */
export interface Sight {
  readonly you: string;
  readonly x: number;
  readonly y: number;
  readonly avatars: number;
  readonly coins: number;
  readonly bubbles: readonly {
    readonly id: string;
    readonly kind: string;
    readonly text: string;
  }[];
  readonly bodies: readonly string[];
  readonly heard: readonly string[];
  readonly connection: string;
}

const PATIENCE = 30_000;

/** One person at one page of the meadow. Keeps what went wrong on it. */
export class Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly faults: string[] = [];

  private constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    page.on("pageerror", (error) => this.faults.push(`uncaught: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") this.faults.push(message.text());
    });
  }

  /** Opens the page and waits until its own avatar stands in the meadow. */
  static async come(
    browser: Browser,
    url: string,
    options: BrowserContextOptions = {},
  ): Promise<Visitor> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    const page = await context.newPage();
    const visitor = new Visitor(context, page);
    await page.goto(url);
    await visitor.until("stands in the meadow", ({ avatars, coins }) => avatars > 0 && coins > 0);
    return visitor;
  }

  /** Reads the game through its own scene, which the game leaves for the console. */
  async sight(): Promise<Sight> {
    return this.page.evaluate(() => {
      const { game } = window as unknown as { game: { scene: { getScene(key: string): unknown } } };
      const scene = game.scene.getScene("meadow") as {
        room?: { sessionId: string; state?: { players?: Map<string, { x: number; y: number }> } };
        avatars: Map<string, unknown>;
        coins: Map<string, unknown>;
        client?: unknown;
        dramatis?: {
          bubbles: [];
          bodies: Map<string, unknown>;
          client?: {
            connection: string;
            transcript: {
              entries: { speaker: string; turnId: string; segments: ({ text: string } | null)[] }[];
            };
          } | null;
        };
      };
      const you = scene.room?.sessionId ?? "";
      const own = scene.room?.state?.players?.get(you);
      const { dramatis } = scene;
      return {
        you,
        x: own?.x ?? 0,
        y: own?.y ?? 0,
        avatars: scene.avatars.size,
        coins: scene.coins.size,
        bubbles: dramatis?.bubbles ?? [],
        bodies: [...(dramatis?.bodies.keys() ?? [])],
        heard: (dramatis?.client?.transcript.entries ?? []).map(
          ({ speaker, segments }) =>
            `${speaker}: ${segments.map((one) => one?.text ?? "").join("")}`,
        ),
        connection: dramatis?.client?.connection ?? "",
      };
    });
  }

  async until(what: string, seen: (sight: Sight) => boolean, patience = PATIENCE): Promise<Sight> {
    const end = Date.now() + patience;
    for (;;) {
      const sight = await this.sight();
      if (seen(sight)) return sight;
      if (Date.now() > end)
        assert.fail(`waited ${patience} ms in vain: ${what}; saw ${JSON.stringify(sight)}`);
      await this.page.waitForTimeout(60);
    }
  }

  /** Holds a key until something is seen. */
  async hold(key: string, what: string, seen: (sight: Sight) => boolean): Promise<Sight> {
    await this.page.keyboard.down(key);
    try {
      return await this.until(what, seen);
    } finally {
      await this.page.keyboard.up(key);
    }
  }

  /** Waits until the avatar is seen five times in one place. */
  async still(): Promise<Sight> {
    let last = "";
    let times = 0;
    return this.until("she stands still", ({ x, y }) => {
      const now = `${x},${y}`;
      times = now === last ? times + 1 : 0;
      last = now;
      return times >= 5;
    });
  }

  /** The line to write in; Playwright looks into open shadow trees. */
  get line(): Locator {
    return this.page.locator(".dramatis-talk input");
  }

  get log(): Locator {
    return this.page.locator(".dramatis-talk [role=log] p");
  }

  /** Presses the key that leads in, writes and sends. */
  async say(text: string): Promise<void> {
    await this.page.keyboard.press("Enter");
    await this.page.keyboard.type(text);
    await this.page.keyboard.press("Enter");
  }

  /** Says good-bye to the room too, so that nobody waits for its return. */
  async close(): Promise<void> {
    await this.page
      .evaluate(() => {
        const { game } = window as unknown as {
          game: { scene: { getScene(key: string): { room?: { leave(): Promise<unknown> } } } };
        };
        return game.scene.getScene("meadow").room?.leave();
      })
      .catch(() => undefined);
    await this.context.close();
  }
}
