import {
  candidateDeeds,
  readVerbAnswer,
  verbQuestion,
} from "../../roleplay/verbs/verb-question.ts";
import { actionNames, type FinishedAction } from "../acting.ts";
import type { HeardTurn } from "../hearing.ts";
import { askAside } from "../life/aside-call.ts";
import type { Mind } from "../mind.ts";
import type { SceneContext } from "../scene-context.ts";

/** Asks the model what an action means that the rules of prose cannot tell. Off by default: `PlaySettings.verbCall`. */
export interface UnclearActions {
  /** Keeps the unclear ones of a turn that stands until it is over; then they are asked about. */
  keep(mind: Mind, actions: readonly FinishedAction[]): void;
  stop(): void;
}

/** An answer that takes longer than this belongs to another moment, in ms. */
const WITHIN = 6_000;
/** Questions that may be out at once in one scene. */
const AT_ONCE = 2;

/** `decided`: how many deeds the scene has seen so far. */
export function createUnclearActions(context: SceneContext, decided: () => number): UnclearActions {
  const { cast, chronicle, clock, happenings, play, staging } = context;
  const kept = new Map<Mind, readonly FinishedAction[]>();
  const closing = new AbortController();
  let asked = 0;
  let out = 0;

  async function askOne(mind: Mind, turn: HeardTurn, one: FinishedAction): Promise<void> {
    const { text, segment } = one;
    const { id } = mind.persona;
    const verbs = context.deeds.verbs.all;
    const names = actionNames(context, mind, turn);
    const candidates = candidateDeeds(text, verbs, names);
    const question = verbQuestion(text, candidates, verbs, names, staging.scene.language);
    if (question === null) return;
    const before = moment(mind);
    const earlier = turn.segments.slice(0, segment).filter((shown) => shown?.kind === "action");
    const { addressee } = names;
    const late = new AbortController();
    const cancel = clock.after(WITHIN, () => late.abort());
    const answer = await askAside(
      context,
      {
        callId: `${chronicle.episodeId}.verb-${(asked += 1)}`,
        participant: id,
        prompt: {
          system: question.system,
          messages: [{ role: "user", content: question.user }],
          prefill: "",
        },
        basis: {
          kind: "verb",
          turnId: turn.turnId,
          action: earlier.length,
          people: names.people.map((person) => person.id),
          addressee,
          ...(context.deeds.verbs.own.length === 0 ? {} : { own: true as const }),
        },
        purpose: { lane: "ambient", scene: chronicle.episodeId, persona: id, player: null },
        sampling: { temperature: 0, topP: 1, maxTokens: question.maxTokens, stop: [] },
      },
      AbortSignal.any([closing.signal, late.signal]),
    );
    cancel();
    const deed = answer === null ? null : readVerbAnswer(answer, question);
    if (deed === null || closing.signal.aborted || moment(mind) !== before) return;
    const cause = { origin: "action" as const, turnId: turn.turnId, prose: text };
    context.deeds.attempt({ actor: id, ...deed }, cause);
  }

  /** What must not have changed meanwhile: who speaks, where the actor is, what was done. */
  function moment({ persona, turnsTaken }: Mind): string {
    const body = cast.bodies.get(persona.id);
    return JSON.stringify([turnsTaken, body?.x, body?.y, decided()]);
  }

  happenings.on("turn-ended", ({ mind, turn }) => {
    const actions = kept.get(mind) ?? [];
    kept.delete(mind);
    for (const action of actions) {
      if (out >= AT_ONCE || closing.signal.aborted) return;
      out += 1;
      // What the model edge throws is its own affair; here it only means that nothing is known.
      askOne(mind, turn, action)
        .catch(() => {})
        .finally(() => (out -= 1));
    }
  });

  return {
    keep(mind, actions) {
      const unclear = play.verbCall ? actions.filter(({ match }) => match.unclear) : [];
      if (unclear.length > 0) kept.set(mind, unclear);
      else kept.delete(mind);
    },
    stop: () => closing.abort(),
  };
}
