import * as z from "zod";
import type { TurnOutcome } from "../protocol.ts";
import type { TurnDetail } from "./rehearsal.ts";

/** Words between the live page and its routes (`/live`). */

const Id = z.string().min(1).max(120);

/** `POST /live/scenes/:scene/control`: `persona` is null for all of them and the scene itself. */
export const ControlWish = z.strictObject({
  persona: Id.nullable(),
  control: z.discriminatedUnion("do", [
    z.strictObject({ do: z.literal("mute") }),
    z.strictObject({ do: z.literal("pause") }),
    z.strictObject({ do: z.literal("resume") }),
    /** With `everything` what it remembers from other visits is lost, too. */
    z.strictObject({ do: z.literal("reset"), everything: z.boolean().optional() }),
    z.strictObject({ do: z.literal("kill") }),
    z.strictObject({ do: z.literal("dismiss") }),
  ]),
});
export type ControlWish = z.infer<typeof ControlWish>;

export type BodyState = "free" | "thinking" | "speaking" | "muted" | "paused" | "killed";

/** Somebody in the scene. A player is called by a number unless players' words are shown. */
export interface LiveBody {
  readonly id: string;
  readonly name: string;
  readonly kind: "persona" | "player";
  /** In tiles. */
  readonly x: number;
  readonly y: number;
  readonly state: BodyState;
  /** Of the sheet that plays; null for players. */
  readonly version: string | null;
  readonly turns: number;
}

/** How many words something took, where the words themselves are not shown. */
export interface WithheldText {
  readonly letters: number;
}

/** One line of the scene, as far as who asks may read it. */
export interface LiveLine {
  /** Counts the scene's lines from 1. */
  readonly n: number;
  readonly turnId: string;
  /** Wall time in ms. */
  readonly at: number;
  readonly speaker: string;
  readonly name: string;
  readonly kind: "persona" | "player" | "environment";
  readonly to: string | null;
  readonly whisper: boolean;
  /** What others could perceive; withheld where it is not for this reader. */
  readonly said:
    | readonly { readonly kind: "speech" | "action"; readonly text: string }[]
    | WithheldText;
  /** Of a persona's turn; null for a whole line. */
  readonly turn: {
    readonly outcome: TurnOutcome;
    readonly cause: string | null;
    readonly chosenBy: string;
    /** From the line that was answered, in ms. */
    readonly firstVisible: number | null;
    readonly end: number;
    /** Anomalies, summed. */
    readonly anomalies: number;
    readonly version: string | null;
    /** Who asks may open its trace: of the last turns here, of earlier ones in the log. */
    readonly trace: boolean;
  } | null;
}

/** Something that was done to a persona or to all, by whoever watched. */
export interface LiveNote {
  readonly n: number;
  readonly at: number;
  readonly what: "mute" | "pause" | "resume" | "reset" | "kill" | "dismiss" | "recast" | "admitted";
  /** A name; null for everyone. */
  readonly whom: string | null;
  readonly by: string;
}

/** How the scene goes. Times in ms. */
export interface LiveFigures {
  readonly personas: number;
  readonly players: number;
  readonly turns: number;
  /** Of the last 500 turns that showed something: from the line to its first visible part. */
  readonly firstVisible: { readonly p50: number; readonly p95: number; readonly of: number } | null;
  /** Ends that were not `complete`, and anomalies of turns, by their kind. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly anomalies: Readonly<Record<string, number>>;
  readonly calls: number;
  readonly tokens: { readonly prompt: number; readonly completion: number };
}

/** What was used of a cap in the last hour. */
export interface LiveBudget {
  readonly tokens: { readonly used: number; readonly cap: number };
  readonly calls: { readonly used: number; readonly cap: number };
}

/** The one queue of the server, and what this scene and the server have used. */
export interface LiveLoad {
  readonly waiting: number;
  readonly running: number;
  /** Calls at once that the endpoint is given now. */
  readonly limit: number;
  /** What is left of a pause that the endpoint asked for, in ms. */
  readonly pausedFor: number;
  readonly lanes: Readonly<
    Record<string, { readonly waiting: number; readonly running: number; readonly age: number }>
  >;
  readonly scene: LiveBudget;
  readonly server: LiveBudget;
}

/** `GET /live`: scenes that are open now. */
export interface LiveScenes {
  /** Who asks may have players' words shown. */
  readonly mayReadPlayers: boolean;
  readonly scenes: readonly {
    readonly episodeId: string;
    readonly world: string;
    readonly title: string;
    readonly since: number;
    readonly figures: LiveFigures;
    /** Personas that are held. */
    readonly held: number;
  }[];
}

/**
 * `GET /live/scenes/:scene/feed`, and `…/words/feed` with players' words: first everything, then what changed. A reader
 * that is slow gets fewer of them, and `missed` says how many lines it was not told.
 */
export type LiveEvent =
  | {
      readonly type: "scene";
      readonly episodeId: string;
      readonly world: string;
      readonly title: string;
      readonly map: string;
      readonly since: number;
      readonly bodies: readonly LiveBody[];
      readonly lines: readonly LiveLine[];
      readonly notes: readonly LiveNote[];
      readonly figures: LiveFigures;
      readonly load: LiveLoad | null;
    }
  | {
      readonly type: "change";
      readonly bodies: readonly LiveBody[];
      readonly gone: readonly string[];
      readonly lines: readonly LiveLine[];
      readonly missed: number;
      readonly notes: readonly LiveNote[];
      readonly figures: LiveFigures | null;
      readonly load: LiveLoad | null;
    }
  | { readonly type: "over" };

/** `GET /live/scenes/:scene/turns/:turn`, and `…/words/turns/:turn` with players' words: how a turn came to be. */
export interface LiveTrace {
  readonly line: LiveLine;
  /** What the persona observed since it spoke last, oldest first. */
  readonly observed: readonly TracedObservation[];
  /** Its own, in their order: what it thought and what it showed. */
  readonly segments: readonly {
    readonly kind: "speech" | "action" | "role-thinking" | "system-thinking" | "unreleased";
    readonly text: string;
  }[];
  /** What its words promised, and what came of it. */
  readonly promised: readonly {
    readonly verb: string;
    readonly target: string | null;
    readonly item: string | null;
    readonly outcome: string;
  }[];
  /** What it did by the rules. */
  readonly deeds: readonly {
    readonly verb: string;
    readonly target: string | null;
    readonly item: string | null;
    readonly outcome: "done" | "refused";
    readonly refusal: string | null;
  }[];
  /** Prompt, recalled, cut, calls and timings. Parts that hold players' words have no text unless those are shown. */
  readonly detail: TurnDetail;
  /** Something was left out because it is, or may hold, what players said. */
  readonly withheld: boolean;
}

export interface TracedObservation {
  readonly kind: "heard" | "environment" | "recalled";
  /** Who spoke; null for the world. */
  readonly from: string | null;
  readonly whisper: boolean;
  readonly text: string | WithheldText;
}
