import type { Persona } from "../../roleplay/persona.ts";
import type { ThinkingMode, ThinkingSettings } from "../../roleplay/thinking/thinking-mode.ts";
import { createDirector, type Director } from "../../stage/director.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { createPassingMemory } from "../../stage/memory.ts";
import type { Clock, EpisodeLog, Model, Random, Sampling, Tell } from "../../stage/ports.ts";
import type { Resumption } from "../../stage/resumption.ts";
import { DEFAULT_PLAY, type PlaySettings } from "../../stage/scene-context.ts";
import type { Staging } from "../../stage/staging.ts";
import type { LoggedEvent } from "../reader.ts";
import { momentOf, type Moment } from "./branch-moment.ts";
import { createEventQueue } from "./event-queue.ts";
import { doAgain, playersScript } from "./player-script.ts";

/** What a branch has otherwise than its parent; absent for what stays. The model is the one that is given. */
export interface Changes {
  /** Other versions of sheets; each keeps its id. */
  readonly personas?: readonly Persona[];
  /** How everyone thinks. */
  readonly mode?: Exclude<ThinkingMode, "ahead">;
  readonly thinking?: Partial<ThinkingSettings>;
  readonly sampling?: Partial<Omit<Sampling, "seed" | "stop">>;
}

/** An episode to be played on from one of its turns, with something changed; it stays as it is itself. */
export interface BranchRequest {
  readonly events: AsyncIterable<LoggedEvent> | Iterable<LoggedEvent>;
  /** The turn that is taken again, by its id. */
  readonly at: string;
  readonly changes?: Changes;
  readonly model: Model;
  readonly play: Partial<PlaySettings>;
  readonly clock: Clock;
  readonly random: Random;
  /** Where the branch is written, as an episode of its own. */
  readonly log: EpisodeLog;
  /** Turns of personas until it ends, the one that is taken again among them; 1 for that alone. */
  readonly turns?: number;
  /** Whether players' lines and deeds after that turn come again where they stood, or players stay silent. */
  readonly players?: "left-out" | "recorded";
  readonly seed: number;
  readonly software: string;
  /** What is known of the model's endpoint, for the record. */
  readonly endpoint?: Record<string, unknown>;
  /** What those who are there would be shown, as it comes. */
  readonly tell?: Tell;
  /** It ends early when nobody has spoken for so long, in ms. */
  readonly silence?: number;
}

/** Why a branch ended: it has its turns, nobody had anything more to say, the scene itself ended, or it was stopped. */
export type BranchEnd = "turns" | "silence" | "scene-ended" | "stopped";

/** A branch that is being played. */
export interface Branch {
  readonly ok: true;
  readonly episodeId: string;
  /** Its records as they are made, private text among them, until it has ended. */
  readonly events: AsyncIterable<EpisodeEvent>;
  readonly ended: Promise<{
    readonly reason: BranchEnd;
    readonly turns: number;
    /** Every record of it is durable. */
    readonly logged: boolean;
    /** What players had done that could not be done again, and why not. */
    readonly notDone: readonly { readonly what: string; readonly why: string }[];
  }>;
  stop(): void;
}

export type Branched = Branch | { readonly ok: false; readonly problem: string };

const SILENCE = 15_000;
/** What players did comes when the scene has been quiet for so long, should fewer turns be taken than were; in ms. */
const WAITS = 2_000;
/** Between two looks, in ms; bodies walk meanwhile. */
const LOOK = 100;

/**
 * Goes on from where an episode stood when a turn was asked for: with every mind, body and thing as it was, by the same
 * rules, in an episode that names its parent. Resolves once it is known that it can.
 */
export async function branchEpisode(request: BranchRequest): Promise<Branched> {
  const moment = await momentOf(request.events, request.at);
  if (typeof moment === "string") return { ok: false, problem: moment };
  const staging = changedStaging(moment, request.changes ?? {});
  if (typeof staging === "string") return { ok: false, problem: staging };
  return play(moment, staging, request);
}

function play(moment: Moment, staging: Staging, request: BranchRequest): Branch {
  const { model, clock, random, turns = 1, players = "left-out", silence = SILENCE } = request;
  const { changes = {}, play: settings } = request;
  const parent = moment.start.episodeId;
  const episodeId = `${parent}.b-${Math.floor(clock.now()).toString(36)}${tail(random)}`;
  const queue = createEventQueue<EpisodeEvent>();
  const script =
    players === "recorded"
      ? playersScript(
          moment.later,
          moment.standing.players.map(({ id }) => id),
        )
      : [];
  const notDone: { what: string; why: string }[] = [];
  let logged = true;
  let taken = 0;
  let nextDue = 0;
  let quietSince = clock.elapsed();
  let ending: BranchEnd | null = null;
  let cancel = (): void => {};
  const { promise: ended, resolve: finish } = Promise.withResolvers<Awaited<Branch["ended"]>>();

  const log: EpisodeLog = {
    async append(events) {
      try {
        await request.log.append(events);
      } catch (error) {
        logged = false;
        throw error;
      } finally {
        for (const event of events) queue.push(event);
      }
    },
  };
  const director: Director = createDirector({
    scene: staging,
    model,
    episodeLog: log,
    clock,
    random,
    tell: request.tell ?? (() => {}),
    play: changedPlay(settings, changes),
    memory: createPassingMemory(),
    episodeId,
    seed: request.seed,
    software: request.software,
    ...(request.endpoint === undefined ? {} : { endpoint: () => request.endpoint ?? {} }),
    resume: {
      ...moment.standing,
      first: firstOf(moment, changes),
      others: turns > 1 ? moment.standing.others : [],
      branchOf: {
        episodeId: parent,
        turnId: moment.turn.turnId,
        changes: recordedChanges(moment, model, changes),
        players,
      },
    },
    ended: () => end("scene-ended"),
  });
  director.happenings.on("turn-ended", () => {
    taken += 1;
    quietSince = clock.elapsed();
    if (taken >= turns) end("turns");
  });
  director.happenings.on("line", ({ turn }) => {
    if (turn.kind !== "environment") quietSince = clock.elapsed();
  });

  function look(): void {
    cancel = clock.after(LOOK, look);
    director.step(LOOK);
    if (director.turnsRunning > 0) quietSince = clock.elapsed();
    const quiet = clock.elapsed() - quietSince;
    const next = script[nextDue];
    if (next !== undefined) {
      const due = taken >= next.after ? quiet >= next.pause : taken > 0 && quiet >= WAITS;
      if (due && director.turnsRunning === 0) again();
    } else if (quiet >= silence) end("silence");
  }

  function again(): void {
    const next = script[nextDue];
    nextDue += 1;
    if (next === undefined) return;
    const why = doAgain(director, next.event);
    if (why !== null) notDone.push({ what: next.event.type, why });
    quietSince = clock.elapsed();
  }

  function end(reason: BranchEnd): void {
    if (ending !== null) return;
    ending = reason;
    cancel();
    // At once: whoever would answer the last turn is not to begin.
    void director.close(reason === "stopped" ? "stopped" : "branched").then(() => {
      queue.end();
      finish({ reason, turns: taken, logged, notDone });
    });
  }

  director.open();
  look();
  return { ok: true, episodeId, events: queue, ended, stop: () => end("stopped") };
}

/** Two branches of one moment are two. */
function tail(random: Random): string {
  return Math.floor(random() * 36 ** 3)
    .toString(36)
    .padStart(3, "0");
}

/** The world with other sheets in the place of its own; a text is why that does not fit. */
function changedStaging(
  { staging, turn }: Moment,
  { personas: others = [], mode }: Changes,
): Staging | string {
  const { scene, personas } = staging;
  const stranger = others.find(({ id }) => !personas.some((own) => own.id === id));
  if (stranger !== undefined) {
    const cast = personas.map(({ id }) => id).join(", ");
    return `the persona's file is of ${stranger.id}, who is not in this episode; its cast is ${cast}, and the turn is ${turn.speaker}'s.`;
  }
  const thinks = <T extends { readonly thinking?: Persona["thinking"] }>(one: T): T =>
    mode === undefined || one.thinking?.mode === undefined
      ? one
      : { ...one, thinking: { ...one.thinking, mode } };
  return {
    ...staging,
    scene: thinks(scene),
    personas: personas.map((own) => thinks(others.find(({ id }) => id === own.id) ?? own)),
  };
}

/** The turn is thought as it was, unless another way is asked for. */
function firstOf({ turn, standing: { first } }: Moment, { mode }: Changes): Resumption["first"] {
  return first === null || mode !== undefined ? first : { ...first, ...thoughtAs(turn) };
}

/** How a turn was thought, for one that is asked for the same; what was thought ahead has a line by now. */
export function thoughtAs({ thinking }: Moment["turn"]): { readonly mode?: ThinkingMode } {
  const was = thinking?.mode;
  return was === undefined ? {} : { mode: was === "ahead" ? "budget" : was };
}

function changedPlay(
  settings: Partial<PlaySettings>,
  { mode, thinking, sampling }: Changes,
): Partial<PlaySettings> {
  const { thinking: own, sampling: sampled } = { ...DEFAULT_PLAY, ...settings };
  const how = mode === undefined ? {} : { mode };
  return {
    ...settings,
    // Nobody is writing a line that could be thought of before it is there.
    thinking: { ...own, ...thinking, ...how, ahead: [] },
    sampling: { ...sampled, ...sampling },
  };
}

function recordedChanges(
  { start }: Moment,
  model: Model,
  { personas = [], mode, thinking, sampling }: Changes,
) {
  const other = { ...sampling, ...(thinking === undefined ? {} : { thinking }) };
  return {
    ...(model.description === start.model
      ? {}
      : { model: { from: start.model, to: model.description } }),
    ...(personas.length === 0 ? {} : { personas: personas.map(({ id }) => id) }),
    ...(mode === undefined ? {} : { mode }),
    ...(Object.keys(other).length === 0 ? {} : { sampling: other }),
  };
}
