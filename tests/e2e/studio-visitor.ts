import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { Role } from "../../shared/studio/role.ts";
import type { Stage } from "./check.ts";

/** How somebody comes to the studio. */
export interface VisitorOptions {
  /** Whose key they bring; null comes to the sign-in page. All roles unless named. */
  readonly as?: Role | "everyone" | null;
  readonly language?: "en" | "zh";
  readonly dark?: boolean;
  /** 390 x 844, with a finger for a mouse. */
  readonly phone?: boolean;
  /** Whatever else of a browser context. */
  readonly context?: BrowserContextOptions;
}

const PATIENCE = 20_000;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** One person at one page of the studio. Keeps what went wrong on it. */
export class StudioVisitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Of the server, without `/studio`. */
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

  /** Opens the studio and signs in by hand, as anyone does. `stage.visit` closes it, too. */
  static async open(stage: Stage, options: VisitorOptions = {}): Promise<StudioVisitor> {
    const { as = "everyone", language = "en", dark = false, phone = false } = options;
    const context = await stage.browser.newContext({
      viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
      ...(phone ? { deviceScaleFactor: 2, hasTouch: true, isMobile: true } : {}),
      locale: language === "en" ? "en-GB" : "zh-CN",
      colorScheme: dark ? "dark" : "light",
      reducedMotion: "reduce",
      acceptDownloads: true,
      ...options.context,
    });
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    const visitor = new StudioVisitor(context, await context.newPage(), stage.url);
    await visitor.page.goto(`${stage.url}/studio/`);
    await visitor.page.locator(".sign-in input").waitFor({ timeout: PATIENCE });
    if (as !== null) await visitor.signIn(stage.server?.keys[as] ?? "");
    return visitor;
  }

  /** Gives a key at the sign-in page and waits for the frame of the studio. */
  async signIn(key: string): Promise<void> {
    assert.notEqual(key, "", "only a server that this run started has keys for its visitors");
    await this.page.locator(".sign-in input").fill(key);
    await this.page.locator(".sign-in button[type=submit]").click();
    await this.page.locator("header nav").waitFor({ timeout: PATIENCE });
  }

  /** Goes to a page by what stands behind `#/`, such as `home` or `write/salt-lantern`, and waits for its heading. */
  async goto(path: string): Promise<void> {
    await this.page.evaluate((to) => {
      location.hash = `#/${to}`;
    }, path);
    const [first = path] = path.split("/");
    await this.page
      .locator(`header a[href="#/${first}"][aria-current]`)
      .waitFor({ timeout: PATIENCE });
    await this.page.locator("main h1").first().waitFor({ timeout: PATIENCE });
  }

  /** Asks the studio's server with this page's own token; what comes back is its status and its text. */
  async ask(
    path: string,
    init: { method?: string; body?: string; headers?: Record<string, string> } = {},
  ): Promise<{ status: number; text: string }> {
    return this.page.evaluate(
      async ([to, rest]) => {
        const kept = JSON.parse(sessionStorage.getItem("dramatis-studio") ?? "{}");
        const headers = { Authorization: `Bearer ${kept.token}`, ...rest.headers };
        const response = await fetch(`/studio/api${to}`, { ...rest, headers });
        return { status: response.status, text: await response.text() };
      },
      [path, init] as const,
    );
  }

  /** Fails with every finding of axe on the page as it stands, WCAG 2.2 AA and good practice. */
  async accessible(what: string): Promise<void> {
    // The protocol's own evaluation stands outside the page's policy; nothing of the page is loosened for it.
    await this.page.evaluate(AXE);
    const { violations } = (await this.page.evaluate("axe.run(document)")) as AxeResults;
    const found = violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes.map(({ html, failureSummary }) => `${html} (${failureSummary})`).join("; ")}`,
    );
    assert.deepEqual(found, [], `axe on ${what}`);
  }

  /** Fails if anything stands beyond the right edge, as a page does that is too wide for a phone. */
  async fits(what: string): Promise<void> {
    const wide = await this.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(wide <= 0, `${what} is ${wide} px wider than the page`);
  }

  /** Presses Tab until what fits the selector has the focus, which it must within so many presses. */
  async tabTo(selector: string, presses = 60): Promise<void> {
    for (let i = 0; i < presses; i++) {
      await this.page.keyboard.press("Tab");
      if (await this.page.evaluate((to) => document.activeElement?.matches(to), selector)) return;
    }
    assert.fail(`Tab never came to ${selector}`);
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
