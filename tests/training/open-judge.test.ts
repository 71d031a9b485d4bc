import { describe, expect, onTestFinished, test } from "vitest";
import { readConfig } from "../../server/cli/config.ts";
import { openJudge } from "../../server/cli/open-judge.ts";
import { systemClock } from "../../server/cli/system-clock.ts";
import {
  parseFault,
  startUnderstudy,
  UNDERSTUDY_MODEL,
  type PlannedFault,
} from "../../server/model/understudy/index.ts";
import { readDialogue } from "../../server/training/rewards/dialogue.ts";
import { judgePrompt } from "../../server/training/rewards/judge-prompt.ts";
import { judgedText } from "../../server/training/rewards/judged-text.ts";
import { readJudgement } from "../../server/training/rewards/judgement.ts";
import { ourPrinciples } from "./a-judge.ts";

const { principles } = await ourPrinciples();
const NEVER = new AbortController().signal;
const said = (text: string) => judgedText(text, { name: "Mira", begins: "none" });
const question = (one: string, two: string, own = false) =>
  judgePrompt(
    { dialogue: readDialogue("Tomas: Where?", "Mira"), first: said(one), second: said(two) },
    own ? null : principles,
  );

/** A judge on an endpoint of this test's own, and the bodies that the endpoint was sent. */
async function opened(env: Record<string, string>, faults: readonly PlannedFault[] = []) {
  const bodies: Record<string, unknown>[] = [];
  const endpoint = await startUnderstudy({
    think: 0,
    faults,
    onRequest: (_path, body) => bodies.push(body as Record<string, unknown>),
  });
  onTestFinished(() => endpoint.close());
  const read = readConfig({
    env: { DRAMATIS_BASE_URL: endpoint.url, DRAMATIS_MODEL: UNDERSTUDY_MODEL, ...env },
  });
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const judge = await openJudge(read.config, { concurrency: 2, maxTokens: 4_096 }, systemClock());
  onTestFinished(() => judge.close());
  return { judge, bodies };
}

describe("[G8] a judge at an endpoint", () => {
  test.each(["raw", "chat"])(
    "[G8] is asked at temperature 0 and gives no token ids (%s)",
    async (dialect) => {
      const { judge, bodies } = await opened({ DRAMATIS_DIALECT: dialect });
      expect(judge.synthetic).toBe(false);
      const answer = await judge.ask(question("One.", "Two."), NEVER);
      expect(readJudgement(answer ?? "", principles)).toMatchObject({ ok: true });
      expect(bodies).toHaveLength(1);
      expect(bodies[0]).toMatchObject({
        temperature: 0,
        top_p: 1,
        seed: 0,
        max_tokens: 4_096,
        presence_penalty: 0,
        frequency_penalty: 0,
        repetition_penalty: 1,
      });
      expect(bodies[0]).not.toHaveProperty("return_token_ids");
      expect(bodies[0]).not.toHaveProperty("logprobs");
    },
  );
  test("[G16] an operator's word that it is a stand-in counts", async () => {
    const { judge } = await opened({ DRAMATIS_SYNTHETIC: "on" });
    expect(judge.synthetic).toBe(true);
  });
  test("[G16] the understudy prefers the same text in either order, by given principles and by none", async () => {
    const { judge } = await opened({});
    for (const own of [false, true]) {
      const verdicts: unknown[] = [];
      for (const [one, two] of [
        ["One.", "Two."],
        ["Two.", "One."],
      ] as const) {
        const answer = await judge.ask(question(one, two, own), NEVER);
        const read = readJudgement(answer ?? "", own ? null : principles);
        if (!read.ok) throw new Error(read.problems.join("\n"));
        verdicts.push(read.judgement.better_response);
      }
      expect([
        ["cand_1", "cand_2"],
        ["cand_2", "cand_1"],
        ["tie", "tie"],
      ]).toContainEqual(verdicts);
    }
  });
});

describe("[G10] an endpoint in trouble", () => {
  const broken = (name: string): PlannedFault[] => {
    const fault = parseFault(name);
    if (typeof fault === "string") throw new Error(fault);
    return [fault];
  };
  test.each([
    ["500", 2],
    ["400", 1],
    ["no-finish", 2],
  ] as const)("[G10] %s gives no answer, after %i tries", async (fault, tries) => {
    const { judge, bodies } = await opened({}, broken(fault));
    expect(await judge.ask(question("One.", "Two."), NEVER)).toBeNull();
    expect(bodies).toHaveLength(tries);
  });
});
