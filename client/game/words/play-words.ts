import type {
  DeedRefusal,
  FeedbackReason,
  GoalQuestion,
  JournalEntry,
} from "../../../shared/protocol.ts";
import type { CueName } from "../sound/cue.ts";

/** The texts of what is played beside the talk: journal, deeds, feedback, thoughts, endings, sound. */
export interface PlayWords {
  readonly journal: {
    readonly title: string;
    readonly open: (fresh: number) => string;
    readonly goal: string;
    readonly board: (found: number, all: number) => string;
    readonly states: Readonly<Record<GoalQuestion["state"], string>>;
    readonly learned: string;
    readonly nothing: string;
    readonly kinds: Readonly<Record<JournalEntry["kind"], string>>;
    readonly said: (name: string) => string;
    readonly show: string;
    readonly gone: string;
    readonly fresh: string;
    readonly helps: string;
    readonly close: string;
    readonly found: string;
    readonly told: string;
    readonly seen: string;
    readonly moved: (question: string) => string;
    readonly answered: (question: string) => string;
  };
  readonly suggestions: {
    readonly label: string;
    readonly take: (line: string, name: string | null) => string;
    readonly again: string;
  };
  readonly feedback: {
    readonly tools: (name: string) => string;
    readonly up: string;
    readonly down: string;
    readonly why: string;
    readonly reasons: Readonly<Record<FeedbackReason, string>>;
    readonly done: string;
    readonly thanks: string;
    readonly retake: string;
    readonly retaking: (name: string) => string;
    readonly another: string;
    readonly keep: string;
    readonly kept: string;
    readonly failed: string;
  };
  readonly deeds: {
    readonly open: string;
    readonly around: string;
    readonly nothing: string;
    readonly carry: string;
    readonly held: (name: string) => string;
    readonly menu: (name: string) => string;
    readonly with: (verb: string, item: string) => string;
    readonly to: (verb: string, person: string) => string;
    readonly talk: (name: string) => string;
    readonly back: string;
    readonly close: string;
    readonly doing: string;
    readonly isOpen: string;
    /** Where what is refused is a deed, and the words for talk would not fit. */
    readonly refusals: { readonly [R in DeedRefusal]?: string };
  };
  readonly minds: {
    readonly granted: (name: string) => string;
    readonly open: (name: string) => string;
    readonly left: (seconds: number) => string;
    readonly over: (name: string) => string;
    readonly thinks: (name: string) => string;
    readonly only: string;
  };
  readonly ending: {
    readonly over: string;
    readonly answered: (found: number, all: number) => string;
    readonly company: string;
    readonly again: string;
    readonly stay: string;
  };
  readonly sound: {
    readonly title: string;
    readonly on: string;
    readonly volume: string;
    readonly captions: string;
    readonly mute: string;
    readonly unmute: string;
    readonly cues: Readonly<Record<CueName, string>>;
  };
  readonly progress: {
    readonly map: (percent: number) => string;
    readonly back: string;
    readonly hearing: string;
    readonly saying: string;
    readonly reconnecting: (seconds: number) => string;
  };
}
