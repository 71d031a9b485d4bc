import type { Language, ParticipantId, TranscriptEntry } from "../shared/protocol.ts";
import type { SceneClient } from "./scene-client.ts";
import { ClauseCutter, languageOfClause } from "./speech-clauses.ts";

/** One clause of what a persona says, ready for a voice. */
export interface SpokenClause {
  readonly turnId: string;
  readonly speaker: ParticipantId;
  readonly name: string;
  /** Exactly as said; the clauses of a turn put together are its speech. */
  readonly text: string;
  readonly language: Language;
  /** Counted from 0 within the turn. */
  readonly clause: number;
  /** The turn ended with it. */
  readonly last: boolean;
}

/** What was given to a voice is not to be heard any more: withdrawn, interrupted, or said differently. */
export interface SpeechCancel {
  readonly turnId: string;
  readonly speaker: ParticipantId;
  readonly reason: "retracted" | "interrupted" | "replaced";
  /** Numbers of the clauses; those still waiting need not be spoken. */
  readonly clauses: readonly number[];
}

/** Who is told of what personas say. */
export interface ClauseListeners {
  /** A finished clause of speech, in order and once; never of an action, and never of a thought. */
  readonly onClause: (clause: SpokenClause) => void;
  readonly onCancel?: (cancel: SpeechCancel) => void;
  /** The language a persona speaks where its letters do not tell; the scene's. */
  readonly languageOf?: (speaker: ParticipantId) => Language;
}

interface Segment {
  readonly cutter: ClauseCutter;
  /** UTF-16 code units that went into the cutter. */
  taken: number;
  clauses: number[];
  over: boolean;
}

interface Turn {
  readonly segments: Map<number, Segment>;
  count: number;
  over: boolean;
}

/** Follows a transcript and says which clauses of speech are new. Made for one listener. */
export class Speaking {
  readonly #listeners: ClauseListeners;
  readonly #scene: () => Language;
  readonly #turns = new Map<string, Turn>();

  constructor(listeners: ClauseListeners, scene: () => Language) {
    this.#listeners = listeners;
    this.#scene = scene;
  }

  /** What is there already was heard before: only clauses that are not finished yet will be told. */
  catchUp(entries: readonly TranscriptEntry[]): void {
    for (const entry of entries) if (!this.#turns.has(entry.turnId)) this.#take(entry, false);
    this.follow(entries);
  }

  /** Something was said. */
  follow(entries: readonly TranscriptEntry[]): void {
    for (const entry of entries) this.#take(entry, true);
    const held = new Set(entries.map(({ turnId }) => turnId));
    for (const turnId of this.#turns.keys()) if (!held.has(turnId)) this.#turns.delete(turnId);
  }

  #take(entry: TranscriptEntry, aloud: boolean): void {
    if (entry.kind !== "persona") return;
    const known = this.#turns.get(entry.turnId);
    if (known?.over) return;
    const turn = known ?? { segments: new Map<number, Segment>(), count: 0, over: false };
    if (known === undefined) {
      this.#turns.set(entry.turnId, turn);
      if (aloud && entry.instead !== undefined) this.#replace(entry.instead, entry.speaker);
    }
    const ended = entry.state !== "open";
    const interrupted = entry.state === "cancelled";
    const said: { segment: Segment; text: string }[] = [];
    for (const [index, shown] of entry.segments.entries()) {
      if (shown === null) {
        this.#retract(entry, turn, index);
        continue;
      }
      if (shown.kind !== "speech") continue;
      const segment = segmentOf(turn, index);
      if (segment.over) continue;
      const more = segment.cutter.push(shown.text.slice(segment.taken));
      segment.taken = shown.text.length;
      segment.over = ended || index < entry.segments.length - 1;
      if (segment.over && !interrupted) more.push(...segment.cutter.finish());
      for (const text of more) said.push({ segment, text });
    }
    turn.over = ended;
    for (const [at, { segment, text }] of said.entries()) {
      const clause = turn.count;
      turn.count += 1;
      if (!aloud) continue;
      segment.clauses.push(clause);
      const last = ended && at === said.length - 1;
      const { turnId, speaker, name } = entry;
      const otherwise = this.#listeners.languageOf?.(speaker) ?? this.#scene();
      const language = languageOfClause(text, otherwise);
      this.#listeners.onClause({ turnId, speaker, name, text, language, clause, last });
    }
    if (interrupted && aloud) this.#cancel(entry.turnId, entry.speaker, "interrupted", turn);
  }

  #retract({ turnId, speaker }: TranscriptEntry, turn: Turn, index: number): void {
    const segment = segmentOf(turn, index);
    segment.over = true;
    const { clauses } = segment;
    segment.clauses = [];
    if (clauses.length === 0) return;
    this.#listeners.onCancel?.({ turnId, speaker, reason: "retracted", clauses });
  }

  #replace(turnId: string, speaker: ParticipantId): void {
    const turn = this.#turns.get(turnId);
    if (turn) this.#cancel(turnId, speaker, "replaced", turn);
  }

  #cancel(
    turnId: string,
    speaker: ParticipantId,
    reason: SpeechCancel["reason"],
    { segments }: Turn,
  ): void {
    const clauses = [...segments.values()].flatMap((segment) => segment.clauses);
    if (clauses.length > 0) this.#listeners.onCancel?.({ turnId, speaker, reason, clauses });
  }
}

function segmentOf({ segments }: Turn, index: number): Segment {
  const known = segments.get(index);
  if (known) return known;
  const made = { cutter: new ClauseCutter(), taken: 0, clauses: [], over: false };
  segments.set(index, made);
  return made;
}

/** Tells of every clause that personas say from now on. Returns how to stop. */
export function onClauses(client: SceneClient, listeners: ClauseListeners): () => void {
  const speaking = new Speaking(listeners, () => (client.scene.language === "zh" ? "zh" : "en"));
  speaking.catchUp(client.transcript.entries);
  const offs = [
    client.on("event", () => speaking.follow(client.transcript.entries)),
    client.on("snapshot", ({ entries }) => speaking.catchUp(entries)),
  ];
  return () => {
    for (const off of offs) off();
  };
}
