import type { ParticipantId, TurnOutcome, VisibleSegment } from "../../shared/protocol.ts";
import type { Deed, Happening, Happenings } from "../stage/happenings.ts";
import type { HeardTurn } from "../stage/hearing.ts";

/**
 * What a host game can listen to: `npc.on("speech", ({ name, text }) => …)`. Only what somebody in the scene could
 * perceive is among it, and each event says who did.
 */
export interface NpcEvents {
  /** A persona has finished saying something aloud. */
  readonly speech: NpcUtterance;
  /** A persona has finished showing something. */
  readonly action: NpcUtterance;
  /** A persona considers an answer; `gesture` is its author's, not the model's. */
  readonly "turn-start": NpcTurn & { readonly gesture: string };
  /** A persona's turn is over; `segments` is all that it showed. */
  readonly "turn-end": NpcTurn & {
    readonly outcome: TurnOutcome;
    readonly segments: readonly VisibleSegment[];
  };
  /** Somebody did something, or was refused. */
  readonly deed: Omit<Deed, "witnesses"> & { readonly witnesses: readonly ParticipantId[] };
  readonly joined: { readonly participant: ParticipantId };
  readonly left: { readonly participant: ParticipantId };
  /** A player found out something that was hidden. */
  readonly found: { readonly player: ParticipantId; readonly finding: string };
  /** The scene is over: an end of its own (`end-condition`), or why it was closed. */
  readonly ending: { readonly reason: string };
}

/** One persona's turn, as those in earshot know it. */
export interface NpcTurn {
  readonly turnId: string;
  readonly speaker: ParticipantId;
  readonly name: string;
  readonly addressee: ParticipantId | null;
  /** Meant for the addressee alone: a host that shows it to others tells a secret. */
  readonly whisper: boolean;
  readonly listeners: readonly ParticipantId[];
}
/** One finished stretch of speech or action, in the language of its persona. */
export interface NpcUtterance extends NpcTurn {
  readonly text: string;
  readonly language: string;
}

/** What is called back for one kind of event; a promise that it returns may fail without harm. */
export type NpcListener<K extends keyof NpcEvents> = (event: NpcEvents[K]) => void;

/** The listeners of one room; they may be there before its scene is. */
export interface NpcListeners {
  on<K extends keyof NpcEvents>(kind: K, listener: NpcListener<K>): () => void;
  /** From now on the scene's happenings reach them. */
  hear(happenings: Pick<Happenings, "on">, languageOf: (persona: ParticipantId) => string): void;
}

/** `fault` is told of a listener that threw or whose promise failed; the others go on. */
export function createNpcListeners(
  fault: (kind: keyof NpcEvents, error: unknown) => void,
): NpcListeners {
  const listeners = new Map<keyof NpcEvents, Set<(event: never) => unknown>>();

  function emit<K extends keyof NpcEvents>(kind: K, event: NpcEvents[K]): void {
    for (const listener of Array.from(listeners.get(kind) ?? [])) {
      try {
        const result: unknown = (listener as (event: NpcEvents[K]) => unknown)(event);
        if (result instanceof Promise) result.catch((error: unknown) => fault(kind, error));
      } catch (error) {
        fault(kind, error);
      }
    }
  }

  return {
    on(kind, listener) {
      // A wrapper of its own, so that one function given twice is called twice and stopped once.
      const own = (event: never): unknown => (listener as (event: never) => unknown)(event);
      const known = listeners.get(kind) ?? new Set();
      listeners.set(kind, known.add(own));
      return () => known.delete(own);
    },
    hear(happenings, languageOf) {
      const said = (turn: HeardTurn, { kind, text }: VisibleSegment): void => {
        emit(kind, { ...turnOf(turn), text, language: languageOf(turn.speaker) });
      };
      /** Segments of running turns that were told already. */
      const told = new Map<string, Set<number>>();
      happenings.on("segment", ({ turn, segment, said: finished }) => {
        told.set(turn.turnId, (told.get(turn.turnId) ?? new Set()).add(segment));
        said(turn, finished);
      });
      happenings.on("line", ({ turn }) => {
        if (turn.kind !== "persona") return;
        for (const segment of shown(turn)) said(turn, segment);
      });
      happenings.on("turn-started", ({ turn }) =>
        emit("turn-start", { ...turnOf(turn), gesture: turn.gesture }),
      );
      happenings.on("turn-ended", ({ turn }) => {
        if (turn.state === "open") return;
        // What was broken off, and an author's line, end with the turn.
        for (const [index, segment] of turn.segments.entries()) {
          if (segment !== null && !told.get(turn.turnId)?.has(index)) said(turn, segment);
        }
        told.delete(turn.turnId);
        emit("turn-end", { ...turnOf(turn), outcome: turn.state, segments: shown(turn) });
      });
      happenings.on("deed", ({ deed }) => emit("deed", deedOf(deed)));
      happenings.on("came-in", ({ id }) => emit("joined", { participant: id }));
      happenings.on("left", ({ id }) => emit("left", { participant: id }));
      happenings.on("found", ({ player, finding }) => emit("found", { player, finding }));
      happenings.on("ended", ({ reason }) => emit("ending", { reason }));
    },
  };
}

function turnOf({ turnId, speaker, name, addressee, whisper, listeners }: HeardTurn): NpcTurn {
  return { turnId, speaker, name, addressee, whisper, listeners: [...listeners] };
}

function shown({ segments }: HeardTurn): VisibleSegment[] {
  return segments.flatMap((s) => (s === null ? [] : [{ kind: s.kind, text: s.text }]));
}

function deedOf(deed: Extract<Happening, { type: "deed" }>["deed"]): NpcEvents["deed"] {
  const { deedId, actor, verb, target, item, outcome, refusal, origin, turnId, witnesses } = deed;
  return {
    deedId,
    actor,
    verb,
    target,
    item,
    outcome,
    refusal,
    origin,
    turnId,
    witnesses: [...witnesses],
  };
}
