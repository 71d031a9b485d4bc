/** Words of the episode browser. Times are wall time in ms unless said otherwise; players stand under their pseudonyms. */

/** Where an episode comes from: played, rehearsed in the studio, or a turn of another one taken again. */
export const ORIGINS = ["play", "rehearsal", "branch"] as const;
export type Origin = (typeof ORIGINS)[number];

/** What can be looked for, by the names of the query. */
export const SEARCHED = [
  "player",
  "persona",
  "outcome",
  "feedback",
  "anomaly",
  "since",
  "until",
  "version",
  "origin",
] as const;
export type Searched = (typeof SEARCHED)[number];

/** One episode of a list. */
export interface EpisodeFound {
  readonly id: string;
  /** The scene's title; null when the episode's start is not on record. */
  readonly title: string | null;
  readonly origin: Origin;
  readonly startedAt: number;
  /** Null while it runs, or when it was cut off. */
  readonly endedAt: number | null;
  readonly synthetic: boolean;
  /** Pseudonyms. */
  readonly players: readonly string[];
  readonly personas: readonly { readonly id: string; readonly name: string }[];
  readonly turns: number;
  readonly lines: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly anomalies: Readonly<Record<string, number>>;
  readonly feedback: { readonly up: number; readonly down: number };
}

/** `GET /episodes?…&before=`: `before` of the answer goes on where this one ended, null at the end of the log. */
export interface EpisodesFound {
  readonly episodes: readonly EpisodeFound[];
  readonly before: number | null;
  /** Episodes that were looked at for this answer, and how far back it came. */
  readonly lookedAt: number;
  readonly backTo: number | null;
}

/**
 * Why a text is not shown: its player allows nothing, it was whispered by or to such a player, it was thought or asked
 * after such a whisper or with such words in it, or the caller's role reads no text.
 */
export type Withheld = "no-consent" | "whisper" | "others-words" | "role";

/** A text, or why there is none. */
export type Shown<T> = { readonly shown: T } | { readonly withheld: Withheld };

/** A stretch of one channel of a turn. */
export interface Segment {
  readonly kind: "speech" | "action" | "role-thinking" | "system-thinking" | "unreleased";
  readonly text: string;
}

/** Who took part: a persona by its id, a player by its pseudonym. */
export interface EpisodePerson {
  readonly id: string;
  readonly name: string;
  readonly kind: "persona" | "player";
}

/** One entry of a transcript; `at` is ms since the episode began, `who` and its like are ids of people. */
export type EpisodeEntry = { readonly seq: number; readonly at: number } & (
  | {
      readonly kind: "line";
      readonly turnId: string;
      readonly who: string;
      readonly to: string | null;
      readonly whisper: boolean;
      readonly words: Shown<readonly Segment[]>;
    }
  | {
      readonly kind: "turn";
      readonly turnId: string;
      readonly who: string;
      readonly to: string | null;
      readonly whisper: boolean;
      /** Speech and actions. */
      readonly words: Shown<readonly Segment[]>;
      /** Role and system thinking, and what was never released. */
      readonly thoughts: Shown<readonly Segment[]>;
      readonly outcome: string;
      readonly anomalies: readonly string[];
      readonly version: string | null;
      /** The turn that it says differently. */
      readonly instead: string | null;
      /** When it began, in ms since the episode began. */
      readonly since: number;
    }
  | { readonly kind: "came" | "left"; readonly who: string }
  | {
      readonly kind: "deed";
      readonly who: string;
      readonly verb: string;
      readonly target: string | null;
      readonly item: string | null;
      readonly done: boolean;
    }
  | {
      readonly kind: "feedback";
      readonly who: string;
      readonly turnId: string;
      readonly up: boolean;
    }
  | { readonly kind: "trigger" | "ending" | "end" | "redaction"; readonly what: string }
);

/**
 * `GET /episodes/:episode`: the head of an episode and a stretch of its transcript: on from a record (`?from=`), what is
 * before one (`?before=`), or around a moment (`?at=`, in ms since the beginning) or a turn (`?turn=`).
 */
export interface EpisodeOpened {
  readonly head: EpisodeFound;
  readonly model: string | null;
  /** Of the game's own maps; null where the start is not on record. */
  readonly map: string | null;
  readonly branchOf: { readonly episodeId: string; readonly turnId: string } | null;
  readonly people: readonly EpisodePerson[];
  readonly entries: readonly EpisodeEntry[];
  /** What stands before is asked for with this `before`; null at the beginning. */
  readonly earlier: number | null;
  /** The `seq` to go on from; null at the end. */
  readonly next: number | null;
}

/** `GET /episodes/:episode/track`: where everybody stood, as far as the log knows. */
export interface EpisodeTrack {
  readonly map: string | null;
  /** In tiles; 0 where the map is not known. */
  readonly width: number;
  readonly height: number;
  /** In ms since the episode began. */
  readonly until: number;
  readonly bodies: readonly {
    readonly id: string;
    readonly name: string;
    readonly kind: "persona" | "player";
    /** When it is there, from and to; `to` is null for until the end. */
    readonly from: number;
    readonly to: number | null;
    /** Tiles by the time at which it stands on each; between two it walks. */
    readonly steps: readonly { readonly at: number; readonly x: number; readonly y: number }[];
  }[];
}

/** `GET /episodes/:episode/turns/:turn`: from what was perceived to what came of it. */
export interface TurnTrace {
  readonly turnId: string;
  readonly who: string;
  /** What its persona observed since it last spoke. */
  readonly observed: readonly {
    readonly kind: "heard" | "own" | "environment" | "recalled";
    readonly from: string | null;
    readonly text: Shown<string>;
  }[];
  /** The rule that chose it. */
  readonly chosenBy: string;
  readonly thinking: {
    readonly mode: string;
    readonly why: string;
    readonly renewed: number;
  } | null;
  /** Why each thing of other visits came back; what it was stands in the prompt. */
  readonly recalled: readonly (readonly string[])[];
  readonly cut: {
    readonly observations: number;
    readonly tokensBefore: number;
    readonly tokensAfter: number;
    readonly budget: number;
  } | null;
  readonly calls: readonly {
    readonly callId: string;
    readonly phase: string;
    readonly model: string;
    readonly status: string;
    readonly promptTokens: number | null;
    readonly completionTokens: number | null;
    /** In ms. */
    readonly firstText: number | null;
    readonly end: number;
    readonly sampling: Readonly<Record<string, string | number | boolean>>;
    readonly prompt: Shown<string>;
    readonly completion: Shown<string>;
  }[];
  readonly segments: Shown<readonly Segment[]>;
  readonly sayDo: readonly {
    readonly verb: string;
    readonly target: string | null;
    readonly item: string | null;
    readonly outcome: string;
  }[];
  readonly deeds: readonly {
    readonly verb: string;
    readonly target: string | null;
    readonly done: boolean;
    readonly refusal: string | null;
  }[];
  readonly outcome: string;
  readonly cause: string | null;
  readonly anomalies: Readonly<Record<string, number>>;
  readonly trainable: boolean;
  readonly version: string | null;
  /** From the line that was answered, in ms. */
  readonly timing: { readonly firstVisible: number | null; readonly end: number };
  readonly feedback: readonly {
    readonly who: string;
    readonly up: boolean;
    readonly reasons: readonly string[];
  }[];
}
