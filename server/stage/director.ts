import type { ParticipantId, Snapshot } from "../../shared/protocol.ts";
import { createTokenGauge, type TokenGauge } from "../roleplay/prompt/token-estimate.ts";
import { createAnswering } from "./answering.ts";
import { createCast, type Cast, type Show } from "./cast.ts";
import { createChronicle } from "./chronicle.ts";
import { createPlacesWatch } from "./chronicle-places.ts";
import { createConsents, type ConsentStore } from "./consents.ts";
import { createDeeds, type Deeds } from "./deeds/deeds.ts";
import type { ShowProp } from "./deeds/prop-world.ts";
import { createForethought } from "./forethought.ts";
import { createGameHand, type GameHand } from "./game-hand.ts";
import { recordOfGround } from "./ground-record.ts";
import { createHappenings, type Happenings } from "./happenings.ts";
import { createHearing, type HeardTurn } from "./hearing.ts";
import { createIdleLife } from "./idle-life.ts";
import { BUILT_IN_VERBS } from "../roleplay/verbs/built-in-verbs.ts";
import { createCues, type Cues } from "./life/cues.ts";
import { createSceneLife } from "./life/scene-life.ts";
import { createTalkBudget } from "./life/talk-budget.ts";
import { createWhereabouts } from "./life/whereabouts.ts";
import { createPassingMemory, createSceneMemory } from "./memory.ts";
import type { Embedder, MemoryStore } from "./memory.ts";
import { createMind, type Mind } from "./mind.ts";
import type { Availability, Clock, EpisodeLog, Meter, Model, Random, Tell } from "./ports.ts";
import { DEFAULT_PLAY, type PlaySettings, type SceneContext } from "./scene-context.ts";
import { castPersona } from "./placing.ts";
import { createPlayers, type Players } from "./players.ts";
import { createResting } from "./resting.ts";
import { takeUp, type Resumption } from "./resumption.ts";
import { createQuietHours } from "./quiet-hours.ts";
import type { Staging } from "./staging.ts";
import { createKeptTurns } from "./story/kept-turns.ts";
import { createMindReads, type MindGrant } from "./story/mind-read.ts";
import { createStory } from "./story/story.ts";
import { BATCH, createTelling } from "./telling.ts";
import { createTurns } from "./turns.ts";
import { createVoice } from "./voice.ts";

/** Runs one scene: who hears what, who answers, and what is told to whom. Knows no network. */
export interface Director extends Players {
  readonly cast: Cast;
  /** What the game around the scene may do in it, and hear of it. */
  readonly game: GameHand;
  readonly happenings: Pick<Happenings, "on">;
  /** Opens the scene: the episode begins and the opening lines are spoken. Called by the first `join`. */
  open(): void;
  /** All that a participant has heard so far. */
  snapshot(id: ParticipantId): Snapshot;
  /**
   * Lets a player read what a persona thinks as itself for `ms` from now, at most an hour; `by` is recorded as what
   * granted it. System thinking is never among it.
   */
  grantMindRead(player: ParticipantId, persona: ParticipantId, ms: number, by?: string): MindGrant;
  /** Ends such a view before its time. */
  revokeMindRead(player: ParticipantId, persona: ParticipantId): void;
  /** Lets `ms` of walking pass. */
  step(ms: number): void;
  /** Cancels running turns, ends the episode, and resolves when both are done. */
  close(reason: string): Promise<void>;
  readonly turnsRunning: number;
  /** What is done, beside what players and personas do themselves: an author's deeds, a game's own verbs. */
  readonly deeds: Pick<Deeds, "attempt" | "define">;
  /** Sends what waits for the next batch, if there is a crowd to make that worth while. */
  flushForCrowd(): void;
}

/** What a scene is run with; everything that may be left out has a default. */
export interface DirectorOptions {
  readonly scene: Staging;
  readonly model: Model;
  /** Whether the model can be asked; absent where it always can. */
  readonly availability?: Availability;
  readonly episodeLog: EpisodeLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly tell: Tell;
  /** Told of every change of a body that others can see. */
  readonly show?: Show;
  /** Told of every thing that can be seen, and of every change of it. */
  readonly showProp?: ShowProp;
  /** A player has come to see a thing that was hidden: its page needs a snapshot with the guide anew. */
  readonly guideGrew?: (player: ParticipantId) => void;
  readonly play?: Partial<PlaySettings>;
  readonly meter?: Meter;
  /** What personas remember from one visit to the next; without it they remember as long as the scene lasts. */
  readonly memory?: MemoryStore;
  readonly embedder?: Embedder | null;
  /** What players allowed at earlier visits; without it each visit begins with nothing allowed. */
  readonly consents?: ConsentStore;
  /** Shared by the scenes of one endpoint, so that each learns from all. */
  readonly gauge?: TokenGauge;
  readonly episodeId?: string;
  /** Recorded with the episode so that a run can be repeated. */
  readonly seed?: number;
  /** Where another scene stood, from which this one goes on instead of opening; on the same world. */
  readonly resume?: Resumption;
  readonly software?: string;
  /** What is known of the model's endpoint, for the record; asked when the episode begins. */
  readonly endpoint?: () => Record<string, unknown>;
  /** The episode log stopped working; called once until it works again. */
  readonly logTrouble?: (error: unknown) => void;
  /** Something that reacts to the scene threw; nothing of the scene's text is in it. */
  readonly fault?: (error: unknown) => void;
  /** An end condition of the scene was met. */
  readonly ended?: () => void;
}

/** Creates the director of one scene; everything it needs of the world outside is an argument. */
export function createDirector(options: DirectorOptions): Director {
  const { scene: staging, model, clock, random, tell } = options;
  const { scene, personas, ground } = staging;
  const show = options.show ?? (() => {});
  const cast = createCast(ground, scene, show);
  const memory = createSceneMemory(
    staging,
    clock,
    options.memory ?? createPassingMemory(),
    options.embedder ?? null,
  );
  const hearing = createHearing();
  const happenings = createHappenings(options.fault);
  const telling = createTelling(tell, clock, () =>
    cast.bodies.size < BATCH.crowdFrom ? BATCH.few : BATCH.crowd,
  );
  const episodeId =
    options.episodeId ?? `${scene.id}-${clock.now().toString(36)}-${idPart(random)}`;
  const chronicle = createChronicle(
    episodeId,
    options.episodeLog,
    clock,
    options.logTrouble ?? (() => {}),
    createPlacesWatch(cast),
  );
  const minds = new Map<ParticipantId, Mind>(
    personas.map((p) => [
      p.id,
      createMind(p, {
        observed(seen, index, replaces) {
          chronicle.observed(p.id, index, seen, replaces);
          // What was said instead, the memory is told by whoever had it said.
          if (!replaces) memory.witness(p, seen);
        },
        forgot: (count) => chronicle.forgot(p.id, count),
      }),
    ]),
  );
  const play = { ...DEFAULT_PLAY, ...options.play };
  const { resume } = options;
  let turnNumber = resume?.turns ?? 0;
  let state: "waiting" | "open" | "ended" | "closed" = "waiting";
  const timers: (() => void)[] = [];

  const context: SceneContext = {
    staging,
    minds,
    cast,
    // It reads the whole context, and the cast has to stand before it looks about.
    get deeds() {
      return deeds;
    },
    hearing,
    telling,
    happenings,
    chronicle,
    model,
    clock,
    random,
    play,
    meter: options.meter ?? null,
    subjects: new Map(),
    memory,
    gauge: options.gauge ?? createTokenGauge(),
    mindReads: createMindReads({ cast, clock, telling, chronicle, happenings }),
    keptTurns: createKeptTurns(),
    get cues(): Cues {
      return cues;
    },
    nextTurnId: () => `${episodeId}.${(turnNumber += 1)}`,
  };
  for (const [index, persona] of personas.entries()) {
    castPersona(cast, staging, persona, index);
  }
  const { showProp, guideGrew, fault } = options;
  const deeds = createDeeds(context, {
    builtIn: BUILT_IN_VERBS,
    showProp,
    guideGrew,
    fault,
    known: resume?.known,
  });
  const story = createStory(context, ({ text }) => finish(text[scene.language]));
  const forethought = createForethought(context);
  const turns = createTurns(context, forethought, personaSpoke);
  const budget = createTalkBudget(context, forethought.awaits);
  const cues = createCues(context, turns, budget, () => state === "open");
  const answering = createAnswering(context, turns, budget);
  const voice = createVoice(context);
  const consents = createConsents(context, options.consents ?? null);
  const players = createPlayers(
    context,
    { voice, answering, turns, forethought, story, consents },
    { open, isOpen: () => state === "open" },
  );
  const quiet = createQuietHours(context, () => turns.running);
  const whereabouts = createWhereabouts(context);
  const sceneLife = createSceneLife(context, voice, budget, (deed) =>
    deeds.attempt(deed, { origin: "author" }),
  );
  const idleLife = createIdleLife(staging, cast, minds, clock, random);

  const game = createGameHand(context, voice, () => state === "open");

  const resting = createResting(options.availability, clock, (code, to) => {
    if (state === "open")
      telling.tell(to === undefined ? everyone() : new Set([to]), { type: "notice", code });
  });

  function everyone(): Set<ParticipantId> {
    return new Set(cast.bodies.keys());
  }

  function open(): void {
    if (state !== "waiting") return;
    state = "open";
    const { things, life, story: written } = staging;
    void chronicle.start({
      software: options.software ?? "dramatis",
      scene,
      personas: [...personas],
      beside: { things, life, story: written },
      ground: recordOfGround(ground),
      known: Object.fromEntries(
        personas.map(({ id }) => [id, deeds.knownThings(id).map((thing) => ({ ...thing }))]),
      ),
      ...(resume === undefined ? {} : { branchOf: resume.branchOf }),
      model: model.description,
      synthetic: model.synthetic,
      seed: options.seed ?? 0,
      ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint() }),
    });
    if (resume !== undefined) takeUp(context, { answering, deeds, story, turns }, resume);
    for (const { speaker, text } of resume === undefined ? scene.opening : []) {
      const persona = minds.get(speaker)?.persona;
      if (speaker === "Environment" || !persona) {
        voice.environment(text, everyone(), null);
        continue;
      }
      const line = {
        speaker,
        name: persona.name,
        kind: "persona" as const,
        addressee: null,
        whisper: false,
        origin: null,
        listeners: everyone(),
      };
      voice.utter(line, [{ kind: "speech", text }]);
    }
    idleLife.start();
    sceneLife.start(resume?.triggers);
    quiet.start();
    happenings.tell({ type: "opened" });
    for (const end of scene.end) {
      if (end.when === "minutes")
        timers.push(clock.after(end.minutes * 60_000, () => finish(end.text)));
    }
  }

  /** Ends whatever goes on by itself; resolves when the last turn has ended. */
  async function stopAll(): Promise<void> {
    idleLife.stop();
    sceneLife.stop();
    resting.stop();
    quiet.stop();
    answering.close();
    deeds.stop();
    await Promise.all([story.close(), turns.close()]);
  }

  function finish(text: string): void {
    if (state !== "open") return;
    voice.environment(text, everyone(), null);
    const ending = story.timeIsOver();
    if (ending !== null) voice.environment(ending.text[scene.language], everyone(), null);
    telling.tell(everyone(), { type: "notice", code: "scene-ended" });
    state = "ended";
    void stopAll();
    void chronicle.end("end-condition");
    happenings.tell({ type: "ended", reason: "end-condition" });
    options.ended?.();
  }

  function personaSpoke(mind: Mind, turn: HeardTurn): void {
    happenings.tell({ type: "turn-ended", turn, mind });
    if (state === "open") {
      answering.afterTurn(mind, turn);
      quiet.afterTurn(mind, turn);
    }
    const { addressee } = turn;
    if (addressee !== null && turn.listeners.has(addressee)) {
      forethought.begin(mind, addressee, "after-turn");
    }
    for (const end of scene.end) {
      if (end.when === "turns" && turnNumber >= end.turns) finish(end.text);
    }
  }

  return {
    cast,
    deeds,
    game,
    happenings,
    open,
    get turnsRunning() {
      return turns.running;
    },
    ...players,
    join(player) {
      const name = players.join(player);
      resting.greet(player.id);
      quiet.cameIn(player.id);
      story.cameIn(player.id, player.language);
      happenings.tell({ type: "came-in", id: player.id });
      return name;
    },
    snapshot(id) {
      const heard = {
        ...hearing.snapshot(id, telling.flush()),
        story: story.view(id),
        consent: consents.view(id),
      };
      const guide = deeds.guide(id);
      return guide === undefined ? heard : { ...heard, guide };
    },
    flushForCrowd() {
      if (cast.bodies.size >= BATCH.crowdFrom) telling.flush();
    },
    grantMindRead(player, persona, ms, by = "host") {
      if (state !== "open") return { ok: false, refusal: "not-possible" };
      return context.mindReads.grant(player, persona, ms, by);
    },
    revokeMindRead: context.mindReads.revoke,
    step(ms) {
      let arrived: ParticipantId[] = [];
      whereabouts.during(() => (arrived = cast.step(ms)));
      for (const id of arrived) happenings.tell({ type: "arrived", id });
    },
    async close(reason) {
      const wasOpen = state === "open";
      state = "closed";
      for (const cancel of timers) cancel();
      await stopAll();
      telling.flush();
      if (wasOpen) {
        await chronicle.end(reason);
        happenings.tell({ type: "ended", reason });
      }
    },
  };
}

function idPart(random: Random): string {
  return Math.floor(random() * 36 ** 6)
    .toString(36)
    .padStart(6, "0");
}
