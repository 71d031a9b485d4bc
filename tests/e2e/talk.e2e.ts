import assert from "node:assert/strict";
import type { Probe } from "../../client/game/probe.ts";
import { check, type Check } from "./check.ts";
import type { Player } from "./player.ts";

const HOST = "dorcas-maskell";

/** The newest turn of a persona that began after the ones in `before`. */
function newTurn(probe: Probe, before: ReadonlySet<string>, speaker = HOST) {
  return probe.transcript?.entries.find(
    (entry) => entry.speaker === speaker && entry.kind === "persona" && !before.has(entry.turnId),
  );
}

async function known(player: Player): Promise<Set<string>> {
  const { transcript } = await player.probe();
  return new Set(transcript?.entries.map(({ turnId }) => turnId));
}

const words = (probe: Probe, turnId: string) =>
  (probe.transcript?.entries.find((entry) => entry.turnId === turnId)?.segments ?? [])
    .map((segment) => segment?.text ?? "")
    .join("");

export const checks: Check[] = [
  check(
    "[C15] two players in one scene see each other, and personas carry their mark",
    async (stage) => {
      const ann = await stage.enter("Ann");
      const ben = await stage.enter("Ben");
      await ann.until("Ann sees Ben", (probe) => probe.cast.some(({ name }) => name === "Ben"));
      await ben.until("Ben sees Ann", (probe) => probe.cast.some(({ name }) => name === "Ann"));
      const personas = (await ann.probe()).cast.filter(({ kind }) => kind === "persona");
      assert.ok(personas.length > 0);
      for (const { id } of personas) {
        const mark = ann.page.locator(`.company-button[data-id="${id}"] .ai-mark`);
        assert.equal((await mark.textContent())?.trim(), "AI", id);
      }
      await ann.page.waitForSelector(".stand-in:visible");
      await stage.picture(ann, "desktop");
    },
  ),

  check(
    "[C9] a line is acknowledged, considered with a gesture, and answered in a stream that both hear",
    async (stage) => {
      const ann = await stage.enter("Ann");
      const ben = await stage.enter("Ben");
      await ann.turnTo(HOST);
      const before = await known(ann);
      const said = await ann.say("Good evening, Dorcas. What does a bed cost?");
      await ben.until("Ben hears Ann", (probe) => words(probe, said).startsWith("Good evening"));
      const begun = await ann.until(
        "Dorcas considers",
        (probe) => newTurn(probe, before) !== undefined,
      );
      const turnId = newTurn(begun, before)?.turnId ?? "";
      await ann.until("a bubble hangs over Dorcas", (probe) =>
        probe.bubbles.some(({ id, text }) => id === HOST && text !== ""),
      );
      await stage.picture(ann, "considering");
      const first = await ann.until("her first words", (probe) => words(probe, turnId) !== "");
      await stage.picture(ann, "speaking");
      const whole = await ann.until(
        "her last words",
        (probe) =>
          probe.transcript?.entries.some((e) => e.turnId === turnId && e.state !== "open") ?? false,
      );
      assert.ok(words(whole, turnId).startsWith(words(first, turnId)));
      await ben.until(
        "Ben heard the same",
        (probe) => words(probe, turnId) === words(whole, turnId),
      );
      await ann.page.waitForFunction(
        (id) => document.querySelectorAll(`.log [data-turn="${id}"] .turn-words > *`).length > 0,
        turnId,
        { timeout: 20_000 },
      );
      await stage.picture(ann, "answered");
    },
  ),

  check(
    "[C7] the log is spoken once for each segment, and what streams is hidden from screen readers",
    async (stage) => {
      const ann = await stage.enter("Ann");
      await ann.page.evaluate(() => {
        const counts = new Map<string, number>();
        (window as unknown as { __added: Map<string, number> }).__added = counts;
        const log = document.querySelector(".log");
        if (log === null) return;
        new MutationObserver((changes) => {
          for (const { type, addedNodes } of changes) {
            const kind = type === "characterData" ? "rewritten" : "added";
            counts.set(kind, (counts.get(kind) ?? 0) + Math.max(1, addedNodes.length));
          }
        }).observe(log, { childList: true, subtree: true, characterData: true });
      });
      const before = await known(ann);
      await ann.turnTo(HOST);
      await ann.say("Dorcas, who else is here tonight?");
      const begun = await ann.until(
        "an answer begins",
        (probe) => newTurn(probe, before) !== undefined,
      );
      const turnId = newTurn(begun, before)?.turnId ?? "";
      await ann.page.waitForSelector(".live[aria-hidden='true'] .live-turn");
      await ann.until("the answer ends", (probe) => !probe.open.includes(turnId));
      await ann.page.waitForSelector(`.log [data-turn="${turnId}"]`);
      await ann.page.waitForFunction(() => document.querySelector(".live-turn") === null, null, {
        timeout: 30_000,
      });
      const rewritten = await ann.page.evaluate(
        () => (window as unknown as { __added: Map<string, number> }).__added.get("rewritten") ?? 0,
      );
      assert.equal(rewritten, 0);
      assert.equal(await ann.page.locator('[role="log"]').count(), 1);
    },
  ),

  check("[C14] a whisper is heard by one alone, and shown apart", async (stage) => {
    const ann = await stage.enter("Ann");
    const ben = await stage.enter("Ben");
    const { you, cast } = await ben.probe();
    assert.ok(cast.some(({ id }) => id === you));
    await ann.turnTo(you);
    await ann.page.check("#whisper");
    const said = await ann.say("Meet me by the seventh barnacle.");
    await ben.until(
      "Ben hears it",
      (probe) => words(probe, said) === "Meet me by the seventh barnacle.",
    );
    await ann.page.waitForSelector(`.log [data-turn="${said}"].whisper`);
    const cleo = await stage.enter("Cleo");
    await cleo.say("Is anyone here?");
    assert.equal(await cleo.wordsOf(said), "");
    assert.equal(await cleo.page.getByText("barnacle").count(), 0);
    await stage.picture(ann, "whisper");
  }),

  check("[C6] who comes late holds what was said within earshot", async (stage) => {
    const ann = await stage.enter("Ann");
    const said = await ann.say("Remember the number seven hundred and twelve.");
    const late = await stage.enter("Late");
    await late.until("the late one holds it", (probe) =>
      words(probe, said).includes("seven hundred"),
    );
    await late.page.waitForSelector(`.log [data-turn="${said}"]`);
  }),

  check("[C22] words are words: markup is shown and never run", async (stage) => {
    const ann = await stage.enter("Ann <b>bold</b>");
    const said = await ann.say('<img src=x onerror="document.title=1"><b>hello</b>');
    await ann.page.waitForSelector(`.log [data-turn="${said}"]`);
    const found = await ann.page.evaluate(
      (id) =>
        document.querySelectorAll(`[data-turn="${id}"] .turn-words img, [data-turn="${id}"] b b`)
          .length,
      said,
    );
    assert.equal(found, 0);
    assert.notEqual(await ann.page.title(), "1");
    assert.deepEqual(ann.faults, []);
  }),
];
