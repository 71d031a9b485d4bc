import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";

/** Texts that would run something where they were taken for anything but text, and what tells that one did. */

export const INJECTIONS: readonly { readonly family: string; readonly text: string }[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "../fixtures/script-injections.json"), "utf8"),
);

/** Watches a page for anything that a text of somebody's made it do. */
export interface Watch {
  /** Names of what happened; empty for nothing. */
  happened(): Promise<string[]>;
}

/** Must be called before the page is opened. Payloads call `__ran()` or ask for `injected.example`. */
export async function watch(context: BrowserContext, page: Page): Promise<Watch> {
  const seen: string[] = [];
  await context.addInitScript(() => {
    const hits: string[] = [];
    Object.assign(globalThis, { __hits: hits, __ran: () => hits.push(location.href) });
    document.addEventListener("securitypolicyviolation", (event) => {
      hits.push(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  page.on("dialog", (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (new URL(request.url()).hostname.endsWith("injected.example"))
      seen.push(`request: ${request.url()}`);
  });
  page.on("popup", (popup) => seen.push(`window: ${popup.url()}`));
  page.on("framenavigated", (frame) => {
    if (/^(?:javascript|data):|^\w+:\/\/[^/]*injected\.example/u.test(frame.url()))
      seen.push(`went to ${frame.url()}`);
  });
  return {
    async happened() {
      const hits = await page.evaluate(
        () => (globalThis as unknown as { __hits: string[] }).__hits,
      );
      const made = await page.evaluate(() =>
        [...document.querySelectorAll("*")]
          .filter((one) =>
            [...one.attributes].some(
              ({ name, value }) =>
                name.startsWith("on") ||
                /__ran|injected\.example|javascript:/iu.test(
                  [
                    "href",
                    "src",
                    "action",
                    "formaction",
                    "style",
                    "srcdoc",
                    "data",
                    "xlink:href",
                  ].includes(name)
                    ? decodeURIComponent(value.replaceAll(/%(?![0-9a-f]{2})/giu, "")).replace(
                        /^#.*/su,
                        "",
                      )
                    : "",
                ),
            ),
          )
          .map((one) => one.outerHTML.slice(0, 200)),
      );
      return [...seen, ...hits, ...made.map((html) => `element: ${html}`)];
    },
  };
}

/** Fails for each text that the page does not show, letter for letter but for spaces and signs without a width. */
export async function shownAsText(
  page: Page,
  selector: string,
  texts: readonly string[],
): Promise<void> {
  const shown = await page.evaluate((of) => {
    const all = [...document.querySelectorAll(of)];
    return (
      all.map((one) => one.textContent).join("\n") +
      all.map((one) => (one as HTMLInputElement).value ?? "").join("\n")
    );
  }, selector);
  const plain = (text: string) => text.replaceAll(/[\s\p{Cf}\p{Cc}\u3000]/gu, "");
  const all = plain(shown);
  const missing = texts.filter((text) => !all.includes(plain(text)));
  assert.deepEqual(
    missing.slice(0, 5),
    [],
    `${missing.length} of ${texts.length} texts are not shown as text in ${selector}`,
  );
}
