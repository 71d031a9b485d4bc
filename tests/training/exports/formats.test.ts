import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { renderChatml } from "../../../server/model/chatml.ts";
import { CHAT_TEMPLATE } from "../../../server/training/exports/chat-template.ts";
import { alternating } from "../../../server/training/exports/formats/llamafactory.ts";
import { openParquetFile } from "../../../server/training/exports/parquet-file.ts";
import { testFolder } from "../../episodes/log-file.ts";
import { callOfRow, FORMATS } from "../../../server/training/exports/index.ts";
import type { ModelCall } from "../../../server/stage/ports.ts";
import { theLog } from "./an-evening.ts";
import { exportTo, rowsIn } from "./export-to.ts";

const here = import.meta.dirname;

/** What a format needs so that the evening gives it rows. */
const WITH: Readonly<Record<string, object>> = {
  calls: { exact: true },
  "axolotl-tokenized": { exact: true },
};

describe("[T1] every format is made of the same samples", () => {
  test.each(FORMATS.map(({ name }) => name))("[T1] %s, to the letter", async (name) => {
    const made = await exportTo(name, WITH[name]);
    for (const file of made.files.filter((one) => /\.(?:jsonl|parquet)$/u.test(one))) {
      const rows = await made.rowsOf(file);
      const golden = `golden/${name}/${file.replace(/\.parquet$/u, ".parquet.jsonl")}`;
      await expect(`${rows.map((row) => JSON.stringify(row)).join("\n")}\n`).toMatchFileSnapshot(
        golden,
      );
    }
  });
  test("[T1] the manifest says what is in it, how it came, and what was left out", async () => {
    const { manifest, folder } = await exportTo("trl-sft", { licence: "CC-BY-4.0" });
    const text = readFileSync(join(folder, "manifest.json"), "utf8");
    expect(JSON.parse(text)).toEqual(manifest);
    await expect(text.replace(process.version, "NODE")).toMatchFileSnapshot(
      "golden/trl-sft/manifest.txt",
    );
  });
});

/** The schema of each kind of file, by how the file's name begins. */
const SCHEMAS: Readonly<Record<string, readonly [starts: string, schema: string][]>> = {
  openrlhf: [
    ["preference-", "openrlhf-preference"],
    ["", "openrlhf"],
  ],
  "trl-sft": [["", "trl-sft"]],
  "trl-dpo": [["", "trl-dpo"]],
  "trl-kto": [["", "trl-kto"]],
  "trl-grpo": [["", "trl-grpo"]],
  slime: [["", "slime"]],
  llamafactory: [
    ["sft", "llamafactory-sft"],
    ["ranking", "llamafactory-ranking"],
    ["kto", "llamafactory-kto"],
  ],
  "axolotl-tokenized": [["", "axolotl-tokenized"]],
  "nemo-preference": [["", "nemo-preference"]],
  "her-sft-multi": [["", "her-sft"]],
  "her-sft-single": [["", "her-sft"]],
  "her-rm": [["", "her-rm"]],
};

describe("[T2] rows are what their readers ask for", () => {
  test.each(Object.keys(SCHEMAS))("[T2] %s fits its schema", async (name) => {
    const made = await exportTo(name, WITH[name]);
    let checked = 0;
    for (const file of made.files.filter((one) => one.endsWith(".jsonl"))) {
      const [, schema] = SCHEMAS[name]?.find(([starts]) => file.startsWith(starts)) ?? [];
      const published = z.fromJSONSchema(
        JSON.parse(readFileSync(join(here, "schemas", `${schema}.json`), "utf8")) as never,
      );
      for (const row of await made.rowsOf(file)) {
        expect(published.safeParse(row).error?.issues, `${file}: ${JSON.stringify(row)}`).toBe(
          undefined,
        );
        checked += 1;
      }
    }
    expect(checked).toBe(made.rows);
  });

  test("[T2] each format of JSON lines has a schema", () => {
    const parquet = FORMATS.filter(({ files }) =>
      Object.values(files).every(({ columns }) => columns !== undefined),
    );
    expect([...Object.keys(SCHEMAS), ...parquet.map(({ name }) => name)].toSorted()).toEqual(
      FORMATS.map(({ name }) => name).toSorted(),
    );
  });

  test("[T2] verl finds what its reward managers read, and each index once", async () => {
    const rows = await (await exportTo("verl")).all();
    for (const row of rows) {
      expect(row).toMatchObject({
        data_source: expect.stringMatching(/^dramatis\//u),
        ability: "roleplay",
        reward_model: { style: "model", ground_truth: expect.any(String) },
      });
      const { ground_truth, answer, solution } = row["reward_model"] as Record<string, string>;
      expect(answer).toBe(ground_truth);
      expect(JSON.parse(solution ?? "")).toMatchObject({ ref_answer: answer, golden_type: "3" });
      expect(ground_truth).not.toContain("system_thinking");
      expect((row["prompt"] as { role: string }[]).at(-1)?.role).toBe("user");
    }
    const indexes = rows.map((row) => (row["extra_info"] as { index: number }).index);
    expect(indexes.toSorted((a, b) => a - b)).toEqual(rows.map((_, at) => at));
  });

  test.each([
    ["verl", false],
    ["calls", true],
    ["calls", false],
  ])("[T2] DuckDB reads %s as hyparquet does; exact: %s", async (name, exact) => {
    const made = await exportTo(name, { exact, shardRows: 3 });
    const files = made.files.filter((one) => one.endsWith(".parquet"));
    expect(files.length).toBeGreaterThan(3);
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    for (const file of files) {
      const path = join(made.folder, file).replaceAll("'", "''");
      const read = await connection.runAndReadAll(`SELECT * FROM read_parquet('${path}')`);
      expect(plain(read.getRowObjectsJson())).toEqual(plain(await made.rowsOf(file)));
    }
    const glob = join(made.folder, "*.parquet").replaceAll("'", "''");
    const counted = await connection.runAndReadAll(
      `SELECT count(*)::INTEGER AS n, count(DISTINCT ${name === "calls" ? '"index"' : "extra_info.index"})::INTEGER AS d FROM read_parquet('${glob}')`,
    );
    expect(counted.getRowObjects()).toEqual([{ n: made.rows, d: made.rows }]);
    connection.closeSync();
    instance.closeSync();
  });

  test("[T2] rows that are large fill a group before there are many", async () => {
    const out = join(testFolder(), "large.parquet");
    const file = openParquetFile(out, { name: "string", ids: { list: "int" } });
    const ids = Array.from({ length: 250_000 }, (_, at) => at % 7);
    for (let at = 0; at < 60; at += 1)
      await file.write({ name: `row ${at}`, ids: at % 3 === 0 ? [] : ids });
    await file.finish();
    const metadata = await parquetMetadataAsync(await asyncBufferFromFile(out));
    expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([39, 21]);
    const rows = await rowsIn(out);
    expect(rows.map(({ name }) => name)).toEqual(rows.map((_, at) => `row ${at}`));
    expect(rows.map((row) => (row["ids"] as number[]).length)).toEqual(
      rows.map((_, at) => (at % 3 === 0 ? 0 : 250_000)),
    );
    expect(rows[1]?.["ids"]).toEqual(ids);
  });

  test("[T2] DuckDB reads compressed JSON lines, all of them", async () => {
    const made = await exportTo("trl-sft", { zstd: true, validation: 0 });
    expect(made.files[0]).toBe("train-00000.jsonl.zst");
    const plainRows = await (await exportTo("trl-sft", { validation: 0 })).all();
    expect(await made.all()).toEqual(plainRows);
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const path = join(made.folder, "train-00000.jsonl.zst").replaceAll("'", "''");
    const read = await connection.runAndReadAll(
      `SELECT turn FROM read_json('${path}', format = 'newline_delimited')`,
    );
    expect(read.getRowObjects().map((row) => row["turn"])).toEqual(
      plainRows.map((row) => row["turn"]),
    );
    connection.closeSync();
    instance.closeSync();
  });

  test("[T2] LLaMA-Factory finds each folder, and turns alternate", async () => {
    const made = await exportTo("llamafactory");
    const info = JSON.parse(readFileSync(join(made.folder, "dataset_info.json"), "utf8")) as Record<
      string,
      { file_name: string; ranking?: true }
    >;
    const folders = new Set(
      made.files.flatMap((name) => (name.includes("/") ? [name.split("/")[0]] : [])),
    );
    expect(new Set(Object.values(info).map((one) => one.file_name))).toEqual(folders);
    expect(info["dramatis_ranking_train"]).toMatchObject({ ranking: true });
    for (const file of made.files.filter((name) => name.endsWith(".jsonl"))) {
      for (const row of await rowsIn(join(made.folder, file))) {
        const sides = (row["conversations"] as { from: string }[]).map(({ from }) => from);
        expect(sides).toEqual(sides.map((_, at) => (at % 2 === 0 ? "human" : "gpt")));
        expect(sides.at(-1)).toBe(file.startsWith("ranking") ? "human" : "gpt");
      }
    }
  });
  test("[T2] neighbours of one side become one message, and a human begins", () => {
    const said = alternating([
      { role: "system", content: "s" },
      { role: "assistant", content: "a" },
      { role: "user", content: "b" },
      { role: "user", content: "c" },
      { role: "assistant", content: "d" },
    ]);
    expect(said.map(({ from, value }) => `${from} ${value}`)).toEqual([
      "human ===Conversation Start===",
      "gpt a",
      "human b\n\nc",
      "gpt d",
    ]);
  });
});

describe("[T3] a row of calls gives its call back", () => {
  test("[T3] value for value, with pseudonyms for ids", async () => {
    const rows = await (await exportTo("calls", { exact: true })).all();
    const logged = theLog().flatMap((event) =>
      event.type === "model-call" ? [event.call as unknown as ModelCall] : [],
    );
    for (const row of rows) {
      const rebuilt = callOfRow(row);
      const original = logged.find(
        (call) =>
          call.completionText === rebuilt.completionText &&
          call.promptText === rebuilt.promptText &&
          call.thinking.forced === rebuilt.thinking.forced,
      );
      const { callId, purpose, thinking, ...rest } = rebuilt;
      expect(original).toMatchObject(rest);
      expect(Object.keys(rest).toSorted()).toEqual(
        Object.keys(original ?? {})
          .filter((key) => !["callId", "purpose", "thinking"].includes(key))
          .toSorted(),
      );
      expect({ ...thinking, after: null }).toEqual({ ...original?.thinking, after: null });
      expect(callId).toMatch(/^c-[a-z2-7]{26}$/u);
      expect(purpose.scene).toMatch(/^e-/u);
      expect(purpose.player).toMatch(/^p-/u);
    }
    const ids = new Set(rows.map((row) => row["call"]));
    expect(ids.size).toBe(rows.length);
    const spoken = rows.filter((row) => row["phase"] === "speak");
    expect(spoken.length).toBeGreaterThan(1);
    for (const row of spoken) expect(ids).toContain(row["after"]);
  });
});

describe("[T15] the template beside an export is the layout that was played with", () => {
  test("[T15] it renders as the raw dialect sends", () => {
    const messages = [
      { role: "user" as const, content: "===Conversation Start===\n\nAyla: Hello" },
      { role: "assistant" as const, content: "Mara: Aye." },
      { role: "user" as const, content: "Ayla: Well?" },
    ];
    const sent = renderChatml({ system: "You are Mara.", messages, prefill: "" });
    const all = [{ role: "system", content: "You are Mara." }, ...messages];
    expect(rendered(all, true)).toBe(sent);
    expect(rendered([...all, { role: "assistant", content: "Mara: No." }], false)).toBe(
      `${sent}Mara: No.<|im_end|>\n`,
    );
    expect(CHAT_TEMPLATE).not.toMatch(/think/u);
  });
});

/** The little of Jinja that the template is written in: one loop, one condition, sums of strings. */
function rendered(messages: { role: string; content: string }[], prompt: boolean): string {
  const [loop = "", rest = ""] = CHAT_TEMPLATE.split("{%- endfor -%}");
  const sum = (text: string, message: Record<string, string>): string =>
    (/\{\{-(.*?)-\}\}/u.exec(text)?.[1] ?? "")
      .split(" + ")
      .map((part) => {
        const field = /message\['(\w+)'\]/u.exec(part)?.[1];
        return field === undefined
          ? part.trim().slice(1, -1).replaceAll("\\n", "\n")
          : (message[field] ?? "");
      })
      .join("");
  expect(loop.startsWith("{%- for message in messages -%}\n{{-")).toBe(true);
  expect(rest.trim().startsWith("{%- if add_generation_prompt -%}")).toBe(true);
  return messages.map((message) => sum(loop, message)).join("") + (prompt ? sum(rest, {}) : "");
}

/** Values as both readers give them: integers as numbers, and nothing for what is null. */
function plain(rows: readonly unknown[]): unknown {
  return JSON.parse(
    JSON.stringify(rows, (_, value: unknown) =>
      value === null
        ? undefined
        : typeof value === "bigint" ||
            (typeof value === "string" && /^-?\d+(?:\.\d+)?$/u.test(value))
          ? Number(value)
          : value,
    ),
  );
}
