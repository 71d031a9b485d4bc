import { isLetter } from "./character-folding.ts";
import { GAP, phraseTree, type PhraseNode } from "./phrase-tree.ts";

/**
 * Watches plain visible text for the names of tags without angle brackets, as in `[role_thinking]`,
 * `ro**le_thin**king` or `r o l e t h i n k i n g`: where one stands, what follows cannot be told from a thought.
 */
export interface TagWords {
  /** Takes one folded character; gives the position where a forbidden word began, or -1. */
  push(char: string): number;
  /** Characters taken so far. */
  readonly position: number;
  /** From here on the text may still turn out to be a forbidden word; infinite if it may not. */
  readonly pending: number;
  /** One segment ends and another begins: what is not plainly a name by then is let go. */
  edge(): void;
  /** Where a word began that the text's end cut off, or -1. */
  cutOff(): number;
}

const listed = (words: string) => words.split(",");
const OWNERS = listed(
  "system,role,inner,internal,self,hidden,private,secret,character,model",
).flatMap((owner) => [owner, `long|${owner}`]);
const THOUGHTS = listed("think,thought,reasoning,monologue");
const OTHERS = listed(
  "role thinking,system thinking,role|action,role|speech,im|start,im|end,end|of|text,eot|id,start|header|id,end|header|id,chain|of|thought",
);
/** A `|` is where anything but a space may stand; marks may stand between any two letters. */
const NAMES = phraseTree(
  [
    ...OWNERS.flatMap((owner) => THOUGHTS.map((thought) => `${owner}|${thought}`)),
    ...THOUGHTS.map((thought) => `sys${thought}`),
    ...OTHERS,
  ].map((name) => [name, true] as const),
);
/** Before an underscore and a letter they are no prose: `role_plan`, `system_note`. */
const PREFIXES = ["role", "system", "sys"];
const LONGEST_PREFIX = 6;
/** So many spelled-out letters of a name are no accident. */
const SPELLED_CUT = 5;

/** A word that may become a forbidden one. */
interface Beginning {
  readonly at: number;
  node: PhraseNode<true>;
  letters: number;
  /** Letters of it since its last joint; -1 before the first. */
  sinceJoint: number;
  /** Each letter stands alone. */
  spelled: boolean;
  /** What stands since its last letter. */
  gap: boolean;
  space: boolean;
  /** An underscore or a hyphen. */
  tie: boolean;
  /** Such a one stood at its last joint. */
  tied: boolean;
  edge: boolean;
  /** It went over an edge when it could still be prose: what is held for it may go. */
  loose: boolean;
}

export function createTagWords(): TagWords {
  return new WordWatch();
}

class WordWatch implements TagWords {
  position = 0;
  #begun: Beginning[] = [];
  #afterLetter = false;
  /** The last letters of the word, as UTF-16 units; a ring. */
  readonly #tail = new Uint16Array(8);
  #tailLength = 0;
  /** Where the underscore after a prefix stands, or -1. */
  #underscore = -1;

  get pending(): number {
    let first = this.#underscore === -1 ? Infinity : this.#underscore;
    for (const { at, loose } of this.#begun) if (!loose && at < first) first = at;
    return first;
  }

  push(char: string): number {
    if (char === "") return -1;
    this.position += 1;
    if (isLetter(char)) return this.#letter(char);
    this.#afterLetter = false;
    const space = char === " " || char === "\n" || char === "–";
    if (char === "_") {
      if (this.#underscore === -1 && this.#afterPrefix()) this.#underscore = this.position - 1;
    } else if (space) this.#underscore = -1;
    if (space) this.#tailLength = 0;
    for (const word of this.#begun) {
      word.gap = true;
      if (space) word.space = true;
      if (char === "_" || char === "-") word.tie = true;
    }
    // A space ends every name but those that are spelled out or have one.
    if (space) this.#keep((word) => word.letters === 1 || word.spelled || word.node.next.has(GAP));
    return -1;
  }

  edge(): void {
    this.position += 1;
    this.#afterLetter = false;
    this.#underscore = -1;
    this.#tailLength = 0;
    for (const word of this.#begun) {
      word.gap = word.edge = true;
      if (!isNearlyWhole(word)) word.loose = true;
    }
  }

  cutOff(): number {
    if (this.#underscore !== -1) return this.#earliest(this.#underscore);
    const cut = this.#begun.find(isNearlyWhole);
    return cut?.at ?? -1;
  }

  #letter(char: string): number {
    if (this.#underscore !== -1) return this.#earliest(this.#underscore);
    const starts = !this.#afterLetter;
    this.#afterLetter = true;
    for (let i = 0; i < char.length; i++) {
      const code = char.charCodeAt(i);
      this.#tail[this.#tailLength & 7] = code;
      this.#tailLength += 1;
      const found = this.#begun.length === 0 ? -1 : this.#extend(code);
      if (found !== -1) return found;
      const node = starts && i === 0 ? NAMES.next.get(code) : undefined;
      if (node) this.#begun.push(beginning(this.position - 1, node));
    }
    return -1;
  }

  /** The words go on with this letter, or end; gives where a whole one began, or -1. */
  #extend(code: number): number {
    let found = -1;
    this.#keep((word) => {
      if (!goOn(word, code)) return false;
      if (word.node.meaning !== null && (found === -1 || word.at < found)) found = word.at;
      return true;
    });
    return found;
  }

  #keep(stays: (word: Beginning) => boolean): void {
    let kept = 0;
    for (const word of this.#begun) {
      if (!stays(word)) continue;
      this.#begun[kept] = word;
      kept += 1;
    }
    this.#begun.length = kept;
  }

  #earliest(at: number): number {
    return Math.min(at, ...this.#begun.map((word) => word.at));
  }

  #afterPrefix(): boolean {
    let tail = "";
    const from = Math.max(0, this.#tailLength - LONGEST_PREFIX);
    for (let n = from; n < this.#tailLength; n++)
      tail += String.fromCharCode(this.#tail[n & 7] ?? 0);
    return PREFIXES.some((prefix) => tail.endsWith(prefix));
  }
}

function beginning(at: number, node: PhraseNode<true>): Beginning {
  return {
    at,
    node,
    letters: 1,
    sinceJoint: -1,
    spelled: false,
    gap: false,
    space: false,
    tie: false,
    tied: false,
    edge: false,
    loose: false,
  };
}

/** Too much of a name stands there to be prose. */
function isNearlyWhole({ node, tie, tied, sinceJoint, spelled, letters }: Beginning): boolean {
  if (spelled) return letters >= SPELLED_CUT;
  return (node.joint && tie) || sinceJoint > (tied ? 0 : 2);
}

/** Whether the word can have this letter next; if so, it has. */
function goOn(word: Beginning, code: number): boolean {
  let { node } = word;
  if (word.spelled && !word.gap) return false;
  if (word.space && !word.spelled) {
    const spaced = node.next.get(GAP);
    if (spaced) {
      node = spaced;
      word.sinceJoint = 0;
    } else if (word.letters === 1) word.spelled = true;
    else return false;
  }
  if (word.edge && node.joint && !word.tie && !word.spelled) return false;
  if (node.joint) {
    word.sinceJoint = 0;
    word.tied = word.tie;
  }
  const next = node.next.get(code);
  if (!next) return false;
  word.node = next;
  word.letters += 1;
  if (word.sinceJoint !== -1) word.sinceJoint += 1;
  word.gap = word.space = word.edge = word.tie = false;
  return true;
}
