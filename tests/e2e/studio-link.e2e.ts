import assert from "node:assert/strict";
import { check, type Check } from "./check.ts";

/** A fresh local start: nobody was given a key. */
export const settings = { DRAMATIS_STUDIO_KEYS_FILE: "" };

export const checks: Check[] = [
  check(
    "[ST1] the link in the terminal opens the studio, once, and leaves the address",
    async (stage) => {
      // The server answers a moment before its terminal says so.
      let link = "";
      for (let wait = 0; link === "" && wait < 100; wait += 1) {
        link = /http:\/\/\S+\/studio\/#key=[\w-]+/u.exec(stage.server?.said() ?? "")?.[0] ?? "";
        if (link === "") await new Promise((resolve) => setTimeout(resolve, 100));
      }
      assert.notEqual(link, "");
      const visitor = await stage.visit({ as: null });
      const { page } = visitor;
      const local = link.replace(/^http:\/\/[^/]+/u, stage.url);
      // The page is open at this address but for its last part, and would not load anew.
      await page.goto("about:blank");
      await page.goto(local);
      await page.locator("header nav").waitFor();
      assert.equal(new URL(page.url()).hash, "");
      await page.reload();
      await page.locator("header nav").waitFor();
      const second = await stage.visit({ as: null });
      await second.page.goto("about:blank");
      await second.page.goto(local);
      await second.page.locator(".sign-in input").waitFor();
      assert.deepEqual(visitor.faults, []);
    },
  ),
];
