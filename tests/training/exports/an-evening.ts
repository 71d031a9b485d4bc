import { renderChatml } from "../../../server/model/chatml.ts";
import type {
  EpisodeReader,
  EpisodeSummary,
  LoggedEvent,
} from "../../../server/episodes/reader.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import type { ModelCall, ThinkingPart } from "../../../server/stage/ports.ts";

/**
 * A log for tests of exports, told in code: two evenings in English with two personas and two players, one in Chinese,
 * one that a stand-in played, and one with a player who was asked and said no. Every private word is marked with whose it
 * is, so that a test can look for what must not be somewhere.
 */

type Of<T extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: T }>;
type Body<T extends EpisodeEvent["type"]> = Omit<Of<T>, "v" | "episodeId" | "at" | "type">;

/** One token for each code point: what is spelled by ids can be read back. */
export function idsOf(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}
export function textOfIds(ids: readonly number[]): string {
  return ids.map((id) => String.fromCodePoint(id)).join("");
}

export interface Told {
  readonly id: string;
  readonly synthetic?: boolean;
  readonly startedAt?: number;
}

interface Call {
  readonly persona: string;
  readonly messages: readonly { role: "user" | "assistant"; content: string }[];
  readonly prefill?: string;
  readonly wrote: string;
  readonly thinking?: Partial<ThinkingPart>;
  readonly changes?: Partial<ModelCall>;
}

export const PERSONAS = {
  mara: {
    id: "mara",
    name: "Mara Quill",
    sheet: "You are Mara Quill. SECRET-MARA: she moved the lamp.",
  },
  tomas: { id: "tomas", name: "Tomas", sheet: "You are Tomas. SECRET-TOMAS: he owes the harbour." },
  shen: { id: "shen", name: "沈掌柜", sheet: "你是沈掌柜。SECRET-SHEN：账本在灶下。" },
} as const;
export type PersonaId = keyof typeof PERSONAS;

/** Writes one episode, event by event. */
export function anEpisode({ id, synthetic = false, startedAt = 1_700_000_000_000 }: Told) {
  const events: EpisodeEvent[] = [];
  let at = startedAt;
  let turns = 0;
  function add<T extends EpisodeEvent["type"]>(type: T, body: Body<T>): void {
    at += 1_000;
    events.push({ v: 2, episodeId: id, at, type, ...body } as unknown as EpisodeEvent);
  }
  const episode = {
    events,
    add,
    starts(personas: readonly PersonaId[], scene: string) {
      add("episode-start", {
        software: "dramatis 0.1.0",
        scene: { id: scene, title: scene },
        personas: personas.map((one) => ({ id: one, name: PERSONAS[one].name })),
        model: synthetic ? "understudy" : "her-32b",
        synthetic,
        seed: 7,
      });
      return episode;
    },
    joins(participant: string, name: string, given: boolean | null, language = "en") {
      add("participant-joined", {
        participant,
        name,
        kind: "player",
        language,
        subject: `subject-${participant}`,
      });
      if (given !== null) {
        add("consent", { participant, purpose: "training", given, notice: "evening-1" });
      }
      return episode;
    },
    says(speaker: string, text: string, listeners: readonly string[], whisper = false): string {
      turns += 1;
      const turnId = `turn-${turns}`;
      add("line", {
        turnId,
        speaker,
        addressee: listeners[0] ?? null,
        whisper,
        segments: [{ kind: "speech", text }],
        listeners: [...listeners, speaker],
      });
      return turnId;
    },
    nextTurn(): string {
      turns += 1;
      return `turn-${turns}`;
    },
    call(turnId: string, nth: number, call: Call, discarded?: string): ModelCall {
      const made = { ...modelCall(id, `${turnId}.${nth}`, call, synthetic), ...call.changes };
      add("model-call", {
        turnId,
        participant: call.persona,
        call: { ...made },
        ...(discarded === undefined ? {} : { discarded }),
      });
      return made;
    },
    turn(
      turnId: string,
      speaker: PersonaId,
      callId: string | null,
      segments: Of<"turn">["segments"],
      more: Partial<Body<"turn">> = {},
    ) {
      add("turn", {
        turnId,
        speaker,
        addressee: null,
        whisper: false,
        segments,
        outcome: "complete",
        cause: null,
        callId,
        chosenBy: "addressed",
        thinking: { mode: "full", why: "only-way", renewed: 0 },
        anomalies: {},
        listeners: [speaker],
        trainable: true,
        timing: { firstVisible: 100, end: 900 },
        ...more,
      });
    },
    /** A turn in one call, as HER was trained. */
    whole(
      speaker: PersonaId,
      messages: Call["messages"],
      plan: string,
      words: string,
      more: Partial<Body<"turn">> & { changes?: Partial<ModelCall> } = {},
    ): string {
      const { changes, ...body } = more;
      const turnId = episode.nextTurn();
      const { name } = PERSONAS[speaker];
      const wrote = `<system_thinking>${plan}</system_thinking>${name}: ${words}`;
      const call = episode.call(turnId, 1, {
        persona: speaker,
        messages,
        wrote,
        ...(changes === undefined ? {} : { changes }),
      });
      episode.turn(turnId, speaker, call.callId, segmentsOf(plan, words), body);
      return turnId;
    },
    /** A turn thought within a budget and then spoken: two calls, with what was forced between them. */
    twoPhase(
      speaker: PersonaId,
      messages: Call["messages"],
      thought: { wrote: string; trimmed?: number },
      words: string,
      actionFirst = false,
    ): string {
      const turnId = episode.nextTurn();
      const { name } = PERSONAS[speaker];
      const trimmed = thought.trimmed ?? 0;
      const kept = thought.wrote.slice(0, thought.wrote.length - trimmed);
      const forced = `</system_thinking>${name}:${actionFirst ? "<role_action>" : ""}`;
      const thinking = { mode: "budget" as const, budget: 24 };
      const think = episode.call(turnId, 1, {
        persona: speaker,
        messages,
        prefill: "<system_thinking>",
        wrote: thought.wrote,
        thinking: { ...thinking, phase: "think" },
      });
      const speak = episode.call(turnId, 2, {
        persona: speaker,
        messages,
        prefill: `<system_thinking>${kept}${forced}`,
        wrote: words,
        thinking: { ...thinking, phase: "speak", after: think.callId, forced, trimmed },
      });
      const visible = actionFirst ? `<role_action>${words}` : words;
      episode.turn(turnId, speaker, speak.callId, segmentsOf(kept, visible), {
        thinking: { mode: "budget", why: "plain", renewed: 0 },
      });
      return turnId;
    },
    ends() {
      add("episode-end", { reason: "dawn" });
      return events;
    },
  };
  return episode;
}

function segmentsOf(plan: string, words: string): Of<"turn">["segments"] {
  const segments: Of<"turn">["segments"] = [{ kind: "system-thinking", text: plan }];
  for (const [, tag, inside, speech] of words.matchAll(
    /<(role_thinking|role_action)>([^<]*)<\/\1>|([^<]+)/gu,
  )) {
    if (speech !== undefined) segments.push({ kind: "speech", text: speech.trim() });
    else {
      const kind = tag === "role_action" ? "action" : "role-thinking";
      segments.push({ kind, text: inside ?? "" });
    }
  }
  return segments;
}

function modelCall(episode: string, callId: string, call: Call, synthetic: boolean): ModelCall {
  const { persona, messages, prefill = "", wrote, thinking } = call;
  const system = PERSONAS[persona as PersonaId].sheet;
  const promptText = renderChatml({ system, messages, prefill });
  const ids = idsOf(wrote);
  return {
    callId,
    purpose: { lane: "answer", scene: episode, persona, player: "subject-p-1" },
    thinking: {
      mode: "full",
      phase: "whole",
      budget: null,
      after: null,
      forced: "",
      trimmed: 0,
      ...thinking,
    },
    dialect: "raw",
    endpoint: "http://127.0.0.1:8000/v1",
    requestedModel: "her-32b",
    servedModel: "her-32b",
    synthetic,
    systemFingerprint: null,
    request: {
      model: "her-32b",
      prompt: promptText,
      max_tokens: 512,
      temperature: 0.7,
      top_p: 0.9,
      seed: 3,
    },
    promptText,
    promptTokenIds: idsOf(promptText),
    completionText: wrote,
    completionTokenIds: ids,
    logprobs: ids.map((_, at) => -((at % 7) + 1) / 10),
    finishReason: "stop",
    stopReason: "<|im_end|>",
    usage: { prompt_tokens: promptText.length, completion_tokens: ids.length },
    end: { status: "complete", finishReason: "stop" },
    timing: { startedAt: 1_700_000_000_000, headers: 20, firstText: 90.5, end: 800 },
  };
}

export const user = (...lines: string[]) => ({
  role: "user" as const,
  content: lines.join("\n\n"),
});
export const own = (content: string) => ({ role: "assistant" as const, content });
const START = "===Conversation Start===";

/** The evening in English: all that can happen to a turn. */
export function theLantern(id = "lantern-1", startedAt = 1_700_000_000_000): EpisodeEvent[] {
  const e = anEpisode({ id, startedAt }).starts(["mara", "tomas"], "salt-lantern");
  e.joins("p-1", "Ayla", true).joins("p-2", "Ben", true);
  e.says("p-1", "Who put out the light?", ["mara", "tomas"]);
  const first = [user(START, "Ayla: Who put out the light?")];
  const thought = "<role_thinking>PRIVATE-MARA he must not know</role_thinking>";
  const mara1 = `${thought}<role_action>turns the glass</role_action>The wind, Ayla, as far as I know.`;
  const one = e.whole("mara", first, "PLAN-MARA Context: a question. Plan: deflect.", mara1);
  e.add("feedback", { participant: "p-1", turnId: one, rating: "up", reasons: [] });

  // Said differently at Ayla's wish; she keeps the second.
  const two = e.whole("mara", first, "PLAN-MARA Plan: say less.", `${thought}Ask the tide.`, {
    instead: one,
    chosenBy: "retake",
  });
  e.add("preference", { participant: "p-1", chosen: two, rejected: one, shownFirst: one });

  // Tomas heard Mara, and sees that a whisper passes: its words stay between the two.
  const heard = user(START, "Ayla: Who put out the light?", "Mara Quill: Ask the tide.");
  const tomas = e.whole(
    "tomas",
    [heard],
    "PLAN-TOMAS Plan: laugh it off.",
    "<role_thinking>PRIVATE-TOMAS she lies</role_thinking>Ha! The tide.",
  );
  e.add("feedback", { participant: "p-2", turnId: tomas, rating: "down", reasons: ["dull"] });
  e.says("p-1", "WHISPERED-WORDS the key is under the mat", ["mara"], true);

  // A call before anyone spoke that came to nothing, and a warm-up.
  e.call(
    "ahead-1",
    1,
    {
      persona: "mara",
      messages: first,
      prefill: "<system_thinking>",
      wrote: "Perhaps he asks",
      thinking: { phase: "think", mode: "ahead" },
    },
    "not-needed",
  );
  e.call("warm-1", 1, {
    persona: "mara",
    messages: first,
    wrote: "x",
    changes: {
      purpose: { lane: "ambient", scene: id, persona: "mara", player: null },
    },
  });
  const later = [
    ...first,
    own(`Mara Quill: ${thought}Ask the tide.`),
    user("Tomas: Ha! The tide.", "Ayla: WHISPERED-WORDS the key is under the mat"),
  ];
  e.twoPhase(
    "mara",
    later,
    { wrote: "Context: a whisper. PLAN-MARA Stay calm, sa", trimmed: 4 },
    " Hush, Ayla.",
  );
  e.says("p-2", "Speak up, both of you.", ["mara", "tomas"]);
  const tomasLater = [
    heard,
    own("Tomas: <role_thinking>PRIVATE-TOMAS she lies</role_thinking>Ha! The tide."),
    user(
      "Ayla: <role_action>whispers something to Mara Quill</role_action>",
      "Ben: Speak up, both of you.",
    ),
  ];
  e.twoPhase(
    "tomas",
    tomasLater,
    { wrote: "PLAN-TOMAS Ben is impatient.\n", trimmed: 1 },
    "raps the table</role_action>Later, Ben!",
    true,
  );
  const cancelled = e.nextTurn();
  const call = e.call(cancelled, 1, {
    persona: "tomas",
    messages: tomasLater,
    wrote: "<system_thinking>PLAN-TOMAS half",
    changes: { end: { status: "aborted" }, finishReason: null, stopReason: null },
  });
  e.turn(cancelled, "tomas", call.callId, [{ kind: "system-thinking", text: "PLAN-TOMAS half" }], {
    outcome: "cancelled",
    trainable: false,
  });
  return e.ends();
}

/** A short evening with a preference the other way round in length, for validation and balance. */
export function theLanternAgain(id: string, startedAt: number): EpisodeEvent[] {
  const e = anEpisode({ id, startedAt }).starts(["mara", "tomas"], "salt-lantern");
  e.joins("p-3", "Dora", true);
  e.says("p-3", "Is the boat in?", ["mara"]);
  const prompt = [user(START, "Dora: Is the boat in?")];
  const one = e.whole("mara", prompt, "PLAN-MARA Plan: answer.", "Aye.");
  const two = e.whole(
    "mara",
    prompt,
    "PLAN-MARA Plan: answer at length.",
    "<role_action>points at the window</role_action>See for yourself, Dora: there she rides.",
    { instead: one, chosenBy: "retake" },
  );
  e.add("preference", { participant: "p-3", chosen: two, rejected: one, shownFirst: one });
  e.add("feedback", { participant: "p-3", turnId: two, rating: "up", reasons: [] });
  return e.ends();
}

export function theTeahouse(): EpisodeEvent[] {
  const e = anEpisode({ id: "chaguan-1", startedAt: 1_700_100_000_000 }).starts(
    ["shen"],
    "yuye-chaguan",
  );
  e.joins("p-1", "阿岚", true, "zh");
  e.says("p-1", "掌柜，雨停了吗？", ["shen"]);
  const prompt = [user(START, "阿岚: 掌柜，雨停了吗？")];
  e.twoPhase(
    "shen",
    prompt,
    { wrote: "PLAN-SHEN 客人问雨，先稳住他。" },
    "擦了擦柜台</role_action>阿岚，还没呢。",
    true,
  );
  return e.ends();
}

export function theUnderstudys(): EpisodeEvent[] {
  const e = anEpisode({ id: "understudy-1", synthetic: true, startedAt: 1_700_200_000_000 });
  e.starts(["mara"], "salt-lantern").joins("p-1", "Ayla", true);
  e.says("p-1", "Hello?", ["mara"]);
  e.whole("mara", [user(START, "Ayla: Hello?")], "PLAN-MARA greet", "SYNTHETIC Good evening.");
  return e.ends();
}

export function theUnwilling(): EpisodeEvent[] {
  const e = anEpisode({ id: "unwilling-1", startedAt: 1_700_300_000_000 });
  e.starts(["mara", "tomas"], "salt-lantern")
    .joins("p-1", "Ayla", true)
    .joins("p-4", "Cato", false);
  e.says("p-1", "Just us.", ["mara"]);
  e.whole("mara", [user(START, "Ayla: Just us.")], "PLAN-MARA alone", "Before Cato came in.");
  e.says("p-4", "UNWILLING-WORDS I am here too.", ["mara", "tomas"]);
  e.whole(
    "mara",
    [user(START, "Cato: UNWILLING-WORDS I am here too.")],
    "PLAN-MARA nod",
    "I see that.",
  );
  return e.ends();
}

/** The whole log. */
export function theLog(): EpisodeEvent[] {
  return [
    ...theLantern(),
    ...theTeahouse(),
    ...theUnderstudys(),
    ...theUnwilling(),
    ...theLanternAgain("lantern-2", 1_700_400_000_000),
    ...theLanternAgain("lantern-3", 1_700_500_000_000),
    ...theLanternAgain("lantern-4", 1_700_600_000_000),
  ];
}

/** Reads events that lie in memory. */
export function readerOf(events: readonly EpisodeEvent[]): Pick<EpisodeReader, "list" | "events"> {
  const episodes = new Map<string, EpisodeEvent[]>();
  for (const event of events) {
    const of = episodes.get(event.episodeId) ?? [];
    episodes.set(event.episodeId, of);
    of.push(event);
  }
  return {
    list: async () =>
      [...episodes].map(([id, of]): EpisodeSummary => ({
        id,
        scene: null,
        model: null,
        synthetic: null,
        startedAt: of[0]?.at ?? 0,
        endedAt: null,
        lastAt: of.at(-1)?.at ?? 0,
        turns: of.filter(({ type }) => type === "turn").length,
        lines: 0,
        outcomes: {},
        records: of.length,
      })),
    async *events(id, fromSeq = 0): AsyncIterable<LoggedEvent> {
      for (const [seq, event] of (episodes.get(id) ?? []).entries()) {
        if (seq >= fromSeq) yield { seq, event };
      }
    },
  };
}
