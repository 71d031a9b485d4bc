import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../server/cli/seeded-random.ts";
import { exportEpisodes, FORMATS } from "../../../server/training/exports/index.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { testFolder } from "../../episodes/log-file.ts";
import {
  anEpisode,
  readerOf,
  theLantern,
  theLog,
  theUnderstudys,
  theUnwilling,
} from "./an-evening.ts";
import { exportTo } from "./export-to.ts";
import { manyEvenings } from "./many-evenings.ts";

const STATE = ".export-state.json";
const key = new Uint8Array(32);

describe("[T10] files are whole or not there", () => {
  test("[T10] shards, hashes and counts are as the manifest says, and nothing else is left", async () => {
    const made = await exportTo("trl-sft", { shardRows: 4, validation: 0.3 });
    const { files, counts } = made.manifest as {
      files: { name: string; rows?: number; bytes: number; sha256: string }[];
      counts: { rows: Record<string, number> };
    };
    expect(readdirSync(made.folder).toSorted()).toEqual(
      [...files.map(({ name }) => name), "manifest.json"].toSorted(),
    );
    for (const { name, rows, bytes, sha256 } of files) {
      const content = readFileSync(join(made.folder, name));
      expect(content.length).toBe(bytes);
      expect(createHash("sha256").update(content).digest("hex")).toBe(sha256);
      if (rows === undefined) continue;
      expect(rows).toBeLessThanOrEqual(4);
      expect(await made.rowsOf(name)).toHaveLength(rows);
    }
    expect(counts.rows).toEqual({ train: 9, validation: 4 });
    expect(files.filter(({ rows }) => rows !== undefined).map(({ name }) => name)).toEqual(
      [
        "train-00000.jsonl",
        "train-00001.jsonl",
        "train-00002.jsonl",
        "validation-00000.jsonl",
      ].toSorted(
        (a, b) => files.findIndex((f) => f.name === a) - files.findIndex((f) => f.name === b),
      ),
    );
    expect(statSync(join(made.folder, "manifest.json")).mode & 0o077).toBe(0);
  });
  test("[T10] the same log and order make the same bytes", async () => {
    for (const format of ["calls", "llamafactory"]) {
      const [a, b] = [await exportTo(format), await exportTo(format)];
      expect(bytesOf(a.folder)).toEqual(bytesOf(b.folder));
    }
  });
  test("[T10] a folder that holds something else is left as it is", async () => {
    const out = join(testFolder(), "out");
    mkdirSync(out);
    writeFileSync(join(out, "thesis.txt"), "mine");
    await expect(exportTo("trl-sft", { out })).rejects.toMatchObject({ code: "folder-in-use" });
    expect(readdirSync(out)).toEqual(["thesis.txt"]);
    const made = await exportTo("trl-sft");
    const before = bytesOf(made.folder);
    await expect(exportTo("trl-sft", { out: made.folder })).rejects.toMatchObject({
      code: "finished",
    });
    expect(bytesOf(made.folder)).toEqual(before);
  });
  test("[T10] ids of episodes that were asked for do not stand in the manifest", async () => {
    const filters = { episodes: ["lantern-1"] };
    const made = await exportTo("trl-sft", { filters });
    expect(made.manifest).toMatchObject({
      asked: { filters: { episodes: 1 } },
      counts: { episodes: 1 },
    });
    expect(JSON.stringify(made.manifest)).not.toContain("lantern-1");
  });
});

describe("[T11] an export that was stopped goes on, and ends as if nothing had been", () => {
  test.each(FORMATS.map(({ name }) => name))(
    "[T11] %s: the disk fills up at any moment",
    async (format) => {
      const order = {
        reader: manyEvenings(7),
        format,
        key,
        exact: format === "calls" || format === "axolotl-tokenized",
        validation: 0.3,
        shardRows: 5,
        keepUnbalanced: true,
        zstd: format === "trl-sft",
      };
      const folder = testFolder();
      const whole = await exportEpisodes({ ...order, out: join(folder, "whole") });
      const expected = bytesOf(whole.folder);
      const random = seededRandom(format.length);
      for (const [at, share] of [0, 0.9].entries()) {
        const out = join(folder, `stopped-${at}`);
        let room = 1 + (share + 0.05 * random()) * sizeOfAll(expected);
        const disk = {
          write(handle: number, bytes: Uint8Array): number {
            room -= bytes.length;
            if (room < 0) throw Object.assign(new Error("no space"), { code: "ENOSPC" });
            return writeSync(handle, bytes);
          },
        };
        await expect(exportEpisodes({ ...order, out, disk })).rejects.toMatchObject({
          code: "full",
        });
        const kept = readdirSync(out, { recursive: true, encoding: "utf8" }).filter(
          (name) => /\d{5}\.[a-z.]+$/u.test(name) && !name.endsWith(".partial"),
        );
        const stamps = kept.map((name) => statSync(join(out, name)).mtimeMs);
        const gone = await exportEpisodes({ ...order, out });
        expect(gone.resumed).toBe(true);
        expect(bytesOf(out)).toEqual(expected);
        expect(kept.map((name) => statSync(join(out, name)).mtimeMs)).toEqual(stamps);
        if (share > 0.8) expect(kept.length).toBeGreaterThan(0);
      }
    },
  );

  test("[T11] killed again and again, it ends with the same bytes", async () => {
    const kills = Number(process.env["KILL_CYCLES"] ?? 5);
    const random = seededRandom(Number(process.env["KILL_SEED"] ?? 3));
    const folder = testFolder();
    const episodes = "260";
    await child(join(folder, "whole"), episodes, null);
    const expected = bytesOf(join(folder, "whole"));
    const out = join(folder, "killed");
    let stopped = 0;
    for (let at = 0; at < kills; at += 1) {
      const ended = await child(out, episodes, random() * 150);
      if (!ended) stopped += 1;
      else break;
    }
    expect(stopped).toBeGreaterThan(0);
    if (existsSync(join(out, STATE))) expect(await child(out, episodes, null)).toBe(true);
    expect(bytesOf(out)).toEqual(expected);
  });

  test("[T11] another order, a changed file, and a consent that was taken back meanwhile are refused", async () => {
    const events: EpisodeEvent[] = [...theLantern(), ...theLantern("lantern-9", 1_700_900_000_000)];
    const start = async (): Promise<string> => {
      const out = join(testFolder(), "out");
      let room = 5_000;
      const disk = {
        write(handle: number, bytes: Uint8Array): number {
          room -= bytes.length;
          if (room < 0) throw Object.assign(new Error("no space"), { code: "ENOSPC" });
          return writeSync(handle, bytes);
        },
      };
      const stopped = exportTo("trl-sft", { out, disk, shardRows: 2, validation: 0 }, events);
      await expect(stopped).rejects.toMatchObject({ code: "full" });
      return out;
    };
    const more = { shardRows: 2, validation: 0 };
    const out = await start();
    const other = exportTo("trl-sft", { out, ...more, seed: "other" }, events);
    await expect(other).rejects.toMatchObject({ code: "folder-in-use" });
    const back = anEpisode({ id: "lantern-1", startedAt: 1_800_000_000_000 });
    back.add("consent", {
      participant: "p-2",
      purpose: "training",
      given: false,
      notice: "evening-1",
    });
    const refused = exportTo("trl-sft", { out, ...more }, [...events, ...back.events]);
    await expect(refused).rejects.toMatchObject({ code: "changed" });
    // What merely came after the export began is left to the next one.
    const late = [...events, ...theLantern("lantern-late", 1_900_000_000_000)];
    const { rows } = await exportTo("trl-sft", { out, ...more }, late);
    expect(rows).toBe((await exportTo("trl-sft", more, events)).rows);
    const spoilt = await start();
    writeFileSync(join(spoilt, "train-00000.jsonl"), "{}\n");
    const changed = exportTo("trl-sft", { out: spoilt, ...more }, events);
    await expect(changed).rejects.toMatchObject({ code: "changed" });
  });

  test("[T11] killed before anything was there, it begins", async () => {
    const out = join(testFolder(), "out");
    mkdirSync(out);
    writeFileSync(join(out, `${STATE}.partial`), '{"v":1,');
    expect((await exportTo("trl-sft", { out })).resumed).toBe(false);
    expect(readdirSync(out).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("[T11] the key of the pseudonyms is gone once the export is finished", async () => {
    const out = join(testFolder(), "out");
    await exportEpisodes({ reader: readerOf(theLog()), format: "trl-sft", out });
    expect(existsSync(join(out, STATE))).toBe(false);
  });
});

describe("[T12] memory does not grow with an episode", () => {
  test("[T12] one that is too long to be held is read twice, and comes to the same", async () => {
    const events = theLantern();
    const walks = Array.from({ length: 4_500 }, (): EpisodeEvent => ({
      v: 2,
      episodeId: "lantern-1",
      at: 1_700_000_000_500,
      type: "moved",
      participant: "p-1",
      x: 1,
      y: 2,
    }));
    let reads = 0;
    const { list, events: read } = readerOf([...events.slice(0, 1), ...walks, ...events.slice(1)]);
    const reader = {
      list,
      events: (id: string, from?: number) => {
        reads += 1;
        return read(id, from);
      },
    };
    const [long, short] = [
      await exportTo("openrlhf", { reader }),
      await exportTo("openrlhf", {}, events),
    ];
    expect(reads).toBe(2);
    expect(await long.all()).toEqual(await short.all());
  });
});

describe("[T13] what goes wrong is said, with what to do", () => {
  test("[T13] nothing to export: why, and which switch would change it", async () => {
    const out = join(testFolder(), "out");
    const error = await exportTo("trl-sft", { out }, [
      ...theUnderstudys(),
      ...theUnwilling().filter(({ type }) => type !== "consent"),
    ]).catch((one: unknown) => one);
    expect(error).toMatchObject({ code: "nothing" });
    expect(String(error)).toContain("1 synthetic, played by a stand-in (--include-synthetic)");
    expect(String(error)).toContain("2 without the consent");
    expect(String(error)).toContain("(--include-unconsented)");
    expect(existsSync(out)).toBe(false);
    await expect(exportTo("trl-dpo", {}, theUnwilling())).rejects.toThrow(/No player said which/u);
    await expect(exportTo("trl-sft", {}, [])).rejects.toThrow(/Play a scene first/u);
  });
  test("[T13] orders that make no sense", async () => {
    await expect(exportTo("trl")).rejects.toMatchObject({ code: "unknown-format" });
    for (const more of [
      { validation: 2 },
      { validation: Number.NaN },
      { shardRows: 0 },
      { exact: true },
      { filters: { maxTurns: 0.5 } },
    ]) {
      await expect(exportTo("trl-sft", more)).rejects.toMatchObject({ code: "bad-option" });
    }
    const folders = exportTo("llamafactory", { zstd: true });
    await expect(folders).rejects.toThrow(/leave zstd out/u);
  });
  test("[T13] a disk that refuses", async () => {
    const out = join(testFolder(), "file");
    writeFileSync(out, "");
    await expect(exportTo("trl-sft", { out: join(out, "below") })).rejects.toMatchObject({
      code: "disk",
    });
  });
});

/** Runs the child; kills it `after` ms from its beginning, or lets it end. True if it ended by itself. */
async function child(out: string, episodes: string, after: number | null): Promise<boolean> {
  const run = spawn(
    process.execPath,
    [join(import.meta.dirname, "kill-child.ts"), out, "calls", episodes],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let complaints = "";
  let printed = "";
  let timer: NodeJS.Timeout | undefined;
  run.stdout.on("data", (text: Buffer) => {
    printed += text.toString();
    if (after !== null) timer ??= setTimeout(() => run.kill("SIGKILL"), after);
  });
  run.stderr.on("data", (text: Buffer) => (complaints += text.toString()));
  const signal = await new Promise((resolve) => run.once("close", (_, by) => resolve(by)));
  clearTimeout(timer);
  expect(complaints).toBe("");
  expect(signal === "SIGKILL" || printed.includes("ended")).toBe(true);
  return signal === null;
}

/** Every file of a folder with a hash of what is in it. */
function bytesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  return Object.fromEntries(
    names.toSorted().map((name) => {
      const bytes = readFileSync(join(folder, name));
      return [name, `${bytes.length} ${createHash("sha256").update(bytes).digest("hex")}`];
    }),
  );
}

/** Bytes of all files of rows. */
function sizeOfAll(files: Record<string, string>): number {
  return Object.entries(files)
    .filter(([name]) => /\d{5}\./u.test(name))
    .reduce((sum, [, size]) => sum + Number.parseInt(size, 10), 0);
}
