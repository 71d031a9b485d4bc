import type {
  Acknowledgement,
  FeedbackMessage,
  ParticipantId,
  PreferMessage,
  Refusal,
} from "../../../shared/protocol.ts";
import { createRateLimit } from "../rate-limit.ts";
import type { SceneContext } from "../scene-context.ts";
import type { Retakes } from "./retakes.ts";

/** What players think of personas' turns, for the record alone: nobody in the scene learns of it. */
export interface Opinions {
  feedback(player: ParticipantId, message: FeedbackMessage): Acknowledgement;
  prefer(player: ParticipantId, message: PreferMessage): Acknowledgement;
  left(player: ParticipantId): void;
}

/** So many opinions at once, and then one a second. */
const RATE = { every: 1_000, burst: 8 } as const;

export function createOpinions(context: SceneContext, retakes: Retakes): Opinions {
  const { chronicle, clock, hearing } = context;
  const limits = new Map<ParticipantId, () => number>();

  const refuse = (refusal: Refusal, retryAfter?: number): Acknowledgement =>
    retryAfter === undefined ? { ok: false, refusal } : { ok: false, refusal, retryAfter };

  function limited(player: ParticipantId): Acknowledgement | null {
    const limit = limits.get(player) ?? createRateLimit(clock, RATE.every, RATE.burst);
    limits.set(player, limit);
    const wait = limit();
    return wait > 0 ? refuse("too-fast", wait) : null;
  }

  /** True for a persona's turn that this player heard to its end. */
  function heard(player: ParticipantId, turnId: string): boolean {
    const turn = hearing.find(turnId);
    return turn?.kind === "persona" && turn.state !== "open" && turn.listeners.has(player);
  }

  function shownTo(player: ParticipantId, ...about: readonly string[]) {
    const { turns, ms } = hearing.exposure(player, about, clock.elapsed());
    return { turns: [...turns], ms };
  }

  return {
    feedback(player, { turnId, rating, reasons = [] }) {
      const slow = limited(player);
      if (slow !== null) return slow;
      if (!heard(player, turnId)) return refuse("unknown-turn");
      const said = [...new Set(reasons)];
      const shown = shownTo(player, turnId);
      void chronicle.note("feedback", {
        participant: player,
        turnId,
        rating,
        reasons: said,
        shown,
      });
      return { ok: true };
    },
    prefer(player, { turnId, over }) {
      const slow = limited(player);
      if (slow !== null) return slow;
      if (!heard(player, turnId) || !heard(player, over)) return refuse("unknown-turn");
      const shownFirst = retakes.shownFirst(player, turnId, over);
      if (shownFirst === null) return refuse("not-possible");
      void chronicle.note("preference", {
        participant: player,
        chosen: turnId,
        rejected: over,
        shownFirst,
        shown: shownTo(player, turnId, over),
      });
      return { ok: true };
    },
    left(player) {
      limits.delete(player);
    },
  };
}
