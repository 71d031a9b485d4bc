import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ModelCall } from "../../../server/stage/ports.ts";
import { FORMATS } from "../../../server/training/exports/index.ts";
import { missingEnd } from "../../../server/training/exports/formats/end-token.ts";
import { readRewardRequest } from "../../../server/training/rewards/reward-request.ts";
import { anEpisode, own, PERSONAS, theLog, user } from "./an-evening.ts";
import { exportTo, type Rows } from "./export-to.ts";

/** What trainers' own readers turned out to ask for: see tests/readers/. */

const [OPEN, END, BREAK] = [9001, 9002, 10];

/** Words are tokens, and control tokens are one each, as in real vocabularies. */
function idsOf(text: string): number[] {
  return [...text.matchAll(/<\|im_start\|>|<\|im_end\|>|\n|[^\s<]+|./gu)].map(([piece]) =>
    piece === "<|im_start|>"
      ? OPEN
      : piece === "<|im_end|>"
        ? END
        : piece === "\n"
          ? BREAK
          : 100 + [...piece].reduce((sum, one) => (sum * 31 + (one.codePointAt(0) ?? 0)) % 8000, 7),
  );
}

function aCall(changes: Partial<ModelCall> = {}): ModelCall {
  const e = anEpisode({ id: "end-1" }).starts(["mara"], "salt-lantern").joins("p-1", "Ayla", true);
  const talk = [user("Ayla: Well?"), own("Mara Quill: Aye."), user("Ayla: And then?")];
  const call = e.call("turn-1", 1, {
    persona: "mara",
    messages: talk,
    wrote: "Mara Quill: Then we wait.",
  });
  return {
    ...call,
    promptTokenIds: idsOf(call.promptText ?? ""),
    completionTokenIds: idsOf(call.completionText),
    stopReason: null,
    ...changes,
  };
}

describe("[T30] rows of tokens end with the end of the turn", () => {
  test("[T30] it is read in the prompt where the endpoint leaves it out", () => {
    expect(missingEnd(aCall())).toBe(END);
    expect(missingEnd(aCall({ stopReason: "<|im_end|>" }))).toBe(END);
    expect(missingEnd(aCall({ stopReason: END }))).toBe(END);
  });

  test("[T30] nothing is added where it stands already, or where the turn did not end there", () => {
    const given = idsOf("Mara Quill: Then we wait.<|im_end|>");
    expect(missingEnd(aCall({ completionTokenIds: given }))).toBeNull();
    expect(missingEnd(aCall({ stopReason: "</system_thinking>" }))).toBeNull();
    expect(missingEnd(aCall({ stopReason: 77 }))).toBeNull();
    expect(missingEnd(aCall({ finishReason: "length" }))).toBeNull();
    expect(missingEnd(aCall({ end: { status: "aborted" } }))).toBeNull();
    const { thinking } = aCall();
    expect(missingEnd(aCall({ thinking: { ...thinking, phase: "think" } }))).toBeNull();
  });

  test("[T30] nothing is guessed where the prompt's ids do not show one token for it", () => {
    const call = aCall();
    const ids = call.promptTokenIds ?? [];
    // Spelled by letters, as by a tokenizer that does not know ChatML.
    expect(
      missingEnd({
        ...call,
        promptTokenIds: Array.from(call.promptText ?? "", (one) => one.codePointAt(0) ?? 0),
      }),
    ).toBeNull();
    expect(
      missingEnd({ ...call, promptTokenIds: ids.map((id) => (id === END ? BREAK : id)) }),
    ).toBeNull();
    expect(missingEnd({ ...call, promptTokenIds: [5, ...ids] })).toBeNull();
    expect(missingEnd({ ...call, promptTokenIds: [...ids, END] })).toBeNull();
    expect(missingEnd({ ...call, promptTokenIds: null })).toBeNull();
    expect(missingEnd({ ...call, promptText: null })).toBeNull();
  });

  test("[T30] it is learned, and stands in the row once", async () => {
    const e = anEpisode({ id: "end-2" })
      .starts(["mara"], "salt-lantern")
      .joins("p-1", "Ayla", true);
    e.says("p-1", "And then?", ["mara"]);
    const plain = aCall();
    e.whole("mara", [user("Ayla: And then?")], "PLAN", "Then we wait.", {
      changes: {
        promptTokenIds: plain.promptTokenIds,
        completionTokenIds: plain.completionTokenIds,
        promptText: plain.promptText,
        stopReason: null,
      },
    });
    const [row] = (await (
      await exportTo("axolotl-tokenized", { exact: true, validation: 0 }, e.ends())
    ).all()) as { input_ids: number[]; attention_mask: number[]; labels: number[] }[];
    const sampled = plain.completionTokenIds ?? [];
    expect(row?.input_ids).toEqual([...(plain.promptTokenIds ?? []), ...sampled, END]);
    expect(row?.labels.slice(-sampled.length - 1)).toEqual([...sampled, END]);
    expect(row?.attention_mask).toHaveLength(row?.input_ids.length ?? -1);
  });
});

/** A value's type as Arrow would have it: numbers with a point are others than whole ones. */
function typeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(typeOf))].toSorted().join("|")}]`;
  if (value === null || typeof value !== "object") {
    return value === null ? "null" : Number.isInteger(value) ? "int" : typeof value;
  }
  const fields = Object.entries(value).map(([name, of]) => `${name}:${typeOf(of)}`);
  return `{${fields.join(",")}}`;
}

describe("[T31] a column has one type in every row", () => {
  const log = () => {
    const e = anEpisode({ id: "bare-1", startedAt: 1_600_000_000_000 });
    e.starts(["mara"], "salt-lantern").joins("p-9", "Wil", true);
    e.says("p-9", "Well?", ["mara"]);
    const prompt = [user("Wil: Well?")];
    const changes = {
      request: { model: "m", prompt: "", max_tokens: 9, temperature: 1, top_p: 1 },
    };
    const one = e.whole("mara", prompt, "PLAN", "Aye, that is so.", { changes });
    const two = e.whole("mara", prompt, "PLAN", "Nay.", {
      changes,
      instead: one,
      chosenBy: "retake",
    });
    e.add("preference", { participant: "p-9", chosen: one, rejected: two, shownFirst: one });
    return [...e.ends(), ...theLog()];
  };
  const formats = FORMATS.filter(({ files }) =>
    Object.values(files).every(({ columns }) => columns === undefined),
  );

  test.each(formats.filter(({ name }) => name !== "slime").map(({ name }) => name))(
    "[T31] %s: whatever is known of a turn, nothing is null and nothing changes its type",
    async (name) => {
      const made = await exportTo(
        name,
        { exact: name === "axolotl-tokenized", validation: 0, keepUnbalanced: true },
        log(),
      );
      const byFile = new Map<string, Rows>();
      for (const file of made.files.filter((one) => one.endsWith(".jsonl"))) {
        const stream = file.replace(/-?\d+\.jsonl$/u, "");
        byFile.set(stream, [...(byFile.get(stream) ?? []), ...(await made.rowsOf(file))]);
      }
      expect(byFile.size).toBeGreaterThan(0);
      for (const rows of byFile.values()) {
        const types = new Set(rows.map(typeOf));
        expect([...types]).toHaveLength(1);
        expect([...types].join("")).not.toMatch(/null|\[\]|\||:number/u);
      }
    },
  );

  test("[T31] what is not known is empty, and numbers are texts", async () => {
    const rows = await (await exportTo("trl-sft", { validation: 0 }, log())).all();
    expect(rows[0]).toMatchObject({ feedback: "", temperature: "1", top_p: "1", untaught: "[]" });
    expect(rows.some((row) => row["feedback"] === "up" && row["temperature"] === "0.7")).toBe(true);
    expect(rows.some((row) => row["untaught"] !== "[]")).toBe(true);
  });
});

test("[T32] rows for NeMo-RL leave its own column to it", async () => {
  const made = await exportTo("nemo-preference");
  for (const row of await made.all()) expect(row).not.toHaveProperty("task_name");
  const schema = readFileSync(join(import.meta.dirname, "schemas/nemo-preference.json"), "utf8");
  expect(schema).not.toContain("task_name");
});

describe("[T33] rows for reinforcement learning have what the reward service asks for", () => {
  test("[T33] verl's extra_info holds the prompt and the character's name", async () => {
    for (const row of await (await exportTo("verl")).all()) {
      const { reward_model, extra_info } = row as {
        reward_model: { ground_truth: string };
        extra_info: { prompt: unknown; persona_name: string };
      };
      const read = readRewardRequest({
        solution_str: "<system_thinking>Plan.</system_thinking>Aye.",
        ground_truth: reward_model.ground_truth,
        extra_info,
      });
      expect(read.ok && read.asked[0]?.prompt).toEqual(row["prompt"]);
      expect(read.ok && read.asked[0]?.label.persona).toBe(extra_info.persona_name);
      expect(Object.values(PERSONAS).map(({ name }) => name)).toContain(extra_info.persona_name);
    }
  });

  test("[T33] TRL's function asks for each completion with its prompt and the played turn", async () => {
    const asked: Record<string, unknown>[] = [];
    const service = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
      asked.push(body);
      const score = body["solution_str"] === "Better." ? 1 : -1;
      response.end(JSON.stringify({ score, why: "agreed" }));
    });
    await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
    const { port } = service.address() as AddressInfo;
    const program = [
      "import json, trl_reward",
      'talk = [{"role": "user", "content": "Ayla: Who?"}]',
      'said = [[{"role": "assistant", "content": one}] for one in ("Better.", "Worse.")]',
      'print(json.dumps(trl_reward.judged(prompts=[talk] * 2, completions=said, ground_truth=["Mara: I."] * 2, split=["train"] * 2)))',
    ].join("\n");
    const child = spawn("python3", ["-c", program], {
      cwd: join(import.meta.dirname, "../../../server/training/rewards"),
      env: {
        ...process.env,
        PYTHONDONTWRITEBYTECODE: "1",
        REWARD_SERVICE_URL: `http://127.0.0.1:${port}/reward`,
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let printed = "";
    for await (const part of child.stdout) printed += String(part);
    service.close();
    expect(JSON.parse(printed)).toEqual([1, -1]);
    expect(asked).toHaveLength(2);
    for (const body of asked) {
      expect(body).toMatchObject({
        ground_truth: "Mara: I.",
        extra_info: { prompt: [{ role: "user", content: "Ayla: Who?" }] },
      });
    }
  });
});
