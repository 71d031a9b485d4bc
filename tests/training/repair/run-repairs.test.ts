import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { estimatePrompt } from "../../../server/roleplay/prompt/token-estimate.ts";
import { JournalError, openJournal } from "../../../server/training/repair/journal.ts";
import type { OwnDialogue } from "../../../server/training/repair/own-dialogue.ts";
import type { AskWriter, RepairTask } from "../../../server/training/repair/repair-item.ts";
import { runRepairJob } from "../../../server/training/repair/repair-job.ts";
import { planCost } from "../../../server/training/repair/repair-plan.ts";
import { testFolder } from "../../episodes/log-file.ts";
import { dialogueOf, own, writer } from "./dialogues.ts";

const HEAD = {
  format: 1,
  task: "role-thinking",
  model: "a-model",
  synthetic: false,
  seed: 3,
} as const;
const PLAN = "Mara holds the lamp and waits for Ilo to speak first. ".repeat(18).trim();

const DIALOGUES = ["e1", "e2", "e3"].map((episode) =>
  dialogueOf(
    Array.from({ length: 20 }, (_, index) => own(`${episode}.${index}`, `Line ${index}.`)),
    episode,
  ),
);

/** Answers every question of role thinking and system thinking as it should be. */
const good = () =>
  writer(({ asked, lines }) => {
    if (asked === null) return `<system_thinking>${PLAN}</system_thinking>Sit.`;
    const ids = asked as (string | { id: string })[];
    if (ids.every((id) => typeof id === "string")) {
      const textOf = new Map(lines.map(({ id, text }) => [id, text]));
      return JSON.stringify({
        turns: ids.map((id) => ({
          id,
          text: `<role_thinking>Of ${id}</role_thinking>${textOf.get(id)}`,
        })),
      });
    }
    return JSON.stringify({
      thoughts: ids.map((one) => ({ id: (one as { id: string }).id, thinking: PLAN })),
    });
  });

interface Run {
  readonly task?: RepairTask;
  readonly dialogues?: readonly OwnDialogue[];
  readonly drafting?: boolean;
  readonly signal?: AbortSignal;
  readonly concurrency?: number;
}
async function run(
  file: string,
  ask: AskWriter,
  {
    task = "role-thinking",
    dialogues = DIALOGUES,
    drafting = true,
    signal = new AbortController().signal,
    concurrency = 1,
  }: Run = {},
) {
  const journal = await openJournal(file, { ...HEAD, task });
  try {
    return await runRepairJob({
      task,
      dialogues,
      drafting,
      writer: { ask, model: "a-model", synthetic: false },
      journal,
      concurrency,
      signal,
      progress: () => undefined,
    });
  } finally {
    await journal.close();
  }
}
const newJournal = () => join(testFolder(), "journal.jsonl");

test.each([
  ["role-thinking", true],
  ["system-thinking", true],
  ["system-thinking", false],
] as const)("[K29] %s (drafts: %s) makes the calls of its estimate", async (task, drafting) => {
  const ask = good();
  const cost = planCost(task, DIALOGUES, drafting);
  const end = await run(newJournal(), ask, { task, drafting, concurrency: 4 });
  expect(end.calls).toBe(cost.calls);
  expect(ask.prompts).toHaveLength(cost.calls);
  expect(end.outcomes).toEqual({ changed: 60 });
  const tokens = ask.prompts.reduce((sum, prompt) => sum + estimatePrompt(prompt), 0);
  // A draft that is not written yet counts as the longest.
  if (task === "system-thinking" && drafting) expect(tokens).toBeLessThanOrEqual(cost.promptTokens);
  else expect(tokens).toBe(cost.promptTokens);
});

test("[K29] settings ask once for each dialogue, reorder for long thoughts alone", async () => {
  const facts = writer(() => '{"facts":[]}');
  const settings = await run(newJournal(), facts, { task: "settings" });
  expect([settings.calls, facts.prompts.length]).toEqual([3, 3]);
  expect(planCost("settings", DIALOGUES, true).calls).toBe(3);

  const long = `${"The wind turns to the north and the boats are late, ".repeat(3)}poor fools`;
  const spread = `<role_thinking>${long.replace(", poor fools", "")}</role_thinking>Sit.<role_thinking>poor fools</role_thinking>`;
  const dialogue = dialogueOf([
    own("t1", "<role_thinking>A storm</role_thinking><role_action>nods</role_action>Sit."),
    own("t2", `<role_thinking>${long}</role_thinking>Sit.`),
    own("t3", "Eat."),
  ]);
  const ask = writer(() => JSON.stringify({ id: "t2", text: spread }));
  const end = await run(newJournal(), ask, { task: "reorder", dialogues: [dialogue] });
  expect(planCost("reorder", [dialogue], true).calls).toBe(1);
  expect(ask.prompts).toHaveLength(1);
  expect(end.rows).toMatchObject([
    { turn: "t1", outcome: "changed", details: { scheme: "A" }, model: null, promptVersion: null },
    { turn: "t2", after: spread, details: { scheme: "B" }, promptVersion: "spread-thought/1" },
    { turn: "t3", outcome: "kept", why: "no-pair", model: null },
  ]);
});

test("[K30] rows name source, turn, prompt version, model and stand-in, in the order of the lines", async () => {
  const end = await run(newJournal(), good(), { concurrency: 3 });
  expect(end.rows.map(({ turn }) => turn)).toEqual(
    DIALOGUES.flatMap(({ lines }) => lines.map(({ id }) => id)),
  );
  expect(end.rows[21]).toMatchObject({
    task: "role-thinking",
    source: { kind: "episode", log: "log.sqlite", episode: "e2", turn: "e2.1" },
    character: "mara",
    promptVersion: "role-thinking/1",
    model: "a-model",
    synthetic: false,
  });
});

test("[K31] a stopped run goes on: nothing finished is asked again, and the rows are those of one run", async () => {
  const file = newJournal();
  const whole = await run(newJournal(), good());
  const stop = new AbortController();
  const ask = good();
  const stopping: AskWriter = (...args) => {
    if (ask.prompts.length === 3) stop.abort();
    return ask(...args);
  };
  await expect(run(file, stopping, { signal: stop.signal })).rejects.toThrow();
  // A kill may tear the line that was being written.
  appendFileSync(file, '{"key":"e2/mara:');
  const rest = good();
  const end = await run(file, rest);
  expect(rest.prompts).toHaveLength(3);
  expect(end.rows).toEqual(whole.rows);
  const nothing = good();
  expect((await run(file, nothing)).rows).toEqual(whole.rows);
  expect(nothing.prompts).toHaveLength(0);
});

test("[K31] a stopped draft goes on, and the rewrites wait for all drafts", async () => {
  const file = newJournal();
  const ask = good();
  const failing: AskWriter = (...args) =>
    ask.prompts.length === 10 ? Promise.resolve(null) : ask(...args);
  const first = await run(file, failing, { task: "system-thinking" });
  expect(first).toMatchObject({ outcomes: {}, unanswered: 50 + 9 });
  const rest = good();
  const end = await run(file, rest, { task: "system-thinking" });
  expect(end.outcomes).toEqual({ changed: 60 });
  expect(rest.prompts).toHaveLength(59);
});

test("[K31] another line of a dialogue makes another question", async () => {
  const file = newJournal();
  await run(file, good());
  const ask = good();
  const [first, ...others] = DIALOGUES;
  const changed = { ...first!, lines: [own("e1.0", "Another line."), ...first!.lines.slice(1)] };
  await run(file, ask, { dialogues: [changed, ...others] });
  expect(ask.prompts).toHaveLength(2);
});

test("[K31] the journal of another run, or another file, is not gone on with", async () => {
  const file = newJournal();
  await run(file, good());
  await expect(openJournal(file, { ...HEAD, model: "other" })).rejects.toThrow("--out");
  writeFileSync(file, "my notes\n");
  await expect(openJournal(file, HEAD)).rejects.toThrow(JournalError);
  expect(readFileSync(file, "utf8")).toBe("my notes\n");
});

test("[K26] an answer is asked for again at most once, with what was wrong; then the turns stay as they were", async () => {
  const ask = writer(() => "I would rather not.");
  const end = await run(newJournal(), ask, { dialogues: DIALOGUES.slice(0, 1) });
  expect(ask.prompts).toHaveLength(4);
  expect(ask.prompts[1]!.messages.at(-1)!.content).toContain("not JSON");
  expect(end).toMatchObject({ outcomes: { left: 20 }, left: { "not-json": 20 }, askedAgain: 2 });
  expect(end.rows.every(({ before, after }) => before === after)).toBe(true);
});

test("[K26] a repair that is worse than its answer does not spoil what held", async () => {
  const dialogue = dialogueOf([own("t1", "Sit."), own("t2", "Eat.")]);
  const turns = [
    { id: "t1", text: "<role_thinking>Tired</role_thinking>Sit." },
    { id: "t2", text: "Eat now." },
  ];
  const ask = writer((_, call) => (call === 1 ? JSON.stringify({ turns }) : "Sorry."));
  const end = await run(newJournal(), ask, { dialogues: [dialogue] });
  expect(end.rows).toMatchObject([
    { turn: "t1", outcome: "changed", repaired: true },
    { turn: "t2", outcome: "left", why: "visible-changed", after: "Eat." },
  ]);
});

test("[K26] where no answer comes a run stops soon, writes nothing down, and says how much is open", async () => {
  const file = newJournal();
  const ask = writer(() => null);
  const many = Array.from({ length: 12 }, (_, index) =>
    dialogueOf([own("t", "Sit.")], `e${index}`),
  );
  const end = await run(file, ask, { dialogues: many });
  expect(end).toMatchObject({ rows: [], unanswered: 12 });
  expect(ask.prompts).toHaveLength(5);
  expect(readFileSync(file, "utf8").trim().split("\n")).toHaveLength(1);
});
