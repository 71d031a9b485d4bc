import type { ParticipantId, Snapshot } from "../../shared/protocol.ts";
import { createAnswering } from "./answering.ts";
import type { Cast } from "./cast.ts";
import { createConsents } from "./consents.ts";
import { createBetweenTurns } from "./control/between-turns.ts";
import type { SceneControls } from "./control/controls.ts";
import { createSceneControls } from "./control/scene-controls.ts";
import type { Deeds } from "./deeds/deeds.ts";
import type { DirectorOptions } from "./director-options.ts";
import { createForethought } from "./forethought.ts";
import { createGameHand, type GameHand } from "./game-hand.ts";
import type { Happenings } from "./happenings.ts";
import type { HeardTurn } from "./hearing.ts";
import { createIdleLife } from "./idle-life.ts";
import { createCues, type Cues } from "./life/cues.ts";
import { createSceneLife } from "./life/scene-life.ts";
import { createTalkBudget } from "./life/talk-budget.ts";
import { createWhereabouts } from "./life/whereabouts.ts";
import type { Mind } from "./mind.ts";
import { openEpisode } from "./opening.ts";
import { createPlayers, type Players } from "./players.ts";
import { createRehearsing, type Rehearsing } from "./rehearsing.ts";
import { createQuietHours } from "./quiet-hours.ts";
import { createResting } from "./resting.ts";
import { takeUp } from "./resumption.ts";
import { createStageParts } from "./stage-parts.ts";
import type { Staging } from "./staging.ts";
import type { MindGrant } from "./story/mind-read.ts";
import { createStory } from "./story/story.ts";
import { BATCH } from "./telling.ts";
import { createTurns } from "./turns.ts";
import { createVoice } from "./voice.ts";

export type { DirectorOptions } from "./director-options.ts";

/** What a persona does just now, without a word of it. */
export interface PersonaActivity {
  /** The version of the sheet it is played from; null where nobody counts versions. */
  readonly version: string | null;
  /** Turns it has begun in this scene. */
  readonly turns: number;
}

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
  /** What a designer may do in a scene that is rehearsed: have personas speak, and have turns taken again. */
  readonly rehearsing: Rehearsing;
  /** Cancels running turns, ends the episode, and resolves when both are done. */
  close(reason: string): Promise<void>;
  readonly turnsRunning: number;
  /** The hand of those who watch over the scene. */
  readonly controls: SceneControls;
  readonly episodeId: string;
  /** What the scene is played from just now, and whether it is open: for those who watch over it. */
  readonly staging: Staging;
  readonly isOpen: boolean;
  /** Of a persona in the scene; null for anyone else. Nothing of what it thinks can be reached from here. */
  activity(persona: ParticipantId): PersonaActivity | null;
  /** What is done, beside what players and personas do themselves: an author's deeds, a game's own verbs. */
  readonly deeds: Pick<Deeds, "attempt" | "define">;
  /** Sends what waits for the next batch, if there is a crowd to make that worth while. */
  flushForCrowd(): void;
}

/** Creates the director of one scene; everything it needs of the world outside is an argument. */
export function createDirector(options: DirectorOptions): Director {
  const { clock, random } = options;
  const { scene } = options.scene;
  const stage = createStageParts(options, (): Cues => cues);
  const { context, minds, sheets, holds, turnsBegun } = stage;
  const { cast, chronicle, deeds, happenings, hearing, telling } = context;
  let state: "waiting" | "open" | "ended" | "closed" = "waiting";
  const isOpen = (): boolean => state === "open";
  const timers: (() => void)[] = [];

  // What waits for the end of a turn comes before whatever else that end sets off.
  const betweenTurns = createBetweenTurns(happenings);
  const story = createStory(context, ({ text }) => finish(text[scene.language]));
  const forethought = createForethought(context);
  const turns = createTurns(context, forethought, personaSpoke);
  const budget = createTalkBudget(context, forethought.awaits);
  const cues = createCues(context, turns, budget, isOpen);
  const answering = createAnswering(context, turns, budget);
  const voice = createVoice(context);
  const consents = createConsents(context, options.consents ?? null);
  const players = createPlayers(
    context,
    { voice, answering, turns, forethought, story, consents },
    { open, isOpen },
  );
  const quiet = createQuietHours(context, () => turns.running);
  const whereabouts = createWhereabouts(context);
  const sceneLife = createSceneLife(context, voice, budget, (deed) => {
    if (!holds.still(deed.actor)) deeds.attempt(deed, { origin: "author" });
  });
  const idleLife = createIdleLife(options.scene, cast, minds, clock, random);
  const rehearsing = createRehearsing(context, turns, isOpen);
  const game = createGameHand(context, voice, isOpen);
  const controls = createSceneControls(context, stage, {
    betweenTurns,
    turns,
    forethought,
    quiet,
    answering,
    voice,
    idleLife,
    isOpen,
  });
  const resting = createResting(options.availability, clock, (code, to) => {
    if (isOpen())
      telling.tell(to === undefined ? everyone() : new Set([to]), { type: "notice", code });
  });

  function everyone(): Set<ParticipantId> {
    return new Set(cast.bodies.keys());
  }

  function open(): void {
    if (state !== "waiting") return;
    state = "open";
    openEpisode(context, voice, options);
    const { resume } = options;
    if (resume !== undefined) takeUp(context, { answering, deeds, story, turns }, resume);
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
    await Promise.all([story.close(), rehearsing.close(), turns.close()]);
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
    if (isOpen()) {
      if (!rehearsing.held) answering.afterTurn(mind, turn);
      quiet.afterTurn(mind, turn);
    }
    const { addressee } = turn;
    if (addressee !== null && turn.listeners.has(addressee)) {
      forethought.begin(mind, addressee, "after-turn");
    }
    for (const end of scene.end) {
      if (end.when === "turns" && turnsBegun() >= end.turns) finish(end.text);
    }
  }

  return {
    cast,
    deeds,
    game,
    happenings,
    controls,
    rehearsing,
    episodeId: chronicle.episodeId,
    open,
    get staging() {
      return sheets.staging;
    },
    get isOpen() {
      return isOpen();
    },
    activity(persona) {
      const mind = minds.get(persona);
      return mind === undefined ? null : { version: mind.version, turns: mind.turnsTaken };
    },
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
