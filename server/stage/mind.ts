import type { ParticipantId } from "../../shared/protocol.ts";
import { createCopyIndex, PRIVATE_RUN, type CopyIndex } from "../roleplay/parser/copy-index.ts";
import type { Company, Observation } from "../roleplay/observation.ts";
import type { Persona } from "../roleplay/persona.ts";
import type { ThinkingMode } from "../roleplay/thinking/thinking-mode.ts";
import type { PromptCut } from "../roleplay/prompt/prompt-budget.ts";
import type { Recalled } from "../roleplay/memory/recall.ts";
import { contentWords } from "../roleplay/relevance.ts";
import { isVisible, type Segment } from "../roleplay/utterance.ts";

/** One persona's own experience of a scene: what it observed, what it thought, what it still wants to answer. */

/** A line that a persona means to answer, or what it means to say on its own. `since` by the monotonic clock, in ms. */
export interface PendingAnswer {
  /** Whom it is for; null where nobody in particular is meant. */
  readonly from: ParticipantId | null;
  readonly whisper: boolean;
  readonly rule: string;
  readonly since: number;
  /** Nobody asked for it: it gives way to every answer. */
  readonly own?: true;
  /** How this turn is thought, whatever scene, sheet and policy say. */
  readonly mode?: ThinkingMode;
}

/** What a turn's prompt was made of, for the turn's record. */
export interface TurnNotes {
  readonly turnId: string;
  readonly recalled: readonly Recalled[];
  readonly cut: PromptCut | null;
  /** The prompt's tokens by the bare estimate. */
  readonly estimate: number;
  /** The last thing that stood in it. */
  readonly observed: Observation | null;
}

export interface Mind {
  /** The sheet it is played from, and that sheet's version; null where nobody counts versions. */
  readonly persona: Persona;
  readonly version: string | null;
  /** Content words of the sheet's public and general parts, for relevance. */
  readonly about: ReadonlySet<string>;
  readonly observations: readonly Observation[];
  /** Private text of its last turns, for the copy filter. */
  readonly recentPrivate: CopyIndex;
  pending: PendingAnswer | null;
  /** Aborts the running turn; null while none runs. */
  running: AbortController | null;
  /** Turns it has begun in this scene. */
  turnsTaken: number;
  /** Turns in a row that showed nothing. */
  silentTurns: number;
  /** Monotonic time of its last turn's end. */
  lastSpokeAt: number;
  /** Of the last prompt that was built for a turn; null before the first. */
  notes: TurnNotes | null;
  /** How often its observations have changed, and how often it has begun to guard what it thought. */
  readonly changes: number;
  readonly guards: number;
  observe(observation: Observation): void;
  /** What it thought elsewhere must not be spoken here either: a text for each turn, oldest first. */
  keepToItself(thoughts: readonly string[]): void;
  /** Forgets the oldest observations: the cut of a history that grew too long. */
  forgetOldest(count: number): void;
  /**
   * The turn's prompt was taken from what is observed so far. Its own words will stand right after that, so that a
   * line that came in the meantime follows them, as a line they could not answer. `to` and `company`: for whom they are.
   */
  prompted(turnId: string, to: ParticipantId | null, company: Company): void;
  /** Remembers its own turn: system thinking leaves, role thinking stays with it. */
  rememberOwn(turnId: string, segments: readonly Segment[]): void;
  /**
   * Its own turn was said differently: what it remembers of the old one is now this, in the same place. Null, and
   * nothing changes, where the old one is forgotten or the new one holds nothing to remember.
   */
  replaceOwn(turnId: string, by: string, segments: readonly Segment[]): Observation | null;
  /** Is played from another sheet from now on; what it observed stays. Only between two turns. */
  recast(persona: Persona, version: string): void;
  /** Forgets all it observed. What it thought is guarded on: others may remember what it hid. Only between two turns. */
  beginAnew(): void;
}

type OwnSegment = Extract<Observation, { kind: "own" }>["segments"][number];

/** Private text of this many turns is guarded against being spoken (reliability rule R9). */
export const GUARDED_TURNS = 20;
/** A history longer than this loses its older half at once; a prompt's budget cuts it long before. */
const OBSERVATIONS = 1_200;

/** Is told of every change of what a mind observes, as it changes. */
export interface MindWitness {
  /** It stands at `index` now, from 0; with `replaces`, what stood there is gone. */
  observed(observation: Observation, index: number, replaces: boolean): void;
  /** The oldest left. */
  forgot(count: number): void;
}

const NOBODY: MindWitness = { observed() {}, forgot() {} };

/** A mind that has observed nothing yet; `witness` is told of every change, as it comes. */
export function createMind(
  sheet: Persona,
  witness: MindWitness = NOBODY,
  sheetVersion: string | null = null,
): Mind {
  let persona = sheet;
  let version = sheetVersion;
  let about = wordsOf(sheet);
  let changes = 0;
  let guards = 0;
  let observations: Observation[] = [];
  let asked: { turnId: string; at: number; to: ParticipantId | null; company: Company } | null =
    null;
  const recentPrivate = createCopyIndex(PRIVATE_RUN);
  const guarded: string[] = [];

  /** What it thought must not be spoken by its next turns. */
  function guard(segments: readonly Segment[]): void {
    guardText(segments.flatMap((s) => (isVisible(s) ? [] : [s.text.reveal()])).join("\n"));
  }

  function guardText(thought: string): void {
    if (thought === "") return;
    guards += 1;
    recentPrivate.add(thought);
    guarded.push(thought);
    const old = guarded.length > GUARDED_TURNS ? guarded.shift() : undefined;
    if (old !== undefined) recentPrivate.remove(old);
  }

  const mind: Mind = {
    get persona() {
      return persona;
    },
    get version() {
      return version;
    },
    get about() {
      return about;
    },
    get observations() {
      return observations;
    },
    recentPrivate,
    pending: null,
    running: null,
    turnsTaken: 0,
    silentTurns: 0,
    lastSpokeAt: Number.NEGATIVE_INFINITY,
    notes: null,
    get changes() {
      return changes;
    },
    get guards() {
      return guards;
    },
    observe(observation) {
      observations.push(observation);
      changes += 1;
      witness.observed(observation, observations.length - 1, false);
      if (observations.length > OBSERVATIONS) mind.forgetOldest(OBSERVATIONS / 2);
    },
    keepToItself(thoughts) {
      for (const thought of thoughts) guardText(thought);
    },
    forgetOldest(count) {
      changes += 1;
      witness.forgot(count);
      observations = observations.slice(count);
      if (asked !== null) asked = { ...asked, at: Math.max(0, asked.at - count) };
    },
    prompted(turnId, to, company) {
      asked = { turnId, at: observations.length, to, company };
    },
    rememberOwn(turnId, segments) {
      const kept = ownSegments(segments);
      if (kept.length > 0) {
        const mine = asked?.turnId === turnId ? asked : null;
        const heardBy = mine === null ? {} : { to: mine.to, company: mine.company };
        const own: Observation = { kind: "own", turnId, segments: kept, ...heardBy };
        if (mine === null) mind.observe(own);
        else {
          observations.splice(mine.at, 0, own);
          changes += 1;
          witness.observed(own, mine.at, false);
        }
      }
      guard(segments);
    },
    replaceOwn(turnId, by, segments) {
      const at = observations.findIndex((one) => one.kind === "own" && one.turnId === turnId);
      const before = observations[at];
      const kept = ownSegments(segments);
      if (before?.kind !== "own" || kept.length === 0) return null;
      const own: Observation = { ...before, turnId: by, segments: kept };
      observations = observations.with(at, own);
      changes += 1;
      witness.observed(own, at, true);
      guard(segments);
      return own;
    },
    recast(next, nextVersion) {
      persona = next;
      version = nextVersion;
      about = wordsOf(next);
    },
    beginAnew() {
      if (observations.length > 0) mind.forgetOldest(observations.length);
      asked = null;
      mind.pending = null;
      mind.silentTurns = 0;
      mind.notes = null;
    },
  };
  return mind;
}

function wordsOf({ public: face, profile, experience }: Persona): ReadonlySet<string> {
  return contentWords([face.known, face.appearance, profile, experience].join(" "));
}

/** What stays of a turn with the persona: system thinking leaves. */
function ownSegments(segments: readonly Segment[]): OwnSegment[] {
  return segments.flatMap((segment): OwnSegment[] => {
    if (isVisible(segment)) return [{ kind: segment.kind, text: segment.text }];
    if (segment.kind !== "role-thinking") return [];
    return [{ kind: "role-thinking", text: segment.text }];
  });
}
