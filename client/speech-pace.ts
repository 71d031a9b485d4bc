import type { TranscriptEntry, VisibleSegment } from "../shared/protocol.ts";
import type { Transcript } from "./transcript.ts";

/** How fast words appear: letters a second, and the rest between two segments of one turn in milliseconds. */
export interface Pace {
  readonly letters: number;
  readonly rest: number;
}

/** The paces that a player can choose from. */
export const PACES = {
  slow: { letters: 24, rest: 900 },
  normal: { letters: 46, rest: 600 },
  fast: { letters: 110, rest: 250 },
  instant: { letters: Number.POSITIVE_INFINITY, rest: 0 },
} as const satisfies Record<string, Pace>;
/** The name of a pace. */
export type PaceName = keyof typeof PACES;

/** The part of a turn that has appeared, without the space around it. `whole`: it will not grow any more. */
export interface ShownSegment extends VisibleSegment {
  readonly index: number;
  readonly whole: boolean;
}

interface Progress {
  /** The segment that is appearing. */
  segment: number;
  /** Letters of it that have appeared; a fraction is a letter on its way. */
  letters: number;
  /** Milliseconds to wait before the next segment begins. */
  rest: number;
}

/**
 * Lets the words of open turns appear at a reader's pace, however fast they arrive. What was there before this
 * client looked (a snapshot) is shown at once, and so is what players say: they typed it already.
 */
export class SpeechPace {
  pace: Pace;
  readonly #progress = new Map<string, Progress>();
  #known = new Set<string>();

  constructor(pace: Pace = PACES.normal) {
    this.pace = pace;
  }

  /** Everything in the transcript counts as read, save what open turns still bring. */
  catchUp(transcript: Transcript): void {
    this.#progress.clear();
    this.#known = new Set(transcript.entries.map(({ turnId }) => turnId));
    for (const entry of transcript.entries) if (entry.state === "open") this.#toEnd(entry);
  }

  /** Milliseconds have passed. Returns true when something new appeared. */
  tick(transcript: Transcript, ms: number): boolean {
    let moved = false;
    for (const entry of transcript.entries) {
      if (!this.#known.has(entry.turnId)) {
        this.#known.add(entry.turnId);
        moved = true;
        if (entry.kind !== "player") {
          this.#progress.set(entry.turnId, { segment: 0, letters: 0, rest: 0 });
        }
      }
      const progress = this.#progress.get(entry.turnId);
      if (progress === undefined) continue;
      if (this.#advance(entry, progress, ms)) moved = true;
      if (entry.state !== "open" && progress.segment >= entry.segments.length) {
        this.#progress.delete(entry.turnId);
        moved = true;
      }
    }
    return moved;
  }

  /** Shows at once all that has arrived. Returns false when nothing was waiting. */
  skip(transcript: Transcript): boolean {
    let skipped = false;
    for (const entry of transcript.entries) {
      const progress = this.#progress.get(entry.turnId);
      if (progress === undefined) continue;
      const last = entry.segments[entry.segments.length - 1];
      const behind =
        progress.segment < entry.segments.length - 1 || progress.letters < (last?.text.length ?? 0);
      if (!behind) continue;
      this.#toEnd(entry);
      skipped = true;
    }
    return skipped;
  }

  /** Whether a turn is still appearing, because its words are on their way or wait their turn. */
  appearing(turnId: string): boolean {
    return this.#progress.has(turnId);
  }

  /** What of a turn has appeared, retracted segments left out. */
  shown(entry: TranscriptEntry): ShownSegment[] {
    const progress = this.#progress.get(entry.turnId);
    const shown: ShownSegment[] = [];
    for (const [index, segment] of entry.segments.entries()) {
      if (segment === null) continue;
      const { kind, text } = segment;
      const whole = progress === undefined || index < progress.segment;
      if (whole) shown.push({ kind, text: text.trim(), index, whole });
      else if (index === progress.segment) {
        const letters = wholeLetters(text, Math.floor(progress.letters));
        const begun = text.slice(0, letters).trimStart();
        if (begun !== "") shown.push({ kind, text: begun, index, whole });
      }
    }
    return shown;
  }

  #toEnd(entry: TranscriptEntry): void {
    const segment = Math.max(0, entry.segments.length - 1);
    const letters = entry.segments[segment]?.text.length ?? 0;
    this.#progress.set(entry.turnId, { segment, letters, rest: 0 });
  }

  #advance(entry: TranscriptEntry, progress: Progress, ms: number): boolean {
    let moved = false;
    let left = ms;
    while (progress.segment < entry.segments.length) {
      if (progress.rest > 0) {
        const pause = Math.min(progress.rest, left);
        progress.rest -= pause;
        left -= pause;
        if (progress.rest > 0) return moved;
      }
      const text = entry.segments[progress.segment]?.text ?? "";
      const missing = text.length - progress.letters;
      if (missing > 0) {
        const { letters } = this.pace;
        const step = letters === Infinity ? missing : Math.min(missing, (letters * left) / 1000);
        if (step <= 0) return moved;
        progress.letters += step;
        left -= (step / letters) * 1000;
        moved = true;
      }
      const last = progress.segment === entry.segments.length - 1;
      if (progress.letters < text.length || (last && entry.state === "open")) return moved;
      progress.segment += 1;
      progress.letters = 0;
      progress.rest = this.pace.rest;
      moved = true;
    }
    return moved;
  }
}

/** Never ends between the two halves of one character. */
function wholeLetters(text: string, letters: number): number {
  const code = text.charCodeAt(letters - 1);
  return code >= 0xd800 && code <= 0xdbff ? Math.min(text.length, letters + 1) : letters;
}
