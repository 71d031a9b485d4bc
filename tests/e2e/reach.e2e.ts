import assert from "node:assert/strict";
import { check, type Check } from "./check.ts";
import { Player } from "./player.ts";

const HOST = "dorcas-maskell";
/** Words at once and still air, so that nothing waits for pictures. */
const STILL = { reducedMotion: "reduce" } as const;

/** Presses a key until something has the focus. */
async function until({ page }: Player, key: string, selector: string, most = 30): Promise<void> {
  for (let pressed = 0; pressed <= most; pressed++) {
    if (await page.evaluate((at) => document.activeElement?.matches(at) ?? false, selector)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${key} never came to ${selector}`);
}

export const checks: Check[] = [
  check(
    "[C35] a night without a pointer: in, talk, opinion, journal, deed, settings",
    async (stage) => {
      const ann = await stage.open(STILL);
      const { page } = ann;
      const { keyboard } = page;
      await until(ann, "Tab", "#join-name");
      await keyboard.type("Ann");
      await keyboard.press("Enter");
      await ann.until("Ann stands there", (probe) => probe.cast.some(({ id }) => id === probe.you));
      await page.waitForFunction(() => document.activeElement?.id === "stage");
      await keyboard.press("Enter");
      for (let i = 0; i < 12 && (await ann.probe()).address.to !== HOST; i++) {
        await keyboard.press("Tab");
      }
      await page.waitForSelector(".suggestion");
      await keyboard.press("ArrowUp");
      await keyboard.press("Enter");
      assert.notEqual(await page.inputValue("#say"), "");
      await keyboard.press("Enter");
      await ann.until("somebody answers Ann", ({ transcript, you }) =>
        (transcript?.entries ?? []).some(
          ({ kind, addressee, state, segments }) =>
            kind === "persona" && addressee === you && state === "complete" && segments.length > 0,
        ),
      );
      await page.waitForSelector(".turn-tools [data-rating]", { state: "attached" });
      await until(ann, "Shift+Tab", ".turn-tools [data-rating]");
      await keyboard.press("Enter");
      await page.waitForSelector(".reasons");
      await keyboard.press("Escape");
      await keyboard.press("Escape");
      await page.waitForFunction(() => document.activeElement?.id === "stage");
      await keyboard.press("j");
      await page.waitForSelector(".journal[open]");
      await stage.picture(ann, "keyboard-journal");
      await keyboard.press("j");
      await page.waitForFunction(() => document.activeElement?.id === "stage");
      await keyboard.press("e");
      await page.waitForSelector(".deed-menu [role='menuitem']:focus");
      await stage.picture(ann, "keyboard-menu");
      await keyboard.press("Escape");
      await until(ann, "Tab", ".menu");
      await keyboard.press("Enter");
      await page.waitForSelector("dialog.dialog[open]");
      await keyboard.press("Escape");
      await page.waitForSelector("dialog.dialog[open]", { state: "detached" });
      assert.deepEqual(ann.faults, []);
    },
  ),

  check(
    "[C36] every control has a role and a name, the log its own, and no thought is there",
    async (stage) => {
      const ann = await stage.enter("Ann", STILL);
      await ann.page.waitForSelector(".suggestion");
      await ann.page.waitForSelector(".log .turn");
      const tree = await (
        await ann.context.newCDPSession(ann.page)
      ).send("Accessibility.getFullAXTree");
      const nodes = tree.nodes
        .filter(({ ignored }) => !ignored)
        .map(({ role, name }) => ({
          role: String(role?.value ?? ""),
          name: String(name?.value ?? "").trim(),
        }));
      const named = (role: string, name: RegExp) =>
        nodes.some((node) => node.role === role && name.test(node.name));
      for (const { role, name } of nodes) {
        if (["button", "textbox", "checkbox", "log", "dialog", "menuitem"].includes(role)) {
          assert.notEqual(name, "", `a ${role} without a name`);
        }
      }
      assert.ok(named("log", /What you have heard/));
      assert.ok(named("textbox", /What you say/));
      assert.ok(named("button", /^Journal \(J\).*\d of \d found out/));
      assert.ok(named("button", /^Do something \(E\)/));
      assert.ok(named("button", /^Sound off/));
      assert.ok(named("group", /^You might say/));
      assert.ok(named("button", /^A good line/));
      assert.ok(named("button", /^Say that differently/));
      assert.equal(nodes.filter(({ role }) => role === "log").length, 1);
      assert.ok(!nodes.some(({ name }) => /thinks|only you see this/.test(name)));
    },
  ),

  check(
    "[C37] two tabs of one browser are two players, and each returns to its own body",
    async (stage) => {
      const first = await stage.enter("Ann", STILL);
      const second = await Player.beside(first);
      await second.enter("Beth");
      const [a, b] = [(await first.probe()).you, (await second.probe()).you];
      assert.notEqual(a, b);
      const said = await second.say("Is this seat free?");
      await first.until("Ann hears Beth", ({ transcript }) =>
        (transcript?.entries ?? []).some(({ turnId, speaker }) => turnId === said && speaker === b),
      );
      await second.page.reload();
      await second.until(
        "Beth is back",
        (probe) => probe.you === b && probe.connection === "online",
      );
      assert.equal((await first.probe()).you, a);
      const ann = (await first.probe()).cast.find(({ id }) => id === a);
      assert.equal(ann?.connected, true);
    },
  ),

  check(
    "[C29] a thing of the inn is taken by a player, and everybody sees it held",
    async (stage) => {
      const ann = await stage.enter("Ann", STILL);
      const ben = await stage.enter("Ben", STILL);
      const { you } = await ann.probe();
      await ann.page.focus("#stage");
      await ann.take("orange");
      const held = (probe: Awaited<ReturnType<typeof ann.probe>>) =>
        probe.props.some(({ id, holder }) => id === "orange" && holder === you);
      await ann.until("Ann holds the orange", held);
      await ben.until("Ben sees it", held);
      await ann.page.waitForSelector('.carried[data-prop="orange"]');
      await ann.page.waitForSelector(".log .deed-seen");
      await ben.page.waitForSelector(".log .deed-seen");
      await stage.picture(ann, "orange");
      assert.deepEqual([...ann.faults, ...ben.faults], []);
    },
  ),
];
