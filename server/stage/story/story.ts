import type {
  Acknowledgement,
  FeedbackMessage,
  JournalEntry,
  Language,
  ParticipantId,
  PreferMessage,
  RetakeMessage,
  StoryView,
} from "../../../shared/protocol.ts";
import { createAdmissions, type PerceivedTurn } from "../../roleplay/story/admission.ts";
import { endingOf, questionsOf, waitsFor, type EndingDeed } from "../../roleplay/story/goal.ts";
import type { Ending } from "../../roleplay/story/story.ts";
import type { Effect } from "../../roleplay/verbs/verb.ts";
import type { Deed } from "../happenings.ts";
import type { HeardTurn } from "../hearing.ts";
import type { SceneContext } from "../scene-context.ts";
import { createJournal } from "./journal.ts";
import { createOpinions } from "./opinions.ts";
import { createRetakes } from "./retakes.ts";
import { createSuggesting } from "./suggesting.ts";

/** What players find out in one scene, alone and together, and how it ends. Reacts to what happens; asks nothing of it. */
export interface StoryTelling {
  /** A player came in; its lines are in this language. */
  cameIn(player: ParticipantId, language: Language): void;
  /** What players had found out in a scene that goes on here; told to nobody. */
  resume(found: readonly { readonly participant: ParticipantId; readonly finding: string }[]): void;
  turnedTo(player: ParticipantId, other: ParticipantId): void;
  feedback(player: ParticipantId, message: FeedbackMessage): Acknowledgement;
  retake(player: ParticipantId, message: RetakeMessage): Acknowledgement;
  prefer(player: ParticipantId, message: PreferMessage): Acknowledgement;
  /** What a player holds of the story, for its snapshot. */
  view(player: ParticipantId): StoryView;
  /** The scene's time is over: the ending that was earned, told to everyone, or null. */
  timeIsOver(): Ending | null;
  close(): Promise<void>;
}

/** An admission may be spread over so many turns of a persona, one after the other. */
const SPREAD = 3;
/** What a player learns by what is done to a thing: by its own hand, or because another holds it out. */
const BY_HAND: ReadonlySet<unknown> = new Set<Effect>(["open", "pick-up"]);
const BY_ANOTHER: ReadonlySet<unknown> = new Set<Effect>(["show", "hand-over"]);

/** `end` ends the scene with an ending that a deed has earned. */
export function createStory(context: SceneContext, end: (ending: Ending) => void): StoryTelling {
  const { cast, chronicle, clock, happenings, mindReads, staging, subjects, telling } = context;
  const { story, things } = staging;
  const journal = createJournal(story);
  const admissions = createAdmissions(staging);
  const subjectOf = (player: ParticipantId): string => subjects.get(player) ?? player;
  const suggesting = createSuggesting(context, (player) => journal.known(subjectOf(player)));
  const retakes = createRetakes(context, (_, turn) => heardTurn(turn));
  const opinions = createOpinions(context, retakes);
  /** What each player heard of each persona, its last turns. */
  const heard = new Map<ParticipantId, Map<ParticipantId, PerceivedTurn[]>>();
  const openedAt = clock.elapsed();
  /** What was done that an ending waits for. */
  const deeds: EndingDeed[] = [];
  let ended: Ending | null = null;

  const isPlayer = (id: ParticipantId): boolean => cast.bodies.get(id)?.kind === "player";
  const players = (ids: Iterable<ParticipantId>): ParticipantId[] => [...ids].filter(isPlayer);

  function everyone(): Set<ParticipantId> {
    return new Set(cast.bodies.keys());
  }

  function learn(
    player: ParticipantId,
    finding: string,
    kind: JournalEntry["kind"],
    source: JournalEntry["source"],
  ): void {
    const before = questionsOf(story, journal.all);
    const subject = subjectOf(player);
    const at = clock.elapsed() - openedAt;
    const entry = journal.write(subject, finding, { at, kind, source });
    if (entry === null) return;
    // Whoever plays in two tabs holds one journal.
    const same = [...cast.bodies.keys()].filter((id) => subjectOf(id) === subject);
    telling.tell(new Set(same), { type: "journal", entry });
    const turnId = source?.turnId ?? null;
    void chronicle.note("found", { participant: player, finding, turnId });
    const questions = questionsOf(story, journal.all);
    if (JSON.stringify(questions) !== JSON.stringify(before))
      telling.tell(everyone(), { type: "goal", questions });
    for (const id of same) suggesting.changed(id);
    happenings.tell({ type: "found", player, finding });
    endByDeeds();
  }

  /** What a persona has said is over: whoever heard it may have learned something. */
  function heardTurn(turn: HeardTurn): void {
    const { speaker, turnId, name, state } = turn;
    const said = turn.segments.flatMap((one) => (one === null ? [] : [one]));
    const listeners = players(turn.listeners);
    // Authored words stand in where there are none: nobody admits anything by them.
    if (said.length === 0 || state === "fallback" || state === "failed") return;
    const perceived: PerceivedTurn = { said, ended: state === "complete" };
    for (const player of listeners) {
      const mine = heard.get(player) ?? new Map<ParticipantId, PerceivedTurn[]>();
      const turns = [...(mine.get(speaker) ?? []), perceived].slice(-SPREAD);
      mine.set(speaker, turns);
      heard.set(player, mine);
      for (const finding of admissions.of(speaker, turns))
        learn(player, finding, "finding", { name, turnId });
    }
    for (const player of listeners) {
      if (turn.addressee === player) suggesting.talked(player, speaker);
      suggesting.changed(player);
    }
  }

  /** A player that knows something says it: who hears it knows it too. */
  function playerSaid({ speaker, turnId, name, addressee, listeners, segments }: HeardTurn): void {
    const text = segments.flatMap((one) => (one?.kind === "speech" ? [one.text] : [])).join(" ");
    suggesting.said(speaker, text);
    if (addressee !== null) suggesting.turnedTo(speaker, addressee);
    const known = new Set(journal.known(subjectOf(speaker)));
    if (known.size === 0) return;
    for (const finding of admissions.retold(text, known)) {
      for (const player of players(listeners))
        if (player !== speaker) learn(player, finding, "told", { name, turnId });
    }
  }

  function deedDone(deed: Deed): void {
    if (deed.outcome !== "done") return;
    const { actor, verb, target, item } = deed;
    const effect = context.deeds.verbs.get(verb)?.effect;
    const prop = (id: string | null) => things.props.find((one) => one.id === id);
    for (const thing of [prop(item), prop(target)]) {
      if (thing === undefined) continue;
      const learners = [
        ...(BY_HAND.has(effect) ? [actor] : []),
        ...(BY_ANOTHER.has(effect) && target !== null ? [target] : []),
      ];
      for (const player of players(learners))
        for (const finding of thing.reveals) learn(player, finding, "seen", null);
    }
    const read = prop(item)?.mind_read;
    const persona = target !== null && cast.bodies.get(target)?.kind === "persona" ? target : null;
    if (effect === "show" && read !== undefined && persona !== null && isPlayer(actor))
      mindReads.grant(actor, persona, read * 1_000, item ?? "");
    for (const player of players([actor, target ?? ""])) suggesting.changed(player);
    if (waitsForDeed({ verb, target, item })) deeds.push({ verb, target, item });
    endByDeeds();
  }

  function waitsForDeed(deed: EndingDeed): boolean {
    const again = deeds.some((one) => JSON.stringify(one) === JSON.stringify(deed));
    return !again && story.endings.some(({ on }) => waitsFor(on, deed) && on !== undefined);
  }

  /** A deed that an ending waits for may come before the last finding that it wants. */
  function endByDeeds(): void {
    if (ended !== null) return;
    const ending = deeds
      .map((deed) => endingOf(story, journal.all, deed))
      .find((one) => one !== null);
    if (ending === undefined || ending === null) return;
    conclude(ending);
    end(ending);
  }

  function conclude(ending: Ending): void {
    ended = ending;
    const { id, title, text } = ending;
    telling.tell(everyone(), { type: "ending", id, title, text });
    const answered = questionsOf(story, journal.all).flatMap((question) =>
      question.state === "found" ? [question.id] : [],
    );
    void chronicle.note("ending", { ending: id, answered });
  }

  happenings.on("turn-ended", ({ turn }) => heardTurn(turn));
  happenings.on("line", ({ turn }) => {
    if (turn.kind === "player") playerSaid(turn);
  });
  happenings.on("deed", ({ deed }) => deedDone(deed));
  happenings.on("arrived", ({ id }) => suggesting.changed(id));
  happenings.on("left", ({ id }) => {
    suggesting.left(id);
    retakes.left(id);
    opinions.left(id);
    heard.delete(id);
  });
  happenings.on("ended", () => mindReads.close());

  return {
    cameIn: suggesting.cameIn,
    resume(found) {
      for (const { participant, finding } of found)
        journal.write(subjectOf(participant), finding, { at: 0, kind: "finding", source: null });
    },
    turnedTo: suggesting.turnedTo,
    feedback: opinions.feedback,
    prefer: opinions.prefer,
    retake: (player, { turnId }) =>
      ended === null ? retakes.retake(player, turnId) : { ok: false, refusal: "scene-closed" },
    view(player) {
      return {
        goal: story.goal ?? null,
        questions: questionsOf(story, journal.all),
        journal: journal.of(subjectOf(player)),
        suggestions: ended === null ? suggesting.of(player) : [],
        ending: ended === null ? null : { id: ended.id, title: ended.title, text: ended.text },
        minds: mindReads.of(player),
      };
    },
    timeIsOver() {
      if (ended !== null) return null;
      const ending = endingOf(story, journal.all, null);
      if (ending !== null) conclude(ending);
      return ending;
    },
    async close() {
      suggesting.close();
      mindReads.close();
      await retakes.close();
    },
  };
}
