import {
  CONSENT_PURPOSES,
  NO_CONSENT,
  type Acknowledgement,
  type ConsentMessage,
  type ConsentPurpose,
  type ConsentView,
  type ParticipantId,
} from "../../shared/protocol.ts";
import { createRateLimit } from "./rate-limit.ts";
import type { SceneContext } from "./scene-context.ts";

/** What a player has allowed, as it is kept from one visit to the next. */
export interface KeptConsent {
  readonly purpose: ConsentPurpose;
  readonly notice: string;
}

/** Keeps what players allowed beyond a visit. Never throws; what cannot be kept is asked again at the next visit. */
export interface ConsentStore {
  /** All that a subject allows. */
  load(subject: string): readonly KeptConsent[];
  /** With `given: false` nothing of it is kept. False if that could not be done. */
  save(subject: string, word: ConsentMessage): boolean;
}

/** What the players of one scene allow. Off until it is given; written to the log each time it changes. */
export interface Consents {
  /** What a player allowed at an earlier visit holds again, and is on record in this episode too. */
  cameIn(player: ParticipantId, subject: string | null): void;
  /** Resolves when it is on record. What is taken back counts at once, also where the log fails. */
  answer(player: ParticipantId, message: ConsentMessage): Promise<Acknowledgement>;
  view(player: ParticipantId): ConsentView;
  left(player: ParticipantId): void;
}

/** So many changes of mind at once, and then one in two seconds. */
const RATE = { every: 2_000, burst: 6 } as const;

export function createConsents(
  { chronicle, clock }: Pick<SceneContext, "chronicle" | "clock">,
  store: ConsentStore | null,
): Consents {
  /** By who a player is, so that two tabs of one player hold the same. */
  const views = new Map<string, ConsentView>();
  const players = new Map<ParticipantId, { subject: string | null; limit: () => number }>();
  /** Counts the words of each, so that one which the disk confirms late undoes no later one. */
  const words = new Map<string, number>();

  const keyOf = (player: ParticipantId): string => {
    const subject = players.get(player)?.subject ?? null;
    return subject === null ? `visit ${player}` : `subject ${subject}`;
  };
  const viewOf = (player: ParticipantId): ConsentView => views.get(keyOf(player)) ?? NO_CONSENT;

  function set(player: ParticipantId, { purpose, given, notice }: ConsentMessage): void {
    const state = { given, notice: given ? notice : null };
    views.set(keyOf(player), { ...viewOf(player), [purpose]: state });
  }

  return {
    cameIn(player, subject) {
      players.set(player, { subject, limit: createRateLimit(clock, RATE.every, RATE.burst) });
      // Another tab of this player may have said something newer than what is kept.
      const known = views.get(keyOf(player));
      const kept =
        known === undefined
          ? subject === null
            ? []
            : (store?.load(subject) ?? [])
          : CONSENT_PURPOSES.flatMap((purpose) => {
              const { given, notice } = known[purpose];
              return given && notice !== null ? [{ purpose, notice }] : [];
            });
      for (const { purpose, notice } of kept) {
        const word = { purpose, given: true, notice };
        set(player, word);
        void chronicle.note("consent", { participant: player, ...word });
      }
    },
    async answer(player, message) {
      const known = players.get(player);
      if (known === undefined) return { ok: false, refusal: "scene-closed" };
      const wait = known.limit();
      if (wait > 0) return { ok: false, refusal: "too-fast", retryAfter: wait };
      const { subject } = known;
      const key = keyOf(player);
      const word = (words.get(key) ?? 0) + 1;
      words.set(key, word);
      if (!message.given) set(player, message);
      const kept =
        message.given || subject === null || store === null || store.save(subject, message);
      const logged = await chronicle.note("consent", { participant: player, ...message });
      if (!logged || !kept) return { ok: false, refusal: "not-possible" };
      if (message.given && words.get(key) === word) {
        set(player, message);
        if (subject !== null) store?.save(subject, message);
      }
      return { ok: true };
    },
    view: viewOf,
    left(player) {
      const key = keyOf(player);
      const here = players.get(player);
      players.delete(player);
      if (here?.subject !== null) return;
      views.delete(key);
      words.delete(key);
    },
  };
}
