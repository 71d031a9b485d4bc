import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readRewardRequest } from "../../../server/training/rewards/reward-request.ts";
import { createRewardServer } from "../../../server/training/rewards/reward-server.ts";
import { createRewardService } from "../../../server/training/rewards/reward-service.ts";
import { fakeClock } from "../../doubles/fake-clock.ts";
import { testFolder } from "../../episodes/log-file.ts";
import { fakeJudge, judgeThatLikes, ROOT, type FakeJudge } from "../a-judge.ts";
import { exportTo, type Rows } from "./export-to.ts";

/** From an export to a reward: a row, what a trainer makes of it, and what the service says. */

interface VerlRow {
  readonly data_source: string;
  readonly prompt: readonly { readonly role: string; readonly content: string }[];
  readonly reward_model: { readonly ground_truth: string };
  readonly extra_info: Readonly<Record<string, unknown>>;
}

/** A service without any log: whatever it needs must stand in the row. */
async function serving(judge: FakeJudge): Promise<string> {
  const service = createRewardService({
    judge,
    clock: fakeClock(),
    turns: null,
    log: null,
    file: null,
    begins: "expected",
    trouble: () => {},
  });
  const server = createRewardServer({ service, token: null });
  onTestFinished(() => server.close());
  return `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}/reward`;
}

const post = async (url: string, body: unknown): Promise<Record<string, unknown>> => {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: answer.status, ...((await answer.json()) as object) };
};

const plain = (rows: Rows): Rows =>
  JSON.parse(
    JSON.stringify(rows, (_key, value: unknown) =>
      typeof value === "bigint" ? Number(value) : value,
    ),
  ) as Rows;

const said = (words: string): string => `<system_thinking>A plan.</system_thinking>${words}`;

describe("[T18] a row of an export is all that a reward needs", () => {
  test("[T18] verl: the reward function gets prompt, name and baseline from the row, by pseudonyms alone", async () => {
    const rows = plain(await (await exportTo("verl")).all()) as unknown as VerlRow[];
    const ofEach = new Map(rows.map((row) => [String(row.extra_info["persona_name"]), row]));
    expect(ofEach.size).toBeGreaterThan(2);
    const judge = await fakeJudge(judgeThatLikes("BETTER"));
    const url = await serving(judge);
    for (const [at, { prompt, reward_model, extra_info }] of [...ofEach.values()].entries()) {
      expect(extra_info["prompt"]).toEqual(prompt);
      const name = String(extra_info["persona_name"]);
      // What verl_reward.py sends.
      const body = (words: string) => ({
        solution_str: said(`${name}: ${words}`),
        ground_truth: reward_model.ground_truth,
        extra_info,
      });
      const read = readRewardRequest(body("x"));
      expect(read).toMatchObject({ ok: true, asked: [{ label: { persona: name, turn: null } }] });
      expect(await post(url, body(`BETTER for the ${at}th time.`))).toMatchObject({
        status: 200,
        score: 1,
      });
      const asked = judge.asked.at(-1)?.messages[0]?.content ?? "";
      expect(asked).toContain(name);
      // The baseline and the talk before it are what was played, as the row has them.
      const spoken = reward_model.ground_truth.replace(/<[^>]*>[^<]*<\/[^>]*>/gu, "").trim();
      expect(asked).toContain(spoken.split("\n")[0]);
      expect(await post(url, body(reward_model.ground_truth))).toMatchObject({ score: 0 });
    }
    const worse = await serving(await fakeJudge(judgeThatLikes("NOBODY-SAYS-THIS")));
    const [row] = rows;
    expect(
      await post(worse, {
        solution_str: said(""),
        ground_truth: row?.reward_model.ground_truth,
        extra_info: row?.extra_info,
      }),
    ).toMatchObject({ status: 200, score: -1 });
  });

  test("[T18] a pseudonym leads to no baseline, and is not needed for one: the row holds the text", async () => {
    const [row] = plain(await (await exportTo("verl")).all()) as unknown as VerlRow[];
    const { extra_info, reward_model } = row as VerlRow;
    const url = await serving(await fakeJudge(judgeThatLikes("BETTER")));
    const request = { solution_str: said("BETTER."), extra_info };
    expect(
      await post(url, { ...request, ground_truth: { turn: extra_info["turn"] } }),
    ).toMatchObject({ status: 422 });
    expect(await post(url, { ...request, ground_truth: reward_model.ground_truth })).toMatchObject({
      status: 200,
      score: 1,
    });
  });

  test("[T18] OpenRLHF and slime: prompt and label of a row are what their trainers send", async () => {
    const url = await serving(await fakeJudge(judgeThatLikes("BETTER")));
    const response = said("BETTER.");
    const [slime] = await (await exportTo("slime")).all();
    expect(
      await post(url, { prompt: slime?.["input"], response, label: slime?.["label"] }),
    ).toMatchObject({ status: 200, score: 1 });
    const row = (await (await exportTo("openrlhf")).all()).find((one) => "input" in one);
    const messages = row?.["input"] as { role: string; content: string }[];
    const rendered = `${messages
      .map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`)
      .join("")}<|im_start|>assistant\n`;
    expect(
      await post(url, {
        query: [rendered + response],
        prompts: [rendered],
        labels: [row?.["label"]],
      }),
    ).toMatchObject({ status: 200, rewards: [1] });
  });

  const python = spawnSync("python3", ["--version"]).status === 0;
  test.skipIf(!python)(
    "[T18] verl_reward.py itself takes a row, as verl hands it over",
    async () => {
      const folder = testFolder();
      const rows = plain(await (await exportTo("verl")).all());
      writeFileSync(join(folder, "rows.json"), JSON.stringify(rows));
      const url = await serving(await fakeJudge(judgeThatLikes("BETTER")));
      const run = spawn("python3", ["-c", AS_VERL, join(folder, "rows.json")], {
        cwd: join(ROOT, "server/training/rewards"),
        env: {
          PATH: process.env["PATH"] ?? "",
          PYTHONDONTWRITEBYTECODE: "1",
          REWARD_SERVICE_URL: url,
        },
      });
      let [out, err] = ["", ""];
      run.stdout.on("data", (text: Buffer) => (out += text.toString()));
      run.stderr.on("data", (text: Buffer) => (err += text.toString()));
      expect([await new Promise((resolve) => run.once("close", resolve)), err]).toEqual([0, ""]);
      expect(JSON.parse(out)).toEqual(rows.map(() => ({ score: 1, judge_agreed: 1 })));
    },
  );
});

/** A parquet row reaches a reward function with lists and numbers of numpy; what it needs of them is `tolist`. */
const AS_VERL = `
import json, sys, verl_reward
class Array:
    def __init__(self, value): self.value = value
    def tolist(self): return self.value
scores = []
for row in json.load(open(sys.argv[1])):
    info = dict(row["extra_info"])
    info["index"] = Array(info["index"])
    info["prompt"] = Array(info["prompt"])
    name = info["persona_name"]
    said = f"<system_thinking>A plan.</system_thinking>{name}: BETTER than it was."
    scores.append(verl_reward.compute_score(row["data_source"], said, row["reward_model"]["ground_truth"], info))
print(json.dumps(scores))
`;
