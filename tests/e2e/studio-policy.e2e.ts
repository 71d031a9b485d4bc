import assert from "node:assert/strict";
import { check, type Check } from "./check.ts";

/** What the studio's content policy refuses, in a browser that would do it. */

export const checks: Check[] = [
  check(
    "[ST10] the policy refuses inline scripts, eval, innerHTML, and what other origins have",
    async (stage) => {
      const visitor = await stage.visit();
      const { page } = visitor;
      const refused = await page.evaluate(async () => {
        const violations: string[] = [];
        document.addEventListener("securitypolicyviolation", (event) =>
          violations.push(event.effectiveDirective),
        );
        const found: Record<string, string> = {};
        const attempt = async (name: string, work: () => unknown): Promise<void> => {
          // Later, so that it is the page's own work and none of the check's, whose policy is another.
          await new Promise<void>((resolve) => {
            setTimeout(async () => {
              try {
                await work();
                found[name] = "went through";
              } catch (error) {
                found[name] = error instanceof Error ? error.name : "thrown";
              }
              resolve();
            });
          });
        };
        const tag = (name: string, fields: Record<string, string>) => () => {
          const one = document.createElement(name);
          for (const [field, value] of Object.entries(fields)) one.setAttribute(field, value);
          document.body.append(one);
        };
        await attempt("innerHTML", () => {
          document.body.firstElementChild!.innerHTML = "<b>x</b>";
        });
        await attempt("script text", () => {
          const script = document.createElement("script");
          script.textContent = "globalThis.__inline = 1";
          document.body.append(script);
        });
        // oxlint-disable-next-line no-eval -- that it is refused is what is tried
        await attempt("eval", () => (0, eval)("globalThis.__eval = 1"));
        // oxlint-disable-next-line no-new-func -- the same
        await attempt("Function", () => new Function("globalThis.__function = 1")());
        await attempt("policy", () =>
          (
            globalThis as unknown as {
              trustedTypes: { createPolicy(name: string, of: object): void };
            }
          ).trustedTypes.createPolicy("mine", {}),
        );
        await attempt("fetch", () => fetch("http://127.0.0.1:9/"));
        await attempt("image", tag("img", { src: "http://127.0.0.1:9/x.png" }));
        await attempt("handler", () => {
          const one = document.createElement("img");
          one.setAttribute("onerror", "globalThis.__handler = 1");
          one.src = "/studio/none.png";
          document.body.append(one);
        });
        await attempt("frame", tag("iframe", { src: "http://127.0.0.1:9/" }));
        await attempt("style", () => {
          const style = document.createElement("style");
          style.textContent = "body{background:url(http://127.0.0.1:9/)}";
          document.body.append(style);
        });
        await attempt("form", () => {
          const form = document.createElement("form");
          form.action = "http://127.0.0.1:9/";
          document.body.append(form);
          form.submit();
        });
        await attempt("base", tag("base", { href: "http://127.0.0.1:9/" }));
        await new Promise((resolve) => setTimeout(resolve, 500));
        const left = ["__inline", "__eval", "__function", "__handler"].filter(
          (name) => name in globalThis,
        );
        return { found, violations: [...new Set(violations)], left, base: document.baseURI };
      });
      assert.deepEqual(refused.left, []);
      for (const name of ["innerHTML", "script text", "eval", "Function", "policy", "fetch"])
        assert.notEqual(refused.found[name], "went through", name);
      for (const directive of [
        "require-trusted-types-for",
        "trusted-types",
        "img-src",
        "connect-src",
        "frame-src",
        "style-src-elem",
        "form-action",
        "base-uri",
      ])
        assert.ok(
          refused.violations.some((one) => one.startsWith(directive)),
          `${directive} in ${refused.violations.join(", ")}`,
        );
      assert.ok(refused.base.startsWith(stage.url));
    },
  ),
];
