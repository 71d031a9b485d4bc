import assert from "node:assert/strict";
import { check, type Check } from "./check.ts";

const HOST = "dorcas-maskell";

/** Slow enough that a player can act while somebody speaks. */
export const settings = { DRAMATIS_UNDERSTUDY_TPS: "5", DRAMATIS_THINKING: "reflex" };

export const checks: Check[] = [
  check("[C23] a player cuts in: the persona stops, and answers what was said", async (stage) => {
    const ann = await stage.enter("Ann");
    await ann.turnTo(HOST);
    const turns = (probe: Awaited<ReturnType<typeof ann.probe>>) =>
      (probe.transcript?.entries ?? []).filter(
        ({ speaker, addressee }) => speaker === HOST && addressee === probe.you,
      );
    const cutIn = ann.page.locator(".cut-in");
    assert.equal(await cutIn.isVisible(), false);
    await ann.say("Dorcas, who was here last night, and what do you know of the lamp?");
    const speaking = await ann.until("Dorcas speaks", (probe) =>
      turns(probe).some(({ segments, state }) => state === "open" && segments.length > 0),
    );
    const first = turns(speaking)[0]?.turnId ?? "";
    await cutIn.waitFor({ state: "visible", timeout: 10_000 });
    await ann.page.fill("#say", "Enough of that. What does a bed cost?");
    await stage.picture(ann, "cut-in");
    await ann.page.locator("#say").press("Shift+Enter");
    await ann.until("the first answer ends, and another one is given", (probe) => {
      const heard = turns(probe);
      const cut = heard.find(({ turnId }) => turnId === first);
      return cut?.state === "cancelled" && heard.some(({ turnId }) => turnId !== first);
    });
  }),

  check("[C24] the key by which personas know a player stays in the browser", async (stage) => {
    const ann = await stage.enter("Ann");
    const read = () => ann.page.evaluate(() => localStorage.getItem("dramatis:player-key"));
    const key = await read();
    assert.match(key ?? "", /^[0-9a-f]{32}$/);
    await ann.page.reload();
    await ann.until("Ann is back", (probe) => probe.cast.some(({ id }) => id === probe.you));
    assert.equal(await read(), key);
    assert.equal((await ann.page.content()).includes(key ?? "?"), false);
  }),
];
