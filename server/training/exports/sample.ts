import type { TurnOutcome } from "../../../shared/protocol.ts";
import type { ModelCall } from "../../stage/ports.ts";

/**
 * What every format is made of: one turn of one persona, with the calls it took, as a trainer sees it. Texts are scrubbed
 * and ids are pseudonyms already, so that a format cannot forget to.
 */

export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** From the first character to the one before the second, in UTF-16 code units. */
export type Span = readonly [from: number, to: number];

/** One model call of a turn. */
export interface CallPart {
  /** Its pseudonym; `after` of other calls speaks of it by this. */
  readonly id: string;
  readonly after: string | null;
  readonly call: ModelCall;
  /** Its text is part of what was said; false for a try that failed or was overtaken. */
  readonly used: boolean;
  /** For each sampled token 1 where it may be learned; null where the endpoint gave no ids. */
  readonly mask: readonly number[] | null;
  /** False where a name had to leave the text: then the tokens would still spell it, and they are withheld. */
  readonly exact: boolean;
}

/** Why one may or may not want a turn. */
export interface Marks {
  readonly synthetic: boolean;
  readonly consented: boolean;
  /** Its prompt holds something remembered from before. */
  readonly recalled: boolean;
  /** Of some of it the log does not say whose words that was. */
  readonly unnamed: boolean;
  /** A designer played it in the studio. */
  readonly rehearsal: boolean;
  /** Not from play: its episode is a branch of another. */
  readonly branch: boolean;
  readonly feedback: "up" | "down" | "mixed" | null;
  readonly preference: "chosen" | "rejected" | null;
  readonly rewards: readonly {
    readonly name: string;
    readonly value: number;
    readonly source: string;
    readonly synthetic: boolean;
  }[];
}

export interface Sample {
  readonly episode: string;
  readonly turn: string;
  /** Wall time in ms. */
  readonly at: number;
  /** Counts this persona's turns in the episode, from 0. */
  readonly turnIndex: number;
  readonly persona: { readonly id: string; readonly name: string };
  readonly scene: string | null;
  readonly split: string;
  /** The system's first; the last one is the user's. */
  readonly messages: readonly Message[];
  /** The whole turn from where the assistant begins: system thinking, name, and what was played. */
  readonly completion: string;
  /** What in the completion no model wrote: prefilled, forced. */
  readonly untaught: readonly Span[];
  /** The turn as judges may see it: without system thinking and name, with role thinking. */
  readonly played: string;
  /** The system thinking that the completion begins with; empty for none. */
  readonly systemThinking: string;
  readonly calls: readonly CallPart[];
  readonly outcome: TurnOutcome;
  readonly mode: string | null;
  /** A retake: the pseudonym of the turn it says differently. */
  readonly instead: string | null;
  /** Its prompt lost its oldest lines just before it. */
  readonly afterCut: boolean;
  readonly policy: {
    readonly model: string;
    readonly temperature: number | null;
    readonly topP: number | null;
  };
  readonly marks: Marks;
}

/** Two versions of one turn, told apart by a player, with the prompt that both had. */
export interface Pair {
  readonly id: string;
  readonly chosen: Sample;
  readonly rejected: Sample;
  /** Which of the two the player saw first. */
  readonly shownFirst: "chosen" | "rejected";
}
