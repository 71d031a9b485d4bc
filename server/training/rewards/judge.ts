import type { Prompt } from "../../roleplay/observation.ts";
import type { Dialogue } from "./dialogue.ts";
import { judgePrompt, nameOfText, repairPrompt } from "./judge-prompt.ts";
import { writtenOut, type JudgedText } from "./judged-text.ts";
import { readJudgement, type Judgement, type Winner } from "./judgement.ts";
import type { PrincipleList } from "./principles.ts";

/** Asks a judge once: its whole text, or null where no answer came. Never rejects but on abort. */
export type AskJudge = (prompt: Prompt, signal: AbortSignal) => Promise<string | null>;

/** Who judges, and by what. */
export interface Judge {
  readonly ask: AskJudge;
  /** For records. */
  readonly model: string;
  /** A stand-in judges: its judgements mean nothing. */
  readonly synthetic: boolean;
  /** Null: the judge writes its own principles for each case. */
  readonly principles: PrincipleList | null;
}

/** An answer of a policy, and the answer that it is held against, at the end of one talk. */
export interface Case {
  readonly dialogue: Dialogue;
  readonly response: JudgedText;
  readonly baseline: JudgedText;
}

/**
 * Why a reward is what it is. `agreed`: both orders said so. `orders-disagree`: they did not, so 0. `no-label`: an
 * order could not be read, even after its repair, so 0. `same-text`: there is nothing to compare. `nothing-said`: the
 * response holds nothing that may be judged, and loses unasked.
 */
export const REWARD_REASONS = [
  "agreed",
  "orders-disagree",
  "no-label",
  "same-text",
  "nothing-said",
] as const;
export type RewardReason = (typeof REWARD_REASONS)[number];

/** What one order gave. `preferred` is in the case's own terms; null for no label. */
export interface OrderAsked {
  readonly first: "response" | "baseline";
  readonly preferred: "response" | "baseline" | "tie" | null;
  readonly repaired: boolean;
  readonly judgement: Judgement | null;
  /** Why it could not be read, in fixed words; empty where it could. */
  readonly problems: readonly string[];
}

/** +1: the response is better than the baseline. -1: worse. 0: neither, or not known. */
export interface Verdict {
  readonly reward: 1 | 0 | -1;
  readonly why: RewardReason;
  readonly orders: readonly OrderAsked[];
  /** SHA-256 of what was judged. */
  readonly response: string;
  readonly baseline: string;
}

/** No verdict because no answer came: the judge must be asked again later, and nothing may stand for its word. */
export class JudgeUnreachable extends Error {
  constructor() {
    super("The judge gave no answer.");
    this.name = "JudgeUnreachable";
  }
}

/**
 * Holds a response against its baseline, in both orders. A reward other than 0 needs both to agree. Rejects with
 * `JudgeUnreachable` where no answer came, and with the signal's reason on abort.
 */
export async function holdAgainstBaseline(
  judge: Judge,
  { dialogue, response, baseline }: Case,
  signal: AbortSignal,
): Promise<Verdict> {
  const names = { response: nameOfText(response), baseline: nameOfText(baseline) };
  if (response.segments.length === 0) {
    return { reward: -1, why: "nothing-said", orders: [], ...names };
  }
  if (writtenOut(response) === writtenOut(baseline)) {
    return { reward: 0, why: "same-text", orders: [], ...names };
  }
  const orders = await Promise.all([
    askInOrder(judge, { dialogue, first: response, second: baseline }, "response", signal),
    askInOrder(judge, { dialogue, first: baseline, second: response }, "baseline", signal),
  ]);
  const [one, other] = orders.map(({ preferred }) => preferred);
  if (one === null || other === null || one === undefined) {
    return { reward: 0, why: "no-label", orders, ...names };
  }
  if (one !== other) return { reward: 0, why: "orders-disagree", orders, ...names };
  return {
    reward: one === "tie" ? 0 : one === "response" ? 1 : -1,
    why: "agreed",
    orders,
    ...names,
  };
}

async function askInOrder(
  judge: Judge,
  compared: Parameters<typeof judgePrompt>[0],
  first: OrderAsked["first"],
  signal: AbortSignal,
): Promise<OrderAsked> {
  const principles = judge.principles?.principles ?? null;
  const prompt = judgePrompt(compared, principles);
  const answer = await answered(judge, prompt, signal);
  const read = readJudgement(answer, principles);
  if (read.ok) return label(first, read.judgement, false);
  const again = readJudgement(
    await answered(judge, repairPrompt(prompt, answer, read.problems), signal),
    principles,
  );
  if (again.ok) return label(first, again.judgement, true);
  return { first, preferred: null, repaired: true, judgement: null, problems: again.problems };
}

async function answered({ ask }: Judge, prompt: Prompt, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const answer = await ask(prompt, signal);
  signal.throwIfAborted();
  if (answer === null) throw new JudgeUnreachable();
  return answer;
}

function label(first: OrderAsked["first"], judgement: Judgement, repaired: boolean): OrderAsked {
  const second = first === "response" ? "baseline" : "response";
  const meant: Readonly<Record<Winner, OrderAsked["preferred"]>> = {
    cand_1: first,
    cand_2: second,
    tie: "tie",
  };
  return { first, preferred: meant[judgement.better_response], repaired, judgement, problems: [] };
}
