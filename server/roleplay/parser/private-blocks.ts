import { SYSTEM_FAMILY } from "./tag-names.ts";
import type { PrivateSegment } from "../utterance.ts";

/** The private blocks that are open, one in another. */
export class PrivateBlocks {
  #open: { readonly family: string; readonly escaped: boolean }[] = [];

  get depth(): number {
    return this.#open.length;
  }
  /** What text in them is; text outside all of them that is not visible is `unreleased`. */
  get kind(): PrivateSegment["kind"] {
    const outer = this.#open[0];
    return outer ? kindOf(outer.family) : "unreleased";
  }

  open(family: string, escaped: boolean): void {
    this.#open.push({ family, escaped });
  }

  /**
   * Closes the block that this close balances, with what is open inside it, and tells whether there was one: only
   * the innermost can be, but a system close ends the last system block wherever it is.
   */
  close(family: string, { escaped, attributed }: ClosingTag): boolean {
    const balances = (block: { readonly family: string }) => block.family === family;
    const at =
      family === SYSTEM_FAMILY ? this.#open.findLastIndex(balances) : this.#open.length - 1;
    const block = this.#open[at];
    if (block === undefined || !balances(block)) return false;
    // An escaped close inside a plain block is a quotation; one with attributes is none at all.
    if (attributed || (escaped && !block.escaped)) return false;
    this.#open = this.#open.slice(0, at);
    return true;
  }
}

interface ClosingTag {
  readonly escaped: boolean;
  readonly attributed: boolean;
}

/** What a block of this family of names holds. */
export function kindOf(family: string): PrivateSegment["kind"] {
  if (family === SYSTEM_FAMILY) return "system-thinking";
  return /^(?:long)?role/u.test(family) ? "role-thinking" : "unreleased";
}
