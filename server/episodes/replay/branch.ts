import type { TurnOutcome, VisibleSegment } from "../../../shared/protocol.ts";
import type { Company, Prompt } from "../../roleplay/observation.ts";
import type { Persona } from "../../roleplay/persona.ts";
import { buildPrompt } from "../../roleplay/prompt/prompt.ts";
import type { ThinkingMode } from "../../roleplay/thinking/thinking-mode.ts";
import { planThinking, type ThinkingPlan } from "../../roleplay/thinking/thinking-policy.ts";
import { createChronicle } from "../../stage/chronicle.ts";
import { hiddenIn } from "../../stage/guarded-sheet.ts";
import { createMind, type Mind } from "../../stage/mind.ts";
import { performTurn, type TurnRequest } from "../../stage/npc-turn.ts";
import type { Clock, EpisodeLog, Model, Random } from "../../stage/ports.ts";
import type { PlaySettings } from "../../stage/scene-context.ts";
import { othersOf } from "../../stage/turn-prompt.ts";
import type { TurnStage } from "../../stage/turn-stage.ts";
import { exactness } from "../../stage/turn-verdict.ts";
import type { LoggedEvent } from "../reader.ts";
import { momentOf, sheetFor, type Moment } from "./branch-moment.ts";

/** One turn of an episode taken again from where it stood, with something changed; the episode itself stays as it is. */
export interface BranchOptions {
  readonly turnId: string;
  /** Another version of the speaker's sheet; it keeps its id. */
  readonly persona?: Persona;
  /** Another way of thinking; absent for the one that the turn had. */
  readonly mode?: Exclude<ThinkingMode, "ahead">;
  readonly model: Model;
  readonly play: Pick<PlaySettings, "prefill" | "opens" | "thinking" | "speakTokens" | "sampling">;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EpisodeLog;
  readonly seed: number;
  readonly software: string;
  /** What is known of the model's endpoint, for the record. */
  readonly endpoint?: Record<string, unknown>;
  /** All that the turn may take, in ms. */
  readonly within: number;
}

export type Branched =
  | {
      readonly ok: true;
      /** The new episode, which holds the minds as they stood and the one new turn. */
      readonly episodeId: string;
      readonly turnId: string;
      readonly outcome: TurnOutcome;
      readonly segments: readonly VisibleSegment[];
      readonly logged: boolean;
    }
  | { readonly ok: false; readonly problem: string };

/** Asks a model for a turn once more, from the log alone, and writes what it says as an episode of its own. */
export async function branchEpisode(
  events: AsyncIterable<LoggedEvent> | Iterable<LoggedEvent>,
  options: BranchOptions,
): Promise<Branched> {
  const found = await momentOf(events, options.turnId);
  if (typeof found === "string") return { ok: false, problem: found };
  const { sheets, start, turn, call, seen, players } = found;
  const { clock, model, random } = options;
  const persona = sheetFor(turn.speaker, sheets, options.persona);
  if (typeof persona === "string") return { ok: false, problem: persona };
  const personas = sheets.personas.map((one) => (one.id === persona.id ? persona : one));
  const episodeId = `${sheets.episodeId}.b-${Math.floor(clock.now()).toString(36)}`;
  const chronicle = createChronicle(episodeId, options.log, clock, () => {});
  void chronicle.start({
    software: options.software,
    scene: start.scene,
    personas,
    ...(start.beside === undefined ? {} : { beside: start.beside }),
    known: start.known ?? {},
    branchOf: { episodeId: sheets.episodeId, turnId: turn.turnId },
    model: model.description,
    synthetic: model.synthetic,
    seed: options.seed,
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
  });
  for (const { participant, name, kind, language } of players)
    void chronicle.joined({ participant, name, kind, language });
  const mind = createMind(persona, {
    observed: (one, index, replaces) => chronicle.observed(persona.id, index, one, replaces),
    forgot: (count) => chronicle.forgot(persona.id, count),
  });
  for (const observation of seen) mind.observe(observation);

  const turnId = `${episodeId}.1`;
  const request = requestOf(found, { ...options, turnId, episodeId, persona, personas, mind });
  const company: Company = turn.whisper
    ? "whisper"
    : call.basis.hearers.length > 1
      ? "open"
      : "alone";
  mind.prompted(turnId, turn.addressee, company);
  const shown: (VisibleSegment | null)[] = [];
  const stage: TurnStage = {
    delta(segment, kind, text) {
      shown[segment] = { kind, text: (shown[segment]?.text ?? "") + text };
    },
    segmentEnd() {},
    retract(segment) {
      shown[segment] = null;
    },
  };
  const began = clock.elapsed();
  const performed = await performTurn(
    () => request,
    stage,
    { model, clock, random },
    {
      cancel: new AbortController().signal,
      news: () => new AbortController().signal,
      mayWait: () => true,
      within: options.within,
    },
  );
  mind.rememberOwn(turnId, performed.segments);
  const { cause, anomalies, calls, plan } = performed;
  // Nobody waits for an answer here: where the model had none, no author's words stand in.
  const outcome = performed.needsFallback ? "failed" : performed.outcome;
  const logged = await chronicle.turn(
    {
      turnId,
      speaker: persona.id,
      addressee: turn.addressee,
      whisper: turn.whisper,
      segments: performed.segments,
      outcome,
      cause,
      chosenBy: "branch",
      thinking: { mode: plan.mode, why: plan.why, renewed: 0 },
      anomalies,
      listeners: new Set([persona.id, ...call.basis.hearers]),
      trainable:
        outcome === "complete" && cause === null && Object.values(anomalies).every((n) => n === 0),
      timing: { firstVisible: null, end: clock.elapsed() - began },
      ...exactness(calls),
    },
    calls,
  );
  const ended = await chronicle.end("branched");
  return {
    ok: true,
    episodeId,
    turnId,
    outcome,
    segments: shown.filter((one) => one !== null),
    logged: logged && ended,
  };
}

function requestOf(
  { sheets, turn, call, seen, players }: Moment,
  {
    model,
    mode,
    play,
    turnId,
    episodeId,
    persona,
    personas,
    mind,
  }: BranchOptions & {
    readonly episodeId: string;
    readonly persona: Persona;
    readonly personas: readonly Persona[];
    readonly mind: Mind;
  },
): TurnRequest {
  const { partner, hearers } = call.basis;
  const recorded = turn.thinking?.mode ?? "full";
  const plan = planOf(mode ?? (recorded === "ahead" ? "budget" : recorded), model, play, turn);
  const began = plan.mode === "full" && model.continuesPrefill ? play.prefill : "";
  const prompt: Prompt = buildPrompt({
    persona,
    scene: sheets.scene,
    others: othersOf(personas, persona),
    things: sheets.known?.[persona.id] ?? [],
    observations: seen,
    audience: { partner, hearers: new Set(hearers) },
    prefill: began,
  });
  const names = call.reading?.parser?.others ?? [];
  const partnerName =
    players.find(({ participant }) => participant === partner)?.name ??
    personas.find(({ id }) => id === partner)?.name;
  const { scene, things } = sheets;
  return {
    turnId,
    prompt,
    basis: {
      changes: mind.changes,
      observations: mind.observations.length,
      partner,
      hearers,
      prefill: began,
      shorter: false,
    },
    purpose: { lane: "talk", scene: episodeId, persona: persona.id, player: null },
    sampling: play.sampling,
    speakTokens: play.speakTokens,
    plan,
    self: persona,
    partner: partnerName ?? "",
    parser: {
      self: { name: persona.name, aliases: persona.aliases },
      others: names,
      start: play.opens === "none" ? "none" : began === "" ? "expected" : "prefilled",
      recentPrivate: mind.recentPrivate,
      hidden: hiddenIn(persona, prompt, { scene, personas: [...personas], things }),
    },
    guards: () => mind.guards,
  };
}

/** The way of thinking that is asked for, with the cap that a turn for whom it was would have. */
function planOf(
  mode: Exclude<ThinkingMode, "ahead">,
  model: Model,
  play: BranchOptions["play"],
  turn: Moment["turn"],
): ThinkingPlan {
  return planThinking(
    { ...play.thinking, mode, actionFirst: false },
    {
      weight: turn.thinking?.why === "grave" ? "grave" : "plain",
      playerWaits: turn.thinking?.why !== "among-personas",
      thoughtAhead: 0,
      queued: 0,
      beganWithAction: [],
      continuesPrefill: model.continuesPrefill && play.opens === "expected",
    },
  );
}
