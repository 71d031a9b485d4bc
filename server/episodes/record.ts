import { EPISODE_FORMAT, EpisodeEvent } from "../stage/episode-event.ts";
import { EpisodeLogError } from "./episode-log-error.ts";
import { findForeignValue, safePath } from "./json-value.ts";
import { upToDate } from "./earlier-events.ts";
import { packLogprobs, packTokenIds, unpackLogprobs, unpackTokenIds } from "./token-array.ts";

/** An event as a store keeps it: columns to filter on, the body as JSON text, and packed arrays beside it. */
export interface EventRecord {
  readonly episode: string;
  readonly type: EpisodeEvent["type"];
  readonly turn: string | null;
  readonly participant: string | null;
  readonly outcome: string | null;
  /** Wall time in ms. */
  readonly at: number;
  /** The event as JSON, keys in the order they came in; `null` where a packed array belongs. */
  readonly body: string;
  readonly prompt_tokens: Uint8Array | null;
  readonly completion_tokens: Uint8Array | null;
  readonly logprobs: Uint8Array | null;
}

/** The longest body of one event, in UTF-16 code units of JSON. */
export const BODY_LIMIT = 16 * 1024 * 1024;

const PACKED = [
  { key: "promptTokenIds", column: "prompt_tokens", pack: packTokenIds, unpack: unpackTokenIds },
  {
    key: "completionTokenIds",
    column: "completion_tokens",
    pack: packTokenIds,
    unpack: unpackTokenIds,
  },
  { key: "logprobs", column: "logprobs", pack: packLogprobs, unpack: unpackLogprobs },
] as const;

/** The columns of an event that a store filters on. */
export function columnsOf(
  event: EpisodeEvent,
): Pick<EventRecord, "episode" | "type" | "turn" | "participant" | "outcome" | "at"> {
  const head = { episode: event.episodeId, type: event.type, at: event.at };
  switch (event.type) {
    case "episode-start":
    case "episode-end":
    case "trigger":
    case "ending":
    case "places":
    case "taken-up":
      return { ...head, turn: null, participant: null, outcome: null };
    case "turn-began":
      return { ...head, turn: event.turnId, participant: event.speaker, outcome: null };
    case "participant-joined":
    case "participant-left":
    case "moved":
    case "forgot":
    case "consent":
    case "redaction":
    case "control":
    case "recast":
    case "admitted":
      return { ...head, turn: null, participant: event.participant, outcome: null };
    case "deed":
      return {
        ...head,
        turn: event.turnId,
        participant: event.actor,
        outcome: event.outcome,
      };
    case "mind-read":
      return {
        ...head,
        turn: event.turnId ?? null,
        participant: event.participant,
        outcome: null,
      };
    case "observed": {
      const [mind, ...others] = event.minds;
      const persona = others.length === 0 ? (mind?.persona ?? null) : null;
      return { ...head, turn: event.observation.turnId, participant: persona, outcome: null };
    }
    case "reward":
      return {
        ...head,
        turn: event.scope === "turn" ? event.target : null,
        participant: null,
        outcome: event.name,
      };
    case "found":
    case "feedback":
    case "edit":
      return { ...head, turn: event.turnId, participant: event.participant, outcome: null };
    case "preference":
      return { ...head, turn: event.chosen, participant: event.participant, outcome: null };
    case "line":
      return { ...head, turn: event.turnId, participant: event.speaker, outcome: null };
    case "model-call":
      return { ...head, turn: event.turnId, participant: event.participant, outcome: null };
    case "turn":
      return { ...head, turn: event.turnId, participant: event.speaker, outcome: event.outcome };
  }
}

/** Checks an event and lays it out for a store; throws `invalid`, naming where, never what was written there. */
export function recordOf(candidate: EpisodeEvent): EventRecord {
  const parsed = EpisodeEvent.safeParse(candidate);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const expected = issue?.code === "invalid_type" ? `, expected ${issue.expected}` : "";
    throw invalid(safePath(issue?.path ?? []), `${issue?.code ?? "unknown"}${expected}`);
  }
  const columns = columnsOf(candidate);
  for (const [path, id] of [
    ["episodeId", columns.episode],
    ["turnId", columns.turn],
    ["participant", columns.participant],
    ["outcome", columns.outcome],
  ] as const) {
    if (id !== null && !isStorableId(id)) {
      throw invalid(path, "an id must be 1 to 200 characters of well-formed text");
    }
  }
  const packed: { [column: string]: Uint8Array } = {};
  let bodyValue: EpisodeEvent = candidate;
  if (candidate.type === "model-call") {
    const call = { ...candidate.call };
    for (const { key, column, pack } of PACKED) {
      const bytes = pack(call[key]);
      if (bytes === null) continue;
      packed[column] = bytes;
      call[key] = null;
    }
    bodyValue = { ...candidate, call };
  }
  const foreign = findForeignValue(bodyValue);
  if (foreign !== null) throw invalid(safePath(foreign.path), foreign.problem);
  const body = JSON.stringify(bodyValue);
  if (body.length > BODY_LIMIT) {
    throw invalid("(the whole event)", `longer than ${BODY_LIMIT} characters as JSON`);
  }
  return {
    ...columns,
    body,
    prompt_tokens: packed["prompt_tokens"] ?? null,
    completion_tokens: packed["completion_tokens"] ?? null,
    logprobs: packed["logprobs"] ?? null,
  };
}

/** The event that `recordOf` laid out; throws `corrupt` when what is stored is no event, `newer-format` for a later one. */
export function eventOf(
  record: Pick<EventRecord, "body" | "prompt_tokens" | "completion_tokens" | "logprobs">,
): EpisodeEvent {
  let value: unknown;
  try {
    value = JSON.parse(record.body);
  } catch {
    throw new EpisodeLogError("corrupt", "the body is not JSON");
  }
  restorePacked(value, record);
  refuseNewer(value);
  value = upToDate(value);
  const parsed = EpisodeEvent.safeParse(value);
  if (!parsed.success) {
    const path = safePath(parsed.error.issues[0]?.path ?? []);
    throw new EpisodeLogError("corrupt", `the body is not an event of this version, at ${path}`);
  }
  // What was stored, not zod's copy of it: the order of keys matters to a replay.
  return value as EpisodeEvent;
}

function refuseNewer(value: unknown): void {
  const v = typeof value === "object" && value !== null && "v" in value ? value.v : null;
  if (typeof v !== "number" || !Number.isInteger(v) || v <= EPISODE_FORMAT) return;
  throw new EpisodeLogError(
    "newer-format",
    `the event has version ${v}, and this version knows events up to ${EPISODE_FORMAT}; read it with the newer one`,
  );
}

function restorePacked(value: unknown, record: Parameters<typeof eventOf>[0]): void {
  const call: unknown =
    typeof value === "object" && value !== null && "call" in value ? value.call : null;
  for (const { key, column, unpack } of PACKED) {
    const bytes = record[column];
    if (bytes === null) continue;
    if (typeof call !== "object" || call === null) {
      throw new EpisodeLogError("corrupt", "packed arrays without a model call");
    }
    Object.assign(call, { [key]: unpack(bytes) });
  }
}

function isStorableId(id: string): boolean {
  return id.length >= 1 && id.length <= 200 && id.isWellFormed() && !id.includes("\0");
}

function invalid(path: string, problem: string): EpisodeLogError {
  return new EpisodeLogError(
    "invalid",
    `An event was not logged: ${path}: ${problem}. Nothing of this append was written; correct the caller.`,
  );
}
