import type { StudioVisitor } from "../studio-visitor.ts";
import { answerWith } from "./answers.ts";
import { ALL, pieces, TEXTS, type Shown } from "./shown.ts";

/** Sheets as forms, as text and in their history, the lists of them, and the map. */

const SHEETS = ["persona.merrin-tace", "scene", "things", "story", "life"] as const;
/** As comments of a sheet: a line each. */
const COMMENTS = TEXTS.map((one) => `# ${one.replaceAll(/[\s\p{Cc}]/gu, " ")}\n`).join("");
const FIELDS = ".sheet-form input[type=text], .sheet-form textarea";

/** Types into every text field of an open form at once; the first of them gets the first piece. */
async function fillAll({ page }: StudioVisitor, parts: readonly string[], shift: number) {
  return page.evaluate(
    ([selector, texts, from]) => {
      const boxes = [
        ...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(selector),
      ];
      for (const [at, box] of boxes.entries()) {
        const kind = box instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement;
        const set = Object.getOwnPropertyDescriptor(kind.prototype, "value")?.set;
        set?.call(box, texts[(at + from) % texts.length]);
        box.dispatchEvent(new Event("input", { bubbles: true }));
      }
      return boxes.length;
    },
    [FIELDS, parts, shift] as const,
  );
}

async function settled({ page }: StudioVisitor): Promise<void> {
  await page.waitForTimeout(700);
  await page.locator(".keeping.saved, .keeping.lost").waitFor({ timeout: 60_000 });
}

async function openForm(visitor: StudioVisitor, sheet: string): Promise<void> {
  await visitor.goto(`write/salt-lantern/${sheet}`);
  await visitor.page.locator(".sheet-form .list, .sheet-form .field").first().waitFor();
  await unfold(visitor);
}

/** Entries of lists are closed at first, and lie in each other. */
async function unfold({ page }: StudioVisitor): Promise<void> {
  for (let depth = 0; depth < 3; depth++) {
    await page.evaluate(() => {
      for (const one of document.querySelectorAll("details")) one.open = true;
    });
    await page.waitForTimeout(200);
  }
  await page.locator(FIELDS).first().waitFor();
}

export const WRITING: readonly Shown[] = [
  {
    name: "the worlds, by their titles, and the beginning of a new one that is refused",
    async open(visitor) {
      const { page } = visitor;
      await answerWith(visitor, /\/writing\/worlds$/u, "title");
      await visitor.goto("write");
      // Begun for good it would be a folder among those that come along.
      await page.route(/\/writing\/worlds$/u, (route) =>
        route.fulfill({ status: 400, json: { code: "bad-request", message: ALL } }),
      );
      for (const box of await page.locator(".begin input").all()) await box.fill(ALL.slice(0, 60));
      await page.locator(".begin button").click();
      await page.getByRole("alert").waitFor();
    },
    where: "main [role=alert]",
  },
  ...SHEETS.map((sheet): Shown => ({
    name: `every field of a form: ${sheet.split(".")[0]}`,
    async open(visitor) {
      const { page } = visitor;
      const parts = pieces(1_100, " ");
      await openForm(visitor, sheet);
      // Each field gets another piece in each round, so that every field has had every text.
      for (let round = 0; round < parts.length; round++) {
        await fillAll(visitor, parts, round);
        await settled(visitor);
      }
      // What is kept comes back into the form, into its text, and into what is said of it.
      await page.getByRole("tab", { name: "YAML" }).click();
      await page.locator("textarea.yaml").waitFor();
      await page.getByRole("tab", { name: "History" }).click();
      await page.getByRole("tab", { name: "Form" }).click();
      await page.locator(".sheet-form").waitFor();
      await unfold(visitor);
      const boxes = await fillAll(visitor, [ALL], 0);
      if (boxes < 8) throw new Error(`only ${boxes} fields in ${sheet}`);
    },
    where: FIELDS,
  })),
  {
    name: "a sheet's text, what is wrong with it, and what an editor says",
    async open(visitor) {
      const { page } = visitor;
      await answerWith(
        visitor,
        /\/sheets\/persona\.dorcas-maskell(?:\/draft)?$/u,
        "message what why todo problem",
      );
      await openForm(visitor, "persona.dorcas-maskell");
      await page.getByRole("tab", { name: "YAML" }).click();
      const box = page.locator("textarea.yaml");
      const text = await box.inputValue();
      await box.fill(`${COMMENTS}${text}`);
      await settled(visitor);
      await box.fill(ALL);
      await settled(visitor);
    },
    where: "textarea.yaml",
  },
  {
    name: "what differs between two texts of a sheet",
    async open(visitor) {
      const { page } = visitor;
      await openForm(visitor, "persona.tamsin-wenn");
      await page.getByRole("tab", { name: "YAML" }).click();
      const box = page.locator("textarea.yaml");
      const text = await box.inputValue();
      await box.fill(`${COMMENTS}${text}`);
      await settled(visitor);
      await page.getByRole("button", { name: "Release", exact: true }).click();
      await page.locator(".keeping.clean").waitFor({ timeout: 60_000 });
      await page.getByRole("tab", { name: "History" }).click();
      await page.locator(".history li").nth(1).waitFor();
      await page.getByRole("button", { name: "Compare with now" }).last().click();
      await page.locator(".diff ins").first().waitFor();
    },
    where: ".diff",
  },
  {
    name: "a world: titles of its sheets, problems, findings, a new character",
    async open(visitor) {
      const { page } = visitor;
      const fields = "title message what why todo problem";
      await answerWith(visitor, /\/writing\/worlds\/salt-lantern$/u, fields);
      await visitor.goto("write/salt-lantern");
      for (const text of pieces(60, " ").slice(0, 4)) {
        await page.locator(".begin input").fill(text);
        await page.locator(".begin button").click();
        await page.waitForTimeout(300);
        await visitor.goto("write/salt-lantern");
      }
      await page.locator(".cards").first().waitFor();
    },
    where: "main",
  },
  {
    name: "names on a map",
    async open(visitor) {
      await answerWith(visitor, /\/sheets\/(?:scene|things)$/u, "name title");
      await visitor.goto("write/salt-lantern/map");
      await visitor.page.locator(".map-mark").first().waitFor({ timeout: 60_000 });
      await visitor.page.locator(".map-mark.persona").first().focus();
      await visitor.page.keyboard.press("ArrowRight");
    },
    where: "main",
  },
];
