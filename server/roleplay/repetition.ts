/**
 * Hears a text repeat itself without end, as models that are stuck do. Linear and bounded: at most `PERIODS`
 * comparisons a word and a fixed memory, whatever is pushed.
 */

/** Where and how a text began to repeat itself. */
export interface Repetition {
  readonly kind: "period" | "sentence";
  /** Where the first copy begins, in UTF-16 units from the start of the text. */
  readonly from: number;
  /** Words, signs and Han characters in what is repeated. */
  readonly period: number;
}

export interface RepetitionWatch {
  /** Takes more text; gives the repetition that it completed, once, and null otherwise. */
  push(text: string): Repetition | null;
}

/** Reliability row 23: a period of 1 to 128 units. */
const PERIODS = 128;
/** That covers so many units or more. */
const COVERS = 48;
/** And stands so many times in a row: what is said twice is a refrain. */
const TIMES = 3;
/** Units that are remembered: a power of two that holds `PERIODS * TIMES`. */
const RING = 512;
/** A sentence of so many units or more, said `TIMES` times; shorter ones are said often by anybody. */
const SENTENCE = 8;
/** Different sentences that are remembered. */
const SENTENCES = 1_024;
/** A word longer than this is cut, in UTF-16 units, so that letters without a space repeat as well. */
const LONGEST_WORD = 16;

const LETTER = /[\p{L}\p{N}\p{M}'’]/u;
/** Scripts that are written without spaces. */
const SINGLE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const SPACE = /\s/u;
const ENDING = /[.!?…。！？\n]/u;

/** Starts at the beginning of a text. `sentences: false` where drafts of one sentence are to be expected. */
export function createRepetitionWatch({ sentences = true } = {}): RepetitionWatch {
  /** The last units and where they began, in a ring. */
  const units = new Int32Array(RING);
  const starts = new Int32Array(RING);
  /** For each period, how many units in a row were the same as one period before. */
  const same = new Int32Array(PERIODS + 1);
  let count = 0;
  let position = 0;
  const word = { hash: 0, length: 0, start: 0 };
  const sentence = { hash: 0, length: 0, start: 0 };
  /** Sentences by their hash: how often each was said, and where it was said again. */
  const said = new Map<number, { times: number; again: number }>();
  let found: Repetition | null = null;

  function unit(hash: number, start: number): void {
    for (let period = 1; period <= PERIODS && period <= count; period++) {
      if (units[(count - period) & (RING - 1)] !== hash) {
        same[period] = 0;
        continue;
      }
      const run = (same[period] ?? 0) + 1;
      same[period] = run;
      if (found === null && run + period >= COVERS && run >= period * (TIMES - 1)) {
        const first = count - run + 1;
        found = { kind: "period", from: starts[first & (RING - 1)] ?? 0, period };
      }
    }
    units[count & (RING - 1)] = hash;
    starts[count & (RING - 1)] = start;
    count += 1;
    if (sentence.length === 0) sentence.start = start;
    sentence.hash = mix(sentence.hash, hash);
    sentence.length += 1;
  }

  function endWord(): void {
    if (word.length === 0) return;
    unit(word.hash, word.start);
    word.hash = 0;
    word.length = 0;
  }

  function endSentence(): void {
    const { hash, length, start } = sentence;
    sentence.hash = 0;
    sentence.length = 0;
    if (!sentences || length < SENTENCE) return;
    const before = said.get(hash);
    if (before === undefined) {
      said.set(hash, { times: 1, again: -1 });
      if (said.size > SENTENCES) said.delete(said.keys().next().value ?? hash);
      return;
    }
    before.times += 1;
    if (before.times === 2) before.again = start;
    if (before.times >= TIMES) found ??= { kind: "sentence", from: before.again, period: length };
  }

  function take(char: string): void {
    const { kind, hash } = signOf(char);
    if (kind === "letter") {
      if (word.length === 0) word.start = position;
      word.hash = mix(word.hash, hash);
      word.length += char.length;
      if (word.length >= LONGEST_WORD) endWord();
    } else {
      endWord();
      if (kind !== "space" && kind !== "line") unit(hash, position);
      if (kind === "ending" || kind === "line") endSentence();
    }
    position += char.length;
  }

  return {
    push(text) {
      if (found !== null) return null;
      for (const char of text) take(char);
      return found;
    },
  };
}

/** What a character is to the watch: `single` stands for itself, as a sign or a Han character does. */
interface Sign {
  readonly kind: "letter" | "space" | "line" | "ending" | "single";
  readonly hash: number;
}

function read(char: string): Sign {
  if (LETTER.test(char) && !SINGLE.test(char)) {
    return { kind: "letter", hash: hashOf(char.toLowerCase()) };
  }
  const hash = hashOf(char);
  if (SPACE.test(char)) return { kind: ENDING.test(char) ? "line" : "space", hash };
  return { kind: ENDING.test(char) ? "ending" : "single", hash };
}

/** ASCII is most of what comes, and is read once and for all. */
const ASCII: readonly Sign[] = Array.from({ length: 128 }, (_, code) =>
  read(String.fromCharCode(code)),
);

function signOf(char: string): Sign {
  return ASCII[char.charCodeAt(0)] ?? read(char);
}

function hashOf(char: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < char.length; i++) hash = mix(hash, char.charCodeAt(i));
  return hash;
}

/** One step of FNV-1a, with a last shift so that short words differ in their high bits too. */
function mix(hash: number, value: number): number {
  const next = Math.imul((hash ^ value) >>> 0, 0x01000193);
  return (next ^ (next >>> 15)) | 0;
}
