import { isLetter } from "./character-folding.ts";
import { AROUND, rawOf } from "./tag-draft.ts";
import { couldBecome, isKnownPrivate, meaningOf } from "./tag-names.ts";
import type { Token } from "./tag-token.ts";
import type { Unit } from "./text-units.ts";

const LONGEST_REST = 48;

/** A tag's name that another tag tears, as in `<sy<b></b>stem_note>`: what follows its rest cannot be trusted. */
export class TornTag {
  #name: string | null = null;
  /** Its beginning, while what tears it may still be no tag. */
  #before: readonly Unit[] = [];
  #rest = "";

  /** A name has begun and been torn, and its rest may come. */
  get isTorn(): boolean {
    return this.#name !== null;
  }

  tear(name: string, before: readonly Unit[]): void {
    this.#name = name;
    this.#before = before;
  }
  /** A bracket was doubled: it may be all that there was of the tag. */
  tearBracket(): void {
    this.#name ??= "";
  }

  /** What tore the name was a tag or was none: gives what the beginning was. */
  settle(byTag: boolean): readonly Token[] {
    const units = this.#before;
    if (units.length === 0) return [];
    this.#before = [];
    const name = this.#name ?? "";
    if (byTag || (name.length > 1 && couldBecome(name)))
      return [{ type: "partial", raw: rawOf(units) }];
    return units.map((unit) => ({ type: "unit", unit }));
  }

  beginRest(): void {
    this.#rest = "";
  }
  /** Takes what may be of the name's rest; false if it is not. */
  addRest(unit: Unit): boolean {
    const letter = isLetter(unit.char);
    if (this.#rest.length >= LONGEST_REST) return false;
    if (!letter && unit.char !== "" && !AROUND.has(unit.char)) return false;
    if (letter) this.#rest += unit.char;
    return true;
  }
  /** Whether name and rest make the name of a tag. */
  get isWhole(): boolean {
    const meaning = meaningOf((this.#name ?? "") + this.#rest);
    if (this.#rest === "" || meaning.kind === "markup") return false;
    return meaning.kind !== "private" || meaning.known;
  }
  get couldBeWhole(): boolean {
    const whole = (this.#name ?? "") + this.#rest;
    return isKnownPrivate(whole) || couldBecome(whole);
  }
}
