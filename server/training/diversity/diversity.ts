import { languageTokens } from "../language-tokens.ts";
import { selfBleu4 } from "./self-bleu.ts";
import { spreadOf } from "./turn-pattern.ts";

/** How varied a persona's turns are, over all and window by window, and the line below which a policy collapses. */

/** One turn: its pattern, and what of it could be perceived. */
export interface DiversitySample {
  readonly pattern: string;
  readonly visible: string;
}

/** Figures of a list of turns. Lengths in tokens: words, or single characters where a script has no spaces. */
export interface DiversityFigures {
  readonly turns: number;
  /** Over whole patterns, in bits. */
  readonly entropyBits: number;
  /** Of the most frequent pattern, 0 to 1. */
  readonly top1Share: number;
  readonly patterns: readonly { readonly pattern: string; readonly share: number }[];
  /** See `selfBleu4`; of at most `BLEU_TEXTS` turns, evenly drawn. Null for fewer than two. */
  readonly selfBleu4: number | null;
  readonly length: {
    readonly mean: number;
    readonly p10: number;
    readonly p50: number;
    readonly p90: number;
  };
  /** The most frequent first three tokens, and the share of turns that begin with them. */
  readonly openings: readonly { readonly opening: string; readonly share: number }[];
  /** Different first three tokens for each turn that has three, 0 to 1. */
  readonly distinctOpenings: number;
}

/** Figures of all turns, and of each window of consecutive turns, oldest first. */
export interface DiversityReport {
  readonly all: DiversityFigures;
  readonly windows: readonly (DiversityFigures & {
    readonly from: number;
    readonly collapse: boolean;
  })[];
  /** The last window that has enough turns is below the line; null where none has. */
  readonly collapse: boolean | null;
}

/** Where a policy counts as collapsed: a pattern with more than this share, or fewer bits than these. */
export interface CollapseLine {
  readonly top1Share: number;
  readonly entropyBits: number;
  /** Fewer turns than these say nothing. */
  readonly turns: number;
}

/**
 * Between what HER reports of its training without measures (Top-1 96.1 %, 0.28 bits) and with them (49.2 %, 2.15
 * bits; arXiv 2601.21459), nearer to the latter.
 */
export const COLLAPSE: CollapseLine = { top1Share: 0.75, entropyBits: 1, turns: 20 };

/** Turns in a window unless told otherwise. */
export const WINDOW = 50;
/** Texts that Self-BLEU is taken of. */
export const BLEU_TEXTS = 1_000;

/** `samples` of one persona or policy, oldest first. */
export function diversityOf(
  samples: readonly DiversitySample[],
  { window = WINDOW, line = COLLAPSE }: { window?: number; line?: CollapseLine } = {},
): DiversityReport {
  const windows: DiversityReport["windows"][number][] = [];
  for (let from = 0; from < samples.length; from += window) {
    const figures = figuresOf(samples.slice(from, from + window));
    windows.push({ ...figures, from, collapse: isCollapse(figures, line) });
  }
  const telling = windows.findLast(({ turns }) => turns >= line.turns);
  return { all: figuresOf(samples), windows, collapse: telling?.collapse ?? null };
}

/** True for enough turns that are below the line. */
export function isCollapse(
  figures: Pick<DiversityFigures, "turns" | "top1Share" | "entropyBits">,
  line: CollapseLine = COLLAPSE,
): boolean {
  if (figures.turns < line.turns) return false;
  return figures.top1Share > line.top1Share || figures.entropyBits < line.entropyBits;
}

/** The figures of a list of turns, whatever its length. */
export function figuresOf(samples: readonly DiversitySample[]): DiversityFigures {
  const { entropyBits, top1Share, counts } = spreadOf(samples.map(({ pattern }) => pattern));
  const tokens = samples.map(({ visible }) => languageTokens(visible));
  const lengths = tokens.map((one) => one.length).toSorted((a, b) => a - b);
  const openings = new Map<string, number>();
  let opened = 0;
  for (const one of tokens) {
    if (one.length < OPENING) continue;
    opened += 1;
    const opening = one.slice(0, OPENING).join(" ");
    openings.set(opening, (openings.get(opening) ?? 0) + 1);
  }
  return {
    turns: samples.length,
    entropyBits,
    top1Share,
    patterns: counts
      .slice(0, LISTED)
      .map(([pattern, n]) => ({ pattern, share: n / samples.length })),
    selfBleu4: selfBleu4(evenly(samples).map(({ visible }) => visible)),
    length: {
      mean: lengths.reduce((sum, n) => sum + n, 0) / (lengths.length || 1),
      p10: percentile(lengths, 0.1),
      p50: percentile(lengths, 0.5),
      p90: percentile(lengths, 0.9),
    },
    openings: [...openings]
      .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, LISTED)
      .map(([opening, n]) => ({ opening, share: n / samples.length })),
    distinctOpenings: opened === 0 ? 0 : openings.size / opened,
  };
}

const OPENING = 3;
const LISTED = 5;

/** The nearest rank: the smallest value that this share of the values does not exceed. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function evenly(samples: readonly DiversitySample[]): readonly DiversitySample[] {
  if (samples.length <= BLEU_TEXTS) return samples;
  const step = samples.length / BLEU_TEXTS;
  return Array.from({ length: BLEU_TEXTS }, (_, at) => samples[Math.floor(at * step)]).filter(
    (one) => one !== undefined,
  );
}
