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
const EDGE = "\u0002";
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

export function createTagWords(): TagWords {
  let window = "";
  let base = 0;
  /** Single letters with other signs between, and where they began. */
  let single = "";
  let singleAt = 0;
  let afterLetter = false;
  function spell(char: string): number {
    if (!isLetter(char)) {
      if (char !== "") afterLetter = false;
      return -1;
    }
    if (afterLetter) single = "";
    else {
      if (single === "") singleAt = words.position - 1;
      single = (single + char).slice(-WINDOW);
    }
    afterLetter = true;
    return char === "g" && SPELT.test(single) ? singleAt : -1;
  }
  const words: TagWords = {
    get position() {
      return base + window.length;
    },
    push(char) {
      window += char === "" ? "" : isLetter(char) || char === "_" ? char : plainMark(char);
      if (window.length > WINDOW * 2) {
        base += window.length - WINDOW;
        window = window.slice(-WINDOW);
      }
      const spelt = spell(char);
      if (spelt !== -1) return spelt;
      const ends = LAST.has(window.slice(-2))
        ? WHOLE
        : window.endsWith("]") || char === ":"
          ? APART
          : null;
      const match = ends?.exec(window.slice(-WINDOW)) ?? null;
      return match === null ? -1 : words.position - match[0].length;
    },
    edge() {
      if (!window.endsWith(EDGE)) window += EDGE;
      afterLetter = false;
    },
    cutOff() {
      if (single.length > 4 && SPELT_CUT.test(single)) return singleAt;
      const text = window.endsWith(EDGE) ? window.slice(-WINDOW, -1) : window.slice(-WINDOW);
      const match = CUT.exec(text);
      const edge = window.endsWith(EDGE) ? 1 : 0;
      return match === null ? -1 : words.position - edge - match[0].length;
    },
  };
  return words;
}

const OPENING = new Set("[{【〔〖");
const CLOSING = new Set("]}】〕〗");
function plainMark(char: string): string {
  if (char === " " || char === "\n" || char === ":" || char === "/" || char === "#") return char;
  if (OPENING.has(char)) return "[";
  if (CLOSING.has(char)) return "]";
  return char === "-" ? "_" : ".";
}
