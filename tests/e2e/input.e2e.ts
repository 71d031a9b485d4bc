import assert from "node:assert/strict";
import { check, type Check } from "./check.ts";
import type { Player } from "./player.ts";

async function place(player: Player): Promise<{ x: number; y: number }> {
  const { cast, you } = await player.probe();
  const own = cast.find(({ id }) => id === you);
  if (!own) return assert.fail("the player has no body");
  return { x: own.x, y: own.y };
}

export const checks: Check[] = [
  check("[C12] letters typed into the talk are letters and not steps", async (stage) => {
    const ann = await stage.enter("Ann");
    const before = await place(ann);
    await ann.page.keyboard.press("Enter");
    await ann.page.keyboard.type("wasd ok", { delay: 40 });
    assert.equal(await ann.page.inputValue("#say"), "wasd ok");
    await ann.page.waitForTimeout(600);
    assert.deepEqual(await place(ann), before);
  }),

  check("[C12] keys walk once the talk is left with Esc", async (stage) => {
    const ann = await stage.enter("Ann");
    const before = await place(ann);
    await ann.page.focus("#say");
    await ann.page.keyboard.press("Escape");
    await ann.page.keyboard.down("w");
    await ann.until("Ann walked up", (probe) => {
      const own = probe.cast.find(({ id }) => id === probe.you);
      return own !== undefined && own.y < before.y - 0.9;
    });
    await ann.page.keyboard.up("w");
  }),

  check("[C12] a click on the floor walks there", async (stage) => {
    const ann = await stage.enter("Ann");
    const before = await place(ann);
    await ann.walkTo(before.x - 2, before.y - 1);
    await ann.until("Ann arrived", (probe) => {
      const own = probe.cast.find(({ id }) => id === probe.you);
      return own !== undefined && Math.abs(own.x - before.x) + Math.abs(own.y - before.y) > 1.5;
    });
  }),

  check("[C12] nothing is sent while an input method composes", async (stage) => {
    const ann = await stage.enter("Ann");
    const heard = (await ann.probe()).transcript?.entries.length ?? 0;
    await ann.page.focus("#say");
    const browser = await ann.context.newCDPSession(ann.page);
    await browser.send("Input.imeSetComposition", {
      text: "ni hao",
      selectionStart: 6,
      selectionEnd: 6,
    });
    const enter = {
      key: "Enter",
      code: "Enter",
      windowsVirtualKeyCode: 229,
      nativeVirtualKeyCode: 229,
    };
    await browser.send("Input.dispatchKeyEvent", { type: "keyDown", ...enter });
    await browser.send("Input.dispatchKeyEvent", { type: "keyUp", ...enter });
    await ann.page.waitForTimeout(500);
    const own = (await ann.probe()).transcript?.entries.slice(heard) ?? [];
    const { you } = await ann.probe();
    assert.deepEqual(
      own.filter(({ speaker }) => speaker === you),
      [],
    );
    await browser.send("Input.insertText", { text: "你好" });
    assert.equal(await ann.page.inputValue("#say"), "你好");
    await ann.page.keyboard.press("Enter");
    await ann.until(
      "你好 is heard",
      (probe) =>
        probe.transcript?.entries.some(
          ({ speaker, segments }) => speaker === you && segments[0]?.text === "你好",
        ) ?? false,
    );
  }),

  check(
    "[C13] Tab goes round those who are near, and then lets the keyboard go on",
    async (stage) => {
      const ann = await stage.enter("Ann");
      await ann.page.focus("#say");
      const chosen: (string | null)[] = [];
      for (let i = 0; i < 20; i++) {
        await ann.page.keyboard.press("Tab");
        const focused = await ann.page.evaluate(() => document.activeElement?.id ?? "");
        if (focused !== "say") break;
        chosen.push((await ann.probe()).address.to);
      }
      assert.ok(chosen.length > 0 && chosen.length < 20);
      assert.equal(new Set(chosen).size, chosen.length);
      assert.notEqual(await ann.page.evaluate(() => document.activeElement?.id), "say");
    },
  ),

  check("[C12] a click on someone turns to them", async (stage) => {
    const ann = await stage.enter("Ann");
    await ann.clickOn(
      "Dorcas is addressed",
      ({ cast }) => cast.find(({ id }) => id === "dorcas-maskell")?.screen ?? null,
      async () => (await ann.probe()).address.to === "dorcas-maskell",
    );
  }),

  check("[C12] a refusal is told in kind words, and the words are kept", async (stage) => {
    const ann = await stage.enter("Ann");
    /* Faster than a hand, so that no slow machine makes it patient. */
    const refused = await ann.page.evaluate(async () => {
      const input = document.querySelector<HTMLInputElement>("#say");
      if (input === null) return "";
      const said = () => document.querySelector(".refusal")?.textContent ?? "";
      for (let i = 0; i < 80 && said() === ""; i++) {
        if (input.value === "") input.value = `quick ${i}`;
        input.form?.requestSubmit();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return said();
    });
    assert.match(refused, /breath/);
    assert.notEqual(await ann.page.inputValue("#say"), "");
  }),
];
