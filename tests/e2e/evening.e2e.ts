import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { check, type Check, type Stage } from "./check.ts";
import type { Player } from "./player.ts";

/** What the story's parts do on a real server, by hand on the page: no event of these checks is made by a test. */

const SHIPPED = resolve(import.meta.dirname, "../../assets/worlds/salt-lantern");
const HOST = "dorcas-maskell";
const STILL = { reducedMotion: "reduce" } as const;

/** The inn as it is, but for one more ending: whoever peels an orange ends the night. */
const world = mkdtempSync(join(tmpdir(), "dramatis-evening-"));
cpSync(SHIPPED, world, { recursive: true });
const story = join(world, "story.yaml");
const early = `endings:
  - id: an-orange
    title: { en: An orange before dawn, zh: 天亮前的橙子 }
    on: { verb: take, item: orange }
    findings: [cellar-barrels]
    text: { en: Somebody peels it. It smells of the south., zh: 有人剥开了它。一屋子南方的气味。 }
`;
writeFileSync(story, readFileSync(story, "utf8").replace(/^endings:\n/mu, early));

/** Which world this file's server plays. */
export const args = ["--scene", world];
/** Taken away when the checks are over. */
export const done = (): void => rmSync(world, { recursive: true, force: true });

/** Comes in and walks up to the bar. */
async function atTheBar(stage: Stage): Promise<Player> {
  const ann = await stage.enter("Ann", STILL);
  await ann.goTo(14, 9);
  return ann;
}

type Probe = Awaited<ReturnType<Player["probe"]>>;

/** Says something to the landlady, wherever she has gone; gives what she had said by then. */
async function sayToHer(ann: Player, text: string): Promise<ReadonlySet<string>> {
  await ann.turnTo(HOST);
  const before = new Set(hers(await ann.probe()));
  await ann.say(text);
  return before;
}

/** Her turns that are whole. */
function hers({ transcript }: Probe): string[] {
  return (transcript?.entries ?? []).flatMap(({ speaker, state, turnId }) =>
    speaker === HOST && state === "complete" ? [turnId] : [],
  );
}

export const checks: Check[] = [
  check(
    "[C31] a glass that is shown to somebody opens that mind to who shows it",
    async (stage) => {
      const ann = await stage.enter("Ann", STILL);
      const { page } = ann;
      await ann.goTo(9, 6);
      await ann.take("storm-glass");
      await page.waitForSelector('.carried[data-prop="storm-glass"]');
      assert.equal(await page.locator(".mind").count(), 0);
      await ann.goTo(14, 8);
      await page.click('.carried[data-prop="storm-glass"]');
      await page.getByRole("menuitem", { name: /^Show → Dorcas/ }).click();
      await page.waitForSelector(".mind:has-text('Dorcas Maskell')");
      const thoughts = page.locator(".log .thought:has-text('Dorcas Maskell thinks')");
      /* Not every turn has a thought of its own. */
      for (const line of [
        "How is the weather?",
        "Who are you?",
        "A long night?",
        "And the fire?",
      ]) {
        if ((await thoughts.count()) > 0) break;
        const said = await sayToHer(ann, line);
        await ann.until("Dorcas answers", (probe) => answerAfter(probe, said) !== undefined);
      }
      await thoughts.first().waitFor();
      await stage.picture(ann, "evening-mind");
      const { minds } = (await ann.probe()).story ?? { minds: [] };
      assert.deepEqual(
        minds.map(({ persona }) => persona),
        [HOST],
      );
      const thought = (await page.locator(".log .thought-text").first().textContent()) ?? "";
      assert.ok(thought.length > 5);
      assert.deepEqual(ann.faults, []);
    },
  ),

  check("[C28] a line is said differently, and one of the two is kept", async (stage) => {
    const ann = await atTheBar(stage);
    const { page } = ann;
    const said = await sayToHer(ann, "What do you have for supper?");
    const answered = await ann.until(
      "Dorcas answers",
      (probe) => answerAfter(probe, said) !== undefined,
    );
    const turn = answerAfter(answered, said);
    const first = page.locator(`.log [data-turn="${turn}"]`);
    await first.hover();
    await first.locator(".retake").click();
    const other = page.locator(`.log [data-turn="${turn}"] + .variant`);
    await other.waitFor();
    await other.getByRole("button", { name: "Keep this one" }).click();
    await page.waitForSelector(`.log [data-turn="${turn}"].set-aside`);
    assert.notEqual(await other.locator(".turn-words").textContent(), "");
    await stage.picture(ann, "evening-retake");
    assert.deepEqual(ann.faults, []);
  }),

  check(
    "[C26] [C32] what is found out ends the night, which can be played again",
    async (stage) => {
      const ann = await atTheBar(stage);
      const { page } = ann;
      await sayToHer(ann, "Tamsin keeps a lamp oil ledger. It was fish oil.");
      await page.waitForSelector(".found-card");
      await stage.picture(ann, "evening-found");
      await ann.until("it is in the journal", ({ story: known }) =>
        (known?.journal ?? []).some(({ id }) => id === "cellar-barrels"),
      );
      /* She may have gone after the landlady. */
      await ann.goTo(14, 9);
      await ann.take("orange");
      const ending = page.getByRole("dialog", { name: "An orange before dawn" });
      await ending.waitFor();
      assert.match((await ending.textContent()) ?? "", /It smells of the south/);
      await stage.picture(ann, "evening-ending");
      await ending.getByRole("button", { name: "Play another night" }).press("Enter");
      await ann.until(
        "Ann stands in a new night",
        ({ cast, you, story: known }) =>
          cast.some(({ id }) => id === you) && known?.ending === null && known.journal.length === 0,
      );
      assert.deepEqual(ann.faults, []);
    },
  ),
];

/** The first turn of hers that has become whole since; one that she had begun may have taken the line in. */
function answerAfter(probe: Probe, before: ReadonlySet<string>): string | undefined {
  return hers(probe).find((turnId) => !before.has(turnId));
}
