import type { Verb } from "../../roleplay/verbs/verb.ts";
import { saidInChinese } from "./say-do.zh.ts";
import { saidInEnglish } from "./say-do.en.ts";

/** Whether a persona did what it said it would: read from its own speech, with precision before recall. */

/** What speech may name: ids with every word for them. */
export interface Sayable {
  readonly verbs: readonly Verb[];
  readonly things: readonly Word[];
  readonly places: readonly Word[];
  readonly people: readonly Word[];
  /** Whom the turn is said to. */
  readonly addressee: string | null;
}
export interface Word {
  readonly id: string;
  readonly names: readonly string[];
}

/** One thing that was said: that something will be done, or that it will not. */
export interface Said {
  readonly verb: string;
  readonly target: string | null;
  readonly item: string | null;
  readonly says: "will" | "will-not";
}

/** What was tried in the same turn, and what it came to. */
export interface Tried {
  readonly verb: string;
  readonly target: string | null;
  readonly item: string | null;
  readonly outcome: "done" | "refused" | "under-way";
}

/** One line of the turn's account. */
export interface SayDo {
  readonly verb: string;
  readonly target: string | null;
  readonly item: string | null;
  /** The persona said in so many words that it would. */
  readonly promised: boolean;
  /** It said that it would not; absent where it did not say so. */
  readonly declined?: boolean;
  /** `refused`: by the rules. `under-way`: it had not got there when the turn ended. */
  readonly outcome: Tried["outcome"] | "not-tried";
}

/** What a turn's speech promises or declines to do, by the verbs and things of the scene. */
export function readSaid(speech: string, sayable: Sayable): Said[] {
  const all = [...saidInEnglish(speech, sayable), ...saidInChinese(speech, sayable)];
  return all.filter((one, at) => all.findIndex((other) => sameSaid(one, other)) === at);
}

/** A turn's account: each promise with what came of it, then what was done without a word. */
export function sayDo(said: readonly Said[], tried: readonly Tried[]): SayDo[] {
  const left = [...tried];
  const account = said.map(({ verb, target, item, says }): SayDo => {
    const at = left.findIndex((deed) => means({ verb, target, item }, deed));
    const deed = at === -1 ? undefined : left.splice(at, 1)[0];
    return {
      verb,
      target: deed?.target ?? target,
      item: deed?.item ?? item,
      promised: says === "will",
      ...(says === "will-not" ? { declined: true } : {}),
      outcome: deed?.outcome ?? "not-tried",
    };
  });
  return [...account, ...left.map((deed) => ({ ...deed, promised: false }))];
}

/** What was left open by the words may be anything. */
function means(said: Omit<Said, "says">, { verb, target, item }: Tried): boolean {
  const agrees = (a: string | null, b: string | null) => a === null || b === null || a === b;
  return said.verb === verb && agrees(said.target, target) && agrees(said.item, item);
}

function sameSaid(a: Said, b: Said): boolean {
  return a.verb === b.verb && a.target === b.target && a.item === b.item && a.says === b.says;
}
