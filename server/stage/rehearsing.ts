import type { ParticipantId } from "../../shared/protocol.ts";
import { planThinking, type ThinkingPlan } from "../roleplay/thinking/thinking-policy.ts";
import type { ThinkingMode } from "../roleplay/thinking/thinking-mode.ts";
import { performTurn, type TurnLife, type TurnRequest } from "./npc-turn.ts";
import type { EpisodeEvent } from "./episode-event.ts";
import type { Model } from "./ports.ts";
import type { SceneContext } from "./scene-context.ts";
import type { KeptTurn } from "./story/kept-turns.ts";
import { NO_THOUGHT } from "./thinking.ts";
import { thinkingSettings } from "./turn-request.ts";
import type { TurnStage } from "./turn-stage.ts";
import { exactness } from "./turn-verdict.ts";
import type { Turns } from "./turns.ts";

/** What a designer may do in a scene that is rehearsed, beside what players do. */
export interface Rehearsing {
  /** Lets a persona take its turn now, outside the budget of talk that nobody asked for; false where it cannot. */
  offer(
    persona: ParticipantId,
    to: ParticipantId | null,
    how?: { readonly whisper: boolean; readonly mode?: ThinkingMode },
  ): boolean;
  /** While held, nobody answers a persona of its own accord: who speaks next is offered. */
  held: boolean;
  /** Stops whatever is being said, and what waits to be. */
  stop(): void;
  /** True while the turn can be taken again in this very episode. */
  keeps(turnId: string): boolean;
  /**
   * Takes a turn again with the very messages it was asked with, and changes nothing that happened: for whoever compares
   * takes. Null where what it was asked with is no longer kept.
   */
  again(turnId: string, wish: TakeWish, stage: TurnStage): Take | null;
  /** Puts on record which of two takes is kept, or how a turn should have been; resolves once it is durable. */
  prefer(body: Noted<"preference">): Promise<boolean>;
  edit(body: Noted<"edit">): Promise<boolean>;
  /** Puts on record that what this participant says and chooses here may be learned from. */
  allow(participant: ParticipantId): void;
  close(): Promise<void>;
}

type Noted<K extends "preference" | "edit"> = Omit<
  Extract<EpisodeEvent, { type: K }>,
  "v" | "episodeId" | "at" | "type"
>;

/** What is otherwise in a take; what is absent is as it was. */
export interface TakeWish {
  readonly model?: Model;
  readonly mode?: Exclude<ThinkingMode, "ahead">;
  readonly sampling?: {
    readonly temperature?: number;
    readonly topP?: number;
    readonly maxTokens?: number;
  };
  /** Of each call; absent for a new one. */
  readonly seed?: number;
  /** Who wants it, for queue and caps. */
  readonly player: string;
  /** Who alone is shown it, for the record. */
  readonly asker: ParticipantId;
}

export interface Take {
  readonly turnId: string;
  stop(): void;
  /** Resolves when it is on record; never rejects. */
  readonly done: Promise<void>;
}

/** The rule by which a take was spoken, in its record. */
export const TAKE_RULE = "take";

/** `isOpen` is asked before anything begins. */
export function createRehearsing(
  context: SceneContext,
  turns: Turns,
  isOpen: () => boolean,
): Rehearsing {
  const { chronicle, clock, keptTurns, minds, play } = context;
  const running = new Map<AbortController, Promise<void>>();

  async function perform(
    { turn, request }: KeptTurn,
    turnId: string,
    wish: TakeWish,
    stage: TurnStage,
    cancel: AbortSignal,
  ): Promise<void> {
    const began = clock.elapsed();
    let firstVisible: number | null = null;
    const model = wish.model ?? context.model;
    const { seed } = wish;
    const asked = wished(request, turnId, wish, model);
    const life: TurnLife = {
      cancel,
      news: () => new AbortController().signal,
      mayWait: () => false,
      within: play.turnWithin,
    };
    const performed = await performTurn(
      () => asked,
      {
        ...stage,
        delta(segment, kind, text) {
          firstVisible ??= clock.elapsed() - began;
          stage.delta(segment, kind, text);
        },
      },
      { model, clock, random: seed === undefined ? context.random : () => seed / 2 ** 31 },
      life,
      NO_THOUGHT,
    );
    const { cause, anomalies, calls, plan, segments } = performed;
    // No author's words stand in: what is compared is what the model said.
    const outcome = performed.needsFallback ? "failed" : performed.outcome;
    await chronicle.turn(
      {
        turnId,
        speaker: turn.speaker,
        addressee: turn.addressee,
        whisper: turn.whisper,
        segments,
        outcome,
        cause,
        chosenBy: TAKE_RULE,
        thinking: { mode: plan.mode, why: plan.why, renewed: 0 },
        anomalies,
        listeners: new Set([turn.speaker, wish.asker]),
        trainable:
          outcome === "complete" &&
          cause === null &&
          Object.values(anomalies).every((n) => n === 0),
        ...exactness(calls),
        ...(asked.version ? { version: asked.version } : {}),
        timing: { firstVisible, end: clock.elapsed() - began },
        instead: turn.turnId,
      },
      calls,
    );
  }

  /** The turn's request with the same messages and what is otherwise. */
  function wished(asked: TurnRequest, turnId: string, wish: TakeWish, model: Model): TurnRequest {
    const plan = planOf(asked, wish, model);
    const whole = plan.mode === "full" && model.continuesPrefill ? play.prefill : "";
    const prefilled = model.continuesPrefill ? play.prefill : "";
    const { sampling = {} } = wish;
    return {
      ...asked,
      turnId,
      plan,
      prompt: { ...asked.prompt, prefill: whole },
      basis: { ...asked.basis, prefill: whole },
      purpose: { ...asked.purpose, player: wish.player },
      sampling: { ...asked.sampling, ...sampling },
      speakTokens: Math.min(asked.speakTokens, sampling.maxTokens ?? asked.speakTokens),
      parser: {
        ...asked.parser,
        start: play.opens === "none" ? "none" : prefilled === "" ? "expected" : "prefilled",
      },
    };
  }

  function planOf(asked: TurnRequest, { mode }: TakeWish, model: Model): ThinkingPlan {
    const continuesPrefill = model.continuesPrefill && play.opens === "expected";
    if (mode === undefined && (continuesPrefill || asked.plan.mode === "full")) return asked.plan;
    const mind = minds.get(asked.purpose.persona);
    const settings = mind === undefined ? play.thinking : thinkingSettings(context, mind);
    return planThinking(
      { ...settings, ...(mode === undefined ? {} : { mode }), actionFirst: false },
      {
        weight: asked.plan.why === "grave" ? "grave" : "plain",
        playerWaits: asked.plan.why !== "among-personas",
        thoughtAhead: 0,
        queued: 0,
        beganWithAction: [],
        continuesPrefill,
      },
    );
  }

  return {
    held: false,
    offer(persona, to, { whisper, mode } = { whisper: false }) {
      const mind = minds.get(persona);
      if (!isOpen() || mind === undefined || mind.running !== null) return false;
      const settled = mode === undefined ? {} : { mode };
      turns.offer(mind, { from: to, whisper, rule: "rehearsal", ...settled });
      return true;
    },
    stop() {
      for (const mind of minds.values()) {
        mind.pending = null;
        turns.interrupt(mind);
      }
      for (const abort of running.keys()) abort.abort();
    },
    keeps: (turnId) => keptTurns.find(turnId) !== null,
    again(turnId, wish, stage) {
      const kept = keptTurns.find(turnId);
      if (kept === null || !isOpen()) return null;
      const id = context.nextTurnId();
      const abort = new AbortController();
      const { turnId: instead, speaker, addressee, whisper, origin } = kept.turn;
      chronicle.began({
        turnId: id,
        speaker,
        addressee,
        whisper,
        rule: TAKE_RULE,
        origin,
        instead,
        asker: wish.asker,
      });
      const done = perform(kept, id, wish, stage, abort.signal)
        .catch(() => undefined)
        .then(() => void running.delete(abort));
      running.set(abort, done);
      return { turnId: id, stop: () => abort.abort(), done };
    },
    prefer: (body) => chronicle.note("preference", body),
    edit: (body) => chronicle.note("edit", body),
    allow(participant) {
      const consent = {
        participant,
        purpose: "training" as const,
        given: true,
        notice: "rehearsal",
      };
      void chronicle.note("consent", consent);
    },
    async close() {
      for (const abort of running.keys()) abort.abort();
      await Promise.all(running.values());
    },
  };
}
