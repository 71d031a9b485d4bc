import { fold } from "./character-folding.ts";

/** Phrases by their beginnings: where a text stands that may still become one of them. */
export interface PhraseNode<Meaning> {
  /** By the code of the next UTF-16 unit; a space stands for a gap between words. */
  readonly next: Map<number, PhraseNode<Meaning>>;
  /** What the phrase that ends here means, if one does. */
  meaning: Meaning | null;
  /** A part of the phrase's last word ends here: `role` in `role|thinking`. */
  joint: boolean;
}

export const GAP = " ".charCodeAt(0);

/** Builds the tree; phrases are folded as text is, and a `|` in them is a joint. Of two meanings the later one stays. */
export function phraseTree<Meaning>(
  phrases: Iterable<readonly [phrase: string, meaning: Meaning]>,
): PhraseNode<Meaning> {
  const root = newNode<Meaning>();
  for (const [phrase, meaning] of phrases) {
    let node = root;
    for (const point of phrase) {
      if (point === "|") {
        node.joint = true;
        continue;
      }
      for (const unit of fold(point).split("")) {
        const code = unit.charCodeAt(0);
        const next = node.next.get(code) ?? newNode<Meaning>();
        node.next.set(code, next);
        node = next;
      }
    }
    node.meaning = meaning;
  }
  return root;
}

function newNode<Meaning>(): PhraseNode<Meaning> {
  return { next: new Map(), meaning: null, joint: false };
}
