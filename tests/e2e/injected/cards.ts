import { answerWith } from "./answers.ts";
import { ALL, TEXTS, type Shown } from "./shown.ts";
import type { StudioVisitor } from "../studio-visitor.ts";

/** Cards and tales that are brought in, by their fields, their lore and the names of their files; and taken out. */

const FIELDS =
  "description personality scenario first_mes mes_example creator_notes system_prompt post_history_instructions creator character_version nickname".split(
    " ",
  );

/** A card with every text in each of its fields. */
function card(name: string): unknown {
  return {
    spec: "chara_card_v2",
    spec_version: "2.0",
    data: {
      ...Object.fromEntries(FIELDS.map((field) => [field, ALL])),
      name,
      alternate_greetings: TEXTS,
      group_only_greetings: TEXTS,
      tags: TEXTS,
      extensions: {
        ...Object.fromEntries(TEXTS.map((text) => [text, text])),
        depth_prompt: { prompt: ALL, depth: 4 },
      },
      character_book: {
        name: ALL,
        extensions: {},
        entries: TEXTS.map((text) => ({
          keys: [text],
          secondary_keys: [text],
          name: text,
          comment: text,
          content: text,
          extensions: {},
          enabled: true,
          insertion_order: 1,
        })),
      },
    },
  };
}

async function bring({ page }: StudioVisitor, name: string, value: unknown): Promise<void> {
  await page.locator(".drop-zone input").setInputFiles({
    name,
    mimeType: "application/json",
    buffer: Buffer.from(typeof value === "string" ? value : JSON.stringify(value)),
  });
}

const TALE = {
  book: ALL,
  plot_summary: ALL,
  scenario: ALL,
  topic: ALL,
  character_profiles: { "Hanna Reed": ALL, Jost: ALL },
  key_characters: [
    { name: "Hanna Reed", motivation: ALL, description: ALL },
    { name: TEXTS[1], motivation: ALL },
  ],
  dialogues: [
    { character: "Environment", message: ALL },
    { character: "Hanna Reed", message: ALL },
    { character: TEXTS[0], message: ALL },
    { character: "Jost", message: "Not I." },
  ],
};

export const CARDS: readonly Shown[] = [
  {
    name: "a card that is brought in, in every field, and stands in the scene",
    async open(visitor, stage) {
      const { page } = visitor;
      const player = await stage.enter("Ada");
      await visitor.goto("cards");
      await bring(visitor, "<img src=x onerror=__ran()>.json", card(TEXTS[0] ?? ""));
      await page.locator(".card-form").waitFor();
      await page.locator(".card-form textarea").nth(0).fill(ALL.slice(0, 1_990));
      await page.locator(".card-form textarea").nth(1).fill(ALL.slice(4_000, 5_990));
      for (const text of TEXTS.slice(0, 3)) {
        await page.locator(".card-form input[required]").fill(text.slice(0, 64));
        await page.getByRole("button", { name: "Bring in as a draft" }).click();
        await page.getByRole("alert").waitFor();
      }
      for (const tick of await page.locator(".card-form .tick input").all()) await tick.check();
      await page.locator(".card-form input[required]").fill("Hanna Reed");
      await page.getByRole("button", { name: "Bring in and play" }).click();
      await page.locator(".card-done").waitFor();
      await player.until("she came in", ({ cast }) => cast.some(({ id }) => id === "hanna-reed"));
      const hits = await player.page.evaluate(() => "__ran" in globalThis);
      if (hits) throw new Error("a text ran in the game");
    },
    where: null,
  },
  {
    name: "what was found in a card, whatever the server says of it",
    async open(visitor) {
      await answerWith(
        visitor,
        /\/studio\/api\/cards$/u,
        "name appearance known text greetings what tags hints",
      );
      await visitor.goto("cards");
      await bring(visitor, "card.json", { ...(card("Hanna Reed") as object) });
      await visitor.page.locator(".card-form").waitFor();
    },
    where: ".card-form",
  },
  {
    name: "tales, their list and one of them",
    async open(visitor) {
      await answerWith(
        visitor,
        /\/cards\/[^/]+\/tales\/\d+$/u,
        "title setting name known profile notes",
      );
      await visitor.goto("cards");
      await bring(visitor, "tales.json", [TALE, TALE]);
      await visitor.page.locator(".tales").waitFor();
      await visitor.page.locator(".tales input[type=search]").fill(ALL);
      await visitor.page.locator(".tales input[type=search]").fill("");
      await visitor.page.locator(".tale-list button").first().click();
      await visitor.page.locator(".tale-person").first().waitFor();
    },
    where: ".tale",
  },
  {
    name: "names of files, as titles and in refusals",
    async open(visitor) {
      const { page } = visitor;
      const { book: _, ...plot } = TALE;
      await visitor.goto("cards");
      for (const text of TEXTS.filter((one) => !one.includes("/")).slice(0, 40)) {
        await bring(visitor, `${text.replaceAll("\0", "")}.json`, {
          plots: [{ ...plot, conversation: [plot] }],
          character_datasets: {},
        });
        await page.waitForTimeout(120);
      }
      for (const text of TEXTS.filter((one) => !one.includes("/")).slice(40, 60)) {
        await bring(visitor, `${text.replaceAll("\0", "")}.json`, text);
        await page.waitForTimeout(120);
      }
      await page.locator(".cards-result [role=alert], main [role=alert]").first().waitFor();
    },
    where: null,
  },
  {
    name: "taking out, by names of people",
    async open(visitor) {
      await answerWith(visitor, /\/cards\/places$/u, "name");
      await visitor.goto("cards/out");
      await visitor.page.locator(".take-out").waitFor();
    },
    where: ".take-out",
  },
];
