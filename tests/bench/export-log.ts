import { seededRandom } from "../../server/cli/seeded-random.ts";
import type { EpisodeReader, EpisodeSummary, LoggedEvent } from "../../server/episodes/reader.ts";
import type { EpisodeEvent } from "../../server/stage/episode-event.ts";

/** A log of any number of turns, made while it is read: 50 turns an evening, each with its line and its call. */

const TURNS = 50;
const RECORDS = 3 + 3 * TURNS;
/** Of a prompt and of what is sampled. */
const TOKENS = { prompt: 500, sampled: 150 } as const;
const WORDS =
  "the tide takes what it is owed and the lamp burns low while the keeper counts her nets again".split(
    " ",
  );

export function generatedLog(turns: number): Pick<EpisodeReader, "list" | "events"> {
  const evenings = Math.ceil(turns / TURNS);
  const of = (at: number): number => Math.min(TURNS, turns - at * TURNS);
  return {
    list: async () =>
      Array.from({ length: evenings }, (_, at): EpisodeSummary => ({
        id: `evening-${at}`,
        scene: "salt-lantern",
        model: "her-32b",
        synthetic: false,
        startedAt: 1_700_000_000_000 + at,
        endedAt: null,
        lastAt: 1_700_000_000_000 + at,
        turns: of(at),
        lines: of(at),
        outcomes: {},
        records: RECORDS,
      })),
    async *events(id) {
      const at = Number(id.split("-")[1]);
      let seq = 0;
      for (const event of evening(id, at, of(at))) yield { seq: seq++, event } as LoggedEvent;
    },
  };
}

function* evening(episodeId: string, at: number, turns: number): Iterable<EpisodeEvent> {
  const random = seededRandom(at + 1);
  const text = (words: number): string => {
    const from = Math.floor(random() * WORDS.length);
    let made = "";
    for (let i = 0; i < words; i += 1) {
      made += `${WORDS[(from + i * 7 + Math.floor(i / 5)) % WORDS.length]} `;
    }
    return made;
  };
  const id = (): number => Math.floor(random() * 151_000);
  const head = { v: 2 as const, episodeId, at: 1_700_000_000_000 + at };
  yield {
    ...head,
    type: "episode-start",
    software: "dramatis",
    scene: { id: "salt-lantern" },
    personas: [{ id: "mara", name: "Mara Quill" }],
    model: "her-32b",
    synthetic: false,
    seed: 1,
  };
  yield {
    ...head,
    type: "participant-joined",
    participant: "p-1",
    name: "Ayla",
    kind: "player",
    language: "en",
    subject: "s-1",
  };
  yield {
    ...head,
    type: "consent",
    participant: "p-1",
    purpose: "training",
    given: true,
    notice: "1",
  };
  const sheet = `<|im_start|>system\nYou are Mara Quill. ${text(250)}<|im_end|>\n`;
  const opening = Array.from({ length: TOKENS.prompt - 100 }, id);
  for (let turn = 0; turn < turns; turn += 1) {
    const turnId = `turn-${turn}`;
    const said = text(12);
    yield {
      ...head,
      type: "line",
      turnId: `line-${turn}`,
      speaker: "p-1",
      addressee: "mara",
      whisper: false,
      segments: [{ kind: "speech", text: said }],
      listeners: ["mara", "p-1"],
    };
    const prompt = [...opening, ...Array.from({ length: 100 }, id)];
    const sampled = Array.from({ length: TOKENS.sampled }, id);
    const promptText = `${sheet}<|im_start|>user\n===Conversation Start===\n\nAyla: ${text(150)}${said}<|im_end|>\n<|im_start|>assistant\n`;
    const words = text(30);
    yield {
      ...head,
      type: "model-call",
      turnId,
      participant: "mara",
      call: {
        callId: `${turnId}.1`,
        purpose: { lane: "answer", scene: episodeId, persona: "mara", player: "s-1" },
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
        systemFingerprint: "vllm-0.30",
        request: {
          model: "her-32b",
          prompt: promptText,
          max_tokens: 1_024,
          temperature: 0.7,
          top_p: 0.9,
          seed: Math.floor(random() * 2 ** 31),
          stop: ["<|im_end|>", "<|im_start|>"],
          stream: true,
        },
        promptText,
        promptTokenIds: prompt,
        completionText: `<system_thinking>${text(60)}</system_thinking>Mara Quill: ${words}`,
        completionTokenIds: sampled,
        logprobs: sampled.map(() => Math.fround(Math.log(random() + 1e-9))),
        finishReason: "stop",
        stopReason: "<|im_end|>",
        usage: { prompt_tokens: TOKENS.prompt, completion_tokens: TOKENS.sampled },
        end: { status: "complete", finishReason: "stop" },
        timing: { startedAt: 1_700_000_000_000, headers: 20.5, firstText: 90.25, end: 4_000 },
        edge: { httpStatus: 200, detail: null, reasoningLength: 0, controlTokensDefused: 0 },
      },
    };
    yield {
      ...head,
      type: "turn",
      turnId,
      speaker: "mara",
      addressee: "p-1",
      whisper: false,
      segments: [{ kind: "speech", text: words }],
      outcome: "complete",
      cause: null,
      callId: `${turnId}.1`,
      chosenBy: "addressed",
      anomalies: {},
      listeners: ["mara", "p-1"],
      trainable: true,
      timing: { firstVisible: 90, end: 4_000 },
    };
  }
}
