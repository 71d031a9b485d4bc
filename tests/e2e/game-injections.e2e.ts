import assert from "node:assert/strict";
import { check, type Check } from "./check.ts";
import { INJECTIONS, shownAsText, watch } from "./injections.ts";
import { comeIn } from "./set-stage.ts";
import { NIGHT } from "./stage/night.ts";
import type { ScriptedScene } from "./stage/scripted-scene.ts";

/** Texts that would run something, as players' lines, personas' words and actions, and names, in the game itself. */
export const set = true;

const TEXTS = INJECTIONS.map(({ text }) => text);
const said = (n: number, text: string, kind: "player" | "persona") => ({
  turnId: `x${n}${kind}`,
  speaker: kind === "player" ? "ben" : "dorcas-maskell",
  name: text.slice(0, 24),
  kind,
  addressee: null,
  whisper: false,
  segments: (kind === "player" ? (["speech"] as const) : (["speech", "action"] as const)).map(
    (channel) => ({ kind: channel, text }),
  ),
  state: "complete",
  gesture: "",
});

export const checks: Check[] = [
  check(
    `[ST11] none of ${TEXTS.length} texts runs: lines, actions and names in the game`,
    async (stage) => {
      const [first = ""] = TEXTS;
      const night = {
        ...NIGHT,
        cast: NIGHT.cast.map((body) => (body.id === "me" ? body : { ...body, name: first })),
      };
      const ann = await comeIn(stage, {}, night);
      // The page is open already, so what is watched from its beginning is watched in a second look at it.
      const seen = await watch(ann.context, ann.page);
      await ann.page.evaluate(() => {
        const hits: string[] = [];
        Object.assign(globalThis, { __hits: hits, __ran: () => hits.push("ran") });
      });
      const entries = TEXTS.flatMap((text, n) => [
        said(n, text, "player"),
        said(n, text, "persona"),
      ]);
      await ann.page.evaluate((all) => {
        const { stage: scripted } = window as unknown as { stage: ScriptedScene };
        scripted.heard({ entries: all as never });
      }, entries);
      await ann.page.waitForFunction(
        (n) => document.querySelectorAll(".log [data-turn]").length >= n,
        50,
      );
      await ann.page.waitForTimeout(2_000);
      assert.deepEqual(await seen.happened(), []);
      const shown = await ann.page.locator(".log [data-turn]").count();
      await shownAsText(ann.page, ".log", TEXTS.slice(-Math.floor(shown / 2)));
      assert.deepEqual(ann.faults, []);
      await stage.picture(ann, "injections-game");
    },
  ),
];
