import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { CardChoices } from "../../shared/studio/cards.ts";

/**
 * `npm run studio-cost [-- --than TREE --times 8]`: the work of the processor, in ms, from a line that is released or
 * changed by hand, or a card that is brought in, until the running game and the scenes that open later have it. With
 * `--than` the same deeds are done by the sources of another checkout in turns with these, and ratios are printed.
 * Work is counted, not waiting, so that a busy machine tells nearly the same.
 */

const HERE = resolve(import.meta.dirname, "../..");
const { values: args } = parseArgs({
  options: {
    than: { type: "string" },
    times: { type: "string", default: "8" },
    tree: { type: "string" },
  },
});

/** In ms of processor time, each time. */
type Costs = Record<string, number[]>;

if (args.tree !== undefined) console.log(JSON.stringify(await costs(resolve(args.tree))));
else compare();

function compare(): void {
  const trees = [HERE, ...(args.than === undefined ? [] : [resolve(args.than)])];
  const all = trees.map((): Costs => ({}));
  for (let round = 0; round < 3; round++) {
    for (const [at, tree] of trees.entries()) {
      const ran = spawnSync(
        process.execPath,
        ["--no-warnings", import.meta.filename, "--tree", tree, "--times", args.times],
        { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
      );
      const told = JSON.parse(ran.stdout) as Costs;
      for (const [what, ms] of Object.entries(told)) (all[at]![what] ??= []).push(...ms);
    }
  }
  console.log(
    `    here${trees.length > 1 ? "   there   ratio" : ""}  what (median of processor time, ms)`,
  );
  for (const [what, ms] of Object.entries(all[0]!)) {
    const here = median(ms);
    const there = median(all[1]?.[what] ?? []);
    const cells = trees.length > 1 ? [here, there, there / here] : [here];
    console.log(`${cells.map((cell) => cell.toFixed(1).padStart(8)).join("")}  ${what}`);
  }
}

/** The deeds, done by the sources of one checkout. */
async function costs(tree: string): Promise<Costs> {
  const from = async <T>(path: string): Promise<T> =>
    (await import(pathToFileURL(join(tree, path)).href)) as T;
  const { createFolderShelf } = await from<typeof import("../../server/worlds/folder-shelf.ts")>(
    "server/worlds/folder-shelf.ts",
  );
  const { recastReleases } = await from<typeof import("../../server/studio/writing/recasting.ts")>(
    "server/studio/writing/recasting.ts",
  );
  const { restageReleases } =
    await from<typeof import("../../server/cli/restaging.ts")>("server/cli/restaging.ts");
  const { readStaging } = await from<typeof import("../../server/worlds/read-staging.ts")>(
    "server/worlds/read-staging.ts",
  );
  const { bringIn } = await from<typeof import("../../server/studio/cards/bring-in.ts")>(
    "server/studio/cards/bring-in.ts",
  );
  const { lookAt } = await from<typeof import("../../server/studio/cards/look-at.ts")>(
    "server/studio/cards/look-at.ts",
  );
  const { createPortraitGallery } = await from<
    typeof import("../../server/studio/cards/portrait-gallery.ts")
  >("server/studio/cards/portrait-gallery.ts");

  const folder = mkdtempSync(join(tmpdir(), "dramatis-cost-"));
  const world = join(folder, "salt-lantern");
  cpSync(join(HERE, "assets/worlds/salt-lantern"), world, { recursive: true });
  const shelf = createFolderShelf({
    roots: [],
    worlds: { "salt-lantern": world },
    clock: { now: () => Date.now() },
  });
  let recast = 0;
  let restaged = 0;
  const game = { recast: () => (recast += 1), admit: () => 1, dismiss: () => 0 };
  const stops = [
    recastReleases(shelf, game),
    restageReleases(
      shelf,
      "salt-lantern",
      () => readStaging(world, join(HERE, "assets")),
      () => (restaged += 1),
      {
        after: (ms, then) => {
          const timer = setTimeout(then, ms);
          return () => clearTimeout(timer);
        },
      },
    ),
  ];
  const stage = { shelf, game, gallery: createPortraitGallery() };
  const file = join(world, "personas/merrin-tace.yaml");
  const merrin = { part: "persona", id: "merrin-tace" } as const;
  const told: Costs = {};
  let n = 0;
  const line = () =>
    readFileSync(file, "utf8").replace(
      /^profile: >-\n(?:  Today .*\n)?/mu,
      `profile: >-\n  Today she counts to ${++n}.\n`,
    );

  /** Does a deed and counts the work until all of it has been taken. */
  async function counted(what: string, deed: () => unknown, recasts: boolean): Promise<void> {
    const before = { recast, restaged };
    const since = process.cpuUsage();
    await deed();
    const taken = () => restaged > before.restaged && (!recasts || recast > before.recast);
    while (!taken()) await new Promise((done) => setTimeout(done, 20));
    const { user, system } = process.cpuUsage(since);
    (told[what] ??= []).push((user + system) / 1000);
  }

  await new Promise((done) => setTimeout(done, 400));
  for (let times = 0; times < Number(args.times) + 2; times++) {
    await counted(
      "a line is released",
      () => shelf.release("salt-lantern", merrin, line(), "mia"),
      true,
    );
    await counted("a line is changed in its file", () => writeFileSync(file, line()), true);
    await counted(
      "a card is brought in to play",
      async () => {
        const name = `Guest ${"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[times % 26]}${"aeiou"[times % 5]}lric`;
        const seen = lookAt(new TextEncoder().encode(JSON.stringify(aCard(name))), "card.json");
        if (!seen.ok || seen.file.kind !== "card") throw new Error("no card");
        const choices = { name, appearance: "A grey coat.", known: `${name} is new here.` };
        const came = await bringIn(stage, {
          world: "salt-lantern",
          ...seen.file,
          file: { ...seen.file.file, portrait: null, token: null },
          choices: CardChoices.parse(choices),
          how: "play",
          by: "mia",
        });
        if (!came.ok) throw new Error(came.problem.message);
      },
      false,
    );
  }
  for (const stop of stops) stop();
  rmSync(folder, { recursive: true, force: true });
  // The first two warm the sources up.
  return Object.fromEntries(Object.entries(told).map(([what, ms]) => [what, ms.slice(2)]));
}

function aCard(name: string): unknown {
  const data = {
    name,
    description: `${name} is a traveller who came in with the tide and says little.`,
    personality: "quiet, watchful",
    mes_example: "<START>\n{{user}}: Who are you?\n{{char}}: Somebody who waits for the ferry.",
  };
  return { spec: "chara_card_v2", spec_version: "2.0", data };
}

function median(ms: readonly number[]): number {
  return ms.toSorted((a, b) => a - b)[Math.floor(ms.length / 2)] ?? Number.NaN;
}
