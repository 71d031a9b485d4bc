import type { Prompt } from "../roleplay/observation.ts";
import type { ThinkingMode } from "../roleplay/thinking/thinking-mode.ts";
import type { ParticipantId, SceneEvent } from "../../shared/protocol.ts";
import type { EpisodeEvent } from "./episode-event.ts";

/** What the stage needs of the world outside, as arguments: so that a test reads as a story. */

/** Sampling exactly as sent; nothing is left for a server's own defaults. */
export interface Sampling {
  readonly temperature: number;
  readonly topP: number;
  readonly maxTokens: number;
  readonly seed: number;
  readonly stop: readonly string[];
}

/**
 * How urgent a call is, most urgent first: a player waits for it (`answer`), personas talk among themselves (`talk`),
 * it runs before anyone has spoken (`ahead`), a designer rehearses (`rehearsal`), or nobody would miss it (`ambient`).
 */
export const LANES = ["answer", "talk", "ahead", "rehearsal", "ambient"] as const;
export type Lane = (typeof LANES)[number];

/** Whose work a call is, so that queue, caps and counters can tell. */
export interface CallPurpose {
  readonly lane: Lane;
  /** The episode's id: one playing of a scene in one room. */
  readonly scene: string;
  readonly persona: ParticipantId;
  /** Whom the call is for, by the subject that outlives a visit; null when no player asked for it. */
  readonly player: string | null;
}

/** What a call is in its turn's thinking, so that training can tell calls apart. */
export interface ThinkingPart {
  readonly mode: ThinkingMode;
  /** `whole`: thought and words in one call. `think`: a thought alone, `speak`: the words after a closed thought. */
  readonly phase: "whole" | "think" | "speak";
  /** The hard cap on the thought, in tokens; null for none. */
  readonly budget: number | null;
  /** The call whose thought this one continues, or whose words it speaks. */
  readonly after: string | null;
  /**
   * The end of the prefill that no model wrote: a forced close, a bridge, a name. Never a sample of the policy: its
   * tokens stand in the prompt, and a trainer must not learn from them.
   */
  readonly forced: string;
  /** Characters at the end of the thought of `after` that were cut away before it was continued. */
  readonly trimmed: number;
}

/**
 * What a prompt was made of beside the persona's sheet, so that the log alone can make it again: which state of its
 * observations, and for whose ears.
 */
export interface PromptBasis {
  /** How often the persona's observations had changed, and how many there were. */
  readonly changes: number;
  readonly observations: number;
  /** Whom the turn answers, and who hears it beside the persona. */
  readonly partner: ParticipantId | null;
  readonly hearers: readonly ParticipantId[];
  /** What the answer of a whole call was begun with; empty for nothing. */
  readonly prefill: string;
  /** The endpoint found it too long: its oldest lines were left out. */
  readonly shorter: boolean;
  /** How often the sheets of the cast had changed since the scene opened; absent for never. */
  readonly sheets?: number;
}

/** A line of the talk that a prompt quotes; with `text` as far as it was said then, for a turn that still went on. */
export interface QuotedLine {
  readonly turnId: string;
  readonly text?: string;
}

/** A sentence of a line that a persona heard here, by its place in it; else the sentence itself, from an earlier visit. */
export type QuotedFact =
  | { readonly turnId: string; readonly from: number; readonly length: number }
  | { readonly text: string };

/**
 * What the prompt of a call that plays nobody was made of, so that the log alone can make it again. `prefill` is what
 * its answer was begun with.
 */
export type AsideBasis = { readonly prefill: string } & (
  | {
      readonly kind: "next-speaker";
      readonly candidates: readonly ParticipantId[];
      readonly players: readonly ParticipantId[];
      readonly lines: readonly QuotedLine[];
    }
  | {
      readonly kind: "environment";
      /** The place that was looked at; null for none with a name. */
      readonly place: string | null;
      readonly present: readonly ParticipantId[];
      readonly lines: readonly QuotedLine[];
    }
  | {
      readonly kind: "verb";
      readonly turnId: string;
      /** Which of the turn's actions, from 0. */
      readonly action: number;
      readonly people: readonly ParticipantId[];
      readonly addressee: ParticipantId | null;
      /** The game has verbs of its own, which no log holds. */
      readonly own?: true;
    }
  | {
      readonly kind: "reflection";
      /** Whom it is about, by the name they use. */
      readonly name: string;
      readonly facts: readonly QuotedFact[];
      readonly deeds: readonly string[];
    }
);

/** How the text of a call was read, so that reading it again gives the same. */
export interface TextReading {
  /** Characters of the completion that were read, from its beginning; of a thought, those that were kept. */
  readonly read: number;
  /** Of a call that speaks: what the parser was told beside the sheet. */
  readonly parser?: {
    readonly start: "expected" | "prefilled" | "none";
    /** The names that end a turn when they begin a line. */
    readonly others: readonly string[];
    /** How often the persona had begun to guard what it thought: that text must not be spoken. */
    readonly guards: number;
  };
  /** More was said before anything was out, so that none of it counts. */
  readonly overtaken?: true;
  /** Whoever watches over the scene stopped it: what the parser still held was not shown. */
  readonly silenced?: true;
}

/**
 * How calls are sampled. `play`: as it plays best. `capture`: from the policy's own distribution (temperature and top_p
 * 1, no penalties, no truncation, no grammar), with exact tokens and their log-probabilities.
 */
export const PROFILES = ["play", "capture"] as const;
export type Profile = (typeof PROFILES)[number];

/** Where a completion comes from, as far as endpoint and operator say; null for what neither says. */
export interface Provenance {
  /** A call with a sampling of its own is `play`, whatever the server's profile is. */
  readonly profile: Profile;
  /**
   * Policy gradients may learn from it: sampled in `capture`, with the ids of prompt and completion and a
   * log-probability for each sampled token.
   */
  readonly exact: boolean;
  /** The endpoint's own id of the answer, by which a gateway knows it. */
  readonly responseId: string | null;
  /** SHA-256 of the body as sent, in hexadecimal. */
  readonly bodyHash: string;
  /** The endpoint's word for the weights that answered, else the operator's. */
  readonly weightsVersion: string | null;
  /** The adapter that answered on top of the model: as the endpoint's list of models tells it, else the operator. */
  readonly lora?: string | null;
  readonly engine: string | null;
  readonly engineVersion: string | null;
  /** `raw`: before temperature and masks. `processed`: of the distribution that was sampled. */
  readonly logprobsMode: "raw" | "processed" | "unknown";
  /** The operator's own words: which tokenizer and chat template the endpoint uses. */
  readonly tokenizerHash: string | null;
  readonly chatTemplateHash: string | null;
}

/** How one episode's calls reach the model, so that a recording gateway can sit in between. */
export interface EpisodeConnection {
  /** Up to where `/completions` or `/chat/completions` follows. */
  readonly baseUrl: string;
  /** Null for none. */
  readonly apiKey: string | null;
  /** Sent beside the edge's own, which they do not replace. */
  readonly headers?: Readonly<Record<string, string>>;
  /** False for a gateway that answers whole: one body, and the parser gets the text at once. */
  readonly stream: boolean;
}

/** The connection of an episode; null for the server's own endpoint. The same object as long as it is the same. */
export type ConnectionOf = (episodeId: string) => EpisodeConnection | null;

/** One call for one turn. */
export interface ModelRequest {
  readonly callId: string;
  readonly prompt: Prompt;
  readonly sampling: Sampling;
  readonly purpose: CallPurpose;
  readonly thinking: ThinkingPart;
}

/** Why a call did not end well. A closed set: no text of an endpoint's error leaves the model edge. */
export const MODEL_FAILURES = [
  "unreachable",
  "tls",
  "unauthorized",
  "model-not-found",
  "context-too-long",
  "bad-request",
  "overloaded",
  "server-error",
  "timeout-connect",
  "timeout-first-token",
  "timeout-idle",
  "timeout-turn",
  "cut",
  "malformed",
  "too-long",
  "wrong-model",
  /** The queue gave it up: too many waited, or it waited too long. */
  "shed",
  /** A cap on tokens or calls is reached. */
  "capped",
  /** The endpoint failed so often that it is left alone for a while. */
  "circuit-open",
] as const;
export type ModelFailure = (typeof MODEL_FAILURES)[number];

/** How a call ended. Only `complete` carries a finish reason: a stream that merely stops was cut. */
export type ModelEnd =
  | {
      readonly status: "complete";
      readonly finishReason: "stop" | "length" | "content-filter" | "other";
    }
  | { readonly status: "failed"; readonly failure: ModelFailure; readonly retryAfter?: number }
  | { readonly status: "aborted" };

/** What a call yields: text as it comes, then exactly one end. */
export type ModelEvent =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "end"; readonly end: ModelEnd; readonly call: ModelCall };

/** The exact call, for the protected log alone: everything that cannot be recovered later. Times in ms. */
export interface ModelCall {
  readonly callId: string;
  readonly purpose: CallPurpose;
  readonly thinking: ThinkingPart;
  readonly dialect: "raw" | "chat";
  readonly endpoint: string;
  readonly requestedModel: string;
  readonly servedModel: string | null;
  readonly synthetic: boolean;
  readonly systemFingerprint: string | null;
  /** The body as sent, without credentials. */
  readonly request: Record<string, unknown>;
  readonly promptText: string | null;
  readonly promptTokenIds: readonly number[] | null;
  /** Verbatim, before any parsing; without the prefill. */
  readonly completionText: string;
  readonly completionTokenIds: readonly number[] | null;
  /** Of the sampled tokens, in nats. */
  readonly logprobs: readonly number[] | null;
  readonly finishReason: string | null;
  readonly stopReason: string | number | null;
  readonly usage: Record<string, unknown> | null;
  readonly end: ModelEnd;
  /** Absent from a model that is no endpoint. */
  readonly provenance?: Provenance;
  /** Set by the stage, for replay; absent from a call that no persona's experience went into. */
  readonly basis?: PromptBasis;
  readonly reading?: TextReading;
  readonly aside?: AsideBasis;
  /** Wall time of the request, and from it to the headers, the first text and the end. */
  readonly timing: {
    readonly startedAt: number;
    readonly headers: number | null;
    readonly firstText: number | null;
    readonly end: number;
  };
  /** What the model edge noticed on the way, for operators; absent from a model that is no endpoint. */
  readonly edge?: {
    readonly httpStatus: number | null;
    /** The cause of a failure in the edge's own fixed words, never the endpoint's. */
    readonly detail: string | null;
    /** Characters that came in a reasoning field: private, never speech, and not kept. */
    readonly reasoningLength: number;
    /** Openings of control tokens that had to be parted in the prompt; anything but 0 is a hole upstream. */
    readonly controlTokensDefused: number;
    /** How long the call waited for a place at the endpoint, in ms; absent where nothing queues. */
    readonly queued?: number;
    /** The endpoint that failed this request before this one was asked; absent where there was none. */
    readonly insteadOf?: { readonly endpoint: string; readonly failure: ModelFailure };
  };
}

/** Whether any endpoint can be asked. */
export interface Availability {
  /** Since when none can, by the monotonic clock in ms; null while one can. */
  readonly downSince: number | null;
  /** Calls back at each change until the returned function is called. */
  watch(changed: () => void): () => void;
}

/** A source of text that plays a persona. Iterating never throws; aborting the signal stops the work upstream. */
export interface Model {
  /** True for a stand-in: wherever a person or a log could take it for a model, it must be said. */
  readonly synthetic: boolean;
  /** Names model and endpoint for the log, without credentials. */
  readonly description: string;
  /** True if a prefill is continued and never closed or answered: what the modes `budget`, `ahead` and `reflex` need. */
  readonly continuesPrefill: boolean;
  /** How many calls wait for it just now; absent from a model without a queue. */
  readonly queued?: () => number;
  generate(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}

/** An append-only record. Resolves once every event is durable; rejects if that failed. */
export interface EpisodeLog {
  append(events: readonly EpisodeEvent[]): Promise<void>;
}

/** Time as an argument. `now` is wall time for records; `elapsed` is monotonic for intervals. Both in ms. */
export interface Clock {
  now(): number;
  elapsed(): number;
  /** Calls back once after `ms`; the returned function cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** Figures of how turns go, for whoever watches; no text and no player's name is among them. */
export interface Meter {
  /** An anomaly of a turn, by its kind. */
  parseFailure(kind: string, times: number): void;
  /** From a line to the first visible part of its answer, in ms. */
  firstVisible(mode: ThinkingMode, ms: number): void;
}

/** Uniform in [0, 1). */
export type Random = () => number;

/** One event and those who may see it. */
export interface Told {
  readonly listeners: ReadonlySet<ParticipantId>;
  readonly event: SceneEvent;
}

/** Sends what happened in one moment, in order; the only way out of the stage. */
export type Tell = (batch: readonly Told[]) => void;
