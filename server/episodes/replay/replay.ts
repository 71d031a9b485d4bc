import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { ModelCall } from "../../stage/ports.ts";
import type { LoggedEvent } from "../reader.ts";
import { callFacts } from "./call-facts.ts";
import { firstDifference, type Difference } from "./difference.ts";
import { followEpisode } from "./following.ts";
import { createPerception, type Perceived } from "./perception.ts";
import { rebuiltAside } from "./rebuilt-aside.ts";
import { rebuiltPrompt, type NotRebuilt } from "./rebuilt-prompt.ts";
import { rereadTurn } from "./reread-turn.ts";
import { sentAndRebuilt, type Dialects } from "./sent-prompt.ts";
import { createShownLines, type ShownLines } from "./shown-lines.ts";

/** Something that could not be made again, and why. */
export interface Skipped {
  /** `perception`: who heard or saw a line, turn or deed, and what came of it. */
  readonly what: "prompt" | "turn" | "perception";
  readonly turnId: string;
  readonly callId: string | null;
  readonly reason: NotRebuilt;
}

/** What playing an episode once more without a model came to. */
export interface Replay {
  /** Prompts and turns that came out as they are on record. */
  readonly prompts: number;
  readonly turns: number;
  /** Lines, turns and deeds that were perceived by the same as it is on record, and came to the same. */
  readonly perceptions: number;
  readonly skipped: readonly Skipped[];
  /** The first thing that is not as it was; null for none. */
  readonly difference: Difference | null;
  /** How many things are not as they were; what follows from a changed thought counts again. */
  readonly differences: number;
  /** What was heard, made again; as it is on record where a turn could not be read again. */
  readonly lines: ShownLines;
}

/**
 * Plays an episode once more from its log alone, without a model: each call's prompt is built again and compared with
 * what was sent, each turn's completions are parsed again and compared with what was kept and shown.
 */
export async function replayEpisode(
  events: AsyncIterable<LoggedEvent> | Iterable<LoggedEvent>,
  dialects: Dialects,
): Promise<Replay> {
  const following = followEpisode();
  const perception = createPerception();
  const lines = createShownLines();
  const callsOfTurns = new Map<string, ModelCall[]>();
  const skipped: Skipped[] = [];
  let prompts = 0;
  let turns = 0;
  let perceptions = 0;
  let redacted = false;
  const differences: Difference[] = [];

  function checkPrompt(event: Extract<EpisodeEvent, { type: "model-call" }>): void {
    const { turnId, participant } = event;
    const call = callFacts(event.call);
    const { sheets, minds, thoughts } = following;
    const skip = (reason: NotRebuilt): void =>
      void skipped.push({ what: "prompt", turnId, callId: call?.callId ?? null, reason });
    if (call === null) return skip("earlier-version");
    if (event.discarded === undefined)
      callsOfTurns.set(turnId, [...(callsOfTurns.get(turnId) ?? []), call]);
    if (sheets === null) return skip("sheet-unknown");
    const mind = minds.get(participant) ?? null;
    const built =
      call.aside === undefined || call.basis !== undefined
        ? rebuiltPrompt(call, participant, sheets, mind, thoughts)
        : Object.keys(call.request).length === 0
          ? ({ ok: false, reason: "not-sent" } as const)
          : rebuiltAside(call.aside, participant, sheets, perception, mind);
    if (!built.ok) return skip(built.reason);
    const { sent, rebuilt } = sentAndRebuilt(call, built.prompt, dialects);
    const found = firstDifference(sent, rebuilt);
    if (found === null) prompts += 1;
    else differences.push({ what: "prompt", turnId, callId: call.callId, ...found });
  }

  async function checkTurn(event: Extract<EpisodeEvent, { type: "turn" }>): Promise<void> {
    const { turnId, speaker } = event;
    const calls = callsOfTurns.get(turnId) ?? [];
    callsOfTurns.delete(turnId);
    const { sheets, minds, thoughts } = following;
    const skip = (reason: NotRebuilt): void => {
      skipped.push({ what: "turn", turnId, callId: null, reason });
      lines.add(event);
    };
    if (sheets === null) return skip("sheet-unknown");
    const read = await rereadTurn(event, calls, sheets, minds.get(speaker) ?? null, thoughts);
    if (!read.ok) return skip(read.reason);
    const where = { turnId, callId: event.callId };
    const segments = firstDifference(told(event.segments), told(read.segments));
    const visible = firstDifference(
      told(event.segments.filter(isVisible)),
      told(read.shown.filter((one) => one !== null)),
    );
    if (segments === null && visible === null) {
      turns += 1;
      lines.add(event, read.shown);
      return;
    }
    if (event.instead !== undefined && spokeMeanwhile(event)) return skip("spoke-meanwhile");
    lines.add(event);
    if (segments !== null) differences.push({ what: "segments", ...where, ...segments });
    else if (visible !== null) differences.push({ what: "visible", ...where, ...visible });
  }

  /** When each persona's last turn ended, in wall time. */
  const endedAt = new Map<string, number>();
  function spokeMeanwhile({ speaker, at, timing }: Extract<EpisodeEvent, { type: "turn" }>) {
    return (endedAt.get(speaker) ?? 0) >= at - timing.end;
  }

  function perceived(all: readonly Perceived[]): void {
    for (const one of all) {
      if (one.ok === true) perceptions += 1;
      else if (one.ok === false) differences.push(one.difference);
      else {
        const { turnId, reason } = one;
        skipped.push({ what: "perception", turnId, callId: null, reason });
      }
    }
  }

  for await (const { event } of events) {
    if (event.type === "redaction") redacted = true;
    if (event.type === "model-call") {
      checkPrompt(event);
      following.take(event);
    } else if (event.type === "turn") {
      await checkTurn(event);
      following.take(event);
      endedAt.set(event.speaker, event.at);
    } else {
      following.take(event);
      lines.add(event);
    }
    perceived(perception.take(event, following.sheets));
  }
  perceived(perception.end());
  // What was taken out is recorded after all the rest.
  if (!redacted)
    return {
      prompts,
      turns,
      perceptions,
      skipped,
      difference: differences[0] ?? null,
      differences: differences.length,
      lines,
    };
  const gone = differences.map(({ what, turnId, callId }): Skipped => ({
    what:
      what === "prompt" ? what : what === "segments" || what === "visible" ? "turn" : "perception",
    turnId,
    callId,
    reason: "redacted",
  }));
  return {
    prompts,
    turns,
    perceptions,
    skipped: [...skipped, ...gone],
    difference: null,
    differences: 0,
    lines,
  };
}

function isVisible({ kind }: { readonly kind: string }): boolean {
  return kind === "speech" || kind === "action";
}

/** Segments as one text, so that a difference has a place in it. */
function told(segments: readonly { readonly kind: string; readonly text: string }[]): string {
  return segments.map(({ kind, text }) => `${kind}: ${text}\n`).join("");
}
