import { EVERY } from "./log.ts";
import { pressUntilGone, type Shown } from "./shown.ts";

/** The log: its list, a transcript, a trace, and words above a map. */

export const EPISODES: readonly Shown[] = [
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
];
