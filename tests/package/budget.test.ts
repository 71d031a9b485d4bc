import { beforeAll, describe, expect, test } from "vitest";
import budgets from "./budgets.json" with { type: "json" };
import { overBudget } from "./budget.ts";
import { doorSizes, type DoorSize } from "./door-sizes.ts";

describe("[X9] what a door costs a browser", () => {
  let sizes: readonly DoorSize[] = [];
  beforeAll(async () => {
    sizes = await doorSizes();
  }, 120_000);

  test("[X9] every door keeps its budget, and holds neither zod nor the server", () => {
    expect(overBudget(sizes, budgets)).toEqual([]);
  });
  test("[X9] every budget is some door's", () => {
    expect(Object.keys(budgets).toSorted()).toEqual(sizes.map(({ door }) => door).toSorted());
  });
  test("[X9] the doors were built: each holds what it is for", () => {
    const holds = (door: string, module: string) =>
      sizes.find((one) => one.door === door)?.modules.some(({ name }) => name === module);
    expect(holds("dramatis/phaser", "client/scene-client.ts")).toBe(true);
    expect(holds("dramatis/protocol", "shared/protocol.ts")).toBe(true);
    expect(holds("the game with Phaser and Colyseus", "phaser")).toBe(true);
    expect(holds("the game's own page", "phaser")).toBe(false);
    expect(holds("the studio before a page of it is opened", "preact")).toBe(true);
    expect(holds("the studio before a page of it is opened", "diff")).toBe(false);
  });
  test("[X9] no page of the game holds anything of the studio", () => {
    for (const { door, modules } of sizes.filter((one) => !one.door.startsWith("the studio"))) {
      const studio = modules.filter(({ name }) => /studio|^preact$/u.test(name));
      expect(studio, door).toEqual([]);
    }
  });
});

describe("[X9] a door that is too large says why", () => {
  const size = (more: Partial<DoorSize>): DoorSize => ({
    door: "a door",
    raw: 300,
    gzip: 100,
    modules: [
      { name: "client/index.ts", bytes: 250 },
      { name: "msgpackr", bytes: 50 },
    ],
    ...more,
  });
  test("[X9] within its budget it says nothing", () => {
    expect(overBudget([size({})], { "a door": 100 })).toEqual([]);
  });
  test("[X9] one byte above, it names its largest parts", () => {
    expect(overBudget([size({})], { "a door": 99 })).toEqual([
      expect.stringMatching(/weighs 100 bytes gzipped.*client\/index\.ts 250, msgpackr 50/u),
    ]);
  });
  test("[X9] without a budget it is refused", () => {
    expect(overBudget([size({})], {})).toEqual([expect.stringMatching(/has no budget/u)]);
  });
  test.each(["zod", "server/roleplay/persona.ts", "node:fs", "@colyseus/core"])(
    "[X9] %s inside is refused",
    (name) => {
      const foreign = size({ modules: [{ name, bytes: 1 }] });
      expect(overBudget([foreign], { "a door": 1_000 })).toEqual([`a door holds ${name}`]);
    },
  );
});
