import { isLetter } from "./character-folding.ts";

/**
 * Watches plain visible text for the names of private and public tags without angle brackets, as in
 * `[role_thinking]` or `**system_thinking:**`: where one stands, what follows cannot be told from a thought.
 */
export interface TagWords {
  /** Takes one folded character; gives the position where a forbidden word began, or -1. */
  push(char: string): number;
  /** Characters taken so far. */
  readonly position: number;
  /** One segment ends and another begins. */
  edge(): void;
  /** Where a word began that the text's end cut off, or -1. */
  cutOff(): number;
}

/** Stands in the window where one segment ends and the next begins. */
const EDGE_CODE = 0x02;
const CLOSE = "]".charCodeAt(0);
/** What may stand between the parts of a word. */
const GAP = String.raw`(?:[_.:[\]]*|_*\u0002_+|_+\u0002)`;
const BEFORE = String.raw`(?<![\p{L}\p{N}])`;
const OWNER = `(?:long${GAP})?(?:system|sys|role|inner|internal|self|hidden|private|secret|character|model)`;
const THOUGHT = "(?:think|thought|reasoning|monologue)";
/** What models call their thoughts when they set them apart in brackets or before a colon. */
const HEADING =
  "(?:(?:inner|internal|private|hidden|my) ?)?(?:think(?:ing)?|thoughts?|reasoning|monologue)|(?:角色|系统|内心|心理)?(?:思考|思维|想法|独白|活动)";
const APART = new RegExp(
  String.raw`(?:\[[ /.]*(?:${HEADING}|/?inst|system_prompt|available_tools|tool_calls|tool_results)[ .]*\]|(?:^|[\n\u0002])[ ._#]*(?:${HEADING})[ .]*:)$`,
  "u",
);
const WHOLE = new RegExp(
  `(?:role|system)_+${THOUGHT}$|${BEFORE}(?:${OWNER}${GAP}${THOUGHT}|(?:system|role)\\s+(?:_ *)?thinking|role${GAP}(?:action|speech)|im_?(?:start|end)|endoftext|eot_id|start_header_id|end_header_id|chain[_.]of[_.]thought)$`,
  "u",
);
const CUT = new RegExp(
  `${BEFORE}(?:${OWNER}(?:_${GAP}(?:t|th|thi|thin|tho|thou|thoug|though|r|re|a|ac|act|acti|actio|s|sp|spe|spee|speec)?|think?|thi|thin|thoug?|thou)|(?:system|role)\\s+thinki?n?|im_\\p{L}{0,4})$`,
  "u",
);
/** What any forbidden word can end with. */
const LAST = new Set(["nk", "ht", "ng", "ue", "on", "ch", "nd", "rt", "xt", "id"]);
const WINDOW = 48;
/** The beginnings of `SPELT`, from six letters on. */
const SPELT_CUT = /(?:rol|system|inner)[ethinkg]*$/u;
const SPELT = /(?:role|system|inner)thinking$/u;

/** By the last two characters, both ASCII: whether a forbidden word can end with them. */
const ENDS = new Uint8Array(0x4000);
for (const pair of LAST) ENDS[(pair.charCodeAt(0) << 7) | pair.charCodeAt(1)] = 1;

export function createTagWords(): TagWords {
  return new WordWatch();
}

class WordWatch implements TagWords {
  /** The last characters as UTF-16 units, which become a string only where a word may end. */
  #window: number[] = [];
  #base = 0;
  #last = 0;
  /** Single letters with other signs between, and where they began. */
  #single = "";
  #singleAt = 0;
  #afterLetter = false;

  get position(): number {
    return this.#base + this.#window.length;
  }

  push(char: string): number {
    if (char === "") return this.#spell(char, false);
    const letter = isLetter(char);
    const kept = letter || char === "_" ? char : plainMark(char);
    const before = this.#last;
    for (let i = 0; i < kept.length; i++) this.#add(kept.charCodeAt(i));
    const spelt = this.#spell(char, letter);
    if (spelt !== -1) return spelt;
    const last = this.#last;
    const mayEnd = last < 0x80 && before < 0x80 && ENDS[(before << 7) | last] === 1;
    const ends = mayEnd ? WHOLE : last === CLOSE || char === ":" ? APART : null;
    const match = ends?.exec(this.#text()) ?? null;
    return match === null ? -1 : this.position - match[0].length;
  }

  edge(): void {
    if (this.#last !== EDGE_CODE) this.#add(EDGE_CODE);
    this.#afterLetter = false;
  }

  cutOff(): number {
    if (this.#single.length > 4 && SPELT_CUT.test(this.#single)) return this.#singleAt;
    const edge = this.#last === EDGE_CODE ? 1 : 0;
    const text = this.#text();
    const match = CUT.exec(edge === 1 ? text.slice(0, -1) : text);
    return match === null ? -1 : this.position - edge - match[0].length;
  }

  #add(code: number): void {
    this.#window.push(code);
    this.#last = code;
    if (this.#window.length <= WINDOW * 2) return;
    this.#base += this.#window.length - WINDOW;
    this.#window = this.#window.slice(-WINDOW);
  }

  #text(): string {
    return String.fromCharCode(...this.#window.slice(-WINDOW));
  }

  #spell(char: string, letter: boolean): number {
    if (!letter) {
      if (char !== "") this.#afterLetter = false;
      return -1;
    }
    if (this.#afterLetter) this.#single = "";
    else {
      if (this.#single === "") this.#singleAt = this.position - 1;
      this.#single = (this.#single + char).slice(-WINDOW);
    }
    this.#afterLetter = true;
    return char === "g" && SPELT.test(this.#single) ? this.#singleAt : -1;
  }
}

const OPENING = new Set("[{【〔〖");
const CLOSING = new Set("]}】〕〗");
function plainMark(char: string): string {
  if (char === " " || char === "\n" || char === ":" || char === "/" || char === "#") return char;
  if (OPENING.has(char)) return "[";
  if (CLOSING.has(char)) return "]";
  return char === "-" ? "_" : ".";
}
