import { readFile } from "node:fs/promises";
import { placeOf } from "../server/episodes/log-place.ts";
import { openEpisodeReader } from "../server/episodes/reader.ts";
import type { EpisodeEvent } from "../server/stage/episode-event.ts";
import type {
  Clock,
  Model,
  ModelCall,
  ModelEnd,
  ModelEvent,
  ModelRequest,
} from "../server/stage/ports.ts";
import { callOf } from "./scripted-model.ts";

/** One call that a real model once answered. */
export interface RecordedCall {
  /** Whose turn it was for: a persona's id. */
  readonly persona: string;
  /** `whole`, `think` or `speak`; see `ThinkingPart`. */
  readonly phase: ModelRequest["thinking"]["phase"];
  /** Verbatim, thoughts and tags included. */
  readonly completion: string;
  readonly end: ModelEnd;
  /** The prompt it answered, to tell whether the same was asked again; null where it is not known. */
  readonly prompt: string | null;
}

/** A model that answers as another once did, call by call. */
export interface RecordedModel extends Model {
  readonly requests: readonly ModelRequest[];
  /** Recorded calls that nobody asked for yet, in their order. */
  readonly left: readonly RecordedCall[];
  /** Where the replay was not the recording: a call for which there was none, or another prompt. Empty for an exact one. */
  readonly strayed: readonly string[];
}

/**
 * Plays recorded calls again: each persona is given its own, for the same part of its thinking, in the order in which
 * they were made. What was not recorded fails as `model-not-found`, so that a test sees the persona's stand-in line.
 */
export function recordedModel(recording: readonly RecordedCall[], clock: Clock): RecordedModel {
  const left = [...recording];
  const requests: ModelRequest[] = [];
  const strayed: string[] = [];

  function next(request: ModelRequest): RecordedCall | null {
    const { persona } = request.purpose;
    const { phase } = request.thinking;
    const index = left.findIndex((call) => call.persona === persona && call.phase === phase);
    const [call] = index < 0 ? [] : left.splice(index, 1);
    if (call === undefined) {
      strayed.push(`${persona} (${phase}): nothing is recorded for call ${requests.length}`);
      return null;
    }
    if (call.prompt !== null && call.prompt !== promptOf(request)) {
      strayed.push(`${persona} (${phase}): call ${requests.length} asks something else`);
    }
    return call;
  }

  return {
    synthetic: true,
    description: "recorded",
    continuesPrefill: true,
    requests,
    left,
    strayed,
    async *generate(request, signal): AsyncGenerator<ModelEvent> {
      requests.push(request);
      const call = next(request);
      const text = call?.completion ?? "";
      if (text !== "" && !signal.aborted) yield { type: "text", text };
      const end: ModelEnd = signal.aborted
        ? { status: "aborted" }
        : (call?.end ?? { status: "failed", failure: "model-not-found" });
      yield { type: "end", end, call: callOf(request, text, end, clock) };
    },
  };
}

/** The calls of an episode's events that were made, in their order; a thought that came to nothing is among them. */
export function recordingOf(events: Iterable<EpisodeEvent>): RecordedCall[] {
  const calls: RecordedCall[] = [];
  for (const event of events) {
    if (event.type !== "model-call") continue;
    const call = event.call as Partial<ModelCall>;
    const { completionText, end, thinking, request } = call;
    if (completionText === undefined || end === undefined) continue;
    calls.push({
      persona: event.participant,
      phase: thinking?.phase ?? "whole",
      completion: completionText,
      end,
      prompt: request === undefined ? null : promptIn(request),
    });
  }
  return calls;
}

/**
 * Reads a recording: an episode of a log (`data/episodes.sqlite`, the last one unless `episode` names it), or a JSON
 * file that holds a list of `RecordedCall`. Rejects in words for what is neither.
 */
export async function readRecording(file: string, episode?: string): Promise<RecordedCall[]> {
  if (/\.json$/iu.test(file)) return inJson(file);
  const place = placeOf(file);
  const log = await openEpisodeReader(place);
  try {
    const known = await log.list();
    const id = episode ?? known.at(-1)?.id;
    if (id === undefined || !known.some((one) => one.id === id)) {
      const ids = known.map((one) => one.id).join(", ") || "none";
      throw new Error(`${String(place)}: there is no episode '${id ?? ""}'; it holds: ${ids}`);
    }
    const events: EpisodeEvent[] = [];
    for await (const { event } of log.events(id)) events.push(event);
    return recordingOf(events);
  } finally {
    await log.close();
  }
}

async function inJson(file: string): Promise<RecordedCall[]> {
  const read: unknown = JSON.parse(await readFile(file, "utf8"));
  if (!Array.isArray(read))
    throw new Error(`${file}: found no list; expected one of recorded calls`);
  return read.map((one: unknown, index) => {
    const {
      persona,
      completion,
      phase = "whole",
      end = { status: "complete", finishReason: "stop" },
      prompt = null,
    } = (one ?? {}) as Partial<RecordedCall>;
    if (typeof persona !== "string" || typeof completion !== "string") {
      throw new Error(`${file}: call ${index} has no persona or no completion; both are text`);
    }
    return { persona, completion, phase, end, prompt };
  });
}

function promptOf({ prompt }: ModelRequest): string {
  return JSON.stringify({ messages: prompt.messages, system: prompt.system });
}

/** As `callOf` records it; an endpoint's own record holds the prompt in a shape of the wire, which is not compared. */
function promptIn(request: Record<string, unknown>): string | null {
  const { messages, system } = request;
  return Array.isArray(messages) && typeof system === "string"
    ? JSON.stringify({ messages, system })
    : null;
}
