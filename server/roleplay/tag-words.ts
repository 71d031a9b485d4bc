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
  /** Where a word began that the text's end cut off, or -1. */
  cutOff(): number;
}

const BEFORE = String.raw`(?<![\p{L}\p{N}])`;
const OWNER =
  "(?:long[_.]*)?(?:system|sys|role|inner|internal|self|hidden|private|secret|character|model)";
const THOUGHT = "(?:think|thought|reasoning|monologue)";
const WHOLE = new RegExp(
  `${BEFORE}(?:${OWNER}[_.]*${THOUGHT}|(?:system|role)\\s+(?:_ *)?thinking|role[_.]*(?:action|speech)|im_?(?:start|end)|endoftext|eot_id|start_header_id|end_header_id|chain[_.]of[_.]thought)$`,
  "u",
);
const CUT = new RegExp(
  `${BEFORE}(?:${OWNER}(?:_[_.]*(?:t|th|thi|thin|tho|thou|thoug|though|r|re|a|ac|act|acti|actio|s|sp|spe|spee|speec)?|think?|thi|thin|thoug?|thou)|im_\\p{L}{0,4})$`,
  "u",
);
/** Letters that any forbidden word can end with. */
const LAST = new Set(["k", "t", "g", "e", "n", "h", "d"]);
const WINDOW = 48;

export function createTagWords(): TagWords {
  let window = "";
  let base = 0;
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
      if (!LAST.has(char)) return -1;
      const match = WHOLE.exec(window.slice(-WINDOW));
      return match === null ? -1 : words.position - match[0].length;
    },
    cutOff() {
      const match = CUT.exec(window.slice(-WINDOW));
      return match === null ? -1 : words.position - match[0].length;
    },
  };
  return words;
}

function plainMark(char: string): string {
  if (char === " " || char === "\n") return " ";
  return char === "-" ? "_" : ".";
}
