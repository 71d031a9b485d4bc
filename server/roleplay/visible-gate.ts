import { isLetter } from "./character-folding.ts";
import { createCopyWatch, type CopyIndex } from "./copy-index.ts";
import type { SpeakerLines } from "./speaker-lines.ts";
import { createTagWords } from "./tag-words.ts";
import type { Unit } from "./text-units.ts";

/** A stretch of one channel as the parser writes it down; `index` counts visible segments once it shows anything. */
export interface VisibleDraft {
  readonly kind: "speech" | "action";
  index: number | null;
  /** What was shown. */
  text: string;
  /** What was not shown after all. */
  withheld: string;
  /** White space that is shown only if something follows it. */
  space: string;
  retracted: boolean;
}

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
  /** The draft is over; what it still holds follows in order. */
  close(draft: VisibleDraft): GateStop | null;
  /** Withdraws what the draft has not shown yet. */
  withdraw(draft: VisibleDraft): void;
  /** No more text: lets out what is left. */
  finish(): void;
}

interface Held {
  readonly draft: VisibleDraft;
  readonly raw: string;
  /** Letters before it in the visible text, and how many it adds. */
  readonly letter: number;
  readonly letters: number;
  /** Its place in the watch for tag words. */
  readonly word: number;
  /** Marks the end of a draft. */
  readonly end: boolean;
}

export function createVisibleGate(
  output: GateOutput,
  lines: SpeakerLines,
  indexes: { readonly recent: readonly CopyIndex[]; readonly hidden: readonly CopyIndex[] },
  settings: { readonly maxVisible: number; readonly strict: boolean },
): VisibleGate {
  const copies = createCopyWatch([...indexes.recent, ...indexes.hidden]);
  const words = createTagWords();
  const closed = new Set<VisibleDraft>();
  let held: Held[] = [];
  let head = 0;
  let letters = 0;
  let shown = 0;
  let anythingShown = false;
  let afterPrefix = false;

  /** Shows one folded character to the watches; gives where a tag word began, or -1. */
  function look(char: string): number {
    if (char === "") return -1;
    const forbidden = words.push(char);
    if (isLetter(char)) {
      for (let i = 0; i < char.length; i++) copies.push(char[i] ?? "");
      letters += char.length;
    }
    return forbidden;
  }

  function accept(unit: Unit, draft: VisibleDraft): GateStop | null {
    const before = words.position;
    const letter = letters;
    let forbidden = -1;
    if (unit.char.length < 2) forbidden = look(unit.char);
    else for (const char of unit.char) forbidden = Math.max(forbidden, look(char));
    const fresh = letters - letter;
    held.push({ draft, raw: unit.raw, letter, letters: fresh, word: before, end: false });
    if (forbidden !== -1) {
      dropFrom((entry) => entry.word >= forbidden);
      return "tag-word";
    }
    if (copies.copiedAt !== -1) {
      const at = copies.copiedAt;
      dropFrom((entry) => entry.letter >= at && !entry.end);
      return copies.copiedFrom < indexes.recent.length ? "copied-private" : "copied-hidden";
    }
    release(false);
    return shown > settings.maxVisible ? "too-long" : null;
  }

  /** Withholds everything held from the first entry that fits. */
  function dropFrom(fits: (entry: Held) => boolean): void {
    const at = held.findIndex((entry, i) => i >= head && fits(entry));
    if (at === -1) return;
    for (const entry of held.splice(at)) {
      if (entry.end) held.push(entry);
      else entry.draft.withheld += entry.raw;
    }
  }

  function release(all: boolean): void {
    for (; head < held.length; head++) {
      const entry = held[head];
      if (!entry) break;
      const sure = entry.letter + entry.letters <= copies.cleared;
      if (!all && !sure) break;
      const waits = settings.strict && entry.draft.kind === "speech" && !closed.has(entry.draft);
      if (!all && waits) break;
      if (entry.end) output.end(entry.draft);
      else show(entry.draft, entry.raw);
    }
    if (head > 64 && head * 2 > held.length) {
      held = held.slice(head);
      head = 0;
    }
  }

  function show(draft: VisibleDraft, raw: string): void {
    if (draft.retracted) {
      draft.withheld += raw;
      return;
    }
    if (/^[\s\p{Cf}]*$/u.test(raw)) {
      draft.space += raw;
      return;
    }
    const text = (anythingShown || draft.text !== "" ? draft.space : "") + raw;
    draft.space = "";
    anythingShown = true;
    shown += text.length;
    draft.text += text;
    output.text(draft, text);
  }

  function acceptAll(units: readonly Unit[], draft: VisibleDraft): GateStop | null {
    for (const unit of units) {
      const stop = accept(unit, draft);
      if (stop !== null) return stop;
    }
    return null;
  }

  return {
    put(unit, draft) {
      if (afterPrefix && (unit.char === " " || unit.char === "\n" || unit.char === "")) return null;
      afterPrefix = false;
      const finding = lines.push(unit);
      switch (finding.found) {
        case "passes":
          return accept(unit, draft);
        case "nothing":
          return acceptAll(finding.units, draft);
        case "self":
          afterPrefix = true;
          return null;
        case "other":
          return "other-speaker";
      }
    },
    close(draft) {
      const stop = acceptAll(lines.restart(), draft);
      afterPrefix = false;
      closed.add(draft);
      words.edge();
      held.push({ draft, raw: "", letter: letters, letters: 0, word: words.position, end: true });
      release(false);
      return stop;
    },
    withdraw(draft) {
      for (const unit of lines.restart()) draft.withheld += unit.raw;
      draft.retracted = true;
    },
    finish() {
      const cut = words.cutOff();
      if (cut !== -1) dropFrom((entry) => entry.word >= cut && !entry.end);
      release(true);
    },
  };
}
