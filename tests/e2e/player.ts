import assert from "node:assert/strict";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { Probe } from "../../client/game/probe.ts";

/** A browser context, and perhaps another way to the server. */
export type PlayerOptions = BrowserContextOptions & {
  /** Another address of the same server, such as a line that can be cut. */
  readonly url?: string;
};

/** In milliseconds; checks play side by side, perhaps on a busy machine. */
const PATIENCE = 40_000;

/** Tiles; a little less than what the scenes' ears reach, since everybody walks. */
const HEARING = 8.6;

type Point = { readonly x: number; readonly y: number };
type Where = (probe: Probe) => Point | null;

/** Pictures are painted without a graphics card here, and checks look at few of them: a dozen a second will do. */
function paintSeldom(): void {
  const paint = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (draw) => window.setTimeout(() => paint(draw), 70);
  window.cancelAnimationFrame = (id) => window.clearTimeout(id);
}

/** One person at one page. Keeps what went wrong on it. */
export class Player {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly url: string;
  /** Errors on the console, uncaught ones, and violations of the content policy. */
  readonly faults: string[] = [];

  private constructor(context: BrowserContext, page: Page, url: string) {
    this.context = context;
    this.page = page;
    this.url = url;
    page.on("pageerror", (error) => this.faults.push(`uncaught: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") this.faults.push(message.text());
    });
  }

  /** Opens the first page. */
  static async open(browser: Browser, url: string, options: PlayerOptions = {}): Promise<Player> {
    const { url: own = url, ...rest } = options;
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: "en-GB",
      ...rest,
    });
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    await context.addInitScript(paintSeldom);
    const page = await context.newPage();
    const player = new Player(context, page, own);
    await page.goto(own);
    await page.waitForSelector(".join-enter:visible", { timeout: PATIENCE });
    return player;
  }

  /** A second tab of the same browser, at the first page. */
  static async beside({ context, url }: Player): Promise<Player> {
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForSelector(".join-enter:visible", { timeout: PATIENCE });
    return new Player(context, page, url);
  }

  /** Gives a name and goes in. */
  async enter(name: string): Promise<void> {
    await this.page.fill("#join-name", name);
    await this.page.click(".join-enter");
    await this.until("stands in the scene", (probe) =>
      probe.cast.some(({ id }) => id === probe.you),
    );
  }

  /** Walks after somebody until they are within hearing. */
  async #goAfter(id: string): Promise<void> {
    const { cast, you } = await this.probe();
    const [own, other] = [you, id].map((one) => cast.find((body) => body.id === one));
    if (!own || !other) return assert.fail(`${id} is not there`);
    const far = Math.hypot(own.x - other.x, own.y - other.y);
    if (far > HEARING) await this.goTo(other.x, other.y + 2);
  }

  async probe(): Promise<Probe> {
    return this.page.evaluate(() => (window as unknown as { __dramatis: Probe }).__dramatis);
  }

  /** Waits until the probe shows something; the message says what was awaited. */
  async until(what: string, seen: (probe: Probe) => boolean, patience = PATIENCE): Promise<Probe> {
    const end = Date.now() + patience;
    for (;;) {
      const probe = await this.probe();
      if (seen(probe)) return probe;
      if (Date.now() > end) assert.fail(`waited ${patience} ms in vain: ${what}`);
      await this.page.waitForTimeout(60);
    }
  }

  /**
   * Types a line into the talk and sends it, again and nearer where whom it is for has walked out of hearing; returns
   * the turn id under which it was heard.
   */
  async say(text: string): Promise<string> {
    const before = new Set((await this.probe()).transcript?.entries.map(({ turnId }) => turnId));
    const input = this.page.locator("#say");
    const refused = this.page.locator(".refusal:not(:empty)");
    await input.fill(text);
    const end = Date.now() + 2 * PATIENCE;
    for (;;) {
      await input.press("Enter");
      const answered = Date.now() + PATIENCE;
      do {
        const turnId = ownLine(await this.probe(), before);
        if (turnId !== null) return turnId;
        await this.page.waitForTimeout(60);
      } while (Date.now() < answered && !(await refused.isVisible()));
      if (Date.now() > end) assert.fail(`said for ${2 * PATIENCE} ms in vain: ${text}`);
      const { address } = await this.probe();
      if (address.to !== null) await this.#goAfter(address.to);
    }
  }

  /** Chooses someone from the list of those who are here, and goes after whoever went out of hearing meanwhile. */
  async turnTo(id: string): Promise<void> {
    await this.#goAfter(id);
    await this.page.click(`.company-button[data-id="${id}"]`);
    await this.until(`${id} is addressed`, (probe) => probe.address.to === id);
  }

  /** Asks the server to walk to a tile by keys and clicks is slow; a click on the picture is what a player does. */
  async walkTo(x: number, y: number): Promise<void> {
    const drawn = ({ cast, you }: Probe) => cast.find(({ id }) => id === you)?.screen ?? null;
    for (let i = 0; i < 50 && (await this.#atRest(drawn)) === null; i++);
    const probe = await this.probe();
    const own = probe.cast.find(({ id }) => id === probe.you);
    const other = probe.cast.find(({ screen, x: ox }) => screen !== null && ox !== own?.x);
    if (!own?.screen || !other?.screen) return assert.fail("nobody is drawn yet");
    const tile = Math.abs((other.screen.x - own.screen.x) / (other.x - own.x));
    await this.page.mouse.click(
      own.screen.x + (x - own.x) * tile,
      own.screen.y + (y - own.y) * tile,
    );
  }

  /**
   * Clicks what the picture shows at a place that may move, as a person would: once it stands still, and again where
   * the click fell beside it.
   */
  async clickOn(what: string, where: Where, done: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (Date.now() < end) {
      const at = await this.#atRest(where);
      if (at === null) continue;
      await this.page.mouse.click(at.x, at.y);
      for (let i = 0; i < 30; i++) {
        if (await done()) return;
        await this.page.waitForTimeout(60);
      }
    }
    assert.fail(`clicked for ${PATIENCE} ms in vain: ${what}`);
  }

  /** Where something is drawn, once it has stayed there for a few frames; null while it moves or is not drawn. */
  async #atRest(where: Where): Promise<Point | null> {
    const before = where(await this.probe());
    await this.page.waitForTimeout(200);
    const after = where(await this.probe());
    if (!before || !after) return null;
    return Math.hypot(after.x - before.x, after.y - before.y) < 2 ? after : null;
  }

  /** Walks to a tile, in stretches of what the picture shows; ends within two tiles of it. */
  async goTo(x: number, y: number): Promise<void> {
    const end = Date.now() + 2 * PATIENCE;
    for (let tries = 0; Date.now() < end; tries++) {
      const { cast, you } = await this.probe();
      const own = cast.find(({ id }) => id === you);
      if (!own) return assert.fail("the player has no body");
      const far = Math.hypot(x - own.x, y - own.y);
      if (far <= 2) return;
      const part = Math.min(1, 5 / far);
      // A step beside the straight way when what lay on it was clicked instead.
      const beside = ((tries % 3) - 1) * Math.min(2, Math.floor(tries / 3));
      await this.walkTo(own.x + (x - own.x) * part + beside, own.y + (y - own.y) * part);
      if (await this.page.locator(".deed-menu").isVisible()) {
        await this.page.keyboard.press("Escape");
      }
      await this.#standing();
    }
    assert.fail(`never came to ${x}, ${y}`);
  }

  /** Waits until the player's body walks no more. */
  async #standing(): Promise<void> {
    const spot = async () => {
      const { cast, you } = await this.probe();
      const own = cast.find(({ id }) => id === you);
      return `${own?.x} ${own?.y}`;
    };
    for (let i = 0; i < 30; i++) {
      const before = await spot();
      await this.page.waitForTimeout(400);
      if ((await spot()) === before) return;
    }
  }

  /**
   * Clicks a thing in the picture and takes it, again where that was refused: on the way to it somebody may stand where
   * one wanted to.
   */
  async take(thing: string): Promise<void> {
    const item = this.page.getByRole("menuitem", { name: "Take" });
    const inHand = ({ props, you }: Probe) =>
      props.some(({ id, holder }) => id === thing && holder === you);
    const end = Date.now() + 3 * PATIENCE;
    while (Date.now() < end) {
      await this.clickOn(
        `the menu of ${thing}`,
        ({ props }) => above(props.find(({ id }) => id === thing)?.screen, 8),
        () => item.first().isVisible(),
      );
      await item.first().click();
      for (const tried = Date.now() + PATIENCE / 2; Date.now() < tried;) {
        if (inHand(await this.probe())) return;
        await this.page.waitForTimeout(100);
      }
    }
    assert.fail(`tried for ${3 * PATIENCE} ms in vain to take ${thing}`);
  }

  /** All words of a turn as this page holds them. */
  async wordsOf(turnId: string): Promise<string> {
    const { transcript } = await this.probe();
    const entry = transcript?.entries.find((one) => one.turnId === turnId);
    return (entry?.segments ?? []).map((segment) => segment?.text ?? "").join("");
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

/** A place some CSS pixels above another: a thing's middle is above the spot on which it stands. */
export function above(place: Point | null | undefined, pixels: number): Point | null {
  return place ? { x: place.x, y: place.y - pixels } : null;
}

/** The turn of a line of one's own that was not there before. The server may have made its text harmless. */
function ownLine(probe: Probe, before: ReadonlySet<string>): string | null {
  const entry = probe.transcript?.entries.find(
    ({ turnId, speaker }) => speaker === probe.you && !before.has(turnId),
  );
  return entry?.turnId ?? null;
}
