import assert from "node:assert/strict";
import type { TranscriptEntry } from "../../shared/protocol.ts";
import { check, type Check } from "./check.ts";

const HOST = "dorcas-maskell";

export const checks: Check[] = [
  check(
    "[C16] who drops in mid-line and returns holds the same as one who stayed",
    async (stage) => {
      const line = await stage.line();
      const stays = await stage.enter("Stays");
      const drops = await stage.enter("Drops", { url: line.url });
      const { you } = await drops.probe();
      await stays.turnTo(HOST);
      const asked = await stays.say(
        "Dorcas, tell me about the night of the wreck, from the beginning.",
      );
      await drops.until("an answer is under way", (probe) =>
        (probe.transcript?.entries ?? []).some(
          ({ state, segments }) => state === "open" && segments.length > 0,
        ),
      );
      line.cut();
      await drops.until(
        "the line is seen to be down",
        (probe) => probe.connection === "reconnecting",
      );
      await drops.page.waitForSelector(".line-state:visible");
      await stays.until("Stays sees it too", (probe) =>
        probe.cast.some(({ id, connected }) => id === you && !connected),
      );
      await stays.until("the answer ends", (probe) => probe.open.length === 0, 40_000);
      line.mend();
      const back = await drops.until(
        "Drops is back",
        (probe) => probe.connection === "online",
        30_000,
      );
      assert.equal(back.you, you);
      await drops.until("all is quiet", (probe) => probe.open.length === 0, 40_000);
      /* Stays was there first and heard more before; from the question on both hold the very same. */
      const after = (entries: readonly TranscriptEntry[]) =>
        entries.slice(entries.findIndex(({ turnId }) => turnId === asked));
      const stayed = after((await stays.probe()).transcript?.entries ?? []);
      assert.ok(stayed.length >= 2);
      assert.deepEqual(after((await drops.probe()).transcript?.entries ?? []), stayed);
    },
  ),

  check("[C16] a reloaded page returns to the same body", async (stage) => {
    const ann = await stage.enter("Rhoda");
    const said = await ann.say("I shall be right back.");
    const { you } = await ann.probe();
    await ann.page.reload();
    const back = await ann.until("Rhoda stands there again", (probe) => probe.you === you);
    assert.equal(back.connection, "online");
    assert.equal(back.cast.filter(({ name }) => name.startsWith("Rhoda")).length, 1);
    assert.equal(await ann.wordsOf(said), "I shall be right back.");
    await ann.page.waitForSelector(`.log [data-turn="${said}"]`);
  }),

  check("[C16] leaving and coming in again begins anew", async (stage) => {
    const ann = await stage.enter("Ann");
    const { you } = await ann.probe();
    await ann.page.click(".menu");
    await ann.page.getByRole("button", { name: "Leave the inn" }).click();
    await ann.page.waitForSelector(".join-enter:visible");
    await ann.enter("Anna");
    assert.notEqual((await ann.probe()).you, you);
  }),
];
