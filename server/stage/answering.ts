import type { ParticipantId } from "../../shared/protocol.ts";
import { chooseSpeaker } from "../roleplay/next-speaker.ts";
import type { HeardTurn } from "./hearing.ts";
import type { Mind } from "./mind.ts";
import { nameable, type SceneContext } from "./scene-context.ts";
import { createNextSpeakerCall, type Pick } from "./life/next-speaker-call.ts";
import type { TalkBudget } from "./life/talk-budget.ts";
import type { Turns } from "./turns.ts";

/** A line that someone may answer. */
export interface AnswerableLine {
  readonly speaker: ParticipantId;
  readonly addressee: ParticipantId | null;
  readonly whisper: boolean;
  readonly text: string;
}

/** Who talks with whom, and who answers next by the rules of `next-speaker.ts`. */
export interface Answering {
  /** Lets the rules choose who answers, and lets that persona take its turn. */
  answer(line: AnswerableLine, listeners: ReadonlySet<ParticipantId>): void;
  /** Who will most likely be spoken to by someone who is about to speak; null if that cannot be told. */
  likely(speaker: ParticipantId, to: ParticipantId | null): Mind | null;
  /** After a persona's turn: another persona may answer it. */
  afterTurn(mind: Mind, turn: HeardTurn): void;
  talkedWith(a: ParticipantId, b: ParticipantId): void;
  forget(id: ParticipantId): void;
  /** Asks nobody any more who speaks next. */
  close(): void;
}

/** How long two are still in conversation after their last line, in ms. */
const CONVERSATION = 60_000;

export function createAnswering(
  context: SceneContext,
  turns: Turns,
  budget: TalkBudget,
): Answering {
  const { cast, clock, hearing, minds } = context;
  const partners = new Map<ParticipantId, { with: ParticipantId; at: number }>();

  const nextSpeaker = createNextSpeakerCall(context);

  function take(line: AnswerableLine, { speaker, rule }: Pick): void {
    const mind = speaker === null ? undefined : minds.get(speaker);
    if (!mind) return;
    if (minds.has(line.speaker)) {
      if (!budget.mayAnswer(mind)) return;
      budget.spend(mind, false);
    }
    answering.talkedWith(line.speaker, mind.persona.id);
    turns.offer(mind, { from: line.speaker, whisper: line.whisper, rule });
  }

  const answering: Answering = {
    answer(line, listeners) {
      const bodies = [...listeners].flatMap((id) =>
        id === line.speaker ? [] : (cast.bodies.get(id) ?? []),
      );
      const partner = partners.get(line.speaker);
      const exchange = hearing.exchange(line.speaker);
      const choice = chooseSpeaker(
        { ...line, speakerIsPlayer: cast.bodies.get(line.speaker)?.kind === "player" },
        {
          candidates: bodies.flatMap(({ id }) => {
            const mind = minds.get(id);
            if (!mind || context.holds.of(id) !== null) return [];
            const distance = cast.distance(line.speaker, id);
            return [{ ...nameable(context, id), distance, about: mind.about }];
          }),
          // Who may not speak can be addressed all the same, and nobody answers in its place.
          players: bodies
            .filter(({ id, kind }) => kind === "player" || context.holds.of(id) !== null)
            .map(({ id }) => nameable(context, id)),
          faced: cast.faced(line.speaker),
          partner: partner && clock.elapsed() - partner.at < CONVERSATION ? partner.with : null,
          personaLines: exchange.turns,
          begun: exchange.begun,
        },
      );
      const asksModel = context.play.nextSpeaker === "model" && !minds.has(line.speaker);
      if (!asksModel) take(line, choice);
      else if (choice.unsure === undefined) {
        nextSpeaker.forget(line.speaker);
        take(line, choice);
      } else {
        void nextSpeaker.decide(line.speaker, listeners, choice).then((pick) => {
          if (pick !== null && cast.bodies.has(line.speaker)) take(line, pick);
        });
      }
    },
    close: () => nextSpeaker.stop(),
    likely(speaker, to) {
      const near = [...cast.earshot(speaker)].flatMap((id) => minds.get(id) ?? []);
      const partner = partners.get(speaker);
      const recent =
        partner && clock.elapsed() - partner.at < CONVERSATION ? partner.with : undefined;
      const meant = [to, cast.faced(speaker), recent]
        .map((id) => near.find(({ persona }) => persona.id === id))
        .find((mind) => mind !== undefined);
      // Someone who has chosen a player, or stands among several personas, may mean anyone.
      if (to !== null) return near.find(({ persona }) => persona.id === to) ?? null;
      return meant ?? (near.length === 1 ? (near[0] ?? null) : null);
    },
    afterTurn(mind, turn) {
      if (turn.addressee !== null) answering.talkedWith(mind.persona.id, turn.addressee);
      const text = turn.segments.flatMap((s) => (s?.kind === "speech" ? [s.text] : [])).join(" ");
      if (text.trim() === "" || turn.state === "cancelled") return;
      const { speaker, addressee, whisper, listeners } = turn;
      answering.answer({ speaker, addressee, whisper, text }, listeners);
    },
    talkedWith(a, b) {
      const at = clock.elapsed();
      partners.set(a, { with: b, at });
      if (minds.has(b)) partners.set(b, { with: a, at });
    },
    forget(id) {
      nextSpeaker.forget(id);
      partners.delete(id);
    },
  };
  return answering;
}
