import { join } from "node:path";
import { expect, test } from "vitest";
import { openMemoryFile } from "../../server/episodes/memory/memory-store.ts";
import type { Remembrance } from "../../server/roleplay/memory/memory.ts";
import { createPassingMemory, type MemoryStore } from "../../server/stage/memory.ts";
import { testFolder } from "../episodes/log-file.ts";
import { PLANTED } from "./planted-facts.ts";
import { runRecallSuite } from "./recall-suite.ts";

/** Every third fact, so that the suite stays short here; `npm run recall` asks for all of them. */
const SOME = PLANTED.filter((_, index) => index % 3 === 0);

test.each(["en", "zh"] as const)(
  "[Y16] what was planted early comes back after 40 turns and after a restart, and to nobody else (%s)",
  async (language) => {
    const file = join(testFolder(), "memory.sqlite");
    let store = await openMemoryFile({ file });
    const report = await runRecallSuite({
      language,
      facts: SOME,
      fillerTurns: 40,
      store,
      reopen: async () => {
        await store.close();
        store = await openMemoryFile({ file });
        return store;
      },
    });
    await store.close();
    expect(report.leaks).toEqual([]);
    expect(report.probes).toBeGreaterThan(20);
    const recalled = report.outcomes.filter((one) => one.recalled).length;
    expect(recalled / report.outcomes.length).toBeGreaterThanOrEqual(0.85);
    const answered = report.outcomes.filter((one) => one.answered).length;
    expect(answered / report.outcomes.length).toBeGreaterThanOrEqual(0.4);
  },
  60_000,
);

test("[Y16] the suite finds a memory that keeps no confidences", async () => {
  const passing = createPassingMemory();
  const indiscreet: MemoryStore = {
    ...passing,
    save: (remembrance: Remembrance, lasting) =>
      passing.save(
        {
          ...remembrance,
          facts: remembrance.facts.map((fact) => ({ ...fact, company: "open" as const })),
        },
        lasting,
      ),
  };
  const report = await runRecallSuite({
    language: "en",
    facts: PLANTED.filter(({ whispered }) => whispered).slice(0, 4),
    fillerTurns: 20,
    store: indiscreet,
    reopen: async () => indiscreet,
  });
  expect(report.leaks.length).toBeGreaterThan(0);
});
