import type { Asked, ScriptedScene, Set, ToldEvent } from "./stage/scripted-scene.ts";
import { BEFORE, NIGHT } from "./stage/night.ts";
import type { Stage } from "./check.ts";
import type { Player, PlayerOptions } from "./player.ts";

/** A player at a page whose scene a test plays: see `stage/scripted-scene.ts`. */

type Staged = { readonly stage: ScriptedScene };

export const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
} as const;

/** Comes in to a night that has begun. Words come at once and the air is still, so that nothing waits for pictures. */
export async function comeIn(
  { open }: Stage,
  options: PlayerOptions = {},
  night: Set = NIGHT,
): Promise<Player> {
  const player = await open({ reducedMotion: "reduce", ...options });
  await player.page.evaluate(
    ([set, entries]) => {
      const { stage } = window as unknown as Staged;
      stage.set(set);
      stage.heard({ entries });
    },
    [night, BEFORE] as const,
  );
  await player.enter("Ayla");
  await player.page.waitForSelector("#talk:visible");
  return player;
}

/** The server says something. */
export async function tell({ page }: Player, ...events: readonly ToldEvent[]): Promise<void> {
  await page.evaluate((told) => (window as unknown as Staged).stage.tell(...told), events);
}

/** What the page has asked for under one name, oldest first. */
export async function asked({ page }: Player, request: string): Promise<Asked["with"][]> {
  const all = await page.evaluate(() => (window as unknown as Staged).stage.asked);
  return all.filter((one) => one.request === request).map((one) => one.with);
}

/** Does something with the scene itself, in the page. */
export async function change(
  { page }: Player,
  part: (stage: ScriptedScene) => void,
): Promise<void> {
  await page.evaluate(`(${part.toString()})(window.stage)`);
}
