import type { StudioVisitor } from "../studio-visitor.ts";
import { answerWith, feedWith } from "./answers.ts";
import { pieces, type Shown } from "./shown.ts";

/** Running scenes: their list, bodies, lines and notes, a trace; and a player who says and is called all of it. */

const SCENE = "title name text whom by chosenBy cause version";
const TRACE = `${SCENE} from verb target item refusal why sent written body model dialect phase endpoint`;

async function watch(visitor: StudioVisitor): Promise<void> {
  await visitor.goto("live");
  await visitor.page.locator(".live-scenes a").first().click();
  await visitor.page.locator(".live-cast li").first().waitFor();
}

export const LIVE: readonly Shown[] = [
  {
    name: "the list of running scenes, and one of them: bodies, lines, notes",
    async open(visitor, stage) {
      const player = await stage.enter("Ada");
      await player.say("Is anyone here?");
      await answerWith(visitor, /\/live$/u, "title message");
      await feedWith(visitor, /\/live\/scenes\/[^/]+(?:\/words)?\/feed$/u, SCENE);
      await watch(visitor);
    },
    where: ".live",
  },
  {
    name: "a trace of a running scene",
    async open(visitor, stage) {
      const { page } = visitor;
      const player = await stage.enter("Ada");
      const { cast } = await player.probe();
      await player.turnTo(cast.find(({ kind }) => kind === "persona")?.id ?? "");
      await player.say("Good evening, may I sit down by the fire?");
      await answerWith(visitor, /\/turns\/[^/]+$/u, TRACE);
      await watch(visitor);
      const trace = page.locator(".live-line.persona .live-turn button").last();
      await trace.waitFor({ timeout: 60_000 });
      await trace.click();
      await page.locator("dialog.live-trace[open] .live-steps > li").nth(6).waitFor();
      await page.evaluate(() => {
        for (const one of document.querySelectorAll("details")) one.open = true;
      });
    },
    where: "dialog.live-trace",
  },
  {
    name: "what a player says and is called in a running scene, read by its owner",
    async open(visitor, stage) {
      const { page } = visitor;
      const player = await stage.enter("<img src=x onerror=__ran()>");
      await watch(visitor);
      await page.getByLabel("Show players’ words").check();
      await page.locator(".live-warning").waitFor();
      for (const text of pieces(300).slice(0, 6)) {
        await player.say(text.replaceAll("\n", " "));
        await page.waitForTimeout(1_200);
      }
      await page.locator(".live-line.player").first().waitFor();
    },
    where: null,
  },
];
