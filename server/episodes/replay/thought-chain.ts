import { openThought, THOUGHT_OPEN } from "../../roleplay/thinking/thought.ts";
import type { ModelCall } from "../../stage/ports.ts";

/** The thoughts of an episode's calls, each ready to be continued by the call that names it. */
export interface ThoughtChain {
  /** What a call's answer was begun with, and the thought in it that was closed; null if a call before it is missing. */
  begun(call: ModelCall): { readonly prefill: string; readonly thought: string } | null;
  /** The whole thought that a call came to, from its beginning; null for one that is not there. */
  thoughtOf(callId: string): string | null;
  /** Keeps what a call that thinks came to. */
  add(call: ModelCall): void;
}

/** Before the first call. */
export function createThoughtChain(): ThoughtChain {
  const thoughts = new Map<string, string>();

  const chain: ThoughtChain = {
    thoughtOf: (callId) => thoughts.get(callId) ?? null,
    begun({ thinking, basis }) {
      const { phase, after, forced } = thinking;
      if (phase === "whole") return { prefill: basis?.prefill ?? "", thought: "" };
      const before = after === null ? "" : chain.thoughtOf(after);
      if (before === null) return null;
      // In `reflex` the tag that opens the thought is forced like its close.
      const rest = forced.startsWith(THOUGHT_OPEN) ? forced.slice(THOUGHT_OPEN.length) : forced;
      return { prefill: openThought(before) + rest, thought: before };
    },
    add(call) {
      if (call.thinking.phase !== "think") return;
      const begun = chain.begun(call);
      if (begun === null) return;
      const kept = call.completionText.slice(0, call.reading?.read ?? 0);
      thoughts.set(call.callId, begun.prefill.slice(THOUGHT_OPEN.length) + kept);
    },
  };
  return chain;
}
