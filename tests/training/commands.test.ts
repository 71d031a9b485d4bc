import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readRewardsSettings } from "../../server/cli/rewards-settings.ts";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import { openEpisodeLog } from "../../server/episodes/sqlite-log.ts";
import {
  callOf,
  collect,
  joinedOf,
  lineOf,
  newLogFile,
  startOf,
  testFolder,
  turnOf,
} from "../episodes/log-file.ts";
import { ROOT } from "./a-judge.ts";

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function begin(command: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(ROOT, `server/cli/${command}.ts`), ...args], {
    // A folder without .env and without a configuration.
    cwd: env["DRAMATIS_DATA_DIR"] ?? ROOT,
    env: { PATH: process.env["PATH"] ?? "", ...env },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let out = "";
  let err = "";
  child.stdout.on("data", (text: Buffer) => (out += text.toString()));
  child.stderr.on("data", (text: Buffer) => (err += text.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (status) => resolve({ status, out, err }));
  });
  return { child, ended, soFar: () => out };
}
const run = (command: string, args: readonly string[], env?: Record<string, string>) =>
  begin(command, args, env).ended;

/** Resolves to the address that the service says it listens on. */
function addressOf(child: ChildProcess, soFar: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = /http:\/\/127\.0\.0\.1:\d+\/reward/u.exec(soFar())?.[0];
      if (found !== undefined) resolve(found);
    };
    child.stdout?.on("data", look);
    child.once("close", () => reject(new Error("it ended before it listened")));
  });
}

describe("[G16] npm run rewards with the understudy", () => {
  test("[G16] runs, says that it means nothing, serves verl's function and the log, and stops in order", async () => {
    const folder = testFolder();
    const file = newLogFile();
    const log = await openEpisodeLog({ file });
    const call = { promptText: "<|im_start|>user\nAyla: Who?<|im_end|>\n<|im_start|>assistant\n" };
    await log.append([startOf("e"), callOf("e", "e.2", call), turnOf("e", "e.2")]);
    await log.close();
    const { child, ended, soFar } = begin("rewards", ["--port", "0", "--file", file], {
      DRAMATIS_DATA_DIR: folder,
    });
    const url = await addressOf(child, soFar);
    expect(soFar()).toContain("these rewards mean nothing");
    expect(soFar()).toContain("every principle here is ours");

    const said = "<system_thinking>SECRET PLAN</system_thinking>Mara: The sea took it.";
    const ask = async (label: unknown) => {
      const answer = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ prompt: "Ayla: Who?", response: said, label }),
      });
      return (await answer.json()) as { score: number; why: string };
    };
    const first = await ask("Mara: The wind.");
    expect(first).toMatchObject({ why: "agreed", synthetic: true });
    // The stand-in's word is drawn from the texts: the same again.
    expect((await ask("Mara: The wind.")).score).toBe(first.score);
    expect(await ask({ turn: "e.2" })).toMatchObject({ synthetic: true });

    if (spawnSync("python3", ["--version"]).status === 0) {
      const python = spawn("python3", ["-c", PYTHON], {
        cwd: join(ROOT, "server/training/rewards"),
        env: {
          PATH: process.env["PATH"] ?? "",
          PYTHONDONTWRITEBYTECODE: "1",
          REWARD_SERVICE_URL: url,
        },
      });
      let out = "";
      python.stdout.on("data", (text: Buffer) => (out += text.toString()));
      expect(await new Promise((resolve) => python.once("close", resolve))).toBe(0);
      const [score, again, refused] = JSON.parse(out) as [
        { score: number },
        { score: number },
        string,
      ];
      expect(score).toEqual({ score: first.score, judge_agreed: 1 });
      expect(again).toEqual(score);
      expect(refused).toMatch(/refused \(422\): .*no baseline/u);
    }

    child.kill("SIGTERM");
    expect((await ended).status).toBe(0);
    const evidence = readFileSync(join(folder, "rewards.jsonl"), "utf8");
    expect(evidence).toContain('"synthetic":true');
    expect(evidence).not.toContain("SECRET PLAN");
    const reader = await openEpisodeReader(file);
    const events = await collect(reader.events("e", 3));
    await reader.close();
    expect(events.map(({ event }) => event)).toMatchObject([
      { type: "reward", target: "e.2", source: "judge", synthetic: true },
    ]);
  });
  test("[G12] ends with 2 and a reason where it may not start", async () => {
    const env = { DRAMATIS_DATA_DIR: testFolder() };
    const open = await run("rewards", ["--host", "0.0.0.0"], env);
    expect(open).toMatchObject({ status: 2 });
    expect(open.err).toContain("lets other machines ask");
    expect(existsSync(join(env.DRAMATIS_DATA_DIR, "rewards.jsonl"))).toBe(false);
  });
});

describe("[G12] how the reward service is told", () => {
  const token = "a-token-of-the-test";
  const problemsOf = (args: readonly string[], env: Record<string, string> = {}) => {
    const read = readRewardsSettings(args, env);
    return read.kind === "refused" ? read.problems.join("\n") : read.kind;
  };
  test.each([
    [["--begins", "soon"], {}, /--begins takes expected, prefilled, none/],
    [["--port", "x"], {}, /--port takes a whole number/],
    [["--concurrency", "0"], {}, /--concurrency takes a whole number from 1/],
    [["--frob"], {}, /frob/],
    [["--dialect", "telepathy"], {}, /--dialect takes raw or chat/],
    [["--own-principles", "--principles", "x"], {}, /exclude each other/],
    [["--base-url", "http://127.0.0.1:8000/v1"], {}, /name the judge's model/],
    [["--host", "::"], {}, /lets other machines ask/],
    [["--token-file", "/nowhere"], {}, /cannot be read/],
    [[], { DRAMATIS_REWARDS_TOKEN: "SHORT" }, /at least 16 visible ASCII/],
  ] as const)("[G12] %j is refused in words", (args, env, words) => {
    expect(problemsOf(args, env)).toMatch(words);
    expect(problemsOf(args, env)).not.toContain("SHORT");
  });
  test("[G12] what is not said has a safe default, and a token opens other addresses", () => {
    expect(readRewardsSettings([], { DRAMATIS_DATA_DIR: "/data" })).toMatchObject({
      kind: "ready",
      settings: {
        host: "127.0.0.1",
        port: 8_765,
        token: null,
        log: null,
        evidence: "/data/rewards.jsonl",
        begins: "expected",
        config: { endpoint: null },
      },
    });
    const env = { DRAMATIS_REWARDS_TOKEN: token };
    expect(readRewardsSettings(["--host", "0.0.0.0"], env)).toMatchObject({
      settings: { host: "0.0.0.0", token },
    });
    const judge = [
      "--base-url",
      "http://127.0.0.1:8000/v1",
      "--model",
      "her-rm",
      "--own-principles",
    ];
    // What is set for the model that plays: the judge is another one.
    const plays = {
      DRAMATIS_BASE_URL: "http://127.0.0.1:8001/v1",
      DRAMATIS_MODEL: "her-32b",
      DRAMATIS_EXPECT_MODEL: "her-32b",
    };
    expect(readRewardsSettings(judge, plays)).toMatchObject({
      settings: {
        ownPrinciples: true,
        config: {
          endpoint: { baseUrl: "http://127.0.0.1:8000/v1", model: "her-rm", expectModel: null },
        },
      },
    });
    expect(readRewardsSettings([], plays)).toMatchObject({
      settings: { config: { endpoint: { model: "her-32b", expectModel: "her-32b" } } },
    });
    expect(readRewardsSettings(["-h"], {})).toEqual({ kind: "help" });
  });
});

const PYTHON = `
import asyncio, json, verl_reward
class Array(list):
    def tolist(self): return list(self)
class NumpyLike:
    def __init__(self, value): self.value = value
    def tolist(self): return self.value
info = {"index": NumpyLike(7), "prompt": NumpyLike([{"role": "user", "content": "Ayla: Who?"}])}
said = "<system_thinking>SECRET PLAN</system_thinking>Mara: The sea took it."
one = verl_reward.compute_score("dramatis", said, "Mara: The wind.", info)
two = asyncio.run(verl_reward.compute_score_async("dramatis", said, "Mara: The wind.", info, extra=1))
try:
    verl_reward.compute_score("dramatis", said, "", info)
    refused = ""
except RuntimeError as error:
    refused = str(error)
print(json.dumps([one, two, refused]))
`;

/** A log in which one player asked the same twice and disliked the answer. */
async function played(turns = 1): Promise<string> {
  const file = newLogFile();
  const log = await openEpisodeLog({ file });
  await log.append([
    startOf("e"),
    joinedOf("e"),
    lineOf("e", "l1"),
    ...Array.from({ length: turns }, (_, at) => turnOf("e", `t${at}`)),
    lineOf("e", "l2"),
    {
      v: 2,
      episodeId: "e",
      at: 1,
      type: "feedback",
      participant: "p1",
      turnId: "t0",
      rating: "down",
      reasons: [],
    },
  ]);
  await log.close();
  return file;
}

describe("[G17] npm run signals", () => {
  test("[G17] prints them for each persona, as text, as JSON, and turn by turn", async () => {
    const file = await played();
    const [text, json, each, nowhere] = await Promise.all([
      run("signals", ["--file", file]),
      run("signals", ["--file", file, "--json"]),
      run("signals", ["--file", file, "--turns"]),
      run("signals", ["--file", "/nowhere/log"]),
    ]);
    expect(text.status).toBe(0);
    expect(text.out).toMatch(/mara +thumb +mean -1\.000 of -1\.\.1/u);
    expect(text.out).toContain("1 of them played by a stand-in");
    expect(text.out).not.toContain("He must not know");
    const { rows } = JSON.parse(json.out) as { rows: { signal: string; mean: number }[] };
    expect(Object.fromEntries(rows.map(({ signal, mean }) => [signal, mean]))).toEqual({
      thumb: -1,
      "asked-again": -1,
      protocol: 0,
      repetition: 0,
    });
    expect(each.out.trim().split("\n")).toHaveLength(4);
    expect(nowhere.status).toBe(1);
    expect(nowhere.err).toContain("Play a scene first");
  });
});

describe("[G21] npm run diversity", () => {
  test("[G21] warns of a collapse, and ends with 1 where it is told to stop at one", async () => {
    const file = await played(30);
    const [warned, stopped, few] = await Promise.all([
      run("diversity", ["--file", file]),
      run("diversity", ["--file", file, "--stop-on-collapse", "--json"]),
      run("diversity", ["--file", await played(3), "--stop-on-collapse", "--json"]),
    ]);
    expect(warned.status).toBe(0);
    expect(warned.out).toContain("mara: 30 turns, 0.00 bits, Top-1 100.0 %, Self-BLEU-4 1.0000");
    expect(warned.out).toContain("WARNING: mara collapses");
    expect(warned.out).toContain("think→act→speech");
    expect(warned.out).not.toContain("He must not know");
    expect(stopped.status).toBe(1);
    expect(JSON.parse(stopped.out)).toMatchObject({ personas: [{ collapse: true }] });
    expect(few.status).toBe(0);
    expect(JSON.parse(few.out)).toMatchObject({ personas: [{ persona: "mara", collapse: null }] });
  });
  test("[G21] reads a policy's responses too", async () => {
    const file = join(testFolder(), "responses.jsonl");
    const texts = [
      "Yes.",
      "<role_action>nods</role_action>",
      "<role_thinking>a</role_thinking>Hm.",
      "<role_action>b</role_action>No.",
    ];
    writeFileSync(
      file,
      Array.from({ length: 40 }, (_, at) => JSON.stringify({ text: texts[at % 4] })).join("\n"),
    );
    const { out, status } = await run("diversity", [
      "--texts",
      file,
      "--json",
      "--stop-on-collapse",
    ]);
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      personas: [
        { persona: "policy", collapse: false, all: { turns: 40, entropyBits: 2, top1Share: 0.25 } },
      ],
    });
    writeFileSync(file, '{"text": 3}');
    const bad = await run("diversity", ["--texts", file]);
    expect(bad).toMatchObject({ status: 1 });
    expect(bad.err).toContain("responses.jsonl:1: expected a JSON object with text");
  });
});
