import * as z from "zod";
import { Messages, PromptValue } from "./dialogue.ts";

/** What trainers send, and what it comes to: answers of a policy, each with what it is held against. */

/** One answer of a policy. `prompt` null: the label must say what the talk was. */
export interface Asked {
  readonly prompt: PromptValue | null;
  readonly response: string;
  readonly label: Label;
}

/** What an answer is held against, and what a data set knows of it. */
export interface Label {
  /** The baseline's text; null where a logged turn is it. */
  readonly baseline: string | null;
  /** The logged turn that is the baseline. */
  readonly turn: string | null;
  readonly prompt: PromptValue | null;
  /** The answering character's name. */
  readonly persona: string | null;
  /** How the response's text begins, where its prompt does not tell. */
  readonly begins: "expected" | "prefilled" | "none" | null;
  /** Who wrote the baseline and how, for the record alone: it never reaches a judge. */
  readonly provenance: string | null;
}

/** Whose shape a request has; the answer has the same. */
export type Shape = "openrlhf" | "slime" | "verl";

export type RequestRead =
  | { readonly ok: true; readonly shape: Shape; readonly asked: readonly Asked[] }
  /** `status` 400: it has no known shape. 422: it has, and its data cannot be used; the sentence says which. */
  | { readonly ok: false; readonly status: 400 | 422; readonly problem: string };

/** As many answers as one request may hold. */
export const MOST_ANSWERS = 1_024;

const Strings = z.array(z.string());
const OpenRlhf = z.looseObject({
  query: z.union([Strings, z.string().transform((one) => [one])]),
  prompts: z.array(PromptValue),
  labels: z.array(z.unknown()),
});
const Slime = z.looseObject({ prompt: PromptValue, response: z.string(), label: z.unknown() });
const Verl = z.looseObject({
  solution_str: z.string(),
  ground_truth: z.unknown(),
  extra_info: z.record(z.string(), z.unknown()).nullish(),
});

const LabelObject = z.looseObject({
  baseline: z.string().optional(),
  /** HER's own column. */
  ref_answer: z.string().optional(),
  turn: z.string().optional(),
  prompt: PromptValue.optional(),
  messages: Messages.optional(),
  /** HER's own column. */
  input: PromptValue.optional(),
  persona: z.string().optional(),
  begins: z.enum(["expected", "prefilled", "none"]).optional(),
  policy: z.unknown().optional(),
});

/** Reads a request body by its shape. */
export function readRewardRequest(body: unknown): RequestRead {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return refused(400, `a JSON object is expected: ${SHAPES}`);
  }
  if ("query" in body) return openRlhf(body);
  if ("response" in body) return slime(body);
  if ("solution_str" in body) return verl(body);
  return refused(400, `this has no known shape; expected ${SHAPES}`);
}

const SHAPES =
  "{query, prompts, labels} as OpenRLHF sends it, {prompt, response, label} as slime does, or {solution_str, ground_truth, extra_info} as the function for verl does";

function openRlhf(body: object): RequestRead {
  const read = OpenRlhf.safeParse(body);
  if (!read.success) {
    return refused(400, `query, prompts and labels must be lists; see ${place(read.error)}`);
  }
  const { query, prompts, labels } = read.data;
  if (prompts.length !== query.length || labels.length !== query.length) {
    return refused(
      422,
      `query, prompts and labels must be of one length; found ${query.length}, ${prompts.length} and ${labels.length}`,
    );
  }
  if (query.length > MOST_ANSWERS) return tooMany(query.length);
  const asked: Asked[] = [];
  for (const [index, text] of query.entries()) {
    const prompt = prompts[index] ?? "";
    const response = responseIn(text, prompt);
    if (response === null) {
      return refused(
        422,
        `query[${index}] does not hold prompts[${index}]; send them as they were rendered`,
      );
    }
    const label = labelOf(labels[index]);
    if (typeof label === "string") return refused(422, `labels[${index}]: ${label}`);
    asked.push({ prompt, response, label });
  }
  return { ok: true, shape: "openrlhf", asked };
}

function slime(body: object): RequestRead {
  const read = Slime.safeParse(body);
  if (!read.success) {
    return refused(
      400,
      `prompt is a text or messages and response a text; see ${place(read.error)}`,
    );
  }
  const { prompt, response, label } = read.data;
  const labelled = labelOf(label);
  return typeof labelled === "string"
    ? refused(422, `label: ${labelled}`)
    : { ok: true, shape: "slime", asked: [{ prompt, response, label: labelled }] };
}

function verl(body: object): RequestRead {
  const read = Verl.safeParse(body);
  if (!read.success) {
    return refused(
      400,
      `solution_str is a text and extra_info an object; see ${place(read.error)}`,
    );
  }
  const { solution_str, ground_truth, extra_info } = read.data;
  const label = labelOf(ground_truth);
  if (typeof label === "string") return refused(422, `ground_truth: ${label}`);
  // What else stands in a data set's own column may be anything.
  const beside = (name: string) => PromptValue.safeParse(extra_info?.[name]).data ?? null;
  const prompt = label.prompt ?? beside("prompt") ?? beside("messages") ?? beside("input");
  // Our own rows have the persona's id in `persona`, as all formats do, and its name beside it.
  const named = extra_info?.["persona_name"] ?? extra_info?.["persona"];
  const persona = label.persona ?? (typeof named === "string" ? named : null);
  const asked = { prompt, response: solution_str, label: { ...label, persona } };
  return { ok: true, shape: "verl", asked: [asked] };
}

/** A label is the baseline's text, or an object (as JSON, too) that says more; a text is what is wrong with it. */
function labelOf(value: unknown): Label | string {
  const given =
    typeof value === "string" && /^\s*\{/u.test(value) ? (parsed(value) ?? value) : value;
  const text = typeof given === "string" ? given : null;
  if (text !== null) {
    return text.trim() === "" ? NO_BASELINE : { ...BARE, baseline: text };
  }
  const read = LabelObject.safeParse(given);
  if (!read.success) return `${NO_BASELINE}; see ${place(read.error)}`;
  const { baseline, ref_answer, turn, prompt, messages, input, persona, begins, policy } =
    read.data;
  const words = baseline ?? ref_answer ?? null;
  if ((words === null || words.trim() === "") && turn === undefined) return NO_BASELINE;
  return {
    baseline: words,
    turn: turn ?? null,
    prompt: prompt ?? messages ?? input ?? null,
    persona: persona ?? null,
    begins: begins ?? null,
    provenance: policy === undefined ? null : JSON.stringify(policy).slice(0, 500),
  };
}

// An empty baseline would lose to anything, which is a free reward.
const NO_BASELINE =
  "no baseline; expected its text, or an object with baseline (the text) or turn (a turn of the log)";
const BARE: Label = {
  baseline: null,
  turn: null,
  prompt: null,
  persona: null,
  begins: null,
  provenance: null,
};

/** What a policy added to its prompt; null where the prompt is not in the text. */
function responseIn(text: string, prompt: PromptValue): string | null {
  if (typeof prompt === "string" && prompt !== "") {
    const at = text.indexOf(prompt);
    if (at >= 0) return withoutEnd(text.slice(at + prompt.length));
  }
  // Messages were rendered by the trainer's own template: what follows the last open header is the answer.
  const header = "<|im_start|>assistant\n";
  const last = text.lastIndexOf(header);
  return last < 0 || typeof prompt === "string"
    ? null
    : withoutEnd(text.slice(last + header.length));
}

/** Trainers leave the end of a turn and the padding after it in the text. */
function withoutEnd(text: string): string {
  const end = text.search(/<\|(?:im_end|endoftext|eot_id)\|>/u);
  return end < 0 ? text : text.slice(0, end);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function tooMany(found: number): RequestRead {
  return refused(422, `${found} answers in one request; at most ${MOST_ANSWERS} are taken`);
}

function refused(status: 400 | 422, problem: string): RequestRead {
  return { ok: false, status, problem };
}

/** Where the first fault is, never what stands there. */
function place(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined || issue.path.length === 0 ? "the whole" : issue.path.join(".");
}
