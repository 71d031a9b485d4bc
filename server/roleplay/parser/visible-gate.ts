import { isLetter } from "./character-folding.ts";
import type { CopyIndex } from "./copy-index.ts";
import { CopyWatch } from "./copy-watch.ts";
import { END, HeldText } from "./held-text.ts";
import type { SpeakerLines } from "./speaker-lines.ts";
import { createTagWords } from "./tag-words.ts";
import { createThoughtHeadings } from "./thought-headings.ts";
import { unitOf, type Unit } from "./text-units.ts";
import type { VisibleDraft } from "./utterance-draft.ts";

/** What the gate lets out, as it happens. */
export interface GateOutput {
  text(draft: VisibleDraft, text: string): void;
  end(draft: VisibleDraft): void;
}

/** Why the gate shut for the rest of the turn. */
export type GateStop =
  | "other-speaker"
  | "tag-word"
  | "copied-private"
  | "copied-hidden"
  | "too-long";

/** The last door before a player: holds back just enough to know that what it lets out is no copy and no tag. */
export interface VisibleGate {
  /** Takes one visible character; returns why the turn must end, or null. */
  put(unit: Unit, draft: VisibleDraft): GateStop | null;
  /** Takes plain text that holds no escape and no half of a pair, as `put` would take its characters. */
  putRun(run: string, draft: VisibleDraft): GateStop | null;
  /** The draft is over; what it still holds follows in order. */
  close(draft: VisibleDraft): GateStop | null;
  /** The indexes know more than before. */
  reconsider(): void;
  /** Withdraws what the draft has not shown yet. */
  withdraw(draft: VisibleDraft): void;
  /** No more text: lets out what is left. */
  finish(): void;
}

/** White space and format characters alone. */
const BLANK = /^[\s\p{Cf}]*$/u;

export function createVisibleGate(
  output: GateOutput,
  lines: SpeakerLines,
  indexes: { readonly recent: readonly CopyIndex[]; readonly hidden: readonly CopyIndex[] },
  settings: { readonly maxVisible: number; readonly strict: boolean },
): VisibleGate {
  const copies = new CopyWatch([...indexes.recent, ...indexes.hidden]);
  const words = createTagWords();
  const headings = createThoughtHeadings();
  const closed = new Set<VisibleDraft>();
  const held = new HeldText();
  let letters = 0;
  /** What was taken in, in UTF-16 units: never less than `shown`. */
  let taken = 0;
  let shown = 0;
  let anythingShown = false;
  let afterPrefix = false;

  /** Shows one folded character to the watches; gives where a tag word began, or -1. */
  function look(char: string): number {
    if (char === "") return -1;
    const word = words.push(char);
    const heading = headings.push(char);
    const forbidden = word === -1 || (heading !== -1 && heading < word) ? heading : word;
    if (isLetter(char)) {
      for (let i = 0; i < char.length; i++) copies.push(char.charCodeAt(i));
      letters += char.length;
    }
    return forbidden;
  }

  /** Takes one character in; what became sure is let out by the caller, once for all that it takes in. */
  function accept(unit: Unit, draft: VisibleDraft): GateStop | null {
    // What cannot be seen belongs to the character before it.
    const before = words.position - (unit.char === "" ? 1 : 0);
    const letter = letters;
    const sure = copies.cleared;
    const unnamed = pending();
    let forbidden = -1;
    if (unit.char.length < 2) forbidden = look(unit.char);
    else for (const char of unit.char) forbidden = Math.max(forbidden, look(char));
    const copied = copies.copiedAt;
    // What was sure before this character stays so.
    if (forbidden !== -1 || copied !== -1) release(sure, unnamed);
    held.push(draft, unit.raw, letter, letters, before);
    if (forbidden !== -1) {
      held.withholdFromWord(forbidden);
      return "tag-word";
    }
    if (copied !== -1) {
      held.withholdFromLetter(copied);
      return copies.copiedFrom < indexes.recent.length ? "copied-private" : "copied-hidden";
    }
    taken += unit.raw.length;
    if (taken <= settings.maxVisible) return null;
    // Only now can the limit be passed, so only now every character is let out by itself.
    release(copies.cleared, pending());
    return shown > settings.maxVisible ? "too-long" : null;
  }

  function hand(draft: VisibleDraft | null, text: string): void {
    if (draft === null || text === "") return;
    shown += text.length;
    draft.text += text;
    output.text(draft, text);
  }

  /** Where a tag's name or a heading may have begun; infinite for nowhere. */
  function pending(): number {
    return Math.min(words.pending, headings.pending);
  }

  /** Lets out what ends within the first `sure` letters and before the place `unnamed` of the other watches. */
  function release(sure: number, unnamed: number): void {
    let draft: VisibleDraft | null = null;
    let text = "";
    while (!held.empty && held.letterEnd <= sure && held.word < unnamed) {
      const next = held.draft;
      const waits = settings.strict && next.kind === "speech" && !closed.has(next);
      if (waits && sure !== Infinity) break;
      if (next !== draft) {
        hand(draft, text);
        draft = next;
        text = "";
      }
      const raw = held.raw;
      if (raw === END) {
        hand(draft, text);
        text = "";
        output.end(next);
      } else if (next.retracted) next.withheld += raw;
      else if (isBlank(raw)) next.space += raw;
      else {
        text += anythingShown ? next.space + raw : raw;
        next.space = "";
        anythingShown = true;
      }
      held.drop();
    }
    hand(draft, text);
  }

  function acceptAll(units: readonly Unit[], draft: VisibleDraft): GateStop | null {
    for (const unit of units) {
      const stop = accept(unit, draft);
      if (stop !== null) return stop;
    }
    return null;
  }

  function take(unit: Unit, draft: VisibleDraft): GateStop | null {
    if (afterPrefix && isBlank(unit.raw)) return null;
    afterPrefix = false;
    const finding = lines.push(unit);
    switch (finding.found) {
      case "passes":
        return accept(unit, draft);
      case "nothing":
        return acceptAll(finding.units, draft);
      case "self": {
        const stop = acceptAll(finding.units, draft);
        afterPrefix = true;
        return stop;
      }
      case "other": {
        const stop = acceptAll(finding.units, draft);
        if (stop === null) release(copies.cleared, pending());
        return stop ?? "other-speaker";
      }
    }
  }

  return {
    put(unit, draft) {
      const stop = take(unit, draft);
      if (stop === null) release(copies.cleared, pending());
      return stop;
    },
    putRun(run, draft) {
      for (let i = 0; i < run.length; i++) {
        const stop = take(unitOf(run[i] ?? ""), draft);
        if (stop !== null) return stop;
      }
      release(copies.cleared, pending());
      return null;
    },
    close(draft) {
      const stop = acceptAll(lines.restart(), draft);
      afterPrefix = false;
      closed.add(draft);
      words.edge();
      headings.edge();
      held.push(draft, END, letters, letters, words.position - 1);
      copies.settle();
      release(copies.cleared, pending());
      return stop;
    },
    reconsider: () => copies.reconsider(),
    withdraw(draft) {
      for (const unit of lines.restart()) draft.withheld += unit.raw;
      draft.retracted = true;
    },
    finish() {
      const cut = words.cutOff();
      if (cut !== -1) held.withholdFromWord(cut);
      release(Infinity, Infinity);
    },
  };
}

function isBlank(raw: string): boolean {
  const code = raw.charCodeAt(0);
  if (raw.length === 1 && code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return BLANK.test(raw);
}
