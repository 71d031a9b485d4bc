import type { Page } from "playwright-core";
import type { StudioVisitor } from "../studio-visitor.ts";
import { answerWith } from "./answers.ts";
import { ALL, pieces, type Shown } from "./shown.ts";

/** Rehearsals: how one is set up, what is said, done and written in it, and how a turn came. */

const SHEET = `id: nessa
name: Nessa
profile: |
  Nessa mends nets.
${ALL.replaceAll(/^/gmu, "  ")}
public:
  appearance: |
    A woman with tar on her hands.
${ALL.slice(0, 3_000).replaceAll(/^/gmu, "    ")}
  known: She mends nets.
`;

/** So many are open at once, and every page here begins one. */
async function closeAll(visitor: StudioVisitor): Promise<void> {
  const open = JSON.parse((await visitor.ask("/rehearsals")).text) as { id: string }[];
  for (const { id } of open) await visitor.ask(`/rehearsals/${id}`, { method: "DELETE" });
}

async function begin(visitor: StudioVisitor): Promise<Page> {
  const { page } = visitor;
  await closeAll(visitor);
  await visitor.goto("rehearse");
  await page.locator(".setup .begin").click();
  await page.locator(".composer textarea").first().waitFor();
  return page;
}

async function say(page: Page, text: string): Promise<void> {
  await page.locator(".composer .say textarea").fill(text);
  await page.keyboard.press("Enter");
  await page.waitForFunction(
    () => document.querySelector<HTMLTextAreaElement>(".composer .say textarea")?.value === "",
  );
}

const VIEW = "title name text en zh sheet endpoint cause message";
const DETAIL = "text sent written body model why chosenBy dialect phase";

export const REHEARSAL: readonly Shown[] = [
  {
    name: "how a rehearsal is set up: names, opening, what is remembered, a pasted sheet",
    async open(visitor) {
      const { page } = visitor;
      await closeAll(visitor);
      await answerWith(visitor, /\/rehearsals\/places$/u, "title name model");
      await visitor.goto("rehearse");
      await page.locator(".setup-more summary").click();
      await page.locator(".setup-more select").first().selectOption("pasted");
      await page.locator(".setup-more textarea").nth(0).fill(SHEET);
      await page.locator(".setup-more textarea").nth(1).fill(ALL);
      await page.locator(".setup-more textarea").nth(2).fill(ALL.replaceAll(/^/gmu, "Ann: "));
      await page.locator(".setup .begin").click();
      await page.locator(".notice, .composer").first().waitFor();
    },
    where: "main",
  },
  {
    name: "what a visitor says and is called, and what happens",
    async open(visitor) {
      const page = await begin(visitor);
      for (const [at, name] of pieces(60, " ").slice(0, 3).entries()) {
        await page.locator(".composer-row input").first().fill(name);
        await page.locator(".composer .say textarea").fill(`${at}`);
        await page.keyboard.press("Enter");
        await page.waitForTimeout(150);
      }
      await page.locator(".composer-row input").first().fill("Ann");
      await page.locator(".composer-more summary").click();
      await page.locator(".composer-more .say input").fill(ALL.slice(0, 480));
      await page.locator(".composer-more .say button").click();
      // As many as a visitor may say in a row; the log's page has a line for each of the texts.
      for (const text of pieces(480).slice(0, 2)) await say(page, text);
      await page.waitForTimeout(2_000);
    },
    where: null,
  },
  {
    name: "a talk: names, four channels, deeds, endpoints, takes",
    async open(visitor) {
      const page = await begin(visitor);
      await say(page, "Who lights the lamps here?");
      await page.locator(".turn .turn-hands").first().waitFor();
      await answerWith(visitor, /\/rehearsals\/[0-9a-z-]{6,}$/iu, VIEW);
      const here = page.url();
      await visitor.goto("rehearse");
      await page.evaluate((to) => {
        location.href = to;
      }, here);
      await page.locator(".turn .turn-hands").first().waitFor();
      await page.locator(".composer-more summary").click();
    },
    where: ".turns",
  },
  {
    name: "how a turn came: prompt, recalled, calls",
    async open(visitor) {
      const page = await begin(visitor);
      await say(page, "Who lights the lamps here?");
      await page.locator(".turn .turn-hands").first().waitFor();
      await answerWith(visitor, /\/rehearsals\/[0-9a-z-]{6,}\/turns\/[^/]+$/iu, DETAIL);
      await page.getByRole("button", { name: "How it came" }).click();
      await page.locator(".prompt li").first().waitFor();
      await page.evaluate(() => {
        for (const one of document.querySelectorAll("details")) one.open = true;
      });
    },
    where: ".how",
  },
  {
    name: "a turn as it should be, and taken again with a pasted sheet",
    async open(visitor) {
      const page = await begin(visitor);
      await say(page, "Who lights the lamps here?");
      await page.locator(".turn .turn-hands").first().waitFor();
      await page.getByRole("button", { name: "This is how it should be…" }).click();
      await page.locator(".edit textarea").first().waitFor();
      const parts = pieces(3_900);
      while ((await page.locator(".edit textarea").count()) < parts.length)
        await page.locator(".edit .form-end button").first().click();
      for (const [at, text] of parts.entries())
        await page.locator(".edit textarea").nth(at).fill(text);
      await page.getByRole("button", { name: "Save as preferred" }).click();
      await page.locator(".edited").first().waitFor();
      await page.getByRole("button", { name: "Again, otherwise…" }).first().click();
      await page.locator(".form select").first().selectOption("pasted");
      await page.locator(".form textarea").first().fill(SHEET);
      await page.locator(".form .main").first().click();
      await page.waitForTimeout(2_000);
    },
    // Words that are kept are made harmless first.
    where: null,
  },
];
