import { inspect } from "node:util";

const HIDDEN = "[secret]";

/** A credential that prints, serialises and inspects as `[secret]`; only `expose` gives the value. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  expose(): string {
    return this.#value;
  }

  /** The text with every copy of the value replaced by `[secret]`. */
  hideIn(text: string): string {
    return this.#value === "" ? text : text.replaceAll(this.#value, HIDDEN);
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
