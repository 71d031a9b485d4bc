import assert from "node:assert/strict";
import type { PlayCheck } from "./play.ts";
import type { Visitor } from "./visitor.ts";

/** The game with an NPC: what it had, and what it has now. */

const WREN = "wren-hollis";

/** Walks to where Wren sits, a few steps from where everyone comes in. */
async function goTo(visitor: Visitor): Promise<void> {
  await visitor.until("Wren is there", ({ bodies }) => bodies.includes(WREN));
  await visitor.hold("ArrowRight", "she is near", ({ x }) => x > 190);
}

async function answered(visitor: Visitor, from = 0): Promise<string> {
  const sight = await visitor.until(
    "Wren answers in a bubble",
    ({ bubbles, heard }) =>
      bubbles.some(({ id, kind, text }) => id === WREN && kind === "speech" && text !== "") &&
      heard.length > from,
  );
  return sight.bubbles.find(({ id }) => id === WREN)?.text ?? "";
}

export const checks: PlayCheck[] = [
  {
    name: "[U11] who is near talks with an NPC, in bubbles and in the log; who is far hears nothing",
    async run(play) {
      const ada = await play.come();
      const bob = await play.come();
      await bob.until("Wren is there for Bob", ({ bodies }) => bodies.includes(WREN));
      await bob.hold("ArrowRight", "Bob is far away", ({ x }) => x > 900);
      await goTo(ada);
      await ada.page.keyboard.press("Enter");
      const to = ada.page.locator(".dramatis-talk select option:checked");
      assert.match((await to.textContent()) ?? "", /Wren Hollis · AI/u);
      await ada.page.keyboard.type("Good morning, Wren. What are you counting?");
      await ada.page.keyboard.press("Enter");
      const own = await ada.until("her own words hang over her own avatar", ({ bubbles, you }) =>
        bubbles.some(({ id, text }) => id === you && text.includes("counting")),
      );
      await answered(ada);
      await play.picture(ada, "desktop-talk");
      await ada.page.waitForFunction(() => {
        const root = document.querySelector(".dramatis-talk")?.shadowRoot;
        return [...(root?.querySelectorAll("[role=log] p.persona") ?? [])].length > 0;
      });
      const said = await ada.log.allTextContents();
      assert.ok(
        said.some((line) => line.startsWith("You: Good morning, Wren.")),
        said.join("|"),
      );
      assert.ok(
        said.some((line) => line.startsWith("Wren Hollis (AI): ")),
        said.join("|"),
      );
      await play.picture(ada, "desktop-log");
      const far = await bob.sight();
      assert.deepEqual(
        far.heard.filter((line) => line.includes("counting")),
        [],
      );
      assert.equal(
        far.bubbles.some(({ id }) => id === own.you),
        false,
      );
      assert.equal(await bob.log.filter({ hasText: "counting" }).count(), 0);
      await play.picture(bob, "desktop-far");
      assert.deepEqual([ada.faults, bob.faults], [[], []]);
    },
  },
  {
    name: "[U11] the game is what it was: arrows, letters, coins and other players",
    async run(play) {
      const ada = await play.come();
      const bob = await play.come();
      await ada.until("Bob is there", ({ avatars }) => avatars === 2);
      const { x, bodies, you } = await ada.sight();
      await ada.hold("ArrowRight", "Ada walks", (sight) => sight.x > x + 60);
      await ada.hold("a", "Ada walks back by letters", (sight) => sight.x < x + 30);
      const still = await bob.sight();
      await bob.hold("ArrowDown", "Bob walks", (sight) => sight.y > still.y + 60);
      const after = await ada.until(
        "the scene knows all three",
        (sight) => sight.bodies.length >= 3,
      );
      assert.ok(after.bodies.includes(WREN) && after.bodies.includes(you), bodies.join());
      assert.equal(after.avatars, 2);
      assert.deepEqual([ada.faults, bob.faults], [[], []]);
    },
  },
  {
    name: "[U12] letters typed into the box are no steps, and the keys are the game's again after Esc",
    async run(play) {
      const ada = await play.come();
      await ada.until("Wren is there", ({ bodies }) => bodies.includes(WREN));
      const { x, y } = await ada.sight();
      /* One who walks when the box opens does not walk on. */
      await ada.page.keyboard.down("d");
      await ada.until("she walks", (sight) => sight.x > x + 20);
      await ada.page.keyboard.press("Enter");
      await ada.page.keyboard.up("d");
      const from = await ada.still();
      await ada.page.keyboard.type("wasd was a sad saw, wasn't it");
      assert.equal(await ada.line.inputValue(), "wasd was a sad saw, wasn't it");
      await ada.page.keyboard.press("ArrowLeft");
      await ada.page.keyboard.press("Space");
      const to = await ada.still();
      assert.deepEqual([to.x, to.y], [from.x, from.y]);
      await ada.page.keyboard.press("Escape");
      assert.equal(await ada.page.evaluate(() => document.activeElement === document.body), true);
      await ada.hold("d", "the letters are steps again", (sight) => sight.x > to.x + 40);
      /* A click into the picture leaves the box too, though Phaser keeps the browser from moving the focus. */
      await ada.page.keyboard.press("Enter");
      await ada.page.mouse.click(640, 200);
      assert.equal(await ada.page.evaluate(() => document.activeElement === document.body), true);
      await ada.hold("w", "she walks after a click", (sight) => sight.y < y - 20);
      assert.deepEqual(ada.faults, []);
    },
  },
  {
    name: "[U12] an input method composes in peace: Enter takes a word and sends nothing",
    async run(play) {
      const ada = await play.come();
      await goTo(ada);
      await ada.page.keyboard.press("Enter");
      const session = await ada.context.newCDPSession(ada.page);
      await session.send("Input.imeSetComposition", {
        text: "你好",
        selectionStart: 2,
        selectionEnd: 2,
      });
      await session.send("Input.dispatchKeyEvent", {
        type: "rawKeyDown",
        key: "Enter",
        code: "Enter",
        windowsVirtualKeyCode: 229,
      });
      assert.equal(await ada.page.locator(".dramatis-talk .own").count(), 0);
      await session.send("Input.insertText", { text: "你好" });
      assert.equal(await ada.line.inputValue(), "你好");
      await ada.page.keyboard.press("Enter");
      await ada.until("the words are said", ({ heard }) =>
        heard.some((line) => line.includes("你好")),
      );
      assert.equal(await ada.line.inputValue(), "");
    },
  },
  {
    name: "[U13] the box keeps its looks under a page's own style sheet, and its letters their size",
    async run(play) {
      const ada = await play.come();
      await goTo(ada);
      await ada.page.addStyleTag({
        content:
          "* { font-size: 5px !important; letter-spacing: 4px !important; color: red !important } input, button, section { display: none !important } body > div { position: static !important; opacity: 0.1 !important; z-index: -1 !important; pointer-events: auto !important; text-transform: uppercase }",
      });
      await ada.page.keyboard.press("Enter");
      const looks = await ada.line.evaluate((input) => {
        const { fontSize, display, letterSpacing } = getComputedStyle(input);
        const host = (input.getRootNode() as ShadowRoot).host;
        const { position, opacity, textTransform } = getComputedStyle(host);
        return { fontSize, display, letterSpacing, position, opacity, textTransform };
      });
      assert.deepEqual(looks, {
        fontSize: "16px",
        display: "block",
        letterSpacing: "normal",
        position: "fixed",
        opacity: "1",
        textTransform: "none",
      });
    },
  },
  {
    name: "[U13] on a phone the box is at the foot of the picture, large enough for a thumb, and talks",
    async run(play) {
      const ada = await play.come({
        viewport: { width: 390, height: 780 },
        deviceScaleFactor: 2,
        hasTouch: true,
        isMobile: true,
      });
      await goTo(ada);
      await ada.line.tap();
      const box = await ada.line.boundingBox();
      assert.ok(box !== null && box.height >= 44 && box.width > 200, JSON.stringify(box));
      await ada.page.keyboard.type("Is it always this quiet, Wren?");
      await play.picture(ada, "phone-typing");
      await ada.page.keyboard.press("Enter");
      await answered(ada);
      await play.picture(ada, "phone-talk");
      /* A phone's keyboard takes half the page: the box stays in what is left. */
      await ada.page.setViewportSize({ width: 390, height: 420 });
      await ada.page.waitForFunction(() => {
        const input = document.querySelector(".dramatis-talk")?.shadowRoot?.querySelector("input");
        const rect = input?.getBoundingClientRect();
        return rect !== undefined && rect.bottom <= 420 && rect.top > 0;
      });
      await play.picture(ada, "phone-keyboard");
      await ada.page.setViewportSize({ width: 780, height: 390 });
      await ada.page.waitForFunction(() => {
        const input = document.querySelector(".dramatis-talk")?.shadowRoot?.querySelector("input");
        const rect = input?.getBoundingClientRect();
        return rect !== undefined && rect.bottom <= 390 && rect.top > 0;
      });
      await play.picture(ada, "phone-wide");
      assert.deepEqual(ada.faults, []);
    },
  },
  {
    name: "[U14] a lost line comes back by the game's own means, with everything that was said",
    async run(play) {
      const line = await play.line();
      const ada = await play.come({}, line.url);
      await goTo(ada);
      await ada.say("Wren, remember this: my name is Ada.");
      await answered(ada);
      await ada.page.waitForFunction(() => performance.now() > 7000);
      const before = await ada.sight();
      line.cut();
      await ada.until("the loss is seen", ({ connection }) => connection === "reconnecting");
      await ada.page.waitForFunction(() =>
        document
          .querySelector(".dramatis-talk")
          ?.shadowRoot?.textContent?.includes("Connection lost"),
      );
      line.mend();
      const after = await ada.until("she is back", ({ connection }) => connection === "online");
      assert.equal(after.you, before.you);
      await ada.until("all is there again", ({ heard }) =>
        heard.some((one) => one.includes("my name is Ada")),
      );
      await ada.say("Are you still there, Wren?");
      await ada.until("she is heard again", ({ heard }) =>
        heard.some((one) => one.includes("still there")),
      );
      const now = await ada.sight();
      assert.equal(new Set(now.bodies).size, now.bodies.length);
    },
  },
  {
    name: "[U15] a Phaser scene that begins anew twenty times leaves nothing behind",
    async run(play) {
      const ada = await play.come();
      await goTo(ada);
      await ada.say("Good morning, Wren.");
      await answered(ada);
      const session = await ada.context.newCDPSession(ada.page);
      const listenersOn = async (what: string) => {
        const { result } = await session.send("Runtime.evaluate", { expression: what });
        const { listeners } = await session.send("DOMDebugger.getEventListeners", {
          objectId: result.objectId ?? "",
        });
        await session.send("Runtime.releaseObject", { objectId: result.objectId ?? "" });
        return listeners.length;
      };
      const restart = async () => {
        await ada.page.evaluate(() => {
          const { game } = window as unknown as {
            game: {
              scene: {
                getScene(key: string): {
                  scene: { restart(): void };
                  events: { once(kind: string, run: () => void): void };
                };
              };
            };
          };
          const scene = game.scene.getScene("meadow");
          const begun = new Promise<void>((done) => scene.events.once("create", () => done()));
          scene.scene.restart();
          return begun;
        });
        await ada.until(
          "Wren stands again",
          ({ bodies, avatars }) => bodies.includes(WREN) && avatars > 0,
        );
      };
      const count = async () => ({
        ...(await ada.page.evaluate(() => {
          const { game } = window as unknown as {
            game: {
              textures: { list: object };
              renderer: { glTextureWrappers?: { length: number } };
              scene: {
                getScene(key: string): {
                  children: { list: unknown[] };
                  tweens: { getTweens(): unknown[] };
                };
              };
              input: { keyboard: { enabled: boolean } };
            };
          };
          const scene = game.scene.getScene("meadow");
          return {
            boxes: document.querySelectorAll(".dramatis-talk").length,
            nodes: document.querySelectorAll("*").length,
            textures: Object.keys(game.textures.list).length,
            gl: game.renderer.glTextureWrappers?.length ?? 0,
            objects: scene.children.list.length,
            keys: game.input.keyboard.enabled,
          };
        })),
        window: await listenersOn("window"),
        document: await listenersOn("document"),
        canvas: await listenersOn("document.querySelector('canvas')"),
        viewport: await listenersOn("window.visualViewport"),
      });
      await restart();
      const first = await count();
      for (let time = 0; time < 20; time++) await restart();
      const last = await count();
      assert.deepEqual(last, first);
      assert.equal(first.boxes, 1);
      assert.ok(first.gl > 0 && first.objects > 0 && first.window > 0, JSON.stringify(first));
      /* One that is left while someone types gives the keys back. */
      await ada.page.keyboard.press("Enter");
      await restart();
      const { x } = await ada.sight();
      await ada.hold("ArrowRight", "the keys are the game's", (sight) => sight.x > x + 40);
      await ada.say("And now, Wren?");
      await answered(ada);
      assert.deepEqual(ada.faults, []);
    },
  },
  {
    name: "[U16] a game brings its own sprite, label, bubble and overlay, and a voice",
    async run(play) {
      const ada = await play.come();
      await goTo(ada);
      await ada.page.evaluate(() => {
        interface Clause {
          readonly text: string;
          readonly last: boolean;
        }
        const seen = {
          clauses: [] as Clause[],
          shown: [] as string[],
          frames: 0,
          gone: 0,
          labels: [] as string[],
        };
        const { game } = window as unknown as { game: { scene: { getScene(key: string): never } } };
        const scene = game.scene.getScene("meadow") as {
          room: unknown;
          add: { rectangle(x: number, y: number, w: number, h: number, colour: number): unknown };
          dramatis: { join(room: unknown, options: object): unknown };
        };
        Object.assign(window, { seen });
        scene.dramatis.join(scene.room, {
          sprite: () => scene.add.rectangle(0, 0, 24, 40, 0x8844aa),
          label: ({ name }: { readonly name: string }) => {
            seen.labels.push(name);
            return name.toUpperCase();
          },
          bubble: () => ({
            show: ({ whole, letters }: { whole: string; letters: number }) =>
              seen.shown.push(whole.slice(0, letters)),
            place: () => ({ left: 0, right: 0, top: 0, bottom: 0 }),
            hide: () => undefined,
            destroy: () => (seen.gone += 1),
          }),
          overlay: () => ({
            refresh: () => (seen.frames += 1),
            hide: () => undefined,
            destroy: () => (seen.gone += 1),
          }),
          onClause: (clause: Clause) => seen.clauses.push(clause),
        });
        const { client } = scene.dramatis as unknown as { client: { say(text: string): void } };
        client.say("Wren, what have you counted today?");
      });
      const page = ada.page;
      await page.waitForFunction(
        () =>
          (window as unknown as { seen: { clauses: { last: boolean }[] } }).seen.clauses.some(
            ({ last }) => last,
          ),
        undefined,
        { timeout: 40_000 },
      );
      const seen = await page.evaluate(
        () =>
          (
            window as unknown as {
              seen: {
                clauses: { text: string }[];
                shown: string[];
                frames: number;
                labels: string[];
              };
            }
          ).seen,
      );
      assert.equal(await page.locator(".dramatis-talk").count(), 0);
      assert.ok(seen.frames > 10 && seen.labels.includes("Wren Hollis"));
      const { heard } = await ada.sight();
      const spoken = seen.clauses.map(({ text }) => text).join("");
      assert.ok(spoken !== "");
      assert.ok(
        heard.some((line) => line.startsWith(WREN) && line.includes(seen.clauses[0]?.text ?? "?")),
        spoken,
      );
      assert.ok(seen.shown.some((text) => text !== ""));
      await play.picture(ada, "own-look");
      assert.deepEqual(ada.faults, []);
    },
  },
  {
    name: "[U11] a screen reader finds the log, whom one speaks to and the line, and hears finished lines only",
    async run(play) {
      const ada = await play.come();
      await goTo(ada);
      const seen = await ada.page.locator(".dramatis-talk section").ariaSnapshot();
      assert.match(seen, /log "What was said"/u);
      assert.match(seen, /combobox "To"/u);
      assert.match(seen, /textbox "Say something to Wren Hollis…"/u);
      assert.match(seen, /button "Say"/u);
      /* Whatever is added to the log stays as it is. */
      await ada.page.evaluate(() => {
        const log = document
          .querySelector(".dramatis-talk")
          ?.shadowRoot?.querySelector("[role=log]");
        const changes: string[] = [];
        Object.assign(window, { changes });
        new MutationObserver((records) => {
          for (const { target, removedNodes } of records) {
            if (target !== log || removedNodes.length > 0) changes.push(target.textContent ?? "");
          }
        }).observe(log as Node, { childList: true, subtree: true, characterData: true });
      });
      await ada.say("Good morning, Wren. Tell me of your ledger.");
      await ada.log.filter({ hasText: "Wren Hollis (AI): " }).waitFor({ state: "attached" });
      const changes = await ada.page.evaluate(
        () => (window as unknown as { changes: string[] }).changes,
      );
      assert.deepEqual(changes, []);
      await ada.page.keyboard.press("Escape");
      assert.match(
        await ada.page.locator(".dramatis-talk section").ariaSnapshot(),
        /Good morning, Wren\./u,
      );
    },
  },
  {
    name: "[U16] the box speaks Chinese, sleeps with its Phaser scene, and can be without a line",
    async run(play) {
      const ada = await play.come();
      await goTo(ada);
      const scene = (run: string) =>
        ada.page.evaluate(`(() => { const scene = game.scene.getScene("meadow"); ${run} })()`);
      await scene('scene.dramatis.join(scene.room, { language: "zh" });');
      await ada.page.waitForFunction(() =>
        document
          .querySelector(".dramatis-talk")
          ?.shadowRoot?.querySelector("input")
          ?.placeholder.includes("对Wren Hollis说"),
      );
      await ada.page.keyboard.press("Enter");
      assert.equal(await ada.page.evaluate("game.input.keyboard.enabled"), false);
      await scene("scene.scene.sleep();");
      await ada.page.locator(".dramatis-talk").waitFor({ state: "hidden" });
      await ada.page.waitForFunction("game.input.keyboard.enabled");
      await ada.page.keyboard.press("Enter");
      assert.equal(await ada.page.evaluate("document.activeElement === document.body"), true);
      await scene("scene.scene.wake();");
      await ada.line.waitFor({ state: "visible" });
      await scene("scene.dramatis.join(scene.room, { input: false });");
      await ada.line.waitFor({ state: "detached" });
      assert.equal(await ada.page.locator(".dramatis-talk [role=log]").count(), 1);
      assert.deepEqual(ada.faults, []);
    },
  },
  {
    name: "[U16] an NPC may have a texture of the game's, and a click on it chooses it",
    async run(play) {
      const ada = await play.come();
      await goTo(ada);
      await ada.page.evaluate(`(() => {
        const scene = game.scene.getScene("meadow");
        const pen = scene.add.graphics().fillStyle(0xcc3377).fillRect(0, 0, 30, 50);
        pen.generateTexture("wren", 30, 50);
        pen.destroy();
        scene.dramatis.join(scene.room, { sprite: () => "wren" });
      })()`);
      const where = async () =>
        (await ada.page.evaluate(`(() => {
          const scene = game.scene.getScene("meadow");
          const { feet, crown } = scene.dramatis.body("${WREN}");
          const { x, y } = scene.cameras.main.worldView;
          const picture = game.canvas.getBoundingClientRect();
          const size = picture.width / 800;
          return {
            height: feet.y - crown.y,
            x: picture.left + (feet.x - x) * size,
            y: picture.top + (feet.y - 30 - y) * size,
          };
        })()`)) as { height: number; x: number; y: number };
      assert.equal((await where()).height, 50);
      const chosen = () =>
        ada.page.evaluate(
          () => document.activeElement?.classList.contains("dramatis-talk") ?? false,
        );
      /* She may be walking, and the camera too: whoever misses clicks again. */
      for (let tries = 0; tries < 15 && !(await chosen()); tries++) {
        const { x, y } = await where();
        await ada.page.mouse.click(x, y);
        await ada.page.waitForTimeout(600);
      }
      assert.equal(await chosen(), true);
      await ada.page.keyboard.type("There you are.");
      await ada.page.keyboard.press("Enter");
      await answered(ada);
      await play.picture(ada, "own-texture");
      assert.deepEqual(ada.faults, []);
    },
  },
];
