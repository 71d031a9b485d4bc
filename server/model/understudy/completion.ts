import type { Fault } from "./faults.ts";
import { judged } from "./judging.ts";
import { perform } from "./performance.ts";
import type { Wanted } from "./request-body.ts";
import { diceOf, hashOf } from "./seeded.ts";
import { tokensOf, type Token } from "./toy-tokenizer.ts";

/** A whole answer before it is sent: tokens, and how it ends. */
export interface Completion {
  readonly tokens: readonly Token[];
  /** Made up, in nats; one per token. */
  readonly logprobs: readonly number[];
  /** The first token that holds something visible. */
  readonly visibleFrom: number;
  readonly finishReason: string;
  readonly stopReason: string | null;
}

/** Plays the turn and cuts it as the request says. */
export function complete(
  wanted: Wanted,
  settings: { readonly seed: number; readonly think: number },
  fault: Fault | null,
): Completion {
  const seed = wanted.seed ?? settings.seed;
  const played =
    judged(wanted.conversation, seed) ??
    perform(wanted.conversation, { seed, think: settings.think });
  const { text, visibleFrom } = spoiled(played.text, played.visibleFrom, fault);
  const stopped = earliestStop(text, wanted.stop);
  const kept =
    stopped === null
      ? text
      : text.slice(0, stopped.at + (wanted.keepStop ? stopped.stop.length : 0));
  const all = tokensOf(kept);
  const limited = all.length > wanted.maxTokens;
  const tokens = limited ? all.slice(0, wanted.maxTokens) : all;
  const dice = diceOf(hashOf(`${seed} logprobs ${kept}`));
  return {
    tokens,
    logprobs: tokens.map(() => -Math.round(dice.next() ** 3 * 4_000_000) / 1_000_000),
    visibleFrom: Math.min(tokens.length, tokensOf(kept.slice(0, visibleFrom)).length),
    finishReason: limited ? "length" : (FINISH[fault?.name ?? ""] ?? "stop"),
    stopReason: limited || stopped === null ? null : stopped.stop,
  };
}

const FINISH: Readonly<Record<string, string>> = {
  length: "length",
  "content-filter": "content_filter",
  "tool-calls": "tool_calls",
};

function earliestStop(text: string, stops: readonly string[]): { at: number; stop: string } | null {
  let found: { at: number; stop: string } | null = null;
  for (const stop of stops) {
    const at = text.indexOf(stop);
    if (at >= 0 && (found === null || at < found.at)) found = { at, stop };
  }
  return found;
}

/** The same turn as a faulty model would write it. */
function spoiled(
  text: string,
  visibleFrom: number,
  fault: Fault | null,
): { text: string; visibleFrom: number } {
  const middle = visibleFrom + Math.floor((text.length - visibleFrom) / 2);
  const at =
    fault?.phase === "before"
      ? Math.floor(visibleFrom / 2)
      : fault?.phase === "after"
        ? text.length
        : middle;
  const thought = /^(?:<system_thinking>)?([\s\S]*?)<\/system_thinking>/.exec(text);
  switch (fault?.name) {
    case "empty":
      return { text: "", visibleFrom: 0 };
    case "whitespace":
      return { text: " \n\n  \n", visibleFrom: 0 };
    case "private-only": {
      const kept = thought ? thought[0] : "<system_thinking>Goal: say nothing.</system_thinking>";
      return { text: kept, visibleFrom: kept.length };
    }
    case "length":
    case "content-filter":
    case "tool-calls":
      return { text: text.slice(0, at), visibleFrom: Math.min(visibleFrom, at) };
    case "repeat-loop":
      return { text: text.slice(0, at) + " and then the sea came in".repeat(400), visibleFrom };
    case "unclosed-thought":
      return { text: text.replace("</system_thinking>", " "), visibleFrom: text.length };
    case "copy-thought":
      return { text: `${text} ${(thought?.[1] ?? "").slice(0, 200)}`, visibleFrom };
    case "speaks-for-others":
      return { text: `${text}\n\nStranger: I will speak for myself now.`, visibleFrom };
    default:
      return { text, visibleFrom };
  }
}
