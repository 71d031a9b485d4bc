import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { readMemory } from "../../../server/episodes/memory/memory-editing.ts";
import { LogPlace } from "../../../server/episodes/log-place.ts";
import { openEpisodeReader } from "../../../server/episodes/reader.ts";
import { openLogAt } from "../../../server/episodes/postgres-log.ts";
import { openEpisodeLog } from "../../../server/episodes/sqlite-log.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { consentOf } from "../../../server/training/rights/consent.ts";
import { erasePlayer } from "../../../server/training/rights/erasure/erasure.ts";
import { retain } from "../../../server/training/rights/retention.ts";
import { newSchemaUrl, onServer, POSTGRES, schemaOf } from "../../doubles/postgres.ts";
import type { RightsReport } from "../../../server/training/rights/report.ts";
import { collect, testFolder } from "../../episodes/log-file.ts";
import { AYLA, BEN, playedData, SECRETS } from "./an-evening.ts";

const root = join(import.meta.dirname, "../../..");

/** Every file of a folder in which one of these texts stands, as bytes in any of the ways in which texts are written. */
function filesWith(folder: string, texts: readonly string[]): string[] {
  const found: string[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    if (!statSync(path).isFile()) continue;
    const bytes = readFileSync(path);
    const small = Buffer.from(bytes.toString("latin1").toLowerCase(), "latin1");
    for (const text of texts) {
      const wide = Buffer.from(text, "utf16le");
      const escaped = JSON.stringify(text)
        .slice(1, -1)
        .replace(
          /[^\x20-\x7e]/gu,
          (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
        );
      // As token ids that are the text's own letters: what a list of numbers could give away.
      const tokens = Buffer.from(
        Int32Array.from([...text], (letter) => letter.codePointAt(0) ?? 0).buffer,
      );
      const forms = [
        Buffer.from(text),
        wide,
        Buffer.from(wide).swap16(),
        Buffer.from(escaped),
        tokens,
      ];
      const lower = Buffer.from(Buffer.from(text).toString("latin1").toLowerCase(), "latin1");
      if (forms.some((form) => bytes.includes(form)) || small.includes(lower))
        found.push(`${name}: ${text}`);
    }
  }
  return found;
}

async function eventsOf(file: string, episode: string): Promise<EpisodeEvent[]> {
  const reader = await openEpisodeReader(file);
  try {
    return (await collect(reader.events(episode))).map(({ event }) => event);
  } finally {
    await reader.close();
  }
}

async function verified(file: string): Promise<{ ok: boolean; records: number }> {
  const reader = await openEpisodeReader(file);
  try {
    const { ok, records, problems } = await reader.verify();
    expect(problems).toEqual([]);
    return { ok, records };
  } finally {
    await reader.close();
  }
}

/** The stored rows of an episode: what no rewriting of another may change. */
function rowsOf(file: string, episode: string): unknown[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return [
      ...db.prepare("SELECT * FROM records WHERE episode = ? ORDER BY seq").all(episode),
      ...db.prepare("SELECT * FROM episodes WHERE id = ?").all(episode),
    ];
  } finally {
    db.close();
  }
}

async function forget(
  file: string,
  more: Partial<Parameters<typeof erasePlayer>[0]> = {},
): Promise<RightsReport> {
  const result = await erasePlayer({
    asked: AYLA.subject,
    place: new LogPlace(file),
    dataDir: join(file, ".."),
    exports: [],
    done: true,
    ...more,
  });
  if ("several" in result) throw new Error("several players");
  return result;
}

describe("[D30] forgetting a player", () => {
  test("[D30] no byte of any file of the data folder holds its words, its names or its subject, not even in what personas said", async () => {
    const folder = testFolder();
    const file = await playedData(folder);
    const before = filesWith(folder, SECRETS);
    for (const secret of SECRETS) expect(before.join("\n")).toContain(secret);
    const untouched = rowsOf(file, "evening-3");
    const report = await forget(file);
    expect(filesWith(folder, SECRETS)).toEqual([]);
    expect(report.left).toEqual([]);
    expect(await verified(file)).toMatchObject({ ok: true });
    expect(rowsOf(file, "evening-3")).toEqual(untouched);
    expect(report.episodes.map(({ id }) => id).toSorted()).toEqual(["evening-1", "evening-2"]);
  });

  test("[D31] structure stays: who spoke when, and that it was erased; what was built on it is not for training", async () => {
    const folder = testFolder();
    const file = await playedData(folder);
    const before = await eventsOf(file, "evening-1");
    const report = await forget(file);
    const after = await eventsOf(file, "evening-1");
    expect(after.slice(0, -1).map(({ type }) => type)).toEqual(before.map(({ type }) => type));
    const last = after.at(-1);
    expect(last).toMatchObject({
      type: "redaction",
      participant: "p-aaaa",
      reason: "erasure",
      records: report.episodes.find(({ id }) => id === "evening-1")?.records,
    });
    const turns = after.filter((event) => event.type === "turn");
    expect(turns.length).toBeGreaterThan(3);
    for (const { speaker, trainable, segments } of turns)
      if (speaker === "mara")
        expect([trainable, segments.every(({ text }) => text === "")]).toEqual([false, true]);
    for (const event of after)
      if (event.type === "model-call" && event.participant === "mara")
        expect(event.call).toMatchObject({
          promptText: null,
          promptTokenIds: null,
          completionText: "",
          completionTokenIds: null,
          logprobs: null,
          requestedModel: "scripted",
        });
    const lines = after.flatMap((event) =>
      event.type === "line" && event.speaker === "p-bbbb" ? [event.segments[0]?.text] : [],
    );
    expect(lines).toEqual(["someone, who is …?", "The harbour wall is cracked."]);
    expect(after[0]).toEqual(before[0]);
  });

  test("[D31] an episode without the player keeps all but what it tells of it", async () => {
    const folder = testFolder();
    const file = await playedData(folder);
    await forget(file);
    const after = await eventsOf(file, "evening-2");
    expect(after.at(-1)).toMatchObject({ type: "redaction", participant: null });
    const lines = after.flatMap((event) =>
      event.type === "line" && event.speaker === "p-bbbb" ? [event] : [],
    );
    expect(lines.map(({ segments }) => segments[0]?.text)).toEqual([
      "Who was here yesterday?",
      "And what is the weather?",
    ]);
    expect(consentOf(after).get("p-bbbb")).toEqual(new Set(["training"]));
    const memory = readMemory(join(folder, "memory.sqlite")).map(({ remembrance }) => remembrance);
    expect(memory.some(({ subject }) => subject === BEN.subject)).toBe(true);
    expect(
      memory.find(({ persona }) => persona === "tomas@inn")?.facts.map(({ text }) => text),
    ).toEqual(["She likes rain."]);
  });

  test("[D32] a dry run changes no byte, and names what the erasure then touches", async () => {
    const folder = testFolder();
    const file = await playedData(folder);
    // A reader makes empty files beside a database; the databases are what counts.
    const bytes = () =>
      readdirSync(folder)
        .filter((name) => name.endsWith(".sqlite"))
        .map((name) => readFileSync(join(folder, name)).toString("base64"));
    const before = bytes();
    const dry = await forget(file, { done: false });
    expect(bytes()).toEqual(before);
    const done = await forget(file);
    expect({ ...dry, done: true }).toEqual(done);
    expect(done.files.map(({ entries }) => entries)).toEqual([expect.any(Number), 1]);
    expect(done.files[0]?.entries).toBeGreaterThanOrEqual(2);
    const again = await forget(file);
    expect(again.episodes).toEqual([]);
    expect(await verified(file)).toMatchObject({ ok: true });
  });

  test("[D32] a participant and a name lead to the same player; a name of several is not enough", async () => {
    const folder = testFolder();
    const file = await playedData(folder);
    for (const asked of ["p-aaaa", "ayla brandtmoor", AYLA.subject]) {
      const { episodes } = await forget(file, { asked, done: false });
      expect(episodes.map(({ id }) => id).toSorted()).toEqual(["evening-1", "evening-2"]);
    }
    const log = await openEpisodeLog({ file });
    const head = { v: 2, episodeId: "evening-4", at: 5, type: "participant-joined" } as const;
    await log.append([
      {
        ...head,
        participant: "p-other",
        name: AYLA.name,
        kind: "player",
        language: "en",
        subject: null,
      },
    ]);
    await log.close();
    const result = await erasePlayer({
      asked: AYLA.name,
      place: new LogPlace(file),
      dataDir: folder,
      exports: [],
      done: true,
    });
    expect(result).toMatchObject({ several: [{ subjects: [AYLA.subject] }, { subjects: [] }] });
    expect(filesWith(folder, ["Quorvexia"]).length).toBeGreaterThan(0);
  });

  test("[D33] while a server has the log it is refused, and nothing changes", async () => {
    const folder = testFolder();
    const file = await playedData(folder);
    const log = await openEpisodeLog({ file });
    await expect(forget(file)).rejects.toMatchObject({ code: "busy" });
    await log.close();
    expect(filesWith(folder, ["Quorvexia"]).length).toBeGreaterThan(0);
    expect(await verified(file)).toMatchObject({ ok: true });
  });

  test("[D30] rows of exports at hand go too, and what cannot be looked into is named", async () => {
    const folder = testFolder();
    const file = await playedData(folder);
    const exports = join(folder, "out");
    mkdirSync(exports);
    const kept = JSON.stringify({ prompt: "Who was here?", completion: "Nobody." });
    const rows = [kept, JSON.stringify({ prompt: "x", completion: "Quorvexia, you say?" }), kept];
    writeFileSync(join(exports, "sft.jsonl"), rows.join("\n"));
    writeFileSync(join(exports, "calls.parquet"), "PAR1");
    const report = await forget(file, { exports: [exports] });
    expect(readFileSync(join(exports, "sft.jsonl"), "utf8")).toBe([kept, kept].join("\n"));
    expect(report.left).toEqual([
      { file: join(exports, "calls.parquet"), why: expect.stringContaining("delete this export") },
    ]);
  });
});

const command = (args: readonly string[]): Promise<{ status: number | null; out: string }> => {
  const run = spawn(process.execPath, [join(root, "server/cli/episodes.ts"), ...args], {
    cwd: root,
  });
  let out = "";
  for (const stream of [run.stdout, run.stderr])
    stream.on("data", (text: Buffer) => (out += text.toString()));
  return new Promise((resolve) => run.once("close", (status) => resolve({ status, out })));
};

test("[D32] the command says what it would do, does it with --yes, and says what nobody can undo", async () => {
  const folder = testFolder();
  const file = await playedData(folder);
  const dry = await command(["forget", "--player", AYLA.name, "--file", file]);
  expect(dry.status).toBe(0);
  expect(dry.out).toContain("Nothing was changed: this is what would be done");
  expect(dry.out).toMatch(
    /episode evening-1: \d+ records \(.*line 6.*\), 0 of them gone, \d+ characters/u,
  );
  expect(dry.out).toContain("models that were trained already");
  expect(dry.out).not.toContain("Quorvexia");
  const json = await command(["forget", "--player", AYLA.name, "--file", file, "--yes", "--json"]);
  expect(json.status).toBe(0);
  expect(JSON.parse(json.out)).toMatchObject({ command: "forget", done: true, left: [] });
  expect(filesWith(folder, SECRETS)).toEqual([]);
  expect((await command(["verify", "--file", file])).status).toBe(0);
  expect((await command(["forget", "--file", file])).status).toBe(2);
});

describe.skipIf(POSTGRES === null)("a log in PostgreSQL", () => {
  test("[D30] [D31] is rewritten by the same rules, and no row of its tables holds what was erased", async () => {
    const folder = testFolder();
    const url = newSchemaUrl();
    await playedData(folder, url);
    const table = `"${schemaOf(url)}".records`;
    const rows = async (): Promise<string> =>
      JSON.stringify(await onServer(`SELECT * FROM ${table}`));
    const third = async () =>
      onServer(`SELECT * FROM ${table} WHERE episode = 'evening-3' ORDER BY seq`);
    const untouched = await third();
    for (const secret of ["Quorvexia", "zilphoranthe", AYLA.subject])
      expect(await rows()).toContain(secret);
    const options = { asked: AYLA.subject, place: new LogPlace(url), dataDir: folder, exports: [] };
    const server = await openLogAt(new LogPlace(url));
    await server.append([]);
    await expect(erasePlayer({ ...options, done: true })).rejects.toMatchObject({ code: "busy" });
    await server.close();
    const dry = await erasePlayer({ ...options, done: false });
    expect(await rows()).toContain("Quorvexia");
    const done = await erasePlayer({ ...options, done: true });
    expect(done).toEqual({ ...dry, done: true });
    const left = (await rows()).toLowerCase();
    for (const secret of SECRETS) expect(left).not.toContain(secret.toLowerCase());
    expect(await third()).toEqual(untouched);
    expect(filesWith(folder, SECRETS)).toEqual([]);
    expect(await verified(url)).toMatchObject({ ok: true });
    const log = await openLogAt(new LogPlace(url));
    await log.append([{ ...joinedBy("p-late"), episodeId: "evening-1" }]);
    await log.close();
    expect(await verified(url)).toMatchObject({ ok: true });
  });
  test("[D34] retention holds there too", async () => {
    const folder = testFolder();
    const url = newSchemaUrl();
    await playedData(folder, url);
    const keep = { days: 1, privateDays: null };
    const place = new LogPlace(url);
    const report = await retain({ place, keep, now: Date.now() + 10 * 86_400_000, done: true });
    expect(report.episodes).toHaveLength(3);
    expect(await verified(url)).toMatchObject({ ok: true, records: 3 });
  });
});

const joinedBy = (participant: string): EpisodeEvent => ({
  v: 2,
  episodeId: "",
  at: 9,
  type: "participant-left",
  participant,
});

test("[D33] killed at any moment, an episode is the old one or the new one; repeated, the erasure is whole", async () => {
  const folder = testFolder();
  const file = await playedData(folder);
  const log = await openEpisodeLog({ file });
  const [start, ...rest] = await eventsOf(file, "evening-1");
  const long = [start, ...Array.from({ length: 8 }, () => rest).flat()] as EpisodeEvent[];
  const episodes = Array.from({ length: 8 }, (_, i) => `long-${i}`);
  for (const episodeId of episodes)
    await log.append(long.map((event) => ({ ...event, episodeId })));
  await log.close();
  /** Each episode as it stands, as what it holds and how it ends; the chain holds, or the test fails. */
  const states = async (): Promise<string[]> => {
    const reader = await openEpisodeReader(file);
    try {
      expect((await reader.verify()).problems).toEqual([]);
      const found: string[] = [];
      for (const episode of episodes) {
        const events = (await collect(reader.events(episode))).map(({ event }) => event);
        const holds = JSON.stringify(events).includes("Quorvexia");
        found.push(`${holds ? "old" : "new"}${events.at(-1)?.type === "redaction" ? " told" : ""}`);
      }
      return found;
    } finally {
      await reader.close();
    }
  };
  let killed = 0;
  for (let cycle = 0; cycle < 3; cycle++) {
    const run = spawn(
      process.execPath,
      [
        join(root, "server/cli/episodes.ts"),
        "forget",
        "--player",
        "p-aaaa",
        "--file",
        file,
        "--yes",
      ],
      { cwd: root, stdio: "ignore" },
    );
    const gone = new Promise((resolve) => run.once("close", (_status, signal) => resolve(signal)));
    // In the middle of the work: once so much of it is in the write-ahead log.
    const watch = setInterval(() => {
      const written = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
      if (written > cycle * 500_000) run.kill("SIGKILL");
    }, 1);
    if ((await gone) === "SIGKILL") killed += 1;
    clearInterval(watch);
    for (const state of await states()) expect(["old", "new told"]).toContain(state);
  }
  expect(killed).toBeGreaterThan(1);
  await forget(file, { asked: "p-aaaa" });
  expect(new Set(await states())).toEqual(new Set(["new told"]));
  expect(filesWith(folder, ["Quorvexia", "zilphoranthe", "Brandtmoor"])).toEqual([]);
}, 180_000);
