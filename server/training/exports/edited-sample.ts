import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { playedText } from "./her-text.ts";
import type { Sample } from "./sample.ts";
import type { Veil } from "./veil.ts";

/** Who wrote it, where other samples name a model. */
export const AUTHOR = "author";

/**
 * A turn as its author would have had it: the same prompt, the same system thinking and name, other words. No model
 * wrote them, and they are what is to be learned.
 */
export function editedSample(
  sample: Sample,
  segments: Extract<EpisodeEvent, { type: "edit" }>["segments"],
  veil: Veil,
): Sample {
  const played = veil.text(playedText(segments));
  const head = headOf(sample);
  return {
    ...sample,
    turn: veil.id("turn", `${sample.turn} edited`),
    completion: head + played,
    untaught: sample.untaught.flatMap(([from, to]) =>
      from >= head.length ? [] : [[from, Math.min(to, head.length)] as const],
    ),
    played,
    calls: [],
    outcome: "complete",
    instead: sample.turn,
    policy: { model: AUTHOR, temperature: null, topP: null },
    marks: { ...sample.marks, feedback: null, preference: "chosen", rewards: [] },
  };
}

const CLOSE = "</system_thinking>";

/** What a completion holds before the first word of what was played: thought, and the name that follows it. */
function headOf({ completion, persona }: Sample): string {
  const close = completion.indexOf(CLOSE);
  const thought = close === -1 ? 0 : close + CLOSE.length;
  const rest = completion.slice(thought);
  const name = /^\s*/u.exec(rest)?.[0].length ?? 0;
  const named = rest.startsWith(`${persona.name}:`, name);
  if (!named) return completion.slice(0, thought + name);
  const after = name + persona.name.length + 1;
  const gap = /^[^\S\n]*/u.exec(rest.slice(after))?.[0].length ?? 0;
  return completion.slice(0, thought + after + gap);
}
