import type { ParticipantId } from "../../shared/protocol.ts";
import { createCopyIndex, PRIVATE_RUN, type CopyIndex } from "../roleplay/copy-index.ts";
import type { Observation } from "../roleplay/observation.ts";
import type { Persona } from "../roleplay/persona.ts";
import { contentWords } from "../roleplay/relevance.ts";
import { isVisible, type Segment } from "../roleplay/utterance.ts";

/** One persona's own experience of a scene: what it observed, what it thought, what it still wants to answer. */

/** A line that a busy persona means to answer. `since` by the monotonic clock, in ms. */
export interface PendingAnswer {
  readonly from: ParticipantId;
  readonly whisper: boolean;
  readonly rule: string;
  readonly since: number;
}

export interface Mind {
  readonly persona: Persona;
  /** Content words of the sheet's public and general parts, for relevance. */
  readonly about: ReadonlySet<string>;
  readonly observations: readonly Observation[];
  /** Private text of its last turns, for the copy filter. */
  readonly recentPrivate: CopyIndex;
  /** What may not be copied out of its sheet, and the system text that was made from. */
  hidden: { readonly system: string; readonly index: CopyIndex } | null;
  pending: PendingAnswer | null;
  /** Aborts the running turn; null while none runs. */
  running: AbortController | null;
  /** Turns in a row that showed nothing. */
  silentTurns: number;
  /** Monotonic time of its last turn's end. */
  lastSpokeAt: number;
  observe(observation: Observation): void;
  /** Remembers its own turn: system thinking leaves, role thinking stays with it. */
  rememberOwn(turnId: string, segments: readonly Segment[]): void;
}

type OwnSegment = Extract<Observation, { kind: "own" }>["segments"][number];

/** Private text of this many turns is guarded against being spoken (reliability rule R9). */
const GUARDED_TURNS = 20;
/** A history longer than this loses its older half at once, so that prompts keep long common beginnings. */
const OBSERVATIONS = 160;

export function createMind(persona: Persona): Mind {
  let observations: Observation[] = [];
  const recentPrivate = createCopyIndex(PRIVATE_RUN);
  const guarded: string[] = [];
  const mind: Mind = {
    persona,
    about: contentWords(
      [persona.public.known, persona.public.appearance, persona.profile, persona.experience].join(
        " ",
      ),
    ),
    get observations() {
      return observations;
    },
    recentPrivate,
    hidden: null,
    pending: null,
    running: null,
    silentTurns: 0,
    lastSpokeAt: Number.NEGATIVE_INFINITY,
    observe(observation) {
      observations.push(observation);
      if (observations.length > OBSERVATIONS) observations = observations.slice(OBSERVATIONS / 2);
    },
    rememberOwn(turnId, segments) {
      const kept = segments.flatMap((segment): OwnSegment[] => {
        if (isVisible(segment)) return [{ kind: segment.kind, text: segment.text }];
        if (segment.kind !== "role-thinking") return [];
        return [{ kind: "role-thinking", text: segment.text }];
      });
      if (kept.length > 0) mind.observe({ kind: "own", turnId, segments: kept });
      const thought = segments.flatMap((s) => (isVisible(s) ? [] : [s.text.reveal()])).join("\n");
      if (thought === "") return;
      recentPrivate.add(thought);
      guarded.push(thought);
      const old = guarded.length > GUARDED_TURNS ? guarded.shift() : undefined;
      if (old !== undefined) recentPrivate.remove(old);
    },
  };
  return mind;
}
