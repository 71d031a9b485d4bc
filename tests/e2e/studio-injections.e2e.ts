import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { LogPlace } from "../../server/episodes/log-place.ts";
import { openLogAt } from "../../server/episodes/postgres-log.ts";
import type { EpisodeEvent } from "../../server/stage/episode-event.ts";
import { callOf, joinedOf, lineOf, startOf, turnOf } from "../episodes/sample-events.ts";
import { ARGUMENTS, CHROMIUM } from "./browser.ts";
import { check, type Check, type Stage } from "./check.ts";
import { INJECTIONS, shownAsText, watch, type Watch } from "./injections.ts";
import type { StudioVisitor } from "./studio-visitor.ts";

/** Texts that would run something, in every text field that a page of the studio shows. A new page adds itself to PAGES. */

const TEXTS = INJECTIONS.map(({ text }) => text);
/** All of them in one field. */
const ALL = TEXTS.join("\n");
const EVERY = "every-text";

/** A page, how it comes to show the texts, and where; null where it shows them changed, and only must not run them. */
interface Shown {
  readonly name: string;
  readonly open: (visitor: StudioVisitor) => Promise<void>;
  readonly where: string | null;
}

const pressUntilGone = async ({ page }: StudioVisitor, name: string): Promise<void> => {
  const button = page.getByRole("button", { name });
  await page.locator("main h1").first().waitFor();
  for (let i = 0; i < 60 && (await button.count()) > 0; i++) {
    await button.click({ timeout: 5_000 }).catch(() => undefined);
    await page.waitForTimeout(150);
  }
  assert.equal(await button.count(), 0);
};

const PAGES: readonly Shown[] = [
  {
    name: "the overview, by a scene's title",
    async open(visitor) {
      await visitor.goto("home");
    },
    where: null,
  },
  {
    name: "the list of episodes: titles, names, outcomes, anomalies",
    async open(visitor) {
      await visitor.goto("episodes");
      await visitor.page.locator("table.episodes").waitFor();
      await pressUntilGone(visitor, "Look further back");
    },
    where: "table.episodes",
  },
  {
    name: "a transcript: lines, four channels, deeds, triggers, versions",
    async open(visitor) {
      await visitor.goto(`episodes/${EVERY}`);
      await visitor.page.locator(".entries .entry").first().waitFor();
      await pressUntilGone(visitor, "Further entries");
    },
    where: ".entries",
  },
  {
    name: "a trace: observations, rules, prompt, completion, sampling, deeds",
    async open(visitor) {
      await visitor.goto(`episodes/${EVERY}/whole`);
      await visitor.page.locator(".entries .entry").first().waitFor();
      await pressUntilGone(visitor, "Further entries");
      await visitor.page.locator(".trace summary").first().click();
      await visitor.page.locator(".trace pre").first().waitFor();
    },
    where: ".trace",
  },
  {
    name: "words and thoughts above a map",
    async open(visitor) {
      await visitor.goto(`episodes/${EVERY}`);
      await visitor.page.locator(".player canvas").waitFor();
      await pressUntilGone(visitor, "Further entries");
      await visitor.page.locator(".entries .entry.turn .entry-time").last().click();
      await visitor.page.locator(".bubble.thought").first().waitFor();
    },
    where: ".player",
  },
  {
    name: "the audit log, by what was asked for",
    async open(visitor) {
      for (const text of TEXTS)
        await visitor.ask(`/episodes/${encodeURIComponent(text.slice(0, 60))}`);
      await visitor.goto("home");
      await visitor.goto("audit");
      await visitor.page.locator("table.audit").waitFor();
      await pressUntilGone(visitor, "Older lines");
    },
    where: null,
  },
  {
    name: "a card that is brought in, in every field",
    async open(visitor) {
      await visitor.goto("cards");
      const fields = [
        "description",
        "personality",
        "scenario",
        "first_mes",
        "mes_example",
        "creator_notes",
        "system_prompt",
        "post_history_instructions",
        "creator",
        "character_version",
      ];
      const data = Object.fromEntries(fields.map((field) => [field, ALL]));
      const card = {
        spec: "chara_card_v2",
        spec_version: "2.0",
        data: {
          ...data,
          name: TEXTS[0],
          alternate_greetings: TEXTS,
          tags: TEXTS,
          extensions: Object.fromEntries(TEXTS.map((text) => [text, text])),
          character_book: {
            extensions: {},
            entries: TEXTS.slice(0, 60).map((text) => ({
              keys: [text],
              content: text,
              extensions: {},
              enabled: true,
              insertion_order: 1,
            })),
          },
        },
      };
      await visitor.page
        .locator('input[type="file"]')
        .first()
        .setInputFiles({
          name: "<img src=x onerror=__ran()>.json",
          mimeType: "application/json",
          buffer: Buffer.from(JSON.stringify(card)),
        });
      await visitor.page.waitForTimeout(3_000);
    },
    where: null,
  },
  {
    name: "an address that nobody meant",
    async open({ page }) {
      for (const text of TEXTS.slice(0, 40)) {
        await page.evaluate((to) => {
          location.hash = `#/episodes/${encodeURIComponent(to)}/${encodeURIComponent(to)}`;
        }, text);
        await page.waitForTimeout(20);
      }
      await page.getByRole("alert").first().waitFor();
    },
    where: null,
  },
];

const data = mkdtempSync(join(tmpdir(), "dramatis-injections-"));
const world = join(data, "world");
cpSync(resolve(import.meta.dirname, "../../assets/worlds/salt-lantern"), world, {
  recursive: true,
});
const scene = join(world, "scene.yaml");
writeFileSync(
  scene,
  readFileSync(scene, "utf8").replace(/^title:.*$/mu, `title: '<img src=x onerror=__ran()>'`),
);
await writeLog(join(data, "episodes.sqlite"));

export const settings = { DRAMATIS_DATA_DIR: data };
export const args = ["--scene", world];
export const done = (): void => rmSync(data, { recursive: true, force: true });

export const checks: Check[] = [
  ...PAGES.map(({ name, open, where }) =>
    check(`[ST11] none of ${TEXTS.length} texts runs: ${name}`, async (stage) => {
      const { visitor, seen } = await watched(stage);
      await open(visitor);
      await visitor.page.waitForTimeout(300);
      assert.deepEqual(await seen.happened(), []);
      if (where !== null) await shownAsText(visitor.page, where, TEXTS);
      assert.deepEqual(
        visitor.faults.filter((fault) => !/status of 4\d\d/u.test(fault)),
        [],
      );
      await stage.picture(visitor, `injections-${name.replaceAll(/\W+/gu, "-").slice(0, 40)}`);
    }),
  ),

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

  check("[ST11] the texts do run where they are taken for anything but text", async () => {
    // A browser of its own: what some of these do to one is not to be seen by the other checks.
    const own = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS] });
    let ran = 0;
    try {
      for (const family of new Set(INJECTIONS.map((one) => one.family))) {
        const context = await own.newContext();
        await context.route(/injected\.example/u, (route) => route.abort());
        const page = await context.newPage();
        const seen = await watch(context, page);
        await page.goto("about:blank");
        const texts = INJECTIONS.filter((one) => one.family === family).map(({ text }) => text);
        await page.evaluate((all) => {
          for (const text of all) {
            if (/<(?:portal|plaintext|frameset)/u.test(text)) continue;
            const place = document.createElement("div");
            document.body.append(place);
            place.innerHTML = text;
          }
        }, texts);
        await page.waitForTimeout(500);
        ran += new Set(await seen.happened()).size;
        ran += await page.evaluate(
          () => (globalThis as unknown as { __hits: string[] }).__hits.length,
        );
        await context.close();
      }
    } finally {
      await own.close();
    }
    assert.ok(ran >= 60, `only ${ran} things happened for ${TEXTS.length} texts`);
  }),
];

async function watched(stage: Stage): Promise<{ visitor: StudioVisitor; seen: Watch }> {
  const visitor = await stage.visit({ as: null });
  const seen = await watch(visitor.context, visitor.page);
  await visitor.page.reload();
  await visitor.page.locator(".sign-in input").waitFor();
  await visitor.signIn(stage.server?.keys.everyone ?? "");
  return { visitor, seen };
}

/** A rehearsal with every text in every field, and an episode for each text. */
async function writeLog(file: string): Promise<void> {
  const log = await openLogAt(new LogPlace(file));
  const first = startOf(EVERY);
  let at = first.at;
  const next = () => (at += 4_000);
  const later = <E extends EpisodeEvent>(event: E): E => ({ ...event, at: next() });
  await log.append([
    { ...first, origin: "rehearsal", scene: { id: "x", title: "Every text", map: "salt-lantern" } },
    later(joinedOf(EVERY, "p1", "Rehearsing")),
  ]);
  for (const [n, text] of TEXTS.entries()) {
    const turn = turnOf(EVERY, `t${n}`);
    await log.append([
      later(lineOf(EVERY, `l${n}`, text)),
      later({
        ...turn,
        version: text,
        anomalies: { [text]: 1 },
        segments: (
          ["system-thinking", "role-thinking", "action", "speech", "unreleased"] as const
        ).map((kind) => ({ kind, text })),
      }),
      later({
        v: 2,
        episodeId: EVERY,
        at: 0,
        type: "deed",
        deedId: `d${n}`,
        actor: "mara",
        verb: text,
        target: text,
        item: text,
        outcome: "done",
        refusal: null,
        origin: "action",
        turnId: null,
        prose: text,
        witnesses: [],
      }),
      later({ v: 2, episodeId: EVERY, at: 0, type: "trigger", trigger: text, by: null }),
    ]);
  }
  await log.append([
    later({
      v: 2,
      episodeId: EVERY,
      at: 0,
      type: "observed",
      minds: [{ persona: "mara", index: 0 }],
      replaces: false,
      observation: {
        kind: "heard",
        turnId: "whole-line",
        speaker: ALL,
        from: "p1",
        segments: [{ kind: "speech", text: ALL }],
      },
    }),
    later(
      callOf(EVERY, "whole", {
        promptText: ALL,
        completionText: ALL,
        servedModel: ALL,
        request: { prompt: ALL, temperature: ALL },
      }),
    ),
    later({
      ...turnOf(EVERY, "whole"),
      chosenBy: ALL,
      cause: ALL,
      thinking: { mode: "full", why: ALL, renewed: 1 },
      sayDo: [{ verb: ALL, target: ALL, item: ALL, promised: true, outcome: "done" }],
      segments: (["role-thinking", "action", "speech"] as const).map((kind) => ({
        kind,
        text: ALL,
      })),
    }),
  ]);
  for (const [n, text] of TEXTS.entries()) {
    const id = `text-${n}`;
    await log.append([
      {
        ...startOf(id),
        origin: "rehearsal",
        scene: { id: "x", title: text },
        personas: [{ id: "mara", name: text }],
      },
      { ...turnOf(id, "t"), anomalies: { [text]: 1 } },
    ]);
  }
  await log.close();
}
