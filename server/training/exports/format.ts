import type { LeftOut } from "./left-out.ts";
import type { Columns, Row } from "./row-file.ts";
import type { Pair, Sample } from "./sample.ts";

/** A shape that some trainer reads. */
export interface Format {
  readonly name: string;
  /** One line for a list of formats: who reads it. */
  readonly about: string;
  /** The kinds of files it is made of. Parquet where columns are named, JSON lines otherwise. */
  readonly files: Readonly<Record<string, { readonly columns?: Columns }>>;
  /** Its rows are tokens as they were sampled, which may be asked for with the names that they spell. */
  readonly tokens?: boolean;
  /** A trainer renders its messages by a chat template, so that ours has to stand beside them. */
  readonly template: boolean;
  /** Each kind of file and split in a folder of its own, for readers that take folders. */
  readonly folders?: boolean;
  /** It keeps something from one episode to the next, so that it can only be taken up from the beginning. */
  readonly holdsOver?: boolean;
  /** What it does with tokens and text that no model wrote, in a sentence for the manifest. */
  readonly masks: string;
  open(settings: FormatSettings): FormatRun;
}

/** What an order says about how rows are made. */
export interface FormatSettings {
  readonly seed: string;
  readonly keepUnbalanced: boolean;
}

/** One export in the making. Everything but `beside` is called in the order of the log. */
export interface FormatRun {
  turn?(sample: Sample, out: RowOut): void;
  pair?(pair: Pair, out: RowOut): void;
  episodeEnd?(out: RowOut): void;
  end?(out: RowOut): void;
  /** Small files that belong beside the rows, by name. `splits` names those that got rows, per kind of file. */
  beside?(splits: Readonly<Record<string, readonly string[]>>): Readonly<Record<string, string>>;
}

/** Where a format puts its rows. */
export interface RowOut {
  /** `row` is given a number that no other row of this kind of file has, over all splits. */
  row(file: string, sample: Sample, row: (index: number) => Row): void;
  leaveOut(what: "turns" | "calls" | "pairs", reason: LeftOut): void;
}

/** What a row may say of where it comes from and whether one may want it, in formats with free columns. */
export function originOf(sample: Sample): Row {
  const { marks, policy } = sample;
  return {
    episode: sample.episode,
    turn: sample.turn,
    persona: sample.persona.id,
    scene: sample.scene,
    split: sample.split,
    thinking: sample.mode,
    model: policy.model,
    temperature: policy.temperature,
    top_p: policy.topP,
    feedback: marks.feedback,
    preference: marks.preference,
    synthetic: marks.synthetic,
    consented: marks.consented,
    recalled: marks.recalled,
    // Only where it is so: rows of play are as they were before there was a studio.
    ...(marks.rehearsal ? { rehearsal: true } : {}),
  };
}

/** The columns of `originOf`, for parquet. */
export const ORIGIN_COLUMNS = {
  episode: "string",
  turn: "string",
  persona: "string",
  scene: "string",
  split: "string",
  thinking: "string",
  model: "string",
  temperature: "double",
  top_p: "double",
  feedback: "string",
  preference: "string",
  synthetic: "boolean",
  consented: "boolean",
  recalled: "boolean",
} as const satisfies Columns;

/** The completion as the one message that a trainer takes it for. */
export function answerOf(sample: Sample): [{ role: "assistant"; content: string }] {
  return [{ role: "assistant", content: sample.completion }];
}

/** What formats of text say about masks. */
export const TEXT_MASKS =
  "Rows hold text, so that a trainer masks by message: the prompt is not learned, the completion is, with what was " +
  "forced in it; `untaught` names those stretches by character, and formats of tokens mask them.";
