import { spawn } from "node:child_process";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  forgetSubject,
  putMemory,
  readMemory,
} from "../../server/episodes/memory/memory-editing.ts";
import { openMemoryFile, type MemoryFile } from "../../server/episodes/memory/memory-store.ts";
import { openMemoryTable } from "../../server/episodes/memory/memory-table.ts";
import { stranger, type Remembrance } from "../../server/roleplay/memory/memory.ts";
import { remember } from "../../server/roleplay/memory/remember.ts";
import { testFolder } from "./log-file.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const NOW = 1_700_000_000_000;

const newFile = (): string => join(testFolder(), "memory.sqlite");

async function open(
  file: string,
  more: Partial<Parameters<typeof openMemoryFile>[0]> = {},
): Promise<MemoryFile> {
  const store = await openMemoryFile({ file, everyMs: 5, ...more });
  onTestFinished(() => store.close());
  return store;
}

function heard(persona: string, subject: string, name: string, ...lines: string[]): Remembrance {
  return lines.reduce<Remembrance>(
    (memory, speech, index) =>
      remember(memory, {
        at: NOW + index,
        turnId: `t${index}`,
        by: { id: subject, name },
        toMe: true,
        speech,
        action: "",
        company: "open",
        where: "here",
      }),
    stranger({ persona, subject, name, kind: "player" }, NOW),
  );
}

/** Every byte of the database, its log and whatever else stands beside it. */
function bytesOf(file: string): string {
  const folder = dirname(file);
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name)).toString("latin1"))
    .join();
}

describe("a memory on disk", () => {
  test("[Y10] survives a restart as it was, and belongs to its owner alone", async () => {
    const file = newFile();
    const first = await open(file);
    const wen = heard("mara@x", "s-1", "Wen", "My sister keeps bees.", "I owe forty crowns.");
    first.save(wen, true);
    expect(first.load("mara@x", "s-1")).toEqual(wen);
    await first.close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const second = await open(file);
    expect(second.load("mara@x", "s-1")).toEqual(wen);
    expect(second.load("tomas@x", "s-1")).toBeNull();
    expect(second.names("mara@x")).toEqual([{ subject: "s-1", name: "Wen" }]);
  });

  test("[Y10] what is not meant to last is not written", async () => {
    const file = newFile();
    const store = await open(file);
    store.save(heard("mara@x", "p-1", "Guest", "I passed through Karswick."), false);
    expect(store.load("mara@x", "p-1")?.facts).toHaveLength(1);
    await store.close();
    expect(bytesOf(file)).not.toContain("Karswick");
  });

  test("[Y11] whom a persona has not met for longest leaves first", () => {
    const table = openMemoryTable(newFile());
    onTestFinished(() => table.close());
    const row = (subject: string, lastMet: number) => ({
      persona: "mara@x",
      subject,
      name: subject,
      version: 0,
      lastMet,
      body: "{}",
    });
    table.write([row("a", 3), row("b", 1), row("c", 2), row("d", 4)], 3);
    expect(table.write([{ ...row("b", 9), version: 1 }])).toEqual([
      { persona: "mara@x", subject: "b" },
    ]);
    expect(table.write([{ ...row("a", 9), version: 1 }])).toEqual([]);
  });

  test("[Y12] an edit beside a running server counts from the next look, and wins over what was not yet written", async () => {
    const file = newFile();
    const store = await open(file, { everyMs: 60_000 });
    const wen = heard("mara@x", "s-1", "Wen", "My sister keeps bees.");
    store.save(wen, true);
    await store.flush();
    const edited = {
      ...wen,
      facts: [
        {
          id: "d1",
          at: NOW,
          text: "Wen limps.",
          company: "open" as const,
          weight: 9,
          turnId: null,
          whose: null,
        },
      ],
    };
    expect(putMemory(file, [edited])).toBe(true);
    expect(store.load("mara@x", "s-1")?.facts).toEqual(edited.facts);

    store.save(heard("mara@x", "s-1", "Wen", "I like tea with salt."), true);
    const again = { ...edited, name: "Wen the Lame" };
    expect(putMemory(file, [again])).toBe(true);
    await store.flush();
    expect(store.load("mara@x", "s-1")).toEqual(again);
  });

  test("[Y13] forgetting a subject leaves none of its words in any byte of the folder, and says what it took", async () => {
    const file = newFile();
    const store = await open(file);
    store.save(heard("mara@x", "s-1", "Wenzeslaus", "My sister keeps CANARYBEES."), true);
    store.save(heard("tomas@x", "s-1", "Wenzeslaus", "I drink CANARYMILK only."), true);
    store.save(
      heard("mara@x", "s-2", "Ilo", "I saw Wenzeslaus by the well.", "I have new boots."),
      true,
    );
    await store.flush();
    expect(bytesOf(file)).toContain("CANARYBEES");
    const report = forgetSubject(file, "s-1");
    expect(report.erased.toSorted()).toEqual(["mara@x", "tomas@x"]);
    expect(report.cleaned).toEqual([{ persona: "mara@x", subject: "s-2", items: 2 }]);
    expect(bytesOf(file)).not.toMatch(/CANARY|Wenzeslaus|s-1/);
    expect(store.load("mara@x", "s-1")).toBeNull();
    expect(store.load("mara@x", "s-2")?.facts.map(({ text }) => text)).toEqual([
      "I have new boots.",
    ]);
    // What the server still had in hand must not come back.
    store.save(heard("mara@x", "s-2", "Ilo", "My boots pinch."), true);
    await store.flush();
    expect(bytesOf(file)).not.toMatch(/CANARY|Wenzeslaus/);
    expect(forgetSubject(file, "s-1")).toEqual({ erased: [], cleaned: [], items: 0 });
  });

  test("[Y13] what a running server had not yet written of a forgotten subject is not written any more", async () => {
    const file = newFile();
    const store = await open(file, { everyMs: 60_000 });
    store.save(heard("mara@x", "s-1", "Wen", "My sister keeps bees."), true);
    await store.flush();
    store.save(heard("mara@x", "s-1", "Wen", "My brother keeps CANARYGEESE."), true);
    forgetSubject(file, "s-1");
    await store.flush();
    expect(bytesOf(file)).not.toContain("CANARYGEESE");
    expect(readMemory(file)).toEqual([]);
  });

  test("[Y14] a file that cannot be used is said once, left as it is, and the memory lasts as long as the process", async () => {
    for (const content of ["not a database at all, whatever it may look like", ""]) {
      const file = content === "" ? testFolder() : newFile();
      if (content !== "") writeFileSync(file, content);
      const troubles: string[] = [];
      const store = await open(file, { trouble: (code) => troubles.push(code) });
      const wen = heard("mara@x", "s-1", "Wen", "My sister keeps bees.");
      store.save(wen, true);
      await store.flush();
      expect(store.load("mara@x", "s-1")).toEqual(wen);
      expect(store.names("mara@x")).toHaveLength(1);
      expect(troubles).toHaveLength(1);
      expect(store.failure).toBe(troubles[0]);
      if (content !== "") expect(readFileSync(file, "utf8")).toBe(content);
    }
  });

  test("[Y12] a row that no longer fits its schema counts as not there", async () => {
    const file = newFile();
    const table = openMemoryTable(file);
    table.write([
      { persona: "mara@x", subject: "s-1", name: "Wen", version: 0, lastMet: 1, body: '{"v":9}' },
    ]);
    table.close();
    const store = await open(file);
    expect(store.load("mara@x", "s-1")).toBeNull();
    expect(store.failure).toBeNull();
  });
});

/** A file as format 1 wrote it: no item names whose words it holds. */
function earlierFile(bodies: readonly object[]): string {
  const file = newFile();
  const table = openMemoryTable(file);
  table.write(
    bodies.map((body, index) => ({
      persona: "mara@x",
      subject: `s-${index + 1}`,
      name: "Wen",
      version: 0,
      lastMet: 1,
      body: JSON.stringify(body),
    })),
  );
  table.close();
  const db = new DatabaseSync(file);
  db.exec("DELETE FROM format; INSERT INTO format VALUES (1, 0)");
  db.close();
  return file;
}

describe("[Y17] a memory of an earlier version", () => {
  const earlier = {
    v: 1,
    persona: "mara@x",
    subject: "s-1",
    name: "Wen",
    kind: "player",
    firstMet: NOW,
    lastMet: NOW,
    facts: [
      { id: "f1", at: NOW, text: "My sister keeps bees.", turnId: "evening.4" },
      { id: "f2", at: NOW, text: "A designer wrote this.", turnId: null },
    ],
    episodes: [
      {
        id: "e1",
        at: NOW,
        until: NOW,
        where: "here",
        who: [{ id: "s-1", name: "Wen" }],
        lines: [
          { by: "s-1", text: "My sister keeps bees.", turnId: "evening.4" },
          { by: "self", text: "Does she?", turnId: "evening.5" },
        ],
      },
    ],
    reflections: [{ id: "r3", at: NOW, text: "Wen speaks of bees.", by: "rules" }],
    bond: { reasons: [{ at: NOW, what: "thanked" }] },
  };
  const words = [{ who: "s-1", in: "evening" }];

  test("[Y17] a player's facts and lines are its own words; of all else nobody kept account", async () => {
    const file = earlierFile([earlier]);
    // Beside a server that has not started yet it is read as it is.
    expect(readMemory(file)[0]?.remembrance.facts.map(({ whose }) => whose)).toEqual([words, null]);
    const store = await open(file);
    const kept = store.load("mara@x", "s-1");
    expect(kept?.v).toBe(2);
    expect(kept?.facts.map(({ whose }) => whose)).toEqual([words, null]);
    expect(kept?.episodes[0]?.lines.map(({ whose }) => whose)).toEqual([words, null]);
    expect([kept?.reflections[0]?.whose, kept?.bond.reasons[0]?.whose]).toEqual([null, null]);
  });

  test("[Y17] what personas told each other holds words of whoever they had heard, which nobody knows now", async () => {
    const file = earlierFile([{ ...earlier, kind: "persona" }]);
    const store = await open(file);
    expect(store.load("mara@x", "s-1")?.facts.map(({ whose }) => whose)).toEqual([null, null]);
  });

  test("[Y17] the file is written anew once, all of it or nothing, and a row of no known format stays as it was", async () => {
    const file = earlierFile([earlier, { v: 9 }]);
    const rows = (): unknown[] => {
      const db = new DatabaseSync(file, { readOnly: true });
      try {
        return db.prepare("SELECT subject, version, body FROM remembrances ORDER BY subject").all();
      } finally {
        db.close();
      }
    };
    openMemoryTable(file).close();
    const [first, second] = rows() as { version: number; body: string }[];
    expect(first?.version).toBe(2);
    expect(JSON.parse(first?.body ?? "")).toMatchObject({ v: 2, facts: [{ whose: words }, {}] });
    expect(second).toMatchObject({ version: 1, body: '{"v":9}' });
    const before = rows();
    openMemoryTable(file).close();
    expect(rows()).toEqual(before);
  });

  test("[Y12] an edit that was saved by an earlier version is taken in", async () => {
    const file = newFile();
    const edit = await memory(["edit", "-", "--file", file], JSON.stringify(earlier));
    expect(edit).toMatchObject({ status: 0 });
    expect(readMemory(file)[0]?.remembrance.facts[0]?.whose).toEqual(words);
  });
});

function memory(
  args: readonly string[],
  input = "",
): Promise<{ status: number | null; out: string; err: string }> {
  const command = spawn(process.execPath, [join(root, "server/cli/memory.ts"), ...args], {
    cwd: root,
  });
  let out = "";
  let err = "";
  command.stdout.on("data", (text: Buffer) => (out += text.toString()));
  command.stderr.on("data", (text: Buffer) => (err += text.toString()));
  command.stdin.end(input);
  return new Promise((resolve) => {
    command.once("close", (status) => resolve({ status, out, err }));
  });
}

describe("npm run memory", () => {
  test("[Y12] lists, shows as YAML, takes an edit back in and forgets", async () => {
    const file = newFile();
    const store = await open(file);
    store.save(heard("mara@x", "s-1", "Wen", "My sister keeps bees."), true);
    await store.close();
    const at = ["--file", file];
    expect((await memory(["list", ...at])).out).toContain("mara@x  s-1 (Wen)");
    const shown = await memory(["show", "mara", "s-1", ...at]);
    expect(shown.out).toContain("text: My sister keeps bees.");
    const edited = shown.out.replace("keeps bees", "keeps goats");
    expect(await memory(["edit", "-", ...at], edited)).toMatchObject({ status: 0 });
    expect((await memory(["show", "--json", ...at])).out).toContain("keeps goats");
    const bad = await memory(["edit", "-", ...at], edited.replace("warmth: 0", "warmth: 99"));
    expect(bad).toMatchObject({ status: 1 });
    expect(bad.err).toContain("bond.warmth");
    const gone = await memory(["forget", "s-1", ...at]);
    expect(gone.out).toContain("erased: all that mara@x remembered");
    expect(gone.out).toContain("Not covered");
    expect((await memory(["list", ...at])).out).toContain("0 memories");
    expect(await memory(["forget", ...at])).toMatchObject({ status: 2 });
    expect(await memory(["show", "mara", "s-1", ...at])).toMatchObject({ status: 1 });
  });
});
