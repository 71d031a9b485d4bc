import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { SceneEvent, TurnEndEvent } from "../../shared/protocol.ts";
import { systemClock } from "../../server/cli/system-clock.ts";
import { createBackend, type Backend } from "../../server/model/backend/backend.ts";
import type { Alert } from "../../server/model/backend/alerts.ts";
import type { EndpointConfig } from "../../server/model/endpoint-config.ts";
import { createDirector } from "../../server/stage/director.ts";
import type { EpisodeEvent } from "../../server/stage/episode-event.ts";
import type { Clock, Model, ModelCall } from "../../server/stage/ports.ts";
import { aPersona, aStaging, AS_TRAINED, seeded } from "./a-scene.ts";
import { API_KEY, endpointConfig, rawChunk } from "./endpoint-fixture.ts";
import { memoryLog } from "./memory-log.ts";
import { startSseEndpoint, type Script, type ScriptedAnswer } from "./sse-endpoint.ts";

/**
 * One fault in a whole scene: a director, two personas, two players, an endpoint behind real sockets, the parser and
 * a log. Mara's call meets the fault; Tomas is amid his own turn when it strikes.
 */

/** Where in Mara's turn the fault strikes. For a call that never begins it says when the call is made. */
export const PHASES = ["before", "during", "after"] as const;
export type Phase = (typeof PHASES)[number];

/** What Mara says when nothing goes wrong. */
export const ACTION = "sets the lamp down";
export const SPEECH =
  "The ferry leaves at dawn, traveller. Bring bread of your own, for the crossing is long and the galley is bare.";
export const FALLBACK = "Mara Quill has no words just now.";
export const GESTURE = "Mara Quill pauses";
const TOMAS =
  "The nets are dry, and the boat is sound. Ask me again when the wind has turned to the north.";

const mara = aPersona({ id: "mara", name: "Mara Quill" });
const tomas = aPersona({ id: "tomas", name: "Tomas Reed" });

/** Words that stand in private places alone: whoever finds one elsewhere has found a leak. */
export class Canaries {
  readonly words: string[] = [];
  next(): string {
    const word = `zq${randomBytes(8).toString("hex")}`;
    this.words.push(word);
    return word;
  }
}

/** Mara's whole answer to a prompt that ends in an open system thought, and where each phase of it begins. */
export function maraTurn(canaries: Canaries, speech = SPEECH) {
  const planned = `${canaries.next()} is what to say first.`;
  const thought = `</system_thinking><role_thinking>${canaries.next()} is what I fear.</role_thinking>`;
  const visible = `<role_action>${ACTION}</role_action>${speech}`;
  const text = planned + thought + visible;
  const at = {
    before: planned.length + Math.floor(thought.length * 0.7),
    // Far enough for the gate to have let some of the speech out.
    during: planned.length + thought.length + Math.floor(visible.length * 0.8),
    after: text.length,
  };
  return { text, at };
}

/** How a fault is acted by an endpoint that gets as far as a stream. */
export interface Strike {
  readonly answer: ScriptedAnswer;
  /** The part of Mara's turn that was not sent yet. */
  readonly rest: string;
  /** Sends text as the model's. */
  say(text: string, changes?: Record<string, unknown>): Promise<void>;
  readonly phase: Phase;
}

/** What Mara's calls meet. */
export type Meets =
  /** A stream that begins well. */
  | { readonly kind: "stream"; strike(strike: Strike): Promise<void> | void }
  /** An answer of its own making. */
  | { readonly kind: "answer"; answer: Script }
  /** An address of its own: nothing there, or something that is no endpoint. */
  | { readonly kind: "address"; open(): Promise<{ baseUrl: string; stop(): Promise<void> }> };

export interface FaultCase {
  readonly meets: Meets;
  /** How many of Mara's calls meet it before the endpoint is sound again; by default all. */
  readonly times?: number;
  readonly config?: Partial<EndpointConfig>;
  readonly deadlines?: Partial<EndpointConfig["deadlines"]>;
  readonly clock?: Clock;
  /** The sound endpoint stands in for the faulty address. */
  readonly second?: true;
  /** What is said to Mara before, each answered in full. */
  readonly talkedBefore?: readonly string[];
}

export interface FaultSeen {
  readonly end: TurnEndEvent;
  /** What Ayla was shown of the turn, by segment. */
  readonly shown: readonly string[];
  readonly turn: Extract<EpisodeEvent, { type: "turn" }>;
  readonly calls: readonly ModelCall[];
  readonly alerts: readonly Alert[];
  /** Requests of Mara's that reached the endpoint. */
  readonly requests: readonly Record<string, unknown>[];
  /** Says one more line to Mara and gives how that turn went. */
  again(): Promise<{ turn: FaultSeen["turn"]; shown: readonly string[] }>;
  close(): Promise<void>;
}

/** Sends a piece of text a few characters at a time, so that the parser meets cuts. */
async function stream(answer: ScriptedAnswer, text: string): Promise<void> {
  for (let at = 0; at < text.length; at += 11) {
    await answer.event(rawChunk(text.slice(at, at + 11)));
  }
}

/** Plays the fault and checks everything that must hold for every one of them. */
export async function playFault(fault: FaultCase, phase: Phase): Promise<FaultSeen> {
  const canaries = new Canaries();
  const clock = fault.clock ?? systemClock();
  const [amid, struck] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const requests: Record<string, unknown>[] = [];
  const { meets } = fault;
  // A fault that leaves no stream behind cannot strike amid one: "after" is then the turn after a sound one.
  let sound =
    (phase === "after" && meets.kind !== "stream" ? 1 : 0) + (fault.talkedBefore ?? []).length;
  let met = 0;
  let tomasWaits = true;

  const server = await startSseEndpoint(async (answer, received) => {
    if (String(received.body.prompt).includes("You are Tomas")) {
      const thought = `${canaries.next()}</system_thinking><role_thinking>${canaries.next()}</role_thinking>`;
      answer.head();
      await stream(answer, `${thought}${TOMAS.slice(0, 60)}`);
      amid.resolve();
      if (tomasWaits) await struck.promise;
      await stream(answer, TOMAS.slice(60));
      await finish(answer);
      return;
    }
    const { text, at } = maraTurn(canaries);
    const times = meets.kind === "address" ? 0 : (fault.times ?? Number.POSITIVE_INFINITY);
    if (sound > 0 || met >= times) {
      sound -= 1;
      answer.head();
      await stream(answer, text);
      await finish(answer);
      return;
    }
    met += 1;
    requests.push(received.body);
    if (meets.kind === "stream") {
      answer.head();
      await stream(answer, text.slice(0, at[phase]));
      await amid.promise;
      // Read apart from what follows, so that a reset does not overtake the text.
      await answer.pause(30);
      struck.resolve();
      const say: Strike["say"] = (more, changes) => answer.event(rawChunk(more, changes));
      await meets.strike({ answer, say, rest: text.slice(at[phase]), phase });
    } else {
      await amid.promise;
      struck.resolve();
      if (meets.kind === "answer") await meets.answer(answer, received);
    }
  });

  const elsewhere = meets.kind === "address" ? await meets.open() : null;
  const alerts: Alert[] = [];
  const backendAt = (baseUrl: string, standIn?: string): Backend => {
    const config = endpointConfig(baseUrl, fault.config);
    return createBackend({
      first: { ...config, deadlines: { ...config.deadlines, ...fault.deadlines } },
      second: standIn === undefined ? null : endpointConfig(standIn, { apiKey: null }),
      clock,
      alert: (alert) => alerts.push(alert),
    });
  };
  const soundBackend = backendAt(server.baseUrl);
  const faulty =
    elsewhere === null
      ? soundBackend
      : backendAt(elsewhere.baseUrl, fault.second ? server.baseUrl : undefined);
  // Where the fault is an address, the personas play at two: Mara's is the faulty one once the sound turns are over.
  const model: Model = {
    ...soundBackend.model,
    generate: (request, signal) =>
      (request.purpose.persona === "mara" && sound <= 0 ? faulty : soundBackend).model.generate(
        request,
        signal,
      ),
  };

  const log = memoryLog();
  const told: SceneEvent[] = [];
  const waiting = new Set<() => void>();
  const statuses: string[] = [];
  const director = createDirector({
    scene: aStaging([mara, tomas]),
    model,
    episodeLog: log,
    clock,
    random: seeded(5),
    play: { ...AS_TRAINED, prefill: "<system_thinking>" },
    show: ({ id, status }) => statuses.push(`${id} ${status}`),
    tell: (batch) => {
      for (const { listeners, event } of batch) if (listeners.has("p-1")) told.push(event);
      for (const look of waiting) look();
    },
  });
  const event = <T extends SceneEvent>(fits: (one: SceneEvent) => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const look = () => {
        const found = told.map(fits).find((one) => one !== undefined);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const started = (speaker: string, after: number) =>
    event((one) =>
      one.type === "turn-start" && one.speaker === speaker && one.seq > after ? one : undefined,
    );
  const ended = (turnId: string) =>
    event((one) => (one.type === "turn-end" && one.turnId === turnId ? one : undefined));
  /** The mark is taken away in the same breath as the turn ends, and not before it. */
  const idle = async () => {
    for (let i = 0; i < 100 && director.turnsRunning > 0; i++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const lastSeq = () => told.at(-1)?.seq ?? 0;

  director.join({ id: "p-1", name: "Ayla", language: "en" });
  director.join({ id: "p-2", name: "Ben", language: "en" });
  async function ask(id: string, who: "mara" | "tomas", text: string) {
    const before = lastSeq();
    expect(director.say(id, { text, to: who })).toMatchObject({ ok: true });
    return (await started(who, before)).turnId;
  }
  const shownOf = (turnId: string) =>
    director
      .snapshot("p-1")
      .entries.find((entry) => entry.turnId === turnId)
      ?.segments.flatMap((segment) => (segment === null ? [] : [segment.text])) ?? [];
  const recordOf = (turnId: string) => {
    const turns = log.events.filter((one) => one.type === "turn");
    const own = turns.filter((one) => one.turnId === turnId);
    expect(own, "one record of the turn").toHaveLength(1);
    return own[0] ?? expect.fail("no record");
  };
  const callsOf = (turnId: string) =>
    log.events.flatMap((one) =>
      one.type === "model-call" && one.turnId === turnId ? [one.call as unknown as ModelCall] : [],
    );

  for (const line of fault.talkedBefore ?? []) await ended(await ask("p-1", "mara", line));
  if (sound > 0) await ended(await ask("p-1", "mara", "Mara, good evening."));
  sound = 0;

  const tomasTurn = await ask("p-2", "tomas", "Tomas, how is the boat?");
  if (phase === "during" || meets.kind !== "stream") await amid.promise;
  const maraTurnId = await ask("p-1", "mara", "Mara, when does the ferry leave?");
  const over = ended(maraTurnId);
  if (meets.kind === "address") void over.then(() => struck.resolve());
  else await struck.promise;
  // While the fault lasts, or in the very moment of it: the room still hears.
  const before = lastSeq();
  expect(director.say("p-2", { text: "Did you hear that?", to: "p-1" })).toMatchObject({
    ok: true,
  });
  director.snapshot("p-1");
  await event((one) => (one.type === "line" && one.seq > before ? one : undefined));
  const tomasEnd = await ended(tomasTurn);
  const end = await over;
  await idle();
  expect(statuses).toContain("mara considering");
  tomasWaits = false;

  const invariants = () => {
    expect(tomasEnd).toMatchObject({ outcome: "complete", logged: true });
    expect(shownOf(tomasTurn).join("")).toContain(TOMAS);
    const starts = told.filter((one) => one.type === "turn-start").map((one) => one.turnId);
    const ends = told.filter((one) => one.type === "turn-end").map((one) => one.turnId);
    expect(ends.toSorted()).toEqual(starts.toSorted());
    for (const id of starts) recordOf(id);
    for (const id of ["mara", "tomas"]) expect(director.cast.bodies.get(id)?.status).toBe("idle");
    expect(director.turnsRunning).toBe(0);
    const seen = JSON.stringify([told, director.snapshot("p-1"), director.snapshot("p-2"), alerts]);
    const leaked = [...canaries.words, API_KEY].filter((word) => seen.includes(word));
    expect(leaked, "private words that were shown").toEqual([]);
    const text = JSON.stringify(log.events);
    expect(text.includes(API_KEY), "the key is on record").toBe(false);
    for (const one of log.events) {
      if (one.type !== "turn" || one.outcome === "complete") continue;
      expect(one).toMatchObject({ trainable: false });
      expect(one.cause).not.toBeNull();
      expect(one.timing.end).toBeGreaterThanOrEqual(0);
    }
    // What is on record as visible is what was shown, to the letter.
    for (const id of starts) {
      const visible = recordOf(id).segments.filter(
        ({ kind }) => kind === "speech" || kind === "action",
      );
      expect(visible.map(({ text }) => text).join("")).toBe(shownOf(id).join(""));
    }
  };
  invariants();
  expect(end.logged).toBe(true);
  const turn = recordOf(maraTurnId);
  expect(turn.outcome).toBe(end.outcome);

  return {
    end,
    turn,
    shown: shownOf(maraTurnId),
    calls: callsOf(maraTurnId),
    alerts,
    requests,
    async again() {
      const id = await ask("p-1", "mara", "Mara, are you well?");
      await ended(id);
      await idle();
      invariants();
      return { turn: recordOf(id), shown: shownOf(id) };
    },
    async close() {
      await director.close("test");
      faulty.close();
      soundBackend.close();
      await elsewhere?.stop();
      await server.stop();
    },
  };

  async function finish(answer: ScriptedAnswer): Promise<void> {
    await answer.event(rawChunk("", { finish_reason: "stop" }));
    await answer.event({ choices: [], usage: { completion_tokens: 60 } });
    answer.end("data: [DONE]\n\n");
  }
}
