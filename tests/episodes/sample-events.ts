import type { EpisodeEvent } from "../../server/stage/episode-event.ts";

/** Events of a small invented evening, for tests of the log. */

type Of<T extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: T }>;

export function startOf(episodeId: string): Of<"episode-start"> {
  return {
    v: 2,
    episodeId,
    at: 1_700_000_000_000,
    type: "episode-start",
    software: "dramatis 0.1.0",
    scene: { id: "salt-lantern", title: "The Salt Lantern" },
    personas: [
      { id: "mara", name: "Mara Quill", relationships: { Tomas: "brother", Ada: "rival" } },
    ],
    model: "understudy",
    synthetic: true,
    seed: 7,
  };
}

export function joinedOf(episodeId: string, participant = "p1", name = "Ayla"): EpisodeEvent {
  return {
    v: 2,
    episodeId,
    at: 1_700_000_001_000,
    type: "participant-joined",
    participant,
    name,
    kind: "player",
    language: "en",
  };
}

export function lineOf(
  episodeId: string,
  turnId: string,
  text = "Who put out the light?",
): Of<"line"> {
  return {
    v: 2,
    episodeId,
    at: 1_700_000_002_000.25,
    type: "line",
    turnId,
    speaker: "p1",
    addressee: "mara",
    whisper: false,
    segments: [{ kind: "speech", text }],
    listeners: ["mara", "p1"],
  };
}

export function turnOf(
  episodeId: string,
  turnId: string,
  thought = "He must not know.",
): Of<"turn"> {
  return {
    v: 2,
    episodeId,
    at: 1_700_000_003_000,
    type: "turn",
    turnId,
    speaker: "mara",
    addressee: "p1",
    whisper: false,
    segments: [
      { kind: "role-thinking", text: thought },
      { kind: "action", text: "turns the glass" },
      { kind: "speech", text: "The wind,\nas far as I know." },
    ],
    outcome: "complete",
    cause: null,
    callId: `call-${turnId}`,
    chosenBy: "addressed",
    anomalies: {},
    listeners: ["mara", "p1"],
    trainable: true,
    timing: { firstVisible: 120.5, end: 900 },
  };
}

export function callOf(
  episodeId: string,
  turnId: string,
  call: { [key: string]: unknown } = {},
): Of<"model-call"> {
  return {
    v: 2,
    episodeId,
    at: 1_700_000_002_500,
    type: "model-call",
    turnId,
    participant: "mara",
    call: {
      callId: `call-${turnId}`,
      purpose: { lane: "answer", scene: episodeId, persona: "mara", player: "p1" },
      thinking: {
        mode: "full",
        phase: "whole",
        budget: null,
        after: null,
        forced: "",
        trimmed: 0,
      },
      dialect: "raw",
      endpoint: "http://127.0.0.1:8000/v1",
      requestedModel: "her-32b",
      servedModel: "her-32b",
      synthetic: false,
      systemFingerprint: null,
      request: { model: "her-32b", temperature: 1 },
      promptText: "<|im_start|>system",
      promptTokenIds: [151_644, 8_948, 0, 2_147_483_647, -1],
      completionText: "<role_thinking>He must not know.</role_thinking>The wind.",
      completionTokenIds: [1, 2, 3],
      logprobs: [-0.1, -1e-300, -0, -Infinity, 0.1 + 0.2],
      finishReason: "stop",
      stopReason: null,
      usage: null,
      end: { status: "complete", finishReason: "stop" },
      timing: { startedAt: 1_700_000_002_100, headers: 12, firstText: 80.5, end: 400 },
      ...call,
    },
  };
}

export function endOf(episodeId: string): EpisodeEvent {
  return { v: 2, episodeId, at: 1_700_000_060_000, type: "episode-end", reason: "dawn" };
}
