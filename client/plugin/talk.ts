import type { ParticipantId, TranscriptEntry } from "../../shared/protocol.ts";
import type { SpeechPace } from "../speech-pace.ts";
import { marked, type BubbleKind } from "./style.ts";

/** What hangs over one head just now. Knows no Phaser. */
export interface Talk {
  readonly turnId: string;
  /** Milliseconds it stays; infinite while the turn runs. */
  life: number;
}

/** What a bubble shows of a turn. */
export interface Shown {
  readonly kind: BubbleKind;
  readonly whole: string;
  readonly letters: number;
}

const READING = { least: 2600, perLetter: 48, most: 14_000 } as const;

/** How long finished words stay over a head: as long as it takes to read them. In milliseconds. */
export function readingTime(letters: number): number {
  return Math.min(READING.most, READING.least + letters * READING.perLetter);
}

/** Keeps for each speaker the turn that hangs over its head. */
export class Talks {
  readonly #talks = new Map<ParticipantId, Talk>();

  get all(): ReadonlyMap<ParticipantId, Talk> {
    return this.#talks;
  }

  /** A line was said just now. */
  begin({ speaker, turnId }: Pick<TranscriptEntry, "speaker" | "turnId">): void {
    this.#talks.delete(speaker);
    this.#talks.set(speaker, { turnId, life: Number.POSITIVE_INFINITY });
  }

  /** Follows the newest entries; `ms` have passed. */
  follow(entries: readonly TranscriptEntry[], pace: SpeechPace, ms: number): void {
    for (const entry of entries) {
      const { turnId, speaker } = entry;
      const held = this.#talks.get(speaker);
      if (entry.state === "open" || pace.appearing(turnId)) {
        if (held?.turnId !== turnId) this.begin(entry);
        else held.life = Number.POSITIVE_INFINITY;
      } else if (held?.turnId === turnId && held.life === Number.POSITIVE_INFINITY) {
        const last = pace.shown(entry).at(-1);
        held.life = last === undefined ? 0 : readingTime(last.text.length);
      }
    }
    for (const [speaker, talk] of this.#talks) {
      talk.life -= ms;
      if (talk.life <= 0) this.#talks.delete(speaker);
    }
  }

  forget(speaker: ParticipantId): void {
    this.#talks.delete(speaker);
  }

  clear(): void {
    this.#talks.clear();
  }
}

/** What to show of a turn: its newest words, or its speaker's waiting gesture, or nothing. */
export function shownOf(entry: TranscriptEntry, pace: SpeechPace, now: number): Shown | null {
  const newest = pace.shown(entry).at(-1);
  if (newest === undefined) {
    if (entry.state !== "open") return null;
    const dots = ".".repeat(1 + (Math.floor(now / 400) % 3));
    const begun = entry.gesture === "" ? "" : `${marked({ kind: "action", text: entry.gesture })} `;
    return { kind: "action", whole: `${begun}...`, letters: begun.length + dots.length };
  }
  const { kind, index } = newest;
  const text = (entry.segments[index]?.text ?? newest.text).trim();
  /* The closing mark comes when no more words can. */
  const closed = entry.state !== "open" || index < entry.segments.length - 1;
  const whole = kind === "action" && !closed ? `*${text}` : marked({ kind, text });
  const start = kind === "action" ? 1 : 0;
  const letters = newest.text.length >= text.length ? whole.length : newest.text.length + start;
  return { kind: kind === "speech" && entry.whisper ? "whisper" : kind, whole, letters };
}
