import type { ParticipantId, VisibleSegment } from "../../shared/protocol.ts";
import type { DeedRefusal } from "../../shared/deeds.ts";
import type { HeardTurn } from "./hearing.ts";
import type { Mind } from "./mind.ts";

/**
 * What happens in one scene, for the parts of the stage that react to it: triggers, the story, things, a host game.
 * Nothing private is among it: turns are as they could be heard.
 */

/** A deed as the rules decided it. */
export interface Deed {
  readonly deedId: string;
  readonly actor: ParticipantId;
  readonly verb: string;
  readonly target: string | null;
  readonly item: string | null;
  readonly outcome: "done" | "refused";
  readonly refusal: DeedRefusal | null;
  /** What asked for it: a persona's action, a player's hand, an author's trigger or routine, the host game. */
  readonly origin: "action" | "player" | "author" | "host";
  readonly turnId: string | null;
  /** Who saw it. */
  readonly witnesses: ReadonlySet<ParticipantId>;
}

export type Happening =
  | { readonly type: "opened" }
  | { readonly type: "came-in"; readonly id: ParticipantId }
  | { readonly type: "left"; readonly id: ParticipantId }
  /** A whole line: a player's, an authored one, the world's. */
  | { readonly type: "line"; readonly turn: HeardTurn }
  | { readonly type: "turn-started"; readonly turn: HeardTurn; readonly mind: Mind }
  /** A visible segment of a persona's turn is whole. */
  | {
      readonly type: "segment";
      readonly turn: HeardTurn;
      readonly mind: Mind;
      readonly segment: number;
      readonly said: VisibleSegment;
    }
  | { readonly type: "turn-ended"; readonly turn: HeardTurn; readonly mind: Mind }
  /** A body walked into a place; `from` is the place it was in before. */
  | {
      readonly type: "entered";
      readonly id: ParticipantId;
      readonly place: string | null;
      readonly from: string | null;
    }
  | { readonly type: "arrived"; readonly id: ParticipantId }
  | { readonly type: "deed"; readonly deed: Deed }
  | { readonly type: "found"; readonly player: ParticipantId; readonly finding: string }
  | { readonly type: "ended"; readonly reason: string };

type Kind = Happening["type"];
type Of<K extends Kind> = Extract<Happening, { readonly type: K }>;

export interface Happenings {
  /** Calls back for every happening of a kind, in the order it was asked for; the returned function stops that. */
  on<K extends Kind>(kind: K, react: (happening: Of<K>) => void): () => void;
  /** Tells it to everyone at once; what reacts may cause more. A reaction that throws stops no other. */
  tell(happening: Happening): void;
}

/** `fault` is told of a reaction that threw. */
export function createHappenings(fault: (error: unknown) => void = () => {}): Happenings {
  const reactions = new Map<Kind, Set<(happening: never) => void>>();
  return {
    on(kind, react) {
      const known = reactions.get(kind) ?? new Set();
      reactions.set(kind, known);
      known.add(react);
      return () => known.delete(react);
    },
    tell(happening) {
      const now = reactions.get(happening.type);
      if (now === undefined) return;
      // A copy: a reaction may stop listening, or ask for more.
      for (const react of Array.from(now)) {
        try {
          (react as (happening: Happening) => void)(happening);
        } catch (error) {
          fault(error);
        }
      }
    },
  };
}
