const SMALLEST = 64;
const TAKEN_BACK = -1;

/** How often each key was added; a key is two numbers of 32 bits. An open table: nothing is allocated for a key. */
export class RunCounts {
  /** `high`, `low` and the count for each slot; the count is 0 where nothing was ever written. */
  #slots = new Int32Array(0);
  /** Slots; a power of two. */
  #room = 0;
  #written = 0;
  #counted = 0;

  get empty(): boolean {
    return this.#counted === 0;
  }

  /** Makes room for so many keys more. */
  reserve(more: number): void {
    if ((this.#written + more) * 2 <= this.#room) return;
    const old = this.#slots;
    let room = SMALLEST;
    while (room < (this.#counted + more) * 2) room *= 2;
    this.#room = room;
    this.#slots = new Int32Array(room * 3);
    this.#written = 0;
    this.#counted = 0;
    for (let at = 0; at < old.length; at += 3) {
      const count = old[at + 2] ?? 0;
      if (count > 0) this.#write(old[at] ?? 0, old[at + 1] ?? 0, count);
    }
  }

  /** Adds a key, or takes back one that was added. */
  change(high: number, low: number, by: 1 | -1): void {
    this.reserve(1);
    this.#write(high, low, by);
  }

  has(high: number, low: number): boolean {
    return this.#counted > 0 && (this.#slots[this.#find(high, low) + 2] ?? 0) > 0;
  }

  /** Where the key's slot is, or would be. */
  #find(high: number, low: number): number {
    const slots = this.#slots;
    // A rolling key has its best bits on top.
    const mixed = Math.imul(high ^ (low >>> 16), 0x9e3779b1);
    let slot = (mixed ^ (mixed >>> 15)) & (this.#room - 1);
    for (;;) {
      const at = slot * 3;
      if (slots[at + 2] === 0 || (slots[at] === high && slots[at + 1] === low)) return at;
      slot = (slot + 1) & (this.#room - 1);
    }
  }

  #write(high: number, low: number, by: number): void {
    const at = this.#find(high, low);
    const slots = this.#slots;
    const before = slots[at + 2] ?? 0;
    if (before === 0) {
      if (by < 0) return;
      this.#written += 1;
      slots[at] = high;
      slots[at + 1] = low;
    }
    const after = Math.max(0, before) + by;
    slots[at + 2] = after > 0 ? after : TAKEN_BACK;
    if (after > 0 && before <= 0) this.#counted += 1;
    else if (after <= 0 && before > 0) this.#counted -= 1;
  }
}
