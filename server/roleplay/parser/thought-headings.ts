import { isDense, isLetter } from "./character-folding.ts";
import { HEADINGS, type HeadingRule } from "./heading-words.ts";
import { GAP, type PhraseNode } from "./phrase-tree.ts";

/**
 * Watches plain visible text for headings that set thoughts or parts of a template apart: `(thinking: …)`,
 * `[Inner thought] …`, a line `Thinking: …`, `（心想：…）`, `### Instruction:`. What follows one is not for the player.
 */
export interface ThoughtHeadings {
  /** Takes one folded character; gives the position where a heading began, or -1. */
  push(char: string): number;
  /** Characters taken so far. */
  readonly position: number;
  /** From here on the text may still turn out to be a heading; infinite if it may not. */
  readonly pending: number;
  /** One segment ends and another begins: it begins a line. */
  edge(): void;
}

/** Brackets and emphasis that opened longer ago have no say. */
const LONGEST_ASIDE = 60;
const OPENING = new Set("([{【〔〖「『");
const CLOSING = new Set(")]}】〕〗」』");
const EMPHASIS = new Set("*_~`");
const SPACES = new Set([" ", "_", "-", "–", "/"]);
/** After these no heading goes on. */
const BREAKS = new Set("?!,;、，");
const SENTENCE_END = new Set(".!?…。！？");

/** What may become a heading, and where it stands. */
interface Beginning {
  readonly at: number;
  node: PhraseNode<HeadingRule>;
  readonly line: boolean;
  readonly inside: "brackets" | "emphasis" | null;
  /** Nothing stands before it in its brackets. */
  readonly first: boolean;
  /** A gap stands since its last letter. */
  spaced: boolean;
}

export function createThoughtHeadings(): ThoughtHeadings {
  return new HeadingWatch();
}

class HeadingWatch implements ThoughtHeadings {
  position = 0;
  #begun: Beginning[] = [];
  #afterLetter = false;
  /** Nothing but marks and digits stands in the line yet. */
  #line = true;
  #hashes = 0;
  #bold = false;
  /** The sign that opened the brackets or emphasis; empty outside. */
  #opener = "";
  #openedAt = 0;
  #closedAt = 0;
  /** It opened with two signs, and two close it. */
  #double = false;
  #first = false;
  #last = "";

  get pending(): number {
    let first = this.#last === "[" ? this.position - 1 : Infinity;
    for (const { at } of this.#begun) if (at < first) first = at;
    return first;
  }

  push(char: string): number {
    if (char === "") return -1;
    this.position += 1;
    if (isLetter(char)) {
      this.#letter(char);
      return -1;
    }
    const found = this.#begun.length === 0 ? -1 : this.#follow(char);
    if (found !== -1) return found;
    // `[|Human|]`
    if (char === "|" && this.#last === "[") return this.position - 2;
    this.#mark(char);
    this.#last = char;
    this.#afterLetter = false;
    return -1;
  }

  edge(): void {
    this.position += 1;
    this.#begun.length = 0;
    this.#beginLine();
    this.#opener = this.#last = "";
    this.#afterLetter = false;
  }

  #letter(char: string): void {
    const dense = isDense(char);
    const starts = !this.#afterLetter || dense;
    if (dense && SENTENCE_END.has(this.#last)) this.#line = true;
    const within = this.#opener !== "" && this.position - this.#openedAt <= LONGEST_ASIDE;
    for (let i = 0; i < char.length; i++) {
      const code = char.charCodeAt(i);
      if (this.#begun.length > 0) this.#keep((heading) => goOn(heading, code));
      if (i > 0 || !starts || !(this.#line || within)) continue;
      const node = HEADINGS.next.get(code);
      if (node) this.#begun.push(this.#beginning(node, within));
    }
    if (char < "0" || char > "9") this.#line = false;
    this.#first = false;
    this.#afterLetter = true;
    this.#last = char;
  }

  #beginning(node: PhraseNode<HeadingRule>, within: boolean): Beginning {
    const inside = !within ? null : EMPHASIS.has(this.#opener) ? "emphasis" : "brackets";
    const at = this.position - 1;
    return { at, node, line: this.#line, inside, first: this.#first, spaced: false };
  }

  /** What a sign does to what may become a heading; gives where a whole one began, or -1. */
  #follow(char: string): number {
    for (const { at, node, line, inside, first } of this.#begun) {
      const rule = node.meaning;
      if (rule === null) continue;
      const hashed = line && this.#hashes > 1;
      const alone = first && rule.alone !== "no";
      if (char === ":") {
        if (hashed || (line && rule.line) || (inside !== null && (first || !rule.first))) return at;
      } else if (CLOSING.has(char)) {
        if (inside === "brackets" && alone) return at;
      } else if (EMPHASIS.has(char)) {
        if (inside === "emphasis" && alone && rule.alone === "in emphasis") return at;
      } else if (char === "\n" && (hashed || (line && this.#bold && rule.alone !== "no")))
        return at;
    }
    if (char === "\n" || BREAKS.has(char)) this.#begun.length = 0;
    if (SPACES.has(char)) for (const heading of this.#begun) heading.spaced = true;
    return -1;
  }

  #mark(char: string): void {
    // `5 * 3, thinking: …`
    if (char === "=" || BREAKS.has(char)) this.#line = false;
    if (char === "\n") this.#beginLine();
    else if (char === " ") {
      if (SENTENCE_END.has(this.#last)) this.#line = true;
      // `5 * 3` and `* bread` are no emphasis.
      if (this.#opener === this.#last && EMPHASIS.has(this.#last)) this.#opener = "";
    } else if (char === "。") this.#line = true;
    else if (char === "#" && this.#line) this.#hashes += 1;
    else if (OPENING.has(char)) this.#open(char);
    else if (CLOSING.has(char)) this.#opener = "";
    else if (EMPHASIS.has(char)) this.#emphasize(char);
  }

  #emphasize(char: string): void {
    const again = this.#last === char;
    if (this.#line && again) this.#bold = true;
    if (this.#opener !== char) {
      // `*ba**ck*` is one emphasis.
      if (again && this.#closedAt === this.position - 1) this.#opener = char;
      else if (!again && !this.#afterLetter) this.#open(char);
    } else if (this.#first) this.#double = again;
    else if (again || !this.#double) {
      this.#opener = "";
      this.#closedAt = this.position;
    }
  }

  #open(char: string): void {
    this.#opener = char;
    this.#openedAt = this.position;
    this.#first = true;
    this.#double = false;
  }

  #beginLine(): void {
    this.#line = true;
    this.#hashes = 0;
    this.#bold = false;
  }

  #keep(stays: (heading: Beginning) => boolean): void {
    let kept = 0;
    for (const heading of this.#begun) {
      if (!stays(heading)) continue;
      this.#begun[kept] = heading;
      kept += 1;
    }
    this.#begun.length = kept;
  }
}

/** Whether the heading can have this letter next; if so, it has. */
function goOn(heading: Beginning, code: number): boolean {
  const from = heading.spaced ? heading.node.next.get(GAP) : heading.node;
  const next = from?.next.get(code);
  if (!next) return false;
  heading.node = next;
  heading.spaced = false;
  return true;
}
